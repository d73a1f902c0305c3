//! The arithmetic of one cell of a convolution's output, to the last bit.

use super::{Inspector, check_layer, check_position, rank};
use crate::Error;
use crate::engine::Engine;
use crate::kernels::int8::requantize::{
    multiply_by_quantized_multiplier, multiply_by_quantized_multiplier_single_rounding,
};
use crate::model::{Convolution, Layer, Model, Op, QuantizedWeights, Rounding, Tensor, Weights};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// The arithmetic of a cell. All numbers but the real ones are exact integers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Cell {
    /// What the input's numbers mean.
    pub input: Quantization,
    /// What the weight's numbers mean.
    pub weight: Quantization,
    /// What the output's numbers mean.
    pub output: Quantization,
    /// The products in the order of the window; of a layer that has more of them over many channels,
    /// the largest by magnitude, the largest first.
    pub taps: Vec<Tap>,
    /// The products that are not among `taps`.
    pub rest: Rest,
    /// The sum of all products.
    pub sum: i32,
    /// The bias.
    pub bias: i32,
    /// Sum and bias.
    pub accumulator: i32,
    /// What the accumulator is multiplied by.
    pub multiplier: Requantization,
    /// The accumulator times the multiplier; with the output's zero point it is clamped ...
    pub scaled: i32,
    /// ... to the bounds of the activation function ...
    pub clamp: Clamp,
    /// ... and stored.
    pub number: i32,
    /// What the stored number means.
    pub real: f64,
}

/// A product: (input - its zero point) * (weight - its zero point).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Tap {
    /// Row in the kernel.
    pub ky: usize,
    /// Column in the kernel.
    pub kx: usize,
    /// Row in the input; outside of it for padding.
    pub y: i32,
    /// Column in the input; outside of it for padding.
    pub x: i32,
    /// Channel of the input.
    pub channel: usize,
    /// Whether it falls on padding, which counts as zero.
    pub padding: bool,
    /// The stored number of the input; for padding its zero point.
    pub input: i32,
    /// The stored number of the weight.
    pub weight: i32,
    /// Both less their zero points, multiplied.
    pub product: i32,
}

/// What a stored number means: real = scale * (number - zero point).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), serde(rename_all = "camelCase"))]
pub struct Quantization {
    /// The real value of one step.
    pub scale: f32,
    /// The number that stands for zero.
    pub zero_point: i32,
}

/// Products that are left out of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Rest {
    /// How many.
    pub count: usize,
    /// Their sum.
    pub sum: i32,
}

/// A multiplier, `mantissa * 2^(shift - 31)`, and how its product is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Requantization {
    /// Its value.
    pub real: f64,
    /// 31 bits.
    pub mantissa: i32,
    /// Positive to the left.
    pub shift: i32,
    /// Once or twice, as TensorFlow Lite does.
    pub rounding: Rounding,
}

/// Bounds of the stored numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Clamp {
    /// The least.
    pub min: i32,
    /// The largest.
    pub max: i32,
}

/// The weights of one output channel.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct ChannelWeights {
    /// Real weights, `[kh][kw][c]` of a convolution, `[kh][kw]` of a depthwise one.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::f32s"),
        tsify(type = "Float32Array<ArrayBuffer>")
    )]
    pub data: Vec<f32>,
    /// The real bias.
    pub bias: f32,
}

