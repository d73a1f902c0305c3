//! The truth: every layer in plain loops, with the arithmetic of TensorFlow Lite's reference
//! kernels (`tensorflow/lite/kernels/internal/reference`). Slow and meant to be read; the fast
//! kernels are tested against it.

use crate::Error;
use crate::model::{
    Convolution, Element, Model, Multiplier, Op, QuantizedWeights, Tensor, Weights, Window,
};
use ndarray::{Array3, Array4, ArrayView3, s};

/// Takes `input` through `model`; gives what every layer makes, in order, an int8 by its bits.
pub fn run(model: &Model, input: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let expected = model.input.len();
    if input.len() != expected {
        return Err(Error::InputSize { got: input.len(), expected });
    }
    let mut values = vec![numbers(&model.input, input)];
    for step in &model.layers {
        let (from, x) = (model.value(step.inputs[0]), values[step.inputs[0]].view());
        values.push(layer(&step.op, from, &step.output, x));
    }
    Ok(values[1..].iter().map(|value| value.iter().map(|&v| v as u8).collect()).collect())
}

/// One layer: stored values of `input` in, stored values of `output` out.
pub fn layer(op: &Op, input: &Tensor, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    match op {
        Op::Conv(conv) => standard(conv, quantized(conv), input, output, x),
        Op::Depthwise(conv) => depthwise(conv, quantized(conv), input, output, x),
        Op::AveragePool(window) => average_pool(window, output, x),
        Op::Reshape => Array3::from_shape_vec(output.shape, x.iter().copied().collect())
            .expect("a reshape keeps the number of elements"),
        Op::Softmax { beta } => softmax(*beta, input, output, x),
        Op::Quantize => quantize(input, output, x),
        Op::Mean | Op::Add(_) => unimplemented!("the reader does not let it through"),
    }
}

fn quantized(conv: &Convolution) -> &QuantizedWeights {
    match &conv.weights {
        Weights::Quantized(weights) => weights,
        Weights::Float(_) => unimplemented!("the reader does not let it through"),
    }
}

/// The stored bytes of a tensor as numbers.
pub fn numbers(tensor: &Tensor, bytes: &[u8]) -> Array3<i32> {
    let number = |&byte: &u8| match tensor.element {
        Element::I8 => i32::from(byte as i8),
        _ => i32::from(byte),
    };
    Array3::from_shape_vec(tensor.shape, bytes.iter().map(number).collect())
        .expect("as many bytes as the shape has elements")
}

/// Every output channel sums over all input channels.
fn standard(
    conv: &Convolution,
    kernel: &QuantizedWeights,
    input: &Tensor,
    output: &Tensor,
    x: ArrayView3<i32>,
) -> Array3<i32> {
    let [kh, kw] = conv.window.kernel;
    let [c, oc] = [input.shape[2], output.shape[2]];
    let weights: Vec<i32> = centred(kernel).collect();
    let weights = Array4::from_shape_vec((oc, kh, kw, c), weights).expect("checked by the reader");
    let x = x.mapv(|v| v - input.zero_point);
    let finish = finish(conv, kernel, input, output);
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, y, x_) in taps(&conv.window, input, oy, ox) {
            let (pixel, row) = (x.slice(s![y, x_, ..]), weights.slice(s![n, ky, kx, ..]));
            sum += pixel.dot(&row);
        }
        finish(n, sum)
    })
}

/// Every channel is summed on its own.
fn depthwise(
    conv: &Convolution,
    kernel: &QuantizedWeights,
    input: &Tensor,
    output: &Tensor,
    x: ArrayView3<i32>,
) -> Array3<i32> {
    let [kh, kw] = conv.window.kernel;
    let weights: Vec<i32> = centred(kernel).collect();
    let weights =
        Array3::from_shape_vec((kh, kw, input.shape[2]), weights).expect("checked by the reader");
    let finish = finish(conv, kernel, input, output);
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, y, x_) in taps(&conv.window, input, oy, ox) {
            sum += (x[[y, x_, n]] - input.zero_point) * weights[[ky, kx, n]];
        }
        finish(n, sum)
    })
}

/// The mean of the window's values, rounded half away from zero; what lies outside of the input
/// does not count.
fn average_pool(window: &Window, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let (h, w, c) = x.dim();
    let input = Tensor { shape: [h, w, c], ..*output };
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let (mut sum, mut count) = (0, 0);
        for (_, _, y, x_) in taps(window, &input, oy, ox) {
            sum += x[[y, x_, n]];
            count += 1;
        }
        // C divides towards zero, and so does Rust.
        if sum > 0 { (sum + count / 2) / count } else { (sum - count / 2) / count }
    })
}

