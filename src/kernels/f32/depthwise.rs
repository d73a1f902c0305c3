//! Depthwise convolution in single precision; rows slide as in [`crate::kernels::int8::depthwise`].

use super::{LANES, range, store};
use crate::kernels::{Scratch, im2col::Windows};
use crate::model::{Activation, Convolution, FloatWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;

/// A depthwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct FloatDepthwise {
    windows: Windows,
    /// `[c / 8][tap][8]`.
    weights: Vec<f32>,
    /// `[c / 8][8]`.
    bias: Vec<f32>,
    activation: Activation,
}

impl FloatDepthwise {
    /// Packs a convolution with one kernel a channel.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &FloatWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        let c = input.shape[2];
        let taps = conv.window.kernel[0] * conv.window.kernel[1];
        let mut packed = Vec::with_capacity(c.next_multiple_of(LANES) * taps);
        for group in (0..c).step_by(LANES) {
            for tap in 0..taps {
                let weight =
                    |channel| if channel < c { weights.values[tap * c + channel] } else { 0.0 };
                packed.extend((group..group + LANES).map(weight));
            }
        }
        let mut bias = weights.bias.clone();
        bias.resize(c.next_multiple_of(LANES), 0.0);
        Self {
            windows: Windows { window: conv.window, input: input.shape, output: output.shape },
            weights: packed,
            bias,
            activation: conv.activation,
        }
    }

    /// Scratch that [`Self::run`] takes.
    pub(crate) fn scratch(&self) -> Scratch {
        Scratch { floats: self.windows.ring_len(), ..Scratch::default() }
    }

    /// Places that the layer may be cut between: whole rows.
    pub(crate) fn grain(&self) -> usize {
        self.windows.output[1]
    }

    /// `h w c` to the `c` of each of `places`.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[f32],
        places: Range<usize>,
        output: &mut [f32],
        ring: &mut [f32],
    ) {
        let Window { kernel: [kh, kw], .. } = self.windows.window;
        let [_, ow, c] = self.windows.output;
        let rows = places.start / ow..places.end / ow;
        for (oy, out) in rows.clone().zip(output.chunks_exact_mut(ow * c)) {
            self.windows.slide(input, 0.0, oy, oy > rows.start, ring);
            let row = |ky| self.windows.ring_row(oy, ky);
            if [kh, kw] == [3, 3] {
                let rows = [row(0), row(1), row(2)];
                self.filter::<S>(ring, 9, |tap| rows[tap / 3] + tap % 3 * c, out);
            } else {
                self.filter::<S>(ring, kh * kw, |tap| row(tap / kw) + tap % kw * c, out);
            }
        }
    }

    /// Filters one row of output. `tap` tells where in the ring each of the `taps` taps of output
    /// column 0, channel 0 is.
    #[inline(always)]
    fn filter<S: Simd>(
        &self,
        ring: &[f32],
        taps: usize,
        tap: impl Fn(usize) -> usize,
        out: &mut [f32],
    ) {
        let [_, ow, c] = self.windows.output;
        let step = self.windows.window.stride[1] * c;
        let last = (0..taps).map(&tap).max().unwrap_or(0);
        assert!(ring.len() >= last + (ow - 1) * step + c.next_multiple_of(LANES));
        assert!(out.len() >= ow * c);
        let (min, max) = range(self.activation);
        let cut = [S::splat_f32(min), S::splat_f32(max)];
        let groups = self.weights.chunks_exact(taps * LANES).zip(self.bias.chunks_exact(LANES));
        for (group, (weights, bias)) in groups.enumerate() {
            let channel = group * LANES;
            let lanes = (c - channel).min(LANES);
            for ox in 0..ow {
                let at = ox * step + channel;
                // SAFETY: 8 biases; `at + 8` beyond every tap lies within the ring (asserted); a tap
                // has 8 weights; `ox * c + channel + lanes <= ow * c`, for which room was asserted.
                unsafe {
                    let mut sums = [S::load_f32(bias.as_ptr()), S::load_f32(bias.as_ptr().add(4))];
                    for i in 0..taps {
                        let pixels = ring.as_ptr().add(tap(i) + at);
                        let w = weights.as_ptr().add(i * LANES);
                        for (half, sum) in sums.iter_mut().enumerate() {
                            let (pixel, w) = (pixels.add(half * 4), w.add(half * 4));
                            *sum = S::mul_add_f32(S::load_f32(pixel), S::load_f32(w), *sum);
                        }
                    }
                    store::<S>(out.as_mut_ptr().add(ox * c + channel), lanes, sums, cut);
                }
            }
        }
    }
}
