//! The fast kernels for layers in single precision. Multiplications and additions may be fused and
//! in another order than in [`super::reference`], so results agree within rounding, not to the bit.

pub(crate) mod convolution;
pub(crate) mod depthwise;
pub(crate) mod elementwise;
pub(crate) mod gemm;
pub(crate) mod rows;

use crate::simd::Simd;

/// Channels that are computed at a time: two vectors.
const LANES: usize = 8;

/// Stores the first `n` (at most 8) of 8 lanes, clamped to `range`.
///
/// # Safety
/// `n` elements are writable at `out`.
#[inline(always)]
unsafe fn store<S: Simd>(out: *mut f32, n: usize, sums: [S::F32; 2], range: [S::F32; 2]) {
    let [low, high] = sums.map(|sum| S::min_f32(S::max_f32(sum, range[0]), range[1]));
    if n >= LANES {
        // SAFETY: the caller gives 8 writable elements.
        unsafe {
            S::store_f32(out, low);
            S::store_f32(out.add(4), high);
        }
    } else {
        let mut all = [0f32; LANES];
        // SAFETY: the array holds 8 elements; the caller gives `n` writable ones.
        unsafe {
            S::store_f32(all.as_mut_ptr(), low);
            S::store_f32(all.as_mut_ptr().add(4), high);
            out.copy_from_nonoverlapping(all.as_ptr(), n);
        }
    }
}
