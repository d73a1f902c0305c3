//! Cells that are made of a window: convolutions, averages, maxima.

use super::place::Place;
use super::{Finish, Quantization, Tap, Work};
use crate::model::{Activation, Convolution, Multiplier, Rounding, Weights, Window};

impl Place<'_> {
    /// The taps of a window over `channels` of the input, row after row, those on padding too.
    #[inline(never)]
    fn window(&self, window: &Window, channels: std::ops::Range<usize>) -> Vec<Tap> {
        let input = self.operand(0);
        let [h, w, _] = input.shape;
        let [kh, kw] = window.kernel;
        let mut taps = Vec::new();
        for at in 0..kh * kw {
            let (ky, kx) = (at / kw, at % kw);
            let to = |i: usize, tap: usize| {
                (self.position[i] * window.stride[i] + tap * window.dilation[i]) as i32
                    - window.pad[i] as i32
            };
            let (y, x) = (to(0, ky), to(1, kx));
            let padding = y as usize >= h || x as usize >= w;
            for channel in channels.clone() {
                let mut tap = self.tap(0, [y.max(0) as usize, x.max(0) as usize, channel]);
                if padding {
                    (tap.input, tap.product) = (input.zero_point.into(), 0.0);
                }
                taps.push(Tap { ky, kx, y, x, padding, ..tap });
            }
        }
        taps
    }

    /// A convolution, depthwise or not.
    pub(super) fn convolution(&self, conv: &Convolution, depthwise: bool) -> Work {
        let (input, output) = (self.operand(0), &self.layer.output);
        let n = self.position[2];
        let ([_, _, c], [_, _, oc]) = (input.shape, output.shape);
        let first = n / (oc / c).max(1);
        let channels = if depthwise { first..first + 1 } else { 0..c };
        let mut taps = self.window(&conv.window, channels);
        // From a weight of the cell's channel to the next.
        let (start, step) = if depthwise { (n, oc) } else { (n * taps.len(), 1) };
        let mut work = match &conv.weights {
            Weights::Quantized(weights) => {
                for (i, tap) in taps.iter_mut().enumerate() {
                    let centred = f64::from(weights.centred(start + i * step));
                    tap.weight = centred + f64::from(weights.zero_point);
                    tap.product *= centred;
                }
                let by = weights.multiplier(input, output, n);
                let finish = Finish::Multiplied(by, weights.rounding);
                let mut work = self.work(taps, conv.activation, finish);
                work.weight =
                    Quantization { scale: weights.scale(n), zero_point: weights.zero_point };
                work.bias = weights.bias[n].into();
                work
            }
            Weights::Float(weights) => {
                for (i, tap) in taps.iter_mut().enumerate() {
                    tap.weight = weights.values[start + i * step].into();
                    tap.product = f64::from((tap.product * tap.weight) as f32);
                }
                let finish = Finish::Multiplied(Multiplier::ONE, Rounding::Once);
                let mut work = self.work(taps, conv.activation, finish);
                work.bias = weights.bias[n].into();
                work
            }
        };
        work.unit *= f64::from(work.weight.scale);
        work
    }

    /// The mean of a window, without the padding.
    pub(super) fn average(&self, window: Window, activation: Activation) -> Work {
        let taps = self.inside(&window);
        let count = taps.len() as f64;
        let sum = self.sum(&taps);
        let scaled = if self.is_float() {
            f64::from(sum as f32 / count as f32)
        } else {
            // Of numbers as they are stored, halves away from zero.
            let sum = sum + count * self.zero();
            let half = (taps.len() / 2) as f64;
            ((sum + if sum > 0.0 { half } else { -half }) / count).trunc() - self.zero()
        };
        Work { activation, ..self.given(taps, sum, 1.0 / count, scaled) }
    }

    /// The mean over all positions, under a quantisation of its own.
    pub(super) fn mean(&self) -> Work {
        let input = self.operand(0);
        let window = Window::whole(input.shape);
        if self.is_float() {
            return self.average(window, Activation::None);
        }
        let taps = self.inside(&window);
        let real = f64::from(input.scale) / f64::from(self.layer.output.scale);
        let by = Multiplier::from_real(real).divided(taps.len());
        self.work(taps, Activation::None, Finish::Multiplied(by, Rounding::Twice))
    }

    /// The largest of a window.
    pub(super) fn largest(&self, window: Window, activation: Activation) -> Work {
        let taps = self.inside(&window);
        let largest = taps.iter().fold(f64::NEG_INFINITY, |most, tap| most.max(tap.product));
        Work { activation, ..self.given(taps, largest, 1.0, largest) }
    }

    /// The taps of the cell's own channel that do not fall on padding.
    #[inline(never)]
    fn inside(&self, window: &Window) -> Vec<Tap> {
        let n = self.position[2];
        let mut taps = self.window(window, n..n + 1);
        taps.retain(|tap| !tap.padding);
        taps
    }

    /// The sum of all products; of floats in single precision, one after the other.
    #[inline(never)]
    pub(super) fn sum(&self, taps: &[Tap]) -> f64 {
        let float = self.is_float();
        taps.iter().fold(0.0, |sum, tap| {
            let sum = sum + tap.product;
            if float { f64::from(sum as f32) } else { sum }
        })
    }
}
