//! Costs in exact integers, against the papers' figures and against formulas written here.

mod common;

use common::Network;
use separable::cost::{self, Cost};
use separable::model::{Family, Function, LayerKind, Model, Op, Role, StageKind, Version, tflite};

/// Output channels and stride of MobileNet V1's thirteen blocks at alpha 1 (arXiv 1704.04861,
/// table 1; stride 1 in the last block, as in the published networks).
const BLOCKS: [(u64, u64); 13] = [
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
];

/// Expansion, output channels, repetitions and first stride of MobileNet V2's bottlenecks
/// (arXiv 1801.04381, table 2).
const BOTTLENECKS: [(u64, u64, u64, u64); 7] = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
];

/// MobileNet V2 1.0 at 224 pixels by formula, without a model.
fn v2_by_formula(classes: u64) -> Cost {
    let (mut macs, mut weights, mut biases) = (0, 0, 0);
    let mut layer = |size: u64, each: u64, channels: u64| {
        macs += size * size * each * channels;
        weights += each * channels;
        biases += channels;
    };
    let (mut size, mut c) = (112, 32);
    layer(size, 27, c);
    for (expansion, channels, repetitions, first_stride) in BOTTLENECKS {
        for repetition in 0..repetitions {
            let wide = c * expansion;
            if expansion > 1 {
                layer(size, c, wide);
            }
            size /= if repetition == 0 { first_stride } else { 1 };
            layer(size, 9, wide);
            layer(size, wide, channels);
            c = channels;
        }
    }
    layer(size, c, 1280);
    layer(1, 1280, classes);
    // Residuals, the average over 7 x 7 and softmax.
    let residuals = BOTTLENECKS.map(|(_, c, repetitions, _)| (repetitions - 1) * c);
    let sizes = [112, 56, 28, 14, 14, 7, 7];
    let operations: u64 = residuals.iter().zip(sizes).map(|(c, size)| c * size * size).sum();
    let operations = operations + 49 * 1280 + softmax(classes);
    Cost { macs, operations, params: weights + biases, bytes: weights + 4 * biases }
}

/// A comparison, a sum, a difference, an exponential and a quotient for each class; the first of
/// them needs neither comparison nor sum.
fn softmax(classes: u64) -> u64 {
    2 * (classes - 1) + 3 * classes
}

/// MobileNet V1 at width `alpha` percent by formula, without a model.
fn by_formula(alpha: u64, input: u64, classes: u64) -> Cost {
    let width = |channels: u64| channels * alpha / 100;
    let mut size = input.div_ceil(2);
    let mut c = width(32);
    let (mut macs, mut weights, mut biases) = (size * size * 27 * c, 27 * c, c);
    for (channels, stride) in BLOCKS {
        let n = width(channels);
        size = size.div_ceil(stride);
        macs += size * size * (9 * c + c * n);
        weights += 9 * c + c * n;
        biases += c + n;
        c = n;
    }
    let (weights, biases) = (weights + c * classes, biases + classes);
    let operations = size * size * c + softmax(classes);
    let (macs, params) = (macs + c * classes, weights + biases);
    Cost { macs, operations, params, bytes: weights + 4 * biases }
}

fn published(test: &str, network: Network) -> Option<Model> {
    let parts = network.read(test)?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Some(tflite::read_parts(&parts).expect("a model that we support"))
}

fn built_in() -> Model {
    tflite::read(&common::built_in()).expect("the built-in model")
}

#[test]
fn v1_100_224_is_what_the_paper_says() {
    let Some(model) = published("v1_100_224_is_what_the_paper_says", common::V1_100_224) else {
        return;
    };
    let cost = cost::network(&model);
    assert_eq!((cost.macs, cost.params), (568_741_376, 4_222_057));
    assert_eq!(cost, by_formula(100, 224, 1001));

    let of = |kind| -> Cost {
        let indices = (0..model.layers.len()).filter(|&index| model.kind(index) == kind);
        indices.map(|index| cost::layer(&model, index)).sum()
    };
    // Table 2 of the paper: 94.86 % of the mult-adds in 1x1 convolutions, 74.59 % of the weights
    // (with 1000 classes; with 1001 the share is a little lower).
    let weights = |cost: Cost| (4 * cost.params - cost.bytes) / 3;
    let percent = |part: u64, whole: u64| format!("{:.2}", 100.0 * part as f64 / whole as f64);
    assert_eq!(percent(of(LayerKind::Pointwise).macs, cost.macs), "94.86");
    assert_eq!(percent(weights(of(LayerKind::Pointwise)), weights(cost)), "74.57");
}

