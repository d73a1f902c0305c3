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
        all.filter(|dot| dot.works())
    }

    /// What it is called in JavaScript; sums of 16 bits have one name there.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Signed => "signed",
            Self::Pairs | Self::I16 => "i16",
        }
    }

    /// Whether this machine's instructions do what this kind relies on.
    pub fn works(self) -> bool {
        self.works_on::<Best>()
    }

    /// [`Self::works`], on products whose sums would saturate and whose signs show how bytes are read.
    fn works_on<S: Simd>(self) -> bool {
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

/// Inputs whose weights are packed at once.
pub(in crate::kernels) const INPUTS: usize = 16;
/// The weights of [`INPUTS`] inputs of 8 outputs, as unsigned bytes.
pub(in crate::kernels) type Rows = [[u8; INPUTS]; 8];

/// The weights of a group, of 4 outputs: of even inputs, and of odd ones, `[4][2]` each.
pub(in crate::kernels) type Half = [[i16; 8]; 2];

/// One way to sum, as the kernels' inner step: 4 pixels by 8 outputs.
pub(in crate::kernels) trait Sum {
    /// Inputs in a group.
    const DEPTH: usize;
    /// Groups that are summed before they are widened.
    const CHAIN: usize;

    /// Packs 16 inputs' weights, which are these bytes less `zero`: `[16 / DEPTH][8][DEPTH]`. Returns
    /// the chains that do not fit, a bit each; what is packed of those means nothing, and
    /// [`Self::take`] takes what can be taken of them.
    fn take_all(rows: &Rows, zero: i16, to: &mut [u128; 16]) -> u32;

    /// Takes what can be taken at once of the weights of a chain, or of one group of it, and leaves the
    /// rest.
    fn take(rest: &mut [Half]) -> [Half; 2];

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

    /// Adds the products of one extra group, of the first 4 outputs or of the last.
    ///
    /// # Safety
    /// 16 readable bytes at `pixels` and at `weights`.
    #[inline(always)]
    unsafe fn extra<S: Simd, const HALF: usize>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        // SAFETY: as the caller promises.
        let (pixels, weights) = unsafe { (S::load_bytes(pixels), S::load_bytes(weights)) };
        let rotated = [S::rotate_1(pixels), S::rotate_2(pixels), S::rotate_3(pixels)];
        sums[0][HALF] = Self::add::<S>(sums[0][HALF], weights, pixels, ones);
        sums[1][HALF] = Self::add::<S>(sums[1][HALF], weights, rotated[0], ones);
        sums[2][HALF] = Self::add::<S>(sums[2][HALF], weights, rotated[1], ones);
        sums[3][HALF] = Self::add::<S>(sums[3][HALF], weights, rotated[2], ones);
    }

    /// Adds the products of one group, of 4 outputs by a pixel each.
    fn add<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, ones: S::I16) -> S::I32;
}

/// Of 4 pixels and 8 outputs, as diagonals of 4 by 4: of outputs 0 to 3, and of outputs 4 to 7.
pub(in crate::kernels) type Sums<S> = [[<S as Simd>::I32; 2]; 4];

/// [`Dot::Unsigned`].
pub(in crate::kernels) struct Unsigned;
/// [`Dot::Signed`].
pub(in crate::kernels) struct Signed;
/// [`Dot::Pairs`], `C` groups in a chain: one or two.
pub(in crate::kernels) struct Pairs<const C: usize>;
/// [`Dot::I16`].
pub(in crate::kernels) struct I16;

/// The weights of four groups, which are these bytes less `zero`: of the first 4 outputs and of the last.
pub(in crate::kernels) fn halves(rows: &Rows, zero: i16) -> [[Half; 2]; 4] {
    let (even, less) = (Best::splat_i16(255), Best::splat_i16(-zero));
    groups::<Best>(rows).map(|group| {
        group.map(|bytes| {
            [Best::even_bytes(bytes, even), Best::odd_bytes(bytes)].map(|words| {
                let mut weights = [0; 8];
                // SAFETY: it is as long as a vector.
                unsafe { Best::store_i16(weights.as_mut_ptr(), Best::add_i16(words, less)) };
                weights
            })
        })
    })
}

