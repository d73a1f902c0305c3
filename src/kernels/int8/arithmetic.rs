//! ADD, SUB and MUL of bytes that have different quantisation. Two bytes have 65,536 results; all
//! are computed when the layer is packed. Where single precision gives the same sums, all of which
//! are tried, it adds 16 at a time.

use super::storage_shift;
use crate::kernels::broadcast::{Operand, element_by_element, for_each_pair};
use crate::kernels::elementwise::QuantizedArithmetic;
use crate::model::{Arithmetic, ArithmeticKind, Shape, Tensor};
use crate::simd::{Best, Simd};
use std::ops::Range;

/// A sum, a difference or a product, `[h][w][c]`.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedPairs {
    /// The stored byte of the result of stored bytes `a` and `b`, at `a * 256 + b`.
    results: Vec<u8>,
    /// The same, if single precision gives it.
    linear: Option<Linear>,
    operands: [Operand<u8>; 2],
    output: Shape,
}

/// Sums in single precision: stored bytes times these factors, plus an offset, cut to an integer.
#[derive(Clone, Copy, Debug)]
struct Linear {
    factors: [f32; 2],
    /// The zero points, and the half that rounds.
    offset: f32,
    /// Stored bytes.
    limits: [i16; 2],
}

impl QuantizedPairs {
    /// From operands like `a` and `b`, one of which may be a constant, to a tensor like `output`.
    pub(crate) fn new(operator: &Arithmetic, tensors: [Tensor; 2], output: &Tensor) -> Self {
        let exact = QuantizedArithmetic::new(operator.kind, operator.activation, tensors, output);
        let [from_a, from_b] = tensors.map(|tensor| storage_shift(tensor.element));
        let shift = storage_shift(output.element);
        let bytes = |i: usize, from: i32| -> [i32; 256] {
            std::array::from_fn(|byte| exact.operand(i, byte as i32 - from))
        };
        let (a, b) = (bytes(0, from_a), bytes(1, from_b));
        let pairs = a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b)));
        let results: Vec<u8> = pairs.map(|(a, b)| (exact.join(a, b) + shift) as u8).collect();
        let stored =
            |number: f32, tensor: Tensor| (number as i32 + storage_shift(tensor.element)) as u8;
        Self {
            linear: Linear::new(operator, tensors, output, &results),
            results,
            operands: Operand::both(operator, tensors, stored),
            output: output.shape,
        }
    }

    /// Computes `pixels` of the output, `[pixels][c]` stored bytes; `inputs` are the operands that
    /// are no constants, in their order.
    #[inline(never)]
    pub(crate) fn run<'a>(
        &'a self,
        inputs: [&'a [u8]; 2],
        pixels: Range<usize>,
        output: &mut [u8],
    ) {
        let results: &[u8; 1 << 16] = self.results.as_slice().try_into().expect("256 by 256");
        let result = |a: u8, b: u8| results[usize::from(a) << 8 | usize::from(b)];
        match (element_by_element(&self.operands, inputs, self.output, &pixels), &self.linear) {
            (Some([a, b]), Some(linear)) if a.len() >= LANES => linear.run::<Best>(a, b, output),
            (Some([a, b]), _) => {
                for (out, (&a, &b)) in output.iter_mut().zip(a.iter().zip(b)) {
                    *out = result(a, b);
                }
            }
            _ => for_each_pair(&self.operands, inputs, self.output, pixels, output, result),
        }
    }
}

/// Bytes that are added at a time.
const LANES: usize = 16;
/// How far an offset is moved at most, so that a half goes to one side or the other.
const FARTHEST: f64 = 16e-6;
/// By how much, one after the other.
const OFFSETS: [f64; 7] = [0.0, 1e-6, -1e-6, 4e-6, -4e-6, FARTHEST, -FARTHEST];
/// What the factors are multiplied by, one after the other: at most their last bits change.
const FACTORS: [[f32; 2]; 5] = {
    let (more, less) = (1.0 + f32::EPSILON, 1.0 - f32::EPSILON);
    [[1.0, 1.0], [1.0, more], [1.0, less], [more, 1.0], [less, 1.0]]
};

