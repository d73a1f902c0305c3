//! Logits to probabilities in fixed point, as TensorFlow Lite's reference computes them
//! (`reference_ops::Softmax` in `reference/softmax.h`).

use crate::kernels::fixed_point::{
    doubling_high_multiply, exp_on_negative_values, reciprocal, shift_right,
};
use crate::model::{Multiplier, Tensor};

/// A softmax over the last axis of bytes.
#[derive(Clone, Debug)]
pub(crate) struct Softmax {
    /// `exp(-beta * scale * i)` in Q0.31, for a logit `i` steps below the largest; 0 where that is
    /// too small to count.
    exponentials: Box<[i32; 256]>,
}

impl Softmax {
    /// A softmax of logits like `input`, times `beta`. Probabilities are in steps of 1/256, from
    /// the smallest byte.
    pub(crate) fn new(beta: f32, input: &Tensor) -> Self {
        /// Bits after the point of a scaled difference, and before it.
        const FRACTION: i32 = 26;
        const INTEGER: i64 = 5;
        let real = f64::from(beta) * f64::from(input.scale) * f64::from(1 << FRACTION);
        let by = Multiplier::from_real(real.min(f64::from(i32::MAX)));
        let shift = by.shift.max(0);
        let radius = (((1i64 << INTEGER) - 1) << FRACTION) >> shift;
        let exponential = |steps: usize| {
            if steps as i64 > radius {
                return 0;
            }
            let difference = -(steps as i32) << shift;
            exp_on_negative_values(doubling_high_multiply(difference, by.mantissa))
        };
        Self { exponentials: Box::new(std::array::from_fn(exponential)) }
    }

    /// The real value of one step of [`Self::summands`], which have 19 bits after the point.
    pub(crate) const SUMMAND: f64 = 1.0 / (1 << 19) as f64;

    /// The exponentials of a row of stored bytes, as they are summed.
    pub(crate) fn summands<'a>(&'a self, row: &'a [u8]) -> impl Iterator<Item = i32> + 'a {
        /// Bits by which they are shorter: a sum has 12 before the point.
        const SHIFT: u32 = 12;
        let max = row.iter().copied().max().unwrap_or(0);
        row.iter().map(move |byte| shift_right(self.exponentials[usize::from(max - byte)], SHIFT))
    }

    /// Stored bytes to stored bytes, `[rows][channels]`, each row by itself.
    ///
    /// # Panics
    /// If `channels` is 0.
    #[inline(never)]
    pub(crate) fn run(&self, channels: usize, input: &[u8], output: &mut [u8]) {
        for (row, out) in input.chunks_exact(channels).zip(output.chunks_exact_mut(channels)) {
            let max = row.iter().copied().max().unwrap_or(0);
            let exponential = |&byte: &u8| self.exponentials[usize::from(max - byte)];
            let (factor, bits) = reciprocal(self.summands(row).fold(0, i32::wrapping_add));
            let shift = (bits + 31 - 8) as u32;
            for (out, byte) in out.iter_mut().zip(row) {
                let steps = shift_right(doubling_high_multiply(factor, exponential(byte)), shift);
                *out = steps.clamp(0, 255) as u8;
            }
        }
    }
}
