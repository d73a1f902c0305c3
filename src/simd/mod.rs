//! The few vector operations that the kernels need, once per instruction set.
//!
//! [`Scalar`] runs everywhere and is what the native tests use; on wasm the build's target features
//! choose between plain simd128 and relaxed SIMD. Vectors have 128 bits. Every backend gives the
//! same integers; floating point may differ in its last place, and no result may depend on it.

#[cfg(all(target_family = "wasm", target_feature = "relaxed-simd"))]
mod relaxed;
mod scalar;
#[cfg(target_family = "wasm")]
mod simd128;

pub use scalar::Scalar;

/// The backend that this build runs on.
#[cfg(not(target_family = "wasm"))]
pub type Best = Scalar;
/// The backend that this build runs on.
#[cfg(all(target_family = "wasm", not(target_feature = "relaxed-simd")))]
pub type Best = simd128::Wasm<simd128::Strict>;
/// The backend that this build runs on.
#[cfg(all(target_family = "wasm", target_feature = "relaxed-simd"))]
pub type Best = simd128::Wasm<relaxed::Relaxed>;

/// What this build's backend is called.
pub const VARIANT: &str = if cfg!(not(target_family = "wasm")) {
    "scalar"
} else if cfg!(target_feature = "relaxed-simd") {
    "relaxed"
} else {
    "simd128"
};

