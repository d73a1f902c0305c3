//! A network: layers in order, and the values between them.

use super::{Activation, Arithmetic, Convolution, Function, Shape, Tensor, Window};
use crate::Error;

/// A network: values flow from layer to layer.
///
/// Value 0 is the input, value `i + 1` is the output of layer `i`; the network's output is the last
/// value.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The input, `[h][w][3]` for a picture.
    pub input: Tensor,
    /// In the order in which they run; a layer uses only values of earlier layers.
    pub layers: Vec<Layer>,
    /// Whether the file takes the input as `[c][h][w]`, and first transposes it. That layer is left
    /// out.
    pub channels_first: bool,
}

/// One operator of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The name of the output tensor in the file.
    pub name: String,
    /// Its operator.
    pub op: Op,
    /// Which values it reads (0 the network's input, `i + 1` the output of layer `i`).
    pub inputs: Vec<usize>,
    /// Its output, `[oh][ow][oc]`.
    pub output: Tensor,
}

/// The operators that a MobileNet is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Every output channel mixes all input channels; weights `[oc][kh][kw][c]`. Standard,
    /// pointwise and fully connected layers.
    Conv(Convolution),
    /// Every channel has kernels of its own, `oc / c` of them (the depth multiplier); weights
    /// `[kh][kw][oc]`.
    Depthwise(Convolution),
    /// The mean over a window.
    AveragePool(Pool),
    /// The largest over a window.
    MaxPool(Pool),
    /// The mean over all positions, under a quantisation of its own.
    Mean,
    /// The largest over all positions.
    Max,
    /// A sum, a difference or a product of two values, or of a value and a constant.
    Arithmetic(Arithmetic),
    /// A function of each number by itself.
    Function(Function),
    /// More rows, columns and channels around the value, all of one number.
    Pad {
        /// How many rows, columns and channels stand before the value.
        before: [usize; 3],
        /// The number, as it is stored.
        number: f32,
    },
    /// Several values, one behind the other.
    Concat {
        /// The axis along which they stand: 0 rows, 1 columns, 2 channels.
        axis: usize,
    },
    /// The axes in another order: axis `i` of the output is axis `order[i]` of the input.
    Transpose {
        /// Of height, width and channels.
        order: [usize; 3],
    },
    /// The same numbers under another shape.
    Reshape,
    /// Logits to probabilities, each position by itself.
    Softmax {
        /// Factor on the logits.
        beta: f32,
    },
    /// The same numbers under another quantisation, as floats, or from floats.
    Quantize,
}

/// A window that slides over a value, and what its result is clamped to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    /// How it slides.
    pub window: Window,
    /// What the result is clamped to.
    pub activation: Activation,
}

impl Model {
    /// A model of these layers.
    pub fn new(input: Tensor, layers: Vec<Layer>) -> Self {
        Self { input, layers, channels_first: false }
    }

    /// The description of value `v`: 0 is the input, `i + 1` the output of layer `i`.
    ///
    /// # Panics
    /// If there is no such value.
    pub fn value(&self, v: usize) -> &Tensor {
        match v {
            0 => &self.input,
            _ => &self.layers[v - 1].output,
        }
    }

    /// The output of the last layer.
    pub fn output(&self) -> &Tensor {
        self.value(self.layers.len())
    }
}

/// Checks that there is such a layer.
pub(crate) fn check_layer(model: &Model, layer: usize) -> Result<(), Error> {
    let layers = model.layers.len();
    if layer < layers { Ok(()) } else { Err(Error::NoLayer { index: layer, last: layers - 1 }) }
}

/// Checks that `position` (row, column, channel) lies within `shape`.
pub(crate) fn check_position(shape: Shape, position: [usize; 3]) -> Result<(), Error> {
    if position.iter().zip(shape).all(|(&at, size)| at < size) {
        return Ok(());
    }
    Err(Error::NoCell { position, shape })
}
