//! From accumulators to the bytes of the layer's output, rounded exactly as TensorFlow Lite rounds
//! them (Jacob et al., arXiv 1712.05877, section 2.2).
//!
//! TensorFlow Lite's reference rounds in integers of 64 bits ([`integers`]), for which SIMD in wasm
//! has no good instruction. So vectors multiply in single precision; [`single`] chooses the scales
//! such that every byte is the reference's, and knows the few sums that need a correction. A layer
//! for which there are no such scales is rounded in integers.

mod integers;
mod single;

use self::integers::multiply;
pub(crate) use self::integers::{
    multiply_by_quantized_multiplier, multiply_by_quantized_multiplier_single_rounding,
};
use self::single::{Single, round};
use crate::model::{Activation, Multiplier, Rounding, Tensor};
use crate::simd::Simd;
use std::ops::RangeInclusive;

/// Requantisation of a layer's accumulators, channel by channel.
#[derive(Clone, Debug)]
pub(crate) struct Requantize {
    /// The channels in fours, padded to a multiple of 16.
    fours: Vec<Four>,
    corrections: Vec<Correction>,
    /// Where the corrections of every 4 channels end.
    ends: Vec<usize>,
    multipliers: Vec<Multiplier>,
    rounding: Rounding,
    zero_point: i32,
    /// What makes a stored byte of a number; it is in `zero_point`, `min` and `max`.
    storage_shift: i32,
    min: i32,
    max: i32,
    /// Whether products can be negative: those may be rounded otherwise.
    two_sided: bool,
    /// For every 4 channels whether single precision cannot do it.
    in_integers: Vec<bool>,
    narrowing: Narrowing,
}

/// 4 channels. This is read from memory for every vector: V8 would build a constant again, in several
/// instructions, and spill what it cannot hold.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
struct Four {
    bias: [i32; 4],
    /// The multipliers in single precision, and what is added to the products of sums from zero on,
    /// and of negative ones.
    scale: [f32; 4],
    positive: [f32; 4],
    negative: [f32; 4],
}

/// What makes bytes of rounded sums, read from memory likewise.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct Narrowing {
    /// The least and the largest byte.
    lowest: [i16; 8],
    highest: [i16; 8],
    /// Even bytes, then odd ones.
    order: [u8; 16],
}

/// Sums of 4 channels that single precision would round wrong, and what is added to them: 1, -1 or
/// nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Correction {
    at: [i32; 4],
    add: [i32; 4],
}

impl Requantize {
    /// Requantisation to tensors like `output`, with one bias and one multiplier for each channel.
    /// `sums` gives the least and the largest sum that a channel can have.
    pub(crate) fn new(
        mut bias: Vec<i32>,
        mut multipliers: Vec<Multiplier>,
        rounding: Rounding,
        activation: Activation,
        output: &Tensor,
        sums: &dyn Fn(usize) -> RangeInclusive<i64>,
    ) -> Self {
        let channels = bias.len();
        let padded = bias.len().next_multiple_of(16);
        bias.resize(padded, 0);
        multipliers.resize(padded, Multiplier { mantissa: 0, shift: 0 });
        let shift = super::storage_shift(output.element);
        let (min, max) = activation.range(output);
        let [zero_point, min, max] = [output.zero_point, min, max].map(|x| x + shift);
        let mut requantize = Self {
            fours: Vec::new(),
            corrections: Vec::new(),
            ends: Vec::new(),
            multipliers,
            rounding,
            zero_point,
            storage_shift: shift,
            min,
            max,
            two_sided: min < zero_point,
            in_integers: Vec::new(),
            narrowing: Narrowing {
                lowest: [min as i16; 8],
                highest: [max as i16; 8],
                order: std::array::from_fn(|i| (i % 8 * 2 + i / 8) as u8),
            },
        };
        requantize.choose_scales(&bias, &|channel| match channel < channels {
            true => sums(channel),
            false => 0..=0,
        });
        requantize
    }

