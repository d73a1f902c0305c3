//! From a frame's pixels to the network's input: antialiased resize, RGB.
//!
//! A frame is a square here: `www/separable/capture.js` cuts it, the centre one if no other is
//! asked for.
//!
//! Computed in integers, so that every browser gets the same bytes from the same pixels. The filter
//! is a triangle that widens with the reduction, so that every pixel counts. From `side` pixels to
//! `size`, pixel `i` weighs `2 max(side, size) - |(2 i + 1) size - (2 place + 1) side|` at `place`,
//! where that is positive. Weights are divided by their sum and rounded to 22 binary digits; rows
//! are blended first, then columns, and each time the sums are rounded to bytes.

use crate::Error;

/// Binary digits after the point of a filter weight: sums of 255 times weights fit i32.
const DIGITS: u32 = 22;

/// Resizes frames; weights and memory are reused while the sizes stay the same.
#[derive(Debug, Default)]
pub struct Resizer {
    side: usize,
    size: usize,
    /// For each output position the first source position, and the weights from there.
    taps: Vec<(usize, Vec<i32>)>,
    /// One row of RGBA after the vertical pass.
    row: Vec<u8>,
    sums: Vec<i32>,
}

impl Resizer {
    /// Resizes `rgba`, `[side][side][4]`, to `out`, `[size][size][3]`; swaps left and right if
    /// `mirror`. Alpha is ignored.
    ///
    /// # Errors
    /// [`Error::Picture`] if the frame is empty, its bytes do not make up its size, or `out` is not
    /// a square of RGB.
    pub fn prepare(
        &mut self,
        rgba: &[u8],
        side: usize,
        mirror: bool,
        out: &mut [u8],
    ) -> Result<(), Error> {
        let bytes = side.checked_mul(side).and_then(|pixels| pixels.checked_mul(4));
        if side == 0 || bytes != Some(rgba.len()) {
            return Err(Error::Picture(format!(
                "{side} x {side} pixels do not come in {} bytes",
                rgba.len()
            )));
        }
        let size = (out.len() / 3).isqrt();
        if size * size * 3 != out.len() || size == 0 {
            return Err(Error::Picture(format!("{} bytes are not a square of RGB", out.len())));
        }
        self.set_sizes(side, size);
        for (taps, out) in self.taps.iter().zip(out.chunks_exact_mut(size * 3)) {
            let rows = |y: usize| &rgba[y * side * 4..(y + 1) * side * 4];
            blend_rows(taps, rows, &mut self.sums, &mut self.row);
            for (x, taps) in self.taps.iter().enumerate() {
                let x = if mirror { size - 1 - x } else { x };
                out[x * 3..x * 3 + 3].copy_from_slice(&blend_pixels(taps, &self.row));
            }
        }
        Ok(())
    }

    fn set_sizes(&mut self, side: usize, size: usize) {
        if (self.side, self.size) == (side, size) {
            return;
        }
        (self.side, self.size) = (side, size);
        self.taps = (0..size).map(|place| triangle(side, size, place)).collect();
        self.row = vec![0; side * 4];
        self.sums = vec![0; side * 4];
    }
}

/// The triangle filter for one position: its first source position and its weights, whose sum is
/// one.
fn triangle(side: usize, size: usize, place: usize) -> (usize, Vec<i32>) {
    let [from, to, place] = [side, size, place].map(|number| number as u64);
    let (centre, reach) = ((2 * place + 1) * from, 2 * from.max(to));
    let weight = |i: u64| reach.saturating_sub(((2 * i + 1) * to).abs_diff(centre));
    let first = (0..from).find(|&i| weight(i) > 0).unwrap_or_default();
    let weights: Vec<u64> = (first..from).map(weight).take_while(|&weight| weight > 0).collect();
    let sum: u64 = weights.iter().sum();
    let rounded = |weight: u64| (((weight << DIGITS) + sum / 2) / sum) as i32;
    (first as usize, weights.into_iter().map(rounded).collect())
}

/// The vertical pass: several rows to one.
fn blend_rows<'a>(
    (first, weights): &(usize, Vec<i32>),
    rows: impl Fn(usize) -> &'a [u8],
    sums: &mut [i32],
    out: &mut [u8],
) {
    sums.fill(1 << (DIGITS - 1));
    for (i, &weight) in weights.iter().enumerate() {
        for (sum, &byte) in sums.iter_mut().zip(rows(first + i)) {
            *sum += weight * i32::from(byte);
        }
    }
    for (byte, &sum) in out.iter_mut().zip(sums.iter()) {
        *byte = (sum >> DIGITS).min(255) as u8;
    }
}

/// The horizontal pass: several RGBA pixels to one RGB pixel.
fn blend_pixels((first, weights): &(usize, Vec<i32>), row: &[u8]) -> [u8; 3] {
    let mut sums = [1 << (DIGITS - 1); 4];
    for (pixel, &weight) in row[first * 4..].chunks_exact(4).zip(weights) {
        for (sum, &byte) in sums.iter_mut().zip(pixel) {
            *sum += weight * i32::from(byte);
        }
    }
    let [r, g, b, _] = sums.map(|sum| (sum >> DIGITS).min(255) as u8);
    [r, g, b]
}
