//! What a network is: layers in order, with shapes, weights and quantisation.
//!
//! Nothing here runs anything, and nothing outside of here knows which file format it came from.

mod blocks;
mod convolution;
mod elementwise;
mod family;
mod features;
mod layer_kind;
mod network;
mod output;
mod quantization;
mod range;
mod stages;
pub mod synthetic;
mod tensor;
pub mod tflite;

pub use blocks::Role;
pub use convolution::{
    Activation, Convolution, FloatWeights, Padding, Precision, QuantizedWeights, Rounding, Weights,
    Window,
};
pub use elementwise::{Arithmetic, ArithmeticKind, Constant, Function, broadcast};
pub use family::{Family, Version};
pub use layer_kind::LayerKind;
pub use network::{Layer, Model, Op, Pool};
pub(crate) use network::{check_layer, check_position};
pub use output::{Output, Scores};
pub use quantization::Multiplier;
pub use range::{Range, RangeSource};
pub use stages::{Stage, StageKind};
pub use tensor::{Element, Shape, Tensor};
