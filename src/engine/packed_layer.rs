//! A layer with packed weights, ready to run. Here each layer gets its kernel.

use super::folding::{Folding, Table, table};
use super::patch::Patch;
use super::workspace::{Workspace, floats, floats_mut};
use crate::kernels::elementwise::{concatenated, dequantize, function, quantize};
use crate::kernels::f32::convolution::FloatConvolution;
use crate::kernels::f32::depthwise::FloatDepthwise;
use crate::kernels::f32::elementwise::{FloatPairs, FloatPool, softmax};
use crate::kernels::fours;
use crate::kernels::im2col::is_pointwise;
use crate::kernels::int8::arithmetic::QuantizedPairs;
use crate::kernels::int8::depthwise::Depthwise;
use crate::kernels::int8::pointwise::Pointwise;
use crate::kernels::int8::pool::QuantizedPool;
use crate::kernels::int8::softmax::Softmax;
use crate::kernels::int8::standard::Standard;
use crate::kernels::int8::storage_shift;
use crate::kernels::moves::{Placement, repeat_channels, transpose};
use crate::kernels::{Dot, Scratch};
use crate::model::{
    Arithmetic, Convolution, Element, FloatWeights, Function, Model, Op, QuantizedWeights, Shape,
    Tensor, Weights, Window,
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
    /// A depthwise layer after each channel stands several times, `[h][w][oc]` elements.
    Repeated {
        times: usize,
        len: usize,
        depthwise: Box<Self>,
    },
    Pool(QuantizedPool),
    Arithmetic(QuantizedPairs),
    /// And the channels of a row.
    Softmax(Softmax, usize),
    /// Each byte is looked up in a table.
    Table(Table),
    Copy,
    /// The parts, where they stand, each with its table; the byte around them.
    Place(Vec<(Placement, Table)>, u8),
    Transpose(Shape, [usize; 3]),
    /// Bytes of floats, for a tensor.
    Quantize(Tensor),
    /// Floats of bytes.
    Dequantize(Box<[f32; 256]>),
    FloatConvolution(FloatConvolution),
    FloatDepthwise(FloatDepthwise),
    FloatPool(FloatPool),
    FloatArithmetic(FloatPairs),
    FloatFunction(Function),
    /// The factor on logits, and the channels of a row.
    FloatSoftmax(f32, usize),
    FloatPlace(Vec<Placement>, f32),
    FloatTranspose(Shape, [usize; 3]),
}

/// What a layer reads: the bytes of each of its inputs.
pub(super) type Inputs<'f, 'a> = &'f (dyn Fn(usize) -> &'a [u8] + Sync);

/// The grain, in pixels, of layers that compute next to nothing for each pixel: fewer are not worth
/// a thread.
const CHEAP_GRAIN: usize = 64;

impl PackedLayer {
    /// Packs layer `index` of `model`, with what it does for the layers `folding` before it; `dot`
    /// says how its products are summed, where there is a choice.
    pub(super) fn new(model: &Model, folding: &Folding, index: usize, dot: Dot) -> Self {
        let layer = &model.layers[index];
        let (input, output) = (model.value(layer.inputs[0]), &layer.output);
        match &layer.op {
            Op::Conv(conv) => {
                let (input, window) = folding.unpadded(model, layer, conv.window);
                return Self::convolution(conv, window, &input, output, dot);
            }
            Op::Depthwise(conv) => {
                let (input, window) = folding.unpadded(model, layer, conv.window);
                return Self::depthwise(conv, window, &input, output, dot);
            }
            _ => (),
        }
        match (input.element, output.element) {
            (Element::F32, Element::F32) => Self::float(model, index),
            (Element::F32, _) => Self::Quantize(*output),
            (_, Element::F32) => Self::Dequantize(Box::new(std::array::from_fn(|byte| {
                dequantize(byte as i32 - storage_shift(input.element), input)
            }))),
            _ => match folding.function(index) {
                Some(table) => Self::Table(table.clone()),
                None => Self::quantised(model, index),
            },
        }
    }

