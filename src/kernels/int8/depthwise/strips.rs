//! Rows of an input laid out for a depthwise filter: a strip holds the rows that one or two rows of
//! output see, for some channels, with the padding around them.
//!
//! A vector of a strip is one column of 4 channels by 4 rows, channel by channel, so that one
//! instruction multiplies and sums what a channel has in 4 rows. Two rows of output share a strip
//! where 4 rows of input hold what both see; else two vectors, 8 channels, stand side by side.

use crate::kernels::im2col::Windows;
use crate::model::Window;
use crate::simd::Simd;

/// Channels that a strip holds: a cache line of each pixel.
pub(super) const CHANNELS: usize = 64;
/// Bytes of a vector.
pub(super) const VECTOR: usize = 16;

/// How the strips of a layer are laid out: `[unit][column][quad][half][4 channels][4 rows]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strips {
    windows: Windows,
    /// The stored byte of zero, which padding counts as.
    zero: u8,
    /// Whether bytes have their highest bit turned over.
    signed: bool,
    /// Columns of the input from the padding's first, as far as a window reaches.
    columns: usize,
    /// Vectors that hold what an output sees in one column of 4 channels.
    pub(super) quads: usize,
    /// Whether two rows of output share a strip.
    shared: bool,
}

impl Strips {
    pub(super) fn new(windows: Windows, zero: u8, signed: bool) -> Self {
        let Window { kernel: [kh, kw], stride: [sy, sx], .. } = windows.window;
        Self {
            windows,
            zero,
            signed,
            columns: (windows.output[1].max(2) - 1) * sx + kw,
            quads: kh.div_ceil(4),
            shared: kh + sy <= 4,
        }
    }

    /// Rows of output that one strip serves.
    pub(super) fn rows(&self) -> usize {
        if self.shared { 2 } else { 1 }
    }

    /// Channels whose sums are worked out together: 4 of two rows, or 8 of one.
    pub(super) fn unit(&self) -> usize {
        if self.shared { 4 } else { 8 }
    }

    /// Vectors side by side: of two groups of 4 channels, or of one.
    pub(super) fn halves(&self) -> usize {
        self.unit() / 4
    }

    /// Vectors in one column of a unit.
    fn column(&self) -> usize {
        self.quads * self.halves()
    }

    /// Bytes from the window of an output to that of the next.
    pub(super) fn step(&self) -> usize {
        self.windows.window.stride[1] * self.column() * VECTOR
    }

    /// Bytes of one unit.
    pub(super) fn unit_len(&self) -> usize {
        self.columns * self.column() * VECTOR
    }

    /// Bytes of a strip.
    pub(super) fn len(&self) -> usize {
        let channels = self.windows.input[2].min(CHANNELS).next_multiple_of(VECTOR);
        channels / self.unit() * self.unit_len()
    }

    /// Fills the columns that are padding, which stay as they are.
    pub(super) fn pad(&self, strip: &mut [u8]) {
        let column = self.column() * VECTOR;
        let left = self.windows.window.pad[1].min(self.columns);
        let right = (left + self.windows.input[1]).min(self.columns);
        let zero = if self.signed { self.zero ^ 0x80 } else { self.zero };
        for unit in strip[..self.len()].chunks_exact_mut(self.unit_len()) {
            unit[..left * column].fill(zero);
            unit[right * column..].fill(zero);
        }
    }

    /// Lays out what the rows of output from `oy` see in the [`CHANNELS`] channels from `first`.
    pub(super) fn fill<S: Simd>(&self, input: &[u8], oy: usize, first: usize, strip: &mut [u8]) {
        let Window { stride: [sy, _], pad: [top, left], .. } = self.windows.window;
        let [h, w, c] = self.windows.input;
        let channels = (c - first).min(CHANNELS);
        let nothing = [self.zero; CHANNELS];
        for quad in 0..self.quads {
            // Each row from its first pixel, and the step to the next.
            let rows: [(&[u8], usize); 4] = std::array::from_fn(|i| {
                let y = (oy * sy + quad * 4 + i).wrapping_sub(top);
                if y < h { (&input[y * w * c + first..], c) } else { (&nothing[..], 0) }
            });
            let column = (left * self.quads + quad) * self.halves() * VECTOR;
            for at in (0..channels).step_by(VECTOR) {
                let rows = rows.map(|(row, step)| (&row[at..], step));
                let unit = at / self.unit() * self.unit_len();
                self.lay::<S>(rows, channels - at, &mut strip[unit + column..]);
            }
        }
    }

    /// Lays out 16 channels of 4 rows, or as many as there are.
    #[inline(never)]
    fn lay<S: Simd>(&self, rows: [(&[u8], usize); 4], channels: usize, strip: &mut [u8]) {
        let [left, column] = [self.windows.window.pad[1], self.column() * VECTOR];
        let columns = self.windows.input[1].min(self.columns.saturating_sub(left));
        if columns == 0 {
            return;
        }
        // Where the 4 vectors of 4 channels go.
        let to: [usize; 4] = std::array::from_fn(|i| match self.halves() {
            1 => i * self.unit_len(),
            _ => i / 2 * self.unit_len() + i % 2 * VECTOR,
        });
        assert!(to[3] + (columns - 1) * column + VECTOR <= strip.len());
        // As many pixels as have 16 bytes behind them, whosever they are.
        let whole = |(row, step): (&[u8], usize)| match row.len().checked_sub(VECTOR) {
            Some(spare) => spare.checked_div(step).map_or(columns, |last| last + 1),
            None => 0,
        };
        let whole = rows.map(whole).into_iter().fold(columns, usize::min);
        for x in 0..whole {
            // SAFETY: `whole` counts the pixels that have 16 bytes in every row.
            let bytes =
                rows.map(|(row, step)| unsafe { S::load_bytes(row.as_ptr().add(x * step)) });
            // SAFETY: asserted for the last of `columns`, to which `x` belongs.
            unsafe { self.put::<S>(bytes, strip.as_mut_ptr().add(x * column), to) };
        }
        for x in whole..columns {
            let bytes = rows.map(|(row, step)| {
                let mut all = [0; VECTOR];
                let n = channels.min(VECTOR);
                all[..n].copy_from_slice(&row[x * step..x * step + n]);
                // SAFETY: the array holds 16 bytes.
                unsafe { S::load_bytes(all.as_ptr()) }
            });
            // SAFETY: as above.
            unsafe { self.put::<S>(bytes, strip.as_mut_ptr().add(x * column), to) };
        }
    }

    /// Writes a column of 16 channels: of each 4 a vector, `to` bytes from `strip`.
    ///
    /// # Safety
    /// There is room for the vectors.
    #[inline(always)]
    unsafe fn put<S: Simd>(&self, rows: [S::Bytes; 4], strip: *mut u8, to: [usize; 4]) {
        for (vector, to) in S::interleave_bytes(rows).into_iter().zip(to) {
            let vector = if self.signed { S::flip_bytes(vector) } else { vector };
            // SAFETY: as the caller promises.
            unsafe { S::store_bytes(strip.add(to), vector) };
        }
    }
}
