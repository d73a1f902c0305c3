//! The dot products under the matrix product: which kinds there are, which of them this machine
//! does right, and the inner loop's body for each.
//!
//! A dot instruction sums the products of a *group*: [`DotKernel::K_TILE`] neighbouring inputs, 32
//! bits in total. One call of [`DotKernel::accumulate`] adds a chain of groups to a [`Microtile`]:
//! the sums of MR pixels ([`DotKernel::MR`]) by [`NR`] outputs, which stay in registers.
//!
//! | packed | shape | a vector has |
//! |---|---|---|
//! | pixels | `[m / MR][groups][MR][K_TILE]` | one group of one pixel, four times |
//! | weights | `[n / NR][groups][NR][K_TILE]` | one group of 4 outputs, so a group is two vectors |
//!
//! A weight that the dot instruction cannot take is split: the part that fits stays in its group,
//! and the rest goes to an *overflow group*, which is summed after the panel (see
//! [`super::packing`]).

use crate::simd::{Best, Simd, VARIANT};
use std::hint::black_box;

/// How products are summed. The input is the first factor, the weight the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dot {
    /// Four products u8 x i8 into i32: `vpdpbusd` of x64 with AVX-VNNI.
    Unsigned,
    /// Four products i8 x i8 into i32: `sdot` of arm64 with the dot product extension.
    Signed,
    /// Two products u8 x i8 into i16: `pmaddubsw` of any x64. It saturates, so weights are packed
    /// in such a way that no sum does. A layer whose weights would make that slow uses
    /// [`Self::I16`].
    Pairs,
    /// Two products i16 x i16 into i32: `pmaddwd` of any x64, and what every machine has.
    I16,
}

impl Dot {
    /// All kinds, the fastest first.
    pub const ALL: [Self; 4] = [Self::Unsigned, Self::Signed, Self::Pairs, Self::I16];

    /// Whether this build has instructions for products of bytes. Without relaxed SIMD all but
    /// [`Self::I16`] would be emulated, and slow.
    pub(crate) const BYTES: bool = !matches!(VARIANT.as_bytes(), b"simd128");

    /// The fastest kind that this machine does right, found by a probe.
    pub fn probe() -> Self {
        Self::working().next().unwrap_or(Self::I16)
    }

    /// The kind with this [`Self::name`], if this machine does it right. "i16" also stands for
    /// [`Self::Pairs`]: it is the faster of the two that sum in 16 bits.
    pub fn named(name: &str) -> Option<Self> {
        Self::working().find(|dot| match dot {
            Self::Pairs => [dot.name(), Self::I16.name()].contains(&name),
            _ => dot.name() == name,
        })
    }

    /// This kind, or [`Self::I16`] where this build has nothing else.
    pub(super) fn here(self) -> Self {
        if Self::BYTES { self } else { Self::I16 }
    }

    /// The kinds that this machine does right, the fastest first.
    fn working() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|dot| dot.works())
    }

    /// Its name in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Signed => "signed",
            Self::Pairs => "u8-pairs",
            Self::I16 => "i16",
        }
    }

    /// Whether this machine's instructions do what this kind relies on.
    pub fn works(self) -> bool {
        (Self::BYTES || self == Self::I16) && self.works_on::<Best>()
    }

    /// [`Self::works`], on products whose sums would saturate and whose signs show how bytes are
    /// read.
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

/// Outputs in a microtile.
pub(in crate::kernels) const NR: usize = 8;

/// The sums of MR pixels by NR outputs: `[pixel][outputs 0 to 3, outputs 4 to 7]`.
pub(in crate::kernels) type Microtile<S, const MR: usize> = [[<S as Simd>::I32; 2]; MR];

/// Inputs whose weights are packed at a time.
pub(super) const K_BLOCK: usize = 16;
/// The weights of [`K_BLOCK`] inputs of NR outputs, `[NR][K_BLOCK]`, as unsigned bytes.
pub(super) type WeightRows = [[u8; K_BLOCK]; NR];

/// The weights of one group of 4 outputs: those of even inputs and those of odd inputs, `[4][2]`
/// each.
pub(super) type HalfGroup = [[i16; 8]; 2];

