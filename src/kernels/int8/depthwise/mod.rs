//! Depthwise convolution: input `[h][w][c]`, weights `[kh][kw][c]`, output `[oh][ow][c]`; every
//! channel has a kernel of its own (MobileNets, arXiv 1704.04861, section 3.1; TensorFlow Lite's
//! `DepthwiseConvPerChannel`).
//!
//! Rows are packed as [`Strips`], in which 4 rows of a channel are neighbours. A vector times its
//! weights, summed in fours, is then the contribution of one column of a window to 4 channels.

mod column_dot;
mod strips;

use self::column_dot::{
    CONSTANTS, Chain, ColumnDot, I16, Pairs, Signed, SignedI16, TileWeights, Unsigned,
};
use self::strips::{CHANNELS, Strips, VECTOR};
use super::dot::Dot;
use super::requantize::{Requantize, Rounder};
use super::{folded_bias, range_of_sums, stored};
use crate::kernels::{Scratch, im2col::Windows};
use crate::model::{Activation, QuantizedWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// A depthwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Depthwise {
    windows: Windows,
    strips: Strips,
    /// The weights of each channel tile.
    tiles: Arc<[TileWeights]>,
    requantize: Arc<Requantize>,
    /// [`CONSTANTS`], read from memory: V8 would build a constant again each time.
    constants: [[i16; 8]; 2],
}

