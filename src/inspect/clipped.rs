//! What the activation cuts off, and where a channel is strongest.

use super::{Inspector, check_layer, check_place, rank};
use crate::Error;
use crate::engine::Engine;
use crate::model::{Activation, Element, Op};

/// How many cells of each channel lie at a clamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clipped {
    /// At the lower one: for ReLU and ReLU6 zero, else the least that can be stored.
    pub low: Vec<u32>,
    /// At the upper one: for ReLU6 six, else the most that can be stored.
    pub high: Vec<u32>,
}

impl Inspector {
    /// How many cells of each channel of what `layer` makes lie at a clamp.
    ///
    /// # Errors
    /// A sentence, if there is no such layer.
    pub fn clipped(&mut self, engine: &mut Engine, layer: usize) -> Result<Clipped, Error> {
        check_layer(engine.model(), layer)?;
        let seen = self.seen(engine, layer + 1);
        let made = &seen.model.layers[layer];
        let activation = match &made.op {
            Op::Conv(conv) | Op::Depthwise(conv) => conv.activation,
            Op::Add(activation) => *activation,
            _ => Activation::None,
        };
        let (output, channels) = (made.output, made.output.shape[2]);
        let mut clipped = Clipped { low: vec![0; channels], high: vec![0; channels] };
        let (min, max) = activation.range(&output);
        let float = output.element == Element::F32;
        for at in 0..output.len() {
            let (low, high) = if float {
                let real = seen.real(layer + 1, at);
                (
                    activation != Activation::None && real <= 0.0,
                    activation == Activation::Relu6 && real >= 6.0,
                )
            } else {
                let number = seen.number(layer + 1, at);
                (number <= min, number >= max)
            };
            clipped.low[at % channels] += u32::from(low);
            clipped.high[at % channels] += u32::from(high);
        }
        Ok(clipped)
    }

    /// The `k` places of what `layer` makes where `channel` is strongest, the strongest first: row,
    /// column, real value. Equals in the order of their places.
    ///
    /// # Errors
    /// A sentence, if there is no such layer or channel.
    pub fn strongest(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        channel: usize,
        k: usize,
    ) -> Result<Vec<(usize, usize, f64)>, Error> {
        check_layer(engine.model(), layer)?;
        let [h, w, c] = engine.model().layers[layer].output.shape;
        check_place([h, w, c], [0, 0, channel])?;
        let seen = self.seen(engine, layer + 1);
        let value = |place: usize| seen.real(layer + 1, place * c + channel);
        let mut best = Vec::new();
        for place in 0..h * w {
            rank(&mut best, k, place, value(place) as f32);
        }
        Ok(best.into_iter().map(|(at, _)| (at / w, at % w, value(at))).collect())
    }
}
