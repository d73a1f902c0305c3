//! The vector operations that the kernels use, once per instruction set: a *backend*.
//!
//! `Scalar` is the backend of native builds. In wasm the target features choose between simd128 and
//! relaxed SIMD. Every backend gives the same integers; floats may differ in the last bit, and no
//! output of a quantised layer depends on it.

#[cfg(all(target_family = "wasm", target_feature = "relaxed-simd"))]
mod relaxed;
#[cfg(not(target_family = "wasm"))]
mod scalar;
#[cfg(target_family = "wasm")]
mod simd128;

#[cfg(not(target_family = "wasm"))]
pub(crate) use scalar::Scalar;

/// The backend of this build.
#[cfg(not(target_family = "wasm"))]
pub(crate) type Best = Scalar;
/// The backend of this build.
#[cfg(all(target_family = "wasm", not(target_feature = "relaxed-simd")))]
pub(crate) type Best = simd128::Wasm<simd128::Strict>;
/// The backend of this build.
#[cfg(all(target_family = "wasm", target_feature = "relaxed-simd"))]
pub(crate) type Best = simd128::Wasm<relaxed::Relaxed>;

/// The name of this build's backend: "scalar", "simd128" or "relaxed".
pub const VARIANT: &str = if cfg!(not(target_family = "wasm")) {
    "scalar"
} else if cfg!(target_feature = "relaxed-simd") {
    "relaxed"
} else {
    "simd128"
};

