//! A layer with packed weights, ready to run. Here each layer gets its kernel.

use super::workspace::{Workspace, floats, floats_mut};
use crate::kernels::f32::convolution::FloatConvolution;
use crate::kernels::f32::depthwise::FloatDepthwise;
use crate::kernels::f32::elementwise;
use crate::kernels::im2col::is_pointwise;
use crate::kernels::int8::add::Add;
use crate::kernels::int8::depthwise::Depthwise;
use crate::kernels::int8::pointwise::Pointwise;
use crate::kernels::int8::pool::Mean;
use crate::kernels::int8::requantize::multiply_by_quantized_multiplier;
use crate::kernels::int8::softmax::Softmax;
use crate::kernels::int8::standard::Standard;
use crate::kernels::int8::stored;
use crate::kernels::{Dot, Scratch};
use crate::model::{
    Activation, Convolution, Element, Model, Multiplier, Op, Shape, Tensor, Weights, Window,
};
use crate::simd::Best;
use std::ops::Range;
use std::sync::Arc;

/// A layer with its kernel.
#[derive(Clone, Debug)]
pub(super) enum PackedLayer {
    Standard(Standard),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
    Mean(Mean),
    Add(Add),
    /// And the channels of a row.
    Softmax(Softmax, usize),
    /// Each byte is looked up in a table.
    Table(Box<[u8; 256]>),
    Copy,
    FloatConvolution(FloatConvolution),
    FloatDepthwise(FloatDepthwise),
    FloatMean(Window, [Shape; 2]),
    FloatAdd(Activation),
    FloatSoftmax(f32),
}

/// The grain, in pixels, of layers that compute next to nothing for each pixel: fewer are not worth
/// a thread.
const CHEAP_GRAIN: usize = 64;

impl PackedLayer {
    /// Packs layer `index` of `model`; `dot` says how its products are summed, where there is a
    /// choice.
    pub(super) fn new(model: &Model, index: usize, dot: Dot) -> Self {
        let layer = &model.layers[index];
        let input = model.value(layer.inputs[0]);
        let output = &layer.output;
        let float = output.element == Element::F32;
        match &layer.op {
            Op::Conv(conv) => Self::convolution(conv, input, output, dot),
            Op::Depthwise(conv) => match &conv.weights {
                Weights::Quantized(weights) => {
                    Self::Depthwise(Depthwise::new(conv, weights, input, output, dot))
                }
                Weights::Float(weights) => {
                    Self::FloatDepthwise(FloatDepthwise::new(conv, weights, input, output))
                }
            },
            Op::AveragePool(window) if float => {
                Self::FloatMean(*window, [input.shape, output.shape])
            }
            Op::Mean if float => {
                let [h, w, _] = input.shape;
                let window = Window { kernel: [h, w], stride: [1, 1], pad: [0, 0] };
                Self::FloatMean(window, [input.shape, output.shape])
            }
            Op::AveragePool(window) => Self::Mean(Mean::over_windows(*window, input, output)),
            Op::Mean => Self::Mean(Mean::over_everything(input, output)),
            Op::Add(activation) if float => Self::FloatAdd(*activation),
            Op::Add(activation) => {
                Self::Add(Add::new(input, model.value(layer.inputs[1]), *activation, output))
            }
            Op::Softmax { beta } if float => Self::FloatSoftmax(*beta),
            Op::Softmax { beta } => Self::Softmax(Softmax::new(*beta, input), input.shape[2]),
            Op::Quantize => Self::Table(Box::new(requantize_table(input, output))),
            Op::Reshape => Self::Copy,
        }
    }

    fn convolution(conv: &Convolution, input: &Tensor, output: &Tensor, dot: Dot) -> Self {
        match &conv.weights {
            Weights::Quantized(weights) if is_pointwise(&conv.window) => {
                Self::Pointwise(Pointwise::new(conv, weights, input, output, dot))
            }
            Weights::Quantized(weights) => {
                Self::Standard(Standard::new(conv, weights, input, output, dot))
            }
            Weights::Float(weights) => {
                Self::FloatConvolution(FloatConvolution::new(conv, weights, input, output))
            }
        }
    }

