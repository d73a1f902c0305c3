//! The matrix product under pointwise and standard convolutions: `m` pixels by `k` inputs times
//! `k` inputs by `n` outputs, in tiles of 4 pixels by 8 outputs.
//!
//! Both sides are packed as [`super::dot`] sums them. Weights are packed once; pixels in blocks that
//! stay in the second-level cache while all panels of weights pass over them.

use super::dot::{Dot, I16, Pairs, Signed, Sum, Sums, Unsigned};
use super::packing::{COLS, Panels, Way};
use super::requantize::Requantize;
use super::{folded_bias, stored};
use crate::model::{Convolution, QuantizedWeights, Tensor};
use crate::simd::{Best, Simd};

/// Pixels in a tile.
pub(super) const ROWS: usize = 4;
/// Pixels are packed in blocks of about this many bytes, half a small second-level cache.
const BLOCK: usize = 128 * 1024;
/// Bytes that packing may write beyond the last tile.
const SLACK: usize = 48;
/// Panels that are looked at to tell which kind suits a layer, about.
const SAMPLE: usize = 4;

/// How the sums of one layer are made.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Unsigned,
    Signed,
    Pairs,
    Chains,
    I16,
}

/// Evaluates an expression with the type of a kind.
macro_rules! with_kind {
    ($kind:expr, $K:ident => $value:expr) => {
        match $kind {
            Kind::Unsigned => with_kind!(@ $K, Unsigned, $value),
            Kind::Signed => with_kind!(@ $K, Signed, $value),
            Kind::Pairs => with_kind!(@ $K, Pairs<1>, $value),
            Kind::Chains => with_kind!(@ $K, Pairs<2>, $value),
            Kind::I16 => with_kind!(@ $K, I16, $value),
        }
    };
    (@ $K:ident, $type:ty, $value:expr) => {{
        type $K = $type;
        $value
    }};
}

/// The packed right-hand side, and what becomes of the sums.
#[derive(Clone, Debug)]
pub(crate) struct Gemm {
    n: usize,
    k: usize,
    kind: Kind,
    weights: Panels,
    /// Where the bytes of the rows of 4 outputs are among those gathered of their diagonals.
    rows: [u8; 16],
    requantize: Requantize,
}

impl Gemm {
    /// Packs the weights of `conv`, `n` times `k`.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        k: usize,
        dot: Dot,
    ) -> Self {
        let n = output.shape[2];
        let kind = match dot {
            Dot::Unsigned => Kind::Unsigned,
            Dot::Signed => Kind::Signed,
            Dot::I16 => Kind::I16,
            Dot::Pairs => cheapest(n, k, weights),
        };
        let packed = Panels::pack(n, k, weights, way(kind));
        // Signed bytes are 128 less than stored ones.
        let shift = if let Kind::Signed = kind { 128 } else { 0 };
        let (flip, zero) = weights.as_unsigned();
        let bias = folded_bias(weights, stored(input).zero_point - shift, n, |row| {
            let sum = sum_bytes::<Best>(&weights.bytes[row * k..(row + 1) * k], flip != 0);
            sum as i64 - i64::from(zero) * k as i64
        });
        let multipliers = weights.multipliers(input, output, n);
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, conv.activation, output);
        Self { n, k, kind, weights: packed, rows: rows_of_diagonals(), requantize }
    }

    /// Bytes in a packed strip of 4 pixels.
    fn strip(&self) -> usize {
        self.weights.groups * 16
    }

    /// How many pixels go into one block.
    pub(crate) fn block(&self) -> usize {
        (BLOCK / self.strip()).max(1) * ROWS
    }

    /// Bytes that a block of `m` pixels takes when packed.
    pub(crate) fn packed_len(&self, m: usize) -> usize {
        m.div_ceil(ROWS) * self.strip() + SLACK
    }

    /// Packs `m` pixels of `k` bytes, one after the other in `pixels`, as `[m / 4][groups][4][4]`
    /// bytes, or `[2]` i16; what lacks to a whole tile repeats the last pixel.
    pub(crate) fn pack<S: Simd>(&self, pixels: &[u8], m: usize, packed: &mut [u8]) {
        with_kind!(self.kind, K => pack_pixels::<S, K>(self, pixels, m, packed));
    }

    /// Multiplies `m` packed pixels and writes `m` by `n` bytes.
    pub(crate) fn multiply<S: Simd>(&self, packed: &[u8], m: usize, out: &mut [u8]) {
        if self.requantize.symmetric() {
            with_kind!(self.kind, K => multiply::<S, K, true>(self, packed, m, out));
        } else {
            with_kind!(self.kind, K => multiply::<S, K, false>(self, packed, m, out));
        }
    }

    /// A tile's diagonals as its rows: bytes of rows 0 and 1, and of rows 2 and 3.
    #[inline(always)]
    fn rows<S: Simd>(&self, [a, b, c, d]: Sums<S>) -> [S::Bytes; 2] {
        // SAFETY: it is as long as a vector.
        let rows = unsafe { S::load_bytes(self.rows.as_ptr()) };
        let [low, high] =
            [S::gather_bytes([a[0], b[0], c[0], d[0]]), S::gather_bytes([a[1], b[1], c[1], d[1]])];
        S::zip_fours(S::swizzle(low, rows), S::swizzle(high, rows))
    }
}

