//! From accumulators to the bytes of the layer's output, rounded exactly as TensorFlow Lite rounds
//! them (Jacob et al., arXiv 1712.05877, section 2.2).
//!
//! TensorFlow Lite's reference mostly rounds twice, in integers: a doubling high multiplication by
//! the 31-bit mantissa, then a shift right by `s`. For `s >= 1` and the exact product `y` the
//! result is `floor(|y| + 1/2 + 2^-(s+1))` with the sign of `y`. Integer SIMD in wasm has no good
//! instruction for that, so the vectors compute `y` in f32, with 16 binary digits after the point,
//! and keep the least of the fractions. A fraction within the error bound of a rounding boundary is
//! a *near tie*: the kernel then computes that microtile again in integers.

use crate::model::{Activation, Multiplier, Rounding, Tensor};
use crate::simd::Simd;

/// One, with 16 binary digits after the point.
const ONE: f32 = 65536.0;
/// How far a result can be from the exact one, in units of the last of those digits. For results
/// below 256 a relative error of 2^-24 is one unit: sum, scale and product have one each, as the
/// product is mostly rounded once together with the offset. With zero point and offset the number
/// is below 512, where rounding adds one more; the offset itself adds one. Truncation adds one, or
/// 4 where it is to the nearest eighth.
const ERROR_BOUND: i32 = 10;

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

/// Requantisation of a layer's accumulators, channel by channel. All arrays are padded to whole
/// vectors of 16 channels.
#[derive(Clone, Debug)]
pub(crate) struct Requantize {
    bias: Vec<i32>,
    multipliers: Vec<Multiplier>,
    rounding: Rounding,
    /// The multipliers as f32, times [`ONE`].
    scales: Vec<f32>,
    /// What two roundings add to a half, 2^-(s+1), times [`ONE`]; zero for one rounding. `origin`
    /// is included unless the offset takes the sign of the sum.
    offsets: Vec<f32>,
    zero_point: i32,
    /// What makes a stored byte of a number; it is in `zero_point`, `min` and `max`.
    storage_shift: i32,
    min: i32,
    max: i32,
    symmetric: bool,
    constants: Constants,
}

/// Constants of the f32 path. They are read from memory: V8 would build a constant again for every
/// vector, in several instructions.
#[derive(Clone, Copy, Debug)]
struct Constants {
    /// The zero point, the half that rounds, and [`ERROR_BOUND`].
    origin: f32,
    lowest: f32,
    highest: f32,
    /// The mask of the 16 digits after the point.
    fraction: i32,
    /// A fraction below this is a near tie: it lies within [`ERROR_BOUND`] of a boundary on either
    /// side, since `origin` moves it up by the bound.
    near_tie: i32,
    /// The least fraction before any sum is rounded; zero if every sum is to count as a near tie.
    least_fraction: i32,
}

impl Requantize {
    /// Requantisation to tensors like `output`, with one bias and one multiplier for each channel.
    pub(crate) fn new(
        mut bias: Vec<i32>,
        mut multipliers: Vec<Multiplier>,
        rounding: Rounding,
        activation: Activation,
        output: &Tensor,
    ) -> Self {
        let padded = bias.len().next_multiple_of(16);
        bias.resize(padded, 0);
        // A padding channel gives zero, halfway between two boundaries, which is no near tie.
        multipliers.resize(padded, Multiplier { mantissa: 0, shift: 0 });
        let power = |exponent: i32| 2f64.powi(exponent);
        let scale = |m: &Multiplier| (f64::from(m.mantissa) * power(m.shift - 15)) as f32;
        let shift = super::storage_shift(output.element);
        let (min, max) = activation.range(output);
        let [zero_point, min, max] = [output.zero_point, min, max].map(|x| x + shift);
        let twice = rounding == Rounding::Twice;
        // Negative results are rounded symmetrically. Where all of them are clamped, it makes no
        // difference.
        let symmetric = twice && min < zero_point;
        let origin = (zero_point as f32 + 0.5) * ONE + ERROR_BOUND as f32;
        let included = if symmetric { 0.0 } else { origin };
        let offset = |m: &Multiplier| match m.shift {
            ..0 if twice => power(m.shift + 15) as f32 + included,
            _ => included,
        };
        // A left shift wraps beyond 32 bits, which f32 would not show.
        let shifts_left = multipliers.iter().any(|m| m.shift > 0);
        Self {
            bias,
            scales: multipliers.iter().map(scale).collect(),
            offsets: multipliers.iter().map(offset).collect(),
            multipliers,
            rounding,
            zero_point,
            storage_shift: shift,
            min,
            max,
            symmetric,
            constants: Constants {
                origin,
                // Halfway between two boundaries, so that a clamped result is no near tie.
                lowest: (min as f32 + 0.5) * ONE,
                highest: (max as f32 + 0.5) * ONE,
                fraction: 0xffff,
                near_tie: 2 * ERROR_BOUND + 1,
                least_fraction: if shifts_left { 0 } else { i32::MAX },
            },
        }
    }

