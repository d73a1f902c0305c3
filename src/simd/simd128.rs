//! WebAssembly's fixed-width SIMD, with room for what relaxed SIMD does better.

use super::Simd;
use core::arch::wasm32::*;
use core::marker::PhantomData;

/// WebAssembly vectors; `R` says how the operations are done that relaxed SIMD has too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wasm<R>(PhantomData<R>);

/// The operations that relaxed SIMD does in fewer instructions.
pub(crate) trait Relaxable: Copy + 'static {
    /// `a * b + c`, rounded once or twice.
    fn mul_add(a: v128, b: v128, c: v128) -> v128;
    /// Lane by lane; no lane is NaN.
    fn min(a: v128, b: v128) -> v128;
    /// Lane by lane; no lane is NaN.
    fn max(a: v128, b: v128) -> v128;
    /// As [`Simd::to_i32`].
    fn to_i32(a: v128) -> v128;
    /// As [`Simd::select_negative_f32`].
    fn select_negative(sign: v128, a: v128, b: v128) -> v128;
    /// As [`Simd::swizzle`].
    fn swizzle(a: v128, indices: v128) -> v128;
    /// As [`Simd::dot_4_unsigned`].
    fn dot_4_unsigned(acc: v128, w: v128, a: v128) -> v128;
    /// As [`Simd::dot_4_signed`].
    fn dot_4_signed(acc: v128, w: v128, a: v128) -> v128;
    /// As [`Simd::dot_2`].
    fn dot_2(w: v128, a: v128) -> v128;
}

/// Only operations whose results are fixed to the last bit.
#[cfg(not(target_feature = "relaxed-simd"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strict;

#[cfg(not(target_feature = "relaxed-simd"))]
impl Relaxable for Strict {
    #[inline(always)]
    fn mul_add(a: v128, b: v128, c: v128) -> v128 {
        f32x4_add(f32x4_mul(a, b), c)
    }
    // The pseudo forms are one instruction on x64, where min and max are nine.
    #[inline(always)]
    fn min(a: v128, b: v128) -> v128 {
        f32x4_pmin(a, b)
    }
    #[inline(always)]
    fn max(a: v128, b: v128) -> v128 {
        f32x4_pmax(a, b)
    }
    #[inline(always)]
    fn to_i32(a: v128) -> v128 {
        i32x4_trunc_sat_f32x4(a)
    }
    #[inline(always)]
    fn select_negative(sign: v128, a: v128, b: v128) -> v128 {
        v128_bitselect(a, b, i32x4_shr(sign, 31))
    }
    #[inline(always)]
    fn swizzle(a: v128, indices: v128) -> v128 {
        u8x16_swizzle(a, indices)
    }
    // These three are right, not fast: kernels use pairs of i16 in this backend.
    #[inline(always)]
    fn dot_4_unsigned(acc: v128, w: v128, a: v128) -> v128 {
        i32x4_add(acc, fours(w, [u16x8_extend_low_u8x16(a), u16x8_extend_high_u8x16(a)]))
    }
    #[inline(always)]
    fn dot_4_signed(acc: v128, w: v128, a: v128) -> v128 {
        i32x4_add(acc, fours(w, [i16x8_extend_low_i8x16(a), i16x8_extend_high_i8x16(a)]))
    }
    #[inline(always)]
    fn dot_2(w: v128, a: v128) -> v128 {
        let [low, high] = twos(w, [u16x8_extend_low_u8x16(a), u16x8_extend_high_u8x16(a)]);
        i16x8_narrow_i32x4(low, high)
    }
}

/// Sums of 2 neighbouring products.
#[cfg(not(target_feature = "relaxed-simd"))]
#[inline(always)]
fn twos(w: v128, [low, high]: [v128; 2]) -> [v128; 2] {
    [
        i32x4_dot_i16x8(i16x8_extend_low_i8x16(w), low),
        i32x4_dot_i16x8(i16x8_extend_high_i8x16(w), high),
    ]
}

/// Sums of 4 neighbouring products.
#[cfg(not(target_feature = "relaxed-simd"))]
#[inline(always)]
fn fours(w: v128, a: [v128; 2]) -> v128 {
    let [low, high] = twos(w, a);
    i32x4_add(i32x4_shuffle::<0, 2, 4, 6>(low, high), i32x4_shuffle::<1, 3, 5, 7>(low, high))
}

impl<R: Relaxable> Simd for Wasm<R> {
    type Bytes = v128;
    type I16 = v128;
    type I32 = v128;
    type F32 = v128;

