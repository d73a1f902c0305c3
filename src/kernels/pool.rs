//! The mean over a window, rounded half away from zero, as in TensorFlow Lite.

use super::storage_shift;
use crate::model::{Element, Shape, Tensor, Window};

/// Channels that are summed together.
const GROUP: usize = 16;

/// An average pool; input and output have one scale and zero point.
#[derive(Clone, Debug)]
pub struct AveragePool {
    window: Window,
    input: Shape,
    output: Shape,
    element: Element,
}

impl AveragePool {
    /// Takes windows of `input` to places of `output`.
    pub fn new(window: Window, input: &Tensor, output: &Tensor) -> Self {
        Self { window, input: input.shape, output: output.shape, element: input.element }
    }

    /// `h w c` stored bytes to `oh ow c` stored bytes. Places outside of the input do not count.
    pub fn run(&self, input: &[u8], output: &mut [u8]) {
        let [h, w, c] = self.input;
        let Window { kernel, stride, pad } = self.window;
        let reach = |o: usize, axis: usize, len: usize| {
            let end = (o * stride[axis] + kernel[axis]).saturating_sub(pad[axis]).min(len);
            (o * stride[axis]).saturating_sub(pad[axis])..end
        };
        for (place, out) in output.chunks_exact_mut(c).enumerate() {
            let (oy, ox) = (place / self.output[1], place % self.output[1]);
            let (ys, xs) = (reach(oy, 0, h), reach(ox, 1, w));
            let count = (ys.len() * xs.len()) as i32;
            let shift = storage_shift(self.element);
            for (first, means) in (0..c).step_by(GROUP).zip(out.chunks_mut(GROUP)) {
                let mut sums = [0i32; GROUP];
                for at in ys.clone().flat_map(|y| xs.clone().map(move |x| (y * w + x) * c)) {
                    let bytes = &input[at + first..at + first + means.len()];
                    for (sum, &byte) in sums.iter_mut().zip(bytes) {
                        *sum += i32::from(byte) - shift;
                    }
                }
                for (mean, sum) in means.iter_mut().zip(sums) {
                    let half = if sum > 0 { count / 2 } else { -(count / 2) };
                    *mean = ((sum + half) / count + shift) as u8;
                }
            }
        }
    }
}