impl Linear {
    /// What gives `results`, if something does.
    #[inline(never)]
    fn new(
        operator: &Arithmetic,
        tensors: [Tensor; 2],
        output: &Tensor,
        results: &[u8],
    ) -> Option<Self> {
        let signs = match operator.kind {
            ArithmeticKind::Add => [1.0, 1.0],
            ArithmeticKind::Sub => [1.0, -1.0],
            ArithmeticKind::Mul => return None,
        };
        let stored = |tensor: &Tensor| tensor.zero_point + storage_shift(tensor.element);
        let factors =
            [0, 1].map(|i| signs[i] * f64::from(tensors[i].scale) / f64::from(output.scale));
        let zero = f64::from(stored(output)) + 0.5
            - factors[0] * f64::from(stored(&tensors[0]))
            - factors[1] * f64::from(stored(&tensors[1]));
        let (min, max) = operator.activation.range(output);
        let shift = storage_shift(output.element);
        let limits = [min, max].map(|limit| (limit + shift) as i16);
        let about =
            Self { factors: factors.map(|factor| factor as f32), offset: zero as f32, limits };
        let moved = |by: f64| Self { offset: (zero + by) as f32, ..about };
        // Where the last bits decide: elsewhere all that are tried are right, or none is. A factor near
        // 1 whose last bit changes moves a sum by up to twice as much as an offset does.
        let (low, high) = (moved(-3.0 * FARTHEST).results(), moved(3.0 * FARTHEST).results());
        let mut near = Vec::new();
        let sixteens = low.as_chunks::<16>().0.iter().zip(high.as_chunks::<16>().0);
        for (i, (low, high)) in sixteens.enumerate().filter(|(_, (low, high))| low != high) {
            near.extend((0..16).filter(|&lane| low[lane] != high[lane]).map(|lane| i * 16 + lane));
        }
        for attempt in 0..OFFSETS.len() * FACTORS.len() {
            let mut linear = moved(OFFSETS[attempt / FACTORS.len()]);
            let by = FACTORS[attempt % FACTORS.len()];
            linear.factors = [linear.factors[0] * by[0], linear.factors[1] * by[1]];
            if near.iter().all(|&pair| linear.sum(pair) == results[pair]) {
                return Some(linear).filter(|linear| linear.results() == results);
            }
        }
        None
    }

    /// What it makes of stored bytes `a` and `b`, as `a * 256 + b`.
    fn sum(&self, pair: usize) -> u8 {
        let mut sums = [0; LANES];
        self.run::<Best>(&[(pair / 256) as u8; LANES], &[(pair % 256) as u8; LANES], &mut sums);
        sums[0]
    }

    /// What it makes of stored bytes `a` and `b`, at `a * 256 + b`.
    fn results(&self) -> Vec<u8> {
        let bytes: [u8; 256] = std::array::from_fn(|byte| byte as u8);
        let mut results = vec![0; 1 << 16];
        for (a, row) in bytes.into_iter().zip(results.chunks_exact_mut(256)) {
            self.run::<Best>(&[a; 256], &bytes, row);
        }
        results
    }

    /// Adds `a` and `b`, as many of each, and [`LANES`] at least.
    #[inline(never)]
    fn run<S: Simd>(&self, a: &[u8], b: &[u8], output: &mut [u8]) {
        let len = output.len();
        assert!(a.len() == len && b.len() == len && len >= LANES);
        for at in (0..len).step_by(LANES) {
            // The last sums may be some of those before, too.
            let at = at.min(len - LANES);
            // SAFETY: 16 bytes of each.
            unsafe {
                self.add::<S>(a.as_ptr().add(at), b.as_ptr().add(at), output.as_mut_ptr().add(at));
            }
        }
    }

