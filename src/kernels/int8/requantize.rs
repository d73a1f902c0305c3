//! From a sum of products to the byte of the layer's output, exactly as TensorFlow Lite rounds it.
//!
//! TensorFlow Lite's reference mostly rounds twice, in integers: a doubling high multiplication by the
//! 31-bit mantissa, then a shift right by `s`. For `s >= 1` and the exact product `y` that is
//! `floor(|y| + 1/2 + 2^-(s+1))` with the sign of `y`. The vectors compute `y` in f32, make a number
//! with 16 binary digits after the point of it, and keep the least of these fractions: where one
//! comes too near to a boundary, the kernel does that piece of its work once more, in integers.

use crate::model::{Activation, Multiplier, Rounding, Tensor};
use crate::simd::Simd;

/// One, with 16 digits after the point.
const ONE: f32 = 65536.0;
/// How far off, in the last of those digits, a result can be. Below 256 a relative error of 2^-24 is
/// one digit: sum, scale and product have one each, the product as a rule rounded once with the
/// offset; with zero point and offset the number is below 512, where rounding makes one more, and
/// one the offset itself. To cut off the rest is one digit, or 4 in the nearest eighth.
const UNSURE: i32 = 10;

/// `x` times the multiplier, rounded twice as in TensorFlow Lite's `MultiplyByQuantizedMultiplier`.
pub fn rescale(x: i32, by: Multiplier) -> i32 {
    let x = x.wrapping_shl(by.shift.max(0) as u32);
    // Rounding halves up is what the reference does: its nudge is one less for negative products,
    // and its division cuts towards zero.
    let high = ((i64::from(x) * i64::from(by.mantissa) + (1 << 30)) >> 31) as i32;
    match (-by.shift).max(0) {
        0 => high,
        s => {
            let half_away_from_zero = (1i64 << (s - 1)) - i64::from(high < 0);
            ((i64::from(high) + half_away_from_zero) >> s) as i32
        }
    }
}

/// `x` times the multiplier, rounded once, halves up, as FULLY_CONNECTED does it.
pub fn rescale_once(x: i32, by: Multiplier) -> i32 {
    let shift = 31 - by.shift;
    ((i64::from(x) * i64::from(by.mantissa) + (1 << (shift - 1))) >> shift) as i32
}

/// What turns the sums of a layer's channels into bytes.
#[derive(Clone, Debug)]
pub struct Requantize {
    bias: Vec<i32>,
    multipliers: Vec<Multiplier>,
    rounding: Rounding,
    scales: Vec<f32>,
    /// What two roundings add to a half, 2^-(s+1), or zero for one rounding; with `origin` in it
    /// unless it takes the sum's sign.
    offsets: Vec<f32>,
    zero_point: i32,
    min: i32,
    max: i32,
    mirrored: bool,
    constants: Constants,
}

/// Constants of the f32 path. They are read from memory: written as constants, V8 would build each
/// anew, in several instructions, for every vector.
#[derive(Clone, Copy, Debug)]
struct Constants {
    /// The zero point, the half that rounds, and [`UNSURE`].
    origin: f32,
    lowest: f32,
    highest: f32,
    fraction: i32,
    unsure: i32,
    /// Where doubt starts: nowhere, or from the beginning.
    doubt: i32,
}

impl Requantize {
    /// For one bias and one multiplier a channel; padded to whole vectors of 16 channels.
    ///
    /// The output is stored as [`super::stored`] says.
    pub fn new(
        mut bias: Vec<i32>,
        mut multipliers: Vec<Multiplier>,
        rounding: Rounding,
        activation: Activation,
        output: &Tensor,
    ) -> Self {
        let padded = bias.len().next_multiple_of(16);
        bias.resize(padded, 0);
        // A padding channel gives zero, halfway between two boundaries, and raises no doubt.
        multipliers.resize(padded, Multiplier { mantissa: 0, shift: 0 });
        let power = |exponent: i32| 2f64.powi(exponent);
        let scale = |m: &Multiplier| (f64::from(m.mantissa) * power(m.shift - 15)) as f32;
        let shift = super::storage_shift(output.element);
        let (min, max) = activation.range(output);
        let [zero_point, min, max] = [output.zero_point, min, max].map(|x| x + shift);
        let twice = rounding == Rounding::Twice;
        // Negative results are rounded the other way; where they are all cut off, nobody sees it.
        let mirrored = twice && min < zero_point;
        let origin = (zero_point as f32 + 0.5) * ONE + UNSURE as f32;
        let own = if mirrored { 0.0 } else { origin };
        let offset = |m: &Multiplier| match m.shift {
            ..0 if twice => power(m.shift + 15) as f32 + own,
            _ => own,
        };
        // Beyond 32 bits an f32 would not see what wraps in a left shift.
        let shifts_left = multipliers.iter().any(|m| m.shift > 0);
        Self {
            bias,
            scales: multipliers.iter().map(scale).collect(),
            offsets: multipliers.iter().map(offset).collect(),
            multipliers,
            rounding,
            zero_point,
            min,
            max,
            mirrored,
            constants: Constants {
                origin,
                // Halfway between two boundaries: cut off, and without doubt.
                lowest: (min as f32 + 0.5) * ONE,
                highest: (max as f32 + 0.5) * ONE,
                fraction: 0xffff,
                unsure: 2 * UNSURE + 1,
                doubt: if shifts_left { 0 } else { i32::MAX },
            },
        }
    }

