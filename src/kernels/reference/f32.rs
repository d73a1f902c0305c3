//! The reference kernels in single precision.

use super::{reshape, taps};
use crate::model::{Activation, Convolution, FloatWeights, Model, Op, Shape, Weights, Window};
use ndarray::{Array3, Array4, ArrayView3, Axis, s};

pub(super) fn run(model: &Model, input: &[u8]) -> Vec<Vec<u8>> {
    let input = input.as_chunks().0.iter().map(|&float| f32::from_le_bytes(float)).collect();
    let input = Array3::from_shape_vec(model.input.shape, input).expect("an input of its size");
    let mut values = vec![input];
    for step in &model.layers {
        let inputs: Vec<ArrayView3<f32>> = step.inputs.iter().map(|&v| values[v].view()).collect();
        values.push(layer(&step.op, &inputs, step.output.shape));
    }
    values[1..].iter().map(|v| v.iter().flat_map(|float| float.to_le_bytes()).collect()).collect()
}

/// One layer, whose output has `shape`.
fn layer(op: &Op, inputs: &[ArrayView3<f32>], shape: Shape) -> Array3<f32> {
    let x = inputs[0];
    match op {
        Op::Conv(conv) => standard(conv, weights(conv), x, shape),
        Op::Depthwise(conv) => depthwise(conv, weights(conv), x, shape),
        Op::AveragePool(window) => average_pool(window, x, shape),
        Op::Mean => mean(x, shape),
        Op::Add(activation) => (&x + &inputs[1]).mapv(|v| clamp(*activation, v)),
        Op::Reshape => reshape(x, shape),
        Op::Softmax { beta } => softmax(*beta, x),
        Op::Quantize => unreachable!("the reader rejects models of both kinds"),
    }
}

fn weights(conv: &Convolution) -> &FloatWeights {
    match &conv.weights {
        Weights::Float(weights) => weights,
        Weights::Quantized(_) => unreachable!("the reader rejects models of both kinds"),
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

/// Depthwise convolution: input `x` `[h, w, c]`, weights `[kh, kw, c]`, output `[oh, ow, c]`. Every
/// channel sums over its own window.
fn depthwise(
    conv: &Convolution,
    kernel: &FloatWeights,
    x: ArrayView3<f32>,
    shape: Shape,
) -> Array3<f32> {
    let ((h, w, c), [kh, kw]) = (x.dim(), conv.window.kernel);
    let weights =
        Array3::from_shape_vec((kh, kw, c), kernel.values.clone()).expect("checked by the reader");
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let mut sum = kernel.bias[n];
        for (ky, kx, iy, ix) in taps(&conv.window, [h, w, c], oy, ox) {
            sum += x[[iy, ix, n]] * weights[[ky, kx, n]];
        }
        clamp(conv.activation, sum)
    })
}

/// Average pooling: input `x` `[h, w, c]`, output `[oh, ow, c]`. The mean of a window; padding does
/// not count.
fn average_pool(window: &Window, x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    let (h, w, c) = x.dim();
    Array3::from_shape_fn(shape, |(oy, ox, n)| {
        let (mut sum, mut count) = (0.0, 0.0);
        for (_, _, iy, ix) in taps(window, [h, w, c], oy, ox) {
            sum += x[[iy, ix, n]];
            count += 1.0;
        }
        sum / count
    })
}

/// Mean: input `x` `[h, w, c]`, output `[1, 1, c]`. The mean over all positions.
fn mean(x: ArrayView3<f32>, shape: Shape) -> Array3<f32> {
    let (h, w, _) = x.dim();
    let sums = x.sum_axis(Axis(0)).sum_axis(Axis(0));
    Array3::from_shape_fn(shape, |(_, _, n)| sums[n] / (h * w) as f32)
}

/// Softmax over all elements of `x`, `[h, w, c]`. The largest logit is subtracted first, so that no
/// exponential overflows.
fn softmax(beta: f32, x: ArrayView3<f32>) -> Array3<f32> {
    let max = x.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = x.mapv(|v| ((v - max) * beta).exp());
    let sum = powers.sum();
    powers / sum
}

fn clamp(activation: Activation, value: f32) -> f32 {
    match activation {
        Activation::None => value,
        Activation::Relu => value.max(0.0),
        Activation::Relu6 => value.clamp(0.0, 6.0),
    }
}
