//! From a frame's pixels to those of the network's input: antialiased resize, RGB or grey.
//!
//! A frame has the ratio of the network's input here: `www/separable/capture.js` cuts it, from the
//! centre if nothing else is asked for.
//!
//! Computed in integers, so that every browser gets the same bytes from the same pixels. The filter
//! is a triangle that widens with the reduction, so that every pixel counts. From `from` pixels to
//! `to`, each way for itself, pixel `i` weighs `2 max(from, to) - |(2 i + 1) to - (2 place + 1)
//! from|` at `place`, where that is positive. Weights are divided by their sum and rounded to 22
//! binary digits; rows are blended first, then columns, and each time the sums are rounded to bytes.
//!
//! Grey is the luma of the resized pixel, `(19595 R + 38470 G + 7471 B) / 65536` to the nearest
//! byte: 0.299, 0.587 and 0.114 (ITU-R BT.601) in the integers of Pillow's `convert("L")`
//! (`src/libImaging/Convert.c`), through which Keras and Edge Impulse's studio load grey pictures.

use crate::Error;

/// Binary digits after the point of a filter weight: sums of 255 times weights fit i32.
const DIGITS: u32 = 22;

/// Resizes frames; weights and memory are reused while the sizes stay the same.
#[derive(Debug, Default)]
pub struct Resizer {
    rows: Axis,
    columns: Axis,
    /// One row of RGBA after the vertical pass.
    row: Vec<u8>,
    sums: Vec<i32>,
}

/// One direction of a resize.
#[derive(Debug, Default)]
struct Axis {
    from: usize,
    /// For each output position the first source position, and the weights from there.
    taps: Vec<(usize, Vec<i32>)>,
}

impl Axis {
    fn set(&mut self, from: usize, to: usize) {
        if (self.from, self.taps.len()) != (from, to) {
            self.from = from;
            self.taps = (0..to).map(|place| triangle(from, to, place)).collect();
        }
    }
}

impl Resizer {
    /// Resizes `rgba`, `[height][width][4]`, to `out`, `[h][w][3]` RGB or `[h][w][1]` grey; swaps
    /// left and right if `mirror`. Alpha is ignored.
    ///
    /// # Errors
    /// [`Error::Picture`] if the frame is empty, its bytes do not make up its size, or `out` is not
    /// of the size `[h, w, c]`; [`Error::NoPicture`] if `c` is neither 3 nor 1.
    pub fn prepare(
        &mut self,
        rgba: &[u8],
        [height, width]: [usize; 2],
        mirror: bool,
        out: &mut [u8],
        [h, w, c]: [usize; 3],
    ) -> Result<(), Error> {
        let count = |sizes: &[usize]| sizes.iter().try_fold(1, |all: usize, n| all.checked_mul(*n));
        if rgba.is_empty() || count(&[height, width, 4]) != Some(rgba.len()) {
            return Err(Error::Picture(format!(
                "{height} x {width} pixels do not come in {} bytes",
                rgba.len()
            )));
        }
        if c != 3 && c != 1 {
            return Err(Error::NoPicture(c));
        }
        if out.is_empty() || count(&[h, w, c]) != Some(out.len()) {
            return Err(Error::Picture(format!("{} bytes are not {h} x {w} x {c}", out.len())));
        }
        self.rows.set(height, h);
        self.columns.set(width, w);
        self.row.resize(width * 4, 0);
        self.sums.resize(width * 4, 0);
        for (taps, out) in self.rows.taps.iter().zip(out.chunks_exact_mut(w * c)) {
            let rows = |y: usize| &rgba[y * width * 4..(y + 1) * width * 4];
            blend_rows(taps, rows, &mut self.sums, &mut self.row);
            for (x, taps) in self.columns.taps.iter().enumerate() {
                let x = if mirror { w - 1 - x } else { x };
                let rgb = blend_pixels(taps, &self.row);
                match c {
                    3 => out[x * 3..x * 3 + 3].copy_from_slice(&rgb),
                    _ => out[x] = luma(rgb),
                }
            }
        }
        Ok(())
    }
}

/// The grey of a colour.
fn luma([r, g, b]: [u8; 3]) -> u8 {
    let [r, g, b] = [r, g, b].map(u32::from);
    ((19_595 * r + 38_470 * g + 7_471 * b + (1 << 15)) >> 16) as u8
}

/// The triangle filter for one position: its first source position and its weights, whose sum is
/// one.
fn triangle(from: usize, to: usize, place: usize) -> (usize, Vec<i32>) {
    let [from, to, place] = [from, to, place].map(|number| number as u64);
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