/// The way to multiply pixels by these weights that costs least where pairs of bytes are the widest,
/// as a few panels of them tell.
///
/// Costs are in tenths of a cycle, as measured on x64 (Zen 4, in Chromium); an extra group of 4 outputs is
/// reckoned from one of 8, which took 90.
fn cheapest(n: usize, k: usize, weights: &QuantizedWeights) -> Kind {
    let panels = n.div_ceil(COLS);
    let step = panels.div_ceil(SAMPLE);
    let price = |(kind, group): &(Kind, usize)| {
        let extras = Panels::extras(n, k, weights, step, way(*kind));
        panels.div_ceil(step) * k.div_ceil(4) * group + extras * 55
    };
    let prices = [(Kind::Chains, 68), (Kind::Pairs, 82), (Kind::I16, 102)];
    prices.into_iter().min_by_key(price).map_or(Kind::I16, |(kind, _)| kind)
}

/// The sum of bytes, or of what they are with their highest bits turned over. A function of its own, as
/// those that pack: browsers soon compile it well.
#[inline(never)]
fn sum_bytes<S: Simd>(bytes: &[u8], flip: bool) -> u64 {
    let (even, ones) = (S::splat_i16(255), S::splat_i16(1));
    let turned = |bytes| if flip { S::flip_bytes(bytes) } else { bytes };
    let mut sum = 0;
    // So many that their sums fit 32 bits.
    for bytes in bytes.chunks(1 << 20) {
        let (vectors, rest) = bytes.as_chunks::<16>();
        let mut sums = S::splat_i32(0);
        for vector in vectors {
            // SAFETY: it is as long as a vector.
            let bytes = turned(unsafe { S::load_bytes(vector.as_ptr()) });
            let pairs = S::add_i16(S::even_bytes(bytes, even), S::odd_bytes(bytes));
            sums = S::dot_add(sums, pairs, ones);
        }
        let mut lanes = [0; 4];
        // SAFETY: it has 4 lanes.
        unsafe { S::store_i32(lanes.as_mut_ptr(), sums) };
        let rest = rest.iter().map(|byte| u64::from(byte ^ if flip { 128 } else { 0 }));
        sum += lanes.iter().map(|&lane| lane as u64).sum::<u64>() + rest.sum::<u64>();
    }
    sum
}

fn way(kind: Kind) -> Way {
    with_kind!(kind, K => Way::of::<K>())
}

/// [`Gemm::rows`]: row `r` has output `i` from diagonal `(r - i) % 4`.
fn rows_of_diagonals() -> [u8; 16] {
    std::array::from_fn(|byte| {
        let (row, output) = (byte / 4, byte % 4);
        (output * 4 + [0, 2, 1, 3][(row + 4 - output) % 4]) as u8
    })
}

