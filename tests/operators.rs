//! Small networks of one operator each against TensorFlow Lite's reference kernels
//! (`tests/golden/operators/make.py`).

mod common;

use common::{Lcg, crc32, read, repository};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::reference;
use separable::model::{Element, Model, tflite};
use serde_json::Value;

/// How far a float output may be off, relative to its largest value.
const TOLERANCE: f64 = 1e-4;

/// Raw outputs of all layers.
type Layers = Vec<Vec<u8>>;

/// The bytes of a run's input, as a picture has them.
fn picture(model: &Model, seed: u32) -> Vec<u8> {
    let bytes = Lcg(seed).bytes(model.input.len());
    // The run's bytes are the numbers as stored; a picture's byte 0 is the smallest of them.
    let flip = if model.input.element == Element::I8 { 128 } else { 0 };
    bytes.into_iter().map(|byte| byte ^ flip).collect()
}

fn by_reference(model: &Model, picture: &[u8]) -> Layers {
    let raw: Vec<u8> = match model.input.element {
        Element::U8 => picture.to_vec(),
        Element::I8 => picture.iter().map(|byte| byte ^ 128).collect(),
        Element::F32 => {
            let real = |&byte: &u8| (f32::from(byte) / 127.5 - 1.0).to_le_bytes();
            picture.iter().flat_map(real).collect()
        }
    };
    reference::run(model, &raw).expect("an input of the model's size")
}

/// By the inspecting plan; the fast plan's output is compared with it.
fn by_fast_kernels(model: &Model, picture: &[u8]) -> Layers {
    let mut engine = Engine::new(model.clone()).expect("a model of a picture");
    engine.set_input(picture).expect("the model's size");
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

/// What is wrong with a run, if anything is.
fn check(model: &Model, run: &Value, got: &Layers) -> Result<(), String> {
    if let Some(layers) = run["layers"].as_object() {
        assert_eq!(layers.len(), model.layers.len(), "layers");
        for (layer, bytes) in model.layers.iter().zip(got) {
            if layers[&layer.name] != crc32(bytes) {
                return Err(format!("layer `{}` has other bytes", layer.name));
            }
        }
        return Ok(());
    }
    let step = run["step"].as_u64().expect("a step") as usize;
    let expected = run["output"].as_array().expect("an output");
    let expected: Vec<f64> = expected.iter().map(|v| v.as_f64().expect("a number")).collect();
    let floats = got.last().expect("a layer").as_chunks().0.iter().step_by(step);
    let floats: Vec<f64> = floats.map(|&bytes| f32::from_le_bytes(bytes).into()).collect();
    assert_eq!(floats.len(), expected.len(), "numbers");
    let largest = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let pairs = floats.iter().zip(&expected);
    let off = pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
    if off <= TOLERANCE * largest { Ok(()) } else { Err(format!("the output is {off} off")) }
}

/// Runs all networks; one that fails does not hide the others.
fn run_all(path: impl Fn(&Model, &[u8]) -> Layers) {
    let folder = repository("tests/golden/operators");
    let index: Value = serde_json::from_slice(&read(folder.join("index.json"))).expect("JSON");
    let index = index.as_object().expect("networks by their names");
    assert!(index.len() > 100, "there are networks");
    let mut failed = Vec::new();
    for (name, runs) in index {
        let file = read(folder.join(format!("{name}.tflite")));
        let model = tflite::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        for run in runs.as_array().expect("runs") {
            let seed = run["seed"].as_u64().expect("a seed") as u32;
            let got = path(&model, &picture(&model, seed));
            failed.extend(check(&model, run, &got).err().map(|what| format!("{name}: {what}")));
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn reference_kernels_give_the_bytes_of_tensorflow_lite() {
    run_all(by_reference);
}

#[test]
fn fast_kernels_give_the_bytes_of_tensorflow_lite() {
    run_all(by_fast_kernels);
}
