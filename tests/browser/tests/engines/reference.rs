//! The answers of the built-in network on this machine, by the reference kernels.

use crate::common;
use separable::kernels::reference;
use separable::model::{Element, Model, Op, Weights, tflite};

/// The built-in model.
pub(crate) fn model() -> Model {
    tflite::read(&common::built_in()).expect("our own model")
}

/// Its labels.
pub(crate) fn labels() -> Vec<String> {
    let labels = std::fs::read_to_string(common::repository("weights/built-in/labels.txt"));
    labels.expect("labels").lines().map(str::to_owned).collect()
}

/// What a layer of `model` makes of `rgb`.
pub(crate) fn bytes(model: &Model, rgb: &[u8], index: usize) -> Vec<u8> {
    reference::run(model, rgb).expect("an input of its size").swap_remove(index)
}

/// The same as real numbers.
pub(crate) fn layer(model: &Model, rgb: &[u8], index: usize) -> Vec<f64> {
    real(model, index, &bytes(model, rgb, index))
}

/// Takes away what a pointwise layer's channel says.
pub(crate) fn mute(model: &mut Model, index: usize, channel: usize) {
    let layer = &mut model.layers[index];
    let taps = layer.output.shape[2];
    let Op::Conv(conv) = &mut layer.op else { panic!("a pointwise layer") };
    let Weights::Quantized(weights) = &mut conv.weights else { panic!("bytes") };
    let taps = weights.bytes.len() / taps;
    weights.bytes[channel * taps..][..taps].fill(weights.zero_point as u8);
    weights.bias[channel] = 0;
}

/// The probability of each class.
pub(crate) fn probabilities(model: &Model, rgb: &[u8]) -> Vec<f64> {
    layer(model, rgb, model.layers.len() - 1)
}

fn real(model: &Model, index: usize, bytes: &[u8]) -> Vec<f64> {
    let tensor = &model.layers[index].output;
    let stored = |&byte: &u8| match tensor.element {
        Element::I8 => i32::from(byte as i8),
        _ => i32::from(byte),
    };
    let value = |byte| f64::from(tensor.scale) * f64::from(byte - tensor.zero_point);
    bytes.iter().map(|byte| value(stored(byte))).collect()
}
