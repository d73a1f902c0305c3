//! The machine's own peak: how many multiply-accumulates a second the kernels' inner steps reach
//! when their operands never leave the first-level cache and nothing else is done.
//!
//! The shape is that of the matrix products: a tile of 4 pixels by 8 outputs, whose sums stay in
//! registers. What the sums come to is known, so neither a compiler nor a wrong instruction can
//! make the peak up.

use crate::Error;
use crate::simd::Simd;
use std::hint::black_box;
use std::marker::PhantomData;

/// Pixels in the tile.
const ROWS: usize = 4;
/// Vectors of four outputs in the tile.
const COLS: usize = 2;
/// Steps along `k` from one end of the operands to the other: 6 KiB of them.
const STEPS: usize = 128;
/// A batch that takes less says little on a coarse clock.
const LEAST_MS: f64 = 4.0;
/// Batches of at least that length, the best of which counts.
const BATCHES: usize = 24;
/// Passes over the operands in a batch, at most: sums of f32 stay whole numbers below 2^24.
const MOST_PASSES: usize = 1 << 15;

/// Multiply-accumulates per millisecond of one thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Of the inner step of quantised layers.
    pub integer: f64,
    /// Of the inner step of float layers.
    pub float: f64,
}

/// Measures for about a quarter of a second; `clock` tells milliseconds.
///
/// # Errors
/// [`Error::WrongArithmetic`] if a sum is wrong, [`Error::NoClock`] if the clock stands still.
pub fn calibrate<S: Simd>(clock: fn() -> f64) -> Result<Peak, Error> {
    Ok(Peak { integer: peak::<Pairs<S>>(clock)?, float: peak::<Floats<S>>(clock)? })
}

/// An inner step: vectors of four lanes, each of which sums `DEPTH` products at a time.
trait Step {
    /// What is multiplied.
    type Element: Copy;
    /// Operands of one instruction.
    type Vector: Copy;
    /// Four sums.
    type Sums: Copy;
    /// Products in a lane.
    const DEPTH: usize;
    /// A small whole number as an operand.
    fn element(value: i8) -> Self::Element;
    /// # Safety
    /// `DEPTH` readable elements.
    unsafe fn splat(p: *const Self::Element) -> Self::Vector;
    /// # Safety
    /// `4 * DEPTH` readable elements.
    unsafe fn load(p: *const Self::Element) -> Self::Vector;
    fn multiply_add(a: Self::Vector, b: Self::Vector, sums: Self::Sums) -> Self::Sums;
    fn zero() -> Self::Sums;
    fn lanes(sums: Self::Sums) -> [i64; 4];
}

/// Pairs of i16.
struct Pairs<S>(PhantomData<S>);

impl<S: Simd> Step for Pairs<S> {
    type Element = i16;
    type Vector = S::I16;
    type Sums = S::I32;
    const DEPTH: usize = 2;
    fn element(value: i8) -> i16 {
        value.into()
    }
    #[inline(always)]
    unsafe fn splat(p: *const i16) -> S::I16 {
        // SAFETY: the caller's 2 elements.
        unsafe { S::load_pair_splat(p) }
    }
    #[inline(always)]
    unsafe fn load(p: *const i16) -> S::I16 {
        // SAFETY: the caller's 8 elements.
        unsafe { S::load_i16(p) }
    }
    #[inline(always)]
    fn multiply_add(a: S::I16, b: S::I16, sums: S::I32) -> S::I32 {
        S::dot_add(sums, a, b)
    }
    fn zero() -> S::I32 {
        S::splat_i32(0)
    }
    fn lanes(sums: S::I32) -> [i64; 4] {
        let mut lanes = [0; 4];
        // SAFETY: room for four lanes.
        unsafe { S::store_i32(lanes.as_mut_ptr(), sums) };
        lanes.map(i64::from)
    }
}

/// Single precision.
struct Floats<S>(PhantomData<S>);

