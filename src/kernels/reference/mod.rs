//! The reference kernels: every layer in plain loops, with the arithmetic of TensorFlow Lite's
//! reference kernels (`tensorflow/lite/kernels/internal/reference`). They are slow and meant to be
//! read; the fast kernels are tested against them.

mod f32;
pub(crate) mod int8;
mod moves;

use super::elementwise::{dequantize, number, quantize};
use crate::Error;
use crate::model::{Element, Layer, Model, Shape, Tensor, Window};
use ndarray::{Array3, ArrayView3};

/// A value of a model, `[h, w, c]`.
enum Value {
    /// The numbers as they are stored.
    Quantized(Array3<i32>),
    Float(Array3<f32>),
}

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
    let mut values = vec![Value::read(&model.input, input)];
    for step in &model.layers {
        values.push(layer(model, step, &values));
    }
    Ok(values[1..].iter().map(Value::bytes).collect())
}

/// The output of `layer`, given the values before it.
fn layer(model: &Model, layer: &Layer, values: &[Value]) -> Value {
    let input = model.value(layer.inputs[0]);
    match (&values[layer.inputs[0]], layer.output.element) {
        (Value::Float(x), Element::F32) => {
            let view = |&v: &usize| match &values[v] {
                Value::Float(array) => array.view(),
                Value::Quantized(_) => unreachable!("the reader checks the elements"),
            };
            let mut inputs: Vec<ArrayView3<f32>> = layer.inputs.iter().map(view).collect();
            inputs[0] = x.view();
            Value::Float(f32::layer(&layer.op, &inputs, layer.output.shape))
        }
        (Value::Quantized(_), Element::U8 | Element::I8) => {
            let view = |&v: &usize| match &values[v] {
                Value::Quantized(array) => (*model.value(v), array.view()),
                Value::Float(_) => unreachable!("the reader checks the elements"),
            };
            let inputs: Vec<int8::Activated> = layer.inputs.iter().map(view).collect();
            Value::Quantized(int8::layer(&layer.op, &inputs, &layer.output))
        }
        (Value::Float(x), _) => Value::Quantized(x.mapv(|real| quantize(real, &layer.output))),
        (Value::Quantized(x), _) => Value::Float(x.mapv(|number| dequantize(number, input))),
    }
}

impl Value {
    /// Of raw bytes.
    fn read(tensor: &Tensor, bytes: &[u8]) -> Self {
        if tensor.element == Element::F32 {
            let floats = bytes.as_chunks().0.iter().map(|&float| f32::from_le_bytes(float));
            return Self::Float(array(tensor.shape, floats.collect()));
        }
        let numbers = bytes.iter().map(|&byte| number(byte, tensor.element));
        Self::Quantized(array(tensor.shape, numbers.collect()))
    }

    /// Raw bytes.
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Quantized(array) => array.iter().map(|&number| number as u8).collect(),
            Self::Float(array) => array.iter().flat_map(|float| float.to_le_bytes()).collect(),
        }
    }
}

fn array<T>(shape: Shape, elements: Vec<T>) -> Array3<T> {
    Array3::from_shape_vec(shape, elements).expect("as many elements as the shape has")
}

/// Element `position` of an operand, where a size of 1 goes with every size.
fn broadcast<T: Copy>(x: ArrayView3<T>, position: (usize, usize, usize)) -> T {
    let (h, w, c) = x.dim();
    let along = |size: usize, at: usize| if size == 1 { 0 } else { at };
    x[[along(h, position.0), along(w, position.1), along(c, position.2)]]
}

/// The taps of the window at output position (`oy`, `ox`) that lie within an input of `shape`, not
/// in the padding: kernel row and column, input row and column.
pub(crate) fn taps(
    window: &Window,
    shape: Shape,
    oy: usize,
    ox: usize,
) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let Window { kernel: [kh, kw], stride: [sh, sw], pad: [top, left], dilation: [dh, dw] } =
        *window;
    let [h, w, _] = shape;
    (0..kh).flat_map(move |ky| (0..kw).map(move |kx| (ky, kx))).filter_map(move |(ky, kx)| {
        let y = (oy * sh + ky * dh).checked_sub(top).filter(|&y| y < h)?;
        let x = (ox * sw + kx * dw).checked_sub(left).filter(|&x| x < w)?;
        Some((ky, kx, y, x))
    })
}