#[test]
fn all_v1_are_what_the_formula_says() {
    let test = "all_v1_are_what_the_formula_says";
    let cases = [
        (common::V1_100_224, 100, 224),
        (common::V1_075_192, 75, 192),
        (common::V1_050_160, 50, 160),
        (common::V1_025_128, 25, 128),
    ];
    let mut wrong = Vec::new();
    for (case, alpha, input) in cases {
        let Some(model) = published(test, case) else { return };
        let (got, expected) = (cost::network(&model), by_formula(alpha, input, 1001));
        if got != expected {
            wrong.push(format!("{}: {got:?} instead of {expected:?}", case.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn v2_is_what_the_paper_says() {
    let test = "v2_is_what_the_paper_says";
    for case in [common::V2_100_224, common::V2_100_224_INT8] {
        let Some(model) = published(test, case) else { return };
        let cost = cost::network(&model);
        // The paper has 300 M mult-adds and 3.4 M parameters.
        assert_eq!((cost.macs, cost.params), (300_775_552, 3_489_097), "{}", case.id);
        let ends =
            if case.id == common::V2_100_224_INT8.id { 2 * (224 * 224 * 3 + 1001) } else { 0 };
        let expected = v2_by_formula(1001);
        assert_eq!(cost, Cost { operations: expected.operations + ends, ..expected });
    }
    for (case, classes) in [(common::BIRDS, 965), (common::INSECTS, 1022)] {
        let Some(model) = published(test, case) else { return };
        assert_eq!(cost::network(&model), v2_by_formula(classes));
    }
}

#[test]
fn float_weights_take_four_bytes() {
    let Some(model) = published("float_weights_take_four_bytes", common::V1_F32) else { return };
    let quantised = by_formula(100, 224, 1001);
    // The file ends with its logits.
    let operations = quantised.operations - softmax(1001);
    let expected = Cost { bytes: 4 * quantised.params, operations, ..quantised };
    assert_eq!(cost::network(&model), expected);
}

#[test]
fn v2_has_a_ladder() {
    let Some(model) = published("v2_has_a_ladder", common::V2_100_224) else { return };
    use Role::{Depthwise, Expansion, Projection, Residual};
    let mut expected = vec![(StageKind::Conv, 0..1), (StageKind::Block(1), 1..3)];
    let mut next = 3;
    let mut block = 1;
    for (_, _, repetitions, _) in &BOTTLENECKS[1..] {
        for repetition in 0..*repetitions {
            block += 1;
            // Where a bottleneck is repeated, its input is added to its output.
            let end = next + if repetition == 0 { 3 } else { 4 };
            expected.push((StageKind::Block(block), next..end));
            next = end;
        }
    }
    assert_eq!(block, 17);
    expected.extend([
        (StageKind::Conv, 61..62),
        (StageKind::Average, 62..63),
        (StageKind::Classifier, 63..66),
    ]);
    let got: Vec<_> = model.stages().into_iter().map(|s| (s.kind, s.layers)).collect();
    assert_eq!(got, expected);
    assert_eq!(got.len(), 21);
    let roles = model.roles();
    for (kind, layers) in got {
        let roles = &roles[layers];
        match kind {
            StageKind::Block(1) => assert_eq!(roles, [Some(Depthwise), Some(Projection)]),
            StageKind::Block(_) => {
                let all = [Expansion, Depthwise, Projection, Residual].map(Some);
                assert_eq!(roles, &all[..roles.len()]);
            }
            _ => assert!(roles.iter().all(Option::is_none)),
        }
    }
}

fn family(version: Version, alpha: f64, size: f64) -> Family {
    Family { version, alpha, rho: size / 224.0, resolution: 224, cut: false }
}

#[test]
fn multipliers_are_read_from_the_shapes() {
    let test = "multipliers_are_read_from_the_shapes";
    let cases = [
        (common::V1_100_224, Version::V1, 1.0, 224.0),
        (common::V1_075_192, Version::V1, 0.75, 192.0),
        (common::V1_050_160, Version::V1, 0.5, 160.0),
        (common::V1_025_128, Version::V1, 0.25, 128.0),
        (common::V2_100_224, Version::V2, 1.0, 224.0),
        (common::V2_100_224_INT8, Version::V2, 1.0, 224.0),
    ];
    for (case, version, alpha, size) in cases {
        let Some(model) = published(test, case) else { return };
        let family = family(version, alpha, size);
        assert_eq!(model.family(), Some(family), "{}", case.id);
    }
    let built_in = family(Version::V1, 0.5, 128.0);
    assert_eq!(self::built_in().family(), Some(built_in));
    let tiny = tflite::read(&common::tiny::residual().write()).expect("a sound network");
    assert_eq!(tiny.family(), None);
}

#[test]
fn standard_convolutions_instead_of_blocks() {
    let test = "standard_convolutions_instead_of_blocks";
    let Some(model) = published(test, common::V1_100_224) else { return };
    let stages = model.stages().into_iter().map(|stage| match stage.kind {
        StageKind::Block(_) => {
            common::standard_of_block(&model, stage.layers.start).expect("a block can be replaced")
        }
        _ => cost::layers(&model, stage.layers),
    });
    let all: Cost = stages.sum();
    // The paper's table 4 has 4866 M and 29.3 M; the published file has one class more, 1001.
    assert_eq!(all.macs, 4_867_293_184 + 1024);
    assert_eq!(all.params / 10_000, 2928);
}

#[test]
fn built_in_is_what_the_formula_says() {
    let cost = cost::network(&built_in());
    let expected = by_formula(50, 128, 200);
    // Bytes of one quantisation become those of another at both ends.
    let ends = 2 * (128 * 128 * 3 + 200);
    assert_eq!(cost, Cost { operations: expected.operations + ends, ..expected });
    assert_eq!((cost.macs, cost.params), (48_750_592, 915_720));
}

#[test]
fn stages_cover_the_network() {
    let model = built_in();
    let mut next = 0;
    let mut sum = Cost::default();
    for stage in model.stages() {
        assert_eq!(stage.layers.start, next, "{:?} follows without a gap", stage.kind);
        next = stage.layers.end;
        sum = sum + cost::layers(&model, stage.layers);
    }
    assert_eq!(next, model.layers.len());
    assert_eq!(sum, cost::network(&model));
}

#[test]
fn a_block_costs_the_ratio_of_section_3_1() {
    let model = built_in();
    let blocks: Vec<_> =
        (0..model.layers.len()).filter(|&i| model.kind(i) == LayerKind::Depthwise).collect();
    assert_eq!(blocks.len(), 13);
    for index in blocks {
        let standard = common::standard_of_block(&model, index).expect("a block can be replaced");
        let block = cost::layers(&model, index..index + 2);
        let n = model.layers[index + 1].output.shape[2] as u64;
        // block / standard = 1/n + 1/9, in integers.
        assert_eq!(block.macs * 9 * n, standard.macs * (9 + n), "layer {index}");
    }
}

#[test]
fn what_is_no_block_replaces_nothing() {
    let model = built_in();
    for index in 0..model.layers.len() {
        let is_block = model.kind(index) == LayerKind::Depthwise;
        let standard = common::standard_of_block(&model, index);
        assert_eq!(standard.is_some(), is_block, "layer {index}");
    }
    assert_eq!(common::standard_of_block(&model, model.layers.len()), None);
}

/// What layers without weights compute, counted one by one in plain loops over their output.
#[test]
fn other_operations_are_counted_one_by_one() {
    let folder = common::repository("tests/golden/operators");
    let mut kinds = std::collections::BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|end| end != "tflite") {
            continue;
        }
        let model = tflite::read(&common::read(&path)).expect("a model");
        for (index, layer) in model.layers.iter().enumerate() {
            let [h, w, _] = model.value(layer.inputs[0]).shape;
            let channels = layer.output.shape[2];
            let numbers = |[kh, kw]: [usize; 2]| (0..kh).flat_map(move |_| 0..kw);
            let mut count = 0u64;
            for at in 0..layer.output.len() {
                match &layer.op {
                    // A sum starts with its first number; a division ends a mean.
                    Op::AveragePool(pool) => {
                        count += numbers(pool.window.kernel).skip(1).map(|_| 1).sum::<u64>() + 1;
                    }
                    Op::Mean => count += numbers([h, w]).skip(1).map(|_| 1).sum::<u64>() + 1,
                    Op::MaxPool(pool) => {
                        count += numbers(pool.window.kernel).skip(1).map(|_| 1).sum::<u64>();
                    }
                    Op::Max => count += numbers([h, w]).skip(1).map(|_| 1).sum::<u64>(),
                    Op::Arithmetic(_) => count += 1,
                    Op::Function(Function::Clamp(activation)) => {
                        let (low, high) = activation.limits();
                        count +=
                            [low, high].into_iter().filter(|end| end.is_finite()).count() as u64;
                    }
                    Op::Function(Function::HardSwish) => count += 1 + 2 + 2,
                    Op::Function(Function::Logistic) => count += 1 + 1 + 1,
                    // Of each row once: what finds the largest, and what sums; of each number a
                    // difference, an exponential, a quotient.
                    Op::Softmax { .. } => {
                        count += 3 + if at % channels == 0 { 0 } else { 1 + 1 };
                    }
                    Op::Quantize => count += 1 + 1,
                    _ => (),
                }
            }
            let found = separable::cost::layer(&model, index);
            assert_eq!(found.operations, count, "{}, layer {index}", path.display());
            if count > 0 {
                *kinds.entry(format!("{:?}", model.kind(index))).or_insert(0) += 1;
            }
        }
    }
    assert!(kinds.len() >= 9, "{kinds:?}");
}
