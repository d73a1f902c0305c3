//! Pointwise convolution: every output channel mixes all input channels of one pixel
//! (MobileNets, arXiv 1704.04861, section 3.1). As a matrix product it needs no rearranging.

use super::{Scratch, folded_bias, gemm::Gemm, requantize::Requantize, stored};
use crate::model::{Convolution, QuantizedWeights, Tensor};
use crate::simd::Simd;
use std::ops::Range;

/// A pointwise layer with packed weights.
#[derive(Clone, Debug)]
pub struct Pointwise {
    gemm: Gemm,
    pixels: usize,
    inputs: usize,
    outputs: usize,
}

impl Pointwise {
    /// Packs a convolution with a 1x1 kernel and stride 1.
    pub fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        let [h, w, inputs] = input.shape;
        let outputs = output.shape[2];
        let weight = |n: usize, k: usize| weights.centred(n * inputs + k);
        let bias = folded_bias(weights, stored(input).zero_point, outputs, |n| {
            (0..inputs).map(|k| i64::from(weight(n, k))).sum()
        });
        let multipliers = weights.multipliers(input, output, outputs);
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, conv.activation, output);
        Self {
            gemm: Gemm::new(outputs, inputs, requantize, weight),
            pixels: h * w,
            inputs,
            outputs,
        }
    }

    /// Scratch that [`Self::run`] takes.
    pub fn scratch(&self) -> Scratch {
        let words = self.gemm.packed_len(self.gemm.block().min(self.pixels));
        Scratch { words, ..Scratch::default() }
    }

    /// `h w k` stored bytes to the `n` stored bytes of each of `places`.
    pub fn run<S: Simd>(
        &self,
        input: &[u8],
        places: Range<usize>,
        output: &mut [u8],
        words: &mut [i16],
    ) {
        let input = &input[places.start * self.inputs..places.end * self.inputs];
        let block = self.gemm.block();
        for (pixels, out) in
            input.chunks(block * self.inputs).zip(output.chunks_mut(block * self.outputs))
        {
            let m = pixels.len() / self.inputs;
            self.gemm.pack::<S>(pixels, m, words);
            self.gemm.multiply::<S>(words, m, out);
        }
    }
}