    /// Scratch memory that [`Self::run`] uses.
    fn scratch(&self) -> Scratch {
        match self {
            Self::Standard(kernel) => kernel.scratch(),
            Self::Depthwise(kernel) => kernel.scratch(),
            Self::Pointwise(kernel) => kernel.scratch(),
            Self::FloatConvolution(kernel) => kernel.scratch(),
            Self::FloatDepthwise(kernel) => kernel.scratch(),
            _ => Scratch::default(),
        }
    }

    /// Scratch memory in which each of `layers` can run.
    pub(super) fn most_scratch(layers: &[Arc<Self>]) -> Scratch {
        layers.iter().map(|layer| layer.scratch()).fold(Scratch::default(), Scratch::max)
    }

    /// Pixels that are computed at least together: a layer is cut into multiples of so many.
    pub(super) fn grain(&self) -> usize {
        match self {
            Self::Pointwise(kernel) => kernel.grain(),
            Self::Standard(kernel) => kernel.grain(),
            Self::Depthwise(kernel) => kernel.grain(),
            Self::FloatConvolution(kernel) => kernel.grain(),
            Self::FloatDepthwise(kernel) => kernel.grain(),
            Self::Add(_) | Self::Table(_) | Self::FloatAdd(_) => CHEAP_GRAIN,
            _ => usize::MAX,
        }
    }

    /// Computes `pixels` of the output, `[pixels][oc]`, from all of the input, `[h][w][c]`; an
    /// addition also takes `other`, `[h][w][c]`.
    pub(super) fn run<'a>(
        &self,
        input: &'a [u8],
        other: &'a [u8],
        pixels: Range<usize>,
        output: &mut [u8],
        workspace: &mut Workspace,
    ) {
        let Workspace { bytes, packed, floats: scratch, .. } = workspace;
        let packed = bytemuck::cast_slice_mut(packed);
        // These pixels of an input that has the output's own shape.
        let (start, len) = (pixels.start * (output.len() / pixels.len()), output.len());
        let same = |input: &'a [u8]| &input[start..start + len];
        match self {
            Self::Standard(kernel) => kernel.run::<Best>(input, pixels, output, bytes, packed),
            Self::Depthwise(kernel) => kernel.run::<Best>(input, pixels, output, packed),
            Self::Pointwise(kernel) => kernel.run::<Best>(input, pixels, output, packed),
            Self::Mean(kernel) => kernel.run(input, output),
            Self::Add(kernel) => kernel.run(same(input), same(other), output),
            Self::Softmax(kernel, channels) => kernel.run(*channels, input, output),
            Self::Table(table) => {
                for (out, &byte) in output.iter_mut().zip(same(input)) {
                    *out = table[usize::from(byte)];
                }
            }
            Self::Copy => output.copy_from_slice(input),
            Self::FloatConvolution(kernel) => {
                kernel.run::<Best>(floats(input), pixels, floats_mut(output), scratch);
            }
            Self::FloatDepthwise(kernel) => {
                kernel.run::<Best>(floats(input), pixels, floats_mut(output), scratch);
            }
            Self::FloatMean(window, shapes) => {
                elementwise::average_pool(*window, *shapes, floats(input), floats_mut(output));
            }
            Self::FloatAdd(activation) => {
                let (a, b) = (floats(same(input)), floats(same(other)));
                elementwise::add(*activation, a, b, floats_mut(output));
            }
            Self::FloatSoftmax(beta) => {
                elementwise::softmax(*beta, floats(input), floats_mut(output));
            }
        }
    }
}

