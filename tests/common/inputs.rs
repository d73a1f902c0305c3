//! Inputs that golden data is known for and that need no file: `pixels` of tests/golden/make.py.

use super::lcg::Lcg;

/// How many there are.
pub const INPUTS: usize = 8;

/// The inputs for which golden data holds every layer.
pub const INPUTS_WITH_LAYERS: [usize; 2] = [4, 5];

/// Input `number` below [`INPUTS`], `[size, size, 3]` bytes of RGB: a grey, two gradients, a
/// checkerboard, a disc, three of noise.
pub fn pixels(number: usize, size: usize) -> Vec<u8> {
    let mut noise = Lcg(number as u32);
    let ramp = |at: usize| (at * 255 / (size - 1)) as u8;
    let off = |at: usize| (2 * at as i64 - size as i64 + 1).pow(2);
    let mut pixel = |x: usize, y: usize| match number {
        0 => [128; 3],
        1 => [ramp(x); 3],
        2 => [ramp(y), ramp(x), 255 - ramp(x)],
        3 => [if (x / 8 + y / 8).is_multiple_of(2) { 32 } else { 224 }; 3],
        4 if 9 * (off(x) + off(y)) <= 4 * (size * size) as i64 => [220, 40, 40],
        4 => [30, 60, 90],
        _ => std::array::from_fn(|_| noise.byte()),
    };
    (0..size * size).flat_map(|at| pixel(at % size, at / size)).collect()
}
