//! Operators that work number by number, one number at a time, as TensorFlow Lite's reference
//! kernels compute them. The fast kernels make tables of the functions of bytes.

use super::fixed_point::{doubling_high_multiply, shift_left, shift_right};
use crate::model::{Activation, ArithmeticKind, Element, Function, Multiplier, Tensor};

/// Binary digits after the point in which ADD and SUB sum (`left_shift` in `AddParams`).
const ADD_DIGITS: u32 = 20;

/// `value` times a real factor, rounded as in `MultiplyByQuantizedMultiplier`: to an integer after
/// the multiplication, and again after the shift to the right. A shift to the left wraps.
pub(crate) fn multiply(value: i32, by: Multiplier) -> i32 {
    let (left, right) = (by.shift.max(0), (-by.shift).max(0));
    let value = value.wrapping_shl(left as u32);
    shift_right(doubling_high_multiply(value, by.mantissa), right as u32)
}

/// ADD, SUB or MUL of two stored numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuantizedArithmetic {
    kind: ArithmeticKind,
    zero_points: [i32; 3],
    /// Of the operands; a product has none of its own.
    factors: [Multiplier; 2],
    /// Of the sum, or of the product.
    pub(crate) back: Multiplier,
    range: (i32, i32),
}

/// How ADD, SUB or MUL computes a number.
pub(crate) struct ArithmeticSteps {
    /// Both operands less their zero points; to be added, in equal steps.
    pub(crate) operands: [i32; 2],
    /// Their sum, or the product of the numbers.
    pub(crate) exact: i32,
    /// In steps of the output, before the zero point is added.
    pub(crate) scaled: i32,
}

impl QuantizedArithmetic {
    /// From tensors like `a` and `b` to one like `output`.
    ///
    /// A sum is made of both operands in steps of twice the larger scale (`AddElementwise`); SUB is
    /// ADD with the second factor negated (`sub.cc`); the factor of a product is computed in single
    /// precision (`mul.cc`).
    pub(crate) fn new(
        kind: ArithmeticKind,
        activation: Activation,
        [a, b]: [Tensor; 2],
        output: &Tensor,
    ) -> Self {
        let (factors, back) = match kind {
            ArithmeticKind::Mul => {
                let real = a.scale * b.scale / output.scale;
                ([Multiplier { mantissa: 0, shift: 0 }; 2], Multiplier::from_real(real.into()))
            }
            ArithmeticKind::Add | ArithmeticKind::Sub => {
                let twice_max = f64::from(2.0 * a.scale.max(b.scale));
                let factor =
                    |tensor: Tensor| Multiplier::from_real(f64::from(tensor.scale) / twice_max);
                let unit = f64::from(1u32 << ADD_DIGITS) * f64::from(output.scale);
                let mut factors = [factor(a), factor(b)];
                if kind == ArithmeticKind::Sub {
                    factors[1].mantissa = -factors[1].mantissa;
                }
                (factors, Multiplier::from_real(twice_max / unit))
            }
        };
        let zero_points = [a.zero_point, b.zero_point, output.zero_point];
        Self { kind, zero_points, factors, back, range: activation.range(output) }
    }

    /// What it makes of stored numbers `a` and `b`.
    pub(crate) fn apply(&self, a: i32, b: i32) -> i32 {
        self.join(self.operand(0, a), self.operand(1, b))
    }

    /// Operand `i` as it is joined with the other.
    #[inline(never)]
    pub(crate) fn operand(&self, i: usize, number: i32) -> i32 {
        let number = number - self.zero_points[i];
        match self.kind {
            ArithmeticKind::Mul => number,
            _ => multiply(number << ADD_DIGITS, self.factors[i]),
        }
    }

    /// What it makes of two numbers, each by [`Self::operand`].
    pub(crate) fn join(&self, a: i32, b: i32) -> i32 {
        let (min, max) = self.range;
        multiply(self.exact(a, b), self.back).wrapping_add(self.zero_points[2]).clamp(min, max)
    }