/// [`Gemm::pack`]. As [`multiply`], a function for each kind: browsers optimise the one that is used.
#[inline(never)]
fn pack_pixels<S: Simd, K: Sum>(gemm: &Gemm, pixels: &[u8], m: usize, packed: &mut [u8]) {
    let k = gemm.k;
    assert!(m > 0 && pixels.len() >= m * k && packed.len() >= gemm.packed_len(m));
    let at_once = 4 * K::DEPTH;
    let whole = k / at_once * at_once;
    for first in (0..m).step_by(ROWS) {
        let mut to = packed[first / ROWS * gemm.strip()..].as_mut_ptr();
        let rows: [&[u8]; ROWS] = std::array::from_fn(|i| {
            let row = (first + i).min(m - 1);
            &pixels[row * k..(row + 1) * k]
        });
        for at in (0..whole).step_by(at_once) {
            // SAFETY: `at + 4 * DEPTH` is within every row, which has `k` bytes. `to` advances over
            // the groups of one strip, at the last by up to three groups more: into the next strip,
            // which is written later, or the slack; room was asserted.
            to = unsafe { K::pack::<S>(rows.map(|row| row.as_ptr().add(at)), to) };
        }
        if whole < k && (first + ROWS) * k + 16 <= pixels.len() {
            // What stands behind a pixel meets no weights.
            // SAFETY: behind each of these pixels there are 16 bytes more; room as above.
            unsafe { K::pack::<S>(rows.map(|row| row.as_ptr().add(whole)), to) };
        } else if whole < k {
            let tails: [[u8; 16]; ROWS] = rows.map(|row| {
                let mut tail = [0; 16];
                tail[..k - whole].copy_from_slice(&row[whole..]);
                tail
            });
            // SAFETY: each tail has 16 bytes; room as above.
            unsafe { K::pack::<S>(std::array::from_fn(|i| tails[i].as_ptr()), to) };
        }
    }
}

/// [`Gemm::multiply`].
#[inline(never)]
fn multiply<S: Simd, K: Sum, const SYMMETRIC: bool>(
    gemm: &Gemm,
    packed: &[u8],
    m: usize,
    out: &mut [u8],
) {
    let Gemm { n, ref requantize, .. } = *gemm;
    assert!(packed.len() >= gemm.packed_len(m) && out.len() >= m * n);
    for panel in 0..n.div_ceil(COLS) {
        let column = panel * COLS;
        let whole = if column + COLS <= n { m / ROWS } else { 0 };
        for strip in 0..whole {
            let pixels = &packed[strip * gemm.strip()..][..gemm.strip()];
            let sums = tile::<S, K>(gemm, panel, pixels);
            let mut least = requantize.least_fraction::<S>();
            let mut round =
                |j: usize| requantize.round::<S, SYMMETRIC>(column, sums[j], &mut least);
            // Written out, because a loop over them stays a loop.
            let bytes = [round(0), round(1), round(2), round(3)];
            if requantize.has_near_tie::<S>(least) {
                let from = strip * ROWS * n;
                edge::<S>(gemm, panel, pixels, &mut out[from..from + ROWS * n]);
            } else {
                let [first, last] = gemm.rows::<S>(bytes);
                // SAFETY: four rows of `n` bytes each (`whole` of these were asserted), of which 8
                // from `column` on are written.
                unsafe {
                    let out = out.as_mut_ptr().add(strip * ROWS * n + column);
                    S::store_first_8(out, first);
                    S::store_last_8(out.add(n), first);
                    S::store_first_8(out.add(2 * n), last);
                    S::store_last_8(out.add(3 * n), last);
                }
            }
        }
        for strip in whole..m.div_ceil(ROWS) {
            let pixels = &packed[strip * gemm.strip()..][..gemm.strip()];
            let last = out.len().min((strip + 1) * ROWS * n);
            edge::<S>(gemm, panel, pixels, &mut out[strip * ROWS * n..last]);
        }
    }
}