    /// A layer without weights from bytes to bytes.
    fn quantised(model: &Model, index: usize) -> Self {
        let layer = &model.layers[index];
        let (input, output) = (model.value(layer.inputs[0]), &layer.output);
        match &layer.op {
            Op::AveragePool(pool) => Self::Pool(QuantizedPool::mean(*pool, input, output)),
            Op::MaxPool(pool) => Self::Pool(QuantizedPool::max(*pool, input, output)),
            Op::Mean => Self::Pool(QuantizedPool::whole_mean(input, output)),
            Op::Max => Self::Pool(QuantizedPool::whole_max(input, output)),
            Op::Arithmetic(operator) => {
                let tensors = operands(model, index, operator);
                Self::Arithmetic(QuantizedPairs::new(operator, tensors, output))
            }
            Op::Softmax { beta } => Self::Softmax(Softmax::new(*beta, input), input.shape[2]),
            Op::Pad { number, .. } => {
                let around = *number as i32 + storage_shift(output.element);
                let parts = placements(model, index).into_iter();
                Self::Place(parts.map(|part| (part, same_bytes())).collect(), around as u8)
            }
            Op::Concat { .. } => {
                let tables = layer.inputs.iter().map(|&value| {
                    let part = model.value(value);
                    table(part, output, |number| concatenated(part, output, number))
                });
                Self::Place(placements(model, index).into_iter().zip(tables).collect(), 0)
            }
            Op::Transpose { order } => Self::Transpose(input.shape, *order),
            Op::Conv(_) | Op::Depthwise(_) | Op::Reshape | Op::Function(_) | Op::Quantize => {
                Self::Copy
            }
        }
    }

    /// A layer without weights from floats to floats.
    fn float(model: &Model, index: usize) -> Self {
        let layer = &model.layers[index];
        let (input, output) = (model.value(layer.inputs[0]), &layer.output);
        match &layer.op {
            Op::AveragePool(pool) => Self::FloatPool(FloatPool::mean(*pool, input, output)),
            Op::MaxPool(pool) => Self::FloatPool(FloatPool::max(*pool, input, output)),
            Op::Mean => Self::FloatPool(FloatPool::whole(false, input, output)),
            Op::Max => Self::FloatPool(FloatPool::whole(true, input, output)),
            Op::Arithmetic(operator) => {
                let tensors = operands(model, index, operator);
                Self::FloatArithmetic(FloatPairs::new(operator, tensors, output))
            }
            Op::Function(function) => Self::FloatFunction(*function),
            Op::Softmax { beta } => Self::FloatSoftmax(*beta, input.shape[2]),
            Op::Pad { number, .. } => Self::FloatPlace(placements(model, index), *number),
            Op::Concat { .. } => Self::FloatPlace(placements(model, index), 0.0),
            Op::Transpose { order } => Self::FloatTranspose(input.shape, *order),
            Op::Conv(_) | Op::Depthwise(_) | Op::Reshape | Op::Quantize => Self::Copy,
        }
    }

    fn convolution(
        conv: &Convolution,
        window: Window,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let activation = conv.activation;
        match &conv.weights {
            Weights::Quantized(weights) if is_pointwise(&window, input.shape, output.shape) => {
                Self::Pointwise(Pointwise::new(activation, weights, input, output, dot))
            }
            Weights::Quantized(weights) => {
                Self::Standard(Standard::new(window, activation, weights, input, output, dot))
            }
            Weights::Float(weights) => Self::FloatConvolution(FloatConvolution::new(
                window, activation, weights, input, output,
            )),
        }
    }

    fn depthwise(
        conv: &Convolution,
        window: Window,
        input: &Tensor,
        output: &Tensor,
        dot: Dot,
    ) -> Self {
        let ([h, w, c], oc) = (input.shape, output.shape[2]);
        if oc != c {
            let repeated = Tensor { shape: [h, w, oc], ..*input };
            let depthwise = Box::new(Self::depthwise(conv, window, &repeated, output, dot));
            return Self::Repeated { times: oc / c, len: h * w * oc, depthwise };
        }
        if window.dilation != [1, 1] {
            let (conv, window) = undilated(conv, window, c);
            return Self::depthwise(&conv, window, input, output, dot);
        }
        let activation = conv.activation;
        match &conv.weights {
            Weights::Quantized(weights) => {
                Self::Depthwise(Depthwise::new(window, activation, weights, input, output, dot))
            }
            Weights::Float(weights) => {
                let kernel = FloatDepthwise::new(window, activation, weights, input, output);
                Self::FloatDepthwise(kernel)
            }
        }
    }

