//! Where a kernel looks: the input places behind each output place, with the padding around them.

use crate::model::{Shape, Window};
use std::ops::Range;

/// Elements that a row in the ring is longer than its columns, so that a vector may reach over.
pub(in crate::kernels) const SLACK: usize = 8;

/// Elements that are copied at once where a row of a window has no more.
pub(in crate::kernels) const REACH: usize = 16;

/// Whether each window is just the pixel in its own place.
pub(crate) fn is_pointwise(window: &Window) -> bool {
    *window == Window { kernel: [1, 1], stride: [1, 1], pad: [0, 0] }
}

/// The windows of a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Windows {
    pub(super) window: Window,
    pub(super) input: Shape,
    pub(super) output: Shape,
}

impl Windows {
    /// Elements in a window over all channels.
    pub(super) fn len(&self) -> usize {
        self.window.kernel[0] * self.window.kernel[1] * self.input[2]
    }

    /// Output places.
    pub(super) fn places(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// Lays the window of an output place out at the beginning of `row`, `zero` for what is padding.
    /// Up to [`REACH`] elements behind it are overwritten, if there are any.
    pub(super) fn gather<T: Copy>(&self, input: &[T], zero: T, place: usize, row: &mut [T]) {
        let [h, w, c] = self.input;
        let Window { kernel: [kh, kw], stride: [sy, sx], pad: [top, left] } = self.window;
        let (oy, ox) = (place / self.output[1], place % self.output[1]);
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
            if to - from == kw && len <= REACH {
                // So many at once are a few moves, where a copy as long as needed is a call.
                if let (Some(row), Some(input)) = (row.first_chunk_mut(), input.first_chunk()) {
                    *row = *input as [T; REACH];
                    continue;
                }
            }
            row[..from * c].fill(zero);
            row[to * c..len].fill(zero);
            row[from * c..to * c].copy_from_slice(&input[..(to - from) * c]);
        }
    }

    /// The rows and columns of the input that the window of an output place covers.
    pub(super) fn reach(&self, place: usize) -> (Range<usize>, Range<usize>) {
        let Window { kernel, stride, pad } = self.window;
        let along = |axis: usize, o: usize| {
            let end = (o * stride[axis] + kernel[axis]).saturating_sub(pad[axis]);
            (o * stride[axis]).saturating_sub(pad[axis])..end.min(self.input[axis])
        };
        (along(0, place / self.output[1]), along(1, place % self.output[1]))
    }

    /// Elements of a padded row.
    pub(super) fn row_len(&self) -> usize {
        let Window { kernel: [_, kw], stride: [_, sx], pad: [_, left] } = self.window;
        let columns = ((self.output[1] - 1) * sx + kw).max(left + self.input[1]);
        columns * self.input[2] + SLACK
    }

    /// Elements of a ring of padded rows, as many as the kernel is high.
    pub(super) fn ring_len(&self) -> usize {
        self.window.kernel[0] * self.row_len()
    }

    /// Copies the rows that output row `oy` sees into the ring; not those that it holds already,
    /// where `oy - 1` came before.
    pub(super) fn slide<T: Copy>(
        &self,
        input: &[T],
        zero: T,
        oy: usize,
        after: bool,
        ring: &mut [T],
    ) {
        let Window { kernel: [kh, _], stride: [sy, _], pad: [top, left] } = self.window;
        let [h, w, c] = self.input;
        let (left, len) = (left * c, w * c);
        // Rows are counted from the padding's first.
        let seen = if after { (oy - 1) * sy + kh } else { 0 };
        for row in seen.max(oy * sy)..oy * sy + kh {
            let slot = row % kh * self.row_len();
            let slot = &mut ring[slot..slot + self.row_len()];
            let y = row.wrapping_sub(top);
            if y >= h {
                slot.fill(zero);
                continue;
            }
            slot[..left].fill(zero);
            slot[left..left + len].copy_from_slice(&input[y * len..(y + 1) * len]);
            slot[left + len..].fill(zero);
        }
    }

    /// Where in the ring kernel row `ky` of output row `oy` starts.
    pub(super) fn ring_row(&self, oy: usize, ky: usize) -> usize {
        let kh = self.window.kernel[0];
        (oy * self.window.stride[0] + ky) % kh * self.row_len()
    }
}