/// The tile of a panel and a strip as far as there is room for it in `out`, rows of `n`; rounded in
/// integers where that is in doubt.
#[cold]
#[inline(never)]
fn edge<S: Simd>(gemm: &Gemm, panel: usize, pixels: &[u8], out: &mut [u8]) {
    let (column, requantize) = (panel * COLS, &gemm.requantize);
    let sums = with_kind!(gemm.kind, K => tile_apart::<S, K>(gemm, panel, pixels));
    let mut least = requantize.least_fraction::<S>();
    let mut bytes = sums.map(|sums| match requantize.symmetric() {
        true => requantize.round::<S, true>(column, sums, &mut least),
        false => requantize.round::<S, false>(column, sums, &mut least),
    });
    if requantize.has_near_tie::<S>(least) {
        bytes = sums.map(|sums| requantize.exact::<S>(column, sums));
    }
    let [first, last] = gemm.rows::<S>(bytes);
    let mut tile = [0u8; ROWS * COLS];
    // SAFETY: the array holds both vectors.
    unsafe {
        S::store_bytes(tile.as_mut_ptr(), first);
        S::store_bytes(tile.as_mut_ptr().add(16), last);
    }
    let columns = (gemm.n - column).min(COLS);
    for (out, row) in out.chunks_exact_mut(gemm.n).zip(tile.chunks_exact(COLS)) {
        out[column..column + columns].copy_from_slice(&row[..columns]);
    }
}

/// [`tile`], once for all who are in no hurry.
#[inline(never)]
fn tile_apart<S: Simd, K: Sum>(gemm: &Gemm, panel: usize, pixels: &[u8]) -> Sums<S> {
    tile::<S, K>(gemm, panel, pixels)
}

/// The sums of a packed strip of pixels by the outputs of a panel: as diagonals.
#[inline(always)]
fn tile<S: Simd, K: Sum>(gemm: &Gemm, panel: usize, pixels: &[u8]) -> Sums<S> {
    let weights = &gemm.weights;
    let Panels { groups, ref places, ref ends, .. } = *weights;
    let of_panel = &weights.panels[panel * groups * 2..][..groups * 2];
    assert!(pixels.len() >= groups * 16);
    let start = gemm.requantize.start(panel * COLS);
    // SAFETY: the arrays are as long as the vectors.
    let (start, ones) = unsafe {
        let start = [S::load_i32(start.as_ptr()), S::load_i32(start.as_ptr().add(4))];
        (start, S::load_i16(weights.ones.as_ptr()))
    };
    let mut sums = [start; ROWS];
    let (mut pixel, mut weight) = (pixels.as_ptr(), of_panel.as_ptr().cast::<u8>());
    for _ in 0..groups / K::CHAIN {
        // SAFETY: whole chains make up the groups, of 16 bytes of pixels and 32 of weights each,
        // for which both slices have room; at last one past their end.
        unsafe {
            K::step::<S>(&mut sums, pixel, weight, ones);
            pixel = pixel.add(16 * K::CHAIN);
            weight = weight.add(32 * K::CHAIN);
        }
    }
    let start = if panel == 0 { 0 } else { ends[panel - 1][1] };
    let [middle, end] = ends[panel];
    for (&place, weights) in places[start..middle].iter().zip(&weights.extras[start..middle]) {
        // SAFETY: a place is where one of the groups starts, all of which were asserted; a u128 has
        // 16 bytes.
        unsafe {
            let pixels = pixels.as_ptr().add(place as usize);
            K::extra::<S, 0>(&mut sums, pixels, std::ptr::from_ref(weights).cast(), ones);
        }
    }
    for (&place, weights) in places[middle..end].iter().zip(&weights.extras[middle..end]) {
        // SAFETY: as above.
        unsafe {
            let pixels = pixels.as_ptr().add(place as usize);
            K::extra::<S, 1>(&mut sums, pixels, std::ptr::from_ref(weights).cast(), ones);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_summed() {
        let bytes: Vec<u8> =
            (0..(1 << 20) + 40).map(|i: u32| (i.wrapping_mul(i) / 7) as u8).collect();
        let full = vec![255; (1 << 20) + 1];
        for bytes in [&bytes[..], &bytes[..0], &bytes[..15], &bytes[..16], &bytes[3..50], &full] {
            let reference = |flip: u8| bytes.iter().map(|byte| u64::from(byte ^ flip)).sum::<u64>();
            assert_eq!(sum_bytes::<Best>(bytes, false), reference(0), "{} bytes", bytes.len());
            assert_eq!(sum_bytes::<Best>(bytes, true), reference(128), "{} bytes", bytes.len());
        }
    }
}
