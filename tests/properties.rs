//! Every fast kernel against the reference kernels, over shapes, strides, padding, zero points and tails.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Threads;
use proptest::prelude::*;
use separable::engine::Engine;
use separable::frame::Resizer;
use separable::inspect::Inspector;
use separable::kernels::Dot;
use separable::kernels::reference;
use separable::model::{
    Activation, Arithmetic, ArithmeticKind, Convolution, Element, FloatWeights, Layer, Model, Op,
    Pool, Precision, QuantizedWeights, Rounding, Tensor, Weights, Window,
};

/// The parameters of a random convolution: sizes, geometry, quantisation, and a seed for the bytes.
#[derive(Clone, Debug)]
struct Draw {
    input: [usize; 2],
    channels: usize,
    outputs: usize,
    kernel: [usize; 2],
    stride: [usize; 2],
    same: bool,
    element: Element,
    per_channel: bool,
    input_zero: u8,
    weight_zero: u8,
    output_zero: u8,
    multiplier: f32,
    activation: Activation,
    rounding: Rounding,
    seed: u64,
}

fn draws() -> impl Strategy<Value = Draw> {
    // Under Miri a case takes a thousand times as long.
    let [side, channels, kernel]: [usize; 3] = if cfg!(miri) { [5, 21, 4] } else { [12, 36, 6] };
    let sizes = ([1..side, 1..side], 1..channels, 1..channels);
    let geometry = ([1..kernel, 1..kernel], [1..4usize, 1..4usize], any::<bool>());
    let elements = (prop_oneof![Just(Element::U8), Just(Element::I8)], any::<bool>());
    let zeros = (any::<u8>(), any::<u8>(), any::<u8>());
    // From far below one to above it, where the reference shifts left.
    let multiplier = (-12f32..1.0).prop_map(f32::exp2);
    let activation =
        prop_oneof![Just(Activation::None), Just(Activation::Relu), Just(Activation::Relu6)];
    let rounding = prop_oneof![Just(Rounding::Twice), Just(Rounding::Once)];
    let activation = (activation, rounding);
    (sizes, geometry, elements, zeros, multiplier, activation, any::<u64>()).prop_map(
        |(sizes, geometry, elements, zeros, multiplier, activation, seed)| Draw {
            input: sizes.0,
            channels: sizes.1,
            outputs: sizes.2,
            kernel: geometry.0,
            stride: geometry.1,
            same: geometry.2,
            element: elements.0,
            per_channel: elements.1 && elements.0 == Element::I8,
            input_zero: zeros.0,
            weight_zero: zeros.1,
            output_zero: zeros.2,
            multiplier,
            activation: activation.0,
            rounding: activation.1,
            seed,
        },
    )
}

fn addition(activation: Activation) -> Op {
    Op::Arithmetic(Arithmetic { kind: ArithmeticKind::Add, activation, constant: None })
}

/// Seeded bytes (xorshift64*, Vigna 2016).
fn noise(seed: &mut u64) -> u8 {
    *seed = (*seed).max(1);
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    (seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 56) as u8
}

fn zero_point(element: Element, byte: u8) -> i32 {
    i32::from(byte) + element.range().0
}

impl Draw {
    fn output_axis(&self, axis: usize) -> Option<(usize, usize)> {
        let (size, k, s) = (self.input[axis], self.kernel[axis], self.stride[axis]);
        if self.same {
            let out = size.div_ceil(s);
            Some((out, ((out - 1) * s + k).saturating_sub(size) / 2))
        } else {
            Some(((size.checked_sub(k)?) / s + 1, 0))
        }
    }

