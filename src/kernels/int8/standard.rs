//! Standard convolution: every output channel mixes a window of all input channels. Each window is
//! laid out as a row (Chellapilla et al. 2006), and rows go through the same product as in a
//! pointwise layer.

use super::{dot::Dot, dot::MR, gemm::Gemm, stored};
use crate::kernels::Scratch;
use crate::kernels::im2col::{REACH, Windows};
use crate::model::{Convolution, QuantizedWeights, Tensor};
use crate::simd::Simd;
use std::ops::Range;

/// A standard layer with packed weights.
#[derive(Clone, Debug)]
pub(crate) struct Standard {
    gemm: Gemm,
    windows: Windows,
    /// The stored byte of zero, which padding counts as.
    zero: u8,
}

impl Standard {
    /// Packs a convolution of any kernel and stride.
    pub(crate) fn new(
        conv: &Convolution,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let windows = Windows { window: conv.window, input: input.shape, output: output.shape };
        let gemm = Gemm::new(conv, weights, input, output, windows.len(), dot);
        Self { gemm, windows, zero: stored(input).zero_point as u8 }
    }

    /// Places that the layer may be cut between: whole tiles.
    pub(crate) fn grain(&self) -> usize {
        MR
    }

    /// Scratch that [`Self::run`] takes.
    pub(crate) fn scratch(&self) -> Scratch {
        let block = self.gemm.mc().min(self.windows.places());
        Scratch {
            bytes: block * self.windows.len() + REACH,
            packed: self.gemm.packed_len(block),
            ..Scratch::default()
        }
    }

    /// `h w c` stored bytes to the `oc` stored bytes of each of `places`.
    #[inline(never)]
    pub(crate) fn run<S: Simd>(
        &self,
        input: &[u8],
        places: Range<usize>,
        output: &mut [u8],
        bytes: &mut [u8],
        packed: &mut [u8],
    ) {
        let oc = self.windows.output[2];
        let block = self.gemm.mc();
        let firsts = places.step_by(block);
        for (first, out) in firsts.zip(output.chunks_mut(block * oc)) {
            let m = out.len() / oc;
            for i in 0..m {
                let row = &mut bytes[i * self.windows.len()..];
                self.windows.gather(input, self.zero, first + i, row);
            }
            self.gemm.pack::<S>(bytes, m, packed);
            self.gemm.multiply::<S>(packed, m, out);
        }
    }
}
