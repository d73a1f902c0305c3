//! The sum of two activations that have different quantisation, rounded as in TensorFlow Lite's
//! reference (`AddElementwise` in `reference/add.h`).
//!
//! Two bytes have 65,536 sums; all are computed when the layer is packed.

use super::requantize::multiply_by_quantized_multiplier;
use super::{storage_shift, stored};
use crate::model::{Activation, Multiplier, Tensor};

/// Binary digits after the point in which the reference sums.
const LEFT_SHIFT: u32 = 20;

/// An addition, `[h][w][c]` and `[h][w][c]` to `[h][w][c]`.
#[derive(Clone, Debug)]
pub(crate) struct Add {
    /// The stored byte of the sum of stored bytes `a` and `b`, at `a * 256 + b`.
    sums: Vec<u8>,
}

impl Add {
    /// An addition of tensors like `a` and `b` to one like `output`.
    pub(crate) fn new(a: &Tensor, b: &Tensor, activation: Activation, output: &Tensor) -> Self {
        let [scale_a, scale_b] = [a, b].map(|tensor| f64::from(tensor.scale));
        let twice_max = 2.0 * scale_a.max(scale_b);
        let fine = f64::from(1u32 << LEFT_SHIFT);
        let scaled = |tensor: &Tensor, scale: f64| -> Vec<i32> {
            let by = Multiplier::from_real(scale / twice_max);
            let zero = stored(tensor).zero_point;
            (0..256)
                .map(|byte| multiply_by_quantized_multiplier((byte - zero) << LEFT_SHIFT, by))
                .collect()
        };
        let (scaled_a, scaled_b) = (scaled(a, scale_a), scaled(b, scale_b));
        let by = Multiplier::from_real(twice_max / (fine * f64::from(output.scale)));
        let (min, max) = activation.range(output);
        let shift = storage_shift(output.element);
        let sum = |a: i32, b: i32| {
            let raw = multiply_by_quantized_multiplier(a.wrapping_add(b), by)
                .saturating_add(output.zero_point);
            (raw.clamp(min, max) + shift) as u8
        };
        let sums = scaled_a.iter().flat_map(|&a| scaled_b.iter().map(move |&b| sum(a, b)));
        Self { sums: sums.collect() }
    }

    /// Adds stored bytes, element by element. All slices are equally long; the shortest counts.
    #[inline(never)]
    pub(crate) fn run(&self, a: &[u8], b: &[u8], output: &mut [u8]) {
        let sums: &[u8; 1 << 16] = self.sums.as_slice().try_into().expect("256 by 256");
        for ((out, &a), &b) in output.iter_mut().zip(a).zip(b) {
            *out = sums[usize::from(a) << 8 | usize::from(b)];
        }
    }
}
