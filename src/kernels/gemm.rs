//! The matrix product under pointwise and standard convolutions: `m` pixels by `k` inputs times
//! `k` inputs by `n` outputs, in tiles of 4 pixels by 8 outputs.
//!
//! Both sides are packed as pairs of i16 along `k`, so that one instruction multiplies and adds a
//! pair for four outputs. Weights are packed once; pixels in blocks that stay in the second-level
//! cache while all panels of weights pass over them.

use super::requantize::{Requantize, store};
use crate::simd::Simd;

/// Pixels in a tile.
const ROWS: usize = 4;
/// Outputs in a tile: a panel of weights.
const COLS: usize = 8;
/// Pixels are packed in blocks of about this many elements (i16), half a small second-level cache.
const BLOCK: usize = 64 * 1024;

/// The packed right-hand side: weights `[n / 8][k / 2][8][2]`, and what becomes of the sums.
#[derive(Clone, Debug)]
pub struct Gemm {
    n: usize,
    k: usize,
    /// Pairs along `k`, rounded up to whole vectors of 8.
    pairs: usize,
    panels: Vec<i16>,
    requantize: Requantize,
}

impl Gemm {
    /// Packs `weight(n, k)`, each -255 ..= 255.
    pub fn new(
        n: usize,
        k: usize,
        requantize: Requantize,
        weight: impl Fn(usize, usize) -> i16,
    ) -> Self {
        let pairs = k.next_multiple_of(8) / 2;
        let mut panels = Vec::with_capacity(n.next_multiple_of(COLS) * pairs * 2);
        for panel in 0..n.div_ceil(COLS) {
            for pair in 0..pairs {
                for i in 0..COLS * 2 {
                    let (row, at) = (panel * COLS + i / 2, pair * 2 + i % 2);
                    panels.push(if row < n && at < k { weight(row, at) } else { 0 });
                }
            }
        }
        Self { n, k, pairs, panels, requantize }
    }

    /// How many pixels go into one block.
    pub fn block(&self) -> usize {
        (BLOCK / (self.pairs * 2)).next_multiple_of(ROWS)
    }

    /// Elements of scratch that a block of `m` pixels takes when packed.
    pub fn packed_len(&self, m: usize) -> usize {
        m.next_multiple_of(ROWS) * self.pairs * 2
    }

    /// Packs `m` pixels of `k` bytes, one after the other in `pixels`, as
    /// `[m / 4][k / 2][4][2]`; what lacks to a whole tile repeats the last pixel.
    pub fn pack<S: Simd>(&self, pixels: &[u8], m: usize, packed: &mut [i16]) {
        assert!(m > 0 && pixels.len() >= m * self.k && packed.len() >= self.packed_len(m));
        let whole = self.k / 8 * 8;
        let mut to = packed.as_mut_ptr();
        for first in (0..m).step_by(ROWS) {
            let rows: [&[u8]; ROWS] = std::array::from_fn(|i| {
                let row = (first + i).min(m - 1);
                &pixels[row * self.k..(row + 1) * self.k]
            });
            for at in (0..whole).step_by(8) {
                // SAFETY: `at + 8` is within every row, which has `k` bytes; `to` advances over
                // `pairs * 8` elements a tile, for which room was asserted.
                to = unsafe { pack_8::<S>(rows.map(|row| row.as_ptr().add(at)), to) };
            }
            if whole < self.k {
                let tails: [[u8; 8]; ROWS] = rows.map(|row| {
                    let mut tail = [0; 8];
                    tail[..self.k - whole].copy_from_slice(&row[whole..]);
                    tail
                });
                // SAFETY: each tail has 8 bytes; room as above.
                to = unsafe { pack_8::<S>(std::array::from_fn(|i| tails[i].as_ptr()), to) };
            }
        }
    }

    /// Multiplies `m` packed pixels and writes `m` by `n` bytes.
    pub fn multiply<S: Simd>(&self, packed: &[i16], m: usize, out: &mut [u8]) {
        if self.requantize.mirrored() {
            self.multiply_as::<S, true>(packed, m, out);
        } else {
            self.multiply_as::<S, false>(packed, m, out);
        }
    }

