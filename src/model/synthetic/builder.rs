//! Layers with seeded random weights, scaled so that activations neither vanish nor saturate.
//!
//! Every layer's sums have the same variance: its weights have this variance divided by the sum of
//! the mean squares of its inputs (He et al., arXiv 1502.01852).

use super::lcg::Lcg;
use crate::model::{
    Activation, Arithmetic, ArithmeticKind, Convolution, Element, Layer, Model, Op, Padding, Pool,
    QuantizedWeights, Rounding, Shape, Tensor, Weights, Window,
};

/// Standard deviation of a layer's sums; ReLU6 clamps at three of them.
const SPREAD: f64 = 2.0;
/// Standard deviation of [`Lcg::weight`].
const WEIGHT_SPREAD: f64 = 18.475;
/// Mean square of a picture's bytes as numbers from -1 to 1, evenly distributed.
const PICTURE_POWER: f64 = 1.0 / 3.0;
/// Mean square of a ReLU6's bytes, evenly distributed.
const NOISE_POWER: f64 = 12.0;
/// The share of the mean square that remains after an average over positions: the square of a
/// half-normal mean.
const AVERAGE: f64 = 1.0 / std::f64::consts::PI;

/// Builds a model: layers are added at its end.
pub(super) struct Builder {
    model: Model,
    /// Mean square of each value.
    power: Vec<f64>,
    random: Lcg,
}

impl Builder {
    /// A model with a square picture as its input.
    pub(super) fn picture(size: usize, element: Element, seed: u64) -> Self {
        let zero_point = middle(element);
        let input = Tensor { shape: [size, size, 3], element, scale: 1.0 / 128.0, zero_point };
        Self::new(input, PICTURE_POWER, seed)
    }

    /// A model with the output of a ReLU6 layer as its input.
    pub(super) fn activation(shape: Shape, element: Element, seed: u64) -> Self {
        let input = tensor(shape, element, Activation::Relu6, 0.0);
        Self::new(input, NOISE_POWER, seed)
    }

    fn new(input: Tensor, power: f64, seed: u64) -> Self {
        let model = Model::new(input, Vec::new());
        Self { model, power: vec![power], random: Lcg::new(seed) }
    }

    /// The finished model.
    pub(super) fn finish(self) -> Model {
        self.model
    }

    /// The number of the last value, and its channels.
    pub(super) fn end(&self) -> (usize, usize) {
        (self.model.layers.len(), self.model.output().shape[2])
    }

    /// A standard convolution, with SAME padding.
    pub(super) fn standard(
        &mut self,
        kernel: usize,
        stride: usize,
        channels: usize,
        activation: Activation,
    ) {
        let inputs = self.end().1;
        let conv = self.convolution(kernel, stride, kernel * kernel * inputs, channels, activation);
        self.slide(Op::Conv(conv), channels);
    }

    /// A pointwise convolution.
    pub(super) fn pointwise(&mut self, channels: usize, activation: Activation) {
        self.standard(1, 1, channels, activation);
    }

    /// A depthwise convolution, with SAME padding and ReLU6.
    pub(super) fn depthwise(&mut self, kernel: usize, stride: usize) {
        let channels = self.end().1;
        let taps = kernel * kernel;
        let conv = self.convolution(kernel, stride, taps, channels, Activation::Relu6);
        self.slide(Op::Depthwise(conv), channels);
    }

    /// Adds value `other` to the last one.
    pub(super) fn add(&mut self, other: usize) {
        let last = self.end().0;
        let power = self.power[last] + self.power[other];
        let Tensor { shape, element, .. } = *self.model.output();
        let output = tensor(shape, element, Activation::None, power);
        let op =
            Arithmetic { kind: ArithmeticKind::Add, activation: Activation::None, constant: None };
        self.push(Op::Arithmetic(op), vec![last, other], output, power);
    }

    /// The average over all positions.
    pub(super) fn average(&mut self) {
        let (last, _) = self.end();
        let map = *self.model.output();
        let c = map.shape[2];
        let pool = Pool { window: Window::whole(map.shape), activation: Activation::None };
        let output = Tensor { shape: [1, 1, c], ..map };
        self.push(Op::AveragePool(pool), vec![last], output, self.power[last] * AVERAGE);
    }

    /// Weights for `channels` outputs with `taps` products each.
    fn convolution(
        &mut self,
        kernel: usize,
        stride: usize,
        taps: usize,
        channels: usize,
        activation: Activation,
    ) -> Convolution {
        let input = *self.model.output();
        let power = self.power[self.end().0];
        let scale = (SPREAD / (taps as f64 * power).sqrt() / WEIGHT_SPREAD) as f32;
        let zero_point = if input.element == Element::I8 { 0 } else { 128 };
        let bytes = (0..taps * channels).map(|_| (self.random.weight() + zero_point) as u8);
        let bytes = bytes.collect();
        let unit = f64::from(input.scale) * f64::from(scale);
        // A quarter of the spread at most.
        let bias = (0..channels).map(|_| f64::from(self.random.weight()) / 256.0 * SPREAD / unit);
        let bias = bias.map(|bias| bias as i32).collect();
        let pad = |size| Padding::Same.along(size, kernel, stride).1;
        let per_channel = input.element == Element::I8;
        Convolution {
            window: Window {
                kernel: [kernel; 2],
                stride: [stride; 2],
                pad: [pad(input.shape[0]), pad(input.shape[1])],
                dilation: [1, 1],
            },
            weights: Weights::Quantized(QuantizedWeights {
                bytes,
                element: input.element,
                scales: vec![scale; if per_channel { channels } else { 1 }],
                zero_point,
                bias,
                rounding: Rounding::Twice,
            }),
            activation,
        }
    }

    /// Adds a convolution with `channels` outputs.
    fn slide(&mut self, op: Op, channels: usize) {
        let (Op::Conv(conv) | Op::Depthwise(conv)) = &op else { return };
        let (last, input) = (self.end().0, self.model.output());
        let Window { kernel, stride, .. } = conv.window;
        let [oh, ow] = [0, 1].map(|i| Padding::Same.along(input.shape[i], kernel[i], stride[i]).0);
        let square = SPREAD * SPREAD;
        // ReLU keeps one half of a normal distribution.
        let power = if conv.activation == Activation::None { square } else { square / 2.0 };
        let output = tensor([oh, ow, channels], input.element, conv.activation, power);
        self.push(op, vec![last], output, power);
    }

    fn push(&mut self, op: Op, inputs: Vec<usize>, output: Tensor, power: f64) {
        let name = format!("layer {}", self.model.layers.len());
        self.model.layers.push(Layer { name, op, inputs, output });
        self.power.push(power);
    }
}

/// The tensor of values after `activation`: ReLU6's range, or four standard deviations to each
/// side.
fn tensor(shape: Shape, element: Element, activation: Activation, power: f64) -> Tensor {
    let (scale, zero_point) = match activation {
        Activation::None => (8.0 * power.sqrt() / 255.0, middle(element)),
        _ => (6.0 / 255.0, element.range().0),
    };
    Tensor { shape, element, scale: scale as f32, zero_point }
}

fn middle(element: Element) -> i32 {
    element.range().0 + 128
}
