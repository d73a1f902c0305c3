//! The models into `dist/models/`, with what the page may know of them.

use crate::weights::manifest::{BUILT_IN, Model};
use crate::weights::store::Store;
use crate::workspace;
use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// So many of a sum's digits tell any damage; all of them would weigh on each first visit.
const DIGITS: usize = 16;

/// An entry of `dist/models/index.json`; paths are relative to that folder.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    parts: Vec<&'a Path>,
    /// How the SHA-256 of each part begins, by which the page knows that it came as it was.
    sums: Vec<&'a str>,
    labels: &'a Path,
    bytes: u64,
    input: u32,
    alpha: f64,
    licence: &'a str,
    source: &'a str,
    accuracy: String,
}

/// Copies every model whose files `store` has all into `into`, with an `index.json`.
///
/// Returns the ids of those, and of those that are not there.
pub fn collect<'a>(
    into: &Path,
    models: &'a [Model],
    store: &Store,
) -> Result<(Vec<&'a str>, Vec<&'a str>)> {
    fs::create_dir_all(into)?;
    let mut index = Vec::new();
    let mut missing = Vec::new();
    for model in models {
        let found: Vec<Option<PathBuf>> =
            model.files().map(|part| store.find(part)).collect::<Result<_>>()?;
        let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else {
            if model.id == BUILT_IN {
                bail!("a file of the built-in model is missing from weights/built-in/");
            }
            missing.push(model.id.as_str());
            continue;
        };
        for (part, from) in model.files().zip(&found) {
            copy(from, &into.join(&part.file))?;
        }
        if model.id == BUILT_IN {
            let card = "built-in/README.md";
            copy(&workspace::root().join("weights").join(card), &into.join(card))?;
        }
        index.push(Entry {
            id: &model.id,
            name: &model.name,
            bytes: model.parts.iter().map(|part| part.bytes).sum(),
            parts: model.parts.iter().map(|part| part.file.as_path()).collect(),
            sums: model.parts.iter().map(|part| &part.sha256[..DIGITS]).collect(),
            labels: &model.labels.file,
            input: model.input,
            alpha: model.alpha,
            licence: &model.licence,
            source: &model.source,
            accuracy: model.accuracy(),
        });
    }
    fs::write(into.join("index.json"), serde_json::to_string_pretty(&index)? + "\n")?;
    Ok((index.into_iter().map(|entry| entry.id).collect(), missing))
}

/// Copies the bytes alone: a read-only original must not make a read-only copy.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let bytes = fs::read(from).with_context(|| format!("read {}", from.display()))?;
    fs::write(to, bytes).with_context(|| format!("write {}", to.display()))
}
