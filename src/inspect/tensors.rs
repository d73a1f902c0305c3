//! What a layer reads and makes, as its file has it.

use super::check_layer;
use crate::Error;
use crate::model::{
    Activation, Constant, Convolution, Element, Function, Model, Op, Precision, Shape, Tensor,
    Weights, Window,
};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// How many parts the range of float weights is counted in.
const PARTS: usize = 64;

/// The tensors of a layer, and how its window lies on them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), tsify(missing_as_null))]
pub struct Tensors {
    /// Its operands in their order.
    pub inputs: Vec<Operand>,
    /// The weights of a convolution.
    pub weights: Option<WeightTensor>,
    /// What it makes.
    pub output: Operand,
    /// Zeros around the input, where a window slides over it: rows above, columns on the left, rows
    /// below, columns on the right.
    pub padding: Option<[usize; 4]>,
    /// Vertical and horizontal distance of the window's taps.
    pub dilation: Option<[usize; 2]>,
    /// What the result is clamped to.
    #[cfg_attr(target_family = "wasm", tsify(type = "'none' | 'relu' | 'relu6' | 'reluN1To1'"))]
    pub activation: &'static str,
}

/// A tensor that flows through the network, or a constant beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), serde(rename_all = "camelCase"))]
pub struct Operand {
    /// Height, width, channels.
    pub shape: [usize; 3],
    /// What one element is.
    pub element: Element,
    /// The real value of one step; 1 for floats.
    pub scale: f32,
    /// The number that stands for zero.
    pub zero_point: i32,
    /// Whether it stands in the file.
    pub constant: bool,
}

/// Weights, and how often each number occurs among them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), serde(rename_all = "camelCase"))]
pub struct WeightTensor {
    /// `[oc][kh][kw][c]`; `[1][kh][kw][oc]` of a depthwise layer.
    pub shape: [usize; 4],
    /// What one weight is in the file.
    #[cfg_attr(target_family = "wasm", tsify(type = "'u8' | 'i8' | 'f16' | 'f32'"))]
    pub stored: &'static str,
    /// One for all, or one for each output channel; none where it computes with floats.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::f32s"),
        tsify(type = "Float32Array<ArrayBuffer>")
    )]
    pub scales: Vec<f32>,
    /// The number that stands for zero.
    pub zero_point: i32,
    /// Of the stored numbers; of the real ones where it computes with floats.
    pub histogram: Histogram,
}

/// How often numbers occur: `low` to `high` in equal parts.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Histogram {
    /// The least number that is counted.
    pub low: f32,
    /// The largest one.
    pub high: f32,
    /// Of bytes one for each number.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::u32s"),
        tsify(type = "Uint32Array<ArrayBuffer>")
    )]
    pub counts: Vec<u32>,
}

/// The tensors of `layer`.
///
/// # Errors
/// [`Error::NoLayer`].
pub fn tensors(model: &Model, layer: usize) -> Result<Tensors, Error> {
    check_layer(model, layer)?;
    let layer = &model.layers[layer];
    let read = *model.value(layer.inputs[0]);
    let (mut weights, mut window, mut activation) = (None, None, Activation::None);
    let mut constants = [None, None];
    match &layer.op {
        Op::Conv(conv) => {
            let kernels = [layer.output.shape[2], read.shape[2]];
            weights = Some(weight_tensor(conv, kernels));
            (window, activation) = (Some(conv.window), conv.activation);
        }
        Op::Depthwise(conv) => {
            weights = Some(weight_tensor(conv, [1, layer.output.shape[2]]));
            (window, activation) = (Some(conv.window), conv.activation);
        }
        Op::AveragePool(pool) | Op::MaxPool(pool) => {
            (window, activation) = (Some(pool.window), pool.activation);
        }
        Op::Arithmetic(arithmetic) => {
            activation = arithmetic.activation;
            if let Some(Constant { tensor, first, .. }) = &arithmetic.constant {
                constants[usize::from(!first)] = Some(operand(tensor, true));
            }
        }
        Op::Function(Function::Clamp(clamp)) => activation = *clamp,
        _ => (),
    }
    let [before, after] = constants;
    let inputs = layer.inputs.iter().map(|&value| operand(model.value(value), false));
    Ok(Tensors {
        inputs: before.into_iter().chain(inputs).chain(after).collect(),
        padding: window.map(|window| padding(window, read.shape, layer.output.shape)),
        dilation: window.map(|window| window.dilation),
        weights,
        output: operand(&layer.output, false),
        activation: match activation {
            Activation::None => "none",
            Activation::Relu => "relu",
            Activation::Relu6 => "relu6",
            Activation::ReluN1To1 => "reluN1To1",
        },
    })
}

fn operand(tensor: &Tensor, constant: bool) -> Operand {
    let Tensor { shape, element, scale, zero_point } = *tensor;
    Operand { shape, element, scale, zero_point, constant }
}

fn padding(window: Window, input: Shape, output: Shape) -> [usize; 4] {
    let extent = window.extent();
    let [(top, bottom), (left, right)] = [0, 1].map(|axis| {
        let end = output[axis].saturating_sub(1) * window.stride[axis] + extent[axis];
        (window.pad[axis], end.saturating_sub(input[axis] + window.pad[axis]))
    });
    [top, left, bottom, right]
}

/// The weights of a convolution: outputs, its window, inputs.
fn weight_tensor(conv: &Convolution, [outputs, inputs]: [usize; 2]) -> WeightTensor {
    let [kh, kw] = conv.window.kernel;
    let shape = [outputs, kh, kw, inputs];
    match &conv.weights {
        Weights::Quantized(weights) => {
            let (low, high) = weights.element.range();
            let mut counts = [0; 256];
            let flip = if weights.element == Element::I8 { 128 } else { 0 };
            for byte in &weights.bytes {
                counts[usize::from(byte ^ flip)] += 1;
            }
            WeightTensor {
                shape,
                stored: if flip == 0 { "u8" } else { "i8" },
                scales: weights.scales.clone(),
                zero_point: weights.zero_point,
                histogram: Histogram {
                    low: low as f32,
                    high: high as f32,
                    counts: counts.to_vec(),
                },
            }
        }
        Weights::Float(weights) => WeightTensor {
            shape,
            stored: match weights.stored {
                Precision::Single => "f32",
                Precision::Half => "f16",
                Precision::Byte => "i8",
            },
            scales: Vec::new(),
            zero_point: 0,
            histogram: parts(&weights.values),
        },
    }
}

fn parts(values: &[f32]) -> Histogram {
    let mut counts = [0; PARTS];
    let (low, high) = values
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &it| (low.min(it), high.max(it)));
    let part = (high - low) / PARTS as f32;
    for value in values {
        // The largest belongs to the last part; where all are alike, to the first.
        let at = if part > 0.0 { ((value - low) / part) as usize } else { 0 };
        counts[at.min(PARTS - 1)] += 1;
    }
    Histogram { low, high, counts: counts.to_vec() }
}
