//! The weights of a matrix product, packed in the order in which the inner loop reads them.
//!
//! Weights `[n][k]` become panels of NR outputs: `[n / NR][k / K_TILE][NR][K_TILE]`, the last panel
//! and the last groups padded with zeros, the groups to whole chains. The microtile of a panel then
//! reads its weights front to back, and one vector load has a group of 4 outputs. K_TILE is 4 for
//! weights as bytes (the dot instruction sums 4 products, or 2 and 2) and 2 for weights as i16.
//!
//! Weights are the model's bytes less their zero point: -255 to 255, which does not fit a byte.
//! Where a dot instruction cannot take a weight, the weight is split (see [`DotKernel::split`]),
//! and its rest goes to overflow groups behind the panels: `[overflow groups][4][K_TILE]`, each of
//! outputs 0 to 3 or 4 to 7 of a panel, with the group of the inputs that it is multiplied by.
//!
//! Packing happens while a visitor waits, in code that the browser has hardly optimised yet. So
//! most weights take a few vector operations, packing is compiled once for all kinds of dot product
//! (the binaries travel), and each panel is a call of its own: browsers soon optimise what is often
//! called.

use super::dot::{DotKernel, HalfGroup, K_BLOCK, NR, WeightRows, half_groups};
use crate::model::QuantizedWeights;

/// Packed weights.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedWeights {
    /// Groups along `k`, rounded up to whole chains.
    pub(super) groups: usize,
    /// `[n / NR][groups][NR][K_TILE]`: two u128 a group, the first of outputs 0 to 3.
    pub(super) panels: Vec<u128>,
    /// The overflow groups, panel by panel: first those of outputs 0 to 3, then those of outputs 4
    /// to 7.
    pub(super) overflow: Vec<u128>,
    /// For each overflow group the group of its inputs.
    pub(super) overflow_groups: Vec<u32>,
    /// For each panel the ends of its overflow groups: those of outputs 0 to 3, those of 4 to 7.
    pub(super) overflow_ends: Vec<[usize; 2]>,
    /// 1 in each lane, for the inner loop. It is read from memory: V8 would build a constant again
    /// each time.
    pub(super) ones: [i16; 8],
}

/// The part of a group of 4 outputs that did not fit.
struct Overflow {
    group: usize,
    /// 0 for outputs 0 to 3 of the panel, 1 for outputs 4 to 7.
    half: usize,
    weights: HalfGroup,
}

/// The packing functions of a [`DotKernel`] as values, so that packing is compiled once for all.
#[derive(Clone, Copy)]
pub(super) struct PackFns {
    k_tile: usize,
    chain: usize,
    pack_weights: fn(&WeightRows, i16, &mut [u128; 16]) -> u32,
    split: fn(&mut [HalfGroup]) -> [HalfGroup; 2],
}

impl PackFns {
    pub(super) fn of<K: DotKernel>() -> Self {
        Self { k_tile: K::K_TILE, chain: K::CHAIN, pack_weights: K::pack_weights, split: K::split }
    }
}

impl PackedWeights {
    /// Packs weights `[n][k]`.
    pub(super) fn new(n: usize, k: usize, weights: &QuantizedWeights, fns: PackFns) -> Self {
        let groups = k.div_ceil(fns.k_tile).next_multiple_of(fns.chain);
        let mut panels = vec![0; n.div_ceil(NR) * groups * 2];
        let mut packed = Self { groups, ones: [1; 8], ..Self::default() };
        for (panel, to) in panels.chunks_exact_mut(groups * 2).enumerate() {
            let overflow = pack_panel(weights, [n, k], panel * NR, fns, to);
            let halves = overflow_groups(fns, overflow);
            for (group, weights) in halves.iter().flatten() {
                packed.overflow_groups.push(*group);
                packed.overflow.push(*weights);
            }
            let end = packed.overflow.len();
            packed.overflow_ends.push([end - halves[1].len(), end]);
        }
        Self { panels, ..packed }
    }

    /// About how many overflow groups every `stride`th panel of weights `[n][k]` would have.
    pub(super) fn estimate_overflow(
        n: usize,
        k: usize,
        weights: &QuantizedWeights,
        stride: usize,
        fns: PackFns,
    ) -> usize {
        let firsts = (0..n).step_by(NR * stride);
        firsts.map(|first| count_overflow(weights, [n, k], first, fns)).sum::<usize>() * fns.chain
    }
}