    /// Chooses the scales and the corrections.
    fn choose_scales(&mut self, bias: &[i32], sums: &dyn Fn(usize) -> RangeInclusive<i64>) {
        let mut last: Option<(Multiplier, Option<Single>)> = None;
        let bytes = self.min..=self.max;
        let any = i32::MIN.into()..=i32::MAX.into();
        for (first, bias) in (0..).step_by(4).zip(bias.as_chunks().0) {
            let mut four = Four { bias: *bias, ..Four::default() };
            let mut singles: [Single; 4] = Default::default();
            let mut in_integers = false;
            for (lane, single) in singles.iter_mut().enumerate() {
                let by = self.multipliers[first + lane];
                let find = |sums: &_| Single::new(by, self.rounding, self.zero_point, &bytes, sums);
                // Many layers have one multiplier for all channels.
                if last.as_ref().is_none_or(|(known, _)| *known != by) {
                    last = Some((by, find(&any)));
                }
                let known = last.as_ref().and_then(|(_, found)| found.clone());
                match known.or_else(|| find(&sums(first + lane))) {
                    Some(found) => *single = found,
                    None => in_integers = true,
                }
                four.scale[lane] = single.scale;
                [four.positive[lane], four.negative[lane]] = single.offsets;
            }
            self.fours.push(four);
            self.in_integers.push(in_integers);
            let most = singles.iter().map(|single| single.wrong.len()).max().unwrap_or(0);
            self.corrections.extend((0..most).map(|i| {
                // A channel without one more takes nothing for a sum.
                let wrong = |lane: usize| singles[lane].wrong.get(i).copied().unwrap_or((0, 0));
                let lanes: [(i32, i32); 4] = std::array::from_fn(wrong);
                Correction { at: lanes.map(|(at, _)| at), add: lanes.map(|(_, add)| add) }
            }));
            self.ends.push(self.corrections.len());
        }
    }

    /// Whether products can be negative, so that [`Rounder::round_one_sided`] does not do.
    pub(crate) fn two_sided(&self) -> bool {
        self.two_sided
    }

    /// Whether the sums of 4 channels from `channel` must be rounded by [`Self::exact`].
    #[inline(always)]
    pub(crate) fn in_integers(&self, channel: usize) -> bool {
        self.in_integers[channel / 4]
    }

    /// What rounds the sums of 4 channels from `channel`.
    #[inline(always)]
    pub(crate) fn rounder(&self, channel: usize) -> Rounder<'_> {
        let four = channel / 4;
        let from = if four == 0 { 0 } else { self.ends[four - 1] };
        Rounder {
            four: &self.fours[four],
            two_sided: self.two_sided,
            narrowing: &self.narrowing,
            corrections: &self.corrections[from..self.ends[four]],
        }
    }

    /// As [`Rounder::round`], in integers, for 4 channels from `channel`.
    #[cold]
    #[inline(never)]
    pub(crate) fn exact<S: Simd>(&self, channel: usize, sums: S::I32) -> S::I32 {
        let mut all = [0i32; 4];
        // SAFETY: the array holds 4 elements.
        unsafe { S::store_i32(all.as_mut_ptr(), sums) };
        for (sum, &by) in all.iter_mut().zip(&self.multipliers[channel..]) {
            // Wraps as in the reference, before it is a stored byte.
            let number = multiply(*sum, by, self.rounding)
                .wrapping_add(self.zero_point - self.storage_shift);
            *sum = number.saturating_add(self.storage_shift).clamp(self.min, self.max);
        }
        // SAFETY: the array holds 4 elements.
        unsafe { S::load_i32(all.as_ptr()) }
    }
}

/// What rounds the sums of 4 channels.
#[derive(Clone, Copy)]
pub(crate) struct Rounder<'a> {
    four: &'a Four,
    two_sided: bool,
    narrowing: &'a Narrowing,
    corrections: &'a [Correction],
}

