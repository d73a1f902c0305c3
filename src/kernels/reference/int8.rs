//! The reference kernels for quantised layers, which TensorFlow Lite defines to the last bit.

use super::moves::{concat, pad, reshape, transpose};
use super::{array, broadcast, taps};
use crate::kernels::elementwise::{
    QuantizedArithmetic, concatenated, multiply, quantized_function, requantize,
};
use crate::kernels::fixed_point::{
    doubling_high_multiply, exp_on_negative_values, reciprocal, shift_right,
};
use crate::model::{
    Arithmetic, Convolution, Multiplier, Op, Pool, QuantizedWeights, Rounding, Tensor, Weights,
};
use ndarray::{Array3, Array4, ArrayView3, Axis, s};

/// The tensor of an activation, and its stored numbers, `[h, w, c]`.
pub(crate) type Activated<'a> = (Tensor, ArrayView3<'a, i32>);

/// One layer, from stored numbers to stored numbers.
pub(crate) fn layer(op: &Op, inputs: &[Activated], output: &Tensor) -> Array3<i32> {
    let (ref input, x) = inputs[0];
    match op {
        Op::Conv(conv) => standard(conv, weights(conv), input, output, x),
        Op::Depthwise(conv) => depthwise(conv, weights(conv), input, output, x),
        Op::AveragePool(pool) => average_pool(pool, output, x),
        Op::MaxPool(pool) => max_pool(pool, output, x),
        Op::Mean => mean(input, output, x),
        Op::Max => Array3::from_shape_fn(output.shape, |(_, _, n)| {
            x.slice(s![.., .., n]).iter().copied().fold(i32::MIN, i32::max)
        }),
        Op::Arithmetic(operator) => arithmetic(operator, inputs, output),
        Op::Function(function) => x.mapv(|v| quantized_function(*function, input, output, v)),
        Op::Pad { before, number } => pad(x, *before, *number as i32, output.shape),
        Op::Concat { axis } => {
            let rescaled = |(tensor, x): &Activated| x.mapv(|v| concatenated(tensor, output, v));
            let parts: Vec<Array3<i32>> = inputs.iter().map(rescaled).collect();
            concat(&parts.iter().map(|part| part.view()).collect::<Vec<_>>(), *axis)
        }
        Op::Transpose { order } => transpose(x, *order),
        Op::Reshape => reshape(x, output.shape),
        Op::Softmax { beta } => softmax(*beta, input, output, x),
        Op::Quantize => x.mapv(|v| requantize(input, output, v)),
    }
}

fn weights(conv: &Convolution) -> &QuantizedWeights {
    match &conv.weights {
        Weights::Quantized(weights) => weights,
        Weights::Float(_) => unreachable!("the reader checks the elements"),
    }
}

/// Standard convolution: input `x` `[h, w, c]`, weights `[oc, kh, kw, c]`, output `[oh, ow, oc]`.
/// Every output channel sums over a window of all input channels (`reference_ops::Conv`,
/// `reference_integer_ops::ConvPerChannel`).
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
        for (ky, kx, iy, ix) in taps(&conv.window, input.shape, oy, ox) {
            let (pixel, row) = (x.slice(s![iy, ix, ..]), weights.slice(s![n, ky, kx, ..]));
            sum += pixel.dot(&row);
        }
        finish(n, sum)
    })
}

/// Depthwise convolution: input `x` `[h, w, c]`, weights `[kh, kw, oc]`, output `[oh, ow, oc]`. Every
/// output channel sums over the window of one input channel (`reference_ops::DepthwiseConv`,
/// `reference_integer_ops::DepthwiseConvPerChannel`).
fn depthwise(
    conv: &Convolution,
    kernel: &QuantizedWeights,
    input: &Tensor,
    output: &Tensor,
    x: ArrayView3<i32>,
) -> Array3<i32> {
    let ([kh, kw], oc) = (conv.window.kernel, output.shape[2]);
    let weights = array([kh, kw, oc], centred(kernel).collect());
    let multiplier = oc / input.shape[2];
    let finish = finish(conv, kernel, input, output);
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, iy, ix) in taps(&conv.window, input.shape, oy, ox) {
            sum += (x[[iy, ix, n / multiplier]] - input.zero_point) * weights[[ky, kx, n]];
        }
        finish(n, sum)
    })
}

/// Average pooling: input `x` `[h, w, c]`, output `[oh, ow, c]`. The mean of a window, halves
/// rounded away from zero; padding does not count (`AveragePool`).
fn average_pool(pool: &Pool, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let ((h, w, c), (min, max)) = (x.dim(), pool.activation.range(output));
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let (mut sum, mut count) = (0, 0);
        for (_, _, iy, ix) in taps(&pool.window, [h, w, c], oy, ox) {
            sum += x[[iy, ix, n]];
            count += 1;
        }
        // Division truncates, as in C.
        let mean = if sum > 0 { (sum + count / 2) / count } else { (sum - count / 2) / count };
        mean.clamp(min, max)
    })
}

/// Max pooling: input `x` `[h, w, c]`, output `[oh, ow, c]`. The largest of a window (`MaxPool`).
fn max_pool(pool: &Pool, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let ((h, w, c), (min, max)) = (x.dim(), pool.activation.range(output));
    Array3::from_shape_fn(output.shape, |(oy, ox, n)| {
        let inside = taps(&pool.window, [h, w, c], oy, ox).map(|(_, _, y, ix)| x[[y, ix, n]]);
        inside.fold(i32::MIN, i32::max).clamp(min, max)
    })
}

