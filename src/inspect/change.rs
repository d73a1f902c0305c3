//! Changes of a network: a channel muted, a depthwise kernel replaced.
//!
//! A change gives another model, so that kernels and questions need not know of it.

use super::{check_layer, check_position};
use crate::Error;
use crate::model::{Model, Op, Weights};

/// A change of one channel of a layer with weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The layer.
    pub layer: usize,
    /// The channel of its output.
    pub channel: usize,
    /// The new depthwise kernel in real numbers, `[kh][kw]`; it is stored with the layer's scale. None
    /// mutes the channel: its cells become zero.
    pub kernel: Option<Vec<f32>>,
}

/// `model` with `changes`, and the layers that they change.
///
/// # Errors
/// A sentence, if there is no such channel, or no kernel of that size.
pub fn changed(model: &Model, changes: &[Change]) -> Result<(Model, Vec<usize>), Error> {
    let mut model = model.clone();
    let mut layers = Vec::new();
    for Change { layer, channel, kernel } in changes {
        check_layer(&model, *layer)?;
        let target = &mut model.layers[*layer];
        let channels = target.output.shape[2];
        check_position(target.output.shape, [0, 0, *channel])?;
        let (conv, depthwise) = match &mut target.op {
            Op::Conv(conv) => (conv, false),
            Op::Depthwise(conv) => (conv, true),
            _ => return Err(Error::NoAnswer("only channels of layers with weights can be muted")),
        };
        let taps = conv.weights.counts().0 / channels;
        if let Some(kernel) = kernel {
            if !depthwise {
                return Err(Error::NoAnswer(
                    "only depthwise layers have a kernel for each channel",
                ));
            }
            if kernel.len() != taps || !kernel.iter().all(|weight| weight.is_finite()) {
                return Err(Error::NoAnswer(
                    "the new kernel does not have the size of the old one",
                ));
            }
        }
        let at = |tap: usize| match depthwise {
            true => tap * channels + channel,
            false => channel * taps + tap,
        };
        let new = |tap: usize| kernel.as_ref().map_or(0.0, |kernel| kernel[tap]);
        match &mut conv.weights {
            Weights::Float(weights) => {
                (0..taps).for_each(|tap| weights.values[at(tap)] = new(tap));
                if kernel.is_none() {
                    weights.bias[*channel] = 0.0;
                }
            }
            Weights::Quantized(weights) => {
                let (scale, (min, max)) = (weights.scale(*channel), weights.element.range());
                for tap in 0..taps {
                    // With a scale of zero this is NaN, which saturates to zero.
                    let steps = (new(tap) / scale).round() as i32;
                    let number = steps.saturating_add(weights.zero_point).clamp(min, max);
                    weights.bytes[at(tap)] = number as u8;
                }
                if kernel.is_none() {
                    weights.bias[*channel] = 0;
                }
            }
        }
        if !layers.contains(layer) {
            layers.push(*layer);
        }
    }
    Ok((model, layers))
}