    #[inline(always)]
    unsafe fn load_bytes(p: *const u8) -> v128 {
        // SAFETY: the caller gives 16 readable bytes; wasm loads need no alignment.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn load_splat_four(p: *const u8) -> v128 {
        // SAFETY: the caller gives 4 readable bytes.
        unsafe { v128_load32_splat(p.cast()) }
    }
    #[inline(always)]
    unsafe fn store_bytes(p: *mut u8, v: v128) {
        // SAFETY: the caller gives 16 writable bytes.
        unsafe { v128_store(p.cast(), v) }
    }
    #[inline(always)]
    unsafe fn store_first_8(p: *mut u8, v: v128) {
        // SAFETY: the caller gives 8 writable bytes.
        unsafe { v128_store64_lane::<0>(v, p.cast()) }
    }
    #[inline(always)]
    unsafe fn store_last_8(p: *mut u8, v: v128) {
        // SAFETY: the caller gives 8 writable bytes.
        unsafe { v128_store64_lane::<1>(v, p.cast()) }
    }
    #[inline(always)]
    unsafe fn store_fours(to: [*mut u8; 4], v: v128) {
        // SAFETY: the caller gives 4 writable bytes at each.
        unsafe {
            v128_store32_lane::<0>(v, to[0].cast());
            v128_store32_lane::<1>(v, to[1].cast());
            v128_store32_lane::<2>(v, to[2].cast());
            v128_store32_lane::<3>(v, to[3].cast());
        }
    }
    #[inline(always)]
    unsafe fn load_i16(p: *const i16) -> v128 {
        // SAFETY: the caller gives 8 readable elements.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn load_8_u8(p: *const u8) -> v128 {
        // SAFETY: the caller gives 8 readable bytes.
        unsafe { i16x8_load_extend_u8x8(p) }
    }
    #[inline(always)]
    unsafe fn load_i32(p: *const i32) -> v128 {
        // SAFETY: the caller gives 4 readable elements.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn load_f32(p: *const f32) -> v128 {
        // SAFETY: the caller gives 4 readable elements.
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn load_splat_f32(p: *const f32) -> v128 {
        // SAFETY: the caller gives a readable element.
        unsafe { v128_load32_splat(p.cast()) }
    }
    #[inline(always)]
    unsafe fn store_i16(p: *mut i16, v: v128) {
        // SAFETY: the caller gives 8 writable elements.
        unsafe { v128_store(p.cast(), v) }
    }
    #[inline(always)]
    unsafe fn store_i32(p: *mut i32, v: v128) {
        // SAFETY: the caller gives 4 writable elements.
        unsafe { v128_store(p.cast(), v) }
    }
    #[inline(always)]
    unsafe fn store_f32(p: *mut f32, v: v128) {
        // SAFETY: the caller gives 4 writable elements.
        unsafe { v128_store(p.cast(), v) }
    }

    #[inline(always)]
    fn splat_i16(x: i16) -> v128 {
        i16x8_splat(x)
    }
    #[inline(always)]
    fn splat_bytes(x: u8) -> v128 {
        u8x16_splat(x)
    }
    #[inline(always)]
    fn splat_i32(x: i32) -> v128 {
        i32x4_splat(x)
    }
    #[inline(always)]
    fn splat_f32(x: f32) -> v128 {
        f32x4_splat(x)
    }

    #[inline(always)]
    fn interleave_bytes([a, b, c, d]: [v128; 4]) -> [v128; 4] {
        let low = i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>;
        let high = i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>;
        let low_16 = i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>;
        let high_16 = i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>;
        let [ab, cd] = [[low(a, b), high(a, b)], [low(c, d), high(c, d)]];
        [low_16(ab[0], cd[0]), high_16(ab[0], cd[0]), low_16(ab[1], cd[1]), high_16(ab[1], cd[1])]
    }
    #[inline(always)]
    fn even_bytes(a: v128, even: v128) -> v128 {
        v128_and(a, even)
    }
    #[inline(always)]
    fn odd_bytes(a: v128) -> v128 {
        u16x8_shr(a, 8)
    }
    #[inline(always)]
    fn even_signed_bytes(a: v128) -> v128 {
        i16x8_shr(i16x8_shl(a, 8), 8)
    }
    #[inline(always)]
    fn odd_signed_bytes(a: v128) -> v128 {
        i16x8_shr(a, 8)
    }
    #[inline(always)]
    fn flip_bytes(a: v128) -> v128 {
        v128_xor(a, u8x16_splat(0x80))
    }
    #[inline(always)]
    fn sub_bytes(a: v128, b: v128) -> v128 {
        u8x16_sub(a, b)
    }
    #[inline(always)]
    fn transpose_fours(rows: [v128; 4]) -> [v128; 4] {
        Self::transpose_f32(rows)
    }
    #[inline(always)]
    fn words(a: v128) -> v128 {
        a
    }
    #[inline(always)]
    fn bytes(a: v128) -> v128 {
        a
    }
    #[inline(always)]
    fn swizzle(a: v128, indices: v128) -> v128 {
        R::swizzle(a, indices)
    }
    #[inline(always)]
    fn narrow_i32(a: v128, b: v128) -> v128 {
        i16x8_narrow_i32x4(a, b)
    }
    #[inline(always)]
    fn pair_bytes([a, b]: [v128; 2]) -> v128 {
        // Of a narrowing to bytes the compiler makes five instructions.
        v128_or(a, i16x8_shl(b, 8))
    }
    #[inline(always)]
    fn dot_4_unsigned(acc: v128, w: v128, a: v128) -> v128 {
        R::dot_4_unsigned(acc, w, a)
    }
    #[inline(always)]
    fn dot_4_signed(acc: v128, w: v128, a: v128) -> v128 {
        R::dot_4_signed(acc, w, a)
    }
    #[inline(always)]
    fn dot_2(w: v128, a: v128) -> v128 {
        R::dot_2(w, a)
    }

    #[inline(always)]
    fn add_i16(a: v128, b: v128) -> v128 {
        i16x8_add(a, b)
    }
    #[inline(always)]
    fn min_i16(a: v128, b: v128) -> v128 {
        i16x8_min(a, b)
    }
    #[inline(always)]
    fn max_i16(a: v128, b: v128) -> v128 {
        i16x8_max(a, b)
    }
    #[inline(always)]
    fn any_gt_i16(a: v128, b: v128) -> bool {
        v128_any_true(i16x8_gt(a, b))
    }
    #[inline(always)]
    fn transpose_pairs(rows: [v128; 4]) -> [v128; 4] {
        Self::transpose_f32(rows)
    }
    #[inline(always)]
    fn transpose_f32([a, b, c, d]: [v128; 4]) -> [v128; 4] {
        let ab_low = i32x4_shuffle::<0, 4, 1, 5>(a, b);
        let ab_high = i32x4_shuffle::<2, 6, 3, 7>(a, b);
        let cd_low = i32x4_shuffle::<0, 4, 1, 5>(c, d);
        let cd_high = i32x4_shuffle::<2, 6, 3, 7>(c, d);
        [
            i64x2_shuffle::<0, 2>(ab_low, cd_low),
            i64x2_shuffle::<1, 3>(ab_low, cd_low),
            i64x2_shuffle::<0, 2>(ab_high, cd_high),
            i64x2_shuffle::<1, 3>(ab_high, cd_high),
        ]
    }
    #[inline(always)]
    fn dot_add(acc: v128, a: v128, b: v128) -> v128 {
        i32x4_add(acc, i32x4_dot_i16x8(a, b))
    }

    #[inline(always)]
    fn add_i32(a: v128, b: v128) -> v128 {
        i32x4_add(a, b)
    }
    #[inline(always)]
    fn and_i32(a: v128, b: v128) -> v128 {
        v128_and(a, b)
    }
    #[inline(always)]
    fn eq_i32(a: v128, b: v128) -> v128 {
        i32x4_eq(a, b)
    }
    #[inline(always)]
    fn any_i32(a: v128) -> bool {
        v128_any_true(a)
    }
    #[inline(always)]
    fn min_u32(a: v128, b: v128) -> v128 {
        u32x4_min(a, b)
    }

    #[inline(always)]
    fn to_f32(a: v128) -> v128 {
        f32x4_convert_i32x4(a)
    }
    #[inline(always)]
    fn to_i32(a: v128) -> v128 {
        R::to_i32(a)
    }
    #[inline(always)]
    fn select_negative_f32(sign: v128, a: v128, b: v128) -> v128 {
        R::select_negative(sign, a, b)
    }
    #[inline(always)]
    fn min_f32(a: v128, b: v128) -> v128 {
        R::min(a, b)
    }
    #[inline(always)]
    fn max_f32(a: v128, b: v128) -> v128 {
        R::max(a, b)
    }
    #[inline(always)]
    fn mul_add_f32(a: v128, b: v128, c: v128) -> v128 {
        R::mul_add(a, b, c)
    }
}