    /// Whether the results can be negative and are rounded symmetrically: the `SYMMETRIC` of
    /// [`Self::round`].
    pub(crate) fn symmetric(&self) -> bool {
        self.symmetric
    }

    /// The biases of 8 channels from `channel`, which their sums start from.
    #[inline(always)]
    pub(crate) fn start(&self, channel: usize) -> &[i32; 8] {
        self.bias[channel..].first_chunk().expect("padded to whole vectors")
    }

    /// The least fraction of no sums, for [`Self::round`] to update.
    #[inline(always)]
    pub(crate) fn least_fraction<S: Simd>(&self) -> S::I32 {
        S::splat_i32(self.constants.least_fraction)
    }

    /// Whether one of the rounded sums was a near tie. All of them must then be rounded again, by
    /// [`Self::exact`].
    #[inline(always)]
    pub(crate) fn has_near_tie<S: Simd>(&self, least_fraction: S::I32) -> bool {
        S::any_lt_i32(least_fraction, S::splat_i32(self.constants.near_tie))
    }

    /// The stored bytes of the sums of 8 channels from `channel`, for [`Simd::gather_bytes`]: each
    /// in bits 16 to 23 of its lane, above the fraction.
    #[inline(always)]
    pub(crate) fn round<S: Simd, const SYMMETRIC: bool>(
        &self,
        channel: usize,
        sums: [S::I32; 2],
        least_fraction: &mut S::I32,
    ) -> [S::I32; 2] {
        let low = self.rounder::<S>(channel).round::<SYMMETRIC>(sums[0], least_fraction);
        [low, self.rounder::<S>(channel + 4).round::<SYMMETRIC>(sums[1], least_fraction)]
    }

    /// The constants of 4 channels from `channel`, in registers.
    #[inline(always)]
    pub(crate) fn rounder<S: Simd>(&self, channel: usize) -> Rounder<S> {
        let bias = &self.bias[channel..channel + 4];
        let (scales, offsets) =
            (&self.scales[channel..channel + 4], &self.offsets[channel..channel + 4]);
        let c = &self.constants;
        // SAFETY: all three slices hold 4 elements.
        unsafe {
            Rounder {
                start: S::load_i32(bias.as_ptr()),
                scale: S::load_f32(scales.as_ptr()),
                offset: S::load_f32(offsets.as_ptr()),
                origin: S::splat_f32(c.origin),
                lowest: S::splat_f32(c.lowest),
                highest: S::splat_f32(c.highest),
                fraction: S::splat_i32(c.fraction),
            }
        }
    }

    /// As [`Self::round`], in integers.
    pub(crate) fn exact<S: Simd>(&self, channel: usize, sums: [S::I32; 2]) -> [S::I32; 2] {
        [self.exact_4::<S>(channel, sums[0]), self.exact_4::<S>(channel + 4, sums[1])]
    }

    /// As [`Rounder::round`], in integers, for 4 channels from `channel`.
    #[cold]
    #[inline(never)]
    pub(crate) fn exact_4<S: Simd>(&self, channel: usize, sums: S::I32) -> S::I32 {
        let mut all = [0i32; 4];
        // SAFETY: the array holds 4 elements.
        unsafe { S::store_i32(all.as_mut_ptr(), sums) };
        for (sum, &by) in all.iter_mut().zip(&self.multipliers[channel..]) {
            let steps = match self.rounding {
                Rounding::Twice => multiply_by_quantized_multiplier(*sum, by),
                Rounding::Once => multiply_by_quantized_multiplier_single_rounding(*sum, by),
            };
            // Wraps as in the reference, before it is a stored byte.
            let number = steps.wrapping_add(self.zero_point - self.storage_shift);
            *sum = number.saturating_add(self.storage_shift).clamp(self.min, self.max) << 16;
        }
        // SAFETY: the array holds 4 elements.
        unsafe { S::load_i32(all.as_ptr()) }
    }
}

