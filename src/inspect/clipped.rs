//! Which cells the activation function clips, and where a channel is strongest.

use super::{Inspector, check_layer, check_position, rank};
use crate::Error;
use crate::engine::Engine;
use crate::model::{Activation, Element, Function, Op};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// How many cells of each channel lie at a clamp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Clipped {
    /// `[oc]`, at the lower one: for ReLU and ReLU6 zero, else the least that can be stored.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::u32s"),
        tsify(type = "Uint32Array<ArrayBuffer>")
    )]
    pub low: Vec<u32>,
    /// `[oc]`, at the upper one: for ReLU6 six, else the most that can be stored.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::u32s"),
        tsify(type = "Uint32Array<ArrayBuffer>")
    )]
    pub high: Vec<u32>,
}

/// A position of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Position {
    /// Row.
    pub y: usize,
    /// Column.
    pub x: usize,
    /// The real value there.
    pub value: f64,
}

impl Inspector {
    /// How many cells of each channel of the output of `layer` lie at a clamp, for the present input.
    ///
    /// # Errors
    /// [`Error::NoLayer`].
    pub fn clipped(&mut self, engine: &mut Engine, layer: usize) -> Result<Clipped, Error> {
        check_layer(engine.model(), layer)?;
        let seen = self.seen(engine, layer + 1);
        let made = &seen.model.layers[layer];
        let activation = match &made.op {
            Op::Conv(conv) | Op::Depthwise(conv) => conv.activation,
            Op::AveragePool(pool) | Op::MaxPool(pool) => pool.activation,
            Op::Arithmetic(operator) => operator.activation,
            Op::Function(Function::Clamp(activation)) => *activation,
            _ => Activation::None,
        };
        let (output, channels) = (made.output, made.output.shape[2]);
        let mut clipped = Clipped { low: vec![0; channels], high: vec![0; channels] };
        let (min, max) = activation.range(&output);
        let float = output.element == Element::F32;
        for at in 0..output.len() {
            let (low, high) = if float {
                let real = seen.real(layer + 1, at);
                let (low, high) = activation.limits();
                (real <= f64::from(low), real >= f64::from(high))
            } else {
                let number = seen.number(layer + 1, at);
                (number <= min, number >= max)
            };
            clipped.low[at % channels] += u32::from(low);
            clipped.high[at % channels] += u32::from(high);
        }
        Ok(clipped)
    }

    /// The `k` positions of the output of `layer` where `channel` is strongest, the strongest first, for
    /// the present input. Equals in the order of their positions.
    ///
    /// # Errors
    /// [`Error::NoLayer`], or [`Error::NoCell`] if there is no such channel.
    pub fn strongest(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        channel: usize,
        k: usize,
    ) -> Result<Vec<Position>, Error> {
        check_layer(engine.model(), layer)?;
        let [h, w, c] = engine.model().layers[layer].output.shape;
        check_position([h, w, c], [0, 0, channel])?;
        let seen = self.seen(engine, layer + 1);
        let value = |position: usize| seen.real(layer + 1, position * c + channel);
        let mut best = Vec::new();
        for position in 0..h * w {
            rank(&mut best, k, position, value(position) as f32);
        }
        let described = |(at, _)| Position { y: at / w, x: at % w, value: value(at) };
        Ok(best.into_iter().map(described).collect())
    }
}
