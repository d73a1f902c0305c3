//! Depthwise convolution in single precision: input `[h][w][c]`, weights `[kh][kw][c]`, output
//! `[oh][ow][c]`. The rows of the input that a row of output needs are kept, padded, in a ring; the
//! next row of output replaces only those that it does not need.

use super::{LANES, store};
use crate::kernels::{Scratch, im2col::Windows};
use crate::model::{Activation, FloatWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// Elements that a row in the ring is longer than its columns, because vectors reach beyond the
/// last channel.
const SLACK: usize = LANES;

/// Columns of output that share what they read of the ring.
const TILE: usize = 4;

/// A depthwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct FloatDepthwise {
    windows: Windows,
    /// `[c / 8][tap][8]`.
    weights: Arc<[f32]>,
    /// `[c / 8][8]`.
    bias: Arc<[f32]>,
    activation: Activation,
}

impl FloatDepthwise {
    /// Packs `weights` for a kernel that slides as `window` says, without dilation, over tensors like `input` and `output`.
    pub(crate) fn new(
        window: Window,
        activation: Activation,
        weights: &FloatWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        let c = input.shape[2];
        let taps = window.kernel[0] * window.kernel[1];
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
            windows: Windows { window, input: input.shape, output: output.shape },
            weights: packed.into(),
            bias: bias.into(),
            activation,
        }
    }

    /// The kernel for a rectangle of its output, as rows and columns, and the rectangle of the input
    /// that it reads, which is then all of its input.
    pub(crate) fn cropped(&self, places: &[Range<usize>; 2]) -> (Self, [Range<usize>; 2]) {
        let (windows, reads) = self.windows.cropped(places);
        let (weights, bias) = (Arc::clone(&self.weights), Arc::clone(&self.bias));
        (Self { windows, weights, bias, ..*self }, reads)
    }

    /// Scratch memory that [`Self::run`] uses: the ring.
    pub(crate) fn scratch(&self) -> Scratch {
        Scratch { floats: self.windows.window.kernel[0] * self.row_len(), ..Scratch::default() }
    }

    /// Pixels that are computed together: a row.
    pub(crate) fn grain(&self) -> usize {
        self.windows.output[1]
    }

    /// Computes `pixels` of the output, `[pixels][c]`, which are whole rows, from all of the input,
    /// `[h][w][c]`.
    ///
    /// # Panics
    /// If `ring` has less than [`Self::scratch`]`.floats` elements.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[f32],
        pixels: Range<usize>,
        output: &mut [f32],
        ring: &mut [f32],
    ) {
        let Window { kernel: [kh, kw], .. } = self.windows.window;
        let [_, ow, c] = self.windows.output;
        let rows = pixels.start / ow..pixels.end / ow;
        for (oy, out) in rows.clone().zip(output.chunks_exact_mut(ow * c)) {
            self.slide(input, oy, oy > rows.start, ring);
            let row = |ky| self.ring_row(oy, ky);
            let tiles = kw == 3 && ow >= TILE && c.is_multiple_of(4);
            match (tiles, self.windows.window.stride[1]) {
                (true, 1) => self.filter_3_wide::<S, 1>(ring, oy, out),
                (true, 2) => self.filter_3_wide::<S, 2>(ring, oy, out),
                _ => self.filter::<S>(ring, kh * kw, |tap| row(tap / kw) + tap % kw * c, out),
            }
        }
    }

    /// Elements of a padded row.
    fn row_len(&self) -> usize {
        let Window { kernel: [_, kw], stride: [_, sx], pad: [_, left], .. } = self.windows.window;
        let columns = ((self.windows.output[1] - 1) * sx + kw).max(left + self.windows.input[1]);
        columns * self.windows.input[2] + SLACK
    }

    /// Copies the rows that output row `oy` needs into the ring; where it holds those of `oy - 1`,
    /// only the others.
    fn slide(&self, input: &[f32], oy: usize, holds_last: bool, ring: &mut [f32]) {
        let Window { kernel: [kh, _], stride: [sy, _], pad: [top, left], .. } = self.windows.window;
        let [h, w, c] = self.windows.input;
        let (left, len) = (left * c, w * c);
        // Rows are counted from the first of the padding.
        let held = if holds_last { (oy - 1) * sy + kh } else { 0 };
        for row in held.max(oy * sy)..oy * sy + kh {
            let slot = row % kh * self.row_len();
            let slot = &mut ring[slot..slot + self.row_len()];
            let y = row.wrapping_sub(top);
            if y >= h {
                slot.fill(0.0);
                continue;
            }
            slot[..left].fill(0.0);
            slot[left..left + len].copy_from_slice(&input[y * len..(y + 1) * len]);
            slot[left + len..].fill(0.0);
        }
    }

    /// Where in the ring kernel row `ky` of output row `oy` starts.
    fn ring_row(&self, oy: usize, ky: usize) -> usize {
        let kh = self.windows.window.kernel[0];
        (oy * self.windows.window.stride[0] + ky) % kh * self.row_len()
    }

    /// Filters output row `oy`, of at least TILE columns and vectors of whole channels, by taps 3
    /// wide that move by STRIDE columns: each of TILE columns of output, for 4 channels after 4.
    #[inline(never)]
    fn filter_3_wide<S: Simd, const STRIDE: usize>(
        &self,
        ring: &[f32],
        oy: usize,
        out: &mut [f32],
    ) {
        let [_, ow, c] = self.windows.output;
        let (kh, len) = (self.windows.window.kernel[0], self.row_len());
        let first = self.ring_row(oy, 0);
        assert!(((ow - 1) * STRIDE + 3) * c <= len && first < kh * len && ring.len() >= kh * len);
        assert!(out.len() >= ow * c);
        let (min, max) = self.activation.limits();
        let limits = [[min; 4], [max; 4]];
        for tile in 0..ow.div_ceil(TILE) {
            // The last tile may overlap with the one before.
            let ox = (tile * TILE).min(ow - TILE);
            for channel in (0..c).step_by(4) {
                let (group, half) = (channel / LANES, channel % LANES);
                let mut weights = self.weights[group * kh * 3 * LANES + half..].as_ptr();
                let mut row = first;
                // SAFETY: 4 biases and 3 taps of 4 weights for each row; the columns that the tile
                // reads lie in the ring, those that it writes in `out` (both asserted).
                unsafe {
                    let mut sums = [S::load_f32(self.bias.as_ptr().add(channel)); TILE];
                    for _ in 0..kh {
                        let pixels = ring.as_ptr().add(row + ox * STRIDE * c + channel);
                        add_row::<S, STRIDE>(&mut sums, pixels, c, weights);
                        weights = weights.add(3 * LANES);
                        row = if row + len == kh * len { 0 } else { row + len };
                    }
                    let cut = limits.each_ref().map(|limit| S::load_f32(limit.as_ptr()));
                    let mut to = out.as_mut_ptr().add(ox * c + channel);
                    for sum in sums {
                        S::store_f32(to, S::min_f32(S::max_f32(sum, cut[0]), cut[1]));
                        to = to.wrapping_add(c);
                    }
                }
            }
        }
    }

    /// Filters one row of output. `tap` returns where in the ring each of the `taps` taps of output
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
        let (min, max) = self.activation.limits();
        let cut = [S::splat_f32(min), S::splat_f32(max)];
        let groups = self.weights.chunks_exact(taps * LANES).zip(self.bias.chunks_exact(LANES));
        for (group, (weights, bias)) in groups.enumerate() {
            let channel = group * LANES;
            let lanes = (c - channel).min(LANES);
            for ox in 0..ow {
                let at = ox * step + channel;
                // SAFETY: 8 biases; `at + 8` beyond every tap lies within the ring (asserted); a
                // tap has 8 weights; `ox * c + channel + lanes <= ow * c`, for which room was
                // asserted.
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

/// Adds what 3 taps of a row give to TILE columns of output, for 4 channels: `pixels` are the columns
/// of the input, `c` elements apart, of which STRIDE lie between two columns of output.
///
/// # Safety
/// 4 elements are readable at each of 3 taps of `weights`, and in each of
/// `(TILE - 1) * STRIDE + 3` columns of `pixels`.
#[inline(always)]
unsafe fn add_row<S: Simd, const STRIDE: usize>(
    sums: &mut [S::F32; TILE],
    mut pixels: *const f32,
    c: usize,
    weights: *const f32,
) {
    // SAFETY: as the caller promises; at last `pixels` is one column past those.
    unsafe {
        let taps = [0, 1, 2].map(|kx| S::load_f32(weights.add(kx * LANES)));
        for column in 0..(TILE - 1) * STRIDE + 3 {
            let pixel = S::load_f32(pixels);
            for (ox, sum) in sums.iter_mut().enumerate() {
                if let Some(tap) = taps.get(column.wrapping_sub(ox * STRIDE)) {
                    *sum = S::mul_add_f32(pixel, *tap, *sum);
                }
            }
            pixels = pixels.wrapping_add(c);
        }
    }
}
