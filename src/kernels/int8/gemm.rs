//! The matrix product under pointwise and standard convolutions: pixels `[m][k]` times weights
//! `[n][k]` gives `[m][n]`, microtile by microtile of MR pixels by NR outputs (the structure of
//! BLIS: van Zee and van de Geijn, ACM TOMS 41(3), 2015).
//!
//! Both sides are packed as [`super::dot`] reads them. Weights are packed once
//! ([`super::packing`]); pixels in cache blocks that stay in the second-level cache while all
//! panels of weights pass over them.

use super::dot::{Dot, DotKernel, I16, MR, Microtile, NR, Pairs, Signed, Unsigned};
use super::packing::{PackFns, PackedWeights};
use super::requantize::Requantize;
use super::{folded_bias, stored};
use crate::model::{Activation, QuantizedWeights, Tensor};
use crate::simd::{Best, Simd};

/// Bytes of packed pixels in a cache block, about: half of a small second-level cache.
const CACHE_BLOCK: usize = 128 * 1024;
/// Bytes that packing pixels may write behind the last panel.
const SLACK: usize = 48;
/// Panels of weights whose overflow is counted to choose a kind, about.
const SAMPLE: usize = 4;

/// Which dot kernel a matrix product uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GemmKind {
    Unsigned,
    Signed,
    Pairs,
    /// [`Pairs`], with two groups in a chain.
    Chains,
    I16,
}

/// The kinds that a matrix product chooses from, for each [`Dot`]: the cheapest for its weights.
/// With each kind stands the price of 4 inputs of a microtile, in tenths of a cycle.
///
/// `cargo xtask benchmark --only prices` measures the prices; these are of a Zen 4, in Chromium.
const CHOICES: [(Dot, &[(GemmKind, usize)]); 4] = [
    (Dot::Unsigned, &[(GemmKind::Unsigned, 0)]),
    (Dot::Signed, &[(GemmKind::Signed, 0)]),
    (Dot::Pairs, &[(GemmKind::Chains, 68), (GemmKind::Pairs, 82), (GemmKind::I16, 102)]),
    (Dot::I16, &[(GemmKind::I16, 0)]),
];
/// The price of an overflow group of 4 outputs, in tenths of a cycle: one of 8 outputs took 90.
const OVERFLOW_PRICE: usize = 55;

/// Evaluates an expression with the type of a kind.
macro_rules! with_kind {
    ($kind:expr, $K:ident => $value:expr) => {
        match $kind {
            GemmKind::Unsigned => with_kind!(@ $K, Unsigned, $value),
            GemmKind::Signed => with_kind!(@ $K, Signed, $value),
            GemmKind::Pairs => with_kind!(@ $K, Pairs<1>, $value),
            GemmKind::Chains => with_kind!(@ $K, Pairs<2>, $value),
            GemmKind::I16 => with_kind!(@ $K, I16, $value),
        }
    };
    (@ $K:ident, $type:ty, $value:expr) => {{
        type $K = $type;
        $value
    }};
}

impl GemmKind {
    /// The kind that multiplies weights `[n][k]` at the lowest price, as a few panels of them show.
    fn choose(dot: Dot, n: usize, k: usize, weights: &QuantizedWeights) -> Self {
        let row = CHOICES.iter().find(|(key, _)| *key == dot);
        let kinds = row.map_or(&[][..], |(_, kinds)| kinds);
        if let [(kind, _)] = kinds {
            return *kind;
        }
        let panels = n.div_ceil(NR);
        let stride = panels.div_ceil(SAMPLE);
        let price = |&&(kind, price): &&(Self, usize)| {
            let overflow = PackedWeights::estimate_overflow(n, k, weights, stride, kind.pack_fns());
            panels.div_ceil(stride) * k.div_ceil(4) * price + overflow * OVERFLOW_PRICE
        };
        kinds.iter().min_by_key(price).map_or(Self::I16, |&(kind, _)| kind)
    }

