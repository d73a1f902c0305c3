//! The weights of a matrix product, packed as [`super::dot`] sums them: in panels of 8 outputs.
//!
//! Packing happens while a visitor waits, in code that the browser has hardly optimised: what most
//! weights take is a few vectors.

use super::dot::{INPUTS, Rows, Sum};
use crate::model::QuantizedWeights;

/// Outputs in a panel.
pub(super) const COLS: usize = 8;

/// Weights in the order in which they are summed.
#[derive(Clone, Debug, Default)]
pub(super) struct Panels {
    /// Groups along `k`, rounded up to whole chains.
    pub groups: usize,
    /// `[n / 8][groups][8][4]` bytes, or `[2]` i16.
    pub panels: Vec<u128>,
    /// What the groups of the panels could not take, as further groups of 4 outputs `[4][4]` ...
    pub extras: Vec<u128>,
    /// ... with the byte of a packed strip of pixels that each starts at ...
    pub places: Vec<u32>,
    /// ... and how many there are up to each panel's end: of its first 4 outputs, of its last.
    pub ends: Vec<[usize; 2]>,
    /// Eight times one, in i16. Read from memory: a constant V8 would build anew each time.
    pub ones: [i16; 8],
}

/// What is left of the weights of a group, of the outputs of a panel side by side.
type Left = [[i16; COLS]; 4];

/// A [`Sum`] as values: packing is one piece of code for all of them, since binaries travel.
#[derive(Clone, Copy)]
pub(super) struct Way {
    depth: usize,
    chain: usize,
    take_all: fn(&Rows, i16, &mut [u128; 16]) -> u32,
    take: fn(&[[i16; COLS]]) -> [[i16; COLS]; 8],
}

impl Way {
    pub(super) fn of<K: Sum>() -> Self {
        Self { depth: K::DEPTH, chain: K::CHAIN, take_all: K::take_all, take: K::take }
    }
}

impl Panels {
    /// Packs weights `[n][k]`.
    pub(super) fn pack(n: usize, k: usize, weights: &QuantizedWeights, way: Way) -> Self {
        let groups = k.div_ceil(way.depth).next_multiple_of(way.chain);
        let mut panels = vec![0; n.div_ceil(COLS) * groups * 2];
        let mut packed = Self { groups, ones: [1; 8], ..Self::default() };
        for (panel, to) in panels.chunks_exact_mut(groups * 2).enumerate() {
            let over = fill(weights, [n, k], panel * COLS, way, to);
            let halves = further(way, over);
            for (place, extra) in halves.iter().flatten() {
                packed.places.push(*place);
                packed.extras.push(*extra);
            }
            let end = packed.places.len();
            packed.ends.push([end - halves[1].len(), end]);
        }
        Self { panels, ..packed }
    }

    /// About how many extra groups every `step`th panel has.
    pub(super) fn extras(
        n: usize,
        k: usize,
        weights: &QuantizedWeights,
        step: usize,
        way: Way,
    ) -> usize {
        let firsts = (0..n).step_by(COLS * step);
        firsts.map(|first| misfits(weights, [n, k], first, way)).sum::<usize>() * way.chain
    }
}

/// Weights `at ..` of the outputs from `first` on, and their zero point, which also stands for what is
/// not there.
fn rows(weights: &QuantizedWeights, [n, k]: [usize; 2], [first, at]: [usize; 2]) -> (Rows, i16) {
    let (flip, zero) = weights.as_unsigned();
    let mut rows = [[zero as u8; INPUTS]; COLS];
    for (row, output) in rows.iter_mut().zip(first..n) {
        let from = &weights.bytes[output * k + at..(output + 1) * k];
        match from.first_chunk::<INPUTS>() {
            Some(from) => *row = from.map(|byte| byte ^ flip),
            None => row.iter_mut().zip(from).for_each(|(to, byte)| *to = byte ^ flip),
        }
    }
    (rows, zero)
}

// What follows is done panel by panel, in functions of their own: browsers soon compile well what is
// often called.

/// How many chains of the outputs from `first` on do not fit.
#[inline(never)]
fn misfits(weights: &QuantizedWeights, shape: [usize; 2], first: usize, way: Way) -> usize {
    let count = |at| {
        let (rows, zero) = rows(weights, shape, [first, at]);
        (way.take_all)(&rows, zero, &mut [0; 16]).count_ones() as usize
    };
    (0..shape[1]).step_by(INPUTS).map(count).sum()
}

/// Fills the panel of the outputs from `first` on, and returns the groups of which it could not take
/// all, with the weights that are left.
#[inline(never)]
fn fill(
    weights: &QuantizedWeights,
    [n, k]: [usize; 2],
    first: usize,
    way: Way,
    panel: &mut [u128],
) -> Vec<(usize, Left)> {
    let mut over = Vec::new();
    let Way { depth, chain, take_all, .. } = way;
    let inputs = chain * depth;
    for (at, to) in (0..).step_by(INPUTS).zip(panel.chunks_mut(INPUTS / depth * 2)) {
        let (rows, zero) = rows(weights, [n, k], [first, at]);
        let mut packed = [0; 16];
        let mut misfits = take_all(&rows, zero, &mut packed);
        to.copy_from_slice(&packed[..to.len()]);
        while misfits != 0 {
            let index = misfits.trailing_zeros() as usize;
            misfits &= misfits - 1;
            let mut rest = [[0; COLS]; 8];
            let rest = &mut rest[..inputs];
            for (i, weights) in rest.iter_mut().enumerate() {
                *weights = rows.map(|row| i16::from(row[index * inputs + i]) - zero);
            }
            take(way, rest, &mut to[index * chain * 2..][..chain * 2]);
            for (i, rest) in rest.chunks_exact(depth).enumerate() {
                if rest.as_flattened().iter().any(|&weight| weight != 0) {
                    let mut left = Left::default();
                    left[..depth].copy_from_slice(rest);
                    over.push((at / depth + index * chain + i, left));
                }
            }
        }
    }
    over
}

/// What is left of a panel's weights, as further groups: of its first 4 outputs, and of its last, each
/// with the byte of a packed strip of pixels that it starts at.
#[inline(never)]
fn further(way: Way, over: Vec<(usize, Left)>) -> [Vec<(u32, u128)>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for (group, mut left) in over {
        let mut more = true;
        while more {
            let mut extra = [0; 2];
            more = take(way, &mut left[..way.depth], &mut extra);
            for (half, extra) in halves.iter_mut().zip(extra) {
                if extra != 0 {
                    half.push((group as u32 * 16, extra));
                }
            }
        }
    }
    halves
}

/// Packs what can be taken of the weights in a chain of groups of four inputs, or in one group, and
/// tells whether there are some left.
#[inline(never)]
fn take(way: Way, rest: &mut [[i16; COLS]], to: &mut [u128]) -> bool {
    let taken = (way.take)(rest);
    let mut left = [0; COLS];
    for (rest, taken) in rest.iter_mut().zip(&taken) {
        *rest = std::array::from_fn(|i| rest[i] - taken[i]);
        left = std::array::from_fn(|i| left[i] | rest[i]);
    }
    for ([a, b, c, d], to) in taken.as_chunks().0.iter().zip(to.chunks_exact_mut(2)) {
        let bytes: [[i16; 4]; COLS] = std::array::from_fn(|i| [a[i], b[i], c[i], d[i]]);
        to.copy_from_slice(&bytemuck::cast::<_, [u128; 2]>(
            bytes.map(|bytes| bytes.map(|b| b as u8)),
        ));
    }
    left != [0; COLS]
}
