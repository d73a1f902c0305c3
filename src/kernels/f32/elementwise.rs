//! The layers that cost little, in single precision: sums and products, pools, softmax.

use crate::kernels::broadcast::{Operand, element_by_element, for_each_pair};
use crate::kernels::elementwise;
use crate::kernels::fours;
use crate::kernels::im2col::Windows;
use crate::model::{Activation, Arithmetic, ArithmeticKind, Pool, Shape, Tensor, Window};
use std::ops::Range;

/// A sum, a difference or a product, `[h][w][c]`.
#[derive(Clone, Debug)]
pub(crate) struct FloatPairs {
    kind: ArithmeticKind,
    activation: Activation,
    operands: [Operand<f32>; 2],
    output: Shape,
}

impl FloatPairs {
    /// From operands like `tensors`, one of which may be a constant, to a tensor like `output`.
    pub(crate) fn new(operator: &Arithmetic, tensors: [Tensor; 2], output: &Tensor) -> Self {
        Self {
            kind: operator.kind,
            activation: operator.activation,
            operands: Operand::both(operator, tensors, |number, _| number),
            output: output.shape,
        }
    }

    /// Computes `pixels` of the output, `[pixels][c]`; `inputs` are the operands that are no
    /// constants, in their order.
    pub(crate) fn run<'a>(
        &'a self,
        inputs: [&'a [f32]; 2],
        pixels: Range<usize>,
        output: &mut [f32],
    ) {
        let (kind, limits) = (self.kind, self.activation.limits());
        let Some([a, b]) = element_by_element(&self.operands, inputs, self.output, &pixels) else {
            return for_each_pair(&self.operands, inputs, self.output, pixels, output, |a, b| {
                elementwise::arithmetic(kind, limits, a, b)
            });
        };
        // Each kind in a loop of its own, which has no branch.
        macro_rules! run {
            ($kind:ident) => {
                fours::zip(output, a, b, |a, b| {
                    elementwise::arithmetic(ArithmeticKind::$kind, limits, a, b)
                })
            };
        }
        match kind {
            ArithmeticKind::Add => run!(Add),
            ArithmeticKind::Sub => run!(Sub),
            ArithmeticKind::Mul => run!(Mul),
        }
    }
}

/// Pooling, `[h][w][c]` to `[oh][ow][c]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FloatPool {
    windows: Windows,
    activation: Activation,
    /// Whether it takes the largest of a window, not the mean.
    largest: bool,
}

impl FloatPool {
    /// AVERAGE_POOL_2D.
    pub(crate) fn mean(pool: Pool, input: &Tensor, output: &Tensor) -> Self {
        let Pool { window, activation } = pool;
        let windows = Windows { window, input: input.shape, output: output.shape };
        Self { windows, activation, largest: false }
    }

    /// MAX_POOL_2D.
    pub(crate) fn max(pool: Pool, input: &Tensor, output: &Tensor) -> Self {
        Self { largest: true, ..Self::mean(pool, input, output) }
    }

    /// MEAN over all positions; REDUCE_MAX if `largest`.
    pub(crate) fn whole(largest: bool, input: &Tensor, output: &Tensor) -> Self {
        let window = Window::whole(input.shape);
        let pool = Pool { window, activation: Activation::None };
        Self { largest, ..Self::mean(pool, input, output) }
    }

    /// Computes `pixels` of the output, `[pixels][c]`, from all of the input. Padding does not
    /// count.
    pub(crate) fn run(&self, input: &[f32], pixels: Range<usize>, output: &mut [f32]) {
        let [_, w, c] = self.windows.input;
        let (min, max) = self.activation.limits();
        for (pixel, pooled) in pixels.zip(output.chunks_exact_mut(c)) {
            let (ys, xs) = self.windows.covered(pixel);
            let count = (ys.len() * xs.len()) as f32;
            let inside = ys.flat_map(|y| xs.clone().map(move |x| (y * w + x) * c));
            pooled.fill(if self.largest { f32::NEG_INFINITY } else { 0.0 });
            for at in inside {
                let pixel = &input[at..at + c];
                if self.largest {
                    fours::update(pooled, pixel, f32::max);
                } else {
                    fours::update(pooled, pixel, |sum, value| sum + value);
                }
            }
            for pooled in pooled {
                let value = if self.largest { *pooled } else { *pooled / count };
                *pooled = value.max(min).min(max);
            }
        }
    }
}

/// Logits to probabilities, `[rows][channels]`, each row by itself.
pub(crate) fn softmax(beta: f32, channels: usize, input: &[f32], output: &mut [f32]) {
    for (row, out) in input.chunks_exact(channels).zip(output.chunks_exact_mut(channels)) {
        let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for (out, &logit) in out.iter_mut().zip(row) {
            *out = (beta * (logit - max)).exp();
        }
        let sum: f32 = out.iter().sum();
        for out in out {
            *out /= sum;
        }
    }
}