    fn pack_fns(self) -> PackFns {
        with_kind!(self, K => PackFns::of::<K>())
    }
}

/// Packed weights, and how their products become bytes.
#[derive(Clone, Debug)]
pub(super) struct Gemm {
    n: usize,
    k: usize,
    kind: GemmKind,
    weights: PackedWeights,
    /// [`row_order`], read from memory: V8 would build a constant again each time.
    row_order: [u8; 16],
    requantize: Requantize,
}

impl Gemm {
    /// Packs the weights of `conv`, `[n][k]`, where `n` is the output's channels.
    pub(super) fn new(
        activation: Activation,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        k: usize,
        dot: Dot,
    ) -> Self {
        let n = output.shape[2];
        let kind = GemmKind::choose(dot, n, k, weights);
        let packed = PackedWeights::new(n, k, weights, kind.pack_fns());
        // Signed bytes are 128 less than stored ones.
        let shift = if kind == GemmKind::Signed { 128 } else { 0 };
        let (flip, zero) = weights.as_unsigned();
        let bias = folded_bias(weights, stored(input).zero_point - shift, n, |row| {
            let sum = sum_bytes::<Best>(&weights.bytes[row * k..(row + 1) * k], flip != 0);
            sum as i64 - i64::from(zero) * k as i64
        });
        let multipliers = weights.multipliers(input, output, n);
        let requantize = Requantize::new(bias, multipliers, weights.rounding, activation, output);
        Self { n, k, kind, weights: packed, row_order: row_order(), requantize }
    }

    /// Bytes of a packed panel of MR pixels.
    fn pixel_panel(&self) -> usize {
        self.weights.groups * 16
    }

    /// Pixels in a cache block.
    pub(super) fn mc(&self) -> usize {
        (CACHE_BLOCK / self.pixel_panel()).max(1) * MR
    }

    /// Bytes that `m` pixels take when packed.
    pub(super) fn packed_len(&self, m: usize) -> usize {
        m.div_ceil(MR) * self.pixel_panel() + SLACK
    }

    /// Packs pixels `[m][k]` as `[m / MR][groups][MR][K_TILE]`. The last pixel is repeated to fill
    /// the last panel.
    ///
    /// # Panics
    /// If `m` is 0, `pixels` has less than `m * k` bytes, or `packed` less than
    /// [`Self::packed_len`].
    pub(super) fn pack<S: Simd>(&self, pixels: &[u8], m: usize, packed: &mut [u8]) {
        with_kind!(self.kind, K => pack_pixels::<S, K>(self, pixels, m, packed));
    }

    /// Multiplies `m` packed pixels by the weights, and writes the stored bytes of the output,
    /// `[m][n]`.
    ///
    /// # Panics
    /// If `packed` has less than [`Self::packed_len`] bytes, or `out` less than `m * n`.
    pub(super) fn multiply<S: Simd>(&self, packed: &[u8], m: usize, out: &mut [u8]) {
        if self.requantize.symmetric() {
            with_kind!(self.kind, K => multiply::<S, K, true>(self, packed, m, out));
        } else {
            with_kind!(self.kind, K => multiply::<S, K, false>(self, packed, m, out));
        }
    }

    /// The rows of a microtile of rounded diagonals, `[MR][NR]` bytes: rows 0 and 1, rows 2 and 3.
    #[inline(always)]
    fn rows<S: Simd>(&self, [a, b, c, d]: Microtile<S>) -> [S::Bytes; 2] {
        // SAFETY: the array is as long as a vector.
        let order = unsafe { S::load_bytes(self.row_order.as_ptr()) };
        let [low, high] =
            [S::gather_bytes([a[0], b[0], c[0], d[0]]), S::gather_bytes([a[1], b[1], c[1], d[1]])];
        S::zip_fours(S::swizzle(low, order), S::swizzle(high, order))
    }
}

