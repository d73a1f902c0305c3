//! A network: layers in order, and the values between them.

use super::{Activation, Convolution, Tensor, Window};

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
    /// Every channel has a kernel of its own; weights `[kh][kw][c]`.
    Depthwise(Convolution),
    /// The mean over a window.
    AveragePool(Window),
    /// The mean over all positions, under a quantisation of its own.
    Mean,
    /// The sum of two values of one shape.
    Add(Activation),
    /// The same numbers under another shape.
    Reshape,
    /// Logits to probabilities.
    Softmax {
        /// Factor on the logits.
        beta: f32,
    },
    /// The same numbers under another quantisation.
    Quantize,
}

impl Model {
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
