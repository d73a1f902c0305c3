//! Depthwise convolution: every channel is filtered by a kernel of its own
//! (MobileNets, arXiv 1704.04861, section 3.1).
//!
//! Rows slide through a ring with the padding already around them, so that the inner loop has no
//! branch. Taps are taken in pairs: two pixels' channels interleaved, times the two taps' weights
//! interleaved, summed by one instruction for four channels.

use super::requantize::{Requantize, store};
use super::{Scratch, folded_bias, stored, windows::Windows};
use crate::model::{Convolution, QuantizedWeights, Tensor, Window};
use crate::simd::Simd;

/// Channels that are computed together.
const LANES: usize = 8;

/// A depthwise layer with packed weights.
#[derive(Clone, Debug)]
pub struct Depthwise {
    windows: Windows,
    /// `[c / 8][tap pair][8][2]`.
    weights: Vec<i16>,
    requantize: Requantize,
    /// The stored byte of zero, which padding counts as.
    zero: u8,
}

impl Depthwise {
    /// Packs a convolution with one kernel a channel.
    pub fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        let [kh, kw] = conv.window.kernel;
        let (taps, c) = (kh * kw, input.shape[2]);
        let weight = |tap: usize, channel: usize| weights.centred(tap * c + channel);
        let mut packed = Vec::with_capacity(c.next_multiple_of(LANES) * taps.next_multiple_of(2));
        for group in (0..c).step_by(LANES) {
            for pair in (0..taps).step_by(2) {
                for i in 0..LANES * 2 {
                    let (channel, tap) = (group + i / 2, pair + i % 2);
                    packed.push(if channel < c && tap < taps { weight(tap, channel) } else { 0 });
                }
            }
        }
        let zero = stored(input).zero_point;
        let bias = folded_bias(weights, zero, c, |channel| {
            (0..taps).map(|tap| i64::from(weight(tap, channel))).sum()
        });
        let multipliers = weights.multipliers(input, output, c);
        Self {
            windows: Windows { window: conv.window, input: input.shape, output: output.shape },
            weights: packed,
            requantize: Requantize::new(
                bias,
                multipliers,
                weights.rounding,
                conv.activation,
                output,
            ),
            zero: zero as u8,
        }
    }

    /// Scratch that [`Self::run`] takes.
    pub fn scratch(&self) -> Scratch {
        Scratch { bytes: self.windows.ring_len(), ..Scratch::default() }
    }

    /// `h w c` stored bytes to `oh ow c` stored bytes.
    pub fn run<S: Simd>(&self, input: &[u8], output: &mut [u8], ring: &mut [u8]) {
        let Window { kernel: [kh, kw], .. } = self.windows.window;
        let [_, ow, c] = self.windows.output;
        for (oy, out) in output.chunks_exact_mut(ow * c).enumerate() {
            self.windows.slide(input, self.zero, oy, oy > 0, ring);
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
        ring: &[u8],
        taps: usize,
        tap: impl Fn(usize) -> usize,
        out: &mut [u8],
    ) {
        let [_, ow, c] = self.windows.output;
        let step = self.windows.window.stride[1] * c;
        let pairs = taps.div_ceil(2);
        let last = (0..taps).map(&tap).max().unwrap_or(0);
        assert!(ring.len() >= last + (ow - 1) * step + c.next_multiple_of(LANES));
        assert!(out.len() >= ow * c);
        for (group, weights) in self.weights.chunks_exact(pairs * LANES * 2).enumerate() {
            let channel = group * LANES;
            let lanes = (c - channel).min(LANES);
            let start = self.requantize.start(channel).as_ptr();
            // SAFETY: eight elements.
            let start = unsafe { [S::load_i32(start), S::load_i32(start.add(4))] };
            for ox in 0..ow {
                let at = ox * step + channel;
                let mut sums = start;
                for pair in 0..pairs {
                    // SAFETY: `at + 8` beyond every tap lies within the ring (asserted); a pair has
                    // 16 weights. The tap that an odd kernel lacks has no weight.
                    unsafe {
                        let load =
                            |i: usize| S::load_8_u8(ring.as_ptr().add(tap(i.min(taps - 1)) + at));
                        let (a, b) = (load(pair * 2), load(pair * 2 + 1));
                        let w = weights.as_ptr().add(pair * LANES * 2);
                        sums[0] = S::dot_add(sums[0], S::zip_low(a, b), S::load_i16(w));
                        sums[1] = S::dot_add(sums[1], S::zip_high(a, b), S::load_i16(w.add(8)));
                    }
                }
                let mut doubt = self.requantize.no_doubt::<S>();
                let mut bytes = if self.requantize.mirrored() {
                    self.requantize.round::<S, true>(channel, sums, &mut doubt)
                } else {
                    self.requantize.round::<S, false>(channel, sums, &mut doubt)
                };
                if self.requantize.doubtful::<S>(doubt) {
                    bytes = self.requantize.exact::<S>(channel, sums);
                }
                // SAFETY: `ox * c + channel + lanes <= ow * c`, for which room was asserted.
                unsafe {
                    let bytes = Requantize::widened::<S>(bytes);
                    store::<S>(out.as_mut_ptr().add(ox * c + channel), lanes, bytes);
                };
            }
        }
    }
}
