//! The windows of a layer, and im2col: each window laid out as a row, so that a standard
//! convolution becomes a matrix product (Chellapilla et al. 2006).

use crate::model::{Shape, Window};
use std::ops::Range;

/// Elements behind a window's row that [`Windows::im2col`] may overwrite: so many are copied at
/// once where a row of the kernel has no more.
pub(super) const SLACK: usize = 16;

/// Whether each window of a layer from `input` to `output` is the pixel at its own position.
pub(crate) fn is_pointwise(window: &Window, input: Shape, output: Shape) -> bool {
    Window { dilation: [1, 1], ..*window } == Window::PIXEL && input[..2] == output[..2]
}

/// The windows of a layer from `[h][w][c]` to `[oh][ow][oc]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Windows {
    pub(super) window: Window,
    pub(super) input: Shape,
    pub(super) output: Shape,
}

impl Windows {
    /// The same windows over the part of the input that a rectangle of the output reads, and that
    /// part: its rows and columns. Every window reaches into the input.
    pub(super) fn cropped(&self, places: &[Range<usize>; 2]) -> (Self, [Range<usize>; 2]) {
        let mut cropped = *self;
        let reads = [0, 1].map(|axis| {
            let (Window { stride, pad, .. }, extent) = (self.window, self.window.extent()[axis]);
            let Range { start, end } = places[axis];
            let from = start * stride[axis];
            let first = from.saturating_sub(pad[axis]);
            let last = ((end - 1) * stride[axis] + extent).saturating_sub(pad[axis]);
            cropped.window.pad[axis] = pad[axis].saturating_sub(from);
            cropped.output[axis] = end - start;
            first..last.min(self.input[axis])
        });
        for (size, read) in cropped.input.iter_mut().zip(&reads) {
            *size = read.len();
        }
        (cropped, reads)
    }

    /// Elements in a window: `kh * kw * c`.
    pub(super) fn len(&self) -> usize {
        self.window.kernel[0] * self.window.kernel[1] * self.input[2]
    }

    /// Pixels of the output: `oh * ow`.
    pub(super) fn pixels(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// Copies the window of output pixel `pixel`, `[kh][kw][c]`, to the start of `row`, with `zero`
    /// for padding. Up to [`SLACK`] elements behind it are overwritten, as far as `row` reaches.
    ///
    /// # Panics
    /// If `row` has less than [`Self::len`] elements.
    pub(super) fn im2col<T: Copy>(&self, input: &[T], zero: T, pixel: usize, row: &mut [T]) {
        let [h, w, c] = self.input;
        let Window { kernel: [kh, kw], stride: [sy, sx], pad: [top, left], dilation } = self.window;
        if dilation != [1, 1] {
            return self.dilated(input, zero, pixel, row);
        }
        let (oy, ox) = (pixel / self.output[1], pixel % self.output[1]);
        // Columns of the window that lie within the input.
        let from = left.saturating_sub(ox * sx).min(kw);
        let to = (w + left).saturating_sub(ox * sx).min(kw).max(from);
        let len = kw * c;
        for ky in 0..kh {
            let row = &mut row[ky * len..];
            let y = (oy * sy + ky).wrapping_sub(top);
            if y >= h || from == to {
                row[..len].fill(zero);
                continue;
            }
            let input = &input[(y * w + ox * sx + from - left) * c..];
            if to - from == kw && len <= SLACK {
                // A copy of constant length is a few moves; one of the length needed is a call.
                if let (Some(row), Some(input)) = (row.first_chunk_mut(), input.first_chunk()) {
                    *row = *input as [T; SLACK];
                    continue;
                }
            }
            row[..from * c].fill(zero);
            row[to * c..len].fill(zero);
            row[from * c..to * c].copy_from_slice(&input[..(to - from) * c]);
        }
    }

    /// [`Self::im2col`] of a dilated window, tap by tap.
    fn dilated<T: Copy>(&self, input: &[T], zero: T, pixel: usize, row: &mut [T]) {
        let [h, w, c] = self.input;
        let Window { kernel: [kh, kw], stride, pad, dilation } = self.window;
        let start = [pixel / self.output[1] * stride[0], pixel % self.output[1] * stride[1]];
        let taps = (0..kh).flat_map(|ky| (0..kw).map(move |kx| [ky, kx]));
        for (tap, row) in taps.zip(row.chunks_exact_mut(c)) {
            // Beyond the input, on either side, where it does not fit.
            let [y, x] = [0, 1].map(|i| (start[i] + tap[i] * dilation[i]).wrapping_sub(pad[i]));
            if y < h && x < w {
                row.copy_from_slice(&input[(y * w + x) * c..][..c]);
            } else {
                row.fill(zero);
            }
        }
    }

    /// The rows and the columns of the input that the window of output pixel `pixel` covers,
    /// without padding.
    pub(super) fn covered(&self, pixel: usize) -> (Range<usize>, Range<usize>) {
        let Window { kernel, stride, pad, .. } = self.window;
        let along = |axis: usize, o: usize| {
            let end = (o * stride[axis] + kernel[axis]).saturating_sub(pad[axis]);
            (o * stride[axis]).saturating_sub(pad[axis])..end.min(self.input[axis])
        };
        (along(0, pixel / self.output[1]), along(1, pixel % self.output[1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The window of every output pixel against plain loops, with kernels that are copied at once
    /// and kernels that are not.
    #[test]
    fn rows_are_windows() {
        for (kernel, stride, pad, c, dilation) in [
            ([3, 3], [1, 1], [1, 1], 3, [1, 1]),
            ([3, 2], [2, 1], [0, 1], 1, [1, 1]),
            ([5, 5], [2, 2], [2, 2], 7, [1, 1]),
            ([3, 2], [1, 2], [2, 1], 5, [2, 3]),
        ] {
            let [h, w] = [6, 7];
            let window = Window { kernel, stride, pad, dilation };
            let along = |axis: usize, size| {
                (size + 2 * pad[axis] - window.extent()[axis]) / stride[axis] + 1
            };
            let windows =
                Windows { window, input: [h, w, c], output: [along(0, h), along(1, w), 1] };
            let input: Vec<u32> = (1..).take(h * w * c).collect();
            for pixel in 0..windows.pixels() {
                let (oy, ox) = (pixel / windows.output[1], pixel % windows.output[1]);
                let mut expected = Vec::new();
                for (ky, kx) in (0..kernel[0]).flat_map(|ky| (0..kernel[1]).map(move |kx| (ky, kx)))
                {
                    let y =
                        (oy * stride[0] + ky * dilation[0]).checked_sub(pad[0]).filter(|&y| y < h);
                    let x =
                        (ox * stride[1] + kx * dilation[1]).checked_sub(pad[1]).filter(|&x| x < w);
                    expected.extend((0..c).map(|c_at| match (y, x) {
                        (Some(y), Some(x)) => input[(y * w + x) * c + c_at],
                        _ => 0,
                    }));
                }
                let mut row = vec![u32::MAX; windows.len() + SLACK];
                windows.im2col(&input, 0, pixel, &mut row);
                assert_eq!(row[..windows.len()], expected, "{kernel:?}, pixel {pixel}");
                if dilation != [1, 1] {
                    continue;
                }
                let (ys, xs) = windows.covered(pixel);
                let inside = expected.iter().filter(|&&element| element != 0).count();
                assert_eq!(ys.len() * xs.len() * c, inside, "{kernel:?}, pixel {pixel}");
            }
        }
    }
}
