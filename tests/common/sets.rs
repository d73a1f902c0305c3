//! Networks with what TensorFlow Lite's reference kernels make of inputs of an LCG: their outputs,
//! and the CRC-32 of every quantised tensor that an operator makes.

use super::{Lcg, crc32, read};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::reference;
use separable::model::{Element, Model, tflite};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Raw outputs of all layers.
pub type Layers = Vec<Vec<u8>>;

/// What a network makes of an input.
pub struct Made {
    /// The CRC-32 of each layer's raw output.
    pub sums: Vec<u32>,
    /// The raw output of the last one.
    pub output: Vec<u8>,
}

impl From<Layers> for Made {
    fn from(mut layers: Layers) -> Self {
        let sums = layers.iter().map(|bytes| crc32(bytes)).collect();
        Self { sums, output: layers.pop().expect("a layer") }
    }
}

/// A network and its runs: objects with `seed`, `layers`, and `crc` or every `step`-th number of
/// `output`.
pub struct Expected {
    pub path: PathBuf,
    runs: Vec<Value>,
    /// How far a float output may be off: by so much, and by so much of its largest number.
    tolerance: [f64; 2],
}

impl Expected {
    /// `entry` are the runs, or has them and the network's kind.
    pub fn new(path: PathBuf, entry: &Value) -> Self {
        let runs = if entry.is_array() { entry } else { &entry["runs"] };
        let name = path.to_string_lossy().into_owned();
        let kind = |kind: &str| entry["kind"] == kind || name.contains(kind);
        let tolerance = match () {
            () if kind("float16") => [0.0, 0.02],
            // TensorFlow Lite rounds activations to bytes on the way.
            () if kind("dynamic") => [0.1, 0.1],
            () => [0.0, 1e-4],
        };
        Self { path, runs: runs.as_array().expect("runs").clone(), tolerance }
    }

    /// Those that the `index.json` of a folder lists by their names.
    pub fn of_index(folder: &Path) -> Vec<Self> {
        let index: Value = serde_json::from_slice(&read(folder.join("index.json"))).expect("JSON");
        let index = index.as_object().expect("networks by their names").iter();
        index.map(|(name, entry)| Self::new(folder.join(format!("{name}.tflite")), entry)).collect()
    }

    /// The networks of a folder, each with a JSON of its own, or one for all.
    pub fn of_folder(folder: &Path) -> Vec<Self> {
        if folder.join("index.json").is_file() {
            return Self::of_index(folder);
        }
        let files = std::fs::read_dir(folder).expect("a folder");
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        let runs = files.iter().filter(|file| file.extension().is_some_and(|end| end == "json"));
        runs.map(|file| {
            let entry = serde_json::from_slice(&read(file)).expect("JSON");
            Self::new(file.with_extension("tflite"), &entry)
        })
        .collect()
    }

    /// What is wrong with what `path` makes of the network, if anything is.
    pub fn check(&self, path: impl Fn(&Model, &[u8]) -> Made) -> Result<(), String> {
        let model = tflite::read(&read(&self.path)).map_err(|error| error.to_string())?;
        for run in &self.runs {
            let seed = run["seed"].as_u64().expect("a seed") as u32;
            let got = path(&model, &Lcg(seed).bytes(model.input.len()));
            self.compare(&model, run, &got).map_err(|what| format!("seed {seed}: {what}"))?;
        }
        Ok(())
    }

    fn compare(&self, model: &Model, run: &Value, got: &Made) -> Result<(), String> {
        let layers = run["layers"].as_object();
        let quantised = |tensor: Element| tensor != Element::F32;
        for (layer, &sum) in model.layers.iter().zip(&got.sums) {
            let Some(layers) = layers.filter(|_| quantised(layer.output.element)) else { continue };
            // The reader keeps the first of a fused operator's names.
            let mut named = layers.iter().filter(|(name, _)| first_name(name) == layer.name);
            if !named.any(|(_, known)| *known == sum) {
                return Err(format!("layer `{}` has other bytes", layer.name));
            }
        }
        let output = &got.output;
        if quantised(model.output().element) {
            let same = run.get("crc").is_none_or(|sum| *sum == crc32(output));
            return if same { Ok(()) } else { Err("the output has other bytes".to_owned()) };
        }
        let step = run["step"].as_u64().expect("a step") as usize;
        let floats = output.as_chunks().0.iter().step_by(step);
        let floats: Vec<f64> = floats.map(|&bytes| f32::from_le_bytes(bytes).into()).collect();
        let expected = run["output"].as_array().expect("an output").iter();
        let expected: Vec<f64> = expected.map(|v| v.as_f64().expect("a number")).collect();
        assert_eq!(floats.len(), expected.len(), "numbers of {}", self.path.display());
        let largest = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        let pairs = floats.iter().zip(&expected);
        let off = pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
        let within = (self.tolerance[1] * largest).max(self.tolerance[0]);
        if off <= within { Ok(()) } else { Err(format!("{off} off, of {largest} at most")) }
    }
}

/// Checks all networks; one that fails does not hide the others.
pub fn check_all(networks: &[Expected], path: impl Fn(&Model, &[u8]) -> Layers) {
    let path = |model: &Model, bytes: &[u8]| path(model, bytes).into();
    let failed = networks.iter().filter_map(|network| {
        Some(format!("{}: {}", network.path.display(), network.check(path).err()?))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), networks.len(), failed.join("\n"));
}

fn first_name(name: &str) -> String {
    name.split(';').next().unwrap_or("").chars().take(100).collect()
}

/// The real numbers of a float input.
fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|&byte| f32::from(byte) / 127.5 - 1.0).collect()
}

/// Every layer by the reference kernels, for an input of these bytes as the file takes them.
pub fn by_reference(model: &Model, bytes: &[u8]) -> Layers {
    let [h, w, c] = model.input.shape;
    let in_order: Vec<u8> = match model.channels_first {
        true => (0..h * w * c).map(|i| bytes[i % c * h * w + i / c]).collect(),
        false => bytes.to_vec(),
    };
    let raw = match model.input.element {
        Element::U8 | Element::I8 => in_order,
        Element::F32 => floats(&in_order).iter().flat_map(|real| real.to_le_bytes()).collect(),
    };
    reference::run(model, &raw).expect("an input of the model's size")
}

/// By the inspecting plan; the fast plan's output is compared with it.
pub fn by_fast_kernels(model: &Model, bytes: &[u8]) -> Layers {
    let mut engine = Engine::new(model.clone()).expect("a model of a picture");
    let set = match model.input.element {
        Element::U8 | Element::I8 => engine.set_own_input(bytes),
        Element::F32 => engine.set_real_input(&floats(bytes)),
    };
    set.expect("the model's size");
    let output = engine.run().to_vec();
    let mut inspector = Inspector::new(&engine, || 0.0);
    let layers: Layers = (0..model.layers.len())
        .map(|layer| {
            let mut raw = Vec::new();
            inspector.activation(&mut engine, layer, &mut raw).expect("a layer of it");
            raw
        })
        .collect();
    assert_eq!(Some(&output), layers.last(), "both plans make the same output");
    layers
}