    /// Whether negative sums come out negative, and are rounded as the mirror image of positive
    /// ones. What [`Self::round`] is to be told.
    pub fn mirrored(&self) -> bool {
        self.mirrored
    }

    /// The sums to start from: the biases of 8 channels from `channel`.
    #[inline(always)]
    pub fn start(&self, channel: usize) -> &[i32; 8] {
        self.bias[channel..].first_chunk().expect("padded to whole vectors")
    }

    /// What [`Self::round`] gathers doubt in.
    #[inline(always)]
    pub fn no_doubt<S: Simd>(&self) -> S::I32 {
        S::splat_i32(self.constants.doubt)
    }

    /// Whether one of the sums that were rounded may have come out wrong; then all of them are to
    /// be worked out again, by [`Self::exact`].
    #[inline(always)]
    pub fn doubtful<S: Simd>(&self, doubt: S::I32) -> bool {
        S::any_lt_i32(doubt, S::splat_i32(self.constants.unsure))
    }

    /// The stored bytes of the sums of 8 channels from `channel`, each in bits 16 to 23 of its lane,
    /// over what is left of the fraction: for [`Simd::gather_bytes`].
    #[inline(always)]
    pub fn round<S: Simd, const MIRRORED: bool>(
        &self,
        channel: usize,
        sums: [S::I32; 2],
        doubt: &mut S::I32,
    ) -> [S::I32; 2] {
        let low = self.rounder::<S>(channel).round::<MIRRORED>(sums[0], doubt);
        [low, self.rounder::<S>(channel + 4).round::<MIRRORED>(sums[1], doubt)]
    }

    /// What starts and rounds the sums of 4 channels from `channel`.
    #[inline(always)]
    pub fn rounder<S: Simd>(&self, channel: usize) -> Rounder<S> {
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

    /// As [`Self::round`], without doubt.
    pub fn exact<S: Simd>(&self, channel: usize, sums: [S::I32; 2]) -> [S::I32; 2] {
        [self.exact_4::<S>(channel, sums[0]), self.exact_4::<S>(channel + 4, sums[1])]
    }

    /// As [`Rounder::round`], without doubt: 4 channels from `channel`.
    #[cold]
    #[inline(never)]
    pub fn exact_4<S: Simd>(&self, channel: usize, sums: S::I32) -> S::I32 {
        let mut all = [0i32; 4];
        // SAFETY: the array holds 4 elements.
        unsafe { S::store_i32(all.as_mut_ptr(), sums) };
        for (sum, &by) in all.iter_mut().zip(&self.multipliers[channel..]) {
            let steps = match self.rounding {
                Rounding::Twice => rescale(*sum, by),
                Rounding::Once => rescale_once(*sum, by),
            };
            *sum = steps.saturating_add(self.zero_point).clamp(self.min, self.max) << 16;
        }
        // SAFETY: the array holds 4 elements.
        unsafe { S::load_i32(all.as_ptr()) }
    }
}

/// What starts and rounds the sums of 4 channels, in registers.
#[derive(Clone, Copy)]
pub struct Rounder<S: Simd> {
    /// The biases.
    pub start: S::I32,
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
    pub fn round<const MIRRORED: bool>(&self, sums: S::I32, doubt: &mut S::I32) -> S::I32 {
        let offset = if MIRRORED {
            S::add_f32(S::with_sign_of(self.offset, sums), self.origin)
        } else {
            self.offset
        };
        let real = S::mul_add_f32(S::to_f32(sums), self.scale, offset);
        let fixed = S::to_i32(S::min_f32(S::max_f32(real, self.lowest), self.highest));
        *doubt = S::min_u32(*doubt, S::and_i32(fixed, self.fraction));
        fixed
    }
}
