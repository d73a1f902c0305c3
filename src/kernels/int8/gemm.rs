//! The matrix product under pointwise and standard convolutions: pixels `[m][k]` times weights
//! `[n][k]` gives `[m][n]`, microtile by microtile of MR pixels by NR outputs (the structure of
//! BLIS: van Zee and van de Geijn, ACM TOMS 41(3), 2015).
//!
//! Both sides are packed as [`super::dot`] reads them. Weights are packed once
//! ([`super::packing`]); pixels in cache blocks that stay in the second-level cache while all
//! panels of weights pass over them.

use super::dot::{Dot, DotKernel, I16, Microtile, NR, Pairs, Signed, Unsigned};
use super::packing::{PackFns, PackedWeights};
use super::requantize::{Requantize, Rounder};
use super::{folded_bias, range_of_sums, stored};
use crate::model::{Activation, QuantizedWeights, Tensor};
use crate::simd::{Best, Simd};
use std::ops::Range;

/// Bytes of packed pixels and of output in a cache block, about: most of a small first-level cache.
const CACHE_BLOCK: usize = 24 * 1024;
/// Microtiles in a cache block, at least.
const LEAST_TILES: usize = 8;
/// Pixels in a microtile, at most.
const MOST_MR: usize = 6;
/// Bytes that packing pixels may write behind the last panel: three groups.
const SLACK: usize = 3 * 4 * MOST_MR;
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
/// `cargo xtask benchmark --only prices` measures the prices; these are of a Zen 4 and an Emerald Rapids,
/// in Chromium.
const CHOICES: [(Dot, &[(GemmKind, usize)]); 4] = [
    (Dot::Unsigned, &[(GemmKind::Unsigned, 0)]),
    (Dot::Signed, &[(GemmKind::Signed, 0)]),
    (Dot::Pairs, &[(GemmKind::Chains, 68), (GemmKind::Pairs, 82), (GemmKind::I16, 102)]),
    (Dot::I16, &[(GemmKind::I16, 0)]),
];
/// The price of an overflow group of 4 outputs, in tenths of a cycle.
const OVERFLOW_PRICE: usize = 40;

/// Evaluates an expression with the type of a kind, and its MR.
macro_rules! with_kind {
    ($kind:expr, $K:ident, $MR:ident => $value:expr) => {
        match $kind.here() {
            GemmKind::Unsigned => with_kind!(@ $K, $MR, Unsigned, $value),
            GemmKind::Signed => with_kind!(@ $K, $MR, Signed, $value),
            GemmKind::Pairs => with_kind!(@ $K, $MR, Pairs<1>, $value),
            GemmKind::Chains => with_kind!(@ $K, $MR, Pairs<2>, $value),
            GemmKind::I16 => with_kind!(@ $K, $MR, I16, $value),
        }
    };
    (@ $K:ident, $MR:ident, $type:ty, $value:expr) => {{
        type $K = $type;
        const $MR: usize = <$type as DotKernel>::MR;
        $value
    }};
}

impl GemmKind {
    /// The kind that multiplies weights `[n][k]` at the lowest price, as a few panels of them show.
    fn choose(dot: Dot, n: usize, k: usize, weights: &QuantizedWeights) -> Self {
        let row = CHOICES.iter().find(|(key, _)| *key == dot.here());
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
        with_kind!(self, K, _MR => PackFns::of::<K>())
    }

    /// The kind, or [`Self::I16`] in the binary that has nothing else: so it need not hold the others.
    #[inline(always)]
    fn here(self) -> Self {
        if Dot::BYTES { self } else { Self::I16 }
    }

    /// Pixels in a microtile.
    fn mr(self) -> usize {
        with_kind!(self, _K, MR => MR)
    }
}

