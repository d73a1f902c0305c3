//! What pixels stand for: what networks and files say of it, and the numbers that networks get.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Lcg;
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::model::tflite::{self, Normalization};
use separable::model::{
    Activation, Arithmetic, ArithmeticKind, Constant, Element, Function, Layer, Model, Op, Pool,
    Range, RangeSource, Tensor, Window,
};

const FLOAT: Tensor = Tensor { shape: [4, 6, 3], element: Element::F32, scale: 1.0, zero_point: 0 };

const IMAGENET: Range =
    Range::Normalized { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

fn quantised(element: Element, scale: f32, zero_point: i32) -> Tensor {
    Tensor { element, scale, zero_point, ..FLOAT }
}

fn interval(low: f32, high: f32) -> Range {
    Range::Interval { low, high }
}

/// A network of these operators, one after the other, under the input's tensor or, from QUANTIZE
/// on, under `inside`.
fn network(input: Tensor, inside: Tensor, ops: Vec<Op>) -> Model {
    let mut output = input;
    let layer = |(index, op): (usize, Op)| {
        if op == Op::Quantize {
            output = inside;
        }
        Layer { name: format!("layer {index}"), op, inputs: vec![index], output }
    };
    Model::new(input, ops.into_iter().enumerate().map(layer).collect())
}

/// A network that makes its input.
fn identity(input: Tensor) -> Model {
    network(input, input, vec![Op::Reshape])
}

fn with(kind: ArithmeticKind, numbers: &[f32]) -> Op {
    let tensor = Tensor { shape: [1, 1, numbers.len()], ..FLOAT };
    let constant = Some(Constant { tensor, numbers: numbers.to_vec(), first: false });
    Op::Arithmetic(Arithmetic { kind, activation: Activation::None, constant })
}

fn normalization(mean: &[f32], std: &[f32]) -> Normalization {
    Normalization { mean: mean.to_vec(), std: std.to_vec() }
}

#[test]
fn a_quantised_input_tells_by_its_scale_and_zero_point() {
    use Element::{I8, U8};
    let file = (Range::Bytes, RangeSource::Quantization);
    for (input, expected) in [
        (quantised(U8, 1.0 / 255.0, 0), file),
        (quantised(I8, 1.0 / 255.0, -128), file),
        (quantised(U8, 0.007_812_5, 128), file),
        (quantised(U8, 0.007_843_138, 127), file),
        (quantised(I8, 1.0, -128), file),
        (quantised(I8, 1.0, 0), file),
        // (0 - 0.485) / 0.229 to (1 - 0.406) / 0.225
        (quantised(I8, 0.018_658_45, -14), (IMAGENET, RangeSource::Assumed)),
        (quantised(U8, 0.018_658_45, 114), (IMAGENET, RangeSource::Assumed)),
        (quantised(U8, 0.05, 60), (Range::Bytes, RangeSource::Assumed)),
    ] {
        assert_eq!(identity(input).range(None), expected, "{input:?}");
    }
}

#[test]
fn metadata_goes_before_all() {
    use Element::{I8, U8};
    let file = |range| (range, RangeSource::Metadata);
    let by_input = (Range::Bytes, RangeSource::Quantization);
    let signed = normalization(&[127.5], &[127.5]);
    let imagenet = normalization(&[123.675, 116.28, 103.53], &[58.395, 57.12, 57.375]);
    let spread = |number| [number; 3];
    let of_signed = Range::Normalized { mean: spread(127.5), std: spread(127.5) };
    for (input, said, expected) in [
        (FLOAT, &signed, file(of_signed)),
        (FLOAT, &imagenet, file(IMAGENET)),
        // The same bytes but for rounding: as TensorFlow's Task Library, which leaves them.
        (quantised(U8, 0.007_812_5, 128), &signed, file(Range::Bytes)),
        (quantised(U8, 1.0 / 255.0, 0), &normalization(&[0.0], &[255.0]), file(Range::Bytes)),
        (quantised(I8, 0.018_658_45, -14), &imagenet, file(IMAGENET)),
        // Half of the pixels would be below the input's end: this cannot be meant.
        (quantised(U8, 1.0 / 255.0, 0), &signed, by_input),
        (quantised(U8, 1.0 / 255.0, 0), &normalization(&[0.0], &[1.0]), by_input),
        // For other channels than the input has.
        (FLOAT, &normalization(&[1.0, 2.0], &[3.0]), (interval(-1.0, 1.0), RangeSource::Assumed)),
    ] {
        assert_eq!(identity(input).range(Some(said)), expected, "{input:?} with {said:?}");
    }
    let grey = Tensor { shape: [4, 6, 1], ..FLOAT };
    let (range, source) = identity(grey).range(Some(&signed));
    assert_eq!((range.real(&grey, 255, 0), source), (1.0, RangeSource::Metadata));
}

#[test]
fn a_scaling_in_front_tells_what_it_scales() {
    use ArithmeticKind::{Add, Mul, Sub};
    let network = |ops| network(FLOAT, FLOAT, ops);
    let (of_pixels, of_units) = (interval(0.0, 255.0), interval(0.0, 1.0));
    let per_channel = |numbers: [f32; 3], by: f32| numbers.map(|number| number * by);
    let (mean, over) = ([0.485, 0.456, 0.406], [0.229f32, 0.224, 0.225].map(f32::recip));
    for (ops, range) in [
        (vec![with(Mul, &[1.0 / 255.0])], of_pixels),
        (vec![with(Mul, &[1.0 / 127.5]), with(Sub, &[1.0])], of_pixels),
        (vec![with(Mul, &[1.0 / 127.5]), with(Add, &[-1.0])], of_pixels),
        (vec![with(Sub, &[127.5]), with(Mul, &[1.0 / 127.5])], of_pixels),
        (vec![with(Mul, &[2.0]), with(Sub, &[1.0])], of_units),
        (vec![with(Mul, &[0.5]), with(Add, &[0.5])], interval(-1.0, 1.0)),
        (vec![with(Sub, &per_channel(mean, 1.0)), with(Mul, &over)], of_units),
        (
            vec![with(Sub, &per_channel(mean, 255.0)), with(Mul, &per_channel(over, 1.0 / 255.0))],
            of_pixels,
        ),
        (vec![Op::Pad { before: [0; 3], number: 0.0 }, with(Mul, &[1.0 / 255.0])], of_pixels),
    ] {
        assert_eq!(network(ops.clone()).range(None), (range, RangeSource::Network), "{ops:?}");
    }
    let assumed = |range| (range, RangeSource::Assumed);
    assert_eq!(network(vec![Op::Reshape]).range(None), assumed(interval(-1.0, 1.0)));
    // A scaling of something unusual: of pixels, most likely.
    assert_eq!(network(vec![with(Mul, &[0.03])]).range(None), assumed(of_pixels));
    // What the network does later is no preparation.
    let later = vec![Op::Reshape, with(Mul, &[1.0 / 255.0])];
    assert_eq!(network(later).range(None), assumed(interval(-1.0, 1.0)));
}

#[test]
fn quantize_in_front_tells_by_its_ends() {
    use ArithmeticKind::{Mul, Sub};
    let of = |scale, zero_point, more: Vec<Op>| {
        let ops = [vec![Op::Quantize], more].concat();
        network(FLOAT, quantised(Element::I8, scale, zero_point), ops).range(None)
    };
    let by_network = |low, high| (interval(low, high), RangeSource::Network);
    assert_eq!(of(1.0 / 255.0, -128, vec![]), by_network(0.0, 1.0));
    assert_eq!(of(1.0, -128, vec![]), by_network(0.0, 255.0));
    assert_eq!(of(2.0 / 255.0, -1, vec![]), by_network(-1.0, 1.0));
    assert_eq!(of(0.018_658_45, -14, vec![]), (IMAGENET, RangeSource::Assumed));
    // Calibrated on darker pictures: the scaling behind it tells.
    let scaling = vec![with(Mul, &[1.0 / 127.5]), with(Sub, &[1.0])];
    assert_eq!(of(0.8, -128, scaling), by_network(0.0, 255.0));
}

/// What a network gets for pixels, in plain arithmetic.
fn expected(input: &Tensor, range: &Range, pixel: u8, channel: usize) -> f64 {
    let pixel = f64::from(pixel);
    let real = match range {
        Range::Bytes => return pixel,
        Range::Interval { low, high } => {
            f64::from(*low) + pixel * (f64::from(*high) - f64::from(*low)) / 255.0
        }
        Range::Normalized { mean, std } => {
            (pixel - f64::from(mean[channel])) / f64::from(std[channel])
        }
    };
    if input.element == Element::F32 {
        return real;
    }
    let (least, most) = input.element.range();
    let stored = (real / f64::from(input.scale)).round() + f64::from(input.zero_point);
    stored.clamp(least.into(), most.into()) - f64::from(least)
}

#[test]
fn a_network_gets_the_numbers_of_its_range() {
    use Element::{I8, U8};
    for input in [FLOAT, quantised(U8, 0.0186, 114), quantised(I8, 1.0 / 255.0, -128)] {
        for range in [
            IMAGENET,
            interval(0.0, 1.0),
            interval(-1.0, 1.0),
            interval(0.0, 255.0),
            interval(1.0, 0.0),
            Range::Bytes,
        ] {
            if range == Range::Bytes && input.element == Element::F32 {
                continue;
            }
            for channels in [3, 1] {
                let input = Tensor { shape: [4, 6, channels], ..input };
                let mut engine = Engine::new(identity(input)).expect("a picture");
                engine.set_range(range);
                let pixels = Lcg(7).bytes(input.len());
                engine.set_input(&pixels).expect("its size");
                let output = numbers(engine.run(), input.element);
                for (i, (&pixel, number)) in pixels.iter().zip(output).enumerate() {
                    let expected = expected(&input, &range, pixel, i % channels);
                    let within = if input.element == Element::F32 { 1e-4 } else { 0.0 };
                    let off = (number - expected).abs();
                    assert!(
                        off <= within,
                        "{pixel} is {number}, not {expected}: {input:?} {range:?}"
                    );
                }
            }
        }
    }
}

/// Raw bytes as numbers, counted from the smallest where they are quantised.
fn numbers(raw: &[u8], element: Element) -> Vec<f64> {
    match element {
        Element::F32 => {
            raw.as_chunks().0.iter().map(|&bytes| f32::from_ne_bytes(bytes).into()).collect()
        }
        Element::U8 => raw.iter().map(|&byte| byte.into()).collect(),
        Element::I8 => raw.iter().map(|&byte| f64::from(byte as i8) + 128.0).collect(),
    }
}

#[test]
fn own_numbers_go_in_as_they_are() {
    let bytes = Lcg(9).bytes(72);
    for element in [Element::U8, Element::I8] {
        let mut engine = Engine::new(identity(quantised(element, 0.02, 3))).expect("a picture");
        engine.set_range(interval(0.0, 1.0));
        engine.set_own_input(&bytes).expect("its size");
        assert_eq!(engine.run(), bytes, "{element:?}");
        // Real numbers, by scale and zero point.
        let real: Vec<f32> = (0..72).map(|i| (i as f32 - 30.0) * 0.02).collect();
        engine.set_real_input(&real).expect("its size");
        let (least, _) = element.range();
        let expected = |i: i32| f64::from((i - 30 + 3).max(least) - least);
        let output = numbers(engine.run(), element);
        assert_eq!(output, (0..72).map(expected).collect::<Vec<_>>(), "{element:?}");
        // And pixels again.
        engine.set_input(&[0; 72]).expect("its size");
        assert!(numbers(engine.run(), element).iter().all(|&n| n == f64::from(3 - least)));
    }
    let mut engine = Engine::new(identity(FLOAT)).expect("a picture");
    engine.set_own_input(&bytes).expect("its size");
    let output = numbers(engine.run(), Element::F32);
    assert_eq!(output, bytes.iter().map(|&byte| byte.into()).collect::<Vec<f64>>());
    assert!(engine.set_own_input(&bytes[1..]).is_err());
}

#[test]
fn minus_one_to_one_keeps_the_nearest_pixel() {
    // As `run()` has always promised, though 1 / 128 is not 1 / 127.5.
    for input in [quantised(Element::U8, 0.007_812_5, 128), quantised(Element::I8, 2.0 / 255.0, -1)]
    {
        let mut engine = Engine::new(identity(input)).expect("a picture");
        let pixels = Lcg(11).bytes(72);
        let real: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) / 127.5 - 1.0).collect();
        engine.set_real_input(&real).expect("its size");
        let of_real = engine.run().to_vec();
        engine.set_input(&pixels).expect("its size");
        assert_eq!(engine.run(), of_real, "{input:?}");
    }
}

