//! Depthwise convolution: every channel is filtered by a kernel of its own
//! (MobileNets, arXiv 1704.04861, section 3.1).
//!
//! Rows are laid out as [`Strips`], 4 rows of a channel side by side, so that a vector times its
//! weights, summed in fours, is what one column of a window gives 4 channels.

mod forms;
mod strips;

use self::forms::{AIDS, Chain, Form, Pairs, Signed, SignedWords, Unit, Unsigned, Words};
use self::strips::{CHANNELS, Strips, VECTOR};
use super::dot::Dot;
use super::requantize::{Requantize, Rounder};
use super::{folded_bias, stored};
use crate::kernels::{Scratch, im2col::Windows};
use crate::model::{Convolution, QuantizedWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;

/// Pairs of columns between two looks at what rounding doubts.
const RUN: usize = 8;

/// A depthwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Depthwise {
    windows: Windows,
    strips: Strips,
    /// The weights of each unit of a strip.
    units: Vec<Unit>,
    requantize: Requantize,
    /// [`AIDS`], read from memory: V8 would build constants anew each time.
    aids: [[i16; 8]; 2],
    /// Where the bytes of two pixels are that [`Simd::gather_bytes`] gives.
    order: [u8; VECTOR],
}

impl Depthwise {
    /// Packs a convolution with one kernel a channel.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let Window { kernel: [kh, kw], stride: [sy, _], .. } = conv.window;
        let (taps, c) = (kh * kw, input.shape[2]);
        let weight = |tap: usize, channel: usize| weights.centred(tap * c + channel);
        let zero = stored(input).zero_point;
        let windows = Windows { window: conv.window, input: input.shape, output: output.shape };
        // Signed bytes are 128 less than stored ones.
        let shift = if dot == Dot::Signed { 128 } else { 0 };
        let strips = Strips::new(windows, zero as u8, dot == Dot::Signed);
        let bias = folded_bias(weights, zero - shift, c, |channel| {
            (0..taps).map(|tap| i64::from(weight(tap, channel))).sum()
        });
        let multipliers = weights.multipliers(input, output, c);
        let mut units = Vec::new();
        for first in (0..c).step_by(strips.unit()) {
            let channels = first..(first + strips.unit()).min(c);
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
            units.push(Unit::new(&packed, dot));
        }
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, conv.activation, output);
        let order = std::array::from_fn(|i| ((i % 4) * 4 + [0, 2, 1, 3][i / 4]) as u8);
        Self { windows, strips, units, requantize, aids: AIDS, order }
    }

    /// Output places that are made together: the rows of a strip.
    pub(crate) fn grain(&self) -> usize {
        self.windows.output[1] * self.strips.rows()
    }

    /// Scratch that [`Self::run`] takes.
    pub(crate) fn scratch(&self) -> Scratch {
        Scratch { packed: self.strips.len() + self.spare_len(), ..Scratch::default() }
    }

    /// A row of output that nobody needs.
    fn spare_len(&self) -> usize {
        let [_, ow, c] = self.windows.output;
        (ow * c).max(2 * ow.max(2) * self.strips.unit())
    }

    /// `h w c` stored bytes to the stored bytes of `places`, which are whole rows.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        places: Range<usize>,
        output: &mut [u8],
        scratch: &mut [u8],
    ) {
        let [_, ow, c] = self.windows.output;
        let (strip, spare) = scratch.split_at_mut(self.strips.len());
        self.strips.pad(strip);
        for (i, rows) in output.chunks_mut(ow * c * self.strips.rows()).enumerate() {
            let oy = places.start / ow + i * self.strips.rows();
            for first in (0..c).step_by(CHANNELS) {
                self.strips.fill::<S>(input, oy, first, strip);
                let units = first / self.strips.unit()..self.units.len();
                for (unit, strip) in units.zip(strip.chunks_exact(self.strips.unit_len())) {
                    self.filter_unit::<S>(unit, strip, rows, spare);
                }
            }
        }
    }

    /// Filters one unit of a strip into the rows of output.
    fn filter_unit<S: Simd>(&self, unit: usize, strip: &[u8], rows: &mut [u8], spare: &mut [u8]) {
        let [_, ow, c] = self.windows.output;
        let size = self.strips.unit();
        let channel = unit * size;
        let channels = (c - channel).min(size);
        let (row, next) = rows.split_at_mut(ow * c);
        if channels == size && ow > 1 {
            let next = if next.is_empty() { &mut spare[..ow * c] } else { next };
            let to = [&mut row[channel..], &mut next[channel..]].map(|row| row.as_mut_ptr());
            // SAFETY: both rows hold `ow` pixels of `c` channels, of which `size` are left here.
            unsafe { self.filter::<S>(unit, strip, To { rows: to, pitch: c }) };
            return;
        }
        // Fewer channels or columns than are written.
        let (a, b) = spare.split_at_mut(ow.max(2) * size);
        assert!(b.len() >= ow.max(2) * size);
        let to = To { rows: [a.as_mut_ptr(), b.as_mut_ptr()], pitch: size };
        // SAFETY: both rows hold two pixels or more, `ow` of them, of `size` channels.
        unsafe { self.filter::<S>(unit, strip, to) };
        for (from, to) in [(a, row), (b, next)] {
            for (from, to) in from.chunks_exact(size).zip(to.chunks_exact_mut(c)) {
                to[channel..channel + channels].copy_from_slice(&from[..channels]);
            }
        }
    }

    /// Filters one unit of a strip.
    ///
    /// # Safety
    /// As [`To`] says.
    unsafe fn filter<S: Simd>(&self, unit: usize, strip: &[u8], to: To) {
        // SAFETY: as the caller promises.
        unsafe {
            match &self.units[unit] {
                Unit::Unsigned(w) => self.filter_as::<S, Unsigned>(unit, w, strip, to),
                Unit::Signed(w) => self.filter_as::<S, Signed>(unit, w, strip, to),
                Unit::Chain(w) => self.filter_as::<S, Chain>(unit, w, strip, to),
                Unit::Pairs(w) => self.filter_as::<S, Pairs>(unit, w, strip, to),
                Unit::Words(w) => self.filter_as::<S, Words>(unit, w, strip, to),
                Unit::SignedWords(w) => {
                    self.pairs::<S, SignedWords>(unit, w, strip, to, self.all())
                }
            }
        }
    }

    /// [`Self::filter`], in the form of the weights.
    ///
    /// # Safety
    /// As there.
    unsafe fn filter_as<S: Simd, F: Form>(
        &self,
        unit: usize,
        w: &[F::Weight],
        strip: &[u8],
        to: To,
    ) {
        // SAFETY: as the caller promises.
        unsafe {
            if w.len() != 3 * 32 || self.requantize.symmetric() {
                return self.pairs::<S, F::Any>(unit, w, strip, to, self.all());
            }
            for first in self.all().step_by(RUN) {
                let run = first..(first + RUN).min(self.all().end);
                let near_tie = match self.strips.halves() {
                    1 => self.pairs_3::<S, F, 1>(unit, w, strip, to, run.clone()),
                    _ => self.pairs_3::<S, F, 2>(unit, w, strip, to, run.clone()),
                };
                if near_tie {
                    self.pairs::<S, F::Any>(unit, w, strip, to, run);
                }
            }
        }
    }

    /// The pairs of columns in a row.
    fn all(&self) -> Range<usize> {
        0..self.windows.output[1].div_ceil(2)
    }

    /// The first column of a pair: the last pair may overlap with the one before it.
    #[inline(always)]
    fn column(&self, pair: usize) -> usize {
        (pair * 2).min(self.windows.output[1].max(2) - 2)
    }

    /// Filters pairs of columns, for windows of three vectors and an activation. The result says
    /// whether it is in doubt.
    ///
    /// V8 keeps more in registers in a function that calls none.
    ///
    /// # Safety
    /// As for [`Self::filter`].
    #[inline(never)]
    unsafe fn pairs_3<S: Simd, F: Form, const HALVES: usize>(
        &self,
        unit: usize,
        weights: &[F::Weight],
        strip: &[u8],
        to: To,
        pairs: Range<usize>,
    ) -> bool {
        let step = self.strips.step();
        let last = self.column(pairs.end - 1) + 1;
        assert!(weights.len() == 3 * 32 && strip.len() >= last * step + 3 * HALVES * VECTOR);
        // SAFETY: there are three times two vectors of weights.
        let w: [[F::Vector<S>; 2]; 3] = std::array::from_fn(|t| unsafe {
            let w = weights.as_ptr().add(t * 32);
            [F::load::<S>(w), F::load::<S>(w.add(16))]
        });
        let aid = self.aid::<S, F>();
        let rounders = self.rounders::<S>(unit, HALVES);
        let order = self.order::<S>();
        let mut least = self.requantize.least_fraction::<S>();
        for pair in pairs {
            let x = self.column(pair);
            let mut bytes = |x: usize| -> [S::I32; 2] {
                // SAFETY: the window lies within the strip, as asserted.
                let a = unsafe { window::<S, HALVES>(strip.as_ptr().add(x * step)) };
                std::array::from_fn(|half| {
                    let w = [w[0][half], w[1][half], w[2][half]];
                    let sum = F::add_3::<S>(rounders[half].start, w, a[half], aid);
                    rounders[half].round::<false>(sum, &mut least)
                })
            };
            let bytes = [bytes(x), bytes(x + 1)];
            // SAFETY: as the caller promises.
            unsafe { to.put::<S>(x, HALVES, bytes, order) };
        }
        self.requantize.has_near_tie::<S>(least)
    }

    /// Filters pairs of columns, for windows of any size and without doubt.
    ///
    /// # Safety
    /// As for [`Self::filter`].
    #[inline(never)]
    unsafe fn pairs<S: Simd, F: Form>(
        &self,
        unit: usize,
        weights: &[F::Weight],
        strip: &[u8],
        to: To,
        pairs: Range<usize>,
    ) {
        let halves = self.strips.halves();
        let rounders = self.rounders::<S>(unit, halves);
        for pair in pairs {
            let x = self.column(pair);
            let sums = [x, x + 1].map(|x| self.sums::<S, F>(&rounders, weights, strip, halves, x));
            let mut least = self.requantize.least_fraction::<S>();
            let mut round = |rounder: Rounder<S>, sum| match self.requantize.symmetric() {
                true => rounder.round::<true>(sum, &mut least),
                false => rounder.round::<false>(sum, &mut least),
            };
            let mut bytes = sums.map(|[a, b]| [round(rounders[0], a), round(rounders[1], b)]);
            if self.requantize.has_near_tie::<S>(least) {
                let [first, second] = [0, 1].map(|half| self.channel(unit, halves, half));
                bytes = sums.map(|[a, b]| {
                    [
                        self.requantize.exact_4::<S>(first, a),
                        self.requantize.exact_4::<S>(second, b),
                    ]
                });
            }
            // SAFETY: as the caller promises.
            unsafe { to.put::<S>(x, halves, bytes, self.order::<S>()) };
        }
    }

    /// The sums of column `x`.
    #[inline(always)]
    fn sums<S: Simd, F: Form>(
        &self,
        rounders: &[Rounder<S>; 2],
        weights: &[F::Weight],
        strip: &[u8],
        halves: usize,
        x: usize,
    ) -> [S::I32; 2] {
        let aid = self.aid::<S, F>();
        let from = x * self.strips.step();
        let vectors = weights.len() / 32;
        let window = &strip[from..from + vectors * halves * VECTOR];
        let mut sums = [rounders[0].start, rounders[1].start];
        for (w, a) in weights.chunks_exact(32).zip(window.chunks_exact(halves * VECTOR)) {
            for (half, sum) in sums.iter_mut().enumerate() {
                // SAFETY: two vectors of weights, and one or two of the window.
                unsafe {
                    let a = S::load_bytes(a.as_ptr().add(half % halves * VECTOR));
                    *sum = F::add::<S>(*sum, F::load::<S>(w.as_ptr().add(half * 16)), a, aid);
                }
            }
        }
        sums
    }

    /// The first channel of half a unit's sums.
    #[inline(always)]
    fn channel(&self, unit: usize, halves: usize, half: usize) -> usize {
        (unit * halves + half % halves) * 4
    }

    /// What rounds the sums of a unit.
    #[inline(always)]
    fn rounders<S: Simd>(&self, unit: usize, halves: usize) -> [Rounder<S>; 2] {
        // Written out: where both are one, that is seen.
        [
            self.requantize.rounder::<S>(self.channel(unit, halves, 0)),
            self.requantize.rounder::<S>(self.channel(unit, halves, 1)),
        ]
    }

    #[inline(always)]
    fn aid<S: Simd, F: Form>(&self) -> S::I16 {
        // SAFETY: the array holds a vector.
        unsafe { S::load_i16(self.aids[F::AID].as_ptr()) }
    }

    #[inline(always)]
    fn order<S: Simd>(&self) -> S::Bytes {
        // SAFETY: the array holds a vector.
        unsafe { S::load_bytes(self.order.as_ptr()) }
    }
}

