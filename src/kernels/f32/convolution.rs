//! Standard and pointwise convolution in single precision, as matrix products: input `[h][w][c]`,
//! weights `[oc][kh][kw][c]`, output `[oh][ow][oc]`.

use super::gemm::{Gemm, MR};
use crate::kernels::Scratch;
use crate::kernels::im2col::{SLACK, Windows, is_pointwise};
use crate::model::{Activation, FloatWeights, Tensor, Window};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// A standard or pointwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct FloatConvolution {
    gemm: Arc<Gemm>,
    windows: Windows,
    /// Whether each window is the pixel at its own position, so that im2col is not needed.
    pointwise: bool,
}

impl FloatConvolution {
    /// Packs `weights` for a kernel that slides as `window` says over tensors like `input` and `output`.
    pub(crate) fn new(
        window: Window,
        activation: Activation,
        weights: &FloatWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        Self {
            gemm: Arc::new(Gemm::new(&weights.values, &weights.bias, activation)),
            windows: Windows { window, input: input.shape, output: output.shape },
            pointwise: is_pointwise(&window, input.shape, output.shape),
        }
    }

    /// The kernel for a rectangle of its output, as rows and columns, and the rectangle of the input
    /// that it reads, which is then all of its input.
    pub(crate) fn cropped(&self, places: &[Range<usize>; 2]) -> (Self, [Range<usize>; 2]) {
        let (windows, reads) = self.windows.cropped(places);
        (Self { gemm: Arc::clone(&self.gemm), windows, ..*self }, reads)
    }

    /// Scratch memory that [`Self::run`] uses.
    pub(crate) fn scratch(&self) -> Scratch {
        let mc = self.gemm.mc().min(self.windows.pixels());
        let floats = if self.pointwise { 0 } else { mc * self.windows.len() + SLACK };
        Scratch { floats, ..Scratch::default() }
    }

    /// Pixels that are computed together: those of a microtile.
    pub(crate) fn grain(&self) -> usize {
        MR
    }

    /// Computes `pixels` of the output, `[pixels][oc]`, from all of the input, `[h][w][c]`.
    ///
    /// # Panics
    /// If `scratch` has less than [`Self::scratch`]`.floats` elements.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[f32],
        pixels: Range<usize>,
        output: &mut [f32],
        scratch: &mut [f32],
    ) {
        let (k, oc) = (self.windows.len(), self.windows.output[2]);
        let mc = self.gemm.mc().min(self.windows.pixels());
        for (first, out) in pixels.step_by(mc).zip(output.chunks_mut(mc * oc)) {
            let m = out.len() / oc;
            let pixels = if self.pointwise {
                &input[first * k..(first + m) * k]
            } else {
                for i in 0..m {
                    self.windows.im2col(input, 0.0, first + i, &mut scratch[i * k..]);
                }
                &scratch[..m * k]
            };
            self.gemm.multiply::<S>(pixels, m, out);
        }
    }
}
