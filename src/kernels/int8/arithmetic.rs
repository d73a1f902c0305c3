//! ADD, SUB and MUL of bytes that have different quantisation. Two bytes have 65,536 results; all
//! are computed when the layer is packed.

use super::storage_shift;
use crate::kernels::broadcast::{Operand, for_each_pair};
use crate::kernels::elementwise::QuantizedArithmetic;
use crate::model::{Arithmetic, Shape, Tensor};
use std::ops::Range;

/// A sum, a difference or a product, `[h][w][c]`.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedPairs {
    /// The stored byte of the result of stored bytes `a` and `b`, at `a * 256 + b`.
    results: Vec<u8>,
    operands: [Operand<u8>; 2],
    output: Shape,
}

impl QuantizedPairs {
    /// From operands like `a` and `b`, one of which may be a constant, to a tensor like `output`.
    pub(crate) fn new(operator: &Arithmetic, tensors: [Tensor; 2], output: &Tensor) -> Self {
        let exact = QuantizedArithmetic::new(operator.kind, operator.activation, tensors, output);
        let [from_a, from_b] = tensors.map(|tensor| storage_shift(tensor.element));
        let shift = storage_shift(output.element);
        let pairs = (0..256).flat_map(|a| (0..256).map(move |b| (a, b)));
        let results = pairs.map(|(a, b)| (exact.apply(a - from_a, b - from_b) + shift) as u8);
        let stored =
            |number: f32, tensor: Tensor| (number as i32 + storage_shift(tensor.element)) as u8;
        Self {
            results: results.collect(),
            operands: Operand::both(operator, tensors, stored),
            output: output.shape,
        }
    }

    /// Computes `pixels` of the output, `[pixels][c]` stored bytes; `inputs` are the operands that
    /// are no constants, in their order.
    #[inline(never)]
    pub(crate) fn run<'a>(
        &'a self,
        inputs: [&'a [u8]; 2],
        pixels: Range<usize>,
        output: &mut [u8],
    ) {
        let results: &[u8; 1 << 16] = self.results.as_slice().try_into().expect("256 by 256");
        for_each_pair(&self.operands, inputs, self.output, pixels, output, |a, b| {
            results[usize::from(a) << 8 | usize::from(b)]
        });
    }
}
