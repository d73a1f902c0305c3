//! The machine's own peak: how many multiply-accumulates a second the kernels' inner steps reach
//! when their operands never leave the first-level cache and nothing else is done.
//!
//! The shape is that of the matrix products: a tile of 4 pixels by 8 outputs, whose sums stay in
//! registers. What the sums come to is known, so neither a compiler nor a wrong instruction can
//! make the peak up.

use super::int8::dot::{Dot, I16, Pairs, Signed, Sum, Sums, Unsigned};
use crate::Error;
use crate::simd::{Best, Simd};
use std::hint::black_box;
use std::marker::PhantomData;

/// Pixels in the tile.
const ROWS: usize = 4;
/// Outputs in the tile.
const COLS: usize = 8;
/// Groups along `k`: 6 KiB of operands.
const GROUPS: usize = 128;
/// Bytes of a group, of a pixel or of an output.
const GROUP: usize = 4;
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
pub fn measure(dot: Dot, clock: fn() -> f64) -> Result<Peak, Error> {
    measure_on::<Best>(dot, clock)
}

fn measure_on<S: Simd>(dot: Dot, clock: fn() -> f64) -> Result<Peak, Error> {
    let integer = match dot {
        Dot::Unsigned => Probe::of::<Dots<S, Unsigned>>().peak(clock),
        Dot::Signed => Probe::of::<Dots<S, Signed>>().peak(clock),
        // A layer takes of these two what suits its weights.
        Dot::Pairs => {
            let words = Probe::of::<Dots<S, I16>>().peak(clock)?;
            Probe::of::<Dots<S, Pairs<2>>>().peak(clock).map(|pairs| pairs.max(words))
        }
        Dot::I16 => Probe::of::<Dots<S, I16>>().peak(clock),
    };
    Ok(Peak { integer: integer?, float: Probe::of::<Floats<S>>().peak(clock)? })
}

/// An inner step: a tile's sums take in a few groups of operands.
trait Step {
    /// The sums of a tile.
    type Sums: Copy;
    /// What stays in a register beside them.
    type Held: Copy;
    /// Operands in a group.
    const DEPTH: usize;
    /// Groups in a step.
    const CHAIN: usize;
    /// Appends a small whole number as an operand.
    fn push(value: u8, to: &mut Vec<u8>);
    fn zero() -> Self::Sums;
    fn hold(ones: &[i16; 8]) -> Self::Held;
    /// # Safety
    /// `CHAIN` groups of each pixel readable at `pixels`, of each output at `weights`.
    unsafe fn step(sums: &mut Self::Sums, pixels: *const u8, weights: *const u8, held: Self::Held);
    /// The sums, by pixel and output.
    fn read(sums: &Self::Sums) -> Tile;
}

/// Integers, summed as `K` does it.
struct Dots<S, K>(PhantomData<(S, K)>);

impl<S: Simd, K: Sum> Step for Dots<S, K> {
    type Sums = Sums<S>;
    type Held = S::I16;
    const DEPTH: usize = K::DEPTH;
    const CHAIN: usize = K::CHAIN;
    fn push(value: u8, to: &mut Vec<u8>) {
        to.extend(&u32::from(value).to_le_bytes()[..GROUP / K::DEPTH]);
    }
    fn zero() -> Sums<S> {
        [[S::splat_i32(0); 2]; 4]
    }
    fn hold(ones: &[i16; 8]) -> S::I16 {
        // SAFETY: 8 elements.
        unsafe { S::load_i16(ones.as_ptr()) }
    }
    #[inline(always)]
    unsafe fn step(sums: &mut Sums<S>, pixels: *const u8, weights: *const u8, ones: S::I16) {
        // SAFETY: as the caller promises: 4 pixels and 8 outputs.
        unsafe { K::step::<S>(sums, pixels, weights, ones) }
    }
    fn read(sums: &Sums<S>) -> Tile {
        let mut read = [[0; COLS]; ROWS];
        for (diagonal, halves) in sums.iter().enumerate() {
            for (half, &sums) in halves.iter().enumerate() {
                let mut lanes = [0; 4];
                // SAFETY: room for four lanes.
                unsafe { S::store_i32(lanes.as_mut_ptr(), sums) };
                for (lane, sum) in lanes.into_iter().enumerate() {
                    read[(lane + diagonal) % ROWS][half * 4 + lane] = i64::from(sum);
                }
            }
        }
        read
    }
}