/// The bytes of four groups, each of the first 4 outputs and of the last.
#[inline(always)]
fn groups<S: Simd>(rows: &Rows) -> [[S::Bytes; 2]; 4] {
    // SAFETY: a row has as many bytes as a vector.
    let rows = rows.each_ref().map(|row| unsafe { S::load_bytes(row.as_ptr()) });
    let [a, b, c, d, e, f, g, h] = rows;
    let (first, last) = (S::transpose_fours([a, b, c, d]), S::transpose_fours([e, f, g, h]));
    std::array::from_fn(|i| [first[i], last[i]])
}

/// Of each lane `what` says, and leaves the rest.
fn take(rest: &mut [i16; 8], what: impl Fn(usize, i16) -> i16) -> [i16; 8] {
    let taken = std::array::from_fn(|i| what(i, rest[i]));
    *rest = std::array::from_fn(|i| rest[i] - taken[i]);
    taken
}

/// Of each weight what is within `lowest ..= 127`.
fn take_bytes(rest: &mut [Half], lowest: i16) -> [Half; 2] {
    let mut taken = [Half::default(); 2];
    for (taken, rest) in taken.as_flattened_mut().iter_mut().zip(rest.as_flattened_mut()) {
        *taken = take(rest, |_, weight| weight.clamp(lowest, 127));
    }
    taken
}

/// Packs weights as bytes, `[4][8][4]`, and returns the chains of `C` groups of which `fits` says no;
/// it sees the weights of the even and of the odd inputs of a chain, as `[groups][2]` vectors each.
#[inline(always)]
fn take_all_bytes<S: Simd, const C: usize>(
    rows: &Rows,
    zero: i16,
    to: &mut [u128; 16],
    fits: impl Fn([&[[S::I16; 2]]; 2]) -> bool,
) -> u32 {
    let (zeros, even, less) = (S::splat_bytes(zero as u8), S::splat_i16(255), S::splat_i16(-zero));
    let groups = groups::<S>(rows);
    for (group, to) in groups.iter().zip(to.chunks_exact_mut(2)) {
        for (&bytes, to) in group.iter().zip(to) {
            // SAFETY: a u128 is as long as a vector.
            unsafe { S::store_bytes(std::ptr::from_mut(to).cast(), S::sub_bytes(bytes, zeros)) };
        }
    }
    let evens = groups.map(|group| group.map(|bytes| S::add_i16(S::even_bytes(bytes, even), less)));
    let odds = groups.map(|group| group.map(|bytes| S::add_i16(S::odd_bytes(bytes), less)));
    let chains = evens.chunks_exact(C).zip(odds.chunks_exact(C)).enumerate();
    chains.fold(0, |misfits, (i, (even, odd))| misfits | u32::from(!fits([even, odd])) << i)
}

/// Whether all weights of a chain are within `lowest ..= 127`.
#[inline(always)]
fn are_bytes<S: Simd>(weights: [&[[S::I16; 2]]; 2], lowest: i16) -> bool {
    let none = S::splat_i16(0);
    let (mut least, mut most) = (none, none);
    for &weights in weights.into_iter().flatten().flatten() {
        least = S::min_i16(least, weights);
        most = S::max_i16(most, weights);
    }
    !S::any_gt_i16(most, S::splat_i16(127)) && !S::any_gt_i16(S::splat_i16(lowest), least)
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
        fn add<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, _: S::I16) -> S::I32 {
            $add(sums, weights, pixels)
        }
    };
}

impl Sum for Unsigned {
    const DEPTH: usize = 4;
    const CHAIN: usize = 1;

    fn take_all(rows: &Rows, zero: i16, to: &mut [u128; 16]) -> u32 {
        take_all_bytes::<Best, 1>(rows, zero, to, |weights| are_bytes::<Best>(weights, -128))
    }

    fn take(rest: &mut [Half]) -> [Half; 2] {
        take_bytes(rest, -128)
    }

    single!(S::dot_4_unsigned);
}

impl Sum for Signed {
    const DEPTH: usize = 4;
    const CHAIN: usize = 1;