/// Packed weights, and how their products become bytes.
#[derive(Clone, Debug)]
pub(super) struct Gemm {
    n: usize,
    k: usize,
    kind: GemmKind,
    weights: PackedWeights,
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
        let rows = weights.bytes.chunks_exact(k);
        let sums: Vec<[i64; 2]> =
            rows.map(|row| sums_by_sign::<Best>(row, flip != 0, zero)).collect();
        let zero_point = stored(input).zero_point;
        let bias = folded_bias(weights, zero_point - shift, n, |row| sums[row].iter().sum());
        let multipliers = weights.multipliers(input, output, n);
        let sums = |row: usize| range_of_sums(weights.bias[row], zero_point, sums[row]);
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, activation, output, &sums);
        Self { n, k, kind, weights: packed, requantize }
    }

    /// Pixels in a microtile: MR.
    pub(super) fn grain(&self) -> usize {
        self.kind.mr()
    }

    /// Bytes of a packed panel of MR pixels.
    fn pixel_panel(&self) -> usize {
        self.weights.groups * 4 * self.grain()
    }

    /// Pixels in a cache block.
    pub(super) fn mc(&self) -> usize {
        let tile = self.pixel_panel() + self.grain() * self.n;
        (CACHE_BLOCK / tile).max(LEAST_TILES) * self.grain()
    }

    /// Bytes that `m` pixels take when packed.
    pub(super) fn packed_len(&self, m: usize) -> usize {
        m.div_ceil(self.grain()) * self.pixel_panel() + SLACK
    }

    /// Packs pixels `[m][k]` as `[m / MR][groups][MR][K_TILE]`. The last panel has the last MR
    /// pixels, some of which the panel before may have too; of fewer the last is repeated.
    ///
    /// # Panics
    /// If `m` is 0, `pixels` has less than `m * k` bytes, or `packed` less than
    /// [`Self::packed_len`].
    pub(super) fn pack<S: Simd>(&self, pixels: &[u8], m: usize, packed: &mut [u8]) {
        with_kind!(self.kind, K, MR => pack_pixels::<S, K, MR>(self, pixels, m, packed));
    }

    /// Multiplies `m` packed pixels by the weights, and writes the stored bytes of the output,
    /// `[m][n]`.
    ///
    /// # Panics
    /// If `packed` has less than [`Self::packed_len`] bytes, or `out` less than `m * n`.
    pub(super) fn multiply<S: Simd>(&self, packed: &[u8], m: usize, out: &mut [u8]) {
        with_kind!(self.kind, K, MR => multiply::<S, K, MR>(self, packed, m, out));
    }

    /// What the microtiles of panel `index` need.
    #[inline(never)]
    fn panel(&self, index: usize) -> Panel<'_> {
        let PackedWeights { groups, ref overflow, ref overflow_groups, ref overflow_ends, .. } =
            self.weights;
        let from = if index == 0 { 0 } else { overflow_ends[index - 1][1] };
        let [middle, end] = overflow_ends[index];
        let overflow = |range: Range<usize>| (&overflow_groups[range.clone()], &overflow[range]);
        let column = index * NR;
        Panel {
            weights: &self.weights.panels[index * groups * 2..][..groups * 2],
            overflow: [overflow(from..middle), overflow(middle..end)],
            rounders: [self.requantize.rounder(column), self.requantize.rounder(column + 4)],
            ones: &self.weights.ones,
        }
    }
}

/// A panel of weights, ready for the microtiles of all pixels: everything that would be looked up, or
/// checked, for each of them.
struct Panel<'a> {
    /// `[groups][2]`
    weights: &'a [u128],
    /// The overflow groups of outputs 0 to 3 and of 4 to 7: the groups of their inputs, and their
    /// weights.
    overflow: [(&'a [u32], &'a [u128]); 2],
    rounders: [Rounder<'a>; 2],
    /// 1 in each lane.
    ones: &'a [i16; 8],
}

