//! The weights of a matrix product, packed as [`super::dot`] sums them: in panels of 8 outputs.
//!
//! Packing happens while a visitor waits, in code that the browser has hardly optimised: what most
//! weights take is a few vectors.

use super::dot::{Half, INPUTS, Rows, Sum, halves};
use crate::model::QuantizedWeights;

/// Outputs in a panel.
pub(super) const COLS: usize = 8;

/// Weights in the order in which they are summed.
#[derive(Clone, Debug, Default)]
pub(super) struct Panels {
    /// Groups along `k`, rounded up to whole chains.
    pub(crate) groups: usize,
    /// `[n / 8][groups][8][4]` bytes, or `[2]` i16.
    pub(crate) panels: Vec<u128>,
    /// What the groups of the panels could not take, as further groups of 4 outputs `[4][4]` ...
    pub(crate) extras: Vec<u128>,
    /// ... with the byte of a packed strip of pixels that each starts at ...
    pub(crate) places: Vec<u32>,
    /// ... and how many there are up to each panel's end: of its first 4 outputs, of its last.
    pub(crate) ends: Vec<[usize; 2]>,
    /// Eight times one, in i16. Read from memory: a constant V8 would build anew each time.
    pub(crate) ones: [i16; 8],
}

/// What is left of the weights of a group, of the first 4 outputs of a panel or of the last.
struct Left {
    group: usize,
    half: usize,
    rest: Half,
}

/// A [`Sum`] as values: packing is one piece of code for all of them, since binaries travel.
#[derive(Clone, Copy)]
pub(super) struct Way {
    depth: usize,
    chain: usize,
    take_all: fn(&Rows, i16, &mut [u128; 16]) -> u32,
    take: fn(&mut [Half]) -> [Half; 2],
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

/// Fills the panel of the outputs from `first` on, and returns what it could not take.
#[inline(never)]
fn fill(
    weights: &QuantizedWeights,
    shape: [usize; 2],
    first: usize,
    way: Way,
    panel: &mut [u128],
) -> Vec<Left> {
    let mut over = Vec::new();
    let Way { depth, chain, take_all, take } = way;
    for (at, to) in (0..).step_by(INPUTS).zip(panel.chunks_mut(INPUTS / depth * 2)) {
        let (rows, zero) = rows(weights, shape, [first, at]);
        let mut packed = [0; 16];
        let mut misfits = take_all(&rows, zero, &mut packed);
        to.copy_from_slice(&packed[..to.len()]);
        if misfits == 0 {
            continue;
        }
        let halves = halves(&rows, zero);
        while misfits != 0 {
            let groups = misfits.trailing_zeros() as usize * chain..;
            misfits &= misfits - 1;
            for half in 0..2 {
                let mut rest: [Half; 2] = [Half::default(); 2];
                for (rest, group) in rest.iter_mut().zip(groups.clone()).take(chain) {
                    *rest = halves[group][half];
                }
                let taken = take(&mut rest[..chain]);
                for ((group, rest), taken) in groups.clone().zip(rest).zip(taken).take(chain) {
                    to[group * 2 + half] = bytes(taken);
                    if rest != Half::default() {
                        over.push(Left { group: at / depth + group, half, rest });
                    }
                }
            }
        }
    }
    over
}

/// What is left of a panel's weights, as further groups: of its first 4 outputs, and of its last, each
/// with the byte of a packed strip of pixels that it starts at.
#[inline(never)]
fn further(way: Way, over: Vec<Left>) -> [Vec<(u32, u128)>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for Left { group, half, mut rest } in over {
        while rest != Half::default() {
            let [taken, _] = (way.take)(std::slice::from_mut(&mut rest));
            halves[half].push((group as u32 * 16, bytes(taken)));
        }
    }
    halves
}

/// The weights of a group as bytes, `[4][4]`.
fn bytes([even, odd]: Half) -> u128 {
    bytemuck::cast::<[i16; 8], u128>(std::array::from_fn(|i| even[i] & 255 | odd[i] << 8))
}