    /// Scratch memory that [`Self::run`] uses.
    pub(super) fn scratch(&self) -> Scratch {
        match self {
            Self::Standard(kernel) => kernel.scratch(),
            Self::Depthwise(kernel) => kernel.scratch(),
            Self::Pointwise(kernel) => kernel.scratch(),
            Self::Repeated { len, depthwise, .. } => {
                let scratch = depthwise.scratch();
                match &**depthwise {
                    Self::FloatDepthwise(_) => Scratch { floats: scratch.floats + len, ..scratch },
                    _ => Scratch { bytes: *len, ..scratch },
                }
            }
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
            Self::Arithmetic(_)
            | Self::Table(_)
            | Self::FloatArithmetic(_)
            | Self::FloatFunction(_)
            | Self::Quantize(_)
            | Self::Dequantize(_) => CHEAP_GRAIN,
            Self::Pool(_) | Self::FloatPool(_) => 1,
            _ => usize::MAX,
        }
    }

    /// The layer for a patch of its output, and the patch of its input that it then reads as if it
    /// were all; None where that is not worth it.
    pub(super) fn cropped(&self, patch: &Patch) -> Option<(Self, Patch)> {
        let places = [patch.rows.clone(), patch.columns.clone()];
        macro_rules! cropped {
            ($kind:ident, $kernel:ident) => {{
                let (kernel, reads) = $kernel.cropped(&places);
                (Self::$kind(kernel), reads)
            }};
        }
        let (layer, [rows, columns]) = match self {
            Self::Pointwise(kernel) => (Self::Pointwise(kernel.cropped(patch.len())), places),
            Self::Standard(kernel) => cropped!(Standard, kernel),
            Self::Depthwise(kernel) => cropped!(Depthwise, kernel),
            Self::FloatConvolution(kernel) => cropped!(FloatConvolution, kernel),
            Self::FloatDepthwise(kernel) => cropped!(FloatDepthwise, kernel),
            _ => return None,
        };
        Some((layer, Patch { rows, columns }))
    }

    /// Computes `pixels` of the output, `[pixels][oc]`, from all of the inputs, `[h][w][c]`.
    pub(super) fn run(
        &self,
        inputs: Inputs,
        pixels: Range<usize>,
        output: &mut [u8],
        workspace: &mut Workspace,
    ) {
        let input = inputs(0);
        let Workspace { bytes, packed, floats: scratch, .. } = workspace;
        let packed = bytemuck::cast_slice_mut(packed);
        match self {
            Self::Standard(kernel) => kernel.run::<Best>(input, pixels, output, bytes, packed),
            Self::Depthwise(kernel) => kernel.run::<Best>(input, pixels, output, packed),
            Self::Pointwise(kernel) => kernel.run::<Best>(input, pixels, output, packed),
            Self::Repeated { times, len, depthwise } => match &**depthwise {
                Self::Depthwise(kernel) => {
                    repeat_channels(*times, input, &mut bytes[..*len]);
                    kernel.run::<Best>(&bytes[..*len], pixels, output, packed);
                }
                Self::FloatDepthwise(kernel) => {
                    let (repeated, ring) = scratch.split_at_mut(*len);
                    repeat_channels(*times, floats(input), repeated);
                    kernel.run::<Best>(repeated, pixels, floats_mut(output), ring);
                }
                _ => (),
            },
            Self::FloatConvolution(kernel) => {
                kernel.run::<Best>(floats(input), pixels, floats_mut(output), scratch);
            }
            Self::FloatDepthwise(kernel) => {
                kernel.run::<Best>(floats(input), pixels, floats_mut(output), scratch);
            }
            _ => self.run_cheap(inputs, pixels, output),
        }
    }

