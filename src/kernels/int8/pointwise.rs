//! Pointwise convolution: every output channel mixes all input channels of one pixel
//! (MobileNets, arXiv 1704.04861, section 3.1). As a matrix product it needs no rearranging.

use super::{dot::Dot, dot::MR, gemm::Gemm};
use crate::kernels::Scratch;
use crate::model::{Convolution, QuantizedWeights, Tensor};
use crate::simd::Simd;
use std::ops::Range;

/// A pointwise layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Pointwise {
    gemm: Gemm,
    places: usize,
    inputs: usize,
    outputs: usize,
}

impl Pointwise {
    /// Packs a convolution with a 1x1 kernel and stride 1.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let [h, w, inputs] = input.shape;
        let gemm = Gemm::new(conv, weights, input, output, inputs, dot);
        Self { gemm, places: h * w, inputs, outputs: output.shape[2] }
    }

    /// Places that the layer may be cut between: whole tiles.
    pub(crate) fn grain(&self) -> usize {
        MR
    }

    /// Scratch that [`Self::run`] takes.
    pub(crate) fn scratch(&self) -> Scratch {
        let packed = self.gemm.packed_len(self.gemm.mc().min(self.places));
        Scratch { packed, ..Scratch::default() }
    }

    /// `h w k` stored bytes to the `n` stored bytes of each of `places`.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        places: Range<usize>,
        output: &mut [u8],
        packed: &mut [u8],
    ) {
        let block = self.gemm.mc();
        let input = &input[places.start * self.inputs..places.end * self.inputs];
        for (pixels, out) in
            input.chunks(block * self.inputs).zip(output.chunks_mut(block * self.outputs))
        {
            let m = pixels.len() / self.inputs;
            self.gemm.pack::<S>(pixels, m, packed);
            self.gemm.multiply::<S>(packed, m, out);
        }
    }
}
