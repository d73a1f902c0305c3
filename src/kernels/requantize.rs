//! From a sum of products to the byte of the layer's output, exactly as TensorFlow Lite rounds it.
//!
//! TensorFlow Lite's reference mostly rounds twice, in integers: a doubling high multiplication by the
//! 31-bit mantissa, then a shift right by `s`. For `s >= 1` and the exact product `y` that is
//! `floor(|y| + 1/2 + 2^-(s+1))` with the sign of `y`. The vectors compute this in f32 and know how
//! far off they can be; if a lane comes too near to a boundary, its vector is done in integers.

use crate::model::{Activation, Multiplier, Rounding, Tensor};
use crate::simd::Simd;

/// 1.5 * 2^23: added to a number below 2^22, it leaves the nearest integer in the low bits.
const MAGIC: f32 = 12_582_912.0;
/// Beyond this every result is cut off, whatever the zero point.
const LIMIT: f32 = 300.0;
/// More than the f32 path can err below [`LIMIT`]: three relative errors of 2^-24 (sum, scale,
/// product) and one rounding of a number below 512 make 300 * 3 * 2^-24 + 2^-16 < 2^-13.
const UNSURE: f32 = 1.0 / 8192.0;

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
fn rescale_once(x: i32, by: Multiplier) -> i32 {
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
    /// 2^-(s+1), what two roundings add to a half; zero for one rounding.
    offsets: Vec<f32>,
    /// Whether some multiplier shifts left: then f32 would not see what wraps.
    integers_only: bool,
    zero_point: i16,
    min: i16,
    max: i16,
    constants: Constants,
}

/// Constants of the f32 path. They are read from memory once a layer: written as constants, V8
/// would build each anew, in several instructions, for every vector.
#[derive(Clone, Copy, Debug)]
struct Constants {
    magic: f32,
    magic_bits: i32,
    limit: f32,
    unsure: f32,
}

const CONSTANTS: Constants = Constants {
    magic: MAGIC,
    magic_bits: MAGIC.to_bits() as i32,
    limit: LIMIT,
    unsure: 0.5 - UNSURE,
};

impl Requantize {
    /// For one bias and one multiplier a channel; padded to whole vectors of 8 channels.
    ///
    /// The output is stored as [`super::stored`] says.
    pub fn new(
        mut bias: Vec<i32>,
        mut multipliers: Vec<Multiplier>,
        rounding: Rounding,
        activation: Activation,
        output: &Tensor,
    ) -> Self {
        let padded = bias.len().next_multiple_of(8);
        bias.resize(padded, 0);
        multipliers.resize(padded, Multiplier { mantissa: 0, shift: 0 });
        let power = |exponent: i32| 2f64.powi(exponent);
        let scale = |m: &Multiplier| (f64::from(m.mantissa) * power(m.shift - 31)) as f32;
        let twice = rounding == Rounding::Twice;
        let offset =
            |m: &Multiplier| if twice && m.shift < 0 { power(m.shift - 1) as f32 } else { 0.0 };
        let shift = super::storage_shift(output.element);
        let (min, max) = activation.range(output);
        Self {
            bias,
            scales: multipliers.iter().map(scale).collect(),
            offsets: multipliers.iter().map(offset).collect(),
            integers_only: multipliers.iter().any(|m| m.shift > 0),
            multipliers,
            rounding,
            zero_point: (output.zero_point + shift) as i16,
            min: (min + shift) as i16,
            max: (max + shift) as i16,
            constants: CONSTANTS,
        }
    }

    /// The sums to start from: the biases of 8 channels from `channel`.
    #[inline(always)]
    pub fn start<S: Simd>(&self, channel: usize) -> [S::I32; 2] {
        let bias = &self.bias[channel..channel + 8];
        // SAFETY: the slice holds 8 elements.
        unsafe { [S::load_i32(bias.as_ptr()), S::load_i32(bias.as_ptr().add(4))] }
    }