impl Panel<'_> {
    /// The sums of a packed panel of pixels, `[groups][MR][K_TILE]`, by the weights.
    ///
    /// # Safety
    /// `4 * MR` bytes for each group are readable at `pixels`.
    #[inline(always)]
    unsafe fn microtile<S: Simd, K: DotKernel, const MR: usize>(
        &self,
        pixels: *const u8,
    ) -> Microtile<S, MR> {
        let mut sums = [self.rounders.each_ref().map(Rounder::start::<S>); MR];
        // SAFETY: the array is as long as a vector.
        let ones = unsafe { S::load_i16(self.ones.as_ptr()) };
        let (mut pixel, mut weight) = (pixels, self.weights.as_ptr().cast::<u8>());
        for _ in 0..self.weights.len() / (2 * K::CHAIN) {
            // SAFETY: the groups are whole chains, of `4 * MR` bytes of pixels and 32 of weights a
            // group, which both have; at last the addresses are one past their ends.
            unsafe {
                K::accumulate::<S, MR>(&mut sums, pixel, weight, ones);
                pixel = pixel.add(4 * MR * K::CHAIN);
                weight = weight.add(32 * K::CHAIN);
            }
        }
        if K::K_TILE == 2 {
            // Every weight fits.
            return sums;
        }
        // SAFETY: each is one of the groups; a u128 has 16 bytes.
        unsafe {
            for (&group, weights) in self.overflow[0].0.iter().zip(self.overflow[0].1) {
                let pixels = pixels.add(group as usize * 4 * MR);
                let weights = std::ptr::from_ref(weights).cast();
                K::accumulate_overflow::<S, 0, MR>(&mut sums, pixels, weights, ones);
            }
            for (&group, weights) in self.overflow[1].0.iter().zip(self.overflow[1].1) {
                let pixels = pixels.add(group as usize * 4 * MR);
                let weights = std::ptr::from_ref(weights).cast();
                K::accumulate_overflow::<S, 1, MR>(&mut sums, pixels, weights, ones);
            }
        }
        sums
    }

    /// Rounds the sums of a microtile.
    #[inline(always)]
    fn round<S: Simd, const MR: usize>(&self, sums: Microtile<S, MR>) -> Microtile<S, MR> {
        let low = self.rounders[0].round::<S, MR>(sums.map(|sums| sums[0]));
        let high = self.rounders[1].round::<S, MR>(sums.map(|sums| sums[1]));
        std::array::from_fn(|pixel| [low[pixel], high[pixel]])
    }

    /// Stores rounded sums as bytes: NR to each of MR rows, which are `pitch` bytes apart. Returns
    /// the address of the row behind them.
    ///
    /// # Safety
    /// NR bytes are writable at each row.
    #[inline(always)]
    unsafe fn store<S: Simd, const MR: usize>(
        &self,
        rounded: Microtile<S, MR>,
        to: *mut u8,
        pitch: usize,
    ) -> *mut u8 {
        let mut row = to;
        for pixel in (0..MR).step_by(2) {
            let ([a, b], [c, d]) = (rounded[pixel], rounded[pixel + 1]);
            let bytes = self.rounders[0].bytes::<S>([a, b, c, d]);
            // SAFETY: as the caller promises.
            unsafe {
                S::store_first_8(row, bytes);
                row = row.wrapping_add(pitch);
                S::store_last_8(row, bytes);
                row = row.wrapping_add(pitch);
            }
        }
        row
    }
}

/// The sum of the weights above zero, and of those below: `bytes` less their zero point, if `flip`
/// with their highest bits inverted before. As packing is, this is a call of its own for each output:
/// browsers soon optimise what is often called.
#[inline(never)]
fn sums_by_sign<S: Simd>(bytes: &[u8], flip: bool, zero: i16) -> [i64; 2] {
    let (even, ones, zeros) = (S::splat_i16(255), S::splat_i16(1), S::splat_i16(zero));
    let (vectors, rest) = bytes.as_chunks::<16>();
    // Of the bytes, and of the larger of each and the zero point.
    let (mut sum, mut larger) = (0, 0);
    // The sums of so many fit 32 bits.
    for vectors in vectors.chunks(1 << 16) {
        let mut sums = [S::splat_i32(0); 2];
        for vector in vectors {
            // SAFETY: the array is as long as a vector.
            let bytes = unsafe { S::load_bytes(vector.as_ptr()) };
            let bytes = if flip { S::flip_bytes(bytes) } else { bytes };
            let halves = [S::even_bytes(bytes, even), S::odd_bytes(bytes)];
            let [a, b] = halves.map(|half| S::max_i16(half, zeros));
            sums[0] = S::dot_add(sums[0], S::add_i16(halves[0], halves[1]), ones);
            sums[1] = S::dot_add(sums[1], S::add_i16(a, b), ones);
        }
        let mut lanes = [0; 8];
        // SAFETY: the array has 8 lanes.
        unsafe {
            S::store_i32(lanes.as_mut_ptr(), sums[0]);
            S::store_i32(lanes.as_mut_ptr().add(4), sums[1]);
        }
        let [of_bytes, of_larger] = [0, 4].map(|i| lanes[i..i + 4].iter().sum::<i32>());
        sum += i64::from(of_bytes);
        larger += i64::from(of_larger);
    }
    for byte in rest {
        let byte = i64::from(byte ^ if flip { 128 } else { 0 });
        sum += byte;
        larger += byte.max(zero.into());
    }
    let zeros = i64::from(zero) * bytes.len() as i64;
    [larger - zeros, sum - larger]
}

