//! What a network is: layers in order, with shapes, weights and quantisation.
//!
//! Nothing here runs anything, and nothing outside of here knows which file format it came from.

mod family;
mod quantization;
mod stages;
pub mod synthetic;
pub mod tflite;

pub use family::{Family, Version};
pub use quantization::{Multiplier, Rounding};
pub use stages::{Kind, Stage, StageKind};
use std::ops::Range;

/// Height, width and channels of an activation; `[1, 1, n]` where there is no height and width.
pub type Shape = [usize; 3];

/// A network: values flow from layer to layer.
///
/// Value 0 is the input, value `i + 1` is what layer `i` makes; the output is the last value.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What goes in.
    pub input: Tensor,
    /// In the order in which they run; a layer uses only values that stand before it.
    pub layers: Vec<Layer>,
}

/// What an activation looks like: its shape, its element and what its bytes mean.
///
/// A float stands for itself: its scale is 1 and its zero point 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tensor {
    /// Height, width, channels.
    pub shape: Shape,
    /// What one element is.
    pub element: Element,
    /// Real value of one step: real = scale * (stored - zero_point).
    pub scale: f32,
    /// The stored value that stands for zero.
    pub zero_point: i32,
}

/// The type of an activation's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// 0 to 255.
    U8,
    /// -128 to 127.
    I8,
    /// Single precision.
    F32,
}

/// One operator of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The name of the output tensor in the file.
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// Which values it reads (0 the network's input, `i + 1` the output of layer `i`).
    pub inputs: Vec<usize>,
    /// What it makes.
    pub output: Tensor,
}

/// The operators that a MobileNet is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Every output channel mixes all input channels; weights `[oc][kh][kw][c]`.
    Conv(Convolution),
    /// Every channel has a kernel of its own; weights `[kh][kw][c]`.
    Depthwise(Convolution),
    /// The mean over a window.
    AveragePool(Window),
    /// The mean over all places, under a quantisation of its own.
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

/// A convolution's weights and geometry.
#[derive(Clone, Debug, PartialEq)]
pub struct Convolution {
    /// How the kernel slides.
    pub window: Window,
    /// The kernels, in the order that [`Op`] tells, and the biases.
    pub weights: Weights,
    /// What is cut off the result.
    pub activation: Activation,
}

/// How a kernel slides over its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Height and width, `[kh, kw]`.
    pub kernel: [usize; 2],
    /// Vertical and horizontal step.
    pub stride: [usize; 2],
    /// Rows above and columns left of the input that count as zero (TensorFlow pads the larger
    /// half below and to the right); what is missing below and to the right follows from the
    /// output's shape.
    pub pad: [usize; 2],
}

/// The numbers of a convolution, of the same kind as its activations.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// For u8 and i8.
    Quantized(QuantizedWeights),
    /// For f32.
    Float(FloatWeights),
}

/// Weights in single precision.
#[derive(Clone, Debug, PartialEq)]
pub struct FloatWeights {
    /// One a tap.
    pub values: Vec<f32>,
    /// One an output channel.
    pub bias: Vec<f32>,
}

/// Weights as stored: bytes with their quantisation.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedWeights {
    /// As stored: u8, or i8 by its bits.
    pub bytes: Vec<u8>,
    /// How to read a byte.
    pub element: Element,
    /// One for all, or one a output channel.
    pub scales: Vec<f32>,
    /// The byte that stands for zero; 0 where scales are per channel.
    pub zero_point: i32,
    /// One an output channel, in steps of input scale times weight scale.
    pub bias: Vec<i32>,
    /// How a sum becomes a step of the output.
    pub rounding: Rounding,
}

/// What a layer does to its result before storing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// Below zero becomes zero.
    Relu,
    /// Below zero becomes zero, above six becomes six.
    Relu6,
}

impl Model {
    /// The description of value `v`: 0 is the input, `i + 1` the output of layer `i`.
    pub fn value(&self, v: usize) -> &Tensor {
        match v {
            0 => &self.input,
            _ => &self.layers[v - 1].output,
        }
    }

    /// What comes out of the last layer.
    pub fn output(&self) -> &Tensor {
        self.value(self.layers.len())
    }
}

impl Tensor {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Number of bytes.
    pub fn bytes(&self) -> usize {
        self.len() * self.element.size()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Element {
    /// The smallest and the largest stored value of a quantised element.
    pub fn range(self) -> (i32, i32) {
        match self {
            Element::U8 => (0, 255),
            Element::I8 => (-128, 127),
            Element::F32 => (i32::MIN, i32::MAX),
        }
    }

    /// Its name in TensorFlow's words.
    pub fn name(self) -> &'static str {
        match self {
            Element::U8 => "uint8",
            Element::I8 => "int8",
            Element::F32 => "float32",
        }
    }

    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Element::U8 | Element::I8 => 1,
            Element::F32 => 4,
        }
    }
}

impl Weights {
    /// Number of weights and of biases.
    pub fn counts(&self) -> (usize, usize) {
        match self {
            Weights::Quantized(weights) => (weights.bytes.len(), weights.bias.len()),
            Weights::Float(weights) => (weights.values.len(), weights.bias.len()),
        }
    }
}

impl QuantizedWeights {
    /// Weight `i` less its zero point: -255 to 255.
    pub fn centred(&self, i: usize) -> i16 {
        let raw = match self.element {
            Element::I8 => i32::from(self.bytes[i] as i8),
            _ => i32::from(self.bytes[i]),
        };
        (raw - self.zero_point) as i16
    }

    /// The sum of the magnitudes of some weights, each less its zero point. A function of its own: browsers
    /// compile well what is often called.
    #[inline(never)]
    pub fn magnitude(&self, of: Range<usize>) -> i64 {
        let (flip, zero) = self.as_unsigned();
        let magnitude = |&byte: &u8| u32::from((byte ^ flip).abs_diff(zero as u8));
        // So few that they fit 32 bits.
        let pieces = self.bytes[of].chunks(1 << 16);
        pieces.map(|bytes| i64::from(bytes.iter().map(magnitude).sum::<u32>())).sum()
    }

    /// Which bits make an unsigned byte of a weight's, and the zero point of those.
    pub(crate) fn as_unsigned(&self) -> (u8, i16) {
        match self.element {
            Element::I8 => (128, (self.zero_point + 128) as i16),
            _ => (0, self.zero_point as i16),
        }
    }

    /// The scale of output channel `channel`.
    pub fn scale(&self, channel: usize) -> f32 {
        self.scales[if self.scales.len() == 1 { 0 } else { channel }]
    }
}
