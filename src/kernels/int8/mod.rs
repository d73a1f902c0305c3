//! The fast kernels for quantised layers.
//!
//! They know one kind of activation, the *stored byte*: a u8 as it is, an i8 with 128 added. One
//! kernel then serves both, with the zero point moved by the same amount. Weights are packed when a
//! kernel is made, less their zero point; the part of a sum that depends on the input's zero point
//! is constant, and is folded into the bias.

pub(crate) mod arithmetic;
pub(crate) mod depthwise;
pub(crate) mod dot;
pub(crate) mod gemm;
mod packing;
pub(crate) mod pointwise;
pub(crate) mod pool;
pub(crate) mod requantize;
pub(crate) mod softmax;
pub(crate) mod standard;

use crate::model::{Element, QuantizedWeights, Tensor};
use std::ops::RangeInclusive;

/// What is added to an element to make a stored byte.
pub(crate) fn storage_shift(element: Element) -> i32 {
    match element {
        Element::U8 | Element::F32 => 0,
        Element::I8 => 128,
    }
}

/// `tensor` as the fast kernels store it.
pub(crate) fn stored(tensor: &Tensor) -> Tensor {
    let zero_point = tensor.zero_point + storage_shift(tensor.element);
    Tensor { element: Element::U8, zero_point, ..*tensor }
}

/// The biases of `channels` channels, with the constant part of each sum folded in: `sum (a - za) w
/// = sum a w - za sum w`. `weight_sum` returns the sum of a channel's weights, less their zero
/// point; `zero_point` is `za`.
///
/// The reader of models makes sure that no sum leaves i32, and this constant is such a sum.
fn folded_bias(
    weights: &QuantizedWeights,
    zero_point: i32,
    channels: usize,
    weight_sum: impl Fn(usize) -> i64,
) -> Vec<i32> {
    (0..channels)
        .map(|n| (i64::from(weights.bias[n]) - i64::from(zero_point) * weight_sum(n)) as i32)
        .collect()
}

/// The least and the largest sum of products and `bias` of a channel, over all inputs, whose zero point
/// is `zero_point`: its weights above zero have the sum `above`, those below zero the sum `below`.
fn range_of_sums(bias: i32, zero_point: i32, [above, below]: [i64; 2]) -> RangeInclusive<i64> {
    let [low, high] = [0, 255].map(|input| i64::from(input - zero_point));
    let bias = i64::from(bias);
    bias + low * above + high * below..=bias + high * above + low * below
}
