//! How one cell of a convolution's output came about, to the last bit.

use super::{Inspector, check_layer, check_place, rank};
use crate::Error;
use crate::engine::Engine;
use crate::kernels::int8::requantize::{
    multiply_by_quantized_multiplier, multiply_by_quantized_multiplier_single_rounding,
};
use crate::model::{
    Convolution, Layer, Model, Multiplier, Op, QuantizedWeights, Rounding, Tensor, Weights,
};

/// A product that goes into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tap {
    /// Row and column in the kernel.
    pub kernel: [usize; 2],
    /// Row and column in the input; outside of it for padding.
    pub place: [isize; 2],
    /// Channel of the input.
    pub channel: usize,
    /// Whether it falls on padding, which counts as zero.
    pub padding: bool,
    /// The input's number as it is stored; for padding the one that stands for zero.
    pub input: i32,
    /// The weight's number as it is stored.
    pub weight: i32,
    /// Both less their zero points, multiplied.
    pub product: i32,
}

/// A cell's arithmetic: products, their sum with the bias, and what becomes of that.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// In the order of the window; or the largest ones only, the largest first.
    pub taps: Vec<Tap>,
    /// How many products are not among `taps`, and their sum.
    pub rest: (usize, i32),
    /// The sum of all products.
    pub sum: i32,
    /// What is added to it.
    pub bias: i32,
    /// What the input's numbers mean.
    pub input: Tensor,
    /// The weight's scale and zero point.
    pub weight: (f32, i32),
    /// What sum and bias are multiplied by ...
    pub multiplier: Multiplier,
    /// ... how that is rounded ...
    pub rounding: Rounding,
    /// ... and what it makes.
    pub scaled: i32,
    /// What the output's numbers mean: the zero point is added.
    pub output: Tensor,
    /// What the activation lets through, as stored numbers.
    pub clamps: (i32, i32),
    /// What is stored.
    pub number: i32,
}

impl Inspector {
    /// How the cell at `place` (row, column, channel) of what `layer` makes came about. If it has
    /// more than `k` products, and they are of many channels, the `k` largest are told.
    ///
    /// # Errors
    /// A sentence, if there is no such cell, or it is no sum of products of bytes.
    pub fn cell(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        place: [usize; 3],
        k: usize,
    ) -> Result<Cell, Error> {
        check_layer(engine.model(), layer)?;
        let Layer { op, output, .. } = &engine.model().layers[layer];
        quantised(op)?;
        check_place(output.shape, place)?;
        let seen = self.seen(engine, layer + 1);
        let layer = &seen.model.layers[layer];
        let (conv, weights, depthwise) = quantised(&layer.op)?;
        let (window, from) = (conv.window, layer.inputs[0]);
        let (input, output) = (*seen.model.value(from), layer.output);
        let ([h, w, c], [y, x, n]) = (input.shape, place);
        let [kh, kw] = window.kernel;
        let channels = if depthwise { n..n + 1 } else { 0..c };

        let mut taps = Vec::with_capacity(kh * kw * channels.len());
        for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
            let to = |at: usize, i: usize, tap: usize| {
                (at * window.stride[i] + tap) as isize - window.pad[i] as isize
            };
            let place = [to(y, 0, ky), to(x, 1, kx)];
            let within = |i: usize, size: usize| (0..size as isize).contains(&place[i]);
            let padding = !(within(0, h) && within(1, w));
            for channel in channels.clone() {
                let at = match depthwise {
                    true => (ky * kw + kx) * c + channel,
                    false => ((n * kh + ky) * kw + kx) * c + channel,
                };
                let input_at = (place[0] * w as isize + place[1]) * c as isize + channel as isize;
                let number = match padding {
                    true => input.zero_point,
                    false => seen.number(from, input_at as usize),
                };
                let centred = i32::from(weights.centred(at));
                taps.push(Tap {
                    kernel: [ky, kx],
                    place,
                    channel,
                    padding,
                    input: number,
                    weight: centred + weights.zero_point,
                    product: (number - input.zero_point) * centred,
                });
            }
        }
        let sum: i32 = taps.iter().map(|tap| tap.product).sum();
        let mut rest = (0, 0);
        if !depthwise && k < taps.len() {
            let mut largest = Vec::new();
            for (at, tap) in taps.iter().enumerate() {
                rank(&mut largest, k, at, tap.product.unsigned_abs() as f32);
            }
            let told: Vec<Tap> = largest.iter().map(|&(at, _)| taps[at]).collect();
            rest = (taps.len() - k, sum - told.iter().map(|tap| tap.product).sum::<i32>());
            taps = told;
        }
        let bias = weights.bias[n];
        let multiplier = weights.multiplier(&input, &output, n);
        let scale = match weights.rounding {
            Rounding::Twice => multiply_by_quantized_multiplier,
            Rounding::Once => multiply_by_quantized_multiplier_single_rounding,
        };
        let scaled = scale(sum + bias, multiplier);
        let clamps = conv.activation.range(&output);
        Ok(Cell {
            taps,
            rest,
            sum,
            bias,
            input,
            weight: (weights.scale(n), weights.zero_point),
            multiplier,
            rounding: weights.rounding,
            scaled,
            output,
            clamps,
            number: (scaled + output.zero_point).clamp(clamps.0, clamps.1),
        })
    }
}

/// The weights of output channel `channel` of convolution `layer` as real numbers, in the order of
/// the window and then of the channels, and the bias after them.
///
/// # Errors
/// A sentence, if there are none.
pub fn weights(model: &Model, layer: usize, channel: usize) -> Result<Vec<f32>, Error> {
    check_layer(model, layer)?;
    let input = model.value(model.layers[layer].inputs[0]);
    let layer = &model.layers[layer];
    let (conv, depthwise) = match &layer.op {
        Op::Conv(conv) => (conv, false),
        Op::Depthwise(conv) => (conv, true),
        _ => return Err(NO_PRODUCTS),
    };
    let channels = layer.output.shape[2];
    check_place(layer.output.shape, [0, 0, channel])?;
    let each = conv.weights.counts().0 / channels;
    let at = |tap: usize| if depthwise { tap * channels + channel } else { channel * each + tap };
    let taps = (0..each).map(at);
    Ok(match &conv.weights {
        Weights::Float(weights) => {
            taps.map(|at| weights.values[at]).chain([weights.bias[channel]]).collect()
        }
        Weights::Quantized(weights) => {
            let scale = weights.scale(channel);
            let bias = weights.bias[channel] as f32 * (input.scale * scale);
            taps.map(|at| f32::from(weights.centred(at)) * scale).chain([bias]).collect()
        }
    })
}

const NO_PRODUCTS: Error =
    Error::NoAnswer("this layer has no weights: its cells are no sums of products");

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
