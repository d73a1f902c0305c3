//! The backend without instructions of its own: arrays and loops.

use super::Simd;
use std::array::from_fn;

/// Plain Rust; the compiler may still find vectors in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scalar;

impl Simd for Scalar {
    type Bytes = [u8; 16];
    type I16 = [i16; 8];
    type I32 = [i32; 4];
    type F32 = [f32; 4];

    unsafe fn load_bytes(p: *const u8) -> [u8; 16] {
        // SAFETY: the caller gives 16 readable bytes.
        unsafe { p.cast::<[u8; 16]>().read() }
    }
    unsafe fn load_splat_four(p: *const u8) -> [u8; 16] {
        // SAFETY: the caller gives 4 readable bytes.
        let four = unsafe { p.cast::<[u8; 4]>().read() };
        from_fn(|i| four[i % 4])
    }
    unsafe fn store_bytes(p: *mut u8, v: [u8; 16]) {
        // SAFETY: the caller gives 16 writable bytes.
        unsafe { p.cast::<[u8; 16]>().write(v) }
    }
    unsafe fn store_first_8(p: *mut u8, v: [u8; 16]) {
        // SAFETY: the caller gives 8 writable bytes.
        unsafe { p.copy_from_nonoverlapping(v.as_ptr(), 8) }
    }
    unsafe fn store_last_8(p: *mut u8, v: [u8; 16]) {
        // SAFETY: the caller gives 8 writable bytes.
        unsafe { p.copy_from_nonoverlapping(v[8..].as_ptr(), 8) }
    }
    unsafe fn store_fours(to: [*mut u8; 4], v: [u8; 16]) {
        for (to, four) in to.into_iter().zip(v.chunks_exact(4)) {
            // SAFETY: the caller gives 4 writable bytes at each.
            unsafe { to.copy_from_nonoverlapping(four.as_ptr(), 4) };
        }
    }
    unsafe fn load_i16(p: *const i16) -> [i16; 8] {
        // SAFETY: the caller gives 8 readable elements.
        unsafe { p.cast::<[i16; 8]>().read_unaligned() }
    }
    unsafe fn load_8_u8(p: *const u8) -> [i16; 8] {
        // SAFETY: the caller gives 8 readable bytes.
        unsafe { p.cast::<[u8; 8]>().read() }.map(i16::from)
    }
    unsafe fn load_i32(p: *const i32) -> [i32; 4] {
        // SAFETY: the caller gives 4 readable elements.
        unsafe { p.cast::<[i32; 4]>().read_unaligned() }
    }
    unsafe fn load_f32(p: *const f32) -> [f32; 4] {
        // SAFETY: the caller gives 4 readable elements.
        unsafe { p.cast::<[f32; 4]>().read_unaligned() }
    }
    unsafe fn load_splat_f32(p: *const f32) -> [f32; 4] {
        // SAFETY: the caller gives a readable element.
        [unsafe { p.read_unaligned() }; 4]
    }
    unsafe fn store_i16(p: *mut i16, v: [i16; 8]) {
        // SAFETY: the caller gives 8 writable elements.
        unsafe { p.cast::<[i16; 8]>().write_unaligned(v) }
    }
    unsafe fn store_i32(p: *mut i32, v: [i32; 4]) {
        // SAFETY: the caller gives 4 writable elements.
        unsafe { p.cast::<[i32; 4]>().write_unaligned(v) }
    }
    unsafe fn store_f32(p: *mut f32, v: [f32; 4]) {
        // SAFETY: the caller gives 4 writable elements.
        unsafe { p.cast::<[f32; 4]>().write_unaligned(v) }
    }

    fn splat_i16(x: i16) -> [i16; 8] {
        [x; 8]
    }
    fn splat_bytes(x: u8) -> [u8; 16] {
        [x; 16]
    }
    fn splat_i32(x: i32) -> [i32; 4] {
        [x; 4]
    }
    fn splat_f32(x: f32) -> [f32; 4] {
        [x; 4]
    }

