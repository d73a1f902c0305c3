//! The published files on this machine. The SHA-256 of each is checked whenever it is looked up.

use super::manifest::Part;
use crate::workspace;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folder with the published files.
pub enum Store {
    /// The folder that `SEPARABLE_WEIGHTS` names; nothing is written there.
    Given(PathBuf),
    /// The folder in the user's cache; missing files are downloaded into it.
    Cache(PathBuf),
}

impl Store {
    /// The given folder if there is one, else the cache.
    ///
    /// # Errors
    /// `SEPARABLE_WEIGHTS` names no folder.
    pub fn from_env() -> Result<Self> {
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

    /// The path of `part`, if it is there. A wrong file in the cache counts as missing.
    ///
    /// # Errors
    /// A wrong file in the given folder, or in the repository.
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