    fn exact(&self, a: i32, b: i32) -> i32 {
        match self.kind {
            ArithmeticKind::Mul => a * b,
            _ => a.wrapping_add(b),
        }
    }

    /// [`Self::apply`], up to the zero point of the output.
    pub(crate) fn steps(&self, a: i32, b: i32) -> ArithmeticSteps {
        let operands = [self.operand(0, a), self.operand(1, b)];
        let exact = self.exact(operands[0], operands[1]);
        ArithmeticSteps { operands, exact, scaled: multiply(exact, self.back) }
    }
}

/// ADD, SUB or MUL of two real numbers.
#[inline(always)]
pub(crate) fn arithmetic(kind: ArithmeticKind, (min, max): (f32, f32), a: f32, b: f32) -> f32 {
    let exact = match kind {
        ArithmeticKind::Add => a + b,
        ArithmeticKind::Sub => a - b,
        ArithmeticKind::Mul => a * b,
    };
    exact.max(min).min(max)
}

/// A function of a real number.
pub(crate) fn function(function: Function, x: f32) -> f32 {
    match function {
        Function::Clamp(activation) => {
            let (min, max) = activation.limits();
            x.max(min).min(max)
        }
        Function::HardSwish => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
        Function::Logistic => 1.0 / (1.0 + (-x).exp()),
    }
}

/// A function of a stored number.
pub(crate) fn quantized_function(
    function: Function,
    input: &Tensor,
    output: &Tensor,
    number: i32,
) -> i32 {
    match function {
        Function::Clamp(activation) => {
            let by = clamp_multiplier(input, output);
            let (min, max) = activation.range(output);
            multiply(number - input.zero_point, by).wrapping_add(output.zero_point).clamp(min, max)
        }
        Function::HardSwish => {
            let (min, max) = output.element.range();
            (hard_swish(input, output, number).scaled + output.zero_point).clamp(min, max)
        }
        // `PopulateLookupTable`: a function of the real number, stored again.
        Function::Logistic => quantize(self::function(function, dequantize(number, input)), output),
    }
}

/// The factor of RELU and its like from `input` to `output` (`ReluPrepare`, which divides in single
/// precision).
pub(crate) fn clamp_multiplier(input: &Tensor, output: &Tensor) -> Multiplier {
    Multiplier::from_real((input.scale / output.scale).into())
}

/// A real number as the nearest step of a tensor like `output`, halves away from zero
/// (`AffineQuantize`).
pub(crate) fn quantize(real: f32, output: &Tensor) -> i32 {
    let (min, max) = output.element.range();
    // Sums of what fits a byte many times over do not wrap.
    let steps = round((real / output.scale).clamp(-1e6, 1e6));
    (steps + output.zero_point).clamp(min, max)
}

/// The nearest integer, halves away from zero: as `f32::round`, for which there is no instruction.
/// Saturates, and makes zero of NaN.
fn round(real: f32) -> i32 {
    const BELOW_HALF: f32 = 0.5 - f32::EPSILON / 4.0;
    (real + BELOW_HALF.copysign(real)) as i32
}

/// What a stored number of `input` stands for (`Dequantize`).
pub(crate) fn dequantize(number: i32, input: &Tensor) -> f32 {
    input.scale * (number - input.zero_point) as f32
}

/// The factor from a stored number of `input` to one of `output`.
pub(crate) fn requantization(input: &Tensor, output: &Tensor) -> Multiplier {
    Multiplier::from_real(f64::from(input.scale) / f64::from(output.scale))
}

/// A stored number under another quantisation (`reference_ops::Requantize`).
pub(crate) fn requantize(input: &Tensor, output: &Tensor, number: i32) -> i32 {
    let by = requantization(input, output);
    let (min, max) = output.element.range();
    multiply(number - input.zero_point, by).wrapping_add(output.zero_point).clamp(min, max)
}

