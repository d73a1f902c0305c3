//! Rows of an input packed for a depthwise filter. A strip holds the rows that one or two rows of
//! output need, for up to [`CHANNELS`] channels, with the padding around them.
//!
//! A vector of a strip is one column of 4 channels by 4 rows, channel by channel, so that one
//! instruction multiplies and sums the 4 rows of a channel. Two rows of output share a strip where
//! 4 rows of input hold what both need; a channel tile then has 4 channels. Otherwise it has 8: two
//! vectors side by side.

use crate::kernels::im2col::Windows;
use crate::model::Window;
use crate::simd::Simd;

/// Channels in a strip: a cache line of each pixel.
pub(super) const CHANNELS: usize = 64;
/// Bytes of a vector.
pub(super) const VECTOR: usize = 16;

/// The layout of a layer's strips: `[tile][column][quad][half][4 channels][4 rows]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strips {
    windows: Windows,
    /// The stored byte of zero, for the padding.
    zero: u8,
    /// Whether bytes are stored signed, with their highest bit inverted.
    signed: bool,
    /// Columns, padding included, as far as windows reach.
    columns: usize,
    /// Vectors that hold a window's rows in one column of 4 channels.
    pub(super) quads: usize,
    /// Whether a strip serves two rows of output.
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

    /// The layout for other windows of the same shape.
    pub(super) fn cropped(&self, windows: Windows) -> Self {
        Self::new(windows, self.zero, self.signed)
    }

    /// Rows of output that one strip serves.
    pub(super) fn rows(&self) -> usize {
        if self.shared { 2 } else { 1 }
    }

    /// Channels in a channel tile: 4, for two rows of output, or 8, for one.
    pub(super) fn tile_channels(&self) -> usize {
        if self.shared { 4 } else { 8 }
    }

    /// Vectors side by side: one for every 4 channels of a tile.
    pub(super) fn halves(&self) -> usize {
        self.tile_channels() / 4
    }

    /// Vectors in one column of a tile.
    fn column(&self) -> usize {
        self.quads * self.halves()
    }

    /// Bytes from the window of one output column to that of the next.
    pub(super) fn step(&self) -> usize {
        self.windows.window.stride[1] * self.column() * VECTOR
    }

    /// Bytes of a channel tile.
    pub(super) fn tile_len(&self) -> usize {
        self.columns * self.column() * VECTOR
    }

    /// Bytes of a strip.
    pub(super) fn len(&self) -> usize {
        let channels = self.windows.input[2].min(CHANNELS).next_multiple_of(VECTOR);
        channels / self.tile_channels() * self.tile_len()
    }

    /// Fills the columns of padding; [`Self::fill`] leaves them as they are.
    pub(super) fn pad(&self, strip: &mut [u8]) {
        let column = self.column() * VECTOR;
        let left = self.windows.window.pad[1].min(self.columns);
        let right = (left + self.windows.input[1]).min(self.columns);
        let zero = if self.signed { self.zero ^ 0x80 } else { self.zero };
        for tile in strip[..self.len()].chunks_exact_mut(self.tile_len()) {
            tile[..left * column].fill(zero);
            tile[right * column..].fill(zero);
        }
    }

    /// Packs the rows of `input`, `[h][w][c]`, that the rows of output from `oy` need, for up to
    /// [`CHANNELS`] channels from `first`.
    pub(super) fn fill<S: Simd>(&self, input: &[u8], oy: usize, first: usize, strip: &mut [u8]) {
        let Window { stride: [sy, _], pad: [top, left], .. } = self.windows.window;
        let [h, w, c] = self.windows.input;
        let channels = (c - first).min(CHANNELS);
        let padding = [self.zero; CHANNELS];
        for quad in 0..self.quads {
            // Each row from its first pixel, and the bytes to the next pixel.
            let rows: [(&[u8], usize); 4] = std::array::from_fn(|i| {
                let y = (oy * sy + quad * 4 + i).wrapping_sub(top);
                if y < h { (&input[y * w * c + first..], c) } else { (&padding[..], 0) }
            });
            let column = (left * self.quads + quad) * self.halves() * VECTOR;
            for at in (0..channels).step_by(VECTOR) {
                let rows = rows.map(|(row, step)| (&row[at..], step));
                let tile = at / self.tile_channels() * self.tile_len();
                self.pack_rows::<S>(rows, channels - at, &mut strip[tile + column..]);
            }
        }
    }

    /// Packs 4 rows of 16 channels, or of as many as there are.
    #[inline(never)]
    fn pack_rows<S: Simd>(&self, rows: [(&[u8], usize); 4], channels: usize, strip: &mut [u8]) {
        let [left, column] = [self.windows.window.pad[1], self.column() * VECTOR];
        let columns = self.windows.input[1].min(self.columns.saturating_sub(left));
        if columns == 0 {
            return;
        }
        // Where each vector of 4 channels goes.
        let to: [usize; 4] = std::array::from_fn(|i| match self.halves() {
            1 => i * self.tile_len(),
            _ => i / 2 * self.tile_len() + i % 2 * VECTOR,
        });
        assert!(to[3] + (columns - 1) * column + VECTOR <= strip.len());
        // The number of pixels from which 16 bytes are readable.
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
            unsafe { self.store_column::<S>(bytes, strip.as_mut_ptr().add(x * column), to) };
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
            unsafe { self.store_column::<S>(bytes, strip.as_mut_ptr().add(x * column), to) };
        }
    }

    /// Stores one column of 16 channels by 4 rows: a vector for every 4 channels, `to` bytes behind
    /// `strip`.
    ///
    /// # Safety
    /// 16 bytes are writable at each of these places.
    #[inline(always)]
    unsafe fn store_column<S: Simd>(&self, rows: [S::Bytes; 4], strip: *mut u8, to: [usize; 4]) {
        for (vector, to) in S::interleave_bytes(rows).into_iter().zip(to) {
            let vector = if self.signed { S::flip_bytes(vector) } else { vector };
            // SAFETY: as the caller promises.
            unsafe { S::store_bytes(strip.add(to), vector) };
        }
    }
}
