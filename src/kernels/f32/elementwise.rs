//! The layers that cost little, in single precision: addition, means, softmax.

use super::range;
use crate::kernels::im2col::Windows;
use crate::model::{Activation, Shape, Window};

/// Adds element by element, and clamps. All slices are equally long; the shortest counts.
pub(crate) fn add(activation: Activation, a: &[f32], b: &[f32], output: &mut [f32]) {
    let (min, max) = range(activation);
    for ((out, &a), &b) in output.iter_mut().zip(a).zip(b) {
        *out = (a + b).max(min).min(max);
    }
}

/// The mean over each window, `[h][w][c]` to `[oh][ow][c]`, the two `shapes`. Padding does not
/// count.
pub(crate) fn average_pool(window: Window, shapes: [Shape; 2], input: &[f32], output: &mut [f32]) {
    let [from, to] = shapes;
    let windows = Windows { window, input: from, output: to };
    let [_, w, c] = from;
    for (pixel, means) in output.chunks_exact_mut(c).enumerate() {
        means.fill(0.0);
        let (ys, xs) = windows.covered(pixel);
        let count = (ys.len() * xs.len()) as f32;
        for at in ys.flat_map(|y| xs.clone().map(move |x| (y * w + x) * c)) {
            for (mean, &value) in means.iter_mut().zip(&input[at..at + c]) {
                *mean += value;
            }
        }
        for mean in means {
            *mean /= count;
        }
    }
}

/// Logits to probabilities, over all elements.
pub(crate) fn softmax(beta: f32, input: &[f32], output: &mut [f32]) {
    let max = input.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for (out, &logit) in output.iter_mut().zip(input) {
        *out = (beta * (logit - max)).exp();
    }
    let sum: f32 = output.iter().sum();
    for out in output {
        *out /= sum;
    }
}
