//! Means and maxima over positions, rounded as in TensorFlow Lite's reference (`AveragePool` and
//! `MaxPool` in `reference/integer_ops/pooling.h`, `Mean` in `reference/reduce.h`).

use super::requantize::multiply_by_quantized_multiplier;
use super::{storage_shift, stored};
use crate::kernels::im2col::Windows;
use crate::model::{Activation, Multiplier, Pool, Tensor, Window};
use std::ops::Range;

/// Channels that are computed at a time.
const GROUP: usize = 16;

/// Pooling over windows, or over all positions.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedPool {
    windows: Windows,
    kind: Kind,
    /// The smallest and the largest stored byte of the result.
    range: (i32, i32),
}

#[derive(Clone, Debug)]
enum Kind {
    /// The mean of numbers that are `zero` less than their stored bytes.
    Mean { zero: i32 },
    /// The sum of numbers that are `zeros[0]` less than their stored bytes, multiplied, plus
    /// `zeros[1]`.
    Scaled { zeros: [i32; 2], by: Multiplier },
    /// The largest stored byte.
    Max,
}

impl QuantizedPool {
    /// AVERAGE_POOL_2D, `[h][w][c]` to `[oh][ow][c]`. Input and output have the same scale and zero
    /// point.
    pub(crate) fn mean(pool: Pool, input: &Tensor, output: &Tensor) -> Self {
        Self::new(pool, Kind::Mean { zero: storage_shift(input.element) }, input, output)
    }

    /// MAX_POOL_2D, `[h][w][c]` to `[oh][ow][c]`. Input and output have the same scale and zero
    /// point.
    pub(crate) fn max(pool: Pool, input: &Tensor, output: &Tensor) -> Self {
        Self::new(pool, Kind::Max, input, output)
    }

    /// MEAN over all positions, `[h][w][c]` to `[1][1][c]`. The output has its own quantisation;
    /// the multiplier includes both scales and the number of positions.
    pub(crate) fn whole_mean(input: &Tensor, output: &Tensor) -> Self {
        let real = f64::from(input.scale) / f64::from(output.scale);
        let by = Multiplier::from_real(real).divided(input.shape[0] * input.shape[1]);
        let zeros = [input, output].map(|tensor| stored(tensor).zero_point);
        Self::new(whole(input), Kind::Scaled { zeros, by }, input, output)
    }

    /// REDUCE_MAX over all positions, `[h][w][c]` to `[1][1][c]`.
    pub(crate) fn whole_max(input: &Tensor, output: &Tensor) -> Self {
        Self::new(whole(input), Kind::Max, input, output)
    }

    fn new(pool: Pool, kind: Kind, input: &Tensor, output: &Tensor) -> Self {
        let windows = Windows { window: pool.window, input: input.shape, output: output.shape };
        let (min, max) = pool.activation.range(output);
        let shift = storage_shift(output.element);
        Self { windows, kind, range: (min + shift, max + shift) }
    }

    /// Computes `pixels` of the output, `[pixels][c]` stored bytes, from all of the input,
    /// `[h][w][c]` stored bytes. Padding does not count.
    #[inline(never)]
    pub(crate) fn run(&self, input: &[u8], pixels: Range<usize>, output: &mut [u8]) {
        let [_, _, c] = self.windows.input;
        for (pixel, out) in pixels.zip(output.chunks_exact_mut(c)) {
            let (ys, xs) = self.windows.covered(pixel);
            for (first, out) in (0..c).step_by(GROUP).zip(out.chunks_mut(GROUP)) {
                self.group(input, (ys.clone(), xs.clone()), first, out);
            }
        }
    }

    /// The channels from `first` on, over rows and columns.
    #[inline(always)]
    fn group(
        &self,
        input: &[u8],
        (ys, xs): (Range<usize>, Range<usize>),
        first: usize,
        out: &mut [u8],
    ) {
        let [_, w, c] = self.windows.input;
        let count = (ys.len() * xs.len()) as i32;
        let positions = ys.flat_map(|y| xs.clone().map(move |x| (y * w + x) * c + first));
        let mut pooled = [0i32; GROUP];
        for at in positions {
            let bytes = &input[at..at + out.len()];
            if let Kind::Max = self.kind {
                for (most, &byte) in pooled.iter_mut().zip(bytes) {
                    *most = (*most).max(byte.into());
                }
            } else {
                for (sum, &byte) in pooled.iter_mut().zip(bytes) {
                    *sum += i32::from(byte);
                }
            }
        }
        for (out, pooled) in out.iter_mut().zip(pooled) {
            let value = match self.kind {
                Kind::Max => pooled,
                Kind::Mean { zero } => {
                    let sum = pooled - zero * count;
                    let half = if sum > 0 { count / 2 } else { -(count / 2) };
                    (sum + half) / count + zero
                }
                Kind::Scaled { zeros, by } => {
                    multiply_by_quantized_multiplier(pooled - zeros[0] * count, by) + zeros[1]
                }
            };
            *out = value.clamp(self.range.0, self.range.1) as u8;
        }
    }
}

/// One window over all of the input.
fn whole(input: &Tensor) -> Pool {
    Pool { window: Window::whole(input.shape), activation: Activation::None }
}