    /// [`Self::run`] of the layers that need no scratch memory.
    fn run_cheap(&self, inputs: Inputs, pixels: Range<usize>, output: &mut [u8]) {
        let input = inputs(0);
        match self {
            Self::Pool(kernel) => kernel.run(input, pixels, output),
            Self::Arithmetic(kernel) => kernel.run([input, inputs(1)], pixels, output),
            Self::Softmax(kernel, channels) => kernel.run(*channels, input, output),
            Self::Table(table) => {
                look_up(same(input, pixels, output.len()), table, output);
            }
            Self::Copy => output.copy_from_slice(input),
            Self::Place(parts, around) => {
                output.fill(*around);
                for (i, (part, table)) in parts.iter().enumerate() {
                    part.put(inputs(i), output, |to, bytes| look_up(bytes, table, to));
                }
            }
            Self::Transpose(shape, order) => transpose(*shape, *order, input, output),
            Self::Quantize(tensor) => {
                let shift = storage_shift(tensor.element);
                let reals = same(floats(input), pixels, output.len());
                fours::update(output, reals, |_, real| (quantize(real, tensor) + shift) as u8);
            }
            Self::Dequantize(table) => {
                let output = floats_mut(output);
                look_up(same(input, pixels, output.len()), table, output);
            }
            _ => self.run_float(inputs, pixels, floats_mut(output)),
        }
    }

    /// [`Self::run_cheap`] of floats.
    fn run_float(&self, inputs: Inputs, pixels: Range<usize>, output: &mut [f32]) {
        let input = floats(inputs(0));
        match self {
            Self::FloatPool(kernel) => kernel.run(input, pixels, output),
            Self::FloatArithmetic(kernel) => {
                kernel.run([input, floats(inputs(1))], pixels, output);
            }
            Self::FloatFunction(of_one) => {
                let pixels = same(input, pixels, output.len());
                fours::update(output, pixels, |_, x| function(*of_one, x));
            }
            Self::FloatSoftmax(beta, channels) => softmax(*beta, *channels, input, output),
            Self::FloatPlace(parts, around) => {
                output.fill(*around);
                for (i, part) in parts.iter().enumerate() {
                    part.put(floats(inputs(i)), output, <[f32]>::copy_from_slice);
                }
            }
            Self::FloatTranspose(shape, order) => transpose(*shape, *order, input, output),
            _ => unreachable!("every kernel has its run"),
        }
    }
}

/// What stands in `table` for each of `bytes`.
fn look_up<T: Copy>(bytes: &[u8], table: &[T; 256], to: &mut [T]) {
    for (to, &byte) in to.iter_mut().zip(bytes) {
        *to = table[usize::from(byte)];
    }
}

/// `pixels` of a value that has the shape of the output, of which `len` elements are made.
fn same<T>(input: &[T], pixels: Range<usize>, len: usize) -> &[T] {
    let start = pixels.start * (len / pixels.len());
    &input[start..start + len]
}

/// The tensors of both operands of layer `index`.
fn operands(model: &Model, index: usize, operator: &Arithmetic) -> [Tensor; 2] {
    let inputs = &model.layers[index].inputs;
    let first = *model.value(inputs[0]);
    operator.operands(&[first, inputs.get(1).map_or(first, |&value| *model.value(value))])
}

/// Where the inputs of layer `index`, a PAD or CONCATENATION, go.
fn placements(model: &Model, index: usize) -> Vec<Placement> {
    let layer = &model.layers[index];
    let mut at = match layer.op {
        Op::Pad { before, .. } => before,
        _ => [0; 3],
    };
    let output = layer.output.shape;
    let mut place = |&value: &usize| {
        let input = model.value(value).shape;
        let placement = Placement { input, at, output };
        if let Op::Concat { axis } = layer.op {
            at[axis] += input[axis];
        }
        placement
    };
    layer.inputs.iter().map(&mut place).collect()
}

/// Every byte as it is.
fn same_bytes() -> Table {
    Box::new(std::array::from_fn(|byte| byte as u8))
}