impl Depthwise {
    /// Packs `weights` for a kernel that slides as `window` says, without dilation, over tensors like `input` and `output`.
    pub(crate) fn new(
        window: Window,
        activation: Activation,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let dot = dot.here();
        let Window { kernel: [kh, kw], stride: [sy, _], .. } = window;
        let (taps, c) = (kh * kw, input.shape[2]);
        let weight = |tap: usize, channel: usize| weights.centred(tap * c + channel);
        let zero = stored(input).zero_point;
        let windows = Windows { window, input: input.shape, output: output.shape };
        // Signed bytes are 128 less than stored ones.
        let shift = if dot == Dot::Signed { 128 } else { 0 };
        let strips = Strips::new(windows, zero as u8, dot == Dot::Signed);
        let bias = folded_bias(weights, zero - shift, c, |channel| {
            (0..taps).map(|tap| i64::from(weight(tap, channel))).sum()
        });
        let multipliers = weights.multipliers(input, output, c);
        let mut tiles = Vec::new();
        for first in (0..c).step_by(strips.tile_channels()) {
            let channels = first..(first + strips.tile_channels()).min(c);
            // `[kx][4 ky][rows of output][channel][ky % 4]`
            let mut packed = vec![0; kw * strips.quads * 32];
            for (row, tap) in
                (0..strips.rows()).flat_map(|row| (0..taps).map(move |tap| (row, tap)))
            {
                let (ky, kx) = (tap / kw + row * sy, tap % kw);
                let at = (kx * strips.quads + ky / 4) * 32 + row * 16 + ky % 4;
                for (to, channel) in packed[at..].iter_mut().step_by(4).zip(channels.clone()) {
                    *to = weight(tap, channel);
                }
            }
            tiles.push(TileWeights::new(&packed, dot));
        }
        let sums = |channel: usize| {
            let weights_of = (0..taps).map(|tap| i64::from(weight(tap, channel)));
            let by_sign = weights_of.fold([0; 2], |[above, below], weight| {
                [above + weight.max(0), below + weight.min(0)]
            });
            range_of_sums(weights.bias[channel], zero, by_sign)
        };
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, activation, output, &sums);
        Self {
            windows,
            strips,
            tiles: tiles.into(),
            requantize: Arc::new(requantize),
            constants: CONSTANTS,
        }
    }

    /// The kernel for a rectangle of its output, as rows and columns, and the rectangle of the input
    /// that it reads, which is then all of its input.
    pub(crate) fn cropped(&self, places: &[Range<usize>; 2]) -> (Self, [Range<usize>; 2]) {
        let (windows, reads) = self.windows.cropped(places);
        let strips = self.strips.cropped(windows);
        let (tiles, requantize) = (Arc::clone(&self.tiles), Arc::clone(&self.requantize));
        (Self { windows, strips, tiles, requantize, ..*self }, reads)
    }

    /// Pixels that are computed together: the rows of a strip.
    pub(crate) fn grain(&self) -> usize {
        self.windows.output[1] * self.strips.rows()
    }

    /// Scratch memory that [`Self::run`] uses.
    pub(crate) fn scratch(&self) -> Scratch {
        Scratch { packed: self.strips.len() + self.scratch_row_len(), ..Scratch::default() }
    }

    /// Bytes of a scratch row, for pixels and channels that a tile computes and the output lacks.
    fn scratch_row_len(&self) -> usize {
        let [_, ow, c] = self.windows.output;
        (ow * c).max(2 * ow.max(2) * self.strips.tile_channels())
    }

    /// Computes `pixels` of the output, `[pixels][c]` stored bytes, which are whole rows, from all
    /// of the input, `[h][w][c]` stored bytes.
    ///
    /// # Panics
    /// If `scratch` has less than [`Self::scratch`]`.packed` bytes.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        pixels: Range<usize>,
        output: &mut [u8],
        scratch: &mut [u8],
    ) {
        let [_, ow, c] = self.windows.output;
        let (strip, scratch_row) = scratch.split_at_mut(self.strips.len());
        self.strips.pad(strip);
        for (i, rows) in output.chunks_mut(ow * c * self.strips.rows()).enumerate() {
            let oy = pixels.start / ow + i * self.strips.rows();
            for first in (0..c).step_by(CHANNELS) {
                self.strips.fill::<S>(input, oy, first, strip);
                let tiles = first / self.strips.tile_channels()..self.tiles.len();
                for (index, strip) in tiles.zip(strip.chunks_exact(self.strips.tile_len())) {
                    self.filter_tile::<S>(index, strip, rows, scratch_row);
                }
            }
        }
    }

    /// Filters one channel tile of a strip into the rows of output.
    fn filter_tile<S: Simd>(
        &self,
        tile: usize,
        strip: &[u8],
        rows: &mut [u8],
        scratch_row: &mut [u8],
    ) {
        let [_, ow, c] = self.windows.output;
        let size = self.strips.tile_channels();
        let channel = tile * size;
        let channels = (c - channel).min(size);
        let (row, next) = rows.split_at_mut(ow * c);
        if channels == size && ow > 1 {
            let next = if next.is_empty() { &mut scratch_row[..ow * c] } else { next };
            let to = [&mut row[channel..], &mut next[channel..]].map(|row| row.as_mut_ptr());
            // SAFETY: both rows hold `ow` pixels of `c` channels, of which `size` are left here.
            unsafe { self.filter::<S>(tile, strip, TileOutput { rows: to, pitch: c }) };
            return;
        }
        // A tile writes more channels or columns than the output has.
        let (a, b) = scratch_row.split_at_mut(ow.max(2) * size);
        assert!(b.len() >= ow.max(2) * size);
        let to = TileOutput { rows: [a.as_mut_ptr(), b.as_mut_ptr()], pitch: size };
        // SAFETY: both rows hold two pixels or more, `ow` of them, of `size` channels.
        unsafe { self.filter::<S>(tile, strip, to) };
        for (from, to) in [(a, row), (b, next)] {
            for (from, to) in from.chunks_exact(size).zip(to.chunks_exact_mut(c)) {
                to[channel..channel + channels].copy_from_slice(&from[..channels]);
            }
        }
    }

    /// Filters one channel tile of a strip.
    ///
    /// # Safety
    /// As [`TileOutput`] says.
    unsafe fn filter<S: Simd>(&self, tile: usize, strip: &[u8], to: TileOutput) {
        // SAFETY: as the caller promises.
        unsafe {
            match &self.tiles[tile] {
                TileWeights::I16(w) => self.filter_as::<S, I16>(tile, w, strip, to),
                _ if !Dot::BYTES => unreachable!("products of bytes"),
                TileWeights::Unsigned(w) => self.filter_as::<S, Unsigned>(tile, w, strip, to),
                TileWeights::Signed(w) => self.filter_as::<S, Signed>(tile, w, strip, to),
                TileWeights::Chain(w) => self.filter_as::<S, Chain>(tile, w, strip, to),
                TileWeights::Pairs(w) => self.filter_as::<S, Pairs>(tile, w, strip, to),
                TileWeights::SignedI16(w) => self.filter_any::<S, SignedI16>(tile, w, strip, to),
            }
        }
    }

    /// [`Self::filter`], by the dot product of the weights.
    ///
    /// # Safety
    /// As there.
    unsafe fn filter_as<S: Simd, D: ColumnDot>(
        &self,
        tile: usize,
        w: &[D::Weight],
        strip: &[u8],
        to: TileOutput,
    ) {
        // SAFETY: as the caller promises.
        unsafe {
            if w.len() != 3 * 32 || self.requantize.two_sided() || self.in_integers(tile) {
                return self.filter_any::<S, D::OneByOne>(tile, w, strip, to);
            }
            match self.strips.halves() {
                1 => self.filter_3_wide::<S, D, 1>(tile, w, strip, to),
                _ => self.filter_3_wide::<S, D, 2>(tile, w, strip, to),
            }
        }
    }

    /// Whether a tile has channels that are rounded in integers.
    fn in_integers(&self, tile: usize) -> bool {
        let halves = self.strips.halves();
        (0..halves).any(|half| self.requantize.in_integers(self.channel(tile, halves, half)))
    }

    /// The pairs of columns in a row of output.
    fn pairs(&self) -> Range<usize> {
        0..self.windows.output[1].div_ceil(2)
    }

    /// The first column of a pair: the last pair may overlap with the one before it.
    #[inline(always)]
    fn column(&self, pair: usize) -> usize {
        (pair * 2).min(self.windows.output[1].max(2) - 2)
    }

    /// Filters the columns, for windows of three vectors and products that are not negative.
    ///
    /// It calls no function, so that V8 keeps more in registers.
    ///
    /// # Safety
    /// As for [`Self::filter`].
    #[inline(never)]
    unsafe fn filter_3_wide<S: Simd, D: ColumnDot, const HALVES: usize>(
        &self,
        tile: usize,
        weights: &[D::Weight],
        strip: &[u8],
        to: TileOutput,
    ) {
        let (step, pairs) = (self.strips.step(), self.pairs());
        let last = self.column(pairs.end - 1) + 1;
        assert!(weights.len() == 3 * 32 && strip.len() >= last * step + 3 * HALVES * VECTOR);
        // SAFETY: there are three times two vectors of weights.
        let w: [[D::Vector<S>; 2]; 3] = std::array::from_fn(|t| unsafe {
            let w = weights.as_ptr().add(t * 32);
            [D::load::<S>(w), D::load::<S>(w.add(16))]
        });
        let constant = self.constant::<S, D>();
        let rounders = self.rounders(tile, HALVES);
        let start = rounders.each_ref().map(Rounder::start::<S>);
        for pair in pairs {
            let x = self.column(pair);
            let sums = |x: usize| -> [S::I32; 2] {
                // SAFETY: the window lies within the strip, as asserted.
                let a = unsafe { window::<S, HALVES>(strip.as_ptr().add(x * step)) };
                std::array::from_fn(|half| {
                    let w = [w[0][half], w[1][half], w[2][half]];
                    D::add_3::<S>(start[half], w, a[half], constant)
                })
            };
            let ([a, b], [c, d], [first, second]) = (sums(x), sums(x + 1), &rounders);
            let rounded = if HALVES == 1 {
                first.round_one_sided::<S, 4>([a, b, c, d])
            } else {
                let first = first.round_one_sided::<S, 2>([a, c]);
                let second = second.round_one_sided::<S, 2>([b, d]);
                [first[0], second[0], first[1], second[1]]
            };
            // SAFETY: as the caller promises.
            unsafe { to.store::<S>(x, HALVES, rounders[0].bytes::<S>(rounded)) };
        }
    }

    /// Filters the columns, for windows of any size, and channels that are rounded in any way.
    ///
    /// # Safety
    /// As for [`Self::filter`].
    #[inline(never)]
    unsafe fn filter_any<S: Simd, D: ColumnDot>(
        &self,
        tile: usize,
        weights: &[D::Weight],
        strip: &[u8],
        to: TileOutput,
    ) {
        let halves = self.strips.halves();
        let rounders = self.rounders(tile, halves);
        for pair in self.pairs() {
            let x = self.column(pair);
            let sums = [x, x + 1].map(|x| self.sums::<S, D>(&rounders, weights, strip, halves, x));
            let bytes = self.bytes::<S>(tile, &rounders, &sums);
            // SAFETY: as the caller promises.
            unsafe { to.store::<S>(x, halves, bytes) };
        }
    }

    /// The bytes of the sums of two columns, one after the other. A function of its own: it is the
    /// same for all dot products.
    #[inline(never)]
    fn bytes<S: Simd>(
        &self,
        tile: usize,
        rounders: &[Rounder; 2],
        [[a, b], [c, d]]: &[[S::I32; 2]; 2],
    ) -> S::Bytes {
        let halves = self.strips.halves();
        let [[a, c], [b, d]] = [(0, [*a, *c]), (1, [*b, *d])].map(|(half, sums)| {
            let channel = self.channel(tile, halves, half);
            match self.requantize.in_integers(channel) {
                true => sums.map(|sum| self.requantize.exact::<S>(channel, sum)),
                false => rounders[half].round::<S, 2>(sums),
            }
        });
        rounders[0].bytes::<S>([a, b, c, d])
    }

    /// The sums of column `x`.
    #[inline(always)]
    fn sums<S: Simd, D: ColumnDot>(
        &self,
        rounders: &[Rounder; 2],
        weights: &[D::Weight],
        strip: &[u8],
        halves: usize,
        x: usize,
    ) -> [S::I32; 2] {
        let constant = self.constant::<S, D>();
        let from = x * self.strips.step();
        let vectors = weights.len() / 32;
        let window = &strip[from..from + vectors * halves * VECTOR];
        let mut sums = rounders.each_ref().map(Rounder::start::<S>);
        for (w, a) in weights.chunks_exact(32).zip(window.chunks_exact(halves * VECTOR)) {
            for (half, sum) in sums.iter_mut().enumerate() {
                // SAFETY: two vectors of weights, and one or two of the window.
                unsafe {
                    let a = S::load_bytes(a.as_ptr().add(half % halves * VECTOR));
                    *sum = D::add::<S>(*sum, D::load::<S>(w.as_ptr().add(half * 16)), a, constant);
                }
            }
        }
        sums
    }

    /// The first channel of half of a tile's sums.
    #[inline(always)]
    fn channel(&self, tile: usize, halves: usize, half: usize) -> usize {
        (tile * halves + half % halves) * 4
    }

    /// The rounders of a tile's sums.
    #[inline(always)]
    fn rounders(&self, tile: usize, halves: usize) -> [Rounder<'_>; 2] {
        // Written out, so that the compiler sees where both are the same.
        [
            self.requantize.rounder(self.channel(tile, halves, 0)),
            self.requantize.rounder(self.channel(tile, halves, 1)),
        ]
    }

    #[inline(always)]
    fn constant<S: Simd, D: ColumnDot>(&self) -> S::I16 {
        // SAFETY: the array holds a vector.
        unsafe { S::load_i16(self.constants[D::CONSTANT].as_ptr()) }
    }
}

