//! The matrix product in single precision: pixels `[m][k]` times weights `[n][k]` gives `[m][n]`,
//! microtile by microtile of MR pixels by 8 outputs. Weights are packed as `[n / 8][k][8]`; pixels are
//! read where they are.

use super::{LANES, store};
use crate::model::Activation;
use crate::simd::{Best, Simd};

/// Pixels in a microtile: as many as V8 holds sums of in the 15 registers of x64 that it uses. The
/// sums of 4 wait for each other: a multiplication with addition takes 4 cycles, and two start in
/// each.
pub(in crate::kernels) const MR: usize = 6;
/// Elements of pixels in a cache block, about: a first-level cache.
const CACHE_BLOCK: usize = 8 * 1024;
/// Microtiles in a cache block, at least: each block reads all weights, which may come from memory.
const LEAST_TILES: usize = 8;
/// Elements of a cache line.
const LINE: usize = 16;

/// Packed weights, `[n / 8][k][8]`, and biases, `[n / 8][8]`.
#[derive(Clone, Debug)]
pub(super) struct Gemm {
    n: usize,
    k: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
    activation: Activation,
}

impl Gemm {
    /// Packs weights `[n][k]`.
    pub(super) fn new(weights: &[f32], bias: &[f32], activation: Activation) -> Self {
        let n = bias.len();
        let k = weights.len() / n;
        let padded = n.next_multiple_of(LANES);
        let mut panels = vec![0.0; padded * k];
        let rows = weights.chunks(k * LANES);
        for (panel, rows) in panels.chunks_exact_mut(k * LANES).zip(rows) {
            pack_panel::<Best>(rows, k, panel);
        }
        let mut bias = bias.to_vec();
        bias.resize(padded, 0.0);
        Self { n, k, panels, bias, activation }
    }

    /// Pixels in a cache block.
    pub(super) fn mc(&self) -> usize {
        (CACHE_BLOCK / self.k).max(LEAST_TILES * MR).next_multiple_of(MR)
    }

    /// Multiplies `pixels`, `[m][k]`, by the weights, and writes the output, `[m][n]`.
    ///
    /// # Panics
    /// If `m` is 0, `pixels` has less than `m * k` elements, or `out` less than `m * n`.
    #[inline(never)]
    pub(super) fn multiply<S: Simd>(&self, pixels: &[f32], m: usize, out: &mut [f32]) {
        let (n, k, tiles) = (self.n, self.k, m.div_ceil(MR));
        assert!(m > 0 && pixels.len() >= m * k && out.len() >= m * n);
        let (min, max) = self.activation.limits();
        let limits = [[min; 4], [max; 4]];
        // Of fewer pixels than a microtile has the last stands for the others.
        let offsets: [usize; MR] = std::array::from_fn(|i| i.min(m - 1) * k);
        let panels = self.panels.chunks_exact(k * LANES).zip(self.bias.chunks_exact(LANES));
        for (panel, (weights, bias)) in panels.enumerate() {
            fetch(weights);
            let column = panel * LANES;
            let whole = column + LANES <= n && m >= MR;
            for tile in 0..tiles {
                // The last microtile may overlap with the one before.
                let first = (tile * MR).min(m.saturating_sub(MR));
                let from = pixels[first * k..].as_ptr();
                let mut to = out[first * n + column..].as_mut_ptr();
                // SAFETY: 8 biases; `weights` holds `k` times 8 elements, and `k` are readable at each
                // of MR pixels; of MR rows of `n` elements each 8 from `column` on are written, where
                // room for `m` of them was asserted.
                unsafe {
                    let rows = offsets.map(|offset| from.add(offset));
                    let sums = microtile::<S>(rows, weights.as_ptr(), k, bias.as_ptr());
                    // Read from memory: V8 would spill sums to hold them.
                    let cut = limits.each_ref().map(|limit| S::load_f32(limit.as_ptr()));
                    if whole {
                        for [low, high] in sums {
                            S::store_f32(to, S::min_f32(S::max_f32(low, cut[0]), cut[1]));
                            S::store_f32(to.add(4), S::min_f32(S::max_f32(high, cut[0]), cut[1]));
                            to = to.wrapping_add(n);
                        }
                        continue;
                    }
                    let rows = out[first * n..m * n].chunks_exact_mut(n);
                    for (row, sums) in rows.zip(sums) {
                        let row = &mut row[column..];
                        store::<S>(row.as_mut_ptr(), row.len().min(LANES), sums, cut);
                    }
                }
            }
        }
    }
}

