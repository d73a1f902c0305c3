//! A layer, ready to run: the kernel that suits it, with its weights packed.

use super::values::{floats, floats_mut};
use crate::kernels::Scratch;
use crate::kernels::f32::convolution::FloatConvolution;
use crate::kernels::f32::depthwise::FloatDepthwise;
use crate::kernels::f32::rest;
use crate::kernels::im2col::is_pointwise;
use crate::kernels::int8::add::Add;
use crate::kernels::int8::depthwise::Depthwise;
use crate::kernels::int8::dot::Dot;
use crate::kernels::int8::pointwise::Pointwise;
use crate::kernels::int8::pool::Mean;
use crate::kernels::int8::requantize::rescale;
use crate::kernels::int8::softmax::Softmax;
use crate::kernels::int8::standard::Standard;
use crate::kernels::int8::stored;
use crate::model::{
    Activation, Convolution, Element, Model, Multiplier, Op, Shape, Tensor, Weights, Window,
};
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// A layer, ready to run.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Standard(Standard),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
    Mean(Mean),
    Add(Add),
    Softmax(Softmax),
    /// Byte for byte through a table.
    Table(Box<[u8; 256]>),
    Copy,
    FloatConvolution(FloatConvolution),
    FloatDepthwise(FloatDepthwise),
    FloatMean(Window, [Shape; 2]),
    FloatAdd(Activation),
    FloatSoftmax(f32),
}

/// Places of a layer that computes next to nothing for each: so many are worth a thread.
const FEW: usize = 64;

/// Working memory that all steps share.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    bytes: Vec<u8>,
    /// Of u128, so that vectors lie within cache lines.
    packed: Vec<u128>,
    floats: Vec<f32>,
    /// What a block's first layer makes for its second.
    pub(super) between: Vec<u128>,
}

impl Workspace {
    /// Enough for each of `steps`, and `between` bytes between two of them.
    pub(super) fn for_steps(steps: &[Arc<Step>], between: usize) -> Self {
        let most = |elements: fn(Scratch) -> usize| {
            steps.iter().map(|step| elements(step.scratch())).max().unwrap_or(0)
        };
        Self {
            bytes: vec![0; most(|scratch| scratch.bytes)],
            packed: vec![0; most(|scratch| scratch.packed).div_ceil(16)],
            floats: vec![0.0; most(|scratch| scratch.floats)],
            between: vec![0; between.div_ceil(16)],
        }
    }
}

impl Step {
    /// The step for layer `index`, its products summed as `dot` says where that is to be chosen.
    pub(super) fn new(model: &Model, index: usize, dot: Dot) -> Self {
        let layer = &model.layers[index];
        let input = model.value(layer.inputs[0]);
        let output = &layer.output;
        let float = output.element == Element::F32;
        match &layer.op {
            Op::Conv(conv) => Self::convolution(conv, input, output, dot),
            Op::Depthwise(conv) => match &conv.weights {
                Weights::Quantized(weights) => {
                    Step::Depthwise(Depthwise::new(conv, weights, input, output, dot))
                }
                Weights::Float(weights) => {
                    Step::FloatDepthwise(FloatDepthwise::new(conv, weights, input, output))
                }
            },
            Op::AveragePool(window) if float => {
                Step::FloatMean(*window, [input.shape, output.shape])
            }
            Op::Mean if float => {
                let [h, w, _] = input.shape;
                let window = Window { kernel: [h, w], stride: [1, 1], pad: [0, 0] };
                Step::FloatMean(window, [input.shape, output.shape])
            }
            Op::AveragePool(window) => Step::Mean(Mean::over_windows(*window, input, output)),
            Op::Mean => Step::Mean(Mean::over_everything(input, output)),
            Op::Add(activation) if float => Step::FloatAdd(*activation),
            Op::Add(activation) => {
                Step::Add(Add::new(input, model.value(layer.inputs[1]), *activation, output))
            }
            Op::Softmax { beta } if float => Step::FloatSoftmax(*beta),
            Op::Softmax { beta } => Step::Softmax(Softmax::new(*beta, input, output)),
            Op::Quantize => Step::Table(Box::new(requantize_table(input, output))),
            Op::Reshape => Step::Copy,
        }
    }

