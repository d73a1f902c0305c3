//! Costs in exact integers, against the papers' figures and against sums of our own.

mod common;

use common::Published;
use separable::cost::{self, Cost};
use separable::model::{Kind, Model, StageKind, tflite};

/// Output channels and stride of MobileNet V1's thirteen blocks at alpha 1 (arXiv 1704.04861,
/// table 1, with stride 1 in the last block as everybody builds it).
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
    Cost { macs: macs + c * classes, params: weights + biases, bytes: weights + 4 * biases }
}

fn published(test: &str, published: Published) -> Option<Model> {
    let parts = published.read(test)?;
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
    // (of 1000 classes; with 1001 it is a little less).
    let weights = |cost: Cost| (4 * cost.params - cost.bytes) / 3;
    let percent = |part: u64, whole: u64| format!("{:.2}", 100.0 * part as f64 / whole as f64);
    assert_eq!(percent(of(Kind::Pointwise).macs, cost.macs), "94.86");
    assert_eq!(percent(weights(of(Kind::Pointwise)), weights(cost)), "74.57");
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
            wrong.push(format!("{}: {got:?} instead of {expected:?}", case.golden));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn standard_convolutions_instead_of_blocks() {
    let test = "standard_convolutions_instead_of_blocks";
    let Some(model) = published(test, common::V1_100_224) else { return };
    let stages = model.stages().into_iter().map(|stage| match stage.kind {
        StageKind::Block(_) => {
            cost::standard_of_block(&model, stage.layers.start).expect("a block can be replaced")
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
    assert_eq!(cost, by_formula(50, 128, 200));
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
        (0..model.layers.len()).filter(|&i| model.kind(i) == Kind::Depthwise).collect();
    assert_eq!(blocks.len(), 13);
    for index in blocks {
        let standard = cost::standard_of_block(&model, index).expect("a block can be replaced");
        let block = cost::layers(&model, index..index + 2);
        let n = model.layers[index + 1].output.shape[2] as u64;
        // block / standard = 1/n + 1/9, in integers.
        assert_eq!(block.macs * 9 * n, standard.macs * (9 + n), "layer {index}");
        let ratio = cost::ratio(n as usize, [3, 3]);
        let measured = block.macs as f64 / standard.macs as f64;
        assert!((measured - ratio).abs() < 1e-12, "layer {index}: {measured} against {ratio}");
    }
}

#[test]
fn what_is_no_block_replaces_nothing() {
    let model = built_in();
    for index in 0..model.layers.len() {
        let is_block = model.kind(index) == Kind::Depthwise;
        let standard = cost::standard_of_block(&model, index);
        assert_eq!(standard.is_some(), is_block, "layer {index}");
    }
    assert_eq!(cost::standard_of_block(&model, model.layers.len()), None);
}