/// The three vectors of a window, for each half.
///
/// # Safety
/// `3 * HALVES` vectors are readable at `p`.
#[inline(always)]
unsafe fn window<S: Simd, const HALVES: usize>(p: *const u8) -> [[S::Bytes; 3]; 2] {
    // SAFETY: as the caller promises.
    let load = |i: usize| unsafe { S::load_bytes(p.add(i * VECTOR)) };
    match HALVES {
        1 => [[load(0), load(1), load(2)]; 2],
        _ => [[load(0), load(2), load(4)], [load(1), load(3), load(5)]],
    }
}

/// Where the bytes of a channel tile go: two rows of output, of which the second is written only if
/// the strip serves two. Each has as many pixels as the output has columns, and two at least,
/// `pitch` bytes apart; each pixel has room for the channels of a tile.
#[derive(Clone, Copy)]
struct TileOutput {
    rows: [*mut u8; 2],
    pitch: usize,
}

impl TileOutput {
    /// Writes pixels `x` and `x + 1`, one after the other: 4 channels of both rows, or 8 of the
    /// first.
    ///
    /// # Safety
    /// The rows have both pixels.
    #[inline(always)]
    unsafe fn store<S: Simd>(self, x: usize, halves: usize, bytes: S::Bytes) {
        // SAFETY: as the caller promises.
        unsafe {
            let [row, next] = self.rows.map(|row| row.add(x * self.pitch));
            if halves == 1 {
                let second = [row.add(self.pitch), next.add(self.pitch)];
                S::store_fours([row, next, second[0], second[1]], bytes);
            } else {
                S::store_first_8(row, bytes);
                S::store_last_8(row.add(self.pitch), bytes);
            }
        }
    }
}