/// Where the bytes of a row of 4 outputs are among those that [`Simd::gather_bytes`] gives of the
/// four diagonals: row `r` has output `i` from diagonal `(r - i) % 4`.
fn row_order() -> [u8; 16] {
    std::array::from_fn(|byte| {
        let (row, output) = (byte / 4, byte % 4);
        (output * 4 + [0, 2, 1, 3][(row + 4 - output) % 4]) as u8
    })
}

/// The sum of `bytes`; if `flip`, each with its highest bit inverted. As packing is, this is a call
/// of its own for each output: browsers soon optimise what is often called.
#[inline(never)]
fn sum_bytes<S: Simd>(bytes: &[u8], flip: bool) -> u64 {
    let (even, ones) = (S::splat_i16(255), S::splat_i16(1));
    let flipped = |bytes| if flip { S::flip_bytes(bytes) } else { bytes };
    let mut sum = 0;
    // The sums of so many fit 32 bits.
    for bytes in bytes.chunks(1 << 20) {
        let (vectors, rest) = bytes.as_chunks::<16>();
        let mut sums = S::splat_i32(0);
        for vector in vectors {
            // SAFETY: the array is as long as a vector.
            let bytes = flipped(unsafe { S::load_bytes(vector.as_ptr()) });
            let pairs = S::add_i16(S::even_bytes(bytes, even), S::odd_bytes(bytes));
            sums = S::dot_add(sums, pairs, ones);
        }
        let mut lanes = [0; 4];
        // SAFETY: the array has 4 lanes.
        unsafe { S::store_i32(lanes.as_mut_ptr(), sums) };
        let rest = rest.iter().map(|byte| u64::from(byte ^ if flip { 128 } else { 0 }));
        sum += lanes.iter().map(|&lane| lane as u64).sum::<u64>() + rest.sum::<u64>();
    }
    sum
}

/// [`Gemm::pack`]. This and [`multiply`] are a function for each kind: browsers optimise the one in
/// use.
#[inline(never)]
fn pack_pixels<S: Simd, K: DotKernel>(gemm: &Gemm, pixels: &[u8], m: usize, packed: &mut [u8]) {
    let k = gemm.k;
    assert!(m > 0 && pixels.len() >= m * k && packed.len() >= gemm.packed_len(m));
    let at_once = 4 * K::K_TILE;
    let whole = k / at_once * at_once;
    for first in (0..m).step_by(MR) {
        let mut to = packed[first / MR * gemm.pixel_panel()..].as_mut_ptr();
        let rows: [&[u8]; MR] = std::array::from_fn(|i| {
            let row = (first + i).min(m - 1);
            &pixels[row * k..(row + 1) * k]
        });
        for at in (0..whole).step_by(at_once) {
            // SAFETY: `at + 4 * K_TILE` is within every row, which has `k` bytes. `to` advances
            // over the groups of one panel, at the last by up to three groups more: into the next
            // panel, which is written later, or the slack; room was asserted.
            to = unsafe { K::pack_pixels::<S>(rows.map(|row| row.as_ptr().add(at)), to) };
        }
        if whole < k && (first + MR) * k + 16 <= pixels.len() {
            // The bytes behind a pixel are multiplied by padding, which is zero.
            // SAFETY: 16 bytes are readable behind each of these pixels; room as above.
            unsafe { K::pack_pixels::<S>(rows.map(|row| row.as_ptr().add(whole)), to) };
        } else if whole < k {
            let tails: [[u8; 16]; MR] = rows.map(|row| {
                let mut tail = [0; 16];
                tail[..k - whole].copy_from_slice(&row[whole..]);
                tail
            });
            // SAFETY: each tail has 16 bytes; room as above.
            unsafe { K::pack_pixels::<S>(std::array::from_fn(|i| tails[i].as_ptr()), to) };
        }
    }
}

