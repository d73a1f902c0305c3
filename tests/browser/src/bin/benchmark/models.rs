//! The models at hand, and what plain loops make of the input that they are timed on.

#[path = "../../../../common/lcg.rs"]
mod lcg;

use anyhow::{Context, Result, bail};
use lcg::Lcg;
use separable::cost;
use separable::kernels::reference;
use separable::model::{Element, Model, tflite};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use xtask::workspace;

/// A model's files.
pub(crate) struct Found {
    /// Its name on the command line.
    pub(crate) id: String,
    /// Its name in tables.
    pub(crate) name: String,
    /// The bytes of its parts.
    pub(crate) parts: Vec<Vec<u8>>,
}

/// A layer in words and numbers.
pub(crate) struct Layer {
    /// Its kind.
    pub(crate) kind: String,
    /// `h x w x c` of input and output.
    pub(crate) shapes: [String; 2],
    /// Multiply-accumulates.
    pub(crate) macs: u64,
}

/// The expected result.
pub(crate) struct Truth {
    /// The layers, in order.
    pub(crate) layers: Vec<Layer>,
    /// Multiply-accumulates in total.
    pub(crate) macs: u64,
    /// The input, RGB bytes.
    pub(crate) input: Vec<u8>,
    /// Every layer's output for it, in raw bytes.
    pub(crate) values: Vec<Vec<u8>>,
    /// Whether these are floats, which may differ a little.
    pub(crate) float: bool,
}

/// The models that `wanted` names (ids, or `.tflite` files), else all: those of `dist/`, and those
/// that lie with the peers.
pub(crate) fn find(wanted: &[String], peers: Option<&Path>) -> Result<Vec<Found>> {
    let mut found = in_dist()?;
    if let Some(peers) = peers {
        found.extend(in_folder(&peers.join("models"))?);
    }
    if wanted.is_empty() {
        return Ok(found);
    }
    let known: Vec<String> = found.iter().map(|model| model.id.clone()).collect();
    wanted
        .iter()
        .map(|id| match found.iter().position(|model| model.id == *id) {
            Some(at) => Ok(found.swap_remove(at)),
            None if Path::new(id).is_file() => in_file(Path::new(id)),
            None => {
                bail!("there is no model {id}, nor such a file; there are {}", known.join(", "))
            }
        })
        .collect()
}

fn in_dist() -> Result<Vec<Found>> {
    let folder = workspace::dist().join("models");
    let index = fs::read(folder.join("index.json")).context("dist/models/index.json")?;
    let index: Vec<Value> = serde_json::from_slice(&index)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    index
        .iter()
        .map(|entry| {
            let parts = entry["parts"].as_array().context("a list of parts")?.iter();
            let parts = parts.map(|part| read(&folder.join(text(part)))).collect::<Result<_>>()?;
            Ok(Found { id: text(&entry["id"]), name: text(&entry["name"]), parts })
        })
        .collect()
}

fn in_folder(folder: &Path) -> Result<Vec<Found>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "tflite"));
    files.sort();
    files.iter().map(|file| in_file(file)).collect()
}

fn in_file(file: &Path) -> Result<Found> {
    let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Found { name: id.clone(), id, parts: vec![read(file)?] })
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("read {}", file.display()))
}

impl Found {
    /// Takes noise through the reference kernels.
    pub(crate) fn truth(&self) -> Result<Truth> {
        let parts: Vec<&[u8]> = self.parts.iter().map(Vec::as_slice).collect();
        let model = tflite::read_parts(&parts)?;
        let float = model.output().element == Element::F32;
        let input = Lcg(5).bytes(model.input.len());
        let values = if model.input.element == Element::F32 {
            let real = input.iter().flat_map(|&byte| (f32::from(byte) / 127.5 - 1.0).to_le_bytes());
            reference::run(&model, &real.collect::<Vec<u8>>())?
        } else {
            reference::run(&model, &input)?
        };
        let layers = (0..model.layers.len()).map(|index| layer(&model, index)).collect();
        Ok(Truth { layers, macs: cost::network(&model).macs, input, values, float })
    }
}

fn layer(model: &Model, index: usize) -> Layer {
    let layer = &model.layers[index];
    let shapes = [model.value(layer.inputs[0]).shape, layer.output.shape];
    Layer {
        kind: format!("{:?}", model.kind(index)).to_lowercase(),
        shapes: shapes.map(|[h, w, c]| format!("{h}x{w}x{c}")),
        macs: cost::layer(model, index).macs,
    }
}
