//! The models of the page, and their descriptions in `index.json`.

use super::Content;
use crate::weights::manifest::{BUILT_IN, Model};
use crate::weights::own::Own;
use crate::weights::store::Store;
use crate::workspace;
use anyhow::{Result, bail};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Digits of a checksum in the list: enough to show any damage, and fewer bytes on a first visit.
const DIGITS: usize = 16;

/// An entry of `dist/models/index.json`; paths are relative to that folder.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    parts: Vec<&'a Path>,
    /// How the SHA-256 of each part begins; the page checks it.
    sums: Vec<&'a str>,
    labels: &'a Path,
    bytes: u64,
    input: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    alpha: Option<f64>,
    licence: &'a str,
    source: &'a str,
    accuracy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    top1: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guess: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    camera: bool,
}

/// Adds the files of every model that `store` has whole, and of the host's `own`, to `files`, with an
/// `index.json`. A host that names a first choice for cameras has that one.
///
/// Returns those models, and the ids of the others.
///
/// # Errors
/// A file of the built-in model, or of a folder that the user gave, is missing or wrong.
pub fn find(
    models: Vec<Model>,
    store: &Store,
    own: Vec<Own>,
    files: &mut BTreeMap<String, Content>,
) -> Result<(Vec<Model>, Vec<String>)> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for model in models {
        let paths: Vec<Option<PathBuf>> =
            model.files().map(|part| store.find(part)).collect::<Result<_>>()?;
        let Some(paths) = paths.into_iter().collect::<Option<Vec<_>>>() else {
            if model.id == BUILT_IN {
                bail!("a file of the built-in model is missing from weights/built-in/");
            }
            missing.push(model.id);
            continue;
        };
        found.push((model, paths));
    }
    if own.iter().any(|(model, _)| model.camera) {
        found.iter_mut().for_each(|(model, _)| model.camera = false);
    }
    found.extend(own);
    for (model, paths) in &found {
        for (part, path) in model.files().zip(paths) {
            files.insert(format!("models/{}", part.file.display()), Content::File(path.clone()));
        }
    }
    let found: Vec<_> = found.into_iter().map(|(model, _)| model).collect();
    let card = "built-in/README.md";
    let path = workspace::root().join("weights").join(card);
    files.insert(format!("models/{card}"), Content::File(path));
    let index = serde_json::to_string_pretty(&found.iter().map(Entry::new).collect::<Vec<_>>())?;
    files.insert("models/index.json".to_owned(), Content::Bytes((index + "\n").into()));
    Ok((found, missing))
}

impl<'a> Entry<'a> {
    fn new(model: &'a Model) -> Self {
        Self {
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
            top1: model.top1,
            guess: model.guess,
            camera: model.camera,
        }
    }
}