    /// Adds 16 bytes of `a` and `b`.
    ///
    /// # Safety
    /// 16 bytes are readable at `a` and at `b`, and writable at `output`.
    #[inline(always)]
    unsafe fn add<S: Simd>(&self, a: *const u8, b: *const u8, output: *mut u8) {
        let none = S::splat_i32(0);
        // SAFETY: arrays as long as vectors.
        let [even, odd] = [[1, 0, 1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1, 0, 1]]
            .map(|lanes: [i16; 8]| unsafe { S::load_i16(lanes.as_ptr()) });
        let [factor_a, factor_b] = self.factors.map(S::splat_f32);
        let offset = S::splat_f32(self.offset);
        let sums = |half: usize, lanes: S::I16| {
            // SAFETY: half of 16 bytes.
            let [a, b] = [a, b].map(|bytes| unsafe { S::load_8_u8(bytes.add(half * 8)) });
            let [a, b] = [a, b].map(|words| S::to_f32(S::dot_add(none, words, lanes)));
            S::to_i32(S::mul_add_f32(b, factor_b, S::mul_add_f32(a, factor_a, offset)))
        };
        let [least, most] = self.limits.map(S::splat_i16);
        let words = [even, odd].map(|lanes| {
            let words = S::narrow_i32(sums(0, lanes), sums(1, lanes));
            S::min_i16(S::max_i16(words, least), most)
        });
        // SAFETY: as the caller promises.
        unsafe { S::store_bytes(output, S::pair_bytes(words)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activation, Element};
    use proptest::prelude::*;

    fn tensor(scale: f32, zero_point: i32, element: Element) -> Tensor {
        let zero_point = zero_point - storage_shift(element);
        Tensor { shape: [64, 64, 17], element, scale, zero_point }
    }

    /// All pairs by the layer, with some behind a whole vector, against the reference one by one.
    /// Returns whether single precision adds them.
    fn check(kind: ArithmeticKind, tensors: [Tensor; 2], output: &Tensor) -> bool {
        let operator = Arithmetic { kind, activation: Activation::Relu6, constant: None };
        let layer = QuantizedPairs::new(&operator, tensors, output);
        let (mut a, mut b) = (vec![7; 64 * 64 * 17], vec![9; 64 * 64 * 17]);
        for (pair, (a, b)) in a.iter_mut().zip(&mut b).take(1 << 16).enumerate() {
            (*a, *b) = ((pair / 256) as u8, (pair % 256) as u8);
        }
        let exact = QuantizedArithmetic::new(kind, operator.activation, tensors, output);
        let [from_a, from_b, to] =
            [tensors[0], tensors[1], *output].map(|tensor| storage_shift(tensor.element));
        let expected: Vec<u8> = a
            .iter()
            .zip(&b)
            .map(|(&a, &b)| (exact.apply(i32::from(a) - from_a, i32::from(b) - from_b) + to) as u8)
            .collect();
        for pixels in [0..64 * 64, 3..64 * 61 + 2] {
            let mut out = vec![0; pixels.len() * 17];
            layer.run([&a, &b], pixels.clone(), &mut out);
            assert!(out == expected[pixels.start * 17..pixels.end * 17], "{kind:?}, {pixels:?}");
        }
        layer.linear.is_some()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn sums_are_those_of_the_reference(
            scales in prop::array::uniform3((-3f32..3.0).prop_map(f32::exp2)),
            powers: bool,
            zero_points in prop::array::uniform3(0..256i32),
            signed: bool,
            kind in prop::sample::select(vec![
                ArithmeticKind::Add, ArithmeticKind::Sub, ArithmeticKind::Mul,
            ]),
        ) {
            let element = if signed { Element::I8 } else { Element::U8 };
            let scales = scales.map(|s| if powers { s.log2().round().exp2() } else { s });
            let of = |i: usize| tensor(scales[i] / 50.0, zero_points[i], element);
            check(kind, [of(0), of(1)], &of(2));
        }
    }

    /// Sums of a MobileNet V2 are in single precision, and halves, which go away from zero; products
    /// are not.
    #[test]
    fn single_precision_adds_what_it_can() {
        let of = |scale: f32, zero_point| tensor(scale, zero_point, Element::U8);
        for (kind, scales, linear) in [
            (ArithmeticKind::Add, [0.609_410_6, 0.895_615_8, 1.0], true),
            (ArithmeticKind::Sub, [0.609_410_6, 0.895_615_8, 1.0], true),
            (ArithmeticKind::Mul, [0.609_410_6, 0.895_615_8, 1.0], false),
            (ArithmeticKind::Add, [0.25, 0.25, 0.5], true),
        ] {
            let [a, b, output] = scales;
            let tensors = [of(a, 128), of(b, 120)];
            assert_eq!(check(kind, tensors, &of(output, 130)), linear, "{kind:?} {scales:?}");
        }
    }
}
