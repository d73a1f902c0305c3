//! Logits to probabilities, as TensorFlow Lite does it for bytes: exponentials from a table of 256,
//! summed in single precision in order.

use super::stored;
use crate::model::Tensor;

/// A softmax over all elements.
#[derive(Clone, Debug)]
pub struct Softmax {
    /// `exp(-beta * scale * i)` for a logit `i` steps below the largest.
    exponentials: Box<[f32; 256]>,
    scale: f32,
    zero_point: i32,
}

impl Softmax {
    /// From logits like `input`, times `beta`, to probabilities like `output`.
    pub fn new(beta: f32, input: &Tensor, output: &Tensor) -> Self {
        let step = -input.scale * beta;
        // Through f64, so that every platform's exponential rounds to the same f32.
        let exponential = |i: usize| f64::from(step * i as f32).exp() as f32;
        Self {
            exponentials: Box::new(std::array::from_fn(exponential)),
            scale: output.scale,
            zero_point: stored(output).zero_point,
        }
    }

    /// Stored bytes to stored bytes.
    #[inline(never)]
    pub fn run(&self, input: &[u8], output: &mut [u8]) {
        let max = input.iter().copied().max().unwrap_or(0);
        let exponential = |&byte: &u8| self.exponentials[usize::from(max - byte)];
        let sum: f32 = input.iter().map(exponential).sum();
        let factor = 1.0 / (sum * self.scale);
        for (out, byte) in output.iter_mut().zip(input) {
            let steps = (exponential(byte) * factor + 0.5) as i32;
            *out = (steps + self.zero_point).clamp(0, 255) as u8;
        }
    }
}
