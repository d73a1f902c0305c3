//! The machine's peak: how many multiply-accumulates a millisecond the kernels' inner loops reach
//! when all operands are in the first-level cache (the ceiling of the roofline model: Williams,
//! Waterman and Patterson, CACM 52(4), 2009).
//!
//! The shape is that of the matrix products: a microtile of MR pixels by NR outputs, whose sums
//! stay in registers. The sums are compared with those of plain loops, so that neither a compiler
//! that drops work nor a wrong instruction can give a peak.

use super::f32::gemm::MR as FLOAT_MR;
use super::int8::dot::{Dot, DotKernel, I16, Microtile, NR, Pairs, Signed, Unsigned};
use crate::Error;
use crate::simd::{Best, Simd};
use std::hint::black_box;
use std::marker::PhantomData;

/// Groups along `k`: 7 KiB of operands in total.
const GROUPS: usize = 128;
/// Bytes of a group, of a pixel or of an output.
const GROUP: usize = 4;
/// Milliseconds that a batch must take: clocks are coarse.
const LEAST_MS: f64 = 4.0;
/// Batches of that length; the fastest counts.
const BATCHES: usize = 24;
/// Passes over the operands in a batch, at most: sums of f32 stay whole numbers below 2^24.
const MOST_PASSES: usize = 1 << 15;

/// Multiply-accumulates per millisecond of one thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Of the inner loop of quantised layers.
    pub integer: f64,
    /// Of the inner loop of float layers.
    pub float: f64,
}

/// Measures the peak, in about a quarter of a second; `clock` returns milliseconds.
///
/// # Errors
/// [`Error::WrongArithmetic`] if a sum is wrong, [`Error::NoClock`] if the clock stands still.
pub fn measure(dot: Dot, clock: fn() -> f64) -> Result<Peak, Error> {
    measure_on::<Best>(dot, clock)
}

/// The probe of a kind of dot product.
macro_rules! probe {
    ($S:ty, $kind:ty) => {
        Probe::of::<Dots<$S, $kind, { <$kind as DotKernel>::MR }>>()
    };
}

fn measure_on<S: Simd>(dot: Dot, clock: fn() -> f64) -> Result<Peak, Error> {
    let integer = match dot {
        Dot::Unsigned => probe!(S, Unsigned).peak(clock),
        Dot::Signed => probe!(S, Signed).peak(clock),
        // A layer uses the one of these two that suits its weights.
        Dot::Pairs => {
            let words = probe!(S, I16).peak(clock)?;
            probe!(S, Pairs<2>).peak(clock).map(|pairs| pairs.max(words))
        }
        Dot::I16 => probe!(S, I16).peak(clock),
    };
    Ok(Peak { integer: integer?, float: Probe::of::<Floats<S>>().peak(clock)? })
}