/// One kind of dot product: how its operands are packed, and the body of the inner loop.
pub(in crate::kernels) trait DotKernel {
    /// Inputs in a group: 4 bytes, or 2 i16.
    const K_TILE: usize;
    /// Groups whose products are added in i16 before they are widened to i32.
    const CHAIN: usize;
    /// Pixels in a microtile: as many as V8 holds in the 15 registers of x64 that it uses, with what
    /// else a product needs. The sums of 4 wait for each other: a dot product takes 5 cycles, and two
    /// start in each.
    const MR: usize;

    /// Packs the weights of [`K_BLOCK`] inputs, which are the bytes of `rows` less `zero`, as
    /// `[K_BLOCK / K_TILE][NR][K_TILE]`. Returns a bit for each chain, in order: whether it
    /// overflows, so that [`Self::split`] must pack it.
    fn pack_weights(rows: &WeightRows, zero: i16, to: &mut [u128; 16]) -> u32;

    /// Splits the weights of one chain, or of one group: returns the part that the dot instruction
    /// can take, and leaves the rest in `weights`.
    fn split(weights: &mut [HalfGroup]) -> [HalfGroup; 2];

    /// The next `4 * K_TILE` inputs of 4 pixels as 4 groups, `[4][4 pixels][K_TILE]`.
    ///
    /// # Safety
    /// `4 * K_TILE` bytes are readable at each of `pixels`.
    #[inline(always)]
    unsafe fn groups<S: Simd>(pixels: [*const u8; 4]) -> [S::Bytes; 4] {
        // SAFETY: as the caller promises: K_TILE is 4 where a kind has no function of its own.
        S::transpose_fours(pixels.map(|row| unsafe { S::load_bytes(row) }))
    }

    /// Adds the products of one chain to `sums`. `ones` is 1 in each lane.
    ///
    /// # Safety
    /// `4 * MR * CHAIN` bytes are readable at `pixels`, `32 * CHAIN` at `weights`.
    unsafe fn accumulate<S: Simd, const MR: usize>(
        sums: &mut Microtile<S, MR>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    );

    /// Adds the products of one overflow group to `sums`: of outputs 0 to 3 (`HALF` is 0) or 4 to
    /// 7.
    ///
    /// # Safety
    /// `4 * MR` bytes are readable at `pixels`, 16 at `weights`.
    #[inline(always)]
    unsafe fn accumulate_overflow<S: Simd, const HALF: usize, const MR: usize>(
        sums: &mut Microtile<S, MR>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        // SAFETY: as the caller promises.
        let weights = unsafe { S::load_bytes(weights) };
        for (pixel, sums) in sums.iter_mut().enumerate() {
            // SAFETY: as the caller promises.
            let pixel = unsafe { S::load_splat_four(pixels.add(pixel * 4)) };
            sums[HALF] = Self::dot::<S>(sums[HALF], weights, pixel, ones);
        }
    }

    /// Adds the products of one group to `sums`, lane by lane: of 4 outputs by one pixel each.
    fn dot<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, ones: S::I16) -> S::I32;
}

/// [`Dot::Unsigned`].
pub(in crate::kernels) struct Unsigned;
/// [`Dot::Signed`].
pub(in crate::kernels) struct Signed;
/// [`Dot::Pairs`], with `C` groups in a chain: one or two.
pub(in crate::kernels) struct Pairs<const C: usize>;
/// [`Dot::I16`].
pub(in crate::kernels) struct I16;

/// The weights of 4 groups of 4 inputs, which are the bytes of `rows` less `zero`: of outputs 0 to
/// 3 and of outputs 4 to 7.
pub(super) fn half_groups(rows: &WeightRows, zero: i16) -> [[HalfGroup; 2]; 4] {
    let (even, less) = (Best::splat_i16(255), Best::splat_i16(-zero));
    groups::<Best>(rows).map(|group| {
        group.map(|bytes| {
            [Best::even_bytes(bytes, even), Best::odd_bytes(bytes)].map(|words| {
                let mut weights = [0; 8];
                // SAFETY: the array is as long as a vector.
                unsafe { Best::store_i16(weights.as_mut_ptr(), Best::add_i16(words, less)) };
                weights
            })
        })
    })
}

