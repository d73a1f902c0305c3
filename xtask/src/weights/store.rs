//! The models' files on this machine. Whatever is taken from here has its sum checked.

use super::manifest::Part;
use crate::workspace;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folder with the published files. It is the user's, or ours to fill.
pub enum Store {
    /// The one that `SEPARABLE_WEIGHTS` names: it is read, and nothing else.
    Given(PathBuf),
    /// The one in the user's cache.
    Cache(PathBuf),
}

impl Store {
    /// The one that holds for this user.
    pub fn of_user() -> Result<Self> {
        Ok(match workspace::weights()? {
            Some(folder) => Self::Given(folder),
            None => Self::Cache(workspace::cache().join("weights")),
        })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Given(folder) | Self::Cache(folder) => folder,
        }
    }

    /// Where `part` lies, if it is there. What is wrong in the cache counts as not there; in a
    /// folder that people look after themselves it is told.
    pub fn find(&self, part: &Part) -> Result<Option<PathBuf>> {
        let Some(address) = &part.address else {
            let path = workspace::root().join("weights").join(&part.file);
            part.check(&path)?;
            return Ok(Some(path));
        };
        let path = self.folder().join(&part.file);
        if !path.is_file() {
            return Ok(None);
        }
        match (part.check(&path), self) {
            (Ok(()), _) => Ok(Some(path)),
            (Err(_), Self::Cache(_)) => Ok(None),
            (Err(wrong), Self::Given(_)) => Err(wrong).with_context(|| {
                format!("SEPARABLE_WEIGHTS has a wrong file; download it again from {address}")
            }),
        }
    }
}