    fn convolution(conv: &Convolution, input: &Tensor, output: &Tensor, dot: Dot) -> Self {
        match &conv.weights {
            Weights::Quantized(weights) if is_pointwise(&conv.window) => {
                Step::Pointwise(Pointwise::new(conv, weights, input, output, dot))
            }
            Weights::Quantized(weights) => {
                Step::Standard(Standard::new(conv, weights, input, output, dot))
            }
            Weights::Float(weights) => {
                Step::FloatConvolution(FloatConvolution::new(conv, weights, input, output))
            }
        }
    }

    fn scratch(&self) -> Scratch {
        match self {
            Step::Standard(kernel) => kernel.scratch(),
            Step::Depthwise(kernel) => kernel.scratch(),
            Step::Pointwise(kernel) => kernel.scratch(),
            Step::FloatConvolution(kernel) => kernel.scratch(),
            Step::FloatDepthwise(kernel) => kernel.scratch(),
            _ => Scratch::default(),
        }
    }

    /// The output can be made in pieces of so many places, or of several times as many.
    pub(super) fn granule(&self) -> usize {
        match self {
            Step::Pointwise(kernel) => kernel.granule(),
            Step::Standard(kernel) => kernel.granule(),
            Step::Depthwise(kernel) => kernel.granule(),
            Step::FloatConvolution(kernel) => kernel.granule(),
            Step::FloatDepthwise(kernel) => kernel.granule(),
            Step::Add(_) | Step::Table(_) | Step::FloatAdd(_) => FEW,
            _ => usize::MAX,
        }
    }

    /// Makes the output's `places` of values as they are stored; `other` is what an addition adds.
    pub(super) fn run<'a, S: Simd>(
        &self,
        input: &'a [u8],
        other: &'a [u8],
        places: Range<usize>,
        output: &mut [u8],
        work: &mut Workspace,
    ) {
        let Workspace { bytes, packed, floats: scratch, .. } = work;
        let packed = bytemuck::cast_slice_mut(packed);
        // These places of an input that has the output's own shape.
        let (start, len) = (places.start * (output.len() / places.len()), output.len());
        let same = |input: &'a [u8]| &input[start..start + len];
        match self {
            Step::Standard(kernel) => kernel.run::<S>(input, places, output, bytes, packed),
            Step::Depthwise(kernel) => kernel.run::<S>(input, places, output, packed),
            Step::Pointwise(kernel) => kernel.run::<S>(input, places, output, packed),
            Step::Mean(kernel) => kernel.run(input, output),
            Step::Add(kernel) => kernel.run(same(input), same(other), output),
            Step::Softmax(kernel) => kernel.run(input, output),
            Step::Table(table) => {
                for (out, &byte) in output.iter_mut().zip(same(input)) {
                    *out = table[usize::from(byte)];
                }
            }
            Step::Copy => output.copy_from_slice(input),
            Step::FloatConvolution(kernel) => {
                kernel.run::<S>(floats(input), places, floats_mut(output), scratch);
            }
            Step::FloatDepthwise(kernel) => {
                kernel.run::<S>(floats(input), places, floats_mut(output), scratch);
            }
            Step::FloatMean(window, shapes) => {
                rest::average_pool(*window, *shapes, floats(input), floats_mut(output));
            }
            Step::FloatAdd(activation) => {
                let (a, b) = (floats(same(input)), floats(same(other)));
                rest::add(*activation, a, b, floats_mut(output));
            }
            Step::FloatSoftmax(beta) => {
                rest::softmax(*beta, floats(input), floats_mut(output));
            }
        }
    }
}

/// Every stored byte under another quantisation (`Requantize` in TensorFlow Lite's reference).
fn requantize_table(input: &Tensor, output: &Tensor) -> [u8; 256] {
    let by = Multiplier::from_real(f64::from(input.scale) / f64::from(output.scale));
    let (from, to) = (stored(input).zero_point, stored(output).zero_point);
    std::array::from_fn(|byte| (rescale(byte as i32 - from, by) + to).clamp(0, 255) as u8)
}
