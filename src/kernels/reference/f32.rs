//! The reference kernels in single precision.

use super::moves::{concat, pad, reshape, transpose};
use super::{array, broadcast, taps};
use crate::kernels::elementwise;
use crate::model::{Activation, Arithmetic, Convolution, FloatWeights, Op, Pool, Shape, Weights};
use ndarray::{Array3, Array4, ArrayView3, Axis, s};

/// One layer, whose output has `shape`.
pub(super) fn layer(op: &Op, inputs: &[ArrayView3<f32>], shape: Shape) -> Array3<f32> {
    let x = inputs[0];
    match op {
        Op::Conv(conv) => standard(conv, weights(conv), x, shape),
        Op::Depthwise(conv) => depthwise(conv, weights(conv), x, shape),
        Op::AveragePool(pool) => average_pool(pool, x, shape),
        Op::MaxPool(pool) => max_pool(pool, x, shape),
        Op::Mean => mean(x, shape),
        Op::Max => max(x, shape),
        Op::Arithmetic(operator) => arithmetic(operator, inputs, shape),
        Op::Function(function) => x.mapv(|v| elementwise::function(*function, v)),
        Op::Pad { before, number } => pad(x, *before, *number, shape),
        Op::Concat { axis } => concat(inputs, *axis),
        Op::Transpose { order } => transpose(x, *order),
        Op::Reshape => reshape(x, shape),
        Op::Softmax { beta } => softmax(*beta, x),
        Op::Quantize => x.to_owned(),
    }
}

fn weights(conv: &Convolution) -> &FloatWeights {
    match &conv.weights {
        Weights::Float(weights) => weights,
        Weights::Quantized(_) => unreachable!("the reader checks the elements"),
    }
}

/// Standard convolution: input `x` `[h, w, c]`, weights `[oc, kh, kw, c]`, output `[oh, ow, oc]`.
/// Every output channel sums over a window of all input channels.
fn standard(
    conv: &Convolution,
    kernel: &FloatWeights,
    x: ArrayView3<f32>,
    shape: Shape,
) -> Array3<f32> {
    let ((h, w, c), [kh, kw]) = (x.dim(), conv.window.kernel);
    let weights = Array4::from_shape_vec((shape[2], kh, kw, c), kernel.values.clone())
        .expect("checked by the reader");
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, iy, ix) in taps(&conv.window, [h, w, c], oy, ox) {
            sum += x.slice(s![iy, ix, ..]).dot(&weights.slice(s![n, ky, kx, ..]));
        }
        clamp(conv.activation, sum)
    })
}

/// Depthwise convolution: input `x` `[h, w, c]`, weights `[kh, kw, oc]`, output `[oh, ow, oc]`. Every
/// output channel sums over the window of one input channel.
fn depthwise(
    conv: &Convolution,
    kernel: &FloatWeights,
    x: ArrayView3<f32>,
    shape: Shape,
) -> Array3<f32> {
    let ((h, w, c), [kh, kw]) = (x.dim(), conv.window.kernel);
    let weights = array([kh, kw, shape[2]], kernel.values.clone());
    let multiplier = shape[2] / c;
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, iy, ix) in taps(&conv.window, [h, w, c], oy, ox) {
            sum += x[[iy, ix, n / multiplier]] * weights[[ky, kx, n]];
        }
        clamp(conv.activation, sum)
    })
}

/// Average pooling: input `x` `[h, w, c]`, output `[oh, ow, c]`. The mean of a window; padding does
/// not count.
fn average_pool(pool: &Pool, x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    let (h, w, c) = x.dim();
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let (mut sum, mut count) = (0.0, 0.0);
        for (_, _, iy, ix) in taps(&pool.window, [h, w, c], oy, ox) {
            sum += x[[iy, ix, n]];
            count += 1.0;
        }
        clamp(pool.activation, sum / count)
    })
}

/// Max pooling: input `x` `[h, w, c]`, output `[oh, ow, c]`. The largest of a window.
fn max_pool(pool: &Pool, x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    let (h, w, c) = x.dim();
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let inside = taps(&pool.window, [h, w, c], oy, ox).map(|(_, _, y, ix)| x[[y, ix, n]]);
        clamp(pool.activation, inside.fold(f32::NEG_INFINITY, f32::max))
    })
}

/// The largest over all positions: input `x` `[h, w, c]`, output `[1, 1, c]`.
fn max(x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    Array3::from_shape_fn(shape, |(_, _, n)| {
        x.slice(s![.., .., n]).iter().copied().fold(f32::NEG_INFINITY, f32::max)
    })
}

/// A sum, a difference or a product: operands `[h, w, c]`, where a size of 1 goes with every size.
fn arithmetic(operator: &Arithmetic, inputs: &[ArrayView3<f32>], shape: Shape) -> Array3<f32> {
    let constant = operator.constant.as_ref();
    let stored = constant.map(|c| array(c.tensor.shape, c.numbers.clone()));
    let mut operands: Vec<ArrayView3<f32>> = inputs.to_vec();
    if let (Some(constant), Some(stored)) = (constant, &stored) {
        operands.insert(usize::from(!constant.first), stored.view());
    }
    let limits = operator.activation.limits();
    Array3::from_shape_fn(shape, |position| {
        let [a, b] = [0, 1].map(|i| broadcast(operands[i], position));
        elementwise::arithmetic(operator.kind, limits, a, b)
    })
}

/// Mean: input `x` `[h, w, c]`, output `[1, 1, c]`. The mean over all positions.
fn mean(x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    let (h, w, _) = x.dim();
    let sums = x.sum_axis(Axis(0)).sum_axis(Axis(0));
    Array3::from_shape_fn(shape, |(_, _, n)| sums[n] / (h * w) as f32)
}

/// Softmax: input `x` `[h, w, c]`, output `[h, w, c]`, each row of channels by itself. The largest
/// logit is subtracted first, so that no exponential overflows.
fn softmax(beta: f32, x: ArrayView3<f32>) -> Array3<f32> {
    let mut y = x.to_owned();
    for mut row in y.lanes_mut(Axis(2)) {
        let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.mapv_inplace(|v| ((v - max) * beta).exp());
        let sum = row.sum();
        row.mapv_inplace(|v| v / sum);
    }
    y
}

fn clamp(activation: Activation, value: f32) -> f32 {
    let (min, max) = activation.limits();
    value.max(min).min(max)
}
