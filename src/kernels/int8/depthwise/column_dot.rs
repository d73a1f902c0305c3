//! The dot products of a depthwise layer: a vector of a strip has one column of 4 channels by 4
//! rows, and each channel's 4 inputs are multiplied by 4 weights and summed.
//!
//! Each channel tile uses the widest instruction that the machine has and its weights allow
//! ([`TileWeights::new`]).

use crate::kernels::int8::dot::Dot;
use crate::simd::Simd;

/// The weights of a channel tile, `[vectors of a window][2][4 channels][4 rows]`: for each vector
/// those of both rows of output, or of both groups of 4 channels.
#[derive(Clone, Debug)]
pub(super) enum TileWeights {
    Unsigned(Vec<u8>),
    Signed(Vec<u8>),
    Chain(Vec<u8>),
    Pairs(Vec<u8>),
    I16(Vec<i16>),
    SignedI16(Vec<i16>),
}

impl TileWeights {
    /// Packs weights in the order of the vectors, each -255 ..= 255, for the widest kind that can
    /// take them. A call of its own for each tile: browsers soon optimise what is often called.
    #[inline(never)]
    pub(super) fn new(weights: &[i16], dot: Dot) -> Self {
        let within = |lowest: i16| weights.iter().all(|w| (lowest..=127).contains(w));
        let bytes = || weights.iter().map(|&w| w as u8).collect();
        match dot.here() {
            Dot::Unsigned if within(-128) => Self::Unsigned(bytes()),
            // As in the matrix product, -128 does not fit.
            Dot::Signed if within(-127) => Self::Signed(bytes()),
            Dot::Pairs if within(-128) && sums_fit_i16(weights, weights.len()) => {
                Self::Chain(bytes())
            }
            Dot::Pairs if within(-128) && sums_fit_i16(weights, 32) => Self::Pairs(bytes()),
            Dot::Signed => Self::SignedI16(even_then_odd(weights)),
            _ => Self::I16(even_then_odd(weights)),
        }
    }
}

/// For each vector the weights of rows 0 and 2, then those of rows 1 and 3.
fn even_then_odd(weights: &[i16]) -> Vec<i16> {
    (0..weights.len()).map(|i| weights[i / 16 * 16 + i % 8 * 2 + i / 8 % 2]).collect()
}

/// Whether the sums of pairs of bytes, added over `length` weights at a time, stay within i16 in
/// each lane: positive weights sum to at most 128, negative ones to at least -128.
fn sums_fit_i16(weights: &[i16], length: usize) -> bool {
    weights.chunks(length).all(|weights| {
        (0..16).all(|lane| {
            let pairs = weights.chunks_exact(32).flat_map(|w| &w[lane * 2..lane * 2 + 2]);
            let (mut plus, mut minus) = (0, 0);
            for &weight in pairs {
                plus += weight.max(0);
                minus += weight.min(0);
            }
            plus <= 128 && minus >= -128
        })
    })
}

/// One kind of dot product of a column.
pub(super) trait ColumnDot {
    /// An element of the packed weights.
    type Weight;
    /// The weights of a vector.
    type Vector<S: Simd>: Copy;
    /// The index of the vector in [`CONSTANTS`] that [`Self::add`] takes.
    const CONSTANT: usize = 0;
    /// The kind that gives the same sums vector by vector, for windows of any width.
    type OneByOne: ColumnDot<Weight = Self::Weight>;

    /// Loads the weights of a vector.
    ///
    /// # Safety
    /// 16 elements are readable at `p`.
    unsafe fn load<S: Simd>(p: *const Self::Weight) -> Self::Vector<S>;

    /// Adds the products of one vector, 4 to each lane of `sum`.
    fn add<S: Simd>(sum: S::I32, w: Self::Vector<S>, a: S::Bytes, constant: S::I16) -> S::I32;

    /// Adds the products of three vectors.
    #[inline(always)]
    fn add_3<S: Simd>(
        start: S::I32,
        w: [Self::Vector<S>; 3],
        a: [S::Bytes; 3],
        constant: S::I16,
    ) -> S::I32 {
        let sum = Self::add::<S>(start, w[0], a[0], constant);
        let sum = Self::add::<S>(sum, w[1], a[1], constant);
        Self::add::<S>(sum, w[2], a[2], constant)
    }
}

