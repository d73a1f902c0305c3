//! Requantisation of one sum in integers, as TensorFlow Lite's reference kernels do it.

use crate::model::{Multiplier, Rounding};

/// `x` times `by`, rounded twice: TensorFlow Lite's `MultiplyByQuantizedMultiplier`.
pub(crate) fn multiply_by_quantized_multiplier(x: i32, by: Multiplier) -> i32 {
    let x = x.wrapping_shl(by.shift.max(0) as u32);
    // The reference rounds halves up here: its nudge is one less for negative products, and its
    // division truncates towards zero.
    let high = ((i64::from(x) * i64::from(by.mantissa) + (1 << 30)) >> 31) as i32;
    match (-by.shift).max(0) {
        0 => high,
        s => {
            let half_away_from_zero = (1i64 << (s - 1)) - i64::from(high < 0);
            ((i64::from(high) + half_away_from_zero) >> s) as i32
        }
    }
}

/// `x` times `by`, rounded once, halves up: TensorFlow Lite's `MultiplyByQuantizedMultiplier` with
/// `TFLITE_SINGLE_ROUNDING`, as in its FULLY_CONNECTED.
pub(crate) fn multiply_by_quantized_multiplier_single_rounding(x: i32, by: Multiplier) -> i32 {
    let shift = 31 - by.shift;
    ((i64::from(x) * i64::from(by.mantissa) + (1 << (shift - 1))) >> shift) as i32
}

/// `x` times `by`, rounded as `rounding` says.
pub(super) fn multiply(x: i32, by: Multiplier, rounding: Rounding) -> i32 {
    match rounding {
        Rounding::Twice => multiply_by_quantized_multiplier(x, by),
        Rounding::Once => multiply_by_quantized_multiplier_single_rounding(x, by),
    }
}

/// The products with one multiplier that does not shift left, as they grow with the sum: `sum`'s is at
/// least `v` if `sum * mantissa >= a v - b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    mantissa: i64,
    /// 1 over the mantissa.
    inverse: f64,
    a: i64,
    /// For products above zero, and for the others.
    b: [i64; 2],
}

impl Thresholds {
    /// Of multiplier `by`, whose shift is -20 to 0.
    pub(super) fn new(by: Multiplier, rounding: Rounding) -> Self {
        let s = -by.shift;
        // Twice: with `h = (x mantissa + 2^30) >> 31` the product is at least `v` from
        // `h = v 2^s - 2^(s-1)` on, and for `v` up to zero from one more, as halves go away from it.
        let (a, half) = (1 << (31 + s), (1i64 << (31 + s)) >> 1);
        let b = match (rounding, s) {
            (Rounding::Once, _) | (Rounding::Twice, 0) => [half; 2],
            (Rounding::Twice, _) => [half + (1 << 30), half + (1 << 30) - (1 << 31)],
        };
        Self { mantissa: by.mantissa.into(), inverse: 1.0 / f64::from(by.mantissa), a, b }
    }

    fn numerator(&self, v: i32) -> i64 {
        self.a * i64::from(v) - self.b[usize::from(v <= 0)]
    }

    /// The real number from which on a sum's product is at least `v`, which has at most 10 bits.
    pub(super) fn real(&self, v: i32) -> f64 {
        self.numerator(v) as f64 * self.inverse
    }

    /// Whether the product of `sum`, a whole number near [`Self::real`], is at least `v`.
    pub(super) fn is_reached(&self, v: i32, sum: f64) -> bool {
        sum as i64 * self.mantissa >= self.numerator(v)
    }

    /// What rounding twice adds to a half, for products like `v`: half a unit of the first rounding,
    /// away from zero.
    pub(super) fn offset(&self, v: i32) -> f64 {
        (self.b[usize::from(v <= 0)] - self.a / 2) as f64 / self.a as f64
    }

    /// From one threshold to the next.
    pub(super) fn step(&self) -> f64 {
        self.a as f64 * self.inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::elementwise::multiply as reference;
    use proptest::prelude::*;

    proptest! {
        /// Against TensorFlow Lite's two roundings, written out in the reference kernels.
        #[test]
        fn multiplies_as_the_reference(
            x in -(1i32 << 29)..1 << 29,
            real in (-20f64..1.0).prop_map(f64::exp2),
        ) {
            let by = Multiplier::from_real(real);
            prop_assert_eq!(multiply_by_quantized_multiplier(x, by), reference(x, by));
        }

        /// A threshold has a product of at least `v`, and the sum before it has not.
        #[test]
        fn thresholds_are_where_products_change(
            v in -300i32..300,
            real in (-15f64..0.0).prop_map(f64::exp2),
            power in 0..12,
            twice: bool,
        ) {
            let rounding = if twice { Rounding::Twice } else { Rounding::Once };
            for real in [real, f64::exp2(-f64::from(power)) * 0.5] {
                let by = Multiplier::from_real(real);
                let thresholds = Thresholds::new(by, rounding);
                let near = thresholds.real(v).round();
                for sum in [near - 1.0, near, near + 1.0] {
                    let reaches = multiply(sum as i32, by, rounding) >= v;
                    prop_assert_eq!(thresholds.is_reached(v, sum), reaches, "{}", sum);
                }
                prop_assert!(thresholds.is_reached(v, near + 1.0));
                prop_assert!(!thresholds.is_reached(v, near - 1.0));
            }
        }
    }
}
