//! Functions of fixed-point numbers as gemmlowp computes them (`fixedpoint/fixedpoint.h`), which
//! TensorFlow Lite's reference kernels build on. `Qi.f` has `i` bits before the point and `f` after
//! it, in an i32.

/// `a * b / 2^31`, halves rounded up, saturating (`SaturatingRoundingDoublingHighMul`).
pub(super) fn doubling_high_multiply(a: i32, b: i32) -> i32 {
    if a == i32::MIN && b == i32::MIN {
        return i32::MAX;
    }
    let product = i64::from(a) * i64::from(b);
    let nudge = if product >= 0 { 1 << 30 } else { 1 - (1 << 30) };
    ((product + nudge) / (1 << 31)) as i32
}

/// `value / 2^by`, halves rounded away from zero (`RoundingDivideByPOT`).
pub(super) fn shift_right(value: i32, by: u32) -> i32 {
    let value = i64::from(value);
    let mask = (1i64 << by) - 1;
    let threshold = (mask >> 1) + i64::from(value < 0);
    ((value >> by) + i64::from(value & mask > threshold)) as i32
}

/// `value * 2^by`, saturating (`SaturatingRoundingMultiplyByPOT`).
pub(super) fn shift_left(value: i32, by: u32) -> i32 {
    (i64::from(value) << by).clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// `exp(a)` in Q0.31 of `a <= 0` in Q5.26 (`exp_on_negative_values`).
pub(super) fn exp_on_negative_values(a: i32) -> i32 {
    /// `exp(-2^e)` in Q0.31, for e from -2 on.
    const POWERS: [i32; 7] =
        [1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242];
    const QUARTER: i32 = 1 << 24;
    if a == 0 {
        return i32::MAX;
    }
    let quarter = (a & (QUARTER - 1)) - QUARTER;
    let rest = quarter.wrapping_sub(a);
    let start = exp_between_minus_quarter_and_0(shift_left(quarter, 5));
    POWERS.iter().enumerate().fold(start, |result, (i, &power)| {
        if rest & (QUARTER << i) == 0 { result } else { doubling_high_multiply(result, power) }
    })
}

/// `exp(a)` of `-1/4 <= a < 0`, both in Q0.31: four terms of the series around -1/8
/// (`exp_on_interval_between_negative_one_quarter_and_0_excl`).
fn exp_between_minus_quarter_and_0(a: i32) -> i32 {
    /// `exp(-1/8)`.
    const EXP: i32 = 1_895_147_668;
    /// 1/3.
    const THIRD: i32 = 715_827_883;
    let x = a + (1 << 28);
    let x2 = doubling_high_multiply(x, x);
    let x3 = doubling_high_multiply(x2, x);
    let x4 = doubling_high_multiply(x2, x2);
    let cubic = doubling_high_multiply(shift_right(x4, 2) + x3, THIRD);
    EXP + doubling_high_multiply(EXP, x + shift_right(cubic + x2, 1))
}

/// `1 / x` of `x > 0` in Q12.19: a fraction in Q0.31, and how many bits `x` lies above one
/// (`GetReciprocal`).
pub(super) fn reciprocal(x: i32) -> (i32, i32) {
    const INTEGER_BITS: i32 = 12;
    let headroom = x.leading_zeros();
    let fraction = ((x as u32) << headroom).wrapping_sub(1 << 31) as i32;
    (one_over_one_plus(fraction), INTEGER_BITS - headroom as i32)
}

/// `1 / (1 + a)` of `0 <= a < 1`, both in Q0.31: three steps of Newton's method
/// (`one_over_one_plus_x_for_x_in_0_1`).
fn one_over_one_plus(a: i32) -> i32 {
    /// 48/17 in Q2.29.
    const START: i32 = 1_515_870_810;
    /// -32/17 in Q2.29.
    const SLOPE: i32 = -1_010_580_540;
    const ONE: i32 = 1 << 29;
    let half = ((i64::from(a) + i64::from(i32::MAX) + 1) / 2) as i32;
    let mut x = START + doubling_high_multiply(half, SLOPE);
    for _ in 0..3 {
        let error = ONE - doubling_high_multiply(half, x);
        x += shift_left(doubling_high_multiply(x, error), 2);
    }
    shift_left(x, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a real number, of `fraction` bits after the point.
    fn real(value: i32, fraction: i32) -> f64 {
        f64::from(value) / 2f64.powi(fraction)
    }

    #[test]
    fn exponentials_are_close_to_the_real_ones() {
        for a in (-(1i64 << 31) + 1..=0).step_by(1_234_567) {
            let expected = real(a as i32, 26).exp();
            let got = real(exp_on_negative_values(a as i32), 31);
            // The fifth term of the series, at 1/8, is 2.5e-7.
            assert!((got - expected).abs() < 2.5e-7, "exp({}) is {got}", real(a as i32, 26));
        }
    }

    #[test]
    fn reciprocals_are_close_to_the_real_ones() {
        for x in (1..i32::MAX).step_by(987_654) {
            let (fraction, bits) = reciprocal(x);
            let got = real(fraction, 31) * 2f64.powi(-bits);
            let expected = 1.0 / real(x, 19);
            assert!((got / expected - 1.0).abs() < 1e-7, "1 / {} is {got}", real(x, 19));
        }
    }
}
