//! Standard convolution: every output channel mixes a window of all input channels. Each window is
//! laid out as a row (Chellapilla et al. 2006), and rows go through the same product as in a
//! pointwise layer.

use super::{Scratch, folded_bias, gemm::Gemm, requantize::Requantize, stored, windows::Windows};
use crate::model::{Convolution, QuantizedWeights, Tensor};
use crate::simd::Simd;

/// A standard layer with packed weights.
#[derive(Clone, Debug)]
pub struct Standard {
    gemm: Gemm,
    windows: Windows,
    /// The stored byte of zero, which padding counts as.
    zero: u8,
}

impl Standard {
    /// Packs a convolution of any kernel and stride.
    pub fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
    ) -> Self {
        let windows = Windows { window: conv.window, input: input.shape, output: output.shape };
        let (k, outputs) = (windows.len(), output.shape[2]);
        let weight = |n: usize, i: usize| weights.centred(n * k + i);
        let zero = stored(input).zero_point;
        let bias =
            folded_bias(weights, zero, outputs, |n| (0..k).map(|i| i64::from(weight(n, i))).sum());
        let multipliers = weights.multipliers(input, output, outputs);
        let requantize =
            Requantize::new(bias, multipliers, weights.rounding, conv.activation, output);
        Self { gemm: Gemm::new(outputs, k, requantize, weight), windows, zero: zero as u8 }
    }

    /// Scratch that [`Self::run`] takes.
    pub fn scratch(&self) -> Scratch {
        let block = self.gemm.block().min(self.windows.places());
        Scratch {
            bytes: block * self.windows.len(),
            words: self.gemm.packed_len(block),
            ..Scratch::default()
        }
    }

    /// `h w c` stored bytes to `oh ow oc` stored bytes.
    pub fn run<S: Simd>(
        &self,
        input: &[u8],
        output: &mut [u8],
        bytes: &mut [u8],
        words: &mut [i16],
    ) {
        let oc = self.windows.output[2];
        let block = self.gemm.block();
        let firsts = (0..self.windows.places()).step_by(block);
        for (first, out) in firsts.zip(output.chunks_mut(block * oc)) {
            let m = out.len() / oc;
            let rows = bytes.chunks_exact_mut(self.windows.len());
            for (row, place) in rows.zip(first..first + m) {
                self.windows.gather(input, self.zero, place, row);
            }
            self.gemm.pack::<S>(bytes, m, words);
            self.gemm.multiply::<S>(words, m, out);
        }
    }
}
