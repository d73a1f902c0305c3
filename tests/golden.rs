//! The bytes of TensorFlow Lite's reference kernels, layer by layer.

mod common;

use common::{BUILT_IN_WITH_LAYERS, Published, WITH_LAYERS};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::naive;
use separable::model::{Model, tflite};
use separable::simd::Scalar;

fn model(parts: &[Vec<u8>]) -> Model {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    tflite::read_parts(&parts).expect("a model that we support")
}

/// Compares all layers; one that differs does not hide the others.
fn differences(case: &str, got: &[Vec<u8>], expected: &[(String, Vec<u8>)]) -> Vec<String> {
    assert_eq!(got.len(), expected.len(), "{case}: number of layers");
    got.iter()
        .zip(expected)
        .filter_map(|(got, (name, expected))| common::difference(name, got, expected))
        .map(|line| format!("{case}: {line}"))
        .collect()
}

fn assert_none(differences: Vec<String>) {
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The naive kernels on the pictures for which every layer is known.
fn naive_on_layers(test: &str, published: Published) {
    let Some(parts) = published.read(test) else { return };
    let model = model(&parts);
    let mut found = Vec::new();
    for picture in WITH_LAYERS {
        let Some(input) = published.picture(test, picture) else { return };
        let Some(expected) = published.layers(test, picture) else { return };
        let got = naive::run(&model, &input).expect("an input of the model's size");
        found.extend(differences(picture, &got, &expected));
    }
    assert_none(found);
}

#[test]
fn naive_v1_100_224() {
    naive_on_layers("naive_v1_100_224", common::V1_100_224);
}

#[test]
fn naive_v1_075_192() {
    naive_on_layers("naive_v1_075_192", common::V1_075_192);
}

#[test]
fn naive_v1_050_160() {
    naive_on_layers("naive_v1_050_160", common::V1_050_160);
}

#[test]
fn naive_v1_025_128() {
    naive_on_layers("naive_v1_025_128", common::V1_025_128);
}

#[test]
fn naive_v2_100_224() {
    naive_on_layers("naive_v2_100_224", common::V2_100_224);
}

#[test]
fn naive_v2_100_224_int8() {
    naive_on_layers("naive_v2_100_224_int8", common::V2_100_224_INT8);
}

#[test]
fn naive_built_in() {
    let model = model(&[common::built_in()]);
    let size = model.input.shape[0];
    let mut found = Vec::new();
    for (number, output) in common::built_in_outputs().iter().enumerate() {
        let case = format!("input {number}");
        let got = naive::run(&model, &common::formula(number, size)).expect("the model's size");
        if BUILT_IN_WITH_LAYERS.contains(&number) {
            found.extend(differences(&case, &got, &common::built_in_layers(number)));
        }
        let last = got.last().expect("a model with layers");
        found.extend(common::difference(&case, last, output));
    }
    assert_none(found);
}

/// What every layer of the inspecting plan makes, and the output of the fast plan.
fn fast(engine: &mut Engine, input: &[u8]) -> (Vec<Vec<u8>>, Vec<u8>) {
    engine.set_input(input).expect("an input of the model's size");
    let output = engine.run_on::<Scalar>().to_vec();
    let mut inspector = Inspector::new(engine, || 0.0);
    let layers = (0..engine.model().layers.len())
        .map(|layer| {
            let mut raw = Vec::new();
            inspector.activation_on::<Scalar>(engine, layer, &mut raw).expect("a layer of it");
            raw
        })
        .collect();
    (layers, output)
}

/// The fast kernels: the answers on all pictures, and every layer where every layer is known.
fn fast_on_all(test: &str, published: Published) {
    let Some(parts) = published.read(test) else { return };
    let Some(outputs) = published.outputs(test) else { return };
    let mut engine = Engine::new(model(&parts)).expect("a whole model");
    let mut found = Vec::new();
    for (picture, _, expected) in &outputs {
        let Some(input) = published.picture(test, picture) else { return };
        let (layers, output) = fast(&mut engine, &input);
        found.extend(common::difference(picture, &output, expected));
        if WITH_LAYERS.contains(&picture.as_str()) {
            let Some(expected) = published.layers(test, picture) else { return };
            found.extend(differences(picture, &layers, &expected));
        }
    }
    assert_eq!(outputs.len(), 24, "pictures");
    assert_none(found);
}

#[test]
fn fast_v1_100_224() {
    fast_on_all("fast_v1_100_224", common::V1_100_224);
}

#[test]
fn fast_v1_075_192() {
    fast_on_all("fast_v1_075_192", common::V1_075_192);
}

#[test]
fn fast_v1_050_160() {
    fast_on_all("fast_v1_050_160", common::V1_050_160);
}

#[test]
fn fast_v1_025_128() {
    fast_on_all("fast_v1_025_128", common::V1_025_128);
}

#[test]
fn fast_v2_100_224() {
    fast_on_all("fast_v2_100_224", common::V2_100_224);
}

#[test]
fn fast_v2_100_224_int8() {
    fast_on_all("fast_v2_100_224_int8", common::V2_100_224_INT8);
}

#[test]
fn fast_built_in() {
    let mut engine = Engine::new(model(&[common::built_in()])).expect("a whole model");
    let size = engine.input_shape()[0];
    let mut found = Vec::new();
    for (number, expected) in common::built_in_outputs().iter().enumerate() {
        let case = format!("input {number}");
        let (layers, output) = fast(&mut engine, &common::formula(number, size));
        found.extend(common::difference(&case, &output, expected));
        if BUILT_IN_WITH_LAYERS.contains(&number) {
            found.extend(differences(&case, &layers, &common::built_in_layers(number)));
        }
    }
    assert_none(found);
}
