//! Requantisation in single precision, made exact when a layer is packed.
//!
//! A sum times its scale, plus an offset with the zero point and the half that rounds, is cut to an
//! integer. That integer never falls where the sum grows, and the reference's does not. So both are
//! the same for all sums if they are at the *thresholds*, up to 255, where the reference goes on to
//! the next byte. Few of these lie so near to a whole sum that the last bits matter. They say which
//! offset is right; then they are tried, by the very instructions that the kernels use. A sum that
//! would still be rounded wrong is kept as a correction: the kernel takes its neighbour for it.

use super::integers::{Thresholds, multiply};
use crate::model::{Multiplier, Rounding};
use crate::simd::{Best, Simd};
use std::ops::{Range, RangeInclusive};

/// Corrections on either side of zero, at most: rounding in integers costs about as much as 14.
const MOST_CORRECTIONS: usize = 8;
/// How far an offset is moved at most, to spare corrections.
const MOST_SHIFT: f64 = 1.0 / (1 << 17) as f64;

/// A sum that single precision would round wrong, and what added to it makes it right: 1 or -1.
pub(super) type Wrong = (i32, i32);

/// A multiplier in single precision.
#[derive(Clone, Debug, Default)]
pub(super) struct Single {
    pub(super) scale: f32,
    /// The zero point, and the half that rounds: for sums from zero on, and for negative ones.
    pub(super) offsets: [f32; 2],
    /// The sums that it gets wrong.
    pub(super) wrong: Vec<Wrong>,
}

/// A multiplier whose products are to be right.
struct Search {
    thresholds: Thresholds,
    zero_point: i32,
    scale: f32,
}

/// A threshold near a whole sum.
struct Near {
    /// The product that it is the threshold of.
    v: i32,
    /// The whole sum, and whether its product is to reach `v`.
    sum: i32,
    reaches: bool,
}

impl Single {
    /// What gives the products with `by` that the reference gives for `sums`, where with `zero_point`
    /// added they lie in `bytes`. None if too many sums would be wrong, or the products are too coarse
    /// or too fine.
    pub(super) fn new(
        by: Multiplier,
        rounding: Rounding,
        zero_point: i32,
        bytes: &RangeInclusive<i32>,
        sums: &RangeInclusive<i64>,
    ) -> Option<Self> {
        // A left shift wraps.
        if by.shift > 0 {
            return None;
        }
        // A channel that is the same for every input has any scale.
        let [first, last] = [sums.start(), sums.end()].map(|&sum| {
            let sum = sum.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
            multiply(sum, by, rounding)
                .saturating_add(zero_point)
                .clamp(*bytes.start(), *bytes.end())
        });
        if first == last {
            let offsets = [first as f32 + 0.5; 2];
            return Some(Self { scale: 0.0, offsets, wrong: Vec::new() });
        }
        if by.shift < -20 || by.mantissa < 1 << 30 {
            return None;
        }
        let thresholds = Thresholds::new(by, rounding);
        let step = thresholds.step();
        let reached =
            |sum: &i64| (*sum as f64 / step).round_ties_even().clamp(-512.0, 512.0) as i32;
        let least = (bytes.start() - zero_point + 1).max(reached(sums.start()) - 1);
        let most = (bytes.end() - zero_point).min(reached(sums.end()) + 1);
        // From zero on, and below, where the reference may round differently.
        let sides = [least.max(1)..most + 1, least..most.min(0) + 1];
        let nearest = (1.0 / step) as f32;
        let mut best: Option<Self> = None;
        for scale in [nearest, nearest.next_up(), nearest.next_down()] {
            let search = Search { thresholds, zero_point, scale };
            let [positive, negative] = sides.clone().map(|side| search.side(side));
            let (Some(positive), Some(negative)) = (positive, negative) else { continue };
            let wrong = [positive.1, negative.1].concat();
            if best.as_ref().is_none_or(|best| wrong.len() < best.wrong.len()) {
                best = Some(Self { scale, offsets: [positive.0, negative.0], wrong });
            }
            if best.as_ref().is_some_and(|best| best.wrong.is_empty()) {
                break;
            }
        }
        best
    }
}

