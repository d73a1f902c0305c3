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

/// Both operands for `pixels` of an output of `shape`, if each element goes with one of the other.
pub(crate) fn element_by_element<'a, T: Copy>(
    operands: &'a [Operand<T>; 2],
    inputs: [&'a [T]; 2],
    [_, ow, oc]: Shape,
    pixels: &Range<usize>,
) -> Option<[&'a [T]; 2]> {
    let whole = [ow * oc, oc, 1];
    if operands[0].steps != whole || operands[1].steps != whole {
        return None;
    }
    let (a, b) = (operands[0].elements(inputs), operands[1].elements(inputs));
    let (from, to) = (pixels.start * oc, pixels.end * oc);
    Some([&a[from..to], &b[from..to]])
}

/// Writes `compute` of both operands, of any sizes that go together, to `pixels` of the output, which
/// has `shape`.
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
    for (pixel, out) in pixels.zip(output.chunks_exact_mut(oc)) {
        let (y, x) = (pixel / ow, pixel % ow);
        let row = |elements: &'a [T], steps: [usize; 3]| {
            &elements[y * steps[0] + x * steps[1]..][..(oc - 1) * steps[2] + 1]
        };
        let (a, b) = (row(a, steps_a), row(b, steps_b));
        for (channel, out) in out.iter_mut().enumerate() {
            *out = compute(a[channel * steps_a[2]], b[channel * steps_b[2]]);
        }
    }
}