/// Of networks that people made.
#[test]
fn networks_that_people_made() {
    let Some(folder) = common::shared("networks_that_people_made", "real") else { return };
    use RangeSource::{Assumed, Metadata, Network, Quantization};
    let (pixels, signed) = (interval(0.0, 255.0), interval(-1.0, 1.0));
    for (name, range, source) in [
        ("teachable_machine_float", signed, Assumed),
        ("teachable_machine_quantised", Range::Bytes, Quantization),
        ("edge_impulse_int8", Range::Bytes, Quantization),
        ("edge_impulse_grey_int8", Range::Bytes, Quantization),
        ("edge_impulse_float", signed, Assumed),
        ("edge_impulse_fomo", Range::Bytes, Quantization),
        ("keras_dynamic_rescaling", pixels, Network),
        ("keras_float_ends", pixels, Network),
        ("keras_uint8", Range::Bytes, Quantization),
        ("metadata_uint8", Range::Bytes, Metadata),
        ("mlperf_vww_float", signed, Assumed),
        ("mlperf_vww_int8", Range::Bytes, Quantization),
    ] {
        let file = common::read(folder.join(format!("{name}.tflite")));
        let model = tflite::read(&file).expect(name);
        let said = tflite::metadata(&file).expect(name).normalization;
        assert_eq!(model.range(said.as_ref()), (range, source), "{name}: {said:?}");
    }
}

