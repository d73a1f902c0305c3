//! What relaxed SIMD does in fewer instructions. The bits may differ between machines, so the
//! kernels use these only where the result cannot depend on it.

use super::simd128::Relaxable;
use core::arch::wasm32::*;

/// Relaxed operations: a fused multiply-add where the machine has one, bare minimum and maximum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Relaxed;

impl Relaxable for Relaxed {
    #[inline(always)]
    fn mul_add(a: v128, b: v128, c: v128) -> v128 {
        f32x4_relaxed_madd(a, b, c)
    }
    #[inline(always)]
    fn min(a: v128, b: v128) -> v128 {
        f32x4_relaxed_min(a, b)
    }
    #[inline(always)]
    fn max(a: v128, b: v128) -> v128 {
        f32x4_relaxed_max(a, b)
    }
    #[inline(always)]
    fn to_i32(a: v128) -> v128 {
        i32x4_relaxed_trunc_f32x4(a)
    }
    #[inline(always)]
    fn select_negative(sign: v128, a: v128, b: v128) -> v128 {
        // A relaxed selection may read all bits of a lane, or the highest alone.
        i32x4_relaxed_laneselect(a, b, i32x4_shr(sign, 31))
    }
    #[inline(always)]
    fn swizzle(a: v128, indices: v128) -> v128 {
        i8x16_relaxed_swizzle(a, indices)
    }
    #[inline(always)]
    fn dot_4_unsigned(acc: v128, w: v128, a: v128) -> v128 {
        i32x4_relaxed_dot_i8x16_i7x16_add(w, a, acc)
    }
    #[inline(always)]
    fn dot_4_signed(acc: v128, w: v128, a: v128) -> v128 {
        i32x4_relaxed_dot_i8x16_i7x16_add(w, a, acc)
    }
    #[inline(always)]
    fn dot_2(w: v128, a: v128) -> v128 {
        i16x8_relaxed_dot_i8x16_i7x16(w, a)
    }
}