    fn interleave_bytes(rows: [[u8; 16]; 4]) -> [[u8; 16]; 4] {
        from_fn(|v| from_fn(|i| rows[i % 4][v * 4 + i / 4]))
    }
    fn even_bytes(a: [u8; 16], _: [i16; 8]) -> [i16; 8] {
        from_fn(|i| i16::from(a[2 * i]))
    }
    fn odd_bytes(a: [u8; 16]) -> [i16; 8] {
        from_fn(|i| i16::from(a[2 * i + 1]))
    }
    fn even_signed_bytes(a: [u8; 16]) -> [i16; 8] {
        from_fn(|i| i16::from(a[2 * i] as i8))
    }
    fn odd_signed_bytes(a: [u8; 16]) -> [i16; 8] {
        from_fn(|i| i16::from(a[2 * i + 1] as i8))
    }
    fn flip_bytes(a: [u8; 16]) -> [u8; 16] {
        a.map(|x| x ^ 0x80)
    }
    fn sub_bytes(a: [u8; 16], b: [u8; 16]) -> [u8; 16] {
        from_fn(|i| a[i].wrapping_sub(b[i]))
    }
    fn transpose_fours(rows: [[u8; 16]; 4]) -> [[u8; 16]; 4] {
        from_fn(|column| from_fn(|i| rows[i / 4][4 * column + i % 4]))
    }
    fn words(a: [u8; 16]) -> [i16; 8] {
        from_fn(|i| i16::from_ne_bytes([a[2 * i], a[2 * i + 1]]))
    }
    fn bytes(a: [i16; 8]) -> [u8; 16] {
        from_fn(|i| a[i / 2].to_ne_bytes()[i % 2])
    }
    fn swizzle(a: [u8; 16], indices: [u8; 16]) -> [u8; 16] {
        indices.map(|index| a[usize::from(index)])
    }
    fn narrow_i32(a: [i32; 4], b: [i32; 4]) -> [i16; 8] {
        from_fn(|i| cut(if i < 4 { a[i] } else { b[i - 4] }))
    }
    fn pair_bytes(v: [[i16; 8]; 2]) -> [u8; 16] {
        from_fn(|i| v[i % 2][i / 2] as u8)
    }
    fn dot_4_unsigned(acc: [i32; 4], w: [u8; 16], a: [u8; 16]) -> [i32; 4] {
        let product = |i: usize| i32::from(w[i] as i8) * i32::from(a[i]);
        from_fn(|i| acc[i].wrapping_add((4 * i..4 * i + 4).map(product).sum()))
    }
    fn dot_4_signed(acc: [i32; 4], w: [u8; 16], a: [u8; 16]) -> [i32; 4] {
        let product = |i: usize| i32::from(w[i] as i8) * i32::from(a[i] as i8);
        from_fn(|i| acc[i].wrapping_add((4 * i..4 * i + 4).map(product).sum()))
    }
    fn dot_2(w: [u8; 16], a: [u8; 16]) -> [i16; 8] {
        let product = |i: usize| i32::from(w[i] as i8) * i32::from(a[i]);
        from_fn(|i| cut(product(2 * i) + product(2 * i + 1)))
    }

    fn add_i16(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        from_fn(|i| a[i].wrapping_add(b[i]))
    }
    fn min_i16(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        from_fn(|i| a[i].min(b[i]))
    }
    fn max_i16(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        from_fn(|i| a[i].max(b[i]))
    }
    fn any_gt_i16(a: [i16; 8], b: [i16; 8]) -> bool {
        (0..8).any(|i| a[i] > b[i])
    }
    fn transpose_pairs(rows: [[i16; 8]; 4]) -> [[i16; 8]; 4] {
        from_fn(|column| from_fn(|i| rows[i / 2][2 * column + i % 2]))
    }
    fn dot_add(acc: [i32; 4], a: [i16; 8], b: [i16; 8]) -> [i32; 4] {
        let product = |i: usize| i32::from(a[i]) * i32::from(b[i]);
        from_fn(|i| acc[i].wrapping_add(product(2 * i)).wrapping_add(product(2 * i + 1)))
    }

    fn add_i32(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
        from_fn(|i| a[i].wrapping_add(b[i]))
    }
    fn and_i32(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
        from_fn(|i| a[i] & b[i])
    }
    fn eq_i32(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
        from_fn(|i| -i32::from(a[i] == b[i]))
    }
    fn any_i32(a: [i32; 4]) -> bool {
        a != [0; 4]
    }
    fn min_u32(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
        from_fn(|i| (a[i] as u32).min(b[i] as u32) as i32)
    }
    fn to_f32(a: [i32; 4]) -> [f32; 4] {
        a.map(|x| x as f32)
    }
    fn to_i32(a: [f32; 4]) -> [i32; 4] {
        a.map(|x| x as i32)
    }
    fn select_negative_f32(sign: [i32; 4], a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        from_fn(|i| if sign[i] < 0 { a[i] } else { b[i] })
    }
    fn min_f32(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        from_fn(|i| a[i].min(b[i]))
    }
    fn max_f32(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        from_fn(|i| a[i].max(b[i]))
    }
    fn transpose_f32(rows: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
        from_fn(|column| from_fn(|row| rows[row][column]))
    }
    fn mul_add_f32(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        from_fn(|i| a[i] * b[i] + c[i])
    }
}

/// The nearest i16.
fn cut(x: i32) -> i16 {
    x.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}
