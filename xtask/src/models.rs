//! `weights/manifest.toml` to `dist/models/`: which models there are and what the page may know.

use crate::workspace;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The model that comes with the repository.
pub const BUILT_IN: &str = "built-in";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    model: Vec<Model>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    id: String,
    name: String,
    parts: Vec<Part>,
    labels: Part,
    input: u32,
    alpha: f64,
    licence: String,
    source: String,
    top1: f64,
    top5: f64,
    accuracy_source: String,
}

/// A file of a model. `sha256` and `address` are for whoever downloads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    file: PathBuf,
    bytes: u64,
    #[expect(dead_code, reason = "stands in the manifest for people and for a download")]
    sha256: String,
    #[serde(default)]
    #[expect(dead_code, reason = "stands in the manifest for people and for a download")]
    address: Option<String>,
}

/// An entry of `dist/models/index.json`; paths are relative to that folder.
#[derive(Serialize)]
struct Entry {
    id: String,
    name: String,
    parts: Vec<PathBuf>,
    labels: PathBuf,
    bytes: u64,
    input: u32,
    alpha: f64,
    licence: String,
    source: String,
    accuracy: String,
}

/// Copies every model whose files are all there into `into`, with an `index.json`.
///
/// Files are looked for in the folder of published weights, then in `weights/`. Returns the ids.
pub fn collect(into: &Path) -> Result<Vec<String>> {
    let own = workspace::root().join("weights");
    let folders: Vec<PathBuf> = workspace::weights()?.into_iter().chain([own.clone()]).collect();
    let path = own.join("manifest.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let manifest: Manifest = toml::from_str(&text)
        .with_context(|| format!("{} is not as it should be", path.display()))?;

    fs::create_dir_all(into)?;
    let mut index = Vec::new();
    for model in manifest.model {
        let files: Vec<&Part> = model.parts.iter().chain([&model.labels]).collect();
        let found: Option<Vec<_>> =
            files.iter().map(|part| Some((*part, find(&part.file, &folders)?))).collect();
        let Some(found) = found else {
            if model.id == BUILT_IN {
                bail!("a file of the built-in model is missing from {}", own.display());
            }
            continue;
        };
        for (part, from) in found {
            let bytes = fs::metadata(&from)?.len();
            if bytes != part.bytes {
                bail!(
                    "{} has {bytes} bytes instead of {}: download it again",
                    from.display(),
                    part.bytes
                );
            }
            copy(&from, &into.join(&part.file))?;
        }
        index.push(Entry {
            id: model.id,
            name: model.name,
            bytes: model.parts.iter().map(|part| part.bytes).sum(),
            parts: model.parts.into_iter().map(|part| part.file).collect(),
            labels: model.labels.file,
            input: model.input,
            alpha: model.alpha,
            licence: model.licence,
            source: model.source,
            accuracy: format!(
                "{} % top-1, {} % top-5, {}",
                model.top1, model.top5, model.accuracy_source
            ),
        });
    }
    if index.first().is_none_or(|entry| entry.id != BUILT_IN) {
        bail!("{}: the first model must be `{BUILT_IN}`", path.display());
    }
    fs::write(into.join("index.json"), serde_json::to_string_pretty(&index)? + "\n")?;
    Ok(index.into_iter().map(|entry| entry.id).collect())
}

fn find(name: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Copies the bytes alone: a read-only original must not make a read-only copy.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let bytes = fs::read(from).with_context(|| format!("read {}", from.display()))?;
    fs::write(to, bytes).with_context(|| format!("write {}", to.display()))
}