impl Inspector {
    /// The arithmetic of the cell at `position` (row, column, channel) of the output of `layer`, for
    /// the present input. Where it has more than `k` products over many channels, the `k` largest
    /// stand in the answer.
    ///
    /// # Errors
    /// [`Error::NoLayer`], [`Error::NoCell`], or [`Error::NoAnswer`] if the cell is not a sum of
    /// products of bytes.
    pub fn cell(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        position: [usize; 3],
        k: usize,
    ) -> Result<Cell, Error> {
        check_layer(engine.model(), layer)?;
        let Layer { op, output, .. } = &engine.model().layers[layer];
        quantised(op)?;
        check_position(output.shape, position)?;
        let seen = self.seen(engine, layer + 1);
        let layer = &seen.model.layers[layer];
        let (conv, weights, depthwise) = quantised(&layer.op)?;
        let (window, source) = (conv.window, layer.inputs[0]);
        let (input, output) = (*seen.model.value(source), layer.output);
        let ([h, w, c], [y, x, n]) = (input.shape, position);
        let [kh, kw] = window.kernel;
        let channels = if depthwise { n..n + 1 } else { 0..c };

        let mut taps = Vec::with_capacity(kh * kw * channels.len());
        for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
            let to = |at: usize, i: usize, tap: usize| {
                (at * window.stride[i] + tap) as isize - window.pad[i] as isize
            };
            let [iy, ix] = [to(y, 0, ky), to(x, 1, kx)];
            let padding = !(0..h as isize).contains(&iy) || !(0..w as isize).contains(&ix);
            for channel in channels.clone() {
                let at = match depthwise {
                    true => (ky * kw + kx) * c + channel,
                    false => ((n * kh + ky) * kw + kx) * c + channel,
                };
                let number = match padding {
                    true => input.zero_point,
                    false => seen.number(source, (iy as usize * w + ix as usize) * c + channel),
                };
                let centred = i32::from(weights.centred(at));
                taps.push(Tap {
                    ky,
                    kx,
                    y: iy as i32,
                    x: ix as i32,
                    channel,
                    padding,
                    input: number,
                    weight: centred + weights.zero_point,
                    product: (number - input.zero_point) * centred,
                });
            }
        }
        let sum = taps.iter().map(|tap| tap.product).sum();
        let mut rest = Rest::default();
        if !depthwise && k < taps.len() {
            let mut largest = Vec::new();
            for (at, tap) in taps.iter().enumerate() {
                rank(&mut largest, k, at, tap.product.unsigned_abs() as f32);
            }
            let largest: Vec<Tap> = largest.iter().map(|&(at, _)| taps[at]).collect();
            let known: i32 = largest.iter().map(|tap| tap.product).sum();
            rest = Rest { count: taps.len() - k, sum: sum - known };
            taps = largest;
        }
        let bias = weights.bias[n];
        let accumulator = sum + bias;
        let multiplier = weights.multiplier(&input, &output, n);
        let rounding = weights.rounding;
        let scaled = match rounding {
            Rounding::Twice => multiply_by_quantized_multiplier(accumulator, multiplier),
            Rounding::Once => {
                multiply_by_quantized_multiplier_single_rounding(accumulator, multiplier)
            }
        };
        let (min, max) = conv.activation.range(&output);
        let number = (scaled + output.zero_point).clamp(min, max);
        let (mantissa, shift) = (multiplier.mantissa, multiplier.shift);
        Ok(Cell {
            input: (&input).into(),
            weight: Quantization { scale: weights.scale(n), zero_point: weights.zero_point },
            output: (&output).into(),
            taps,
            rest,
            sum,
            bias,
            accumulator,
            multiplier: Requantization { real: multiplier.real(), mantissa, shift, rounding },
            scaled,
            clamp: Clamp { min, max },
            number,
            real: f64::from(output.scale) * f64::from(number - output.zero_point),
        })
    }
}

impl From<&Tensor> for Quantization {
    fn from(tensor: &Tensor) -> Self {
        Self { scale: tensor.scale, zero_point: tensor.zero_point }
    }
}

/// The weights and the bias of output channel `channel` of convolution `layer` as real numbers.
///
/// # Errors
/// [`Error::NoLayer`], [`Error::NoCell`] if there is no such channel, or [`Error::NoAnswer`] if the
/// layer has no weights.
pub fn weights(model: &Model, layer: usize, channel: usize) -> Result<ChannelWeights, Error> {
    check_layer(model, layer)?;
    let input = model.value(model.layers[layer].inputs[0]);
    let layer = &model.layers[layer];
    let (conv, depthwise) = match &layer.op {
        Op::Conv(conv) => (conv, false),
        Op::Depthwise(conv) => (conv, true),
        _ => return Err(NO_PRODUCTS),
    };
    let channels = layer.output.shape[2];
    check_position(layer.output.shape, [0, 0, channel])?;
    let each = conv.weights.counts().0 / channels;
    let at = |tap: usize| if depthwise { tap * channels + channel } else { channel * each + tap };
    let taps = (0..each).map(at);
    Ok(match &conv.weights {
        Weights::Float(weights) => ChannelWeights {
            data: taps.map(|at| weights.values[at]).collect(),
            bias: weights.bias[channel],
        },
        Weights::Quantized(weights) => {
            let scale = weights.scale(channel);
            ChannelWeights {
                data: taps.map(|at| f32::from(weights.centred(at)) * scale).collect(),
                bias: weights.bias[channel] as f32 * (input.scale * scale),
            }
        }
    })
}

const NO_PRODUCTS: Error =
    Error::NoAnswer("this layer has no weights, so its cells are not sums of products");

/// A quantised convolution, its weights, and whether it is depthwise.
fn quantised(op: &Op) -> Result<(&Convolution, &QuantizedWeights, bool), Error> {
    match op {
        Op::Conv(conv) | Op::Depthwise(conv) => match &conv.weights {
            Weights::Quantized(weights) => Ok((conv, weights, matches!(op, Op::Depthwise(_)))),
            Weights::Float(_) => Err(Error::NoAnswer(
                "this model computes with float32, whose sums depend on their order; \
                 the arithmetic of a cell is shown for models of uint8 or int8",
            )),
        },
        _ => Err(NO_PRODUCTS),
    }
}
