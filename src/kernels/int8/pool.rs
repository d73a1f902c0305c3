//! Means over positions, rounded as in TensorFlow Lite's reference (`AveragePool` in
//! `reference/integer_ops/pooling.h`, `Mean` in `reference/reduce.h`).

use super::requantize::multiply_by_quantized_multiplier;
use super::{storage_shift, stored};
use crate::kernels::im2col::Windows;
use crate::model::{Multiplier, Tensor, Window};

/// Channels that are summed at a time.
const GROUP: usize = 16;

/// A mean over windows, or over all positions.
#[derive(Clone, Debug)]
pub(crate) struct Mean {
    windows: Windows,
    /// What is subtracted from a stored byte before it is summed, and added to the mean.
    zeros: [i32; 2],
    /// What a sum is multiplied by, where it is not divided by the number of positions.
    by: Option<Multiplier>,
}

impl Mean {
    /// AVERAGE_POOL_2D, `[h][w][c]` to `[oh][ow][c]`. Input and output have the same scale and zero
    /// point.
    pub(crate) fn over_windows(window: Window, input: &Tensor, output: &Tensor) -> Self {
        Self {
            windows: Windows { window, input: input.shape, output: output.shape },
            zeros: [storage_shift(input.element); 2],
            by: None,
        }
    }

    /// MEAN over all positions, `[h][w][c]` to `[1][1][c]`. The output has its own quantisation;
    /// the multiplier includes both scales and the number of positions.
    pub(crate) fn over_everything(input: &Tensor, output: &Tensor) -> Self {
        let window =
            Window { kernel: [input.shape[0], input.shape[1]], stride: [1, 1], pad: [0, 0] };
        let real = f64::from(input.scale) / f64::from(output.scale);
        Self {
            windows: Windows { window, input: input.shape, output: output.shape },
            zeros: [input, output].map(|tensor| stored(tensor).zero_point),
            by: Some(Multiplier::from_real(real).divided(input.shape[0] * input.shape[1])),
        }
    }

    /// `[h][w][c]` stored bytes to `[oh][ow][c]` stored bytes. Padding does not count.
    #[inline(never)]
    pub(crate) fn run(&self, input: &[u8], output: &mut [u8]) {
        let [_, w, c] = self.windows.input;
        for (pixel, out) in output.chunks_exact_mut(c).enumerate() {
            let (ys, xs) = self.windows.covered(pixel);
            let count = (ys.len() * xs.len()) as i32;
            for (first, means) in (0..c).step_by(GROUP).zip(out.chunks_mut(GROUP)) {
                let mut sums = [0i32; GROUP];
                for at in ys.clone().flat_map(|y| xs.clone().map(move |x| (y * w + x) * c)) {
                    let bytes = &input[at + first..at + first + means.len()];
                    for (sum, &byte) in sums.iter_mut().zip(bytes) {
                        *sum += i32::from(byte) - self.zeros[0];
                    }
                }
                for (mean, sum) in means.iter_mut().zip(sums) {
                    let half = if sum > 0 { count / 2 } else { -(count / 2) };
                    let value = self.by.map_or_else(
                        || (sum + half) / count,
                        |by| multiply_by_quantized_multiplier(sum, by),
                    );
                    *mean = (value + self.zeros[1]).clamp(0, 255) as u8;
                }
            }
        }
    }
}
