//! The cost of a network in exact integers: multiply-accumulates, parameters, bytes.
//!
//! Counted as in the MobileNet papers: a tap on padding counts, a bias is a parameter but no
//! multiply-accumulate, and layers that only average, reshape or requantise cost nothing.

use crate::model::{Convolution, Model, Op, Weights};
use std::iter::Sum;
use std::ops::{Add, Range};

/// The cost of a layer, of some layers, or of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Multiply-accumulates for one input.
    pub macs: u64,
    /// Weights and biases.
    pub params: u64,
    /// Bytes of weights and biases in the file: one per quantised weight, four per other number.
    pub bytes: u64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            macs: self.macs + other.macs,
            params: self.params + other.params,
            bytes: self.bytes + other.bytes,
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Self::add)
    }
}

/// The cost of one layer.
///
/// # Panics
/// If there is no such layer.
pub fn layer(model: &Model, index: usize) -> Cost {
    let layer = &model.layers[index];
    let [oh, ow, oc] = layer.output.shape.map(|size| size as u64);
    let cost = |conv: &Convolution, channels: usize| {
        let [kh, kw] = conv.window.kernel.map(|size| size as u64);
        let macs = oh * ow * oc * kh * kw * channels as u64;
        let (weights, biases) = conv.weights.counts();
        let each = match &conv.weights {
            Weights::Float(weights) => weights.stored.bytes(),
            Weights::Quantized(_) => 1,
        };
        let bytes = each * weights + 4 * biases;
        Cost { macs, params: (weights + biases) as u64, bytes: bytes as u64 }
    };
    match &layer.op {
        Op::Conv(conv) => cost(conv, model.value(layer.inputs[0]).shape[2]),
        Op::Depthwise(conv) => cost(conv, 1),
        _ => Cost::default(),
    }
}

/// The cost of some layers: a stage, a block.
///
/// # Panics
/// If there is no such layer.
pub fn layers(model: &Model, range: Range<usize>) -> Cost {
    range.map(|index| layer(model, index)).sum()
}

/// The cost of the whole network.
pub fn network(model: &Model) -> Cost {
    layers(model, 0..model.layers.len())
}