/// [`Gemm::multiply`].
#[inline(never)]
fn multiply<S: Simd, K: DotKernel, const SYMMETRIC: bool>(
    gemm: &Gemm,
    packed: &[u8],
    m: usize,
    out: &mut [u8],
) {
    let Gemm { n, ref requantize, .. } = *gemm;
    assert!(packed.len() >= gemm.packed_len(m) && out.len() >= m * n);
    for panel in 0..n.div_ceil(NR) {
        let column = panel * NR;
        let whole = if column + NR <= n { m / MR } else { 0 };
        for tile in 0..whole {
            let pixels = &packed[tile * gemm.pixel_panel()..][..gemm.pixel_panel()];
            let sums = microtile::<S, K>(gemm, panel, pixels);
            let mut least = requantize.least_fraction::<S>();
            let mut round =
                |j: usize| requantize.round::<S, SYMMETRIC>(column, sums[j], &mut least);
            // Written out, because a loop over them stays a loop.
            let bytes = [round(0), round(1), round(2), round(3)];
            if requantize.has_near_tie::<S>(least) {
                let from = tile * MR * n;
                edge::<S>(gemm, panel, pixels, &mut out[from..from + MR * n]);
            } else {
                let [first, last] = gemm.rows::<S>(bytes);
                // SAFETY: four rows of `n` bytes each (room for `whole` times four was asserted),
                // of which 8 bytes from `column` are written.
                unsafe {
                    let out = out.as_mut_ptr().add(tile * MR * n + column);
                    S::store_first_8(out, first);
                    S::store_last_8(out.add(n), first);
                    S::store_first_8(out.add(2 * n), last);
                    S::store_last_8(out.add(3 * n), last);
                }
            }
        }
        for tile in whole..m.div_ceil(MR) {
            let pixels = &packed[tile * gemm.pixel_panel()..][..gemm.pixel_panel()];
            let end = out.len().min((tile + 1) * MR * n);
            edge::<S>(gemm, panel, pixels, &mut out[tile * MR * n..end]);
        }
    }
}

/// The microtile of a panel of weights and a panel of pixels, as far as `out` (rows of `n` bytes)
/// and the outputs reach; near ties are rounded in integers.
#[cold]
#[inline(never)]
fn edge<S: Simd>(gemm: &Gemm, panel: usize, pixels: &[u8], out: &mut [u8]) {
    let (column, requantize) = (panel * NR, &gemm.requantize);
    let sums = with_kind!(gemm.kind, K => edge_microtile::<S, K>(gemm, panel, pixels));
    let mut least = requantize.least_fraction::<S>();
    let mut bytes = sums.map(|sums| match requantize.symmetric() {
        true => requantize.round::<S, true>(column, sums, &mut least),
        false => requantize.round::<S, false>(column, sums, &mut least),
    });
    if requantize.has_near_tie::<S>(least) {
        bytes = sums.map(|sums| requantize.exact::<S>(column, sums));
    }
    let [first, last] = gemm.rows::<S>(bytes);
    let mut tile = [0u8; MR * NR];
    // SAFETY: the array holds both vectors.
    unsafe {
        S::store_bytes(tile.as_mut_ptr(), first);
        S::store_bytes(tile.as_mut_ptr().add(16), last);
    }
    let columns = (gemm.n - column).min(NR);
    for (out, row) in out.chunks_exact_mut(gemm.n).zip(tile.chunks_exact(NR)) {
        out[column..column + columns].copy_from_slice(&row[..columns]);
    }
}

/// [`microtile`], compiled once for [`edge`], which is called rarely.
#[inline(never)]
fn edge_microtile<S: Simd, K: DotKernel>(gemm: &Gemm, panel: usize, pixels: &[u8]) -> Microtile<S> {
    microtile::<S, K>(gemm, panel, pixels)
}

