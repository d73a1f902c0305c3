//! Cells that are made of one number or two, and of a row: everything without a window.

use super::place::Place;
use super::{Finish, Tap, Work};
use crate::kernels::elementwise::{
    QuantizedArithmetic, clamp_multiplier, concatenated, dequantize, function, hard_swish,
    requantization,
};
use crate::kernels::int8::softmax::Softmax;
use crate::kernels::int8::storage_shift;
use crate::model::{Activation, Arithmetic, ArithmeticKind, Element, Function, Rounding};

impl Place<'_> {
    /// ADD, SUB or MUL.
    pub(super) fn arithmetic(&self, operator: &Arithmetic) -> Work {
        let output = &self.layer.output;
        let [mut first, mut second] = [0, 1].map(|i| self.tap(i, self.position));
        let (accumulator, factor, scaled);
        if operator.kind == ArithmeticKind::Sub {
            second.weight = -1.0;
        }
        if self.is_float() {
            second.product *= second.weight;
            accumulator = f64::from(match operator.kind {
                ArithmeticKind::Mul => first.product * second.product,
                _ => first.product + second.product,
            } as f32);
            (factor, scaled) = (1.0, accumulator);
        } else {
            let operands = [0, 1].map(|i| *self.operand(i));
            let exact =
                QuantizedArithmetic::new(operator.kind, operator.activation, operands, output);
            let steps = exact.steps(first.input as i32, second.input as i32);
            [first.product, second.product] = steps.operands.map(f64::from);
            accumulator = steps.exact.into();
            (factor, scaled) = (exact.back.real(), steps.scaled.into());
        }
        let taps = match operator.kind {
            ArithmeticKind::Mul => {
                vec![Tap { weight: second.input, product: accumulator, ..first }]
            }
            _ => vec![first, second],
        };
        let mut work = self.given(taps, accumulator, factor, scaled);
        work.activation = operator.activation;
        work.weight = self.operand(1).into();
        work.unit = f64::from(output.scale) * factor;
        work
    }

    /// A function of one number.
    pub(super) fn function(&self, kind: Function) -> Work {
        let (input, output) = (self.operand(0), &self.layer.output);
        let mut tap = self.own();
        let number = tap.input as i32;
        match kind {
            Function::Clamp(activation) => {
                let by = clamp_multiplier(input, output);
                self.work(vec![tap], activation, Finish::Multiplied(by, Rounding::Twice))
            }
            Function::HardSwish if !self.is_float() => {
                let steps = hard_swish(input, output, number);
                (tap.weight, tap.product) = (steps.gate.into(), steps.product.into());
                let factor = 1.0 / (1u64 << steps.right) as f64;
                let mut work = self.given(vec![tap], tap.product, factor, steps.scaled.into());
                work.weight.scale = 1.0 / 32768.0;
                work.unit = f64::from(output.scale) * factor;
                work
            }
            Function::HardSwish => {
                tap.weight = (tap.input + 3.0).clamp(0.0, 6.0) / 6.0;
                tap.product = function(kind, tap.input as f32).into();
                self.of_one(tap, tap.product)
            }
            // A float stands for itself.
            Function::Logistic => {
                let real = function(kind, dequantize(number, input));
                let scaled = match self.is_float() {
                    true => function(kind, tap.input as f32),
                    false => (real / output.scale).round(),
                };
                self.of_one(tap, scaled.into())
            }
        }
    }

    /// The cell's exponential over the sum of those of its row.
    pub(super) fn softmax(&self, beta: f32) -> Work {
        let (input, output) = (self.operand(0), &self.layer.output);
        let [y, x, n] = self.position;
        let mut taps = Vec::new();
        let mut most = f64::NEG_INFINITY;
        for channel in 0..input.shape[2] {
            let tap = self.tap(0, [y, x, channel]);
            most = most.max(tap.input);
            taps.push(tap);
        }
        let (mut unit, mut scaled) = (1.0, 0.0);
        if self.is_float() {
            for tap in &mut taps {
                tap.product = (beta * (tap.input - most) as f32).exp().into();
            }
        } else {
            let shift = storage_shift(input.element);
            let row: Vec<u8> = taps.iter().map(|tap| (tap.input as i32 + shift) as u8).collect();
            let softmax = Softmax::new(beta, input);
            for (tap, exponential) in taps.iter_mut().zip(softmax.summands(&row)) {
                tap.product = exponential.into();
            }
            let mut probabilities = vec![0; row.len()];
            softmax.run(row.len(), &row, &mut probabilities);
            let number = i32::from(probabilities[n]) - storage_shift(output.element);
            (unit, scaled) = (Softmax::SUMMAND, f64::from(number) - self.zero());
        }
        let (own, sum) = (taps[n].product, self.sum(&taps));
        if self.is_float() {
            scaled = (own as f32 / sum as f32).into();
        }
        let factor = 1.0 / (sum * f64::from(output.scale));
        Work { unit, ..self.given(taps, own, factor, scaled) }
    }

    /// A number, or what stands around.
    pub(super) fn pad(&self, before: [usize; 3], number: f32) -> Work {
        let at = [0, 1, 2].map(|axis| self.position[axis].wrapping_sub(before[axis]));
        let [h, w, c] = self.operand(0).shape;
        let mut tap = self.tap(0, at);
        if at[0] >= h || at[1] >= w || at[2] >= c {
            (tap.padding, tap.input) = (true, number.into());
            (tap.y, tap.x) = (at[0] as i32, at[1] as i32);
            tap.product = tap.input - self.zero();
        }
        self.of_one(tap, tap.input - self.zero())
    }

    /// A number of one of several values.
    pub(super) fn concat(&self, axis: usize) -> Work {
        let (mut operand, mut at) = (0, self.position);
        while at[axis] >= self.operand(operand).shape[axis] {
            at[axis] -= self.operand(operand).shape[axis];
            operand += 1;
        }
        let tap = self.tap(operand, at);
        let number = match self.is_float() {
            true => tap.input,
            false => {
                let number = tap.input as i32;
                concatenated(self.operand(operand), &self.layer.output, number).into()
            }
        };
        self.of_one(tap, number - self.zero())
    }

    /// A number from another place.
    pub(super) fn transpose(&self, order: [usize; 3]) -> Work {
        let mut at = [0; 3];
        for (position, axis) in self.position.into_iter().zip(order) {
            at[axis] = position;
        }
        self.moved(at)
    }

    /// The number with the same index.
    pub(super) fn reshape(&self) -> Work {
        let ([_, ow, oc], [_, w, c]) = (self.layer.output.shape, self.operand(0).shape);
        let [y, x, n] = self.position;
        let index = (y * ow + x) * oc + n;
        self.moved([index / (w * c), index / c % w, index % c])
    }

    #[inline(never)]
    fn moved(&self, at: [usize; 3]) -> Work {
        let tap = self.tap(0, at);
        self.of_one(tap, tap.input - self.zero())
    }

    /// A number under another quantisation, to floats, or from floats.
    pub(super) fn quantize(&self) -> Work {
        let (input, output) = (self.operand(0), &self.layer.output);
        let tap = self.own();
        let scaled = match (input.element, output.element) {
            (Element::F32, Element::F32) => tap.input,
            // No byte is so large; the cast would saturate.
            (Element::F32, _) => (tap.input as f32 / output.scale).round().clamp(-1e6, 1e6).into(),
            (_, Element::F32) => dequantize(tap.input as i32, input).into(),
            _ => {
                let finish = Finish::Multiplied(requantization(input, output), Rounding::Twice);
                return self.work(vec![tap], Activation::None, finish);
            }
        };
        self.of_one(tap, scaled)
    }
}