/// Nanoseconds that 4 inputs of a microtile take, for the kinds of dot product that a layer chooses
/// from where [`Dot::Pairs`] is the fastest that the machine has; and an overflow group of 4
/// outputs. The table of choices in `int8/gemm.rs` has these prices, in other units.
///
/// # Errors
/// As [`measure`].
pub fn prices(clock: fn() -> f64) -> Result<[(&'static str, f64); 4], Error> {
    let ns = |probe: Probe| {
        probe.peak(clock).map(|macs_per_ms| (PAIRS_MR * NR * 4) as f64 / macs_per_ms * 1e6)
    };
    Ok([
        ("chains of pairs", ns(probe!(Best, Pairs<2>))?),
        ("pairs", ns(probe!(Best, Pairs<1>))?),
        ("i16", ns(probe!(Best, I16))?),
        ("an overflow group", ns(Probe::of::<OverflowGroups<Best>>())? / 2.0),
    ])
}

/// The body of an inner loop: it adds the products of a few groups to the sums of a microtile.
trait InnerLoop {
    /// Pixels in a microtile.
    const MR: usize;
    /// The sums of a microtile.
    type Sums: Copy;
    /// A constant that stays in a register.
    type Held: Copy;
    /// Operands in a group.
    const K_TILE: usize;
    /// Groups that one call adds.
    const CHAIN: usize;
    /// Appends a small whole number as an operand.
    fn push(value: u8, to: &mut Vec<u8>);
    fn zero() -> Self::Sums;
    fn hold(ones: &[i16; 8]) -> Self::Held;
    /// # Safety
    /// `CHAIN` groups of MR pixels are readable at `pixels`, of NR outputs at `weights`.
    unsafe fn accumulate(
        sums: &mut Self::Sums,
        pixels: *const u8,
        weights: *const u8,
        held: Self::Held,
    );
    /// The sums, by pixel and output.
    fn read(sums: &Self::Sums) -> Sums;
}

/// Integers, by the dot product `K` of MR pixels.
struct Dots<S, K, const MR: usize>(PhantomData<(S, K)>);

impl<S: Simd, K: DotKernel, const MR: usize> InnerLoop for Dots<S, K, MR> {
    const MR: usize = MR;
    type Sums = Microtile<S, MR>;
    type Held = S::I16;
    const K_TILE: usize = K::K_TILE;
    const CHAIN: usize = K::CHAIN;
    fn push(value: u8, to: &mut Vec<u8>) {
        to.extend(&u32::from(value).to_le_bytes()[..GROUP / K::K_TILE]);
    }
    fn zero() -> Microtile<S, MR> {
        [[S::splat_i32(0); 2]; MR]
    }
    fn hold(ones: &[i16; 8]) -> S::I16 {
        // SAFETY: 8 elements.
        unsafe { S::load_i16(ones.as_ptr()) }
    }
    #[inline(always)]
    unsafe fn accumulate(
        sums: &mut Microtile<S, MR>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        // SAFETY: as the caller promises.
        unsafe { K::accumulate::<S, MR>(sums, pixels, weights, ones) }
    }
    fn read(sums: &Microtile<S, MR>) -> Sums {
        let read = |halves: &[S::I32; 2]| {
            let mut lanes = [0; NR];
            // SAFETY: room for twice four lanes.
            unsafe {
                S::store_i32(lanes.as_mut_ptr(), halves[0]);
                S::store_i32(lanes.as_mut_ptr().add(4), halves[1]);
            }
            lanes.map(i64::from)
        };
        sums.iter().map(read).collect()
    }
}

/// Pixels in a microtile of [`Pairs`].
const PAIRS_MR: usize = <Pairs<1> as DotKernel>::MR;

/// Groups of 8 outputs as two overflow groups of [`Pairs`].
struct OverflowGroups<S>(PhantomData<S>);

impl<S: Simd> InnerLoop for OverflowGroups<S> {
    const MR: usize = PAIRS_MR;
    type Sums = Microtile<S, PAIRS_MR>;
    type Held = S::I16;
    const K_TILE: usize = 4;
    const CHAIN: usize = 1;
    fn push(value: u8, to: &mut Vec<u8>) {
        to.push(value);
    }
    fn zero() -> Self::Sums {
        Dots::<S, Pairs<1>, PAIRS_MR>::zero()
    }
    fn hold(ones: &[i16; 8]) -> S::I16 {
        Dots::<S, Pairs<1>, PAIRS_MR>::hold(ones)
    }
    #[inline(always)]
    unsafe fn accumulate(
        sums: &mut Self::Sums,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        // SAFETY: as the caller promises: twice 4 outputs.
        unsafe {
            Pairs::<1>::accumulate_overflow::<S, 0, PAIRS_MR>(sums, pixels, weights, ones);
            Pairs::<1>::accumulate_overflow::<S, 1, PAIRS_MR>(sums, pixels, weights.add(16), ones);
        }
    }
    fn read(sums: &Self::Sums) -> Sums {
        Dots::<S, Pairs<1>, PAIRS_MR>::read(sums)
    }
}

/// Single precision.
struct Floats<S>(PhantomData<S>);

impl<S: Simd> InnerLoop for Floats<S> {
    const MR: usize = FLOAT_MR;
    type Sums = [[S::F32; 2]; FLOAT_MR];
    type Held = ();
    const K_TILE: usize = 1;
    const CHAIN: usize = 1;
    fn push(value: u8, to: &mut Vec<u8>) {
        to.extend(f32::from(value).to_ne_bytes());
    }
    fn zero() -> Self::Sums {
        [[S::splat_f32(0.0); 2]; FLOAT_MR]
    }
    fn hold(_: &[i16; 8]) {}
    #[inline(always)]
    unsafe fn accumulate(sums: &mut Self::Sums, pixels: *const u8, weights: *const u8, (): ()) {
        let (pixels, weights) = (pixels.cast::<f32>(), weights.cast::<f32>());
        // SAFETY: as the caller promises: FLOAT_MR pixels and NR outputs; no load needs alignment.
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
    fn read(sums: &Self::Sums) -> Sums {
        let read = |halves: &[S::F32; 2]| {
            let mut lanes = [0.0; NR];
            // SAFETY: room for twice four lanes.
            unsafe {
                S::store_f32(lanes.as_mut_ptr(), halves[0]);
                S::store_f32(lanes.as_mut_ptr().add(4), halves[1]);
            }
            lanes.map(|lane| lane as i64)
        };
        sums.iter().map(read).collect()
    }
}

/// Sums by pixel and output.
type Sums = Vec<[i64; NR]>;

/// An inner loop without its type, so that the code around it is compiled once.
struct Probe {
    mr: usize,
    k_tile: usize,
    push: fn(u8, &mut Vec<u8>),
    run: fn(&[u8], &[u8], usize) -> Sums,
}

impl Probe {
    fn of<T: InnerLoop>() -> Self {
        Self { mr: T::MR, k_tile: T::K_TILE, push: T::push, run: passes::<T> }
    }

    /// The fastest of many batches, in multiply-accumulates per millisecond.
    fn peak(&self, clock: fn() -> f64) -> Result<f64, Error> {
        let (a, b) = (self.values(self.mr, 5), self.values(NR, 11));
        let (pixels, weights) = (self.operands(&a), self.operands(&b));
        let expected = self.plain(&a, &b);
        let (mut passes, mut best, mut counted) = (64, 0.0, 0);
        while counted < BATCHES {
            let began = clock();
            let sums = (self.run)(&pixels, &weights, passes);
            let ms = clock() - began;
            let right = expected.iter().map(|row| row.map(|sum| sum * passes as i64));
            if !sums.into_iter().eq(right) {
                return Err(Error::WrongArithmetic);
            }
            if ms >= LEAST_MS || passes == MOST_PASSES {
                if ms <= 0.0 {
                    return Err(Error::NoClock);
                }
                let products = passes * GROUPS * self.mr * NR * self.k_tile;
                best = f64::max(best, products as f64 / ms);
                counted += 1;
            } else {
                passes = (passes * 2).min(MOST_PASSES);
            }
        }
        Ok(best)
    }

    /// Whole numbers from 0 to 3, as many as the pixels or the outputs of the microtile take.
    fn values(&self, side: usize, seed: usize) -> Vec<u8> {
        (0..GROUPS * side * self.k_tile).map(|i| (i * seed % 61 % 4) as u8).collect()
    }

    fn operands(&self, values: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        values.iter().for_each(|&value| (self.push)(value, &mut bytes));
        bytes
    }

    /// The sums of one pass, in plain loops.
    fn plain(&self, pixels: &[u8], weights: &[u8]) -> Sums {
        let mut sums = vec![[0; NR]; self.mr];
        for group in 0..GROUPS {
            for (row, sums) in sums.iter_mut().enumerate() {
                for (column, sum) in sums.iter_mut().enumerate() {
                    for at in 0..self.k_tile {
                        let pixel = pixels[(group * self.mr + row) * self.k_tile + at];
                        let weight = weights[(group * NR + column) * self.k_tile + at];
                        *sum += i64::from(pixel) * i64::from(weight);
                    }
                }
            }
        }
        sums
    }
}

/// The sums of so many passes over the operands.
fn passes<T: InnerLoop>(pixels: &[u8], weights: &[u8], passes: usize) -> Sums {
    let (ones, mut sums) = ([1; 8], T::zero());
    for _ in 0..passes {
        pass::<T>(black_box(pixels), black_box(weights), black_box(&ones), &mut sums);
    }
    T::read(&sums)
}

/// Adds one pass over the operands to the sums. A function of its own, so that a browser optimises
/// it after some hundred calls.
#[inline(never)]
fn pass<T: InnerLoop>(pixels: &[u8], weights: &[u8], ones: &[i16; 8], sums: &mut T::Sums) {
    assert!(pixels.len() == GROUPS * T::MR * GROUP && weights.len() == GROUPS * NR * GROUP);
    let (mut pixels, mut weights, held) = (pixels.as_ptr(), weights.as_ptr(), T::hold(ones));
    let mut tile = *sums;
    // Not unrolled: V8 finds registers for the sums of one call, and spills those of more.
    for _ in 0..GROUPS / T::CHAIN {
        // SAFETY: the groups that both slices have; at last one past the end.
        unsafe {
            T::accumulate(&mut tile, pixels, weights, held);
            pixels = pixels.add(T::MR * GROUP * T::CHAIN);
            weights = weights.add(NR * GROUP * T::CHAIN);
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
    fn every_price_is_measured() {
        let prices = prices(|| START.elapsed().as_secs_f64() * 1e3).expect("prices");
        for (name, ns) in prices {
            assert!((1e-2..1e5).contains(&ns), "{name}: {ns} ns");
        }
    }

    #[test]
    fn needs_a_clock() {
        assert_eq!(measure(Dot::I16, || 0.0), Err(Error::NoClock));
    }

    /// A loop that does nothing.
    struct Idle;

    impl InnerLoop for Idle {
        const MR: usize = 4;
        type Sums = ();
        type Held = ();
        const K_TILE: usize = 4;
        const CHAIN: usize = 1;
        fn push(value: u8, to: &mut Vec<u8>) {
            to.push(value);
        }
        fn zero() {}
        fn hold(_: &[i16; 8]) {}
        unsafe fn accumulate((): &mut (), _: *const u8, _: *const u8, (): ()) {}
        fn read((): &()) -> Sums {
            vec![[0; NR]; 4]
        }
    }

    #[test]
    fn notices_wrong_sums() {
        assert_eq!(Probe::of::<Idle>().peak(|| 0.0), Err(Error::WrongArithmetic));
    }

    #[test]
    fn floats_stay_whole_numbers() {
        type Loop = Floats<Scalar>;
        let probe = Probe::of::<Loop>();
        let once = probe.plain(&probe.values(probe.mr, 5), &probe.values(NR, 11));
        let most = once.iter().flatten().max().expect("sums");
        assert!(most * (MOST_PASSES as i64) < 1 << 24, "{most} a pass");
    }
}