impl Search {
    /// The best offset for the thresholds of `products`, which lie on one side of zero, and the sums
    /// that it gets wrong.
    #[inline(never)]
    fn side(&self, products: Range<i32>) -> Option<(f32, Vec<Wrong>)> {
        let (step, middle) = (self.thresholds.step(), f64::from(self.zero_point) + 0.5);
        let right = middle + self.thresholds.offset(products.start);
        if products.is_empty() {
            return Some((right as f32, Vec::new()));
        }
        let [least, most] = [products.start, products.end - 1];
        let farthest = f64::from(least.abs().max(most.abs()));
        let scaling = (f64::from(self.scale) * step - 1.0).abs() * farthest;
        // The sum is rounded, and the offset; the product, too, where the machine does not fuse them.
        let product = if fuses() { 0.0 } else { half_ulp(most.max(-least)) };
        let rounding = half_ulp(most + self.zero_point) + half_ulp(self.zero_point + 1) + product;
        // In sums; fractions are off by less than the second part.
        let error = (scaling + rounding) * step + 1.0 / (1 << 22) as f64;
        let reach = error + MOST_SHIFT * step;
        if error > 0.45 {
            return None;
        }
        let near = self.near(&products, reach.min(0.5));
        // The offset must be below the first of these and not below the second.
        let (mut below, mut from) = (right + MOST_SHIFT, right - MOST_SHIFT);
        for &Near { v, sum, reaches } in &near {
            let byte = v + self.zero_point;
            let at = f64::from(byte) - half_ulp(byte - 1) - f64::from(self.scale) * f64::from(sum);
            if reaches {
                from = from.max(at);
            } else {
                below = below.min(at);
            }
        }
        let tries = if from < below {
            [right.clamp(from, below), (from + below) / 2.0, from]
        } else {
            [right, from.min(right + MOST_SHIFT), below.max(right - MOST_SHIFT)]
        };
        let mut best: Option<(f32, Vec<Wrong>)> = None;
        for offset in tries {
            if let Some(wrong) = self.wrong(&near, offset as f32)
                && best.as_ref().is_none_or(|(_, best)| wrong.len() < best.len())
            {
                best = Some((offset as f32, wrong));
            }
            if best.as_ref().is_some_and(|(_, wrong)| wrong.is_empty()) {
                break;
            }
        }
        best
    }

    /// The thresholds of `products` that are within `reach` of a whole sum.
    fn near(&self, products: &Range<i32>, reach: f64) -> Vec<Near> {
        let mut near = Vec::new();
        let step = self.thresholds.step();
        // Fractions in 32 bits, which wrap as fractions do.
        let fraction = |x: f64| ((x - x.floor()) * 4_294_967_296.0) as u32 as i32;
        let first = self.thresholds.real(products.start) + reach;
        let firsts = [0.0, 1.0, 2.0, 3.0].map(|i| fraction(first + i * step));
        // SAFETY: the array has 4 elements.
        let mut at = unsafe { Best::load_i32(firsts.as_ptr()) };
        let by = Best::splat_i32(fraction(4.0 * step));
        let most = Best::splat_i32((2.0 * reach * 4_294_967_296.0) as u32 as i32);
        for four in products.clone().step_by(4) {
            let hits = Best::eq_i32(Best::min_u32(at, most), at);
            at = Best::add_i32(at, by);
            if !Best::any_i32(hits) {
                continue;
            }
            let mut lanes = [0; 4];
            // SAFETY: the array has 4 elements.
            unsafe { Best::store_i32(lanes.as_mut_ptr(), hits) };
            for (v, hit) in (four..products.end).zip(lanes) {
                if hit != 0 {
                    let whole = self.thresholds.real(v).round_ties_even();
                    let (sum, reaches) = (whole as i32, self.thresholds.is_reached(v, whole));
                    near.push(Near { v, sum, reaches });
                }
            }
        }
        near
    }

    /// The sums that are wrong with `offset`; None if they are too many, or if a correction would not
    /// stand between two thresholds.
    fn wrong(&self, near: &[Near], offset: f32) -> Option<Vec<Wrong>> {
        let mut wrong = Vec::new();
        for &Near { v, sum, reaches } in near {
            let at = if reaches { sum } else { sum + 1 };
            let around = [at - 2, at - 1, at, at + 1];
            // SAFETY: the array has 4 elements.
            let sums = unsafe { Best::load_i32(around.as_ptr()) };
            let rounded = round::<Best>(sums, Best::splat_f32(self.scale), Best::splat_f32(offset));
            let mut lanes = [0; 4];
            // SAFETY: the array has 4 elements.
            unsafe { Best::store_i32(lanes.as_mut_ptr(), rounded) };
            match lanes.map(|byte| byte >= v + self.zero_point) {
                [false, false, true, true] => continue,
                [false, true, true, true] => wrong.push((at - 1, -1)),
                [false, false, false, true] => wrong.push((at, 1)),
                _ => return None,
            }
            if self.thresholds.step() < 4.0 || wrong.len() > MOST_CORRECTIONS {
                return None;
            }
        }
        Some(wrong)
    }
}

/// Half a unit in the last place, in single precision, of numbers from `byte` to the next one.
fn half_ulp(byte: i32) -> f64 {
    f64::from(1 << byte.max(1).ilog2()) / (1 << 24) as f64
}

/// Whether this machine rounds a product and what is added to it once, not each.
fn fuses() -> bool {
    let [a, c] = std::hint::black_box([1.0 + f32::EPSILON, -1.0 - 2.0 * f32::EPSILON]);
    let mut lanes = [0f32; 4];
    let [a, c] = [a, c].map(Best::splat_f32);
    // SAFETY: the array has 4 elements.
    unsafe { Best::store_f32(lanes.as_mut_ptr(), Best::mul_add_f32(a, a, c)) };
    lanes[0] != 0.0
}

/// Sums times their scales plus the offsets, cut to integers.
#[inline(always)]
pub(super) fn round<S: Simd>(sums: S::I32, scale: S::F32, offset: S::F32) -> S::I32 {
    S::to_i32(S::mul_add_f32(S::to_f32(sums), scale, offset))
}
