//! The cost of a network in exact integers: multiply-accumulates, other operations, parameters,
//! bytes.
//!
//! Multiply-accumulates are counted as in the MobileNet papers: those of convolutions alone, a tap
//! on padding counts, a bias is a parameter but no multiply-accumulate. What other layers do is
//! counted apart, for `n` numbers of output:
//!
//! | layer | operations |
//! |---|---|
//! | ADD, SUB, MUL | `n` |
//! | RELU | `n` comparisons |
//! | RELU6, RELU_N1_TO_1 | `2 n` comparisons |
//! | HARD_SWISH, `x relu6(x + 3) / 6` | `5 n`: an addition, 2 comparisons, 2 multiplications |
//! | LOGISTIC, `1 / (1 + exp(-x))` | `3 n`: an exponential, an addition, a division |
//! | AVERAGE_POOL_2D, MEAN over `h w` numbers | `h w n`: `h w - 1` additions, a division |
//! | MAX_POOL_2D, REDUCE_MAX over `h w` numbers | `(h w - 1) n` comparisons |
//! | SOFTMAX over `c` numbers | `(5 c - 2) n / c`: maximum, differences, exponentials, sum, quotients |
//! | QUANTIZE, DEQUANTIZE | `2 n`: a multiplication, an addition |
//! | PAD, RESHAPE, CONCATENATION, TRANSPOSE | none: numbers are moved |
//!
//! An activation function inside of a layer is not counted, as in the papers.

use crate::model::{Activation, Arithmetic, Convolution, Function, Model, Op, Weights};
use std::iter::Sum;
use std::ops::{Add, Range};

/// The cost of a layer, of some layers, or of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Multiply-accumulates of the convolutions for one input.
    pub macs: u64,
    /// Operations of the other layers for one input.
    pub operations: u64,
    /// Weights, biases and other constants.
    pub params: u64,
    /// Bytes of the parameters in the file: one per quantised weight, two per half, four per other
    /// number.
    pub bytes: u64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            macs: self.macs + other.macs,
            operations: self.operations + other.operations,
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
    let channels = || model.value(layer.inputs[0]).shape[2];
    match &layer.op {
        Op::Conv(conv) => convolution(conv, layer.output.len(), channels()),
        Op::Depthwise(conv) => convolution(conv, layer.output.len(), 1),
        Op::Arithmetic(operator) => {
            Cost { operations: layer.output.len() as u64, ..constant(operator) }
        }
        _ => Cost { operations: operations(model, index), ..Cost::default() },
    }
}

/// Of a convolution with `outputs` numbers, each from `channels` inputs a tap.
fn convolution(conv: &Convolution, outputs: usize, channels: usize) -> Cost {
    let taps: usize = conv.window.kernel.iter().product();
    let (weights, biases) = conv.weights.counts();
    let each = match &conv.weights {
        Weights::Float(weights) => weights.stored.bytes(),
        Weights::Quantized(_) => 1,
    };
    Cost {
        macs: outputs as u64 * (taps * channels) as u64,
        operations: 0,
        params: (weights + biases) as u64,
        bytes: (each * weights + 4 * biases) as u64,
    }
}

/// The parameters of a sum or a product with a constant.
fn constant(operator: &Arithmetic) -> Cost {
    let constant = operator.constant.as_ref();
    constant.map_or(Cost::default(), |constant| Cost {
        params: constant.numbers.len() as u64,
        bytes: constant.tensor.bytes() as u64,
        ..Cost::default()
    })
}

/// The operations of a layer without parameters, by the table above.
fn operations(model: &Model, index: usize) -> u64 {
    let layer = &model.layers[index];
    let outputs = layer.output.len() as u64;
    let [h, w, _] = model.value(layer.inputs[0]).shape;
    let window = |size: [usize; 2]| size.iter().product::<usize>() as u64;
    match &layer.op {
        Op::AveragePool(pool) => outputs * window(pool.window.kernel),
        Op::Mean => outputs * window([h, w]),
        Op::MaxPool(pool) => outputs * (window(pool.window.kernel) - 1),
        Op::Max => outputs * (window([h, w]) - 1),
        Op::Function(Function::Clamp(activation)) => {
            outputs
                * match activation {
                    Activation::None => 0,
                    Activation::Relu => 1,
                    Activation::Relu6 | Activation::ReluN1To1 => 2,
                }
        }
        Op::Function(Function::HardSwish) => 5 * outputs,
        Op::Function(Function::Logistic) => 3 * outputs,
        // Two fewer for each position: of so many numbers a maximum and a sum.
        Op::Softmax { .. } => 5 * outputs - 2 * outputs / (layer.output.shape[2].max(1) as u64),
        Op::Quantize => 2 * outputs,
        Op::Conv(_) | Op::Depthwise(_) | Op::Arithmetic(_) => 0,
        Op::Pad { .. } | Op::Concat { .. } | Op::Transpose { .. } | Op::Reshape => 0,
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