    fn take_all(rows: &Rows, zero: i16, to: &mut [u128; 16]) -> u32 {
        take_all_bytes::<Best, 1>(rows, zero, to, |weights| are_bytes::<Best>(weights, -127))
    }

    /// Without -128: twice -128 times -128 leaves i16, through which some engines sum.
    fn take(rest: &mut [Half]) -> [Half; 2] {
        take_bytes(rest, -127)
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

    /// A chain fits if in each lane positive weights come to at most 127, the largest byte, and
    /// negative ones to at least -128.
    fn take_all(rows: &Rows, zero: i16, to: &mut [u128; 16]) -> u32 {
        let none = Best::splat_i16(0);
        take_all_bytes::<Best, C>(rows, zero, to, |[even, odd]| {
            (0..2).all(|half| {
                let (mut plus, mut minus) = (none, none);
                for weights in even.iter().chain(odd) {
                    plus = Best::add_i16(plus, Best::max_i16(weights[half], none));
                    minus = Best::add_i16(minus, Best::min_i16(weights[half], none));
                }
                !Best::any_gt_i16(plus, Best::splat_i16(127))
                    && !Best::any_gt_i16(Best::splat_i16(-128), minus)
            })
        })
    }

    /// In each lane, which has two weights of every group, positive weights of at most 128 in all,
    /// and negative ones of at least -128: times 255 both are within i16. What is too much is left
    /// of the last ones, so that it comes to few groups.
    fn take(rest: &mut [Half]) -> [Half; 2] {
        let mut taken = [Half::default(); 2];
        let (mut plus, mut minus) = ([128; 8], [-128; 8]);
        for (taken, rest) in taken.as_flattened_mut().iter_mut().zip(rest.as_flattened_mut()) {
            *taken = take(rest, |i, weight| weight.min(127).min(plus[i]).max(minus[i]));
            plus = std::array::from_fn(|i| plus[i] - taken[i].max(0));
            minus = std::array::from_fn(|i| minus[i] - taken[i].min(0));
        }
        taken
    }

    #[inline(always)]
    unsafe fn step<S: Simd>(
        sums: &mut Sums<S>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        if C == 1 {
            // SAFETY: within what the caller promises.
            let (pixels, low, high) = unsafe {
                (S::load_bytes(pixels), S::load_bytes(weights), S::load_bytes(weights.add(16)))
            };
            let mut add = |j: usize, pixels: S::Bytes| {
                sums[j][0] = Self::add::<S>(sums[j][0], low, pixels, ones);
                sums[j][1] = Self::add::<S>(sums[j][1], high, pixels, ones);
            };
            add(0, pixels);
            add(1, S::rotate_1(pixels));
            add(2, S::rotate_2(pixels));
            add(3, S::rotate_3(pixels));
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
    fn add<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, ones: S::I16) -> S::I32 {
        S::dot_add(sums, S::dot_2(weights, pixels), ones)
    }
}

impl Sum for I16 {
    const DEPTH: usize = 2;
    const CHAIN: usize = 1;

    fn take_all(rows: &Rows, zero: i16, to: &mut [u128; 16]) -> u32 {
        let less = Best::splat_i16(-zero);
        for (half, to) in to.chunks_exact_mut(8).enumerate() {
            // SAFETY: a row has 16 bytes.
            let rows =
                rows.each_ref().map(|row| unsafe { Best::load_8_u8(row.as_ptr().add(half * 8)) });
            let [a, b, c, d, e, f, g, h] = rows.map(|row| Best::add_i16(row, less));
            let (first, last) =
                (Best::transpose_pairs([a, b, c, d]), Best::transpose_pairs([e, f, g, h]));
            let groups = first.into_iter().zip(last).flat_map(|(first, last)| [first, last]);
            for (words, to) in groups.zip(to) {
                // SAFETY: a u128 is as long as a vector.
                unsafe { Best::store_i16(std::ptr::from_mut(to).cast(), words) };
            }
        }
        0
    }

    fn take(_: &mut [Half]) -> [Half; 2] {
        unreachable!("every weight fits")
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
