//! Standard convolution: every output channel mixes a window of all input channels. Each window is
//! laid out as a row (Chellapilla et al. 2006), and rows go through the same product as in a
//! pointwise layer.

use super::{Scratch, folded_bias, gemm::Gemm, requantize::Requantize, stored};
use crate::model::{Convolution, QuantizedWeights, Shape, Tensor, Window};
use crate::simd::Simd;

/// A standard layer with packed weights.
#[derive(Clone, Debug)]
pub struct Standard {
    gemm: Gemm,
    window: Window,
    input: Shape,
    output: Shape,
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
        let [kh, kw] = conv.window.kernel;
        let (k, outputs) = (kh * kw * input.shape[2], output.shape[2]);
        let weight = |n: usize, i: usize| weights.centred(n * k + i);
        let zero = stored(input).zero_point;
        let bias =
            folded_bias(weights, zero, outputs, |n| (0..k).map(|i| i64::from(weight(n, i))).sum());
        let multipliers = weights.multipliers(input, output, outputs);
        let requantize = Requantize::new(bias, multipliers, conv.activation, output);
        Self {
            gemm: Gemm::new(outputs, k, requantize, weight),
            window: conv.window,
            input: input.shape,
            output: output.shape,
            zero: zero as u8,
        }
    }

    /// Scratch that [`Self::run`] takes.
    pub fn scratch(&self) -> Scratch {
        let block = self.gemm.block().min(self.output[0] * self.output[1]);
        Scratch { bytes: block * self.window_len(), words: self.gemm.packed_len(block) }
    }

    /// `h w c` stored bytes to `oh ow oc` stored bytes.
    pub fn run<S: Simd>(
        &self,
        input: &[u8],
        output: &mut [u8],
        bytes: &mut [u8],
        words: &mut [i16],
    ) {
        let [oh, ow, oc] = self.output;
        let len = self.window_len();
        let block = self.gemm.block();
        for (first, out) in (0..oh * ow).step_by(block).zip(output.chunks_mut(block * oc)) {
            let m = out.len() / oc;
            for (row, pixel) in bytes.chunks_exact_mut(len).zip(first..first + m) {
                self.gather(input, pixel / ow, pixel % ow, row);
            }
            self.gemm.pack::<S>(bytes, m, words);
            self.gemm.multiply::<S>(words, m, out);
        }
    }

    fn window_len(&self) -> usize {
        self.window.kernel[0] * self.window.kernel[1] * self.input[2]
    }

    /// Lays the window of output place `(oy, ox)` out as a row.
    fn gather(&self, input: &[u8], oy: usize, ox: usize, row: &mut [u8]) {
        let [h, w, c] = self.input;
        let Window { kernel: [_, kw], stride: [sy, sx], pad: [top, left] } = self.window;
        // Columns of the window that lie within the input.
        let from = left.saturating_sub(ox * sx).min(kw);
        let to = (w + left).saturating_sub(ox * sx).min(kw).max(from);
        for (ky, part) in row.chunks_exact_mut(kw * c).enumerate() {
            let y = (oy * sy + ky).wrapping_sub(top);
            if y >= h || from == to {
                part.fill(self.zero);
                continue;
            }
            part[..from * c].fill(self.zero);
            part[to * c..].fill(self.zero);
            let at = (y * w + ox * sx + from - left) * c;
            part[from * c..to * c].copy_from_slice(&input[at..at + (to - from) * c]);
        }
    }
}