impl Rounder<'_> {
    /// The biases, which sums start from.
    #[inline(always)]
    pub(crate) fn start<S: Simd>(&self) -> S::I32 {
        // SAFETY: the array holds 4 elements.
        unsafe { S::load_i32(self.four.bias.as_ptr()) }
    }

    /// Sums of the 4 channels, rounded, with the zero point: for [`Self::bytes`].
    #[inline(always)]
    pub(crate) fn round<S: Simd, const N: usize>(&self, sums: [S::I32; N]) -> [S::I32; N] {
        let sums = self.correct::<S, N>(sums);
        if !self.two_sided {
            return self.cut::<S, N>(sums);
        }
        let Four { scale, positive, negative, .. } = self.four;
        // SAFETY: all arrays hold 4 elements.
        let [scale, positive, negative] =
            [scale, positive, negative].map(|four| unsafe { S::load_f32(four.as_ptr()) });
        sums.map(|sum| round::<S>(sum, scale, S::select_negative_f32(sum, negative, positive)))
    }

    /// [`Self::round`] where no product is negative.
    #[inline(always)]
    pub(crate) fn round_one_sided<S: Simd, const N: usize>(
        &self,
        sums: [S::I32; N],
    ) -> [S::I32; N] {
        self.cut::<S, N>(self.correct::<S, N>(sums))
    }

    #[inline(always)]
    fn cut<S: Simd, const N: usize>(&self, sums: [S::I32; N]) -> [S::I32; N] {
        let Four { scale, positive, .. } = self.four;
        // SAFETY: both arrays hold 4 elements.
        let [scale, positive] = [scale, positive].map(|four| unsafe { S::load_f32(four.as_ptr()) });
        sums.map(|sum| round::<S>(sum, scale, positive))
    }

    /// The sums, with their neighbours for those that would be rounded wrong.
    #[inline(always)]
    fn correct<S: Simd, const N: usize>(&self, mut sums: [S::I32; N]) -> [S::I32; N] {
        for Correction { at, add } in self.corrections {
            // SAFETY: both arrays hold 4 elements.
            let (at, add) = unsafe { (S::load_i32(at.as_ptr()), S::load_i32(add.as_ptr())) };
            sums = sums.map(|sum| S::add_i32(sum, S::and_i32(S::eq_i32(sum, at), add)));
        }
        sums
    }

    /// The stored bytes of four vectors of rounded sums, one after the other.
    #[inline(always)]
    pub(crate) fn bytes<S: Simd>(&self, [a, b, c, d]: [S::I32; 4]) -> S::Bytes {
        let Narrowing { lowest, highest, order } = self.narrowing;
        // SAFETY: the arrays are as long as vectors.
        let (lowest, highest, order) = unsafe {
            let limits = (S::load_i16(lowest.as_ptr()), S::load_i16(highest.as_ptr()));
            (limits.0, limits.1, S::load_bytes(order.as_ptr()))
        };
        let words = [S::narrow_i32(a, b), S::narrow_i32(c, d)];
        let bytes = words.map(|words| S::min_i16(S::max_i16(words, lowest), highest));
        S::swizzle(S::pair_bytes(bytes), order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Element;
    use crate::simd::Best;
    use proptest::prelude::*;

    /// A channel with whatever sums.
    fn anything(_: usize) -> RangeInclusive<i64> {
        i32::MIN.into()..=i32::MAX.into()
    }

    /// The byte of `sum`, as vectors and as integers find it.
    fn both(requantize: &Requantize, sum: i32) -> [u8; 2] {
        let sums = Best::splat_i32(sum);
        let [rounded] = requantize.rounder(0).round::<Best, 1>([sums]);
        [rounded, requantize.exact::<Best>(0, sums)]
            .map(|four| requantize.rounder(0).bytes::<Best>([four; 4])[0])
    }

    proptest! {
        /// Every sum around every place where the byte changes, and some far from it.
        #[test]
        fn rounds_as_in_integers(
            real in (-13f64..-1.0).prop_map(f64::exp2),
            power in prop::option::of(1..13),
            zero_point in 0..256i32,
            activation in prop::sample::select(vec![Activation::None, Activation::Relu6]),
            twice: bool,
            far in prop::collection::vec(any::<i32>(), 8),
        ) {
            let real = power.map_or(real, |power| f64::exp2(-f64::from(power)));
            let output =
                Tensor { shape: [1, 1, 8], element: Element::U8, scale: 0.05, zero_point };
            let rounding = if twice { Rounding::Twice } else { Rounding::Once };
            let by = vec![Multiplier::from_real(real); 8];
            let requantize = Requantize::new(vec![0; 8], by, rounding, activation, &output, &anything);
            if !requantize.in_integers(0) {
                let steps = (-256..=256).map(|i| (f64::from(i) / real) as i32);
                let halves = (-256..256).map(|i| ((f64::from(i) + 0.5) / real) as i32);
                let near = steps.chain(halves).flat_map(|sum| sum - 3..=sum + 3);
                for sum in near.chain(far) {
                    let [found, expected] = both(&requantize, sum);
                    prop_assert_eq!(found, expected, "sum {}", sum);
                }
            }
        }
    }

    /// Which layers are rounded in integers, on both sides of each edge.
    #[test]
    fn single_precision_does_what_it_can() {
        let relu = Activation::Relu6;
        for (real, rounding, in_integers) in [
            (1.0 / 1024.0, Rounding::Twice, false),
            (0.0, Rounding::Twice, false),
            (0.9, Rounding::Twice, false),
            // To the left.
            (1.5, Rounding::Twice, true),
            // Sums too coarse for single precision.
            (f64::exp2(-12.5), Rounding::Twice, false),
            (f64::exp2(-14.5), Rounding::Twice, true),
            // Halves that go up where those of the reference do.
            (1.0 / 256.0, Rounding::Twice, false),
            (1.0 / 256.0, Rounding::Once, false),
        ] {
            let output =
                Tensor { shape: [1, 1, 1], element: Element::U8, scale: 1.0 / 42.0, zero_point: 0 };
            let by = vec![Multiplier::from_real(real)];
            let requantize = Requantize::new(vec![0], by, rounding, relu, &output, &anything);
            assert_eq!(requantize.in_integers(0), in_integers, "{real}, {rounding:?}");
        }
    }
}