/// A stored number as CONCATENATION puts it under the output's quantisation, in single precision
/// (`ConcatenationWithScaling`).
pub(crate) fn concatenated(input: &Tensor, output: &Tensor, number: i32) -> i32 {
    if (input.scale, input.zero_point) == (output.scale, output.zero_point) {
        return number;
    }
    let scale = input.scale * (1.0 / output.scale);
    let bias = -input.zero_point as f32 * scale;
    let (min, max) = output.element.range();
    ((number as f32 * scale + bias).round() as i32)
        .saturating_add(output.zero_point)
        .clamp(min, max)
}

/// How HARD_SWISH computes a number.
pub(crate) struct HardSwishSteps {
    /// `relu6(x + 3) / 6`, in steps of 1/32768.
    pub(crate) gate: i32,
    /// Gate and number multiplied, in steps of the output's over `2^right`.
    pub(crate) product: i32,
    pub(crate) right: u32,
    /// In steps of the output, before the zero point is added.
    pub(crate) scaled: i32,
}

/// HARD_SWISH in fixed point of 16 bits (`reference_ops::HardSwish`).
pub(crate) fn hard_swish(input: &Tensor, output: &Tensor, number: i32) -> HardSwishSteps {
    let fine = (1.0 / 128.0) * input.scale;
    let [to_output, to_relu] = [output.scale, 3.0 / 32768.0].map(|scale: f32| {
        let by = Multiplier::from_real((fine / scale).into());
        // `DownScaleInt32ToInt16Multiplier`.
        let mantissa = (by.mantissa.saturating_add(1 << 15) >> 16).min(i16::MAX.into());
        Multiplier { mantissa, shift: by.shift }
    });
    let fine = (number - input.zero_point) << 7;
    let scaled = high_16(fine, to_output.mantissa, true);
    // The number in -1 to 1 for what lies between -3 and 3.
    let mut relu = fine;
    if to_relu.shift > 0 {
        relu = saturating_left(relu, to_relu.shift - 1);
    }
    relu = high_16(relu, to_relu.mantissa, true);
    if to_relu.shift > 0 {
        relu = saturating_left(relu, 1);
    }
    if to_relu.shift < 0 {
        relu = shift_right(relu, -to_relu.shift as u32);
    }
    let gate = (relu + (1 << 15)) >> 1;
    let product = high_16(gate, scaled, false);
    let right = (-to_output.shift).max(0) as u32;
    HardSwishSteps { gate, product, right, scaled: shift_right(product, right) }
}

/// `2 a b / 2^16` of 16-bit numbers, saturating; halves away from zero if `round`, else towards it
/// (`SaturatingRoundingDoublingHighMul`, `SaturatingDoublingHighMul`).
fn high_16(a: i32, b: i32, round: bool) -> i32 {
    let product = a * b;
    let nudge = match (round, product >= 0) {
        (false, _) => 0,
        (true, true) => 1 << 14,
        (true, false) => 1 - (1 << 14),
    };
    ((product + nudge) / (1 << 15)).min(i16::MAX.into())
}

/// `value * 2^by` within 16 bits, saturating (`SaturatingLeftShift`).
fn saturating_left(value: i32, by: i32) -> i32 {
    shift_left(value, by as u32).clamp(i16::MIN.into(), i16::MAX.into())
}

/// Whether the numbers of a quantised element are stored as i8.
pub(crate) fn number(byte: u8, element: Element) -> i32 {
    match element {
        Element::I8 => i32::from(byte as i8),
        _ => i32::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_the_standard_library_does() {
        let halves = (-5000..=5000).map(|k| k as f32 / 2.0);
        let around = halves.flat_map(|half| [half.next_down(), half, half.next_up()]);
        // Every exponent, and every hundred-thousandth float.
        let all = (0..=u32::MAX).step_by(99_991).map(f32::from_bits);
        for real in around.chain(all) {
            assert_eq!(round(real), real.round() as i32, "{real}");
        }
    }
}
