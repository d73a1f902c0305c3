//! Standard and pointwise convolution in single precision, as matrix products.

use super::gemm::{Gemm, ROWS};
use crate::kernels::Scratch;
use crate::kernels::im2col::{REACH, Windows, is_pointwise};
use crate::model::{Convolution, FloatWeights, Tensor};
use crate::simd::Simd;
use std::ops::Range;

/// A standard or pointwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct FloatConvolution {
    gemm: Gemm,
    windows: Windows,
    /// Whether a window is just the pixel itself.
    pointwise: bool,
}

impl FloatConvolution {
    /// Packs a convolution of any kernel and stride.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &FloatWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        Self {
            gemm: Gemm::new(&weights.values, &weights.bias, conv.activation),
            windows: Windows { window: conv.window, input: input.shape, output: output.shape },
            pointwise: is_pointwise(&conv.window),
        }
    }

    /// Scratch that [`Self::run`] takes.
    pub(crate) fn scratch(&self) -> Scratch {
        let block = self.gemm.block().min(self.windows.places());
        let gathered = if self.pointwise { 0 } else { block * self.windows.len() + REACH };
        Scratch { floats: gathered + self.gemm.packed_len(block), ..Scratch::default() }
    }

    /// Places that the layer may be cut between: whole tiles.
    pub(crate) fn grain(&self) -> usize {
        ROWS
    }

    /// `h w c` to the `oc` of each of `places`.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[f32],
        places: Range<usize>,
        output: &mut [f32],
        scratch: &mut [f32],
    ) {
        let (k, oc) = (self.windows.len(), self.windows.output[2]);
        let block = self.gemm.block().min(self.windows.places());
        let (packed, gathered) = scratch.split_at_mut(self.gemm.packed_len(block));
        for (first, out) in places.step_by(block).zip(output.chunks_mut(block * oc)) {
            let m = out.len() / oc;
            let pixels = if self.pointwise {
                &input[first * k..(first + m) * k]
            } else {
                for i in 0..m {
                    self.windows.gather(input, 0.0, first + i, &mut gathered[i * k..]);
                }
                &gathered[..m * k]
            };
            self.gemm.pack::<S>(pixels, m, packed);
            self.gemm.multiply::<S>(packed, m, out);
        }
    }
}
