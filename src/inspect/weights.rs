//! The weights of one output channel, as real numbers.

use super::{check_layer, check_position};
use crate::Error;
use crate::model::{Model, Op, Weights};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

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
        _ => return Err(NO_WEIGHTS),
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

const NO_WEIGHTS: Error =
    Error::NoAnswer("this layer has no weights, so its cells are not sums of products");