/// Every stored byte under another quantisation (`Requantize` in TensorFlow Lite's reference).
fn requantize_table(input: &Tensor, output: &Tensor) -> [u8; 256] {
    let by = Multiplier::from_real(f64::from(input.scale) / f64::from(output.scale));
    let (from, to) = (stored(input).zero_point, stored(output).zero_point);
    std::array::from_fn(|byte| {
        (multiply_by_quantized_multiplier(byte as i32 - from, by) + to).clamp(0, 255) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FloatWeights, Layer, QuantizedWeights, Rounding};

    /// The kernel of a layer that computes `op` on `[8][8][4]`.
    fn kernel(op: Op, element: Element) -> &'static str {
        let tensor = Tensor { shape: [8, 8, 4], element, scale: 0.1, zero_point: 0 };
        let layer = Layer { name: String::new(), op, inputs: vec![0, 0], output: tensor };
        let model = Model { input: tensor, layers: vec![layer] };
        match PackedLayer::new(&model, 0, Dot::I16) {
            PackedLayer::Standard(_) => "standard",
            PackedLayer::Depthwise(_) => "depthwise",
            PackedLayer::Pointwise(_) => "pointwise",
            PackedLayer::Mean(_) => "mean",
            PackedLayer::Add(_) => "add",
            PackedLayer::Softmax(..) => "softmax",
            PackedLayer::Table(_) => "table",
            PackedLayer::Copy => "copy",
            PackedLayer::FloatConvolution(_) => "float convolution",
            PackedLayer::FloatDepthwise(_) => "float depthwise",
            PackedLayer::FloatMean(..) => "float mean",
            PackedLayer::FloatAdd(_) => "float add",
            PackedLayer::FloatSoftmax(_) => "float softmax",
        }
    }

    fn conv([kernel, stride, pad]: [usize; 3], element: Element) -> Convolution {
        let (weights, channels) = (kernel * kernel * 16, 4);
        Convolution {
            window: Window { kernel: [kernel; 2], stride: [stride; 2], pad: [pad; 2] },
            weights: match element {
                Element::F32 => Weights::Float(FloatWeights {
                    values: vec![0.0; weights],
                    bias: vec![0.0; channels],
                }),
                _ => Weights::Quantized(QuantizedWeights {
                    bytes: vec![0; weights],
                    element,
                    scales: vec![0.1],
                    zero_point: 0,
                    bias: vec![0; channels],
                    rounding: Rounding::Twice,
                }),
            },
            activation: Activation::None,
        }
    }

    #[test]
    fn each_layer_gets_its_kernel() {
        let window = Window { kernel: [2; 2], stride: [2; 2], pad: [0; 2] };
        let activation = Activation::None;
        // Kernel, stride and padding: a window is one pixel only if all three say so.
        for (window, expected) in [
            ([1, 1, 0], "pointwise"),
            ([1, 2, 0], "standard"),
            ([1, 1, 1], "standard"),
            ([2, 1, 0], "standard"),
            ([3, 1, 1], "standard"),
        ] {
            for element in [Element::U8, Element::I8] {
                assert_eq!(
                    kernel(Op::Conv(conv(window, element)), element),
                    expected,
                    "{window:?}"
                );
            }
            let float = Op::Conv(conv(window, Element::F32));
            assert_eq!(kernel(float, Element::F32), "float convolution", "{window:?}");
        }
        for (op, quantised, float) in [
            (Op::AveragePool(window), "mean", "float mean"),
            (Op::Mean, "mean", "float mean"),
            (Op::Add(activation), "add", "float add"),
            (Op::Softmax { beta: 1.0 }, "softmax", "float softmax"),
            (Op::Reshape, "copy", "copy"),
        ] {
            assert_eq!(kernel(op.clone(), Element::U8), quantised);
            assert_eq!(kernel(op, Element::F32), float);
        }
        for (element, expected) in [
            (Element::U8, "depthwise"),
            (Element::I8, "depthwise"),
            (Element::F32, "float depthwise"),
        ] {
            assert_eq!(kernel(Op::Depthwise(conv([3, 1, 1], element)), element), expected);
        }
        assert_eq!(kernel(Op::Quantize, Element::I8), "table");
    }
}