/// Single precision.
struct Floats<S>(PhantomData<S>);

impl<S: Simd> Step for Floats<S> {
    type Sums = [[S::F32; 2]; ROWS];
    type Held = ();
    const DEPTH: usize = 1;
    const CHAIN: usize = 1;
    fn push(value: u8, to: &mut Vec<u8>) {
        to.extend(f32::from(value).to_ne_bytes());
    }
    fn zero() -> Self::Sums {
        [[S::splat_f32(0.0); 2]; ROWS]
    }
    fn hold(_: &[i16; 8]) {}
    #[inline(always)]
    unsafe fn step(sums: &mut Self::Sums, pixels: *const u8, weights: *const u8, (): ()) {
        let (pixels, weights) = (pixels.cast::<f32>(), weights.cast::<f32>());
        // SAFETY: as the caller promises: 4 pixels and 8 outputs; no load needs alignment.
        unsafe {
            let columns = [S::load_f32(weights), S::load_f32(weights.add(4))];
            for (row, sums) in sums.iter_mut().enumerate() {
                let pixel = S::load_splat_f32(pixels.add(row));
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = S::mul_add_f32(pixel, column, *sum);
                }
            }
        }
    }
    fn read(sums: &Self::Sums) -> Tile {
        sums.map(|halves| {
            let mut lanes = [0.0; COLS];
            // SAFETY: room for twice four lanes.
            unsafe {
                S::store_f32(lanes.as_mut_ptr(), halves[0]);
                S::store_f32(lanes.as_mut_ptr().add(4), halves[1]);
            }
            lanes.map(|lane| lane as i64)
        })
    }
}

/// Sums by pixel and output.
type Tile = [[i64; COLS]; ROWS];

/// An inner step with its type behind it, so that what surrounds it is there once.
struct Probe {
    depth: usize,
    push: fn(u8, &mut Vec<u8>),
    run: fn(&[u8], &[u8], usize) -> Tile,
}

impl Probe {
    fn of<T: Step>() -> Self {
        Self { depth: T::DEPTH, push: T::push, run: passes::<T> }
    }

    /// The best of many batches, in multiply-accumulates per millisecond.
    fn peak(&self, clock: fn() -> f64) -> Result<f64, Error> {
        let (a, b) = (self.values(ROWS, 5), self.values(COLS, 11));
        let (pixels, weights) = (self.operands(&a), self.operands(&b));
        let expected = self.plain(&a, &b);
        let (mut passes, mut best, mut counted) = (64, 0.0, 0);
        while counted < BATCHES {
            let began = clock();
            let sums = (self.run)(&pixels, &weights, passes);
            let ms = clock() - began;
            if sums != expected.map(|row| row.map(|sum| sum * passes as i64)) {
                return Err(Error::WrongArithmetic);
            }
            if ms >= LEAST_MS || passes == MOST_PASSES {
                if ms <= 0.0 {
                    return Err(Error::NoClock);
                }
                let products = passes * GROUPS * ROWS * COLS * self.depth;
                best = f64::max(best, products as f64 / ms);
                counted += 1;
            } else {
                passes = (passes * 2).min(MOST_PASSES);
            }
        }
        Ok(best)
    }

    /// Whole numbers from 0 to 3, as many as a side of the tile takes.
    fn values(&self, side: usize, seed: usize) -> Vec<u8> {
        (0..GROUPS * side * self.depth).map(|i| (i * seed % 61 % 4) as u8).collect()
    }

