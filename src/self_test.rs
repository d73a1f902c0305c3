//! One small separable block whose bytes are known: some browsers have shipped wrong SIMD.
//!
//! It is large enough, and run twice, for browsers to start compiling the kernels well meanwhile, so
//! that the first frame of a model finds them fast.

use crate::Error;
use crate::engine::Engine;
use crate::model::{
    Activation, Convolution, Element, Layer, Model, Op, QuantizedWeights, Rounding, Shape, Tensor,
    Weights, Window,
};

/// The sum of the known bytes, each times its place: what [`crate::kernels::reference`] makes of
/// [`model`] and [`input`].
const EXPECTED: u64 = 222_202_202_498;

/// How often the block is run.
const RUNS: usize = 2;

/// Takes a small block through the engine and compares.
///
/// # Errors
/// [`Error::WrongArithmetic`] if the bytes differ.
pub fn run() -> Result<(), Error> {
    let mut engine = Engine::new(model())?;
    engine.set_input(&input())?;
    let right = (0..RUNS).all(|_| digest(engine.run()) == EXPECTED);
    if right { Ok(()) } else { Err(Error::WrongArithmetic) }
}

/// A convolution with stride 2, a depthwise and a pointwise layer, with channels that fill no
/// whole number of vectors.
pub fn model() -> Model {
    let mut state = 1;
    let input = tensor([57, 55, 3], 0.02, 127);
    let first = tensor([29, 28, 61], 0.05, 3);
    let depthwise = tensor([29, 28, 61], 0.04, 0);
    let pointwise = tensor([29, 28, 67], 0.03, 100);
    let conv =
        |state: &mut u32, kernel: [usize; 2], stride, weights, channels: usize, most| Convolution {
            window: Window { kernel, stride: [stride; 2], pad: [kernel[0] / 2; 2] },
            weights: Weights::Quantized(QuantizedWeights {
                bytes: real_looking(bytes(state, weights), most),
                element: Element::U8,
                scales: vec![0.08],
                zero_point: 130,
                bias: bytes(state, channels).iter().map(|&b| i32::from(b) * 16 - 2048).collect(),
                rounding: Rounding::Twice,
            }),
            activation: Activation::Relu6,
        };
    let layer = |name: &str, op, value, output| Layer {
        name: name.into(),
        op,
        inputs: vec![value],
        output,
    };
    // Weights as scales per channel make them, then as one scale for all does: summed in other ways.
    let layers = vec![
        layer("first", Op::Conv(conv(&mut state, [3, 3], 2, 27 * 61, 61, 48)), 0, first),
        layer(
            "depthwise",
            Op::Depthwise(conv(&mut state, [3, 3], 1, 9 * 61, 61, 16)),
            1,
            depthwise,
        ),
        layer("pointwise", Op::Conv(conv(&mut state, [1, 1], 1, 61 * 67, 67, 16)), 2, pointwise),
    ];
    Model { input, layers }
}

/// Weights of at most `most` either way and now and then a large one, as real networks have: sums take
/// the same ways.
fn real_looking(mut weights: Vec<u8>, most: u8) -> Vec<u8> {
    for (i, weight) in weights.iter_mut().enumerate() {
        if i % 500 != 0 {
            *weight = 130 - most + *weight % (2 * most);
        }
    }
    weights
}

/// A picture for [`model`].
pub fn input() -> Vec<u8> {
    bytes(&mut 7, 57 * 55 * 3)
}

/// What is compared.
pub fn digest(bytes: &[u8]) -> u64 {
    (1..).zip(bytes).map(|(place, &byte)| place * u64::from(byte)).sum()
}

fn tensor(shape: Shape, scale: f32, zero_point: i32) -> Tensor {
    Tensor { shape, element: Element::U8, scale, zero_point }
}

/// Numbers that look like chance (Numerical Recipes' generator, the high bytes).
fn bytes(state: &mut u32, n: usize) -> Vec<u8> {
    let mut next = || {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*state >> 24) as u8
    };
    (0..n).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference;

    #[test]
    fn expects_what_the_reference_kernels_give() {
        let layers = reference::run(&model(), &input()).expect("an input of the model's size");
        assert_eq!(digest(layers.last().expect("three layers")), EXPECTED);
    }

    #[test]
    fn passes_here() {
        assert_eq!(run(), Ok(()));
    }

    #[test]
    fn notices_one_wrong_byte() {
        let mut output = reference::run(&model(), &input()).expect("three layers").remove(2);
        output[100] ^= 1;
        assert_ne!(digest(&output), EXPECTED);
    }
}
