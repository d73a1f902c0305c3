//! How products are summed: what the machine's dot instruction does is tried out at start, and the
//! packed weights follow it.
//!
//! All kinds take 32 bits of neighbouring inputs of each of 4 pixels, and of each of 8 outputs'
//! weights, at a time: a *group*. Weights that an instruction cannot take go into extra groups.
//!
//! Sums come as diagonals: in lane `i` of vector `j`, pixel `(i + j) % 4` meets output `i`. The four
//! pixels are one load and three rotations, which V8 does in fewer instructions than four loads that
//! each repeat one pixel.

use crate::simd::{Best, Simd, VARIANT};
use std::hint::black_box;

/// How the products of the pointwise and standard layers are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dot {
    /// Four products of an unsigned byte and a signed one, into i32: x64 with AVX-VNNI.
    Unsigned,
    /// Four products of signed bytes, into i32: arm64 with the dot product extension.
    Signed,
    /// Two products of an unsigned byte and a signed one, saturating in i16, which no sum here
    /// reaches: all of x64.
    Pairs,
    /// Two products of i16, into i32: everywhere.
    I16,
}

impl Dot {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Unsigned, Self::Signed, Self::Pairs, Self::I16];

    /// What suits this machine best, found by trying.
    pub fn probe() -> Self {
        Self::here().next().unwrap_or(Self::I16)
    }

    /// The best of this name that works on this machine.
    pub fn named(name: &str) -> Option<Self> {
        Self::here().find(|dot| dot.name() == name)
    }

    /// Those that work on this machine, the best first. Without relaxed SIMD only I16 is an
    /// instruction; the others work, and are slow.
    fn here() -> impl Iterator<Item = Self> {
        let bytes = VARIANT != "simd128";
        let all = Self::ALL.into_iter().filter(move |&dot| bytes || dot == Self::I16);
        all.filter(|dot| dot.works_on::<Best>())
    }

    /// What it is called in JavaScript; sums of 16 bits have one name there.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Signed => "signed",
            Self::Pairs | Self::I16 => "i16",
        }
    }

    /// Whether the machine's instructions, tried on sums that would saturate and signs that tell,
    /// are what this kind takes them for.
    pub fn works_on<S: Simd>(self) -> bool {
        // -128 never meets -128 twice: on arm64 that wraps in V8 until it has optimised.
        let weights: [i8; 16] = black_box([
            -128, -128, -128, -128, 127, 127, 127, 127, -127, 1, 64, 64, -64, -64, 1, 0,
        ]);
        let inputs: [u8; 16] =
            black_box([255, 255, 255, 255, 255, 255, 255, 255, 128, 3, 255, 255, 255, 255, 200, 9]);
        // SAFETY: both arrays are as long as a vector.
        let (w, a) =
            unsafe { (S::load_bytes(weights.as_ptr().cast()), S::load_bytes(inputs.as_ptr())) };
        let fours = |sums: S::I32, input: fn(u8) -> i32| {
            let mut all = [0i32; 4];
            // SAFETY: the array is as long as a vector.
            unsafe { S::store_i32(all.as_mut_ptr(), sums) };
            let product = |i: usize| i32::from(weights[i]) * input(inputs[i]);
            (0..4).all(|lane| all[lane] == (lane * 4..lane * 4 + 4).map(product).sum::<i32>())
        };
        let none = S::splat_i32(0);
        match self {
            Self::Unsigned => fours(S::dot_4_unsigned(none, w, a), i32::from),
            Self::Signed => fours(S::dot_4_signed(none, w, a), |byte| i32::from(byte as i8)),
            Self::Pairs => {
                let mut twos = [0i16; 8];
                // SAFETY: the array is as long as a vector.
                unsafe { S::store_i16(twos.as_mut_ptr(), S::dot_2(w, a)) };
                twos[5..] == [32_640, -32_640, 200]
            }
            Self::I16 => true,
        }
    }
}

/// One way to sum, as the kernels' inner step: 4 pixels by 8 outputs.
pub(super) trait Sum {
    /// Inputs in a group.
    const DEPTH: usize;
    /// Groups that are summed before they are widened.
    const CHAIN: usize;

    /// Whether [`Self::take`] takes everything of a chain of several outputs, side by side.
    fn fits(weights: &[[i16; 8]]) -> bool;

    /// What of an output's `weights`, `[groups][DEPTH]` of at most [`Self::CHAIN`] groups, can be
    /// taken at once, as the bytes of each group; it is taken off them.
    fn take(weights: &mut [i16]) -> [[u8; 4]; 2];

    /// Puts the inputs from `rows` into 4 groups, and returns where the next go.
    ///
    /// # Safety
    /// `4 * DEPTH` readable bytes at each of `rows`, 64 writable ones at `to`.
    unsafe fn pack<S: Simd>(rows: [*const u8; 4], to: *mut u8) -> *mut u8 {
        // SAFETY: as the caller promises: DEPTH is 4 unless this is written otherwise.
        let rows = rows.map(|row| unsafe { S::load_bytes(row) });
        for (i, group) in S::transpose_fours(rows).into_iter().enumerate() {
            // SAFETY: `i < 4`: 64 bytes in all.
            unsafe { S::store_bytes(to.add(i * 16), group) };
        }
        // SAFETY: one past the 64 bytes.
        unsafe { to.add(64) }
    }