/// The bytes of 4 groups of 4 inputs, of outputs 0 to 3 and of outputs 4 to 7: `[4][2][4][4]`.
#[inline(always)]
fn groups<S: Simd>(rows: &WeightRows) -> [[S::Bytes; 2]; 4] {
    // SAFETY: a row has as many bytes as a vector.
    let rows = rows.each_ref().map(|row| unsafe { S::load_bytes(row.as_ptr()) });
    let [a, b, c, d, e, f, g, h] = rows;
    let (first, last) = (S::transpose_fours([a, b, c, d]), S::transpose_fours([e, f, g, h]));
    std::array::from_fn(|i| [first[i], last[i]])
}

/// Splits off the part of each lane that `part` returns for it, given the lane's index and value.
fn split_lanes(rest: &mut [i16; 8], part: impl Fn(usize, i16) -> i16) -> [i16; 8] {
    let taken = std::array::from_fn(|i| part(i, rest[i]));
    *rest = std::array::from_fn(|i| rest[i] - taken[i]);
    taken
}

/// Splits off the part of each weight that is within `lowest ..= 127`.
fn split_bytes(weights: &mut [HalfGroup], lowest: i16) -> [HalfGroup; 2] {
    let mut taken = [HalfGroup::default(); 2];
    for (taken, rest) in taken.as_flattened_mut().iter_mut().zip(weights.as_flattened_mut()) {
        *taken = split_lanes(rest, |_, weight| weight.clamp(lowest, 127));
    }
    taken
}

/// [`DotKernel::pack_weights`] for weights as bytes, `[4][NR][4]`. A chain of `C` groups overflows
/// unless `fits` says that it does not; it is given the weights of the even and of the odd inputs
/// of the chain, `[groups][2]` vectors each.
#[inline(always)]
fn pack_bytes<S: Simd, const C: usize>(
    rows: &WeightRows,
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
    chains.fold(0, |overflow, (i, (even, odd))| overflow | u32::from(!fits([even, odd])) << i)
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

/// [`DotKernel::accumulate`] of the kinds without chains.
#[inline(always)]
unsafe fn accumulate_group<K: DotKernel, S: Simd, const MR: usize>(
    sums: &mut Microtile<S, MR>,
    pixels: *const u8,
    weights: *const u8,
    ones: S::I16,
) {
    // SAFETY: as the caller promises.
    let (low, high) = unsafe { (S::load_bytes(weights), S::load_bytes(weights.add(16))) };
    for (pixel, sums) in sums.iter_mut().enumerate() {
        // SAFETY: as the caller promises.
        let pixel = unsafe { S::load_splat_four(pixels.add(pixel * 4)) };
        *sums = [K::dot::<S>(sums[0], low, pixel, ones), K::dot::<S>(sums[1], high, pixel, ones)];
    }
}

/// The inner loop of the kinds without chains, from the dot product of one vector.
macro_rules! single {
    ($dot:expr) => {
        #[inline(always)]
        unsafe fn accumulate<S: Simd, const MR: usize>(
            sums: &mut Microtile<S, MR>,
            pixels: *const u8,
            weights: *const u8,
            ones: S::I16,
        ) {
            // SAFETY: as the caller promises.
            unsafe { accumulate_group::<Self, S, MR>(sums, pixels, weights, ones) }
        }

        #[inline(always)]
        fn dot<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, _: S::I16) -> S::I32 {
            $dot(sums, weights, pixels)
        }
    };
}

impl DotKernel for Unsigned {
    const K_TILE: usize = 4;
    const CHAIN: usize = 1;
    const MR: usize = 6;

    fn pack_weights(rows: &WeightRows, zero: i16, to: &mut [u128; 16]) -> u32 {
        pack_bytes::<Best, 1>(rows, zero, to, |weights| are_bytes::<Best>(weights, -128))
    }

    fn split(weights: &mut [HalfGroup]) -> [HalfGroup; 2] {
        split_bytes(weights, -128)
    }

    single!(S::dot_4_unsigned);
}

impl DotKernel for Signed {
    const K_TILE: usize = 4;
    const CHAIN: usize = 1;
    const MR: usize = 6;

    fn pack_weights(rows: &WeightRows, zero: i16, to: &mut [u128; 16]) -> u32 {
        pack_bytes::<Best, 1>(rows, zero, to, |weights| are_bytes::<Best>(weights, -127))
    }

