//! Operators that only move numbers to other places.

use crate::model::Shape;
use ndarray::{Array3, ArrayView3, Axis, concatenate, s};

/// `x` with another shape of as many elements.
pub(super) fn reshape<T: Copy>(x: ArrayView3<T>, shape: Shape) -> Array3<T> {
    Array3::from_shape_vec(shape, x.iter().copied().collect())
        .expect("a reshape keeps the number of elements")
}

/// `x` with rows, columns and channels of `number` around it: `before` of them stand before it, and
/// as many after it as `shape` has room for.
pub(super) fn pad<T: Copy>(
    x: ArrayView3<T>,
    [top, left, first]: [usize; 3],
    number: T,
    shape: Shape,
) -> Array3<T> {
    let (h, w, c) = x.dim();
    let mut padded = Array3::from_elem(shape, number);
    padded.slice_mut(s![top..top + h, left..left + w, first..first + c]).assign(&x);
    padded
}

/// Several values, one behind the other along `axis`.
pub(super) fn concat<T: Copy>(parts: &[ArrayView3<T>], axis: usize) -> Array3<T> {
    concatenate(Axis(axis), parts).expect("checked by the reader")
}

/// Axis `i` of the output is axis `order[i]` of `x`.
pub(super) fn transpose<T: Copy>(x: ArrayView3<T>, order: [usize; 3]) -> Array3<T> {
    x.permuted_axes(order).as_standard_layout().into_owned()
}