/// What the fast plan folds into the pixels gives the bytes of the layers that it leaves out.
#[test]
fn layers_in_front_are_folded_into_what_pixels_become() {
    use ArithmeticKind::{Mul, Sub};
    let pool = || Op::MaxPool(Pool { window: Window::PIXEL, activation: Activation::None });
    let scale = || vec![with(Mul, &[1.0 / 127.5]), with(Sub, &[1.0, 0.9, 1.1])];
    let bytes = quantised(Element::I8, 0.01, -5);
    let functions = || vec![Op::Function(Function::HardSwish), Op::Quantize];
    for (input, inside, ops) in [
        (FLOAT, FLOAT, [scale(), vec![pool()]].concat()),
        (FLOAT, FLOAT, [scale(), vec![Op::Function(Function::HardSwish), pool()]].concat()),
        (FLOAT, bytes, [vec![Op::Quantize], vec![pool()]].concat()),
        (FLOAT, bytes, [scale(), functions(), vec![pool()]].concat()),
        (quantised(Element::U8, 0.02, 100), bytes, [vec![Op::Quantize], vec![pool()]].concat()),
        (bytes, bytes, [vec![Op::Function(Function::HardSwish)], vec![pool()]].concat()),
        // Nothing is in front of a network of these alone.
        (FLOAT, FLOAT, scale()),
    ] {
        let model = network(input, inside, ops);
        let mut engine = Engine::new(model.clone()).expect("a network of pictures");
        let mut last = Vec::new();
        for range in [None, Some(interval(0.0, 1.0)), Some(IMAGENET)] {
            if let Some(range) = range {
                engine.set_range(range);
            }
            let pixels = Lcg(3).bytes(model.input.len());
            engine.set_input(&pixels).expect("its size");
            let folded = engine.run().to_vec();
            let mut inspector = Inspector::new(&engine, || 0.0);
            let mut whole = Vec::new();
            let last_layer = model.layers.len() - 1;
            inspector.activation(&mut engine, last_layer, &mut whole).expect("a layer of it");
            assert_eq!(folded, whole, "{range:?} of {model:?}");
            assert_ne!(folded, last, "another range, another answer");
            last = folded;
        }
        // Its own numbers still go through all layers.
        engine.set_own_input(&Lcg(3).bytes(model.input.len())).expect("its size");
        let own = engine.run().to_vec();
        let mut whole = Vec::new();
        Inspector::new(&engine, || 0.0)
            .activation(&mut engine, model.layers.len() - 1, &mut whole)
            .expect("a layer of it");
        assert_eq!(own, whole);
    }
}