/// The constants of [`ColumnDot::CONSTANT`]: the mask of even bytes, and ones.
pub(super) const CONSTANTS: [[i16; 8]; 2] = [[0xff; 8], [1; 8]];

/// Four products u8 x i8 into i32.
pub(super) struct Unsigned;
/// Four products i8 x i8 into i32.
pub(super) struct Signed;
/// Two products u8 x i8 into i16, added over a whole window of three vectors in i16.
pub(super) struct Chain;
/// Two products u8 x i8 into i16, added in i32.
pub(super) struct Pairs;
/// Two products i16 x i16 into i32, of rows 0 and 2, then of rows 1 and 3: for all weights, on
/// every machine.
pub(super) struct I16;
/// As [`I16`], with the bytes of the strip signed.
pub(super) struct SignedI16;

/// Weights as bytes.
macro_rules! bytes {
    () => {
        type Weight = u8;
        type Vector<S: Simd> = S::Bytes;

        #[inline(always)]
        unsafe fn load<S: Simd>(p: *const u8) -> S::Bytes {
            // SAFETY: as the caller promises.
            unsafe { S::load_bytes(p) }
        }
    };
}

/// Weights as i16.
macro_rules! words {
    () => {
        type Weight = i16;
        type Vector<S: Simd> = [S::I16; 2];

        #[inline(always)]
        unsafe fn load<S: Simd>(p: *const i16) -> [S::I16; 2] {
            // SAFETY: as the caller promises.
            unsafe { [S::load_i16(p), S::load_i16(p.add(8))] }
        }
    };
}

impl ColumnDot for Unsigned {
    bytes!();
    type OneByOne = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_4_unsigned(sum, w, a)
    }
}

impl ColumnDot for Signed {
    bytes!();
    type OneByOne = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_4_signed(sum, w, a)
    }
}

impl ColumnDot for Pairs {
    bytes!();
    type OneByOne = Self;
    const CONSTANT: usize = 1;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, ones: S::I16) -> S::I32 {
        S::dot_add(sum, S::dot_2(w, a), ones)
    }
}

impl ColumnDot for Chain {
    bytes!();
    type OneByOne = Pairs;
    const CONSTANT: usize = 1;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, ones: S::I16) -> S::I32 {
        Pairs::add::<S>(sum, w, a, ones)
    }

    #[inline(always)]
    fn add_3<S: Simd>(start: S::I32, w: [S::Bytes; 3], a: [S::Bytes; 3], ones: S::I16) -> S::I32 {
        let sum = S::add_i16(S::dot_2(w[0], a[0]), S::dot_2(w[1], a[1]));
        S::dot_add(start, S::add_i16(sum, S::dot_2(w[2], a[2])), ones)
    }
}

impl ColumnDot for I16 {
    words!();
    type OneByOne = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: [S::I16; 2], a: S::Bytes, even: S::I16) -> S::I32 {
        S::dot_add(S::dot_add(sum, S::even_bytes(a, even), w[0]), S::odd_bytes(a), w[1])
    }
}