    /// -128 does not fit: some engines sum pairs in i16, which twice -128 times -128 would
    /// overflow.
    fn split(weights: &mut [HalfGroup]) -> [HalfGroup; 2] {
        split_bytes(weights, -127)
    }

    #[inline(always)]
    unsafe fn groups<S: Simd>(pixels: [*const u8; 4]) -> [S::Bytes; 4] {
        // SAFETY: as the caller promises.
        S::transpose_fours(pixels.map(|row| S::flip_bytes(unsafe { S::load_bytes(row) })))
    }

    single!(S::dot_4_signed);
}

impl<const C: usize> DotKernel for Pairs<C> {
    const K_TILE: usize = 4;
    const CHAIN: usize = C;
    const MR: usize = 4;

    /// A chain fits if in each lane the positive weights sum to at most 127, the largest byte, and
    /// the negative ones to at least -128.
    fn pack_weights(rows: &WeightRows, zero: i16, to: &mut [u128; 16]) -> u32 {
        let none = Best::splat_i16(0);
        pack_bytes::<Best, C>(rows, zero, to, |[even, odd]| {
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

    /// A lane has two weights of every group. Split off are positive weights that sum to at most
    /// 128, and negative ones that sum to at least -128: times 255, both are within i16. The rest
    /// is of the last weights, so that few groups have one.
    fn split(weights: &mut [HalfGroup]) -> [HalfGroup; 2] {
        let mut taken = [HalfGroup::default(); 2];
        let (mut plus, mut minus) = ([128; 8], [-128; 8]);
        for (taken, rest) in taken.as_flattened_mut().iter_mut().zip(weights.as_flattened_mut()) {
            *taken = split_lanes(rest, |i, weight| weight.min(127).min(plus[i]).max(minus[i]));
            plus = std::array::from_fn(|i| plus[i] - taken[i].max(0));
            minus = std::array::from_fn(|i| minus[i] - taken[i].min(0));
        }
        taken
    }

    #[inline(always)]
    unsafe fn accumulate<S: Simd, const MR: usize>(
        sums: &mut Microtile<S, MR>,
        pixels: *const u8,
        weights: *const u8,
        ones: S::I16,
    ) {
        if C == 1 {
            // SAFETY: as the caller promises.
            return unsafe { accumulate_group::<Self, S, MR>(sums, pixels, weights, ones) };
        }
        // SAFETY: within what the caller promises.
        let [low, high, low_2, high_2] =
            [0, 16, 32, 48].map(|at| unsafe { S::load_bytes(weights.add(at)) });
        for (pixel, sums) in sums.iter_mut().enumerate() {
            // SAFETY: within what the caller promises.
            let [first, second] = [pixel, MR + pixel]
                .map(|group| unsafe { S::load_splat_four(pixels.add(group * 4)) });
            let chain = S::add_i16(S::dot_2(low, first), S::dot_2(low_2, second));
            sums[0] = S::dot_add(sums[0], chain, ones);
            let chain = S::add_i16(S::dot_2(high, first), S::dot_2(high_2, second));
            sums[1] = S::dot_add(sums[1], chain, ones);
        }
    }

    #[inline(always)]
    fn dot<S: Simd>(sums: S::I32, weights: S::Bytes, pixels: S::Bytes, ones: S::I16) -> S::I32 {
        S::dot_add(sums, S::dot_2(weights, pixels), ones)
    }
}

impl DotKernel for I16 {
    const K_TILE: usize = 2;
    const CHAIN: usize = 1;
    const MR: usize = 4;

    fn pack_weights(rows: &WeightRows, zero: i16, to: &mut [u128; 16]) -> u32 {
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

    fn split(_: &mut [HalfGroup]) -> [HalfGroup; 2] {
        unreachable!("every weight fits")
    }

    #[inline(always)]
    unsafe fn groups<S: Simd>(pixels: [*const u8; 4]) -> [S::Bytes; 4] {
        // SAFETY: as the caller promises.
        let rows = pixels.map(|row| unsafe { S::load_8_u8(row) });
        S::transpose_pairs(rows).map(S::bytes)
    }

    single!(|acc, weights, pixels| S::dot_add(acc, S::words(pixels), S::words(weights)));
}