/// Mean: input `x` `[h, w, c]`, output `[1, 1, c]`. The mean over all positions; one multiplier
/// includes both scales and the number of positions (`QuantizedMeanOrSum`).
fn mean(input: &Tensor, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let factor = mean_factor(input, output);
    let (min, max) = output.element.range();
    let sums = x.mapv(|v| v - input.zero_point).sum_axis(Axis(0)).sum_axis(Axis(0));
    Array3::from_shape_fn(output.shape, |(_, _, n)| {
        (multiply(sums[n], factor) + output.zero_point).clamp(min, max)
    })
}

/// The factor of MEAN from a sum over all positions to a step of the output.
pub(crate) fn mean_factor(input: &Tensor, output: &Tensor) -> Multiplier {
    let [h, w, _] = input.shape;
    let ratio = f64::from(input.scale) / f64::from(output.scale);
    Multiplier::from_real(ratio).divided(h * w)
}

/// A sum, a difference or a product: operands `[h, w, c]`, where a size of 1 goes with every size
/// (`BroadcastAdd4DSlow`, `BroadcastMul4DSlow`).
fn arithmetic(operator: &Arithmetic, inputs: &[Activated], output: &Tensor) -> Array3<i32> {
    let tensors: Vec<Tensor> = inputs.iter().map(|(tensor, _)| *tensor).collect();
    let constant = operator.constant.as_ref();
    let stored = constant.map(|c| array(c.tensor.shape, c.numbers.clone()).mapv(|v| v as i32));
    let mut operands: Vec<ArrayView3<i32>> = inputs.iter().map(|(_, x)| *x).collect();
    if let (Some(constant), Some(stored)) = (constant, &stored) {
        operands.insert(usize::from(!constant.first), stored.view());
    }
    let exact = QuantizedArithmetic::new(
        operator.kind,
        operator.activation,
        operator.operands(&tensors),
        output,
    );
    Array3::from_shape_fn(output.shape, |position| {
        exact.apply(broadcast(operands[0], position), broadcast(operands[1], position))
    })
}

/// Softmax: input `x` `[h, w, c]`, output `[h, w, c]`. Each row of channels by itself, in fixed
/// point: differences to the largest in Q5.26, exponentials in Q0.31, their sum in Q12.19
/// (`reference_ops::Softmax`). The output is in steps of 1/256 from the smallest number on.
fn softmax(beta: f32, input: &Tensor, output: &Tensor, x: ArrayView3<i32>) -> Array3<i32> {
    let real = f64::from(beta) * f64::from(input.scale) * 2f64.powi(26);
    let by = Multiplier::from_real(real.min(f64::from(i32::MAX)));
    let left = by.shift.max(0);
    // The exponential of a difference below this is too small to count.
    let radius = ((31i64 << 26) >> left) as i32;
    let exponential = |difference: i32| {
        if difference < -radius {
            return 0;
        }
        exp_on_negative_values(doubling_high_multiply(difference << left, by.mantissa))
    };
    let (min, max) = output.element.range();
    let mut y = x.to_owned();
    for mut row in y.lanes_mut(Axis(2)) {
        let largest = row.iter().copied().max().unwrap_or(0);
        row.mapv_inplace(|v| exponential(v - largest));
        let sum = row.iter().fold(0, |sum: i32, &v| sum.wrapping_add(shift_right(v, 12)));
        let (factor, bits) = reciprocal(sum);
        let right = (bits + 31 - 8) as u32;
        row.mapv_inplace(|v| {
            (shift_right(doubling_high_multiply(factor, v), right) + min).clamp(min, max)
        });
    }
    y
}

/// Weights less their zero point.
fn centred(kernel: &QuantizedWeights) -> impl Iterator<Item = i32> {
    (0..kernel.bytes.len()).map(|i| i32::from(kernel.centred(i)))
}

/// A function from a channel and its accumulator to the stored number.
pub(crate) fn finish(
    conv: &Convolution,
    kernel: &QuantizedWeights,
    input: &Tensor,
    output: &Tensor,
) -> impl Fn(usize, i32) -> i32 + use<> {
    let factors = kernel.multipliers(input, output, output.shape[2]);
    let (min, max) = conv.activation.range(output);
    let zero_point = output.zero_point;
    let multiply = match kernel.rounding {
        Rounding::Twice => multiply,
        Rounding::Once => multiply_once,
    };
    move |n, sum| multiply(sum, factors[n]).wrapping_add(zero_point).clamp(min, max)
}

/// `value` times a multiplier, rounded once, halves up (as with `TFLITE_SINGLE_ROUNDING`).
fn multiply_once(value: i32, by: Multiplier) -> i32 {
    let right = 31 - by.shift;
    let half = 1i64 << (right - 1);
    ((i64::from(value) * i64::from(by.mantissa) + half) >> right) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rounding_takes_halves_up() {
        let half = |shift| Multiplier { mantissa: 1 << 30, shift };
        for (value, shift, expected) in [
            (1, 0, 1),
            (-1, 0, 0),
            (-3, 0, -1),
            // Two roundings would give 3: 4.5 becomes 5, and 2.5 becomes 3.
            (9, -1, 2),
            (6, -1, 2),
            (-6, -1, -1),
            (5, 2, 10),
            (i32::MAX, -31, 0),
            (i32::MIN, -31, 0),
        ] {
            assert_eq!(multiply_once(value, half(shift)), expected, "{value} with shift {shift}");
        }
        assert_eq!(multiply(9, half(-1)), 3);
    }

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