/// A dilated depthwise convolution of `c` channels as one that is not: zeros stand between the taps.
fn undilated(conv: &Convolution, window: Window, c: usize) -> (Convolution, Window) {
    let ([_, kw], [dh, dw]) = (window.kernel, window.dilation);
    let wide = Window { kernel: window.extent(), dilation: [1, 1], ..window };
    let spread = |tap: usize| (tap / kw * dh * wide.kernel[1] + tap % kw * dw) * c;
    let len = wide.kernel[0] * wide.kernel[1] * c;
    let weights = match &conv.weights {
        Weights::Quantized(weights) => {
            let mut bytes = vec![weights.zero_point as u8; len];
            for (tap, channels) in weights.bytes.chunks_exact(c).enumerate() {
                bytes[spread(tap)..][..c].copy_from_slice(channels);
            }
            Weights::Quantized(QuantizedWeights { bytes, ..weights.clone() })
        }
        Weights::Float(weights) => {
            let mut values = vec![0.0; len];
            for (tap, channels) in weights.values.chunks_exact(c).enumerate() {
                values[spread(tap)..][..c].copy_from_slice(channels);
            }
            Weights::Float(FloatWeights { values, ..weights.clone() })
        }
    };
    (Convolution { window: wide, weights, activation: conv.activation }, wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activation, ArithmeticKind, Layer, Pool, Precision, Rounding};

    /// The kernel of a layer that computes `op` on `[8][8][4]`.
    fn kernel(op: Op, element: Element) -> &'static str {
        let tensor = Tensor { shape: [8, 8, 4], element, scale: 0.1, zero_point: 0 };
        let layer = Layer { name: String::new(), op, inputs: vec![0, 0], output: tensor };
        let model = Model::new(tensor, vec![layer]);
        match PackedLayer::new(&model, &Folding::new(&model), 0, Dot::I16) {
            PackedLayer::Standard(_) => "standard",
            PackedLayer::Depthwise(_) => "depthwise",
            PackedLayer::Pointwise(_) => "pointwise",
            PackedLayer::Repeated { .. } => "repeated",
            PackedLayer::Pool(_) => "pool",
            PackedLayer::Arithmetic(_) => "arithmetic",
            PackedLayer::Softmax(..) => "softmax",
            PackedLayer::Table(_) => "table",
            PackedLayer::Copy => "copy",
            PackedLayer::Place(..) => "place",
            PackedLayer::Transpose(..) => "transpose",
            PackedLayer::Quantize(_) => "quantize",
            PackedLayer::Dequantize(_) => "dequantize",
            PackedLayer::FloatConvolution(_) => "float convolution",
            PackedLayer::FloatDepthwise(_) => "float depthwise",
            PackedLayer::FloatPool(_) => "float pool",
            PackedLayer::FloatArithmetic(_) => "float arithmetic",
            PackedLayer::FloatFunction(_) => "float function",
            PackedLayer::FloatSoftmax(..) => "float softmax",
            PackedLayer::FloatPlace(..) => "float place",
            PackedLayer::FloatTranspose(..) => "float transpose",
        }
    }

    fn conv([kernel, stride, pad]: [usize; 3], element: Element) -> Convolution {
        let (weights, channels) = (kernel * kernel * 16, 4);
        Convolution {
            window: Window {
                kernel: [kernel; 2],
                stride: [stride; 2],
                pad: [pad; 2],
                dilation: [1; 2],
            },
            weights: match element {
                Element::F32 => Weights::Float(FloatWeights {
                    values: vec![0.0; weights],
                    bias: vec![0.0; channels],
                    stored: Precision::Single,
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
        let activation = Activation::None;
        let window = Window { kernel: [2; 2], stride: [2; 2], ..Window::PIXEL };
        let pool = Pool { window, activation };
        let add = Arithmetic { kind: ArithmeticKind::Add, activation, constant: None };
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
            (Op::AveragePool(pool), "pool", "float pool"),
            (Op::MaxPool(pool), "pool", "float pool"),
            (Op::Mean, "pool", "float pool"),
            (Op::Max, "pool", "float pool"),
            (Op::Arithmetic(add), "arithmetic", "float arithmetic"),
            (Op::Function(Function::HardSwish), "table", "float function"),
            (Op::Pad { before: [1, 1, 0], number: 0.0 }, "place", "float place"),
            (Op::Concat { axis: 2 }, "place", "float place"),
            (Op::Transpose { order: [2, 0, 1] }, "transpose", "float transpose"),
            (Op::Softmax { beta: 1.0 }, "softmax", "float softmax"),
            (Op::Reshape, "table", "copy"),
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