    /// A network of one layer, if the kernel fits.
    fn model(&self, depthwise: bool) -> Option<Model> {
        let ((oh, top), (ow, left)) = (self.output_axis(0)?, self.output_axis(1)?);
        let outputs = if depthwise { self.channels } else { self.outputs };
        let each = self.kernel[0] * self.kernel[1] * if depthwise { 1 } else { self.channels };
        let seed = &mut self.seed.clone();
        let input = Tensor {
            shape: [self.input[0], self.input[1], self.channels],
            element: self.element,
            scale: 0.02,
            zero_point: zero_point(self.element, self.input_zero),
        };
        let output = Tensor {
            shape: [oh, ow, outputs],
            element: self.element,
            scale: 0.02,
            zero_point: zero_point(self.element, self.output_zero),
        };
        let scales = if self.per_channel { outputs } else { 1 };
        let conv = Convolution {
            window: Window {
                kernel: self.kernel,
                stride: self.stride,
                pad: [top, left],
                dilation: [1, 1],
            },
            weights: Weights::Quantized(QuantizedWeights {
                bytes: (0..each * outputs).map(|_| noise(seed)).collect(),
                element: self.element,
                scales: (0..scales)
                    .map(|_| self.multiplier * (0.5 + f32::from(noise(seed)) / 512.0))
                    .collect(),
                zero_point: if self.per_channel {
                    0
                } else {
                    zero_point(self.element, self.weight_zero)
                },
                bias: (0..outputs).map(|_| i32::from(noise(seed)) * 40 - 5000).collect(),
                rounding: self.rounding,
            }),
            activation: self.activation,
        };
        let op = if depthwise { Op::Depthwise(conv) } else { Op::Conv(conv) };
        Some(one_layer(input, op, output))
    }
}

fn one_layer(input: Tensor, op: Op, output: Tensor) -> Model {
    Model::new(input, vec![Layer { name: "only".into(), op, inputs: vec![0], output }])
}

/// The model's first layer by reference and by fast kernels, on seeded bytes. The engine takes pictures, so
/// a pointwise layer first mixes three channels into as many as the layer under test needs.
fn agree(model: &Model, seed: u64) -> Result<(), TestCaseError> {
    agree_whole(&fed_by_picture(model, seed), seed)
}

/// Every layer of a model that takes a picture, by reference and fast kernels, with every kind of dot
/// product.
fn agree_whole(model: &Model, seed: u64) -> Result<(), TestCaseError> {
    let seed = &mut seed.rotate_left(17);
    let input: Vec<u8> = (0..model.input.len()).map(|_| noise(seed)).collect();
    // The engine takes a picture's bytes as they are; the reference path takes the model's own.
    let signed = if model.input.element == Element::I8 { 128 } else { 0 };
    let raw: Vec<u8> = input.iter().map(|byte| byte ^ signed).collect();
    let expected = reference::run(model, &raw).expect("the reference path takes it");
    for dot in Dot::ALL {
        let mut engine = Engine::with(model.clone(), dot).expect("a picture comes in");
        engine.set_thread_pool(Box::new(Threads(1 + usize::from(noise(seed) % 4))));
        engine.set_input(&input).expect("as long as it should be");
        prop_assert_eq!(engine.run(), expected.last().expect("two layers"), "{:?}", dot);
        let mut inspector = Inspector::new(&engine, || 0.0);
        let mut raw = Vec::new();
        for (layer, expected) in expected.iter().enumerate() {
            inspector.activation(&mut engine, layer, &mut raw).expect("there is one");
            prop_assert_eq!(&raw, expected, "layer {}, {:?}", layer, dot);
        }
    }
    Ok(())
}

fn fed_by_picture(model: &Model, seed: u64) -> Model {
    let seed = &mut seed.rotate_left(31);
    let [h, w, c] = model.input.shape;
    let picture = Tensor { shape: [h, w, 3], ..model.input };
    let mix = Convolution {
        window: Window::PIXEL,
        weights: Weights::Quantized(QuantizedWeights {
            bytes: (0..c * 3).map(|_| noise(seed)).collect(),
            element: picture.element,
            scales: vec![0.011],
            zero_point: zero_point(picture.element, noise(seed)),
            bias: (0..c).map(|_| i32::from(noise(seed)) * 100 - 12_800).collect(),
            rounding: Rounding::Twice,
        }),
        activation: Activation::None,
    };
    let feed =
        Layer { name: "feed".into(), op: Op::Conv(mix), inputs: vec![0], output: model.input };
    let mut tested = model.layers[0].clone();
    tested.inputs = vec![1];
    Model::new(picture, vec![feed, tested])
}