/// Vectors of 128 bits: 16 bytes, 8 lanes of i16, 4 of i32, 4 of f32.
#[allow(clippy::missing_safety_doc, reason = "the trait's one rule stands at its head")]
pub trait Simd: Copy + 'static {
    /// 16 bytes, with a sign or without.
    type Bytes: Copy;
    /// 8 lanes of i16.
    type I16: Copy;
    /// 4 lanes of i32.
    type I32: Copy;
    /// 4 lanes of f32.
    type F32: Copy;

    /// 16 bytes from memory.
    ///
    /// # Safety
    /// As for all loads and stores here: the memory at `p` holds as many elements as are moved;
    /// it need not be aligned.
    unsafe fn load_bytes(p: *const u8) -> Self::Bytes;
    /// 16 bytes to memory.
    unsafe fn store_bytes(p: *mut u8, v: Self::Bytes);
    /// The first 8 bytes to memory.
    unsafe fn store_first_8(p: *mut u8, v: Self::Bytes);
    /// The last 8 bytes to memory.
    unsafe fn store_last_8(p: *mut u8, v: Self::Bytes);
    /// 4 bytes to each address.
    unsafe fn store_fours(to: [*mut u8; 4], v: Self::Bytes);
    /// 8 lanes from memory.
    unsafe fn load_i16(p: *const i16) -> Self::I16;
    /// 8 bytes from memory, each widened.
    unsafe fn load_8_u8(p: *const u8) -> Self::I16;
    /// 4 lanes from memory.
    unsafe fn load_i32(p: *const i32) -> Self::I32;
    /// 4 lanes from memory.
    unsafe fn load_f32(p: *const f32) -> Self::F32;
    /// One element from memory, repeated over all lanes.
    unsafe fn load_splat_f32(p: *const f32) -> Self::F32;
    /// 8 lanes to memory.
    unsafe fn store_i16(p: *mut i16, v: Self::I16);
    /// 4 lanes to memory.
    unsafe fn store_i32(p: *mut i32, v: Self::I32);
    /// 4 lanes to memory.
    unsafe fn store_f32(p: *mut f32, v: Self::F32);

    /// All lanes the same.
    fn splat_i16(x: i16) -> Self::I16;
    /// `x` in every byte.
    fn splat_bytes(x: u8) -> Self::Bytes;
    /// All lanes the same.
    fn splat_i32(x: i32) -> Self::I32;
    /// All lanes the same.
    fn splat_f32(x: f32) -> Self::F32;

    /// Reads four vectors as a 4 by 16 matrix of bytes, and turns rows into columns, one after the
    /// other.
    fn interleave_bytes(rows: [Self::Bytes; 4]) -> [Self::Bytes; 4];
    /// Bytes 0, 2, 4 and so on, widened; `even` is 255 in each lane.
    fn even_bytes(a: Self::Bytes, even: Self::I16) -> Self::I16;
    /// Bytes 1, 3, 5 and so on, widened.
    fn odd_bytes(a: Self::Bytes) -> Self::I16;
    /// As [`Self::even_bytes`], with their sign.
    fn even_signed_bytes(a: Self::Bytes) -> Self::I16;
    /// As [`Self::odd_bytes`], with their sign.
    fn odd_signed_bytes(a: Self::Bytes) -> Self::I16;
    /// Each byte with its highest bit turned over: 128 less, as a byte with a sign.
    fn flip_bytes(a: Self::Bytes) -> Self::Bytes;
    /// `a - b` byte by byte, modulo 256.
    fn sub_bytes(a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Reads four vectors as a 4 by 4 matrix of groups of 4 bytes, and turns rows into columns.
    fn transpose_fours(rows: [Self::Bytes; 4]) -> [Self::Bytes; 4];
    /// Groups of 4 bytes moved on by one place; the first becomes the last.
    fn rotate_1(a: Self::Bytes) -> Self::Bytes;
    /// As [`Self::rotate_1`], by two places.
    fn rotate_2(a: Self::Bytes) -> Self::Bytes;
    /// As [`Self::rotate_1`], by three places.
    fn rotate_3(a: Self::Bytes) -> Self::Bytes;
    /// The same bits as 8 lanes of i16.
    fn words(a: Self::Bytes) -> Self::I16;
    /// Bytes of `a` from where `of` tells; every byte of `of` is below 16.
    fn swizzle(a: Self::Bytes, of: Self::Bytes) -> Self::Bytes;
    /// Bits 16 to 23 of the lanes of four vectors, of which the higher bits are zero: in group `i` of
    /// 4 bytes those of lane `i`, of vectors 0, 2, 1, 3.
    fn gather_bytes(v: [Self::I32; 4]) -> Self::Bytes;
    /// Groups of 4 bytes: `a0 b0 a1 b1`, and `a2 b2 a3 b3`.
    fn zip_fours(a: Self::Bytes, b: Self::Bytes) -> [Self::Bytes; 2];
    /// Sums of 4 neighbouring products, added to `acc`; `w` has a sign, `a` has none.
    ///
    /// In the relaxed backend this and [`Self::dot_4_signed`] are one instruction, which does the
    /// one, the other, or neither: it must be tried out before it is relied on.
    fn dot_4_unsigned(acc: Self::I32, w: Self::Bytes, a: Self::Bytes) -> Self::I32;
    /// Sums of 4 neighbouring products, added to `acc`; both have a sign.
    fn dot_4_signed(acc: Self::I32, w: Self::Bytes, a: Self::Bytes) -> Self::I32;
    /// Sums of 2 neighbouring products, saturating; `w` has a sign, `a` has none. In the relaxed
    /// backend, `a` may be read with a sign: to be tried out as well.
    fn dot_2(w: Self::Bytes, a: Self::Bytes) -> Self::I16;

    /// Lane by lane, wrapping.
    fn add_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Lane by lane.
    fn min_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Lane by lane.
    fn max_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Whether any lane of `a` is greater than that of `b`.
    fn any_gt_i16(a: Self::I16, b: Self::I16) -> bool;
    /// `a0 b0 a1 b1 a2 b2 a3 b3`.
    fn zip_low(a: Self::I16, b: Self::I16) -> Self::I16;
    /// `a4 b4 a5 b5 a6 b6 a7 b7`.
    fn zip_high(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Reads four vectors as a 4 by 4 matrix of lane pairs, and turns rows into columns.
    fn transpose_pairs(rows: [Self::I16; 4]) -> [Self::I16; 4];
    /// Products of neighbouring lanes, summed in pairs, added to `acc`: `acc0 + a0 b0 + a1 b1`, ...
    fn dot_add(acc: Self::I32, a: Self::I16, b: Self::I16) -> Self::I32;

    /// Lane by lane.
    fn and_i32(a: Self::I32, b: Self::I32) -> Self::I32;
    /// Lane by lane, without a sign.
    fn min_u32(a: Self::I32, b: Self::I32) -> Self::I32;
    /// Whether any lane of `a` is less than that of `b`.
    fn any_lt_i32(a: Self::I32, b: Self::I32) -> bool;

    /// To the nearest f32.
    fn to_f32(a: Self::I32) -> Self::F32;
    /// To an integer at most 4 away; every lane is positive and below 2^25.
    fn to_i32(a: Self::F32) -> Self::I32;
    /// `a` with its sign turned over where `of` is negative.
    fn with_sign_of(a: Self::F32, of: Self::I32) -> Self::F32;
    /// Lane by lane.
    fn add_f32(a: Self::F32, b: Self::F32) -> Self::F32;
    /// Lane by lane; no lane is NaN.
    fn min_f32(a: Self::F32, b: Self::F32) -> Self::F32;
    /// Lane by lane; no lane is NaN.
    fn max_f32(a: Self::F32, b: Self::F32) -> Self::F32;
    /// Reads four vectors as a matrix, and turns rows into columns.
    fn transpose_f32(rows: [Self::F32; 4]) -> [Self::F32; 4];
    /// `a * b + c`, rounded once or twice.
    fn mul_add_f32(a: Self::F32, b: Self::F32, c: Self::F32) -> Self::F32;
}