/// [`Gemm::pack`]. This and [`multiply`] are a function for each kind: browsers optimise the one in
/// use.
#[inline(never)]
fn pack_pixels<S: Simd, K: DotKernel, const MR: usize>(
    gemm: &Gemm,
    pixels: &[u8],
    m: usize,
    packed: &mut [u8],
) {
    let k = gemm.k;
    assert!(m > 0 && pixels.len() >= m * k && packed.len() >= gemm.packed_len(m));
    let at_once = 4 * K::K_TILE;
    let whole = k / at_once * at_once;
    for first in (0..m).step_by(MR) {
        let mut to = packed[first / MR * gemm.pixel_panel()..].as_mut_ptr();
        let first_row = first.min(m.saturating_sub(MR));
        let rows: [&[u8]; MR] = std::array::from_fn(|i| {
            let row = (first_row + i).min(m - 1);
            &pixels[row * k..(row + 1) * k]
        });
        // The bytes behind a pixel are multiplied by padding, which is zero.
        let readable = (first_row + MR) * k + 16 <= pixels.len();
        for at in (0..k).step_by(at_once) {
            let mut tails = [[0; 16]; MR];
            let from: [*const u8; MR] = if at < whole || readable {
                rows.map(|row| row.as_ptr().wrapping_add(at))
            } else {
                for (tail, row) in tails.iter_mut().zip(rows) {
                    tail[..k - at].copy_from_slice(&row[at..]);
                }
                tails.each_ref().map(|tail| tail.as_ptr())
            };
            // SAFETY: 16 bytes at most are readable: of a row's `k`, behind it, or of a tail. `to`
            // advances over the groups of one panel, at the last by up to three groups more: into
            // the next panel, which is written later, or the slack; room was asserted.
            to = unsafe { pack_groups::<S, K, MR>(from, to) };
        }
    }
}

/// Packs the next `4 * K_TILE` inputs of MR pixels into 4 groups, `[4][MR][K_TILE]`. Returns the
/// address behind them.
///
/// # Safety
/// `4 * K_TILE` bytes are readable at each of `pixels`, `16 * MR` writable at `to`.
#[inline(always)]
unsafe fn pack_groups<S: Simd, K: DotKernel, const MR: usize>(
    pixels: [*const u8; MR],
    to: *mut u8,
) -> *mut u8 {
    for first in (0..MR).step_by(4) {
        // SAFETY: as the caller promises.
        let groups =
            unsafe { K::groups::<S>(std::array::from_fn(|i| pixels[(first + i).min(MR - 1)])) };
        for (i, group) in groups.into_iter().enumerate() {
            // SAFETY: as many bytes as the group has of the pixels from `first`.
            unsafe {
                let to = to.add((i * MR + first) * 4);
                if first + 4 <= MR {
                    S::store_bytes(to, group);
                } else {
                    S::store_first_8(to, group);
                }
            }
        }
    }
    // SAFETY: one past what was written.
    unsafe { to.add(16 * MR) }
}

/// [`Gemm::multiply`].
#[inline(never)]
fn multiply<S: Simd, K: DotKernel, const MR: usize>(
    gemm: &Gemm,
    packed: &[u8],
    m: usize,
    out: &mut [u8],
) {
    let Gemm { n, ref requantize, .. } = *gemm;
    assert!(packed.len() >= gemm.packed_len(m) && out.len() >= m * n);
    let tiles = m.div_ceil(MR);
    for index in 0..n.div_ceil(NR) {
        let column = index * NR;
        let in_integers = requantize.in_integers(column) || requantize.in_integers(column + 4);
        if column + NR > n || m < MR || in_integers {
            edges::<S>(gemm, index, packed, m, out, edge_sums::<S, K, MR>);
            continue;
        }
        let panel = gemm.panel(index);
        let mut to = out[column..].as_mut_ptr();
        for (tile, pixels) in packed.chunks_exact(gemm.pixel_panel()).take(tiles).enumerate() {
            if tile + 1 == tiles {
                // The last microtile may overlap with the one before.
                to = out[(m - MR) * n + column..].as_mut_ptr();
            }
            // SAFETY: a whole panel of pixels; of MR rows of `n` bytes each NR bytes from `column` on
            // are written, where room for `m` of them was asserted.
            unsafe {
                let sums = panel.microtile::<S, K, MR>(pixels.as_ptr());
                to = panel.store::<S, MR>(panel.round::<S, MR>(sums), to, n);
            }
        }
    }
}

/// The sums of a microtile in memory.
type Sums = [[i32; NR]; MOST_MR];

