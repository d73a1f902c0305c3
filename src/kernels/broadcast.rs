//! Two operands, element by element, where a size of 1 on one side goes with every size on the
//! other.

use crate::model::{Arithmetic, Shape, Tensor};
use std::ops::Range;

/// An operand: a constant, or one of the inputs.
#[derive(Clone, Debug)]
pub(crate) struct Operand<T> {
    source: Source<T>,
    /// Elements from a row, a column and a channel to the next; 0 where there is one that goes with
    /// all.
    steps: [usize; 3],
}

#[derive(Clone, Debug)]
enum Source<T> {
    Constant(Vec<T>),
    /// By its number among the inputs.
    Input(usize),
}

impl<T: Copy> Operand<T> {
    /// The operands of `operator`, with `tensors`; `stored` makes an element of a constant's number.
    pub(crate) fn both(
        operator: &Arithmetic,
        tensors: [Tensor; 2],
        stored: impl Fn(f32, Tensor) -> T,
    ) -> [Self; 2] {
        let mut next = 0;
        [0, 1].map(|i| {
            let tensor = tensors[i];
            let [h, w, c] = tensor.shape;
            let step = |size: usize, step: usize| if size == 1 { 0 } else { step };
            let source = match &operator.constant {
                Some(constant) if constant.first == (i == 0) => {
                    let numbers = constant.numbers.iter();
                    Source::Constant(numbers.map(|&number| stored(number, tensor)).collect())
                }
                _ => {
                    next += 1;
                    Source::Input(next - 1)
                }
            };
            Self { source, steps: [step(h, w * c), step(w, c), step(c, 1)] }
        })
    }

    fn elements<'a>(&'a self, inputs: [&'a [T]; 2]) -> &'a [T] {
        match &self.source {
            Source::Constant(elements) => elements,
            &Source::Input(i) => inputs[i],
        }
    }
}

/// Writes `compute` of both operands to `pixels` of the output, which has `shape`.
#[inline(always)]
pub(crate) fn for_each_pair<'a, T: Copy>(
    operands: &'a [Operand<T>; 2],
    inputs: [&'a [T]; 2],
    [_, ow, oc]: Shape,
    pixels: Range<usize>,
    output: &mut [T],
    compute: impl Fn(T, T) -> T,
) {
    let [a, b] = [0, 1].map(|i| operands[i].elements(inputs));
    let [steps_a, steps_b] = [0, 1].map(|i| operands[i].steps);
    let whole = [ow * oc, oc, 1];
    if steps_a == whole && steps_b == whole {
        let range = pixels.start * oc..pixels.end * oc;
        let pairs = a[range.clone()].iter().zip(&b[range]);
        for (out, (&a, &b)) in output.iter_mut().zip(pairs) {
            *out = compute(a, b);
        }
        return;
    }
    for (pixel, out) in pixels.zip(output.chunks_exact_mut(oc)) {
        let (y, x) = (pixel / ow, pixel % ow);
        let row = |elements: &'a [T], steps: [usize; 3]| {
            let from = &elements[y * steps[0] + x * steps[1]..];
            if steps[2] == 0 { &from[..1] } else { &from[..oc] }
        };
        match (row(a, steps_a), row(b, steps_b)) {
            (&[a], &[b]) => out.fill(compute(a, b)),
            (a, &[b]) => out.iter_mut().zip(a).for_each(|(out, &a)| *out = compute(a, b)),
            (&[a], b) => out.iter_mut().zip(b).for_each(|(out, &b)| *out = compute(a, b)),
            (a, b) => {
                for (out, (&a, &b)) in out.iter_mut().zip(a.iter().zip(b)) {
                    *out = compute(a, b);
                }
            }
        }
    }
}
