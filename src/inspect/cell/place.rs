//! A cell, and the numbers that its layer reads.

use super::{Finish, Quantization, Tap, Work};
use crate::inspect::seen::Seen;
use crate::model::{Activation, Element, Layer, Op, Tensor};

/// A cell of the output of `layer`, at `position` (row, column, channel).
pub(super) struct Place<'a> {
    pub(super) seen: &'a Seen<'a>,
    pub(super) layer: &'a Layer,
    pub(super) position: [usize; 3],
}

impl Place<'_> {
    /// Operand `i` of the layer: one of its inputs, or its constant, with its numbers.
    fn source(&self, i: usize) -> (usize, &Tensor, Option<&[f32]>) {
        let mut value = self.layer.inputs[i.min(self.layer.inputs.len() - 1)];
        if let Op::Arithmetic(operator) = &self.layer.op
            && let Some(constant) = &operator.constant
        {
            if constant.first == (i == 0) {
                return (0, &constant.tensor, Some(&constant.numbers));
            }
            value = self.layer.inputs[0];
        }
        (value, self.seen.model.value(value), None)
    }

    /// The tensor of operand `i`.
    pub(super) fn operand(&self, i: usize) -> &Tensor {
        self.source(i).1
    }

    /// Whether the layer computes in single precision.
    pub(super) fn is_float(&self) -> bool {
        self.operand(0).element == Element::F32
    }

    /// The zero point of the output.
    pub(super) fn zero(&self) -> f64 {
        self.layer.output.zero_point.into()
    }

    /// Number `at` of a value, as it is stored.
    pub(super) fn stored(&self, value: usize, at: usize) -> f64 {
        match self.seen.model.value(value).element {
            Element::F32 => self.seen.real(value, at),
            _ => self.seen.number(value, at).into(),
        }
    }

    /// The number of operand `i` at `at`, where a size of 1 goes with every size, times one.
    #[inline(never)]
    pub(super) fn tap(&self, i: usize, at: [usize; 3]) -> Tap {
        let (value, tensor, numbers) = self.source(i);
        let [h, w, c] = tensor.shape;
        let [y, x, channel] = [at[0].min(h - 1), at[1].min(w - 1), at[2].min(c - 1)];
        let index = (y * w + x) * c + channel;
        let input = match numbers {
            Some(numbers) => numbers[index].into(),
            None => self.stored(value, index),
        };
        Tap {
            operand: i,
            ky: 0,
            kx: 0,
            y: y as i32,
            x: x as i32,
            channel,
            padding: false,
            input,
            weight: 1.0,
            product: input - f64::from(tensor.zero_point),
        }
    }

    /// The number at the cell's own position.
    pub(super) fn own(&self) -> Tap {
        self.tap(0, self.position)
    }

    /// A cell that is made of one number alone, which becomes `scaled`.
    #[inline(never)]
    pub(super) fn of_one(&self, tap: Tap, scaled: f64) -> Work {
        let factor = self.operand(tap.operand).scale / self.layer.output.scale;
        self.given(vec![tap], tap.product, factor.into(), scaled)
    }

    /// A cell whose accumulator, factor and result are known.
    #[inline(never)]
    pub(super) fn given(&self, taps: Vec<Tap>, accumulator: f64, factor: f64, scaled: f64) -> Work {
        self.work(taps, Activation::None, Finish::Given { accumulator, factor, scaled })
    }

    /// A cell of numbers without weights, in steps of the operand that they are read from.
    #[inline(never)]
    pub(super) fn work(&self, taps: Vec<Tap>, activation: Activation, finish: Finish) -> Work {
        let input = self.operand(taps.first().map_or(0, |tap| tap.operand));
        Work {
            taps,
            input: input.into(),
            weight: Quantization { scale: 1.0, zero_point: 0 },
            unit: input.scale.into(),
            bias: 0.0,
            activation,
            finish,
        }
    }
}
