//! From real scales to the integers that TensorFlow Lite computes with
//! (Jacob et al. 2018, section 2.2; `QuantizeMultiplier` in TensorFlow Lite).

use super::{Activation, Element, QuantizedWeights, Rounding, Tensor};

/// A positive real factor as TensorFlow Lite holds it: `mantissa * 2^(shift - 31)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Multiplier {
    /// Zero, or in 2^30 ..= 2^31 - 1; in half of that and more after [`Self::divided`].
    pub mantissa: i32,
    /// Positive shifts left, before the multiplication; negative right, after it.
    pub shift: i32,
}

impl Multiplier {
    /// One.
    pub const ONE: Self = Self { mantissa: 1 << 30, shift: 1 };

    /// The multiplier nearest to `real`; zero for what is too small to matter (below 2^-32).
    ///
    /// `real` must be finite and not negative.
    pub fn from_real(real: f64) -> Self {
        if real == 0.0 {
            return Self { mantissa: 0, shift: 0 };
        }
        let (fraction, mut shift) = frexp(real);
        // Rounded, halves up: where there is no such instruction, `round` takes long.
        let mut mantissa = (fraction * (1i64 << 31) as f64 + 0.5) as i64;
        if mantissa == 1 << 31 {
            mantissa /= 2;
            shift += 1;
        }
        if shift < -31 {
            return Self { mantissa: 0, shift: 0 };
        }
        if shift > 30 {
            return Self { mantissa: i32::MAX, shift: 30 };
        }
        Self { mantissa: mantissa as i32, shift }
    }

    /// Its value.
    pub fn real(self) -> f64 {
        f64::from(self.mantissa) * 2f64.powi(self.shift - 31)
    }

    /// This factor over `count`, as MEAN makes it: the mantissa is cut off, not rounded.
    pub fn divided(self, count: usize) -> Self {
        let shift = (count.ilog2() as i32).min(31 + self.shift);
        let mantissa = (i64::from(self.mantissa) << shift) / count as i64;
        Self { mantissa: mantissa as i32, shift: self.shift - shift }
    }
}

/// `x = fraction * 2^exponent` with the fraction in 0.5 .. 1; `x` positive and finite.
fn frexp(x: f64) -> (f64, i32) {
    const BIAS: i32 = 1022;
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    if exponent == 0 {
        // Subnormal: scale it up by 2^64 first.
        let (fraction, e) = frexp(x * (1u128 << 64) as f64);
        return (fraction, e - 64);
    }
    let fraction = f64::from_bits(bits & !(0x7ff << 52) | (BIAS as u64) << 52);
    (fraction, exponent - BIAS)
}

impl QuantizedWeights {
    /// For each of `channels` output channels the factor from a sum of products to an output step:
    /// input scale times weight scale over output scale.
    pub fn multipliers(&self, input: &Tensor, output: &Tensor, channels: usize) -> Vec<Multiplier> {
        match self.scales.len() {
            1 => vec![self.multiplier(input, output, 0); channels],
            _ => (0..channels).map(|channel| self.multiplier(input, output, channel)).collect(),
        }
    }

    /// The factor of output channel `channel`.
    pub fn multiplier(&self, input: &Tensor, output: &Tensor, channel: usize) -> Multiplier {
        let weight = self.scale(channel);
        let product = match (self.element, self.rounding) {
            (Element::U8, Rounding::Twice) => f64::from(input.scale * weight),
            _ => f64::from(input.scale) * f64::from(weight),
        };
        Multiplier::from_real(product / f64::from(output.scale))
    }
}

impl Activation {
    /// The smallest and the largest stored value that it lets through.
    pub fn range(self, output: &Tensor) -> (i32, i32) {
        let (min, max) = output.element.range();
        // A bound beyond all integers bounds nothing.
        let quantize =
            |real: f32| ((real / output.scale).round() as i32).saturating_add(output.zero_point);
        let (low, high) = self.limits();
        let low = if low.is_finite() { min.max(quantize(low)) } else { min };
        let high = if high.is_finite() { max.min(quantize(high)) } else { max };
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_divided_as_mean_does_it() {
        let one = Multiplier::from_real(1.0);
        assert_eq!(one, Multiplier { mantissa: 1 << 30, shift: 1 });
        for (count, mantissa, shift) in [
            (1, 1 << 30, 1),
            (2, 1 << 30, 0),
            // 2^30 * 2^5 / 35, cut off: 981,706,810.5
            (35, 981_706_810, -4),
            (1 << 20, 1 << 30, -19),
        ] {
            assert_eq!(one.divided(count), Multiplier { mantissa, shift }, "over {count}");
        }
        // No shift goes beyond -31.
        let small = Multiplier { mantissa: 1 << 30, shift: -30 };
        assert_eq!(small.divided(4), Multiplier { mantissa: 1 << 29, shift: -31 });
        assert_eq!(Multiplier::from_real(0.0).divided(49).mantissa, 0);
    }

    #[test]
    fn a_bound_that_no_integer_holds_bounds_nothing() {
        let output = |scale| Tensor { shape: [1; 3], element: Element::U8, scale, zero_point: 3 };
        assert_eq!(Activation::Relu6.range(&output(0.5)), (3, 15));
        assert_eq!(Activation::Relu6.range(&output(1e-12)), (3, 255));
    }

    #[test]
    fn a_mantissa_is_the_nearest() {
        // Where half a step decides, and across an octave.
        let halves = (0..64).map(|i| f64::from((1 << 30) + i) + 0.5);
        let others = (0..4000).map(|i| f64::from(1 << 30) + f64::from(i) * 268_000.123_456_7);
        for (steps, shift) in halves.chain(others).flat_map(|s| [(s, 1), (s, 0), (s, -20)]) {
            let real = steps * 2f64.powi(shift - 31);
            let mantissa = steps.round() as i32;
            assert_eq!(Multiplier::from_real(real), Multiplier { mantissa, shift }, "{real}");
        }
        // What rounds up to 2^31 is a step in the next octave.
        let below = Multiplier::from_real(1.0 - 2f64.powi(-33));
        assert_eq!(below, Multiplier { mantissa: 1 << 30, shift: 1 });
    }
}
