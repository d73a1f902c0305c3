//! The reference kernels: every layer in plain loops, with the arithmetic of TensorFlow Lite's
//! reference kernels (`tensorflow/lite/kernels/internal/reference`). They are slow and meant to be
//! read; the fast kernels are tested against them.

mod f32;
mod int8;

use crate::Error;
use crate::model::{Element, Model, Shape, Window};
use ndarray::{Array3, ArrayView3};

#[cfg(test)]
pub(crate) use int8::multiply;

/// Runs `model` on `input`, `[h][w][c]`. Returns the output of every layer, `[oh][ow][oc]`, in
/// order. All are raw bytes: an i8 by its bits, an f32 as four bytes in little-endian order.
///
/// # Errors
/// [`Error::InputSize`] if `input` does not have exactly the bytes that the model takes.
pub fn run(model: &Model, input: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let expected = model.input.bytes();
    if input.len() != expected {
        return Err(Error::InputSize { got: input.len(), expected });
    }
    Ok(match model.input.element {
        Element::F32 => f32::run(model, input),
        _ => int8::run(model, input),
    })
}

/// `x` with another shape of as many elements.
fn reshape<T: Copy>(x: ArrayView3<T>, shape: Shape) -> Array3<T> {
    Array3::from_shape_vec(shape, x.iter().copied().collect())
        .expect("a reshape keeps the number of elements")
}

/// The taps of the window at output position (`oy`, `ox`) that lie within an input of `shape`, not
/// in the padding: kernel row and column, input row and column.
fn taps(
    window: &Window,
    shape: Shape,
    oy: usize,
    ox: usize,
) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let Window { kernel: [kh, kw], stride: [sh, sw], pad: [top, left] } = *window;
    let [h, w, _] = shape;
    (0..kh).flat_map(move |ky| (0..kw).map(move |kx| (ky, kx))).filter_map(move |(ky, kx)| {
        let y = (oy * sh + ky).checked_sub(top).filter(|&y| y < h)?;
        let x = (ox * sw + kx).checked_sub(left).filter(|&x| x < w)?;
        Some((ky, kx, y, x))
    })
}