    /// The stored bytes, widened, of the sums of 8 channels from `channel`.
    #[inline(always)]
    pub fn finish<S: Simd>(&self, channel: usize, sums: [S::I32; 2]) -> S::I16 {
        let scales = &self.scales[channel..channel + 8];
        let offsets = &self.offsets[channel..channel + 8];
        let Constants { magic, magic_bits, limit, unsure } = self.constants;
        let magic = S::splat_f32(magic);
        let round = |sums: S::I32, i: usize| {
            // SAFETY: both slices hold 8 elements, `i` is 0 or 4.
            let (scale, offset) = unsafe {
                (S::load_f32(scales.as_ptr().add(i)), S::load_f32(offsets.as_ptr().add(i)))
            };
            let real = S::mul_add_f32(S::abs_f32(S::to_f32(sums)), scale, offset);
            let real = S::min_f32(real, S::splat_f32(limit));
            let shifted = S::add_f32(real, magic);
            let off = S::abs_f32(S::sub_f32(real, S::sub_f32(shifted, magic)));
            let magnitude = S::sub_i32(S::bits(shifted), S::splat_i32(magic_bits));
            let sign = S::sign_i32(sums);
            (S::sub_i32(S::xor_i32(magnitude, sign), sign), off)
        };
        let ((low, off_low), (high, off_high)) = (round(sums[0], 0), round(sums[1], 4));
        let off = S::max_f32(off_low, off_high);
        let unsure = self.integers_only || S::any_gt_f32(off, S::splat_f32(unsure));
        let steps =
            if unsure { self.in_integers::<S>(channel, sums) } else { S::narrow(low, high) };
        let bytes = S::add_sat_i16(steps, S::splat_i16(self.zero_point));
        S::min_i16(S::max_i16(bytes, S::splat_i16(self.min)), S::splat_i16(self.max))
    }

    /// [`Self::finish`] for four pixels; written out, because a loop over them stays a loop.
    #[inline(always)]
    pub fn finish_4<S: Simd>(&self, channel: usize, [a, b, c, d]: [[S::I32; 2]; 4]) -> [S::I16; 4] {
        let finish = |sums| self.finish::<S>(channel, sums);
        [finish(a), finish(b), finish(c), finish(d)]
    }

    #[cold]
    #[inline(never)]
    fn in_integers<S: Simd>(&self, channel: usize, sums: [S::I32; 2]) -> S::I16 {
        let mut steps = [0i32; 8];
        // SAFETY: the array holds 8 elements.
        unsafe {
            S::store_i32(steps.as_mut_ptr(), sums[0]);
            S::store_i32(steps.as_mut_ptr().add(4), sums[1]);
        }
        for (step, &by) in steps.iter_mut().zip(&self.multipliers[channel..]) {
            *step = match self.rounding {
                Rounding::Twice => rescale(*step, by),
                Rounding::Once => rescale_once(*step, by),
            };
        }
        // SAFETY: the array holds 8 elements.
        unsafe { S::narrow(S::load_i32(steps.as_ptr()), S::load_i32(steps.as_ptr().add(4))) }
    }
}

/// Writes the first `n` (at most 8) of 8 lanes to memory as bytes.
///
/// # Safety
/// `out` holds `n` writable bytes.
#[inline(always)]
pub unsafe fn store<S: Simd>(out: *mut u8, n: usize, bytes: S::I16) {
    if n >= 8 {
        // SAFETY: the caller gives 8 writable bytes.
        unsafe { S::store_8_u8(out, bytes) }
    } else {
        let mut all = [0u8; 8];
        // SAFETY: the array holds 8 bytes; the caller gives `n` writable ones.
        unsafe {
            S::store_8_u8(all.as_mut_ptr(), bytes);
            out.copy_from_nonoverlapping(all.as_ptr(), n);
        }
    }
}
