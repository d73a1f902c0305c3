//! Pointwise convolution: input `[h][w][c]`, weights `[oc][c]`, output `[h][w][oc]`; every output
//! channel mixes all input channels of one pixel (MobileNets, arXiv 1704.04861, section 3.1). It is
//! a matrix product as it stands: `[m][k]` times `[n][k]`, with `m = h * w`, `k = c` and `n = oc`.

use super::dot::Dot;
use super::gemm::Gemm;
use crate::kernels::Scratch;
use crate::model::{Activation, QuantizedWeights, Tensor};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// A pointwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Pointwise {
    gemm: Arc<Gemm>,
    m: usize,
    k: usize,
    n: usize,
}

impl Pointwise {
    /// Packs `weights` for tensors
    /// like `input` and `output`.
    pub(crate) fn new(
        activation: Activation,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let [h, w, k] = input.shape;
        let gemm = Gemm::new(activation, weights, input, output, k, dot);
        Self { gemm: Arc::new(gemm), m: h * w, k, n: output.shape[2] }
    }

    /// The kernel for so many pixels.
    pub(crate) fn cropped(&self, m: usize) -> Self {
        Self { gemm: Arc::clone(&self.gemm), m, ..*self }
    }

    /// Pixels that are computed together: those of a microtile.
    pub(crate) fn grain(&self) -> usize {
        self.gemm.grain()
    }

    /// Scratch memory that [`Self::run`] uses.
    pub(crate) fn scratch(&self) -> Scratch {
        let packed = self.gemm.packed_len(self.gemm.mc().min(self.m));
        Scratch { packed, ..Scratch::default() }
    }

    /// Computes `pixels` of the output, `[pixels][n]` stored bytes, from all of the input, `[m][k]`
    /// stored bytes.
    ///
    /// # Panics
    /// If `packed` is shorter than [`Self::scratch`] says.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        pixels: Range<usize>,
        output: &mut [u8],
        packed: &mut [u8],
    ) {
        let mc = self.gemm.mc();
        let input = &input[pixels.start * self.k..pixels.end * self.k];
        for (pixels, out) in input.chunks(mc * self.k).zip(output.chunks_mut(mc * self.n)) {
            let m = pixels.len() / self.k;
            self.gemm.pack::<S>(pixels, m, packed);
            self.gemm.multiply::<S>(packed, m, out);
        }
    }
}