impl ColumnDot for SignedI16 {
    words!();
    type OneByOne = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: [S::I16; 2], a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_add(S::dot_add(sum, S::even_signed_bytes(a), w[0]), S::odd_signed_bytes(a), w[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::synthetic::Lcg;
    use crate::simd::Best;

    /// Which kind takes which weights, on both sides of each edge. `at` has the index of each
    /// weight that is not zero: 0 and 1 are one lane of the first vector, 32 is in the second.
    #[test]
    fn the_widest_kind_that_fits_is_chosen() {
        for (dot, at, expected) in [
            (Dot::Unsigned, &[(0, 127), (1, -128)][..], "Unsigned"),
            (Dot::Unsigned, &[(0, 128)], "I16"),
            (Dot::Unsigned, &[(0, -129)], "I16"),
            (Dot::Signed, &[(0, 127), (1, -127)], "Signed"),
            (Dot::Signed, &[(0, -128)], "SignedI16"),
            (Dot::Pairs, &[(0, 64), (32, 64), (1, -128)], "Chain"),
            (Dot::Pairs, &[(0, 64), (32, 65)], "Pairs"),
            (Dot::Pairs, &[(0, -64), (33, -65)], "Pairs"),
            (Dot::Pairs, &[(0, 64), (1, 64)], "Chain"),
            (Dot::Pairs, &[(0, 64), (1, 65)], "I16"),
            (Dot::Pairs, &[(0, 128)], "I16"),
            (Dot::I16, &[], "I16"),
        ] {
            let mut weights = [0; 3 * 32];
            for &(at, weight) in at {
                weights[at] = weight;
            }
            let found = match TileWeights::new(&weights, dot) {
                TileWeights::Unsigned(_) => "Unsigned",
                TileWeights::Signed(_) => "Signed",
                TileWeights::Chain(_) => "Chain",
                TileWeights::Pairs(_) => "Pairs",
                TileWeights::I16(_) => "I16",
                TileWeights::SignedI16(_) => "SignedI16",
            };
            assert_eq!(found, expected, "{dot:?}: {at:?}");
        }
    }

    /// The sums of a window of three vectors against plain loops, at once and one by one.
    fn sums<D: ColumnDot>(weights: &[i16], packed: &[D::Weight], signed: bool) {
        let mut bytes = [0; 3 * 16];
        Lcg::new(3).fill(&mut bytes);
        let input = |byte: u8| if signed { i32::from(byte as i8) } else { i32::from(byte) };
        for half in 0..2 {
            let expected: [i32; 4] = std::array::from_fn(|lane| {
                let taps = (0..3).flat_map(|v| (0..4).map(move |row| (v, lane * 4 + row)));
                let product = |(v, i): (usize, usize)| {
                    i32::from(weights[v * 32 + half * 16 + i]) * input(bytes[v * 16 + i])
                };
                10 + taps.map(product).sum::<i32>()
            });
            // SAFETY: all arrays hold the vectors that are read of them.
            let (w, a, constant) = unsafe {
                let w: [_; 3] = std::array::from_fn(|v| {
                    D::load::<Best>(packed.as_ptr().add(v * 32 + half * 16))
                });
                let a: [_; 3] =
                    std::array::from_fn(|v| Best::load_bytes(bytes.as_ptr().add(v * 16)));
                (w, a, Best::load_i16(CONSTANTS[D::CONSTANT].as_ptr()))
            };
            let start = Best::splat_i32(10);
            assert_eq!(D::add_3::<Best>(start, w, a, constant), expected, "half {half}, at once");
            let one_by_one = (0..3).fold(start, |sum, v| D::add::<Best>(sum, w[v], a[v], constant));
            assert_eq!(one_by_one, expected, "half {half}, one by one");
        }
    }

    #[test]
    fn sums_are_those_of_plain_loops() {
        let mut bytes = [0; 3 * 32];
        Lcg::new(5).fill(&mut bytes);
        for (dot, divisor) in [
            (Dot::Unsigned, 1),
            (Dot::Signed, 2),
            (Dot::Pairs, 6),
            (Dot::Pairs, 2),
            (Dot::Unsigned, 0),
            (Dot::Signed, 0),
        ] {
            let weights = bytes.map(|byte| match divisor {
                0 => i16::from(byte) - if byte % 2 == 0 { 0 } else { 255 },
                _ => i16::from(byte as i8) / divisor,
            });
            match TileWeights::new(&weights, dot) {
                TileWeights::Unsigned(packed) => sums::<Unsigned>(&weights, &packed, false),
                TileWeights::Signed(packed) => sums::<Signed>(&weights, &packed, true),
                TileWeights::Chain(packed) => sums::<Chain>(&weights, &packed, false),
                TileWeights::Pairs(packed) => sums::<Pairs>(&weights, &packed, false),
                TileWeights::I16(packed) => sums::<I16>(&weights, &packed, false),
                TileWeights::SignedI16(packed) => sums::<SignedI16>(&weights, &packed, true),
            }
        }
    }
}
