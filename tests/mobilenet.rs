//! Synthetic networks, made from alpha and rho: their costs are the papers', and their activations neither
//! vanish nor saturate.
#![cfg(not(target_family = "wasm"))]

use separable::benchmark::Benchmark;
use separable::cost::{self, Cost};
use separable::engine::{Bench, Engine};
use separable::inspect::Inspector;
use separable::kernels::Dot;
use separable::kernels::reference;
use separable::model::synthetic::{LayerSpec, Lcg, MobileNet, SpecKind};
use separable::model::{Activation, ArithmeticKind, Element, Family, Layer, Model, Op, Version};
use separable::threads::SingleThread;

fn net(version: Version, alpha: f64, size: usize, classes: usize) -> MobileNet {
    MobileNet { version, alpha, size, classes, standard: false, element: Element::U8 }
}

fn cost_of(net: MobileNet) -> Cost {
    cost::network(&net.model().expect("a network that can be made"))
}

/// Whether `count` is a paper's figure, which is rounded to millions.
fn millions(exact: u64, published: f64) -> bool {
    (exact as f64 / 1e6 - published).abs() < if published < 10.0 { 0.06 } else { 1.0 }
}

#[test]
fn v1_costs_what_the_paper_says() {
    let full = net(Version::V1, 1.0, 224, 1000);
    assert_eq!(cost_of(full).macs, 568_740_352);
    let standard = cost_of(MobileNet { standard: true, ..full });
    // Table 4: 4866 M and 29.3 M.
    assert_eq!(standard.macs, 4_867_293_184);
    assert_eq!(standard.params / 10_000, 2928);
    // Tables 6 and 7.
    for (alpha, size, macs, params) in [
        (1.0, 224, 569.0, 4.2),
        (0.75, 224, 325.0, 2.6),
        (0.5, 224, 149.0, 1.3),
        (0.25, 224, 41.0, 0.5),
        (1.0, 192, 418.0, 4.2),
        (1.0, 160, 290.0, 4.2),
        (1.0, 128, 186.0, 4.2),
    ] {
        let cost = cost_of(net(Version::V1, alpha, size, 1000));
        assert!(millions(cost.macs, macs), "alpha {alpha}, {size} pixels: {cost:?}");
        assert!(millions(cost.params, params), "alpha {alpha}, {size} pixels: {cost:?}");
    }
}

#[test]
fn v2_costs_what_was_published() {
    // The paper's table 4, and the table beside TensorFlow's published weights (with 1001 classes).
    for (alpha, size, macs, params) in [
        (1.4, 224, 582.0, 6.1),
        (1.0, 224, 300.0, 3.5),
        (1.0, 192, 221.0, 3.5),
        (1.0, 128, 99.0, 3.5),
        (0.75, 224, 209.0, 2.6),
        (0.5, 224, 97.0, 1.95),
        (0.35, 224, 59.0, 1.7),
    ] {
        let cost = cost_of(net(Version::V2, alpha, size, 1001));
        assert!(millions(cost.macs, macs), "alpha {alpha}, {size} pixels: {cost:?}");
        assert!(millions(cost.params, params), "alpha {alpha}, {size} pixels: {cost:?}");
    }
    // To the last one, as the published file has it.
    let cost = cost_of(net(Version::V2, 1.0, 224, 1001));
    assert_eq!((cost.macs, cost.params), (300_775_552, 3_489_097));
}

#[test]
fn what_is_made_is_what_was_asked_for() {
    for (version, alpha, size) in
        [(Version::V1, 0.25, 128), (Version::V1, 1.0, 224), (Version::V2, 0.5, 96)]
    {
        let model = net(version, alpha, size, 10).model().expect("a network that can be made");
        let rho = size as f64 / 224.0;
        let family = Family { version, alpha, rho, resolution: 224, cut: false };
        assert_eq!(model.family(), Some(family));
        assert_eq!(model.output().shape, [1, 1, 10]);
    }
}

