//! The softmax of bytes against TensorFlow Lite's reference kernel, on thousands of random logit vectors
//! (`tests/golden/softmax/make.py`).

mod common;

use common::{Lcg, crc32, repository};
use separable::engine::Engine;
use separable::kernels::reference;
use separable::model::{Element, Layer, Model, Op, Tensor};
use serde_json::Value;

/// Rows of logits in a case.
const ROWS: usize = 300;

/// A picture whose bytes are the logits, then the softmax of each row.
fn model(case: &Value) -> Model {
    let channels = case["channels"].as_u64().expect("channels") as usize;
    let element = if case["element"] == "i8" { Element::I8 } else { Element::U8 };
    let scale = case["scale"].as_f64().expect("a scale") as f32;
    let beta = case["beta"].as_f64().expect("a factor") as f32;
    let picture = Tensor { shape: [ROWS * channels / 3, 1, 3], element, scale, zero_point: 0 };
    let logits = Tensor { shape: [ROWS, 1, channels], ..picture };
    let zero_point = element.range().0;
    let probabilities = Tensor { scale: 1.0 / 256.0, zero_point, ..logits };
    let layer = |op, input, output| {
        let name = "layer".to_owned();
        Layer { name, op, inputs: vec![input], output }
    };
    let layers = vec![layer(Op::Reshape, 0, logits), layer(Op::Softmax { beta }, 1, probabilities)];
    Model::new(picture, layers)
}

/// The logits as stored, which for an engine are the bytes of a picture.
fn logits(case: &Value, len: usize) -> Vec<u8> {
    let mut random = Lcg(case["seed"].as_u64().expect("a seed") as u32);
    let shift = if case["narrow"] == true { 28 } else { 24 };
    (0..len).map(|_| (random.draw() >> shift) as u8).collect()
}

#[test]
fn probabilities_are_those_of_the_reference_kernel() {
    let cases = std::fs::read(repository("tests/golden/softmax/softmax.json")).expect("the cases");
    let cases: Vec<Value> = serde_json::from_slice(&cases).expect("a list");
    assert!(cases.len() >= 32, "there are cases");
    let mut failed = Vec::new();
    for case in &cases {
        let model = model(case);
        let raw = logits(case, model.input.len());
        let by_reference = reference::run(&model, &raw).expect("the model's size");
        let mut engine = Engine::new(model).expect("a picture");
        // A picture's byte 0 is the smallest number, which for int8 is -128.
        let flip = if case["element"] == "i8" { 128 } else { 0 };
        let picture: Vec<u8> = raw.iter().map(|byte| byte ^ flip).collect();
        engine.set_input(&picture).expect("the model's size");
        let fast = engine.run();
        for (path, output) in [("reference", by_reference[1].as_slice()), ("fast", fast)] {
            if case["crc"] != crc32(output) {
                failed.push(format!("{path}: {case}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn as_many_equal_logits_as_the_reader_lets_through_do_not_overflow() {
    let case = serde_json::json!({ "element": "u8", "channels": 4095, "scale": 0.1, "beta": 1.0 });
    let model = model(&case);
    let equal = vec![7; model.input.len()];
    let by_reference = reference::run(&model, &equal).expect("the model's size");
    let mut engine = Engine::new(model).expect("a picture");
    engine.set_input(&equal).expect("the model's size");
    // A 4095th of 256 steps is none.
    assert!(by_reference[1].iter().chain(engine.run()).all(|&byte| byte == 0));
}