/// The microtiles of a panel of weights that has fewer outputs than NR, or some that are rounded in
/// integers, or of fewer pixels than MR: as far as `out`, rows of `n` bytes, and the outputs reach.
#[cold]
#[inline(never)]
fn edges<S: Simd>(
    gemm: &Gemm,
    index: usize,
    packed: &[u8],
    m: usize,
    out: &mut [u8],
    sums_of: unsafe fn(&Panel, *const u8, &mut Sums),
) {
    let Gemm { n, ref requantize, .. } = *gemm;
    let (column, mr) = (index * NR, gemm.grain());
    let panel = gemm.panel(index);
    let panels = packed.chunks_exact(gemm.pixel_panel()).take(m.div_ceil(mr));
    for (tile, pixels) in panels.enumerate() {
        let mut sums = [[0; NR]; MOST_MR];
        // SAFETY: a whole panel of pixels.
        unsafe { sums_of(&panel, pixels.as_ptr(), &mut sums) };
        let first = (tile * mr).min(m.saturating_sub(mr));
        for (out, sums) in out[first * n..m * n].chunks_exact_mut(n).zip(&sums[..mr]) {
            let bytes = edge_bytes::<S>(requantize, column, sums);
            let columns = (n - column).min(NR);
            out[column..column + columns].copy_from_slice(&bytes[..columns]);
        }
    }
}

/// The bytes of 8 outputs from `column`.
#[inline(never)]
fn edge_bytes<S: Simd>(requantize: &Requantize, column: usize, sums: &[i32; NR]) -> [u8; NR] {
    let [low, high] = [0, 4].map(|half| {
        // SAFETY: there are twice four sums.
        let sums = unsafe { S::load_i32(sums.as_ptr().add(half)) };
        match requantize.in_integers(column + half) {
            true => requantize.exact::<S>(column + half, sums),
            false => requantize.rounder(column + half).round::<S, 1>([sums])[0],
        }
    });
    let mut bytes = [0; NR];
    let eight = requantize.rounder(column).bytes::<S>([low, high, low, high]);
    // SAFETY: the array holds 8 bytes.
    unsafe { S::store_first_8(bytes.as_mut_ptr(), eight) };
    bytes
}

/// [`Panel::microtile`], compiled once for [`edges`].
///
/// # Safety
/// As there.
#[inline(never)]
unsafe fn edge_sums<S: Simd, K: DotKernel, const MR: usize>(
    panel: &Panel,
    pixels: *const u8,
    sums: &mut Sums,
) {
    // SAFETY: as the caller promises; each row holds twice four sums.
    unsafe {
        for (to, [low, high]) in sums.iter_mut().zip(panel.microtile::<S, K, MR>(pixels)) {
            S::store_i32(to.as_mut_ptr(), low);
            S::store_i32(to.as_mut_ptr().add(4), high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::packing::tests::weights_of;
    use super::*;
    use crate::kernels::elementwise::multiply;
    use crate::model::synthetic::Lcg;
    use crate::model::{Activation, Element};

    /// Weights of 8 outputs by 64 inputs, 16 groups. `groups` of them, each in another chain as far
    /// as there are 8, have one pair of weights that no pair of bytes can have; `chains` of the other
    /// chains have groups that fit alone and not together.
    fn overflowing(groups: usize, chains: usize) -> QuantizedWeights {
        let mut values = [0; 8 * 64];
        for group in 0..groups {
            let at = group % 8 * 8 + group / 8 * 4;
            (values[at], values[at + 1]) = (127, 127);
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
            // Two overflow groups in a chain, one in a pair: 1488 for 1512.
            (Dot::Pairs, 5, 0, GemmKind::Chains),
            // 1568 for 1552.
            (Dot::Pairs, 6, 0, GemmKind::Pairs),
            (Dot::Pairs, 7, 0, GemmKind::Pairs),
            // 1672, where i16 costs 1632 whatever the weights are.
            (Dot::Pairs, 9, 0, GemmKind::I16),
            // 1248 for 1312.
            (Dot::Pairs, 0, 2, GemmKind::Chains),
            // 1328 for 1312.
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
        for (m, k, n) in [(1, 1, 1), (4, 16, 8), (6, 24, 8), (7, 31, 20), (13, 17, 9), (9, 64, 3)] {
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
    fn weights_are_summed_by_sign() {
        let bytes: Vec<u8> =
            (0..(1 << 20) + 40).map(|i: u32| (i.wrapping_mul(i) / 7) as u8).collect();
        let full = vec![255; (1 << 20) + 1];
        for bytes in [&bytes[..], &bytes[..0], &bytes[..15], &bytes[..16], &bytes[3..50], &full] {
            for (flip, zero) in [(0, 0), (0, 120), (0, 255), (128, 128)] {
                let weights = bytes.iter().map(|&byte| i64::from(byte ^ flip) - i64::from(zero));
                let plain = [
                    weights.clone().map(|it| it.max(0)).sum::<i64>(),
                    weights.map(|it| it.min(0)).sum(),
                ];
                let case = format!("{} bytes, {flip}, {zero}", bytes.len());
                assert_eq!(sums_by_sign::<Best>(bytes, flip != 0, zero), plain, "{case}");
            }
        }
    }
}