#[test]
fn what_cannot_be_made_is_told() {
    let full = net(Version::V1, 1.0, 224, 1000);
    for wrong in [
        MobileNet { alpha: 0.0, ..full },
        MobileNet { alpha: f64::NAN, ..full },
        MobileNet { size: 0, ..full },
        MobileNet { size: 4096, ..full },
        MobileNet { classes: 0, ..full },
        MobileNet { element: Element::F32, ..full },
        MobileNet { version: Version::V2, standard: true, ..full },
    ] {
        let error = wrong.model().expect_err("no such network").to_string();
        assert!(error.starts_with("this cannot be made and timed: "), "{error}");
    }
    let spec = LayerSpec {
        kind: SpecKind::Standard,
        input: [14, 14, 512],
        channels: 512,
        kernel: 3,
        stride: 1,
        element: Element::U8,
    };
    for wrong in [
        LayerSpec { stride: 0, ..spec },
        LayerSpec { kernel: 0, ..spec },
        LayerSpec { input: [8192, 8192, 64], ..spec },
        LayerSpec { input: [8, 8, 8192], channels: 8192, ..spec },
        LayerSpec { input: [1024, 1024, 64], ..spec },
        LayerSpec { channels: usize::MAX, ..spec },
    ] {
        assert!(wrong.model().is_err(), "{wrong:?}");
    }
}

/// The model of a layer, and its cost computed by hand.
#[test]
fn parts_cost_what_the_formula_says() {
    let spec = |kind, kernel, stride| LayerSpec {
        kind,
        input: [14, 15, 24],
        channels: 40,
        kernel,
        stride,
        element: Element::I8,
    };
    for (spec, macs, params) in [
        (spec(SpecKind::Standard, 3, 2), 56 * 9 * 24 * 40, 9 * 24 * 40 + 40),
        (spec(SpecKind::Depthwise, 5, 1), 210 * 25 * 24, 25 * 24 + 24),
        (spec(SpecKind::Pointwise, 1, 1), 210 * 24 * 40, 24 * 40 + 40),
        (spec(SpecKind::Block, 3, 2), 56 * (9 * 24 + 24 * 40), 9 * 24 + 24 + 24 * 40 + 40),
    ] {
        let model = spec.model().expect("a valid layer");
        let cost = cost::network(&model);
        assert_eq!((cost.macs, cost.params), (macs, params), "{spec:?}");
        assert_eq!(model.input.shape, spec.input);
    }
}

/// In every layer most cells lie between the clamps.
#[test]
fn activations_neither_die_nor_saturate() {
    let v1 = net(Version::V1, 0.25, 96, 100);
    let v2 = net(Version::V2, 0.35, 96, 100);
    let standard = MobileNet { standard: true, ..v1 };
    for net in [v1, v2, standard].map(|n| [n, MobileNet { element: Element::I8, ..n }]).concat() {
        let mut engine = Engine::new(net.model().expect("a network")).expect("of a picture");
        let mut rgb = vec![0; 96 * 96 * 3];
        Lcg::new(3).fill(&mut rgb);
        engine.set_input(&rgb).expect("its size");
        let mut inspector = Inspector::new(&engine, || 0.0);
        for index in 0..engine.model().layers.len() {
            let mut raw = Vec::new();
            inspector.activation(&mut engine, index, &mut raw).expect("a layer");
            let layer = &engine.model().layers[index];
            let clamps = match &layer.op {
                Op::Conv(conv) | Op::Depthwise(conv) => conv.activation.range(&layer.output),
                _ => layer.output.element.range(),
            };
            let number = |&byte: &u8| match net.element {
                Element::I8 => i32::from(byte as i8),
                _ => i32::from(byte),
            };
            let part = |inside: &dyn Fn(i32) -> bool| {
                let count = raw.iter().map(number).filter(|&value| inside(value)).count();
                count as f64 / raw.len() as f64
            };
            let low = part(&|value| value <= clamps.0);
            let high = part(&|value| value >= clamps.1);
            let case = format!("{net:?}, layer {index}: {low} below, {high} above");
            assert!(high < 0.1 && low < 0.75, "{case}");
            let mean = raw.iter().map(number).sum::<i32>() / raw.len() as i32;
            assert!(part(&|value| (value - mean).abs() > 5) > 0.2, "{case}: all alike");
        }
    }
}