/// The same network with weights in single precision.
fn in_floats(model: &Model) -> Model {
    let float = |tensor: &Tensor| Tensor {
        shape: tensor.shape,
        element: Element::F32,
        scale: 1.0,
        zero_point: 0,
    };
    let mut floats = Model::new(float(&model.input), model.layers.clone());
    for layer in &mut floats.layers {
        layer.output = float(&layer.output);
        let (Op::Conv(conv) | Op::Depthwise(conv)) = &mut layer.op else { continue };
        let Weights::Quantized(weights) = &conv.weights else { continue };
        let centred = |i| f32::from(weights.centred(i)) / 100.0;
        conv.weights = Weights::Float(FloatWeights {
            values: (0..weights.bytes.len()).map(centred).collect(),
            bias: weights.bias.iter().map(|&bias| bias as f32 / 1000.0).collect(),
            stored: Precision::Single,
        });
    }
    floats
}

/// The largest sum of a layer's weights by magnitude, and at least 50, since means and softmax sum too.
fn largest_factors(model: &Model, layer: usize) -> f32 {
    let layer = &model.layers[layer];
    let (Op::Conv(conv) | Op::Depthwise(conv)) = &layer.op else { return 50.0 };
    let Weights::Float(weights) = &conv.weights else { return 50.0 };
    let largest = weights.values.iter().fold(0f32, |max, weight| max.max(weight.abs()));
    (largest * (weights.values.len() / weights.bias.len()) as f32).max(50.0)
}

/// Every layer of a float model, by reference and fast kernels. The error is at most 2e-7 (three roundings) of
/// the largest sum of magnitudes, since products may cancel out.
fn floats_agree(model: &Model, seed: u64) -> Result<(), TestCaseError> {
    let seed = &mut seed.rotate_left(17);
    let real: Vec<f32> =
        (0..model.input.len()).map(|_| f32::from(noise(seed)) / 127.5 - 1.0).collect();
    let raw: Vec<u8> = real.iter().flat_map(|value| value.to_ne_bytes()).collect();
    let expected = reference::run(model, &raw).expect("the reference path takes it");
    let mut engine = Engine::new(model.clone()).expect("a picture comes in");
    engine.set_thread_pool(Box::new(Threads(1 + usize::from(noise(seed) % 4))));
    engine.set_real_input(&real).expect("as long as it should be");
    let output = engine.run().to_vec();
    let mut inspector = Inspector::new(&engine, || 0.0);
    let floats = |raw: &[u8]| -> Vec<f32> {
        raw.as_chunks().0.iter().map(|&bytes| f32::from_ne_bytes(bytes)).collect()
    };
    let (mut raw, mut largest) = (Vec::new(), 1f32);
    for (layer, expected) in expected.iter().enumerate() {
        let within = 2e-7 * largest * largest_factors(model, layer);
        inspector.activation(&mut engine, layer, &mut raw).expect("there is one");
        let (got, expected) = (floats(&raw), floats(expected));
        prop_assert_eq!(got.len(), expected.len());
        largest = expected.iter().fold(largest, |max, value| max.max(value.abs()));
        for (got, expected) in got.iter().zip(&expected) {
            prop_assert!((got - expected).abs() <= within, "{} for {}", got, expected);
        }
    }
    prop_assert_eq!(output, raw, "both plans");
    Ok(())
}