/// The weights of up to [`K_BLOCK`] inputs from `at` of the outputs from `first`, and their zero
/// point, which also pads them.
fn weight_rows(
    weights: &QuantizedWeights,
    [n, k]: [usize; 2],
    [first, at]: [usize; 2],
) -> (WeightRows, i16) {
    let (flip, zero) = weights.as_unsigned();
    let mut rows = [[zero as u8; K_BLOCK]; NR];
    for (row, output) in rows.iter_mut().zip(first..n) {
        let from = &weights.bytes[output * k + at..(output + 1) * k];
        match from.first_chunk::<K_BLOCK>() {
            Some(from) => *row = from.map(|byte| byte ^ flip),
            None => row.iter_mut().zip(from).for_each(|(to, byte)| *to = byte ^ flip),
        }
    }
    (rows, zero)
}

/// How many chains of the outputs from `first` overflow.
#[inline(never)]
fn count_overflow(
    weights: &QuantizedWeights,
    shape: [usize; 2],
    first: usize,
    fns: PackFns,
) -> usize {
    let count = |at| {
        let (rows, zero) = weight_rows(weights, shape, [first, at]);
        (fns.pack_weights)(&rows, zero, &mut [0; 16]).count_ones() as usize
    };
    (0..shape[1]).step_by(K_BLOCK).map(count).sum()
}

/// Packs the panel of the outputs from `first`, `[groups][NR][K_TILE]`, and returns what did not
/// fit.
#[inline(never)]
fn pack_panel(
    weights: &QuantizedWeights,
    shape: [usize; 2],
    first: usize,
    fns: PackFns,
    panel: &mut [u128],
) -> Vec<Overflow> {
    let mut overflow = Vec::new();
    let PackFns { k_tile, chain, pack_weights, split } = fns;
    for (at, to) in (0..).step_by(K_BLOCK).zip(panel.chunks_mut(K_BLOCK / k_tile * 2)) {
        let (rows, zero) = weight_rows(weights, shape, [first, at]);
        let mut packed = [0; 16];
        let mut overflowing = pack_weights(&rows, zero, &mut packed);
        to.copy_from_slice(&packed[..to.len()]);
        if overflowing == 0 {
            continue;
        }
        let halves = half_groups(&rows, zero);
        while overflowing != 0 {
            let groups = overflowing.trailing_zeros() as usize * chain..;
            overflowing &= overflowing - 1;
            for half in 0..2 {
                let mut rest: [HalfGroup; 2] = [HalfGroup::default(); 2];
                for (rest, group) in rest.iter_mut().zip(groups.clone()).take(chain) {
                    *rest = halves[group][half];
                }
                let fitting = split(&mut rest[..chain]);
                for ((group, weights), fitting) in groups.clone().zip(rest).zip(fitting).take(chain)
                {
                    to[group * 2 + half] = as_bytes(fitting);
                    if weights != HalfGroup::default() {
                        overflow.push(Overflow { group: at / k_tile + group, half, weights });
                    }
                }
            }
        }
    }
    overflow
}

/// The overflow of a panel as groups: those of outputs 0 to 3 and those of outputs 4 to 7, each
/// with the group of its inputs.
#[inline(never)]
fn overflow_groups(fns: PackFns, overflow: Vec<Overflow>) -> [Vec<(u32, u128)>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for Overflow { group, half, mut weights } in overflow {
        while weights != HalfGroup::default() {
            let [fitting, _] = (fns.split)(std::slice::from_mut(&mut weights));
            halves[half].push((group as u32, as_bytes(fitting)));
        }
    }
    halves
}

