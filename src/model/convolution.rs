//! Convolutions: windows, padding, weights and activation functions.

use super::{Element, Shape};
use std::ops::Range;

/// A convolution's weights and geometry.
#[derive(Clone, Debug, PartialEq)]
pub struct Convolution {
    /// How the kernel slides.
    pub window: Window,
    /// The kernels, laid out as [`Op`](super::Op) says, and the biases.
    pub weights: Weights,
    /// What the result is clamped to.
    pub activation: Activation,
}

/// How a kernel slides over its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Height and width, `[kh, kw]`.
    pub kernel: [usize; 2],
    /// Vertical and horizontal stride.
    pub stride: [usize; 2],
    /// Rows above and columns left of the input that count as zero; those below and to the right
    /// follow from the output's shape.
    pub pad: [usize; 2],
    /// Vertical and horizontal distance of neighbouring taps; 1 where the kernel is not dilated.
    pub dilation: [usize; 2],
}

impl Window {
    /// The pixel at its own position.
    pub const PIXEL: Self = Self { kernel: [1, 1], stride: [1, 1], pad: [0, 0], dilation: [1, 1] };

    /// One window over all of an input of `shape`.
    pub fn whole([h, w, _]: Shape) -> Self {
        Self { kernel: [h, w], ..Self::PIXEL }
    }

    /// Rows and columns from a window's first tap to its last, both included.
    pub fn extent(&self) -> [usize; 2] {
        [0, 1].map(|axis| (self.kernel[axis] - 1) * self.dilation[axis] + 1)
    }
}

/// How much of the input's edge counts: TensorFlow's two kinds of padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// Zeros around the input, so that the output has `ceil(size / stride)` positions. The larger
    /// half of the zeros stands after the input.
    Same,
    /// No zeros: the window stays inside the input.
    Valid,
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
    /// Laid out as [`Op`](super::Op) says.
    pub values: Vec<f32>,
    /// `[oc]`.
    pub bias: Vec<f32>,
    /// How `values` stand in the file.
    pub stored: Precision,
}

/// How a float is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// In 32 bits.
    Single,
    /// In 16 bits (IEEE 754 binary16).
    Half,
    /// As a byte, with a scale ("dynamic range"). TensorFlow Lite then also rounds activations to
    /// bytes, so that its answers differ: `docs/performance.md` says by how much.
    Byte,
}

impl Precision {
    /// Bytes of a number.
    pub fn bytes(self) -> usize {
        match self {
            Precision::Single => 4,
            Precision::Half => 2,
            Precision::Byte => 1,
        }
    }
}

/// Weights as stored: bytes with their quantisation.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedWeights {
    /// As stored, laid out as [`Op`](super::Op) says: u8, or the bits of i8.
    pub bytes: Vec<u8>,
    /// How to read a byte.
    pub element: Element,
    /// One for the tensor, or one for each output channel.
    pub scales: Vec<f32>,
    /// The byte that stands for zero; 0 where scales are per channel.
    pub zero_point: i32,
    /// `[oc]`, in steps of input scale times weight scale.
    pub bias: Vec<i32>,
    /// How a sum becomes a step of the output.
    pub rounding: Rounding,
}

/// How a sum of products is multiplied; TensorFlow Lite's operators differ, and the bytes with
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "camelCase")
)]
pub enum Rounding {
    /// After the multiplication and once more after the shift, as CONV_2D and DEPTHWISE_CONV_2D do;
    /// uint8 multiplies the two scales in single precision, int8 in double.
    Twice,
    /// After both, halves up, as FULLY_CONNECTED does; scales are multiplied in double precision.
    Once,
}

/// The activation function: what a layer's result is clamped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// Below zero becomes zero.
    Relu,
    /// Below zero becomes zero, above six becomes six.
    Relu6,
    /// Below -1 becomes -1, above 1 becomes 1 (`RELU_N1_TO_1`).
    ReluN1To1,
}

impl Activation {
    /// The smallest and the largest real value that it lets through.
    pub fn limits(self) -> (f32, f32) {
        match self {
            Activation::None => (f32::NEG_INFINITY, f32::INFINITY),
            Activation::Relu => (0.0, f32::INFINITY),
            Activation::Relu6 => (0.0, 6.0),
            Activation::ReluN1To1 => (-1.0, 1.0),
        }
    }
}

impl Padding {
    /// Along one axis of `size` pixels: how many positions the output has, and how many zeros stand
    /// before the input. No positions where the kernel is larger than an input without zeros.
    ///
    /// # Panics
    /// If the stride is zero.
    pub fn along(self, size: usize, kernel: usize, stride: usize) -> (usize, usize) {
        let positions = match self {
            Padding::Same => size.div_ceil(stride),
            Padding::Valid => (size + stride).saturating_sub(kernel) / stride,
        };
        // With VALID the last window ends inside the input, so that nothing is missing.
        let end = positions.saturating_sub(1) * stride + kernel;
        let missing = if positions == 0 { 0 } else { end.saturating_sub(size) };
        (positions, missing / 2)
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
    ///
    /// # Panics
    /// If there is no such weight.
    pub fn centred(&self, i: usize) -> i16 {
        let raw = match self.element {
            Element::I8 => i32::from(self.bytes[i] as i8),
            _ => i32::from(self.bytes[i]),
        };
        (raw - self.zero_point) as i16
    }

    /// The sum of the magnitudes of the weights in `range`, each less its zero point. A function of
    /// its own: browsers compile well what is often called.
    ///
    /// # Panics
    /// If `range` ends after the last weight.
    #[inline(never)]
    pub fn magnitude(&self, range: Range<usize>) -> i64 {
        let (flip, zero) = self.as_unsigned();
        let magnitude = |&byte: &u8| u32::from((byte ^ flip).abs_diff(zero as u8));
        // Sums of so few fit 32 bits.
        let pieces = self.bytes[range].chunks(1 << 16);
        pieces.map(|bytes| i64::from(bytes.iter().map(magnitude).sum::<u32>())).sum()
    }

    /// Which bits turn a weight's byte into an unsigned one, and the zero point of that.
    pub(crate) fn as_unsigned(&self) -> (u8, i16) {
        match self.element {
            Element::I8 => (128, (self.zero_point + 128) as i16),
            _ => (0, self.zero_point as i16),
        }
    }

    /// The scale of output channel `channel`.
    ///
    /// # Panics
    /// If scales are per channel and there is no such channel.
    pub fn scale(&self, channel: usize) -> f32 {
        self.scales[if self.scales.len() == 1 { 0 } else { channel }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against counting: windows are laid over the padded input one after the other.
    #[test]
    fn padding_is_tensorflows() {
        for (size, kernel, stride) in
            (1..=12).flat_map(|size| (1..=7).flat_map(move |k| (1..=4).map(move |s| (size, k, s))))
        {
            let case = format!("size {size}, kernel {kernel}, stride {stride}");
            let fit = |len: usize| (0..).take_while(|i| i * stride + kernel <= len).count();
            assert_eq!(Padding::Valid.along(size, kernel, stride), (fit(size), 0), "{case}");
            // The fewest zeros with which as many windows fit as strides begin inside the input.
            let starts = (0..size).step_by(stride).count();
            let zeros = (0..).find(|zeros| fit(size + zeros) >= starts).expect("enough zeros");
            assert_eq!(Padding::Same.along(size, kernel, stride), (starts, zeros / 2), "{case}");
        }
    }
}