    /// Adds the products of [`Self::CHAIN`] groups.
    ///
    /// # Safety
    /// `16 * CHAIN` readable bytes at `pixels`, `32 * CHAIN` at `weights`.
    unsafe fn step<S: Simd>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    );

    /// Adds the products of one extra group.
    ///
    /// # Safety
    /// 16 readable bytes at `pixels`, 32 at `weights`.
    unsafe fn extra<S: Simd>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    );
}

/// Of 4 pixels and 8 outputs, as diagonals of 4 by 4: of outputs 0 to 3, and of outputs 4 to 7.
pub(super) type Sums<S> = [[<S as Simd>::I32; 2]; 4];

/// [`Dot::Unsigned`].
pub(super) struct Unsigned;
/// [`Dot::Signed`].
pub(super) struct Signed;
/// [`Dot::Pairs`], `C` groups in a chain: one or two.
pub(super) struct Pairs<const C: usize>;
/// [`Dot::I16`].
pub(super) struct I16;

/// Takes of each weight what is within `lowest ..= 127`.
fn take_bytes(weights: &mut [i16], lowest: i16) -> [[u8; 4]; 2] {
    let mut bytes = [[0; 4]; 2];
    for (weight, byte) in weights.iter_mut().zip(bytes.as_flattened_mut()) {
        let taken = (*weight).clamp(lowest, 127);
        *weight -= taken;
        *byte = taken as u8;
    }
    bytes
}

/// Whether all weights are within `lowest ..= 127`.
fn are_bytes(weights: &[[i16; 8]], lowest: i16) -> bool {
    let (mut least, mut most) = ([0; 8], [0; 8]);
    for weights in weights {
        least = std::array::from_fn(|i| weights[i].min(least[i]));
        most = std::array::from_fn(|i| weights[i].max(most[i]));
    }
    (0..8).fold(true, |fits, i| fits & (least[i] >= lowest) & (most[i] <= 127))
}

/// The inner step of the kinds without chains: `$add` adds to one sum.
macro_rules! single {
    ($add:expr) => {
        #[inline(always)]
        unsafe fn step<S: Simd>(
            sums: &mut Sums<S>,
            pixels: *const u8,
            weights: *const u8,
            _: S::I16,
        ) {
            // SAFETY: within what the caller promises.
            let (pixels, low, high) = unsafe {
                (S::load_bytes(pixels), S::load_bytes(weights), S::load_bytes(weights.add(16)))
            };
            let mut add = |j: usize, pixels: S::Bytes| {
                sums[j] = [$add(sums[j][0], low, pixels), $add(sums[j][1], high, pixels)];
            };
            add(0, pixels);
            add(1, S::rotate_1(pixels));
            add(2, S::rotate_2(pixels));
            add(3, S::rotate_3(pixels));
        }

        #[inline(always)]
        unsafe fn extra<S: Simd>(
            sums: &mut Sums<S>,
            pixels: *const u8,
            weights: *const u8,
            ones: S::I16,
        ) {
            // SAFETY: as the caller promises: a chain is one group.
            unsafe { Self::step::<S>(sums, pixels, weights, ones) }
        }
    };
}

impl Sum for Unsigned {
    const DEPTH: usize = 4;
    const CHAIN: usize = 1;

    fn fits(weights: &[[i16; 8]]) -> bool {
        are_bytes(weights, -128)
    }

    fn take(weights: &mut [i16]) -> [[u8; 4]; 2] {
        take_bytes(weights, -128)
    }

    single!(S::dot_4_unsigned);
}

impl Sum for Signed {
    const DEPTH: usize = 4;
    const CHAIN: usize = 1;

    fn fits(weights: &[[i16; 8]]) -> bool {
        are_bytes(weights, -127)
    }

    /// Without -128: twice -128 times -128 leaves i16, through which some engines sum.
    fn take(weights: &mut [i16]) -> [[u8; 4]; 2] {
        take_bytes(weights, -127)
    }

    #[inline(always)]
    unsafe fn pack<S: Simd>(rows: [*const u8; 4], to: *mut u8) -> *mut u8 {
        // SAFETY: as the caller promises.
        let rows = rows.map(|row| S::flip_bytes(unsafe { S::load_bytes(row) }));
        for (i, group) in S::transpose_fours(rows).into_iter().enumerate() {
            // SAFETY: `i < 4`: 64 bytes in all.
            unsafe { S::store_bytes(to.add(i * 16), group) };
        }
        // SAFETY: one past the 64 bytes.
        unsafe { to.add(64) }
    }

    single!(S::dot_4_signed);
}

impl<const C: usize> Sum for Pairs<C> {
    const DEPTH: usize = 4;
    const CHAIN: usize = C;

