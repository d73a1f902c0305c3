//! Rows times a few vectors, and weighted sums of the rows, in one pass: the two products of which
//! the gradient of a linear classifier is made. A block of rows stays in the first-level cache from
//! the one product to the other.

use crate::simd::Simd;

/// Rows of a block; their number is a multiple of it.
pub(crate) const BLOCK: usize = 4;
/// The length of a row is a multiple of it.
pub(crate) const LANES: usize = 4;

/// Multiplies `rows`, `[n][length]`, by `vectors`, `[k][length]`. `weigh` gets the products of each
/// block in turn, `[BLOCK][k]`, in whose place it puts weights; each vector of `sums`,
/// `[k][length]`, then gets the rows added, times their weights.
///
/// # Panics
/// If these are no whole blocks of rows and lanes, or `vectors` and `sums` are not of one size.
pub(crate) fn pass<S: Simd>(
    rows: &[f32],
    length: usize,
    vectors: &[f32],
    sums: &mut [f32],
    mut weigh: impl FnMut(&mut [f32]),
) {
    let whole = length > 0 && length.is_multiple_of(LANES) && vectors.len() == sums.len();
    assert!(whole && rows.len().is_multiple_of(BLOCK * length), "whole blocks");
    assert!(vectors.len().is_multiple_of(length), "whole vectors");
    let k = vectors.len() / length;
    let mut products = vec![0.0; BLOCK * k];
    for block in rows.chunks_exact(BLOCK * length) {
        for (at, pair) in vectors.chunks(2 * length).enumerate() {
            let to = &mut products[2 * at..];
            match pair.len() / length {
                2 => multiply::<S, 2>(block, length, pair, k, to),
                _ => multiply::<S, 1>(block, length, pair, k, to),
            }
        }
        weigh(&mut products);
        for (at, pair) in sums.chunks_mut(2 * length).enumerate() {
            let weights = &products[2 * at..];
            match pair.len() / length {
                2 => add::<S, 2>(block, length, weights, k, pair),
                _ => add::<S, 1>(block, length, weights, k, pair),
            }
        }
    }
}

/// Multiplies a block by `N` vectors; the product of row `i` and vector `j` goes to `i * k + j`.
#[inline(never)]
fn multiply<S: Simd, const N: usize>(
    block: &[f32],
    length: usize,
    vectors: &[f32],
    k: usize,
    to: &mut [f32],
) {
    assert!(block.len() == BLOCK * length && vectors.len() == N * length, "whole blocks");
    let mut sums = [[S::splat_f32(0.0); N]; BLOCK];
    for at in (0..length).step_by(LANES) {
        // SAFETY: `at + LANES <= length`, and both hold that many elements for each row and vector.
        unsafe {
            let vectors: [S::F32; N] =
                std::array::from_fn(|j| S::load_f32(vectors.as_ptr().add(j * length + at)));
            for (i, sums) in sums.iter_mut().enumerate() {
                let row = S::load_f32(block.as_ptr().add(i * length + at));
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = S::mul_add_f32(row, vector, *sum);
                }
            }
        }
    }
    for (i, sums) in sums.into_iter().enumerate() {
        for (j, sum) in sums.into_iter().enumerate() {
            let mut lanes = [0f32; LANES];
            // SAFETY: four elements.
            unsafe { S::store_f32(lanes.as_mut_ptr(), sum) };
            to[i * k + j] = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        }
    }
}

/// Adds a block's rows to `N` sums, row `i` times the weight `i * k + j` to sum `j`.
#[inline(never)]
fn add<S: Simd, const N: usize>(
    block: &[f32],
    length: usize,
    weights: &[f32],
    k: usize,
    sums: &mut [f32],
) {
    assert!(block.len() == BLOCK * length && sums.len() == N * length, "whole blocks");
    let weights: [[S::F32; N]; BLOCK] =
        std::array::from_fn(|i| std::array::from_fn(|j| S::splat_f32(weights[i * k + j])));
    for at in (0..length).step_by(LANES) {
        // SAFETY: `at + LANES <= length`, and both hold that many elements for each row and sum.
        unsafe {
            let rows: [S::F32; BLOCK] =
                std::array::from_fn(|i| S::load_f32(block.as_ptr().add(i * length + at)));
            for j in 0..N {
                let to = sums.as_mut_ptr().add(j * length + at);
                let mut sum = S::load_f32(to);
                for (row, weights) in rows.into_iter().zip(weights) {
                    sum = S::mul_add_f32(row, weights[j], sum);
                }
                S::store_f32(to, sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Best;

    #[test]
    fn products_and_sums_are_those_of_plain_loops() {
        for (n, length, k) in [(4, 4, 1), (8, 12, 2), (12, 20, 3), (4, 8, 5)] {
            let numbers = |count: usize, step: usize| -> Vec<f32> {
                (0..count).map(|i| (i * step % 17) as f32 - 8.0).collect()
            };
            let (rows, vectors) = (numbers(n * length, 5), numbers(k * length, 7));
            let mut sums = numbers(k * length, 3);
            let mut expected = sums.clone();
            for i in 0..n {
                for j in 0..k {
                    let product: f32 =
                        (0..length).map(|x| rows[i * length + x] * vectors[j * length + x]).sum();
                    for x in 0..length {
                        expected[j * length + x] += (product - i as f32) * rows[i * length + x];
                    }
                }
            }
            let mut row = 0.0;
            pass::<Best>(&rows, length, &vectors, &mut sums, |products| {
                for products in products.chunks_mut(k) {
                    products.iter_mut().for_each(|product| *product -= row);
                    row += 1.0;
                }
            });
            assert_eq!(sums, expected, "{n} rows of {length}, {k} vectors");
        }
    }
}