/// The three vectors of a window, for each half.
///
/// # Safety
/// As many readable vectors at `p`.
#[inline(always)]
unsafe fn window<S: Simd, const HALVES: usize>(p: *const u8) -> [[S::Bytes; 3]; 2] {
    // SAFETY: as the caller promises.
    let load = |i: usize| unsafe { S::load_bytes(p.add(i * VECTOR)) };
    match HALVES {
        1 => [[load(0), load(1), load(2)]; 2],
        _ => [[load(0), load(2), load(4)], [load(1), load(3), load(5)]],
    }
}

/// Where a unit's bytes go: two rows of output, the second of which counts only if the strip serves
/// two. In each there are as many pixels as the output has columns, and two at least, `pitch` bytes
/// apart, with room for a unit's channels.
#[derive(Clone, Copy)]
struct To {
    rows: [*mut u8; 2],
    pitch: usize,
}

impl To {
    /// Writes pixels `x` and `x + 1`: 4 channels of both rows, or 8 of the first.
    ///
    /// # Safety
    /// Both are there.
    #[inline(always)]
    unsafe fn put<S: Simd>(
        self,
        x: usize,
        halves: usize,
        [a, b]: [[S::I32; 2]; 2],
        order: S::Bytes,
    ) {
        let bytes = S::swizzle(S::gather_bytes([a[0], a[1], b[0], b[1]]), order);
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
