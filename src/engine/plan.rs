//! From a model to steps: kernels with packed weights, and where each step's result is kept.

use crate::kernels::depthwise::Depthwise;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::pool::AveragePool;
use crate::kernels::requantize::rescale;
use crate::kernels::softmax::Softmax;
use crate::kernels::standard::Standard;
use crate::kernels::{Scratch, stored};
use crate::model::{Convolution, Model, Multiplier, Op, Tensor, Weights};
use crate::simd::Simd;

/// A layer, ready to run.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Standard(Standard),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
    AveragePool(AveragePool),
    Softmax(Softmax),
    /// Byte for byte through a table.
    Table(Box<[u8; 256]>),
    Copy,
}

/// Where values are kept: `buffer[v]` tells the buffer of value `v`, `sizes` the bytes of each.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    pub(super) buffer: Vec<usize>,
    pub(super) sizes: Vec<usize>,
}

impl Step {
    /// The step for layer `index`.
    pub(super) fn new(model: &Model, index: usize) -> Self {
        let layer = &model.layers[index];
        let input = model.value(layer.inputs[0]);
        let output = &layer.output;
        match &layer.op {
            Op::Conv(conv) => match &conv.weights {
                Weights::Quantized(weights) if is_pointwise(conv) => {
                    Step::Pointwise(Pointwise::new(conv, weights, input, output))
                }
                Weights::Quantized(weights) => {
                    Step::Standard(Standard::new(conv, weights, input, output))
                }
                Weights::Float(_) => todo!(),
            },
            Op::Depthwise(conv) => match &conv.weights {
                Weights::Quantized(weights) => {
                    Step::Depthwise(Depthwise::new(conv, weights, input, output))
                }
                Weights::Float(_) => todo!(),
            },
            Op::Mean | Op::Add(_) => todo!(),
            Op::AveragePool(window) => Step::AveragePool(AveragePool::new(*window, input, output)),
            Op::Softmax { beta } => Step::Softmax(Softmax::new(*beta, input, output)),
            Op::Quantize => Step::Table(Box::new(requantize_table(input, output))),
            Op::Reshape => Step::Copy,
        }
    }

    /// Working memory that the step takes.
    pub(super) fn scratch(&self) -> Scratch {
        match self {
            Step::Standard(kernel) => kernel.scratch(),
            Step::Depthwise(kernel) => kernel.scratch(),
            Step::Pointwise(kernel) => kernel.scratch(),
            _ => Scratch::default(),
        }
    }

    /// Runs the step from stored bytes to stored bytes.
    pub(super) fn run<S: Simd>(
        &self,
        input: &[u8],
        output: &mut [u8],
        bytes: &mut [u8],
        words: &mut [i16],
    ) {
        match self {
            Step::Standard(kernel) => kernel.run::<S>(input, output, bytes, words),
            Step::Depthwise(kernel) => kernel.run::<S>(input, output, bytes),
            Step::Pointwise(kernel) => kernel.run::<S>(input, output, words),
            Step::AveragePool(kernel) => kernel.run(input, output),
            Step::Softmax(kernel) => kernel.run(input, output),
            Step::Table(table) => {
                for (out, &byte) in output.iter_mut().zip(input) {
                    *out = table[usize::from(byte)];
                }
            }
            Step::Copy => output.copy_from_slice(input),
        }
    }
}

impl Memory {
    /// Buffers are used again as soon as nobody will read what they hold.
    pub(super) fn reusing(model: &Model) -> Self {
        let values = model.layers.len() + 1;
        let mut last_use = vec![0; values];
        for (index, layer) in model.layers.iter().enumerate() {
            for &value in &layer.inputs {
                last_use[value] = index;
            }
        }
        last_use[values - 1] = usize::MAX;
        let mut memory = Memory { buffer: Vec::with_capacity(values), sizes: Vec::new() };
        let mut free_from: Vec<usize> = Vec::new();
        for (value, &last_use) in last_use.iter().enumerate() {
            // Value v is made by layer v - 1, while that layer's inputs are still read.
            let reusable = |&free: &usize| value > 0 && free < value - 1;
            let buffer = free_from.iter().position(reusable).unwrap_or(free_from.len());
            if buffer == free_from.len() {
                free_from.push(0);
                memory.sizes.push(0);
            }
            free_from[buffer] = last_use.max(value.saturating_sub(1));
            memory.sizes[buffer] = memory.sizes[buffer].max(model.value(value).len());
            memory.buffer.push(buffer);
        }
        memory
    }

    /// Every value is kept.
    pub(super) fn keeping(model: &Model) -> Self {
        let values = 0..model.layers.len() + 1;
        let sizes = values.clone().map(|value| model.value(value).len()).collect();
        Memory { buffer: values.collect(), sizes }
    }
}

fn is_pointwise(conv: &Convolution) -> bool {
    conv.window.kernel == [1, 1] && conv.window.stride == [1, 1] && conv.window.pad == [0, 0]
}

/// Every stored byte under another quantisation (`Requantize` in TensorFlow Lite's reference).
fn requantize_table(input: &Tensor, output: &Tensor) -> [u8; 256] {
    let by = Multiplier::from_real(f64::from(input.scale) / f64::from(output.scale));
    let (from, to) = (stored(input).zero_point, stored(output).zero_point);
    std::array::from_fn(|byte| (rescale(byte as i32 - from, by) + to).clamp(0, 255) as u8)
}