fn quantize(input: &Tensor, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let factor = Multiplier::from_real(f64::from(input.scale) / f64::from(output.scale));
    let (min, max) = output.element.range();
    x.mapv(|v| (multiply(v - input.zero_point, factor) + output.zero_point).clamp(min, max))
}

fn softmax(beta: f32, input: &Tensor, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let max = x.iter().copied().max().unwrap_or(0);
    let step = -input.scale * beta;
    // By way of f64, whose rounding to f32 does not depend on the platform's library.
    let exp = |v: i32| f64::from(step * (max - v) as f32).exp() as f32;
    let sum: f32 = x.iter().fold(0.0, |sum, &v| sum + exp(v));
    let factor = 1.0 / (sum * output.scale);
    let (low, high) = output.element.range();
    x.mapv(|v| {
        let steps = exp(v) * factor;
        let steps = match output.element {
            Element::I8 => steps.round() as i32,
            _ => (steps + 0.5) as i32,
        };
        (steps + output.zero_point).clamp(low, high)
    })
}

/// The taps of a window at output place (`oy`, `ox`) that fall into the input: kernel row and
/// column, input row and column.
fn taps(
    window: &Window,
    input: &Tensor,
    oy: usize,
    ox: usize,
) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let Window { kernel: [kh, kw], stride: [sh, sw], pad: [top, left] } = *window;
    let [h, w, _] = input.shape;
    (0..kh).flat_map(move |ky| (0..kw).map(move |kx| (ky, kx))).filter_map(move |(ky, kx)| {
        let y = (oy * sh + ky).checked_sub(top).filter(|&y| y < h)?;
        let x = (ox * sw + kx).checked_sub(left).filter(|&x| x < w)?;
        Some((ky, kx, y, x))
    })
}

/// Weights less their zero point.
fn centred(kernel: &QuantizedWeights) -> impl Iterator<Item = i32> {
    (0..kernel.bytes.len()).map(|i| i32::from(kernel.centred(i)))
}

/// From the sum of channel `n` to the value that is stored.
fn finish(
    conv: &Convolution,
    kernel: &QuantizedWeights,
    input: &Tensor,
    output: &Tensor,
) -> impl Fn(usize, i32) -> i32 {
    let factors = kernel.multipliers(input, output, output.shape[2]);
    let (min, max) = conv.activation.range(output);
    let zero_point = output.zero_point;
    move |n, sum| (multiply(sum, factors[n]) + zero_point).clamp(min, max)
}

/// `value` times a real factor, as `MultiplyByQuantizedMultiplier` rounds it: first to an integer
/// after the multiplication, then once more after the shift to the right.
pub fn multiply(value: i32, by: Multiplier) -> i32 {
    let (left, right) = (by.shift.max(0), (-by.shift).max(0));
    shift_right(doubling_high_multiply(value << left, by.mantissa), right)
}

/// `a * b / 2^31`, halves rounded up, as `SaturatingRoundingDoublingHighMul` does.
fn doubling_high_multiply(a: i32, b: i32) -> i32 {
    if a == i32::MIN && b == i32::MIN {
        return i32::MAX;
    }
    let product = i64::from(a) * i64::from(b);
    let nudge = if product >= 0 { 1 << 30 } else { 1 - (1 << 30) };
    ((product + nudge) / (1 << 31)) as i32
}

/// `value / 2^by`, halves rounded away from zero, as `RoundingDivideByPOT` does.
fn shift_right(value: i32, by: i32) -> i32 {
    let value = i64::from(value);
    let mask = (1i64 << by) - 1;
    let threshold = (mask >> 1) + i64::from(value < 0);
    ((value >> by) + i64::from(value & mask > threshold)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_as_in_tensorflow_lite() {
        // The multiplication rounds halves up, the shift rounds them away from zero.
        let half = |shift| Multiplier { mantissa: 1 << 30, shift };
        for (value, shift, expected) in [
            (1, 0, 1),
            (-1, 0, 0),
            (3, 0, 2),
            (-3, 0, -1),
            (6, -1, 2),
            (-6, -1, -2),
            (2, -1, 1),
            (-2, -1, -1),
            (5, 2, 10),
            (i32::MAX, -31, 1),
            (i32::MIN, -31, -1),
        ] {
            assert_eq!(multiply(value, half(shift)), expected, "{value} with shift {shift}");
        }
    }
}