/// Packs up to 8 rows of weights, `[8][k]`, as `[k][8]`. A call of its own for each panel: browsers
/// soon optimise what is often called.
#[inline(never)]
fn pack_panel<S: Simd>(rows: &[f32], k: usize, panel: &mut [f32]) {
    let row = |i: usize| rows.get(i * k..(i + 1) * k);
    if let [Some(a), Some(b), Some(c), Some(d), Some(e), Some(f), Some(g), Some(h)] =
        std::array::from_fn(row)
    {
        interleave::<S>([a, b, c, d], LANES, panel);
        interleave::<S>([e, f, g, h], LANES, &mut panel[4..]);
        return;
    }
    for (i, row) in rows.chunks_exact(k).enumerate() {
        panel[i..].iter_mut().step_by(LANES).zip(row).for_each(|(to, &from)| *to = from);
    }
}

/// Transposes 4 rows of `k` elements into `to`, whose rows are `pitch` elements apart: 4 elements each,
/// as far as `to` reaches.
#[inline(never)]
fn interleave<S: Simd>(rows: [&[f32]; 4], pitch: usize, to: &mut [f32]) {
    let k = rows[0].len();
    assert!(rows.iter().all(|row| row.len() == k));
    // The rows of `to` that have 4 elements.
    let whole = k.min((to.len() + pitch).saturating_sub(4) / pitch) / 4 * 4;
    for at in (0..whole).step_by(4) {
        // SAFETY: `at + 4 <= k`; `(whole - 1) * pitch + 4 <= to.len()`.
        unsafe {
            let columns = S::transpose_f32(rows.map(|row| S::load_f32(row.as_ptr().add(at))));
            for (i, column) in columns.into_iter().enumerate() {
                S::store_f32(to.as_mut_ptr().add((at + i) * pitch), column);
            }
        }
    }
    for at in whole..k {
        let to = &mut to[at * pitch..];
        for (to, row) in to.iter_mut().zip(&rows) {
            *to = row[at];
        }
    }
}

/// Reads an element of each cache line of `weights`, so that all are on their way at once: the
/// microtile reads them between many instructions, so that a processor would see no more than a few
/// lines ahead, and wait for each that comes from memory.
#[inline(always)]
fn fetch(weights: &[f32]) {
    for line in weights.chunks(LINE) {
        // SAFETY: the address is that of an element.
        unsafe { line.as_ptr().read_volatile() };
    }
}

/// The sums of MR pixels by a panel of 8 outputs, and the biases.
///
/// # Safety
/// `k` elements are readable at each of `pixels`, `k * 8` at `weights`, 8 at `bias`.
#[inline(always)]
unsafe fn microtile<S: Simd>(
    pixels: [*const f32; MR],
    mut weights: *const f32,
    k: usize,
    bias: *const f32,
) -> [[S::F32; 2]; MR] {
    // SAFETY: as the caller promises.
    let mut sums = unsafe { [[S::load_f32(bias), S::load_f32(bias.add(4))]; MR] };
    for i in 0..k {
        // SAFETY: within the elements that the caller promises; at last `weights` is one past its end.
        unsafe {
            let (low, high) = (S::load_f32(weights), S::load_f32(weights.add(4)));
            for (pixel, [sum_low, sum_high]) in pixels.iter().zip(&mut sums) {
                let pixel = S::load_splat_f32(pixel.add(i));
                *sum_low = S::mul_add_f32(pixel, low, *sum_low);
                *sum_high = S::mul_add_f32(pixel, high, *sum_high);
            }
            weights = weights.add(LANES);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels by packed weights against plain loops, with sizes that fill no microtile, panel or
    /// vector, and small whole numbers, whose sums are exact.
    #[test]
    fn products_are_those_of_plain_loops() {
        for m in [1, 5, 6, 7, 13] {
            for k in [1, 3, 4, 6, 9, 32] {
                for n in [1, 8, 9, 20] {
                    let small = |i: usize| (i * 7 % 11) as f32 - 5.0;
                    let pixels: Vec<f32> = (0..m * k).map(small).collect();
                    let weights: Vec<f32> = (3..n * k + 3).map(small).collect();
                    let bias: Vec<f32> = (0..n).map(small).collect();
                    let gemm = Gemm::new(&weights, &bias, Activation::Relu6);
                    let mut out = vec![0.0; m * n];
                    gemm.multiply::<Best>(&pixels, m, &mut out);
                    let expected: Vec<f32> = (0..m * n)
                        .map(|at| {
                            let (pixel, output) = (at / n * k, at % n * k);
                            let products = (0..k).map(|i| pixels[pixel + i] * weights[output + i]);
                            (bias[at % n] + products.sum::<f32>()).clamp(0.0, 6.0)
                        })
                        .collect();
                    assert_eq!(out, expected, "[{m}][{k}] by [{n}][{k}]");
                }
            }
        }
    }
}
