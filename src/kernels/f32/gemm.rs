//! The matrix product in single precision: pixels `[m][k]` times weights `[n][k]` gives `[m][n]`,
//! microtile by microtile of MR pixels by 8 outputs. Pixels are packed as `[m / MR][k][MR]`,
//! weights as `[n / 8][k][8]`.

use super::{LANES, store};
use crate::model::Activation;
use crate::simd::{Best, Simd};

/// Pixels in a microtile: as many as V8 holds sums of in the 15 registers of x64 that it uses. The
/// sums of 4 wait for each other: a multiplication with addition takes 4 cycles, and two start in
/// each.
pub(in crate::kernels) const MR: usize = 6;
/// Elements of packed pixels in a cache block, about: a first-level cache.
const CACHE_BLOCK: usize = 8 * 1024;

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
        (CACHE_BLOCK / self.k).next_multiple_of(MR).max(MR)
    }

    /// Elements that `m` pixels take when packed.
    pub(super) fn packed_len(&self, m: usize) -> usize {
        m.next_multiple_of(MR) * self.k
    }

    /// Packs pixels `[m][k]` as `[m / MR][k][MR]`. The last microtile has the last MR pixels, some of
    /// which the one before may have too; of fewer the last is repeated.
    ///
    /// # Panics
    /// If `m` is 0, `pixels` has less than `m * k` elements, or `packed` less than
    /// [`Self::packed_len`].
    #[inline(never)]
    pub(super) fn pack<S: Simd>(&self, pixels: &[f32], m: usize, packed: &mut [f32]) {
        assert!(m > 0 && pixels.len() >= m * self.k && packed.len() >= self.packed_len(m));
        for (strip, tile) in packed.chunks_exact_mut(self.k * MR).take(m.div_ceil(MR)).enumerate() {
            let first = (strip * MR).min(m.saturating_sub(MR));
            let rows: [&[f32]; MR] = std::array::from_fn(|i| {
                let row = (first + i).min(m - 1);
                &pixels[row * self.k..(row + 1) * self.k]
            });
            let [a, b, c, d, e, f] = rows;
            // These first: they also write to the next row.
            interleave::<S>([e, f, e, f], MR, &mut tile[4..]);
            interleave::<S>([a, b, c, d], MR, tile);
        }
    }

    /// Multiplies `m` packed pixels by the weights, and writes the output, `[m][n]`.
    ///
    /// # Panics
    /// If `packed` has less than [`Self::packed_len`] elements, or `out` less than `m * n`.
    #[inline(never)]
    pub(super) fn multiply<S: Simd>(&self, packed: &[f32], m: usize, out: &mut [f32]) {
        assert!(packed.len() >= self.packed_len(m) && out.len() >= m * self.n);
        let (n, k, tiles) = (self.n, self.k, m.div_ceil(MR));
        let (min, max) = self.activation.limits();
        let limits = [[min; 4], [max; 4]];
        let panels = self.panels.chunks_exact(k * LANES).zip(self.bias.chunks_exact(LANES));
        for (panel, (weights, bias)) in panels.enumerate() {
            let column = panel * LANES;
            let whole = column + LANES <= n && m >= MR;
            let mut to = out[column..].as_mut_ptr();
            for (tile, pixels) in packed.chunks_exact(k * MR).take(tiles).enumerate() {
                // The last microtile may overlap with the one before.
                let first = (tile * MR).min(m.saturating_sub(MR));
                if tile + 1 == tiles {
                    to = out[first * n + column..].as_mut_ptr();
                }
                // SAFETY: 8 biases; `pixels` and `weights` hold `k` times MR and 8 elements; of MR
                // rows of `n` elements each 8 from `column` on are written, where room for `m` of
                // them was asserted.
                unsafe {
                    let sums = microtile::<S>(pixels.as_ptr(), weights.as_ptr(), k, bias.as_ptr());
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

/// The sums of a packed panel of MR pixels by a panel of 8 outputs, and the biases.
///
/// # Safety
/// `k * MR` elements are readable at `pixels`, `k * 8` at `weights`, 8 at `bias`.
#[inline(always)]
unsafe fn microtile<S: Simd>(
    mut pixels: *const f32,
    mut weights: *const f32,
    k: usize,
    bias: *const f32,
) -> [[S::F32; 2]; MR] {
    // SAFETY: as the caller promises.
    let mut sums = unsafe { [[S::load_f32(bias), S::load_f32(bias.add(4))]; MR] };
    for _ in 0..k {
        // SAFETY: within the elements that the caller promises; at last one past their end.
        unsafe {
            let (low, high) = (S::load_f32(weights), S::load_f32(weights.add(4)));
            for (row, [sum_low, sum_high]) in sums.iter_mut().enumerate() {
                let pixel = S::load_splat_f32(pixels.add(row));
                *sum_low = S::mul_add_f32(pixel, low, *sum_low);
                *sum_high = S::mul_add_f32(pixel, high, *sum_high);
            }
            pixels = pixels.add(MR);
            weights = weights.add(LANES);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packed pixels by packed weights against plain loops, with sizes that fill no microtile, panel or
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
                    let mut packed = vec![0.0; gemm.packed_len(m)];
                    gemm.pack::<Best>(&pixels, m, &mut packed);
                    let mut out = vec![0.0; m * n];
                    gemm.multiply::<Best>(&packed, m, &mut out);
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