    fn fits(weights: &[[i16; 8]]) -> bool {
        let mut over = [0i16; 8];
        for lane in [0, 2] {
            let (mut plus, mut minus) = ([0i16; 8], [0i16; 8]);
            for group in weights.chunks_exact(4) {
                for weights in &group[lane..lane + 2] {
                    plus = std::array::from_fn(|i| plus[i] + weights[i].max(0));
                    minus = std::array::from_fn(|i| minus[i] - weights[i].min(0));
                }
            }
            over = std::array::from_fn(|i| over[i].max(plus[i]).max(minus[i]));
        }
        over.iter().fold(0, |most, &sum| most.max(sum)) <= 128 && are_bytes(weights, -128)
    }

    /// In each lane, which has two weights of every group, positive weights of at most 128 in all,
    /// and negative ones of at least -128: times 255 both are within i16.
    fn take(weights: &mut [i16]) -> [[u8; 4]; 2] {
        let mut bytes = take_bytes(weights, -128);
        for lane in [[0, 1, 4, 5], [2, 3, 6, 7]] {
            let taken = lane.map(|at| i16::from(bytes.as_flattened()[at] as i8));
            if taken.iter().map(|w| w.abs()).sum::<i16>() <= 128 {
                continue;
            }
            for sign in [1, -1] {
                let mut over = taken.iter().map(|&w| (w * sign).max(0)).sum::<i16>() - 128;
                // The largest first: there are fewer weights to sum in an extra group then.
                let mut signed = taken.map(|w| w * sign);
                while over > 0 {
                    let largest = (0..4).max_by_key(|&i| signed[i]).expect("weights");
                    let back = over.min(signed[largest]);
                    signed[largest] -= back;
                    over -= back;
                    weights[lane[largest]] += back * sign;
                    bytes.as_flattened_mut()[lane[largest]] = (signed[largest] * sign) as u8;
                }
            }
        }
        bytes
    }

    #[inline(always)]
    unsafe fn step<S: Simd>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        if C == 1 {
            // SAFETY: as the caller promises.
            unsafe { Self::extra::<S>(sums, pixels, weights, ones) };
            return;
        }
        // SAFETY: within what the caller promises.
        let (first, second, [low, high, low_2, high_2]) = unsafe {
            let w = [weights, weights.add(16), weights.add(32), weights.add(48)];
            (S::load_bytes(pixels), S::load_bytes(pixels.add(16)), w.map(|w| S::load_bytes(w)))
        };
        let mut add = |j: usize, first: S::Bytes, second: S::Bytes| {
            let chain = S::add_i16(S::dot_2(low, first), S::dot_2(low_2, second));
            sums[j][0] = S::dot_add(sums[j][0], chain, ones);
            let chain = S::add_i16(S::dot_2(high, first), S::dot_2(high_2, second));
            sums[j][1] = S::dot_add(sums[j][1], chain, ones);
        };
        add(0, first, second);
        add(1, S::rotate_1(first), S::rotate_1(second));
        add(2, S::rotate_2(first), S::rotate_2(second));
        add(3, S::rotate_3(first), S::rotate_3(second));
    }

    #[inline(always)]
    unsafe fn extra<S: Simd>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        // SAFETY: as the caller promises.
        let (pixels, low, high) = unsafe {
            (S::load_bytes(pixels), S::load_bytes(weights), S::load_bytes(weights.add(16)))
        };
        let mut add = |j: usize, pixels: S::Bytes| {
            sums[j][0] = S::dot_add(sums[j][0], S::dot_2(low, pixels), ones);
            sums[j][1] = S::dot_add(sums[j][1], S::dot_2(high, pixels), ones);
        };
        add(0, pixels);
        add(1, S::rotate_1(pixels));
        add(2, S::rotate_2(pixels));
        add(3, S::rotate_3(pixels));
    }
}

impl Sum for I16 {
    const DEPTH: usize = 2;
    const CHAIN: usize = 1;

    fn fits(_: &[[i16; 8]]) -> bool {
        true
    }

    fn take(weights: &mut [i16]) -> [[u8; 4]; 2] {
        let [low, high] = [0, 1].map(|i| std::mem::take(&mut weights[i]).to_le_bytes());
        [[low[0], low[1], high[0], high[1]], [0; 4]]
    }

    #[inline(always)]
    unsafe fn pack<S: Simd>(rows: [*const u8; 4], to: *mut u8) -> *mut u8 {
        // SAFETY: as the caller promises.
        let rows = rows.map(|row| unsafe { S::load_8_u8(row) });
        for (i, group) in S::transpose_pairs(rows).into_iter().enumerate() {
            // SAFETY: `i < 4`: 64 bytes in all.
            unsafe { S::store_i16(to.cast::<i16>().add(i * 8), group) };
        }
        // SAFETY: one past the 64 bytes.
        unsafe { to.add(64) }
    }

    single!(|acc, weights, pixels| S::dot_add(acc, S::words(pixels), S::words(weights)));
}