/// The constants of 4 channels, in registers.
#[derive(Clone, Copy)]
pub(crate) struct Rounder<S: Simd> {
    /// The biases, which sums start from.
    pub(crate) start: S::I32,
    scale: S::F32,
    offset: S::F32,
    origin: S::F32,
    lowest: S::F32,
    highest: S::F32,
    fraction: S::I32,
}

impl<S: Simd> Rounder<S> {
    /// [`Requantize::round`] for 4 channels.
    #[inline(always)]
    pub(crate) fn round<const SYMMETRIC: bool>(
        &self,
        sums: S::I32,
        least_fraction: &mut S::I32,
    ) -> S::I32 {
        let offset = if SYMMETRIC {
            S::add_f32(S::with_sign_of(self.offset, sums), self.origin)
        } else {
            self.offset
        };
        let real = S::mul_add_f32(S::to_f32(sums), self.scale, offset);
        let fixed = S::to_i32(S::min_f32(S::max_f32(real, self.lowest), self.highest));
        *least_fraction = S::min_u32(*least_fraction, S::and_i32(fixed, self.fraction));
        fixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::elementwise::multiply;
    use crate::model::Element;
    use crate::simd::Best;
    use proptest::prelude::*;

    proptest! {
        /// Against TensorFlow Lite's two roundings, written out in the reference kernels.
        #[test]
        fn multiplies_as_the_reference(
            x in -(1i32 << 29)..1 << 29,
            real in (-20f64..1.0).prop_map(f64::exp2),
        ) {
            let by = Multiplier::from_real(real);
            prop_assert_eq!(multiply_by_quantized_multiplier(x, by), multiply(x, by));
        }

        /// A result of the f32 path is the exact one, unless it is a near tie.
        #[test]
        fn rounds_in_f32_as_in_integers(
            sums in prop::collection::vec(-(1i32 << 20)..1 << 20, 8),
            real in (-14f64..0.0).prop_map(f64::exp2),
            zero_point in 0..256i32,
            activation in prop::sample::select(vec![Activation::None, Activation::Relu6]),
            twice: bool,
        ) {
            let output =
                Tensor { shape: [1, 1, 8], element: Element::U8, scale: 0.05, zero_point };
            let rounding = if twice { Rounding::Twice } else { Rounding::Once };
            let multipliers = vec![Multiplier::from_real(real); 8];
            let requantize =
                Requantize::new(vec![0; 8], multipliers, rounding, activation, &output);
            // SAFETY: the vector has 8 elements.
            let vectors = unsafe {
                [Best::load_i32(sums.as_ptr()), Best::load_i32(sums.as_ptr().add(4))]
            };
            let mut least = requantize.least_fraction::<Best>();
            let rounded = match requantize.symmetric() {
                true => requantize.round::<Best, true>(0, vectors, &mut least),
                false => requantize.round::<Best, false>(0, vectors, &mut least),
            };
            if !requantize.has_near_tie::<Best>(least) {
                let exact = requantize.exact::<Best>(0, vectors);
                prop_assert_eq!(rounded.map(|v| v.map(|x| x >> 16)), exact.map(|v| v.map(|x| x >> 16)));
            }
        }
    }

    /// A sum whose product is exactly halfway between two bytes is a near tie; one that is not is
    /// none.
    #[test]
    fn a_tie_is_a_near_tie() {
        let output = Tensor { shape: [1, 1, 8], element: Element::U8, scale: 1.0, zero_point: 10 };
        let requantize = Requantize::new(
            vec![0; 8],
            vec![Multiplier::from_real(0.25); 8],
            Rounding::Once,
            Activation::None,
            &output,
        );
        for (sum, near_tie) in [(6, true), (8, false), (9, false), (-2, true)] {
            let mut least = requantize.least_fraction::<Best>();
            requantize.round::<Best, false>(0, [[sum; 4], [0; 4]], &mut least);
            assert_eq!(requantize.has_near_tie::<Best>(least), near_tie, "{sum} / 4");
        }
    }
}