/// The sums of a packed panel of pixels, `[groups][MR][K_TILE]`, by a panel of weights.
#[inline(always)]
fn microtile<S: Simd, K: DotKernel>(gemm: &Gemm, panel: usize, pixels: &[u8]) -> Microtile<S> {
    let weights = &gemm.weights;
    let PackedWeights { groups, ref overflow, ref overflow_pixels, ref overflow_ends, .. } =
        *weights;
    let panel_weights = &weights.panels[panel * groups * 2..][..groups * 2];
    assert!(pixels.len() >= groups * 16);
    let start = gemm.requantize.start(panel * NR);
    // SAFETY: the arrays are as long as the vectors.
    let (start, ones) = unsafe {
        let start = [S::load_i32(start.as_ptr()), S::load_i32(start.as_ptr().add(4))];
        (start, S::load_i16(weights.ones.as_ptr()))
    };
    let mut sums = [start; MR];
    let (mut pixel, mut weight) = (pixels.as_ptr(), panel_weights.as_ptr().cast::<u8>());
    for _ in 0..groups / K::CHAIN {
        // SAFETY: the groups are whole chains, of 16 bytes of pixels and 32 of weights a group,
        // which both slices hold; at last the addresses are one past their ends.
        unsafe {
            K::accumulate::<S>(&mut sums, pixel, weight, ones);
            pixel = pixel.add(16 * K::CHAIN);
            weight = weight.add(32 * K::CHAIN);
        }
    }
    let start = if panel == 0 { 0 } else { overflow_ends[panel - 1][1] };
    let [middle, end] = overflow_ends[panel];
    for (&at, weights) in overflow_pixels[start..middle].iter().zip(&overflow[start..middle]) {
        // SAFETY: `at` is where one of the groups starts, all of which were asserted; a u128 has 16
        // bytes.
        unsafe {
            let pixels = pixels.as_ptr().add(at as usize);
            let weights = std::ptr::from_ref(weights).cast();
            K::accumulate_overflow::<S, 0>(&mut sums, pixels, weights, ones);
        }
    }
    for (&at, weights) in overflow_pixels[middle..end].iter().zip(&overflow[middle..end]) {
        // SAFETY: as above.
        unsafe {
            let pixels = pixels.as_ptr().add(at as usize);
            let weights = std::ptr::from_ref(weights).cast();
            K::accumulate_overflow::<S, 1>(&mut sums, pixels, weights, ones);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::super::packing::tests::weights_of;
    use super::*;
    use crate::kernels::elementwise::multiply;
    use crate::model::synthetic::Lcg;
    use crate::model::{Activation, Element};

    /// Weights of 8 outputs by 64 inputs, 16 groups. `groups` of them, each in another chain, have
    /// one pair of weights that no pair of bytes can have; `chains` of the other chains have groups
    /// that fit alone and not together.
    fn overflowing(groups: usize, chains: usize) -> QuantizedWeights {
        let mut values = [0; 8 * 64];
        for chain in 0..groups {
            (values[chain * 8], values[chain * 8 + 1]) = (127, 127);
        }
        for chain in groups..groups + chains {
            (values[chain * 8], values[chain * 8 + 4]) = (127, 127);
        }
        weights_of(&values, 8)
    }

    /// Which kind multiplies which weights, on both sides of each edge. The price of pairs for
    /// these weights is 16 x 82 tenths of a cycle, that of chains 16 x 68, that of i16 16 x 102.
    #[test]
    fn the_cheapest_kind_is_chosen() {
        for (dot, groups, chains, expected) in [
            (Dot::Unsigned, 0, 0, GemmKind::Unsigned),
            (Dot::Unsigned, 8, 0, GemmKind::Unsigned),
            (Dot::Signed, 8, 0, GemmKind::Signed),
            (Dot::I16, 0, 0, GemmKind::I16),
            (Dot::Pairs, 0, 0, GemmKind::Chains),
            // Two overflow groups in a chain, one in a pair: 1528 for 1532.
            (Dot::Pairs, 4, 0, GemmKind::Chains),
            // 1638 for 1587.
            (Dot::Pairs, 5, 0, GemmKind::Pairs),
            // 1642, where i16 costs 1632 whatever the weights are.
            (Dot::Pairs, 6, 0, GemmKind::I16),
            // 1308 for 1312.
            (Dot::Pairs, 0, 2, GemmKind::Chains),
            // 1418 for 1312.
            (Dot::Pairs, 0, 3, GemmKind::Pairs),
            (Dot::Pairs, 0, 8, GemmKind::Pairs),
            (Dot::Pairs, 5, 3, GemmKind::Pairs),
        ] {
            let weights = overflowing(groups, chains);
            let chosen = GemmKind::choose(dot, 8, 64, &weights);
            assert_eq!(chosen, expected, "{dot:?}, {groups} groups and {chains} chains overflow");
        }
    }

    #[test]
    fn every_dot_product_has_its_kinds() {
        assert_eq!(CHOICES.map(|(dot, _)| dot), Dot::ALL);
    }

    /// Packed pixels by packed weights against plain loops, for every kind, with weights that
    /// overflow and sizes that fill no microtile.
    #[test]
    fn products_are_those_of_plain_loops() {
        for (m, k, n) in [(1, 1, 1), (4, 16, 8), (5, 17, 9), (7, 31, 20), (9, 64, 3)] {
            for zero_point in [0, 3, 128, 255] {
                for dot in Dot::ALL {
                    product(m, k, n, zero_point, dot);
                }
            }
        }
    }

    fn product(m: usize, k: usize, n: usize, zero_point: i32, dot: Dot) {
        let mut random = Lcg::new((m * k * n) as u64);
        let mut pixels = vec![0; m * k];
        random.fill(&mut pixels);
        let mut weights = weights_of(&vec![0; n * k], n);
        random.fill(&mut weights.bytes);
        weights.zero_point = zero_point;
        let tensor =
            |c, scale| Tensor { shape: [1, m, c], element: Element::U8, scale, zero_point: 7 };
        let (input, output) = (tensor(k, 0.01), tensor(n, 0.02 * k as f32));
        let gemm = Gemm::new(Activation::None, &weights, &input, &output, k, dot);
        let mut packed = vec![0; gemm.packed_len(m)];
        gemm.pack::<Best>(&pixels, m, &mut packed);
        let mut out = vec![0; m * n];
        gemm.multiply::<Best>(&packed, m, &mut out);

        let by = weights.multipliers(&input, &output, n);
        let expected: Vec<u8> = (0..m * n)
            .map(|at| {
                let (pixel, channel) = (at / n, at % n);
                let products = (0..k).map(|i| {
                    let weight = i32::from(weights.bytes[channel * k + i]) - zero_point;
                    (i32::from(pixels[pixel * k + i]) - 7) * weight
                });
                (multiply(products.sum(), by[channel]) + 7).clamp(0, 255) as u8
            })
            .collect();
        assert_eq!(out, expected, "[{m}][{k}] by [{n}][{k}], zero point {zero_point}, {dot:?}");
    }

    #[test]
    fn bytes_are_summed() {
        let bytes: Vec<u8> =
            (0..(1 << 20) + 40).map(|i: u32| (i.wrapping_mul(i) / 7) as u8).collect();
        let full = vec![255; (1 << 20) + 1];
        for bytes in [&bytes[..], &bytes[..0], &bytes[..15], &bytes[..16], &bytes[3..50], &full] {
            let plain = |flip: u8| bytes.iter().map(|byte| u64::from(byte ^ flip)).sum::<u64>();
            assert_eq!(sum_bytes::<Best>(bytes, false), plain(0), "{} bytes", bytes.len());
            assert_eq!(sum_bytes::<Best>(bytes, true), plain(128), "{} bytes", bytes.len());
        }
    }
}
