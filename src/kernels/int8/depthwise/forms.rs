//! How a vector of a strip is multiplied by its weights and summed: in the widest way that the
//! machine has and that these weights allow.

use crate::kernels::int8::dot::Dot;
use crate::simd::Simd;

/// The weights of a unit, `[vector][2][4 channels][4 rows]`: for each vector of a window those of
/// both rows of output, or of both groups of channels.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    Unsigned(Vec<u8>),
    Signed(Vec<u8>),
    Chain(Vec<u8>),
    Pairs(Vec<u8>),
    Words(Vec<i16>),
    SignedWords(Vec<i16>),
}

impl Unit {
    /// Packs weights, each -255 ..= 255. A function of its own: browsers soon compile well what is often
    /// called.
    #[inline(never)]
    pub(super) fn new(weights: &[i16], dot: Dot) -> Self {
        let within = |lowest: i16| weights.iter().all(|w| (lowest..=127).contains(w));
        let bytes = || weights.iter().map(|&w| w as u8).collect();
        match dot {
            Dot::Unsigned if within(-128) => Self::Unsigned(bytes()),
            // As in the matrix product, -128 stays out.
            Dot::Signed if within(-127) => Self::Signed(bytes()),
            Dot::Pairs if within(-128) && chained(weights, weights.len()) => Self::Chain(bytes()),
            Dot::Pairs if within(-128) && chained(weights, 32) => Self::Pairs(bytes()),
            Dot::Signed => Self::SignedWords(even_then_odd(weights)),
            _ => Self::Words(even_then_odd(weights)),
        }
    }
}

/// Of each vector the weights of rows 0 and 2, then those of rows 1 and 3.
fn even_then_odd(weights: &[i16]) -> Vec<i16> {
    (0..weights.len()).map(|i| weights[i / 16 * 16 + i % 8 * 2 + i / 8 % 2]).collect()
}

/// Whether sums over `length` weights at a time of what bytes make of the pairs in each lane stay
/// within i16: positive weights are at most 128 in all, negative ones at least -128.
fn chained(weights: &[i16], length: usize) -> bool {
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

/// One way to multiply and sum.
pub(super) trait Form {
    /// An element of the packed weights.
    type Weight;
    /// The weights of a vector.
    type Vector<S: Simd>: Copy;
    /// The vector of [`AIDS`] that it takes, if any.
    const AID: usize = 0;
    /// What does the same, vector by vector.
    type Any: Form<Weight = Self::Weight>;

    /// # Safety
    /// 16 readable elements.
    unsafe fn load<S: Simd>(p: *const Self::Weight) -> Self::Vector<S>;

    /// Adds the products of one vector, 4 to each sum.
    fn add<S: Simd>(sum: S::I32, w: Self::Vector<S>, a: S::Bytes, aid: S::I16) -> S::I32;

    /// Adds the products of three vectors.
    #[inline(always)]
    fn add_3<S: Simd>(
        start: S::I32,
        w: [Self::Vector<S>; 3],
        a: [S::Bytes; 3],
        aid: S::I16,
    ) -> S::I32 {
        let sum = Self::add::<S>(start, w[0], a[0], aid);
        let sum = Self::add::<S>(sum, w[1], a[1], aid);
        Self::add::<S>(sum, w[2], a[2], aid)
    }
}

/// What [`Form::AID`] counts: the mask of even bytes, and ones.
pub(super) const AIDS: [[i16; 8]; 2] = [[0xff; 8], [1; 8]];

/// Four bytes at once, the strip's without a sign.
pub(super) struct Unsigned;
/// Four bytes at once, all with a sign.
pub(super) struct Signed;
/// Two bytes at once, whole windows summed in i16.
pub(super) struct Chain;
/// Two bytes at once, summed in i32.
pub(super) struct Pairs;
/// Two i16 at once, rows 0 and 2, then 1 and 3: weights of any size, everywhere.
pub(super) struct Words;
/// As [`Words`], the strip's bytes with a sign.
pub(super) struct SignedWords;

/// Weights in bytes.
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

/// Weights in i16.
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

impl Form for Unsigned {
    bytes!();
    type Any = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_4_unsigned(sum, w, a)
    }
}

impl Form for Signed {
    bytes!();
    type Any = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_4_signed(sum, w, a)
    }
}

impl Form for Pairs {
    bytes!();
    type Any = Self;
    const AID: usize = 1;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: S::Bytes, a: S::Bytes, ones: S::I16) -> S::I32 {
        S::dot_add(sum, S::dot_2(w, a), ones)
    }
}

impl Form for Chain {
    bytes!();
    type Any = Pairs;
    const AID: usize = 1;

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

impl Form for Words {
    words!();
    type Any = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: [S::I16; 2], a: S::Bytes, even: S::I16) -> S::I32 {
        S::dot_add(S::dot_add(sum, S::even_bytes(a, even), w[0]), S::odd_bytes(a), w[1])
    }
}

impl Form for SignedWords {
    words!();
    type Any = Self;

    #[inline(always)]
    fn add<S: Simd>(sum: S::I32, w: [S::I16; 2], a: S::Bytes, _: S::I16) -> S::I32 {
        S::dot_add(S::dot_add(sum, S::even_signed_bytes(a), w[0]), S::odd_signed_bytes(a), w[1])
    }
}