    fn operands(&self, values: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        values.iter().for_each(|&value| (self.push)(value, &mut bytes));
        bytes
    }

    /// What one pass adds, in plain loops.
    fn plain(&self, pixels: &[u8], weights: &[u8]) -> Tile {
        let mut sums = [[0; COLS]; ROWS];
        for group in 0..GROUPS {
            for (row, sums) in sums.iter_mut().enumerate() {
                for (column, sum) in sums.iter_mut().enumerate() {
                    for at in 0..self.depth {
                        let pixel = pixels[(group * ROWS + row) * self.depth + at];
                        let weight = weights[(group * COLS + column) * self.depth + at];
                        *sum += i64::from(pixel) * i64::from(weight);
                    }
                }
            }
        }
        sums
    }
}

/// The sums of so many passes over the operands.
fn passes<T: Step>(pixels: &[u8], weights: &[u8], passes: usize) -> Tile {
    let (ones, mut sums) = ([1; 8], T::zero());
    for _ in 0..passes {
        pass::<T>(black_box(pixels), black_box(weights), black_box(&ones), &mut sums);
    }
    T::read(&sums)
}

/// Adds one pass over the operands to the sums. A function of its own, so that a browser compiles
/// it well after some hundred calls.
#[inline(never)]
fn pass<T: Step>(pixels: &[u8], weights: &[u8], ones: &[i16; 8], sums: &mut T::Sums) {
    assert!(pixels.len() == GROUPS * ROWS * GROUP && weights.len() == GROUPS * COLS * GROUP);
    let (mut pixels, mut weights, held) = (pixels.as_ptr(), weights.as_ptr(), T::hold(ones));
    let mut tile = *sums;
    // One step a turn: V8 finds registers for the sums of one, and spills those of more.
    for _ in 0..GROUPS / T::CHAIN {
        // SAFETY: the groups that both slices have; at last one past the end.
        unsafe {
            T::step(&mut tile, pixels, weights, held);
            pixels = pixels.add(ROWS * GROUP * T::CHAIN);
            weights = weights.add(COLS * GROUP * T::CHAIN);
        }
    }
    *sums = tile;
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
        for dot in Dot::ALL {
            let clock = || START.elapsed().as_secs_f64() * 1e3;
            let peak = measure(dot, clock).expect("a peak");
            for macs_per_ms in [peak.integer, peak.float] {
                assert!((1e3..1e9).contains(&macs_per_ms), "{dot:?}: {macs_per_ms} per ms");
            }
        }
    }

    #[test]
    fn needs_a_clock() {
        assert_eq!(measure(Dot::I16, || 0.0), Err(Error::NoClock));
    }

    /// A step that does nothing.
    struct Idle;

    impl Step for Idle {
        type Sums = ();
        type Held = ();
        const DEPTH: usize = 4;
        const CHAIN: usize = 1;
        fn push(value: u8, to: &mut Vec<u8>) {
            to.push(value);
        }
        fn zero() {}
        fn hold(_: &[i16; 8]) {}
        unsafe fn step((): &mut (), _: *const u8, _: *const u8, (): ()) {}
        fn read((): &()) -> Tile {
            [[0; COLS]; ROWS]
        }
    }

    #[test]
    fn notices_wrong_sums() {
        assert_eq!(Probe::of::<Idle>().peak(|| 0.0), Err(Error::WrongArithmetic));
    }

    #[test]
    fn floats_stay_whole_numbers() {
        type Step = Floats<Scalar>;
        let probe = Probe::of::<Step>();
        let once = probe.plain(&probe.values(ROWS, 5), &probe.values(COLS, 11));
        let most = once.iter().flatten().max().expect("sums");
        assert!(most * (MOST_PASSES as i64) < 1 << 24, "{most} a pass");
    }
}
