//! Float networks: the reference kernels against TensorFlow Lite's, the fast kernels against the reference
//! kernels. Sums in another order differ in the last digits.

mod common;

use common::{INPUTS_WITH_LAYERS, V1_F32, V2_100_224};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::reference;
use separable::model::{Element, Model, tflite};

/// The error allowed, relative to the largest number of a layer.
const TOLERANCE: f32 = 1e-4;

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (floats, rest) = bytes.as_chunks();
    assert!(rest.is_empty(), "whole numbers");
    floats.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

/// The input of the reference kernels: each byte as a number from -1 to 1.
fn reference_input(rgb: &[u8]) -> Vec<u8> {
    rgb.iter().flat_map(|&byte| (f32::from(byte) / 127.5 - 1.0).to_le_bytes()).collect()
}

/// The largest error, relative to the largest number.
fn deviation(got: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(got.len(), expected.len());
    assert!(got.iter().all(|value| value.is_finite()));
    let largest = expected.iter().fold(0f32, |largest, value| largest.max(value.abs()));
    assert!(largest > 0.0, "something to compare with");
    let pairs = got.iter().zip(expected);
    pairs.fold(0f32, |most, (a, b)| most.max((a - b).abs())) / largest
}

/// Compares the answer and every layer of the fast kernels with the reference kernels.
fn fast_against_reference(model: Model, inputs: &[Vec<u8>]) {
    let mut engine = Engine::new(model).expect("a whole model");
    for (number, rgb) in inputs.iter().enumerate() {
        let reference =
            reference::run(engine.model(), &reference_input(rgb)).expect("the model's size");
        engine.set_input(rgb).expect("the model's size");
        let output = floats(engine.run());
        let last = reference.last().expect("a model with layers");
        let off = deviation(&output, &floats(last));
        assert!(off <= TOLERANCE, "input {number}: the answer is {off} off");
        let mut inspector = Inspector::new(&engine, || 0.0);
        for (index, reference) in reference.iter().enumerate() {
            let mut raw = Vec::new();
            inspector.activation(&mut engine, index, &mut raw).expect("a layer of it");
            let off = deviation(&floats(&raw), &floats(reference));
            let name = &engine.model().layers[index].name;
            assert!(off <= TOLERANCE, "input {number}, layer {index}, {name}: {off} off");
        }
    }
}

#[test]
fn reference_v1_100_224() {
    let Some(parts) = V1_F32.read("reference_v1_100_224") else { return };
    let model = tflite::read(&parts[0]).expect("a model that we support");
    assert_eq!(model.output().element, Element::F32);
    let outputs = common::float_outputs();
    assert!(outputs.iter().map(|(number, _)| *number).eq(INPUTS_WITH_LAYERS));
    for (number, expected) in outputs {
        let rgb = common::pixels(number, 224);
        let got = reference::run(&model, &reference_input(&rgb)).expect("the model's size");
        let logits = floats(got.last().expect("a model with layers"));
        let expected: Vec<f32> = expected.iter().map(|&value| value as f32).collect();
        let off = deviation(&logits, &expected);
        assert!(off <= TOLERANCE, "input {number}: {off} off");
    }
}

#[test]
fn fast_v1_100_224() {
    let test = "fast_v1_100_224";
    let Some(parts) = V1_F32.read(test) else { return };
    let model = tflite::read(&parts[0]).expect("a model that we support");
    let mut inputs: Vec<_> = INPUTS_WITH_LAYERS.map(|n| common::pixels(n, 224)).into();
    let Some(picture) = V2_100_224.picture(test, common::PICTURES_WITH_LAYERS[0]) else { return };
    inputs.push(picture);
    fast_against_reference(model, &inputs);
}

#[test]
fn fast_v1_050_128() {
    let Some(path) = common::shared("fast_v1_050_128", "built-in/model_f32.tflite") else { return };
    let model = tflite::read(&common::read(path)).expect("a model that we support");
    let inputs: Vec<_> = (0..8).map(|number| common::pixels(number, 128)).collect();
    fast_against_reference(model, &inputs);
}

#[test]
fn fast_in_the_manner_of_v2() {
    for file in [common::tiny::network(), common::tiny::residual()] {
        let model = tflite::read(&common::tiny::float(file).write()).expect("a sound network");
        let inputs: Vec<_> = (0..8).map(|number| common::pixels(number, 5)).collect();
        fast_against_reference(model, &inputs);
    }
}