/// Vectors of 128 bits: 16 bytes, 8 lanes of i16, 4 lanes of i32, 4 lanes of f32.
///
/// No load or store needs alignment.
pub(crate) trait Simd: Copy + 'static {
    /// 16 bytes, signed or unsigned.
    type Bytes: Copy;
    /// 8 lanes of i16.
    type I16: Copy;
    /// 4 lanes of i32.
    type I32: Copy;
    /// 4 lanes of f32.
    type F32: Copy;

    /// Loads 16 bytes.
    ///
    /// # Safety
    /// 16 bytes are readable at `p`.
    unsafe fn load_bytes(p: *const u8) -> Self::Bytes;
    /// Loads 4 bytes, four times.
    ///
    /// # Safety
    /// 4 bytes are readable at `p`.
    unsafe fn load_splat_four(p: *const u8) -> Self::Bytes;
    /// Stores 16 bytes.
    ///
    /// # Safety
    /// 16 bytes are writable at `p`.
    unsafe fn store_bytes(p: *mut u8, v: Self::Bytes);
    /// Stores bytes 0 to 7.
    ///
    /// # Safety
    /// 8 bytes are writable at `p`.
    unsafe fn store_first_8(p: *mut u8, v: Self::Bytes);
    /// Stores bytes 8 to 15.
    ///
    /// # Safety
    /// 8 bytes are writable at `p`.
    unsafe fn store_last_8(p: *mut u8, v: Self::Bytes);
    /// Stores 4 bytes to each address: bytes 0 to 3 to the first, and so on.
    ///
    /// # Safety
    /// 4 bytes are writable at each address of `to`.
    unsafe fn store_fours(to: [*mut u8; 4], v: Self::Bytes);
    /// Loads 8 lanes.
    ///
    /// # Safety
    /// 8 elements are readable at `p`.
    unsafe fn load_i16(p: *const i16) -> Self::I16;
    /// Loads 8 bytes, each zero-extended.
    ///
    /// # Safety
    /// 8 bytes are readable at `p`.
    unsafe fn load_8_u8(p: *const u8) -> Self::I16;
    /// Loads 4 lanes.
    ///
    /// # Safety
    /// 4 elements are readable at `p`.
    unsafe fn load_i32(p: *const i32) -> Self::I32;
    /// Loads 4 lanes.
    ///
    /// # Safety
    /// 4 elements are readable at `p`.
    unsafe fn load_f32(p: *const f32) -> Self::F32;
    /// Loads one element into all lanes.
    ///
    /// # Safety
    /// One element is readable at `p`.
    unsafe fn load_splat_f32(p: *const f32) -> Self::F32;
    /// Stores 8 lanes.
    ///
    /// # Safety
    /// 8 elements are writable at `p`.
    unsafe fn store_i16(p: *mut i16, v: Self::I16);
    /// Stores 4 lanes.
    ///
    /// # Safety
    /// 4 elements are writable at `p`.
    unsafe fn store_i32(p: *mut i32, v: Self::I32);
    /// Stores 4 lanes.
    ///
    /// # Safety
    /// 4 elements are writable at `p`.
    unsafe fn store_f32(p: *mut f32, v: Self::F32);

    /// `x` in every lane.
    fn splat_i16(x: i16) -> Self::I16;
    /// `x` in every byte.
    fn splat_bytes(x: u8) -> Self::Bytes;
    /// `x` in every lane.
    fn splat_i32(x: i32) -> Self::I32;
    /// `x` in every lane.
    fn splat_f32(x: f32) -> Self::F32;

    /// Reads four vectors as a `[4][16]` matrix of bytes and transposes it: `[16][4]`.
    fn interleave_bytes(rows: [Self::Bytes; 4]) -> [Self::Bytes; 4];
    /// Bytes 0, 2, 4 and so on, zero-extended; `even` is 255 in each lane.
    fn even_bytes(a: Self::Bytes, even: Self::I16) -> Self::I16;
    /// Bytes 1, 3, 5 and so on, zero-extended.
    fn odd_bytes(a: Self::Bytes) -> Self::I16;
    /// Bytes 0, 2, 4 and so on, sign-extended.
    fn even_signed_bytes(a: Self::Bytes) -> Self::I16;
    /// Bytes 1, 3, 5 and so on, sign-extended.
    fn odd_signed_bytes(a: Self::Bytes) -> Self::I16;
    /// Each byte with its highest bit inverted: an unsigned byte becomes the signed one that is 128
    /// less.
    fn flip_bytes(a: Self::Bytes) -> Self::Bytes;
    /// `a - b` byte by byte, modulo 256.
    fn sub_bytes(a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Reads four vectors as a `[4][4]` matrix of groups of 4 bytes and transposes it.
    fn transpose_fours(rows: [Self::Bytes; 4]) -> [Self::Bytes; 4];
    /// The same bits as 8 lanes of i16.
    fn words(a: Self::Bytes) -> Self::I16;
    /// The same bits as 16 bytes.
    fn bytes(a: Self::I16) -> Self::Bytes;
    /// Byte `i` of the result is byte `indices[i]` of `a`; every index is below 16.
    fn swizzle(a: Self::Bytes, indices: Self::Bytes) -> Self::Bytes;
    /// The lanes of `a`, then those of `b`, each to the nearest i16.
    fn narrow_i32(a: Self::I32, b: Self::I32) -> Self::I16;
    /// Bytes of lanes that are 0 ..= 255: those of `a` at even places, those of `b` at odd ones.
    fn pair_bytes(v: [Self::I16; 2]) -> Self::Bytes;
    /// Adds to each lane of `acc` the sum of 4 neighbouring products of `w`, signed, and `a`,
    /// unsigned.
    ///
    /// In the relaxed backend this and [`Self::dot_4_signed`] are the same instruction, which does
    /// the one, the other, or neither: a caller must probe it first.
    fn dot_4_unsigned(acc: Self::I32, w: Self::Bytes, a: Self::Bytes) -> Self::I32;
    /// As [`Self::dot_4_unsigned`], with `a` signed.
    fn dot_4_signed(acc: Self::I32, w: Self::Bytes, a: Self::Bytes) -> Self::I32;
    /// Sums of 2 neighbouring products of `w`, signed, and `a`, unsigned, saturating. In the
    /// relaxed backend `a` may be read as signed: a caller must probe it first.
    fn dot_2(w: Self::Bytes, a: Self::Bytes) -> Self::I16;

    /// Lane by lane, wrapping.
    fn add_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Lane by lane.
    fn min_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Lane by lane.
    fn max_i16(a: Self::I16, b: Self::I16) -> Self::I16;
    /// Whether any lane of `a` is greater than that of `b`.
    fn any_gt_i16(a: Self::I16, b: Self::I16) -> bool;
    /// Reads four vectors as a `[4][4]` matrix of lane pairs and transposes it.
    fn transpose_pairs(rows: [Self::I16; 4]) -> [Self::I16; 4];
    /// Adds to each lane of `acc` the sum of 2 neighbouring products: `acc0 + a0 b0 + a1 b1`, ...
    fn dot_add(acc: Self::I32, a: Self::I16, b: Self::I16) -> Self::I32;

    /// Lane by lane, wrapping.
    fn add_i32(a: Self::I32, b: Self::I32) -> Self::I32;
    /// Lane by lane.
    fn and_i32(a: Self::I32, b: Self::I32) -> Self::I32;
    /// All bits of a lane where both are equal, else none.
    fn eq_i32(a: Self::I32, b: Self::I32) -> Self::I32;
    /// Whether any bit is set.
    fn any_i32(a: Self::I32) -> bool;
    /// Lane by lane, unsigned.
    fn min_u32(a: Self::I32, b: Self::I32) -> Self::I32;

    /// Each lane to the nearest f32.
    fn to_f32(a: Self::I32) -> Self::F32;
    /// Each lane cut to an integer, towards zero; every lane is within 2^31.
    fn to_i32(a: Self::F32) -> Self::I32;
    /// The lane of `a` where that of `sign` is negative, else that of `b`.
    fn select_negative_f32(sign: Self::I32, a: Self::F32, b: Self::F32) -> Self::F32;
    /// Lane by lane; no lane is NaN.
    fn min_f32(a: Self::F32, b: Self::F32) -> Self::F32;
    /// Lane by lane; no lane is NaN.
    fn max_f32(a: Self::F32, b: Self::F32) -> Self::F32;
    /// Reads four vectors as a `[4][4]` matrix and transposes it.
    fn transpose_f32(rows: [Self::F32; 4]) -> [Self::F32; 4];
    /// `a * b + c`, rounded once or twice.
    fn mul_add_f32(a: Self::F32, b: Self::F32, c: Self::F32) -> Self::F32;
}