/// Cases of each property, unless `PROPTEST_CASES` says otherwise.
fn cases() -> ProptestConfig {
    let named = std::env::var("PROPTEST_CASES").is_ok();
    if named { ProptestConfig::default() } else { ProptestConfig::with_cases(1500) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn convolution(draw in draws()) {
        if let Some(model) = draw.model(false) {
            agree(&model, draw.seed)?;
        }
    }

    #[test]
    fn pointwise(draw in draws()) {
        let draw = Draw { kernel: [1, 1], stride: [1, 1], ..draw };
        agree(&draw.model(false).expect("a 1x1 kernel fits"), draw.seed)?;
    }

    #[test]
    fn depthwise(draw in draws()) {
        if let Some(model) = draw.model(true) {
            agree(&model, draw.seed)?;
        }
    }

    #[test]
    fn depthwise_3x3(draw in draws()) {
        let draw = Draw { kernel: [3, 3], same: true, ..draw };
        agree(&draw.model(true).expect("the same padding fits"), draw.seed)?;
    }

    #[test]
    fn average_pool(draw in draws()) {
        if let (Some((oh, top)), Some((ow, left))) = (draw.output_axis(0), draw.output_axis(1)) {
            let [h, w] = draw.input;
            let input = Tensor {
                shape: [h, w, draw.channels],
                element: draw.element,
                scale: 0.02,
                zero_point: zero_point(draw.element, draw.input_zero),
            };
            let window = Window { kernel: draw.kernel, stride: draw.stride, pad: [top, left], dilation: [1, 1] };
            let output = Tensor { shape: [oh, ow, draw.channels], ..input };
            agree(&one_layer(input, Op::AveragePool(Pool { window, activation: Activation::None }), output), draw.seed)?;
        }
    }

    #[test]
    fn quantize_and_softmax(draw in draws(), to_i8: bool) {
        let shape = [1, 1, draw.channels];
        let input = Tensor {
            shape,
            element: draw.element,
            scale: draw.multiplier,
            zero_point: zero_point(draw.element, draw.input_zero),
        };
        let element = if to_i8 { Element::I8 } else { Element::U8 };
        let zero = zero_point(element, draw.output_zero);
        let requantized = Tensor { shape, element, scale: 0.05, zero_point: zero };
        agree(&one_layer(input, Op::Quantize, requantized), draw.seed)?;
        let probabilities = Tensor { shape, element, scale: 1.0 / 256.0, zero_point: element.range().0 };
        agree(&one_layer(input, Op::Softmax { beta: 1.0 }, probabilities), draw.seed)?;
    }

    /// A value added to another one of its own quantisation.
    #[test]
    fn sum(draw in draws(), other_zero: u8, ratio in -3f32..3.0) {
        let shape = [draw.input[0], draw.input[1], draw.channels];
        let tensor = |scale: f32, zero: u8| Tensor {
            shape,
            element: draw.element,
            scale,
            zero_point: zero_point(draw.element, zero),
        };
        let a = tensor(0.02, draw.input_zero);
        let b = tensor(0.02 * ratio.exp2(), other_zero);
        let model = one_layer(a, addition(draw.activation), tensor(0.03, draw.output_zero));
        let mut model = fed_by_picture(&model, draw.seed);
        let other = fed_by_picture(&one_layer(b, Op::Reshape, b), !draw.seed).layers.remove(0);
        model.layers.insert(1, other);
        model.layers[2].inputs = vec![1, 2];
        agree_whole(&model, draw.seed)?;
    }

    #[test]
    fn mean(draw in draws()) {
        let input = Tensor {
            shape: [draw.input[0], draw.input[1], draw.channels],
            element: draw.element,
            scale: 0.02,
            zero_point: zero_point(draw.element, draw.input_zero),
        };
        let output = Tensor {
            shape: [1, 1, draw.channels],
            scale: 0.02 / draw.multiplier.min(1.0),
            zero_point: zero_point(draw.element, draw.output_zero),
            ..input
        };
        agree(&one_layer(input, Op::Mean, output), draw.seed)?;
    }

    /// Floats agree within rounding: sums have another order, and may be fused.
    #[test]
    fn floats(draw in draws(), depthwise: bool, pointwise: bool) {
        let draw = match (depthwise, pointwise) {
            (_, false) => draw,
            (true, true) => Draw { kernel: [3, 3], same: true, ..draw },
            (false, true) => Draw { kernel: [1, 1], stride: [1, 1], ..draw },
        };
        if let Some(model) = draw.model(depthwise) {
            floats_agree(&in_floats(&fed_by_picture(&model, draw.seed)), draw.seed)?;
        }
    }

    #[test]
    fn float_means_sums_and_softmax(draw in draws()) {
        let one = |op, input: Tensor, output: Tensor| {
            in_floats(&fed_by_picture(&one_layer(input, op, output), draw.seed))
        };
        let input = Tensor {
            shape: [draw.input[0], draw.input[1], draw.channels],
            element: Element::U8,
            scale: 1.0,
            zero_point: 0,
        };
        let flat = Tensor { shape: [1, 1, draw.channels], ..input };
        floats_agree(&one(Op::Mean, input, flat), draw.seed)?;
        floats_agree(&one(Op::Softmax { beta: 1.0 }, flat, flat), draw.seed)?;
        let mut sum = one(addition(draw.activation), input, input);
        sum.layers[1].inputs = vec![1, 1];
        floats_agree(&sum, draw.seed)?;
        if let (Some((oh, top)), Some((ow, left))) = (draw.output_axis(0), draw.output_axis(1)) {
            let window = Window { kernel: draw.kernel, stride: draw.stride, pad: [top, left], dilation: [1, 1] };
            let output = Tensor { shape: [oh, ow, draw.channels], ..input };
            floats_agree(&one(Op::AveragePool(Pool { window, activation: Activation::None }), input, output), draw.seed)?;
        }
    }

    /// The resize against a weighted mean in floating point. A half in the last, a whole where
    /// the first pass comes to lie on the other side of a half.
    #[test]
    fn resizing(
        (height, width) in (1..40usize, 1..40usize),
        (h, w) in (1..24usize, 1..24usize),
        mirror: bool,
        seed: u64,
    ) {
        let seed = &mut seed.clone();
        let rgba: Vec<u8> = (0..height * width * 4).map(|_| noise(seed)).collect();
        let mut out = vec![0; h * w * 3];
        let mut resizer = Resizer::default();
        resizer.prepare(&rgba, [height, width], mirror, &mut out, [h, w, 3]).expect("a sound frame");
        let source = |y: usize, x: usize, c: usize| f64::from(rgba[(y * width + x) * 4 + c]);
        for (i, &byte) in out.iter().enumerate() {
            let (y, x, c) = (i / 3 / w, i / 3 % w, i % 3);
            let x = if mirror { w - 1 - x } else { x };
            let row = |x: usize| triangle_mean(height, h, y, |y| source(y, x, c)).round();
            let mean = triangle_mean(width, w, x, row);
            prop_assert!((f64::from(byte) - mean).abs() < 1.501, "{} for {} at {}", byte, mean, i);
        }
    }
}

/// The mean under a triangle around the middle of place `place`, as wide as the shrinking.
fn triangle_mean(side: usize, size: usize, place: usize, value: impl Fn(usize) -> f64) -> f64 {
    let scale = side as f64 / size as f64;
    let weight = |i: usize| {
        let distance = (i as f64 + 0.5) / scale - (place as f64 + 0.5);
        (1.0 - (distance * scale / scale.max(1.0)).abs()).max(0.0)
    };
    let total: f64 = (0..side).map(weight).sum();
    (0..side).filter(|&i| weight(i) > 0.0).map(|i| weight(i) * value(i)).sum::<f64>() / total
}