    #[inline(always)]
    fn multiply_as<S: Simd, const MIRRORED: bool>(&self, packed: &[i16], m: usize, out: &mut [u8]) {
        assert!(packed.len() >= self.packed_len(m) && out.len() >= m * self.n);
        for (panel, weights) in self.panels.chunks_exact(self.pairs * COLS * 2).enumerate() {
            let column = panel * COLS;
            let columns = (self.n - column).min(COLS);
            let start = self.requantize.start::<S>(column);
            for (strip, pixels) in
                packed.chunks_exact(self.pairs * ROWS * 2).take(m.div_ceil(ROWS)).enumerate()
            {
                // SAFETY: `pixels` and `weights` hold `pairs` pairs of 4 and of 8.
                let [a, b, c, d] =
                    unsafe { tile::<S>(pixels.as_ptr(), weights.as_ptr(), self.pairs, start) };
                let mut doubt = self.requantize.no_doubt::<S>();
                let mut round =
                    |sums| self.requantize.round::<S, MIRRORED>(column, sums, &mut doubt);
                // Written out, because a loop over them stays a loop.
                let bytes = [round(a), round(b), round(c), round(d)];
                let first = strip * ROWS;
                let out = &mut out[first * self.n..];
                let rows = (m - first).min(ROWS);
                for (row, bytes) in bytes.into_iter().enumerate().take(rows) {
                    let at = row * self.n + column;
                    // SAFETY: `at + columns <= rows * n`, for which room was asserted.
                    unsafe { store::<S>(out.as_mut_ptr().add(at), columns, bytes) };
                }
                if self.requantize.doubtful::<S>(doubt) {
                    self.repeat::<S>(pixels, weights, column, rows, out);
                }
            }
        }
    }

    /// Works a tile out again, rounded in integers: 4 pixels by the outputs from `column`, of which
    /// `rows` are written.
    #[cold]
    #[inline(never)]
    fn repeat<S: Simd>(
        &self,
        pixels: &[i16],
        weights: &[i16],
        column: usize,
        rows: usize,
        out: &mut [u8],
    ) {
        let start = self.requantize.start::<S>(column);
        assert!(pixels.len() == self.pairs * ROWS * 2 && weights.len() == self.pairs * COLS * 2);
        // SAFETY: as asserted.
        let sums = unsafe { tile::<S>(pixels.as_ptr(), weights.as_ptr(), self.pairs, start) };
        for (row, sums) in sums.into_iter().enumerate().take(rows) {
            let bytes = self.requantize.exact::<S>(column, sums);
            let out = &mut out[row * self.n + column..][..(self.n - column).min(COLS)];
            // SAFETY: the slice holds as many bytes.
            unsafe { store::<S>(out.as_mut_ptr(), out.len(), bytes) };
        }
    }
}

/// Packs 8 bytes of each of 4 pixels and returns where the next go.
///
/// # Safety
/// 8 readable bytes at each of `rows`, 32 writable elements at `to`.
#[inline(always)]
unsafe fn pack_8<S: Simd>(rows: [*const u8; ROWS], to: *mut i16) -> *mut i16 {
    // SAFETY: as the caller promises.
    let rows = rows.map(|row| unsafe { S::load_8_u8(row) });
    for (i, pairs) in S::transpose_pairs(rows).into_iter().enumerate() {
        // SAFETY: `i < 4`: 32 elements in all.
        unsafe { S::store_i16(to.add(i * 8), pairs) };
    }
    // SAFETY: one past the 32 elements.
    unsafe { to.add(32) }
}

/// Sums of 4 pixels by 8 outputs, from `start`.
///
/// # Safety
/// `pairs * 8` readable elements at `pixels`, `pairs * 16` at `weights`; `pairs` is a multiple of 4.
#[inline(always)]
unsafe fn tile<S: Simd>(
    mut pixels: *const i16,
    mut weights: *const i16,
    pairs: usize,
    start: [S::I32; 2],
) -> [[S::I32; 2]; ROWS] {
    let mut sums = [start; ROWS];
    for _ in 0..pairs {
        // SAFETY: within the elements that the caller promises; at last one past their end.
        unsafe {
            let low = S::load_i16(weights);
            let high = S::load_i16(weights.add(8));
            for (row, [sum_low, sum_high]) in sums.iter_mut().enumerate() {
                let pixel = S::load_pair_splat(pixels.add(row * 2));
                *sum_low = S::dot_add(*sum_low, pixel, low);
                *sum_high = S::dot_add(*sum_high, pixel, high);
            }
            pixels = pixels.add(8);
            weights = weights.add(16);
        }
    }
    sums
}