/// The weights of a group of 4 outputs as bytes, `[4][4]`.
fn as_bytes([even, odd]: HalfGroup) -> u128 {
    bytemuck::cast::<[i16; 8], u128>(std::array::from_fn(|i| even[i] & 255 | odd[i] << 8))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::dot::{I16, Pairs, Signed, Unsigned};
    use super::*;
    use crate::model::synthetic::Lcg;
    use crate::model::{Element, Rounding};

    /// u8 weights `[n][k]` that are `values` plus 128.
    pub(in crate::kernels::int8) fn weights_of(values: &[i16], n: usize) -> QuantizedWeights {
        QuantizedWeights {
            bytes: values.iter().map(|value| (value + 128) as u8).collect(),
            element: Element::U8,
            scales: vec![0.1],
            zero_point: 128,
            bias: vec![0; n],
            rounding: Rounding::Twice,
        }
    }

    /// Weights from -255 to 255, as zero points at the ends of a byte make them.
    fn random(n: usize, k: usize, zero_point: i32, seed: u64) -> QuantizedWeights {
        let mut weights = weights_of(&vec![0; n * k], n);
        Lcg::new(seed).fill(&mut weights.bytes);
        weights.zero_point = zero_point;
        weights
    }

    /// The weights `[n][k]` that packed ones stand for: those of the panels plus those of the
    /// overflow groups, read by the layout that the head of this file gives.
    fn unpack<K: DotKernel>(packed: &PackedWeights, n: usize, k: usize) -> Vec<i32> {
        let elements = |vector: u128| -> Vec<i32> {
            let bytes = vector.to_le_bytes();
            match K::K_TILE {
                4 => bytes.iter().map(|&byte| i32::from(byte as i8)).collect(),
                _ => bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&pair| i32::from(i16::from_le_bytes(pair)))
                    .collect(),
            }
        };
        let mut all = vec![0; n.next_multiple_of(NR) * packed.groups * K::K_TILE];
        let width = packed.groups * K::K_TILE;
        let mut add = |panel: usize, group: usize, half: usize, vector: u128| {
            for (i, weight) in elements(vector).into_iter().enumerate() {
                let output = panel * NR + half * 4 + i / K::K_TILE;
                all[output * width + group * K::K_TILE + i % K::K_TILE] += weight;
            }
        };
        for (i, &vector) in packed.panels.iter().enumerate() {
            let group = i / 2 % packed.groups;
            add(i / 2 / packed.groups, group, i % 2, vector);
        }
        let mut from = 0;
        for (panel, ends) in packed.overflow_ends.iter().enumerate() {
            for (half, &end) in ends.iter().enumerate() {
                for i in from..end {
                    add(panel, packed.overflow_groups[i] as usize, half, packed.overflow[i]);
                }
                from = end;
            }
        }
        assert_eq!(from, packed.overflow.len(), "every overflow group belongs to a panel");
        for (output, row) in all.chunks_exact(width).enumerate() {
            let padding = if output < n { &row[k..] } else { row };
            assert!(padding.iter().all(|&weight| weight == 0), "padding is zero");
        }
        all.chunks_exact(width).take(n).flat_map(|row| &row[..k]).copied().collect()
    }

    fn packs<K: DotKernel>(kind: &str) {
        for (n, k) in [(1, 1), (8, 16), (9, 17), (16, 64), (3, 31), (40, 100)] {
            for zero_point in [0, 3, 128, 255] {
                let weights = random(n, k, zero_point, (n * k) as u64);
                let packed = PackedWeights::new(n, k, &weights, PackFns::of::<K>());
                let expected: Vec<i32> =
                    weights.bytes.iter().map(|&byte| i32::from(byte) - zero_point).collect();
                let case = format!("{kind}, [{n}][{k}], zero point {zero_point}");
                assert_eq!(unpack::<K>(&packed, n, k), expected, "{case}");
                assert_eq!(packed.groups % K::CHAIN, 0, "{case}: whole chains");
                if K::K_TILE == 2 {
                    assert!(packed.overflow.is_empty(), "{case}: every weight fits an i16");
                }
            }
        }
    }

    #[test]
    fn packed_weights_are_the_weights() {
        packs::<Unsigned>("unsigned");
        packs::<Signed>("signed");
        packs::<Pairs<1>>("pairs");
        packs::<Pairs<2>>("chains of pairs");
        packs::<I16>("i16");
    }

    /// Where the largest weight that fits is, for one weight in an output's first group.
    #[test]
    fn weights_overflow_from_here_on() {
        let overflows = |fns: PackFns, values: &[i16]| {
            let mut all = [0; 8 * 16];
            all[..values.len()].copy_from_slice(values);
            let mut weights = weights_of(&all, 8);
            // Bytes hold 256 values; a zero point at either end gives the others.
            let zero = if values.iter().any(|&value| value > 127) { 0 } else { 255 };
            weights.bytes = all.iter().map(|value| (value + zero) as u8).collect();
            weights.zero_point = zero.into();
            !PackedWeights::new(8, 16, &weights, fns).overflow.is_empty()
        };
        let (unsigned, signed) = (PackFns::of::<Unsigned>(), PackFns::of::<Signed>());
        let (pairs, chains) = (PackFns::of::<Pairs<1>>(), PackFns::of::<Pairs<2>>());
        for (fns, name, values, expected) in [
            (unsigned, "unsigned", &[-128][..], false),
            (unsigned, "unsigned", &[-129], true),
            (unsigned, "unsigned", &[128], true),
            (signed, "signed", &[-127], false),
            (signed, "signed", &[-128], true),
            (pairs, "pairs", &[-64, -64], false),
            (pairs, "pairs", &[-64, -65], true),
            (pairs, "pairs, in two lanes", &[-128, 0, -128, 0], false),
            (pairs, "pairs, in two groups", &[-128, 0, 0, 0, -128], false),
            (chains, "chains", &[-64, 0, 0, 0, -64], false),
            (chains, "chains", &[-64, 0, 0, 0, -65], true),
            (chains, "chains, in two chains", &[-128, 0, 0, 0, 0, 0, 0, 0, -128], false),
        ] {
            assert_eq!(overflows(fns, values), expected, "{name}: {values:?}");
        }
    }
}
