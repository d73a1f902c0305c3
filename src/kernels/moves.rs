//! Layers that only move elements of any type to other places.

use crate::model::Shape;

/// A part of a padded or concatenated value: where in the output, `[oh][ow][oc]`, an input of
/// `[h][w][c]` goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placement {
    pub(crate) input: Shape,
    /// Row, column and channel of the output where the input begins.
    pub(crate) at: [usize; 3],
    pub(crate) output: Shape,
}

impl Placement {
    /// Puts all of `input` in its place: `copy` takes what lies side by side in both.
    pub(crate) fn put<T>(&self, input: &[T], output: &mut [T], copy: impl Fn(&mut [T], &[T])) {
        let ([h, w, c], [_, ow, oc], [top, left, first]) = (self.input, self.output, self.at);
        let run = if c == oc { w * c } else { c };
        for (y, row) in input.chunks_exact(w * c).take(h).enumerate() {
            let at = ((top + y) * ow + left) * oc + first;
            for (x, elements) in row.chunks_exact(run).enumerate() {
                copy(&mut output[at + x * oc..][..run], elements);
            }
        }
    }
}

/// Axis `i` of `output` is axis `order[i]` of `input`, which has `shape`.
pub(crate) fn transpose<T: Copy>(shape: Shape, order: [usize; 3], input: &[T], output: &mut [T]) {
    let steps = [shape[1] * shape[2], shape[2], 1];
    let [oh, ow, oc] = order.map(|axis| shape[axis]);
    let [row, column, channel] = order.map(|axis| steps[axis]);
    let positions = (0..oh).flat_map(|y| (0..ow).map(move |x| y * row + x * column));
    for (from, pixel) in positions.zip(output.chunks_exact_mut(oc)) {
        for (n, out) in pixel.iter_mut().enumerate() {
            *out = input[from + n * channel];
        }
    }
}

/// Each channel of `input`, `[h][w][c]`, `times` times in turn.
pub(crate) fn repeat_channels<T: Copy>(times: usize, input: &[T], output: &mut [T]) {
    for (&element, out) in input.iter().zip(output.chunks_exact_mut(times)) {
        out.fill(element);
    }
}