/// A network that is benchmarked gives the bytes of the reference kernels.
#[test]
fn a_bench_runs_what_the_engine_runs() {
    let spec = |kind, element| LayerSpec {
        kind,
        input: [9, 7, 12],
        channels: 20,
        kernel: 3,
        stride: 2,
        element,
    };
    let kinds = [SpecKind::Standard, SpecKind::Depthwise, SpecKind::Pointwise, SpecKind::Block];
    for (kind, element) in
        kinds.into_iter().flat_map(|kind| [(kind, Element::U8), (kind, Element::I8)])
    {
        let model = spec(kind, element).model().expect("a valid layer");
        let expected = bench_by_hand(&model);
        let mut bench = Bench::new(model, Dot::I16, Box::new(SingleThread));
        assert!(bench.output().is_empty(), "nothing has run");
        while !bench.prepare() {}
        for _ in 0..2 {
            bench.run();
            assert_eq!(bench.output(), expected, "{kind:?} {element:?}: the input stays");
        }
    }
}

/// The reference kernels on the benchmark's input, as stored bytes.
fn bench_by_hand(model: &Model) -> Vec<u8> {
    let shift = if model.input.element == Element::I8 { 128 } else { 0 };
    let mut input = vec![0; model.input.len()];
    Lcg::new(1).fill(&mut input);
    input.iter_mut().for_each(|byte| *byte ^= shift);
    let layers = reference::run(model, &input).expect("its size");
    layers[layers.len() - 1].iter().map(|byte| byte ^ shift).collect()
}

#[test]
fn a_benchmark_takes_as_many_samples_of_each() {
    thread_local!(static NOW: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) });
    // A clock that advances by half a millisecond at each call.
    let clock = || NOW.with(|now| now.replace(now.get() + 0.5));
    let spec = LayerSpec {
        kind: SpecKind::Block,
        input: [4, 4, 8],
        channels: 8,
        kernel: 3,
        stride: 1,
        element: Element::U8,
    };
    let mut benchmark = Benchmark::new(7, clock);
    for kind in [SpecKind::Block, SpecKind::Standard] {
        let model = LayerSpec { kind, ..spec }.model().expect("a valid layer");
        benchmark.add(model, Dot::I16, Box::new(SingleThread));
    }
    let steps = std::iter::from_fn(|| benchmark.advance().then_some(())).count();
    assert!(steps > 14, "packing and warming up come first");
    let timed = benchmark.timed();
    assert_eq!(timed.iter().map(|timed| timed.count).collect::<Vec<_>>(), [7, 7]);
    let macs: Vec<u64> = timed.iter().map(|timed| timed.macs).collect();
    assert_eq!(macs, [16 * (72 + 64), 16 * 9 * 64]);
    for timed in timed {
        // Half a millisecond for 2^12 runs.
        assert_eq!((timed.median, timed.min), (0.5 / 4096.0, 0.5 / 4096.0));
    }
    assert!(!Benchmark::new(1, clock).advance(), "a benchmark without entries is over");
}

#[test]
fn v2_adds_where_the_paper_does() {
    let model = net(Version::V2, 1.0, 224, 1000).model().expect("a network");
    let adds = model.layers.iter().filter(|layer| matches!(layer.op, Op::Arithmetic(_)));
    let plain = |layer: &Layer| match &layer.op {
        Op::Arithmetic(operator) => {
            operator.kind == ArithmeticKind::Add && operator.activation == Activation::None
        }
        _ => false,
    };
    assert!(adds.clone().all(plain));
    assert_eq!(adds.count(), 10);
}
