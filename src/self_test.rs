//! One small depthwise separable block whose output is known, because some browsers have shipped
//! wrong SIMD.
//!
//! The block is large enough, and runs often enough, that browsers begin to optimise the kernels
//! meanwhile; the first frame of a model then runs faster.

use crate::Error;
use crate::engine::Engine;
use crate::model::synthetic::Lcg;
use crate::model::{
    Activation, Convolution, Element, Layer, Model, Op, QuantizedWeights, Rounding, Shape, Tensor,
    Weights, Window,
};

/// The [`checksum`] of the output that [`crate::kernels::reference`] computes for [`model`] and
/// [`input`].
const EXPECTED: u64 = 229_497_275_950;

/// How often the block runs.
const RUNS: usize = 2;

/// Runs the block in the engine and compares its output.
///
/// # Errors
/// [`Error::WrongArithmetic`] if the output differs from the known one.
pub fn run() -> Result<(), Error> {
    let mut engine = Engine::new(model())?;
    engine.set_input(&input())?;
    let right = (0..RUNS).all(|_| checksum(engine.run()) == EXPECTED);
    if right { Ok(()) } else { Err(Error::WrongArithmetic) }
}

/// A convolution with stride 2, a depthwise and a pointwise layer, `[57][55][3]` to `[29][28][67]`;
/// their channels do not fill whole vectors.
pub(crate) fn model() -> Model {
    let mut random = Lcg::new(1);
    let input = tensor([57, 55, 3], 0.02, 127);
    let first = tensor([29, 28, 61], 0.05, 3);
    let depthwise = tensor([29, 28, 61], 0.04, 0);
    let pointwise = tensor([29, 28, 67], 0.03, 100);
    let conv = |random: &mut Lcg, kernel: [usize; 2], stride, weights, channels: usize, most| {
        Convolution {
            window: Window {
                kernel,
                stride: [stride; 2],
                pad: [kernel[0] / 2; 2],
                dilation: [1; 2],
            },
            weights: Weights::Quantized(QuantizedWeights {
                bytes: real_looking(bytes(random, weights), most),
                element: Element::U8,
                scales: vec![0.08],
                zero_point: 130,
                bias: bytes(random, channels).iter().map(|&b| i32::from(b) * 16 - 2048).collect(),
                rounding: Rounding::Twice,
            }),
            activation: Activation::Relu6,
        }
    };
    let layer = |name: &str, op, value, output| Layer {
        name: name.into(),
        op,
        inputs: vec![value],
        output,
    };
    // Weights as with one scale per channel, then as with one scale per tensor: the kernels sum
    // their products differently.
    let layers = vec![
        layer("first", Op::Conv(conv(&mut random, [3, 3], 2, 27 * 61, 61, 48)), 0, first),
        layer(
            "depthwise",
            Op::Depthwise(conv(&mut random, [3, 3], 1, 9 * 61, 61, 16)),
            1,
            depthwise,
        ),
        layer("pointwise", Op::Conv(conv(&mut random, [1, 1], 1, 61 * 67, 67, 16)), 2, pointwise),
    ];
    Model::new(input, layers)
}

/// Weights that differ from the zero point by at most `most`, and a few that differ by more, as in
/// trained networks.
fn real_looking(mut weights: Vec<u8>, most: u8) -> Vec<u8> {
    for (i, weight) in weights.iter_mut().enumerate() {
        if i % 500 != 0 {
            *weight = 130 - most + *weight % (2 * most);
        }
    }
    weights
}

/// The input for [`model`]: RGB bytes, `[57][55][3]`.
pub(crate) fn input() -> Vec<u8> {
    bytes(&mut Lcg::new(7), 57 * 55 * 3)
}

/// The sum of the bytes, each times its position from 1.
fn checksum(bytes: &[u8]) -> u64 {
    (1..).zip(bytes).map(|(position, &byte)| position * u64::from(byte)).sum()
}

fn tensor(shape: Shape, scale: f32, zero_point: i32) -> Tensor {
    Tensor { shape, element: Element::U8, scale, zero_point }
}

fn bytes(random: &mut Lcg, n: usize) -> Vec<u8> {
    let mut bytes = vec![0; n];
    random.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;

    #[test]
    fn expects_the_output_of_the_reference_kernels() {
        let layers = reference::run(&model(), &input()).expect("an input of the model's size");
        assert_eq!(checksum(layers.last().expect("three layers")), EXPECTED);
    }

    #[test]
    fn passes_here() {
        assert_eq!(run(), Ok(()));
    }

    #[test]
    fn notices_one_wrong_byte() {
        let mut output = reference::run(&model(), &input()).expect("three layers").remove(2);
        output[100] ^= 1;
        assert_ne!(checksum(&output), EXPECTED);
    }
}
