//! Standard convolution: input `[h][w][c]`, weights `[oc][kh][kw][c]`, output `[oh][ow][oc]`; every
//! output channel mixes a window of all input channels (TensorFlow Lite's `ConvPerChannel`). im2col
//! makes it the matrix product of a pointwise layer, with `k = kh * kw * c`.

use super::dot::Dot;
use super::gemm::Gemm;
use super::stored;
use crate::kernels::Scratch;
use crate::kernels::im2col::{SLACK, Windows};
use crate::model::{Activation, QuantizedWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// A standard layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Standard {
    gemm: Arc<Gemm>,
    windows: Windows,
    /// The stored byte of zero, for the padding.
    zero: u8,
}

impl Standard {
    /// Packs `weights` for a kernel that slides as `window` says over tensors like `input` and `output`.
    pub(crate) fn new(
        window: Window,
        activation: Activation,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let windows = Windows { window, input: input.shape, output: output.shape };
        let gemm = Gemm::new(activation, weights, input, output, windows.len(), dot);
        Self { gemm: Arc::new(gemm), windows, zero: stored(input).zero_point as u8 }
    }

    /// The kernel for a rectangle of its output, as rows and columns, and the rectangle of the input
    /// that it reads, which is then all of its input.
    pub(crate) fn cropped(&self, places: &[Range<usize>; 2]) -> (Self, [Range<usize>; 2]) {
        let (windows, reads) = self.windows.cropped(places);
        (Self { gemm: Arc::clone(&self.gemm), windows, zero: self.zero }, reads)
    }

    /// Pixels that are computed together: those of a microtile.
    pub(crate) fn grain(&self) -> usize {
        self.gemm.grain()
    }

    /// Scratch memory that [`Self::run`] uses.
    pub(crate) fn scratch(&self) -> Scratch {
        let block = self.gemm.mc().min(self.windows.pixels());
        Scratch {
            bytes: block * self.windows.len() + SLACK,
            packed: self.gemm.packed_len(block),
            ..Scratch::default()
        }
    }

    /// Computes `pixels` of the output, `[pixels][oc]` stored bytes, from all of the input,
    /// `[h][w][c]` stored bytes.
    ///
    /// # Panics
    /// If `bytes` or `packed` is shorter than [`Self::scratch`] says.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        pixels: Range<usize>,
        output: &mut [u8],
        bytes: &mut [u8],
        packed: &mut [u8],
    ) {
        let oc = self.windows.output[2];
        let block = self.gemm.mc();
        let firsts = pixels.step_by(block);
        for (first, out) in firsts.zip(output.chunks_mut(block * oc)) {
            let m = out.len() / oc;
            for i in 0..m {
                let row = &mut bytes[i * self.windows.len()..];
                self.windows.im2col(input, self.zero, first + i, row);
            }
            self.gemm.pack::<S>(bytes, m, packed);
            self.gemm.multiply::<S>(packed, m, out);
        }
    }
}