impl<S: Simd> Step for Floats<S> {
    type Element = f32;
    type Vector = S::F32;
    type Sums = S::F32;
    const DEPTH: usize = 1;
    fn element(value: i8) -> f32 {
        value.into()
    }
    #[inline(always)]
    unsafe fn splat(p: *const f32) -> S::F32 {
        // SAFETY: the caller's one element.
        unsafe { S::load_splat_f32(p) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> S::F32 {
        // SAFETY: the caller's 4 elements.
        unsafe { S::load_f32(p) }
    }
    #[inline(always)]
    fn multiply_add(a: S::F32, b: S::F32, sums: S::F32) -> S::F32 {
        S::mul_add_f32(a, b, sums)
    }
    fn zero() -> S::F32 {
        S::splat_f32(0.0)
    }
    fn lanes(sums: S::F32) -> [i64; 4] {
        let mut lanes = [0.0; 4];
        // SAFETY: room for four lanes.
        unsafe { S::store_f32(lanes.as_mut_ptr(), sums) };
        lanes.map(|lane| lane as i64)
    }
}

/// The best of many batches, in multiply-accumulates per millisecond.
fn peak<T: Step>(clock: fn() -> f64) -> Result<f64, Error> {
    let small = |seed: usize| move |i: usize| ((i * seed) % 7) as i8 - 3;
    let values = |seed, n: usize| -> Vec<i8> { (0..n).map(small(seed)).collect() };
    let (a, b) = (values(5, STEPS * ROWS * T::DEPTH), values(11, STEPS * COLS * 4 * T::DEPTH));
    let elements = |values: &[i8]| values.iter().map(|&value| T::element(value)).collect();
    let (pixels, weights): (Vec<T::Element>, Vec<T::Element>) = (elements(&a), elements(&b));

    let (mut passes, mut best, mut counted) = (64, 0.0, 0);
    while counted < BATCHES {
        let mut sums = [[T::zero(); COLS]; ROWS];
        let began = clock();
        for _ in 0..passes {
            pass::<T>(black_box(&pixels), black_box(&weights), &mut sums);
        }
        let ms = clock() - began;
        check::<T>(&a, &b, passes, &sums)?;
        if ms >= LEAST_MS || passes == MOST_PASSES {
            if ms <= 0.0 {
                return Err(Error::NoClock);
            }
            let products = passes * STEPS * ROWS * COLS * 4 * T::DEPTH;
            best = f64::max(best, products as f64 / ms);
            counted += 1;
        } else {
            passes = (passes * 2).min(MOST_PASSES);
        }
    }
    Ok(best)
}

/// Adds one pass over the operands to the sums. A function of its own, so that a browser compiles
/// it well after some hundred calls.
#[inline(never)]
fn pass<T: Step>(
    pixels: &[T::Element],
    weights: &[T::Element],
    sums: &mut [[T::Sums; COLS]; ROWS],
) {
    assert!(pixels.len() == STEPS * ROWS * T::DEPTH);
    assert!(weights.len() == STEPS * COLS * 4 * T::DEPTH);
    let (mut pixels, mut weights) = (pixels.as_ptr(), weights.as_ptr());
    let mut tile = *sums;
    // One step a turn: V8 finds registers for the sums of one, and spills those of more.
    for _ in 0..STEPS {
        // SAFETY: the elements of `STEPS` steps, which both slices have; at last one past the end.
        unsafe {
            let columns = [T::load(weights), T::load(weights.add(4 * T::DEPTH))];
            for (row, sums) in tile.iter_mut().enumerate() {
                let pixel = T::splat(pixels.add(row * T::DEPTH));
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = T::multiply_add(pixel, column, *sum);
                }
            }
            pixels = pixels.add(ROWS * T::DEPTH);
            weights = weights.add(COLS * 4 * T::DEPTH);
        }
    }
    *sums = tile;
}

/// Compares the sums with those of plain loops.
fn check<T: Step>(
    pixels: &[i8],
    weights: &[i8],
    passes: usize,
    sums: &[[T::Sums; COLS]; ROWS],
) -> Result<(), Error> {
    for (row, sums) in sums.iter().enumerate() {
        let lanes = sums.iter().flat_map(|&sums| T::lanes(sums));
        for (column, got) in lanes.enumerate() {
            let product = |at: usize| {
                let (step, depth) = (at / T::DEPTH, at % T::DEPTH);
                let pixel = pixels[(step * ROWS + row) * T::DEPTH + depth];
                let weight = weights[(step * COLS * 4 + column) * T::DEPTH + depth];
                i64::from(pixel) * i64::from(weight)
            };
            let once: i64 = (0..STEPS * T::DEPTH).map(product).sum();
            if got != once * passes as i64 {
                return Err(Error::WrongArithmetic);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    #[test]
    fn gives_a_peak_that_a_machine_can_have() {
        let peak = calibrate::<Scalar>(|| START.elapsed().as_secs_f64() * 1e3).expect("a peak");
        for macs_per_ms in [peak.integer, peak.float] {
            assert!((1e4..1e9).contains(&macs_per_ms), "{macs_per_ms} per ms");
        }
    }

    #[test]
    fn needs_a_clock() {
        assert_eq!(calibrate::<Scalar>(|| 0.0), Err(Error::NoClock));
    }

    #[test]
    fn notices_a_wrong_sum() {
        let mut sums = [[Pairs::<Scalar>::zero(); COLS]; ROWS];
        let (pixels, weights) = ([1; STEPS * ROWS * 2], [2; STEPS * COLS * 4 * 2]);
        pass::<Pairs<Scalar>>(&pixels.map(i16::from), &weights.map(i16::from), &mut sums);
        assert_eq!(check::<Pairs<Scalar>>(&pixels, &weights, 1, &sums), Ok(()));
        sums[3][1][2] += 1;
        let found = check::<Pairs<Scalar>>(&pixels, &weights, 1, &sums);
        assert_eq!(found, Err(Error::WrongArithmetic));
    }
}
