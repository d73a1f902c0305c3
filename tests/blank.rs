//! Blank channels: what is said of every input, against the reference kernels on many, the worst one
//! for each channel among them.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Lcg;
use common::networks::{V1_100_224, V2_100_224};
use separable::cost;
use separable::inspect::{BlankChannel, Change, blanks, changed};
use separable::kernels::reference;
use separable::model::{Element, Model, Op, Weights, tflite};
use std::collections::HashMap;

/// The counts of blank channels of the first layers with weights.
fn counts(model: &Model, layers: usize) -> Vec<(usize, usize)> {
    let blanks = blanks(model);
    let with_weights = model.layers.iter().zip(&blanks);
    let with_weights =
        with_weights.filter(|(layer, _)| matches!(layer.op, Op::Conv(_) | Op::Depthwise(_)));
    with_weights
        .map(|(layer, blank)| (blank.channels.len(), layer.output.shape[2]))
        .take(layers)
        .collect()
}

#[test]
fn published_networks_have_blank_channels() {
    let test = "published_networks_have_blank_channels";
    // Counted by another program, from bounds in the reference's own rounding.
    if let Some(model) = V1_100_224.model(test) {
        assert_eq!(counts(&model, 4), [(9, 32), (10, 32), (6, 64), (7, 64)]);
    }
    if let Some(model) = V2_100_224.model(test) {
        assert_eq!(counts(&model, 2), [(8, 32), (9, 32)]);
    }
}

/// MLPerf's visual wake words: what is proved of its depthwise channels, beside how many of them are
/// seen to vary, so that what is left undecided is known.
#[test]
fn half_of_a_small_network_is_needless() {
    let Some(path) = common::shared("half_of_a_small_network_is_needless", "real") else { return };
    let model = tflite::read(&common::read(path.join("mlperf_vww_int8.tflite"))).expect("a model");
    let found = blanks(&model);
    let mut random = Lcg(5);
    let tried: Vec<_> = (0..12).flat_map(|_| inputs(&model, &mut random)).collect();
    let runs: Vec<_> =
        tried.iter().map(|input| common::sets::by_fast_kernels(&model, input)).collect();
    let (mut blank, mut varying, mut all) = (0, 0, 0);
    for (index, layer) in model.layers.iter().enumerate() {
        if !matches!(layer.op, Op::Depthwise(_)) {
            continue;
        }
        let channels = layer.output.shape[2];
        let cells = |run: &common::sets::Layers, channel: usize| -> Vec<u8> {
            run[index].iter().skip(channel).step_by(channels).copied().collect()
        };
        let varies = |channel: &usize| {
            let first = cells(&runs[0], *channel);
            runs.iter().any(|run| cells(run, *channel) != first)
        };
        varying += (0..channels).filter(varies).count();
        blank += found[index].channels.len();
        all += channels;
    }
    assert_eq!((blank, all), (744, 1240));
    assert_eq!(varying, 487, "so that nine are undecided");
    let needless: u64 = found.iter().map(|blank| blank.macs).sum();
    let share = needless as f64 / cost::network(&model).macs as f64;
    assert_eq!((share * 100.0).round(), 50.0);
}

/// Inputs of all kinds: noise, one number everywhere, and stripes of the two extremes.
fn inputs(model: &Model, random: &mut Lcg) -> Vec<Vec<u8>> {
    let (size, width) = (model.input.len(), model.input.shape[1] * model.input.shape[2]);
    let extreme = |on: bool| if on { [255, 127] } else { [0, 128] };
    let element = usize::from(model.input.element == Element::I8);
    let mut inputs: Vec<Vec<u8>> = [false, true].map(|on| vec![extreme(on)[element]; size]).into();
    inputs.push((0..size).map(|_| random.byte()).collect());
    inputs.push((0..size).map(|_| extreme(random.byte() < 128)[element]).collect());
    let (rows, one, other) = (1 + random.below(40), random.byte(), random.byte());
    inputs.push((0..size).map(|i| extreme(i / width / rows % 2 == 0)[element]).collect());
    inputs.push((0..size).map(|i| if i / width % 2 == 0 { one } else { other }).collect());
    inputs
}

/// Checks that each blank channel holds its numbers for these inputs.
fn check(model: &Model, inputs: &[Vec<u8>]) -> usize {
    let found = blanks(model);
    assert_eq!(found.len(), model.layers.len());
    // What each held for the first input.
    let mut first = HashMap::new();
    for input in inputs {
        let outputs = reference::run(model, input).expect("its size");
        for ((layer, blank), output) in model.layers.iter().zip(&found).zip(&outputs) {
            let channels = layer.output.shape[2];
            for &BlankChannel { channel, number, sums } in &blank.channels {
                let cells: Vec<u8> =
                    output.iter().skip(channel).step_by(channels).copied().collect();
                let what = format!("{}, channel {channel} (sums {sums:?})", layer.name);
                if let Some(number) = number {
                    assert_eq!(cells, vec![number as u8; cells.len()], "{what}");
                }
                let before = first.entry((&layer.name, channel)).or_insert_with(|| cells.clone());
                assert_eq!(&cells, before, "{what}");
            }
        }
    }
    found.iter().map(|blank| blank.channels.len()).sum()
}

/// Over the networks at hand.
#[test]
fn blank_channels_hold_one_number() {
    let test = "blank_channels_hold_one_number";
    let mut random = Lcg(17);
    let mut files = vec![common::built_in()];
    files.extend(common::tiny::networks().map(|file| file.write()));
    for folder in ["conformance/networks", "real", "zoo/networks"] {
        let Some(folder) = common::shared(test, folder) else { continue };
        let sets = common::sets::Expected::of_folder(&folder);
        files.extend(sets.iter().map(|network| common::read(&network.path)));
    }
    let mut found = 0;
    for file in files {
        let model = tflite::read(&file).expect("a network that is read");
        if model.input.element == Element::F32 {
            continue;
        }
        let mut tried = inputs(&model, &mut random);
        // The reference kernels take long: the largest networks meet noise and one number everywhere.
        if cost::network(&model).macs > 30_000_000 {
            tried = vec![tried.swap_remove(2), tried.swap_remove(0)];
        }
        found += check(&model, &tried);
    }
    assert!(found > 0, "some are blank");
}

/// The input that makes the sum of `channel` of the first layer as large as it can be, or as small, at
/// each place by its own window, is what the bounds are reached by.
#[test]
fn what_is_not_blank_can_be_told_apart() {
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    let at = model.layers.iter().position(|layer| matches!(layer.op, Op::Conv(_))).expect("one");
    let Op::Conv(conv) = &model.layers[at].op else { unreachable!("it was looked for") };
    let Weights::Quantized(weights) = &conv.weights else { panic!("it is of bytes") };
    let ([h, w, c], [kh, kw]) = (model.input.shape, conv.window.kernel);
    let blank: Vec<usize> = blanks(&model)[at].channels.iter().map(|it| it.channel).collect();
    for channel in 0..model.layers[at].output.shape[2] {
        // Under the window whose first tap is at row 4, column 4 of the input.
        let picture = |large: bool| {
            let mut input = vec![0u8; h * w * c];
            for (i, byte) in input.iter_mut().enumerate() {
                let (y, x) = (i / c / w, i / c % w);
                let (ky, kx) = (y.wrapping_sub(4), x.wrapping_sub(4));
                if ky < kh && kx < kw {
                    let tap = ((channel * kh + ky) * kw + kx) * c + i % c;
                    let up = (weights.centred(tap) > 0) == large;
                    let (low, high) = model.input.element.range();
                    *byte = if up { high } else { low } as u8;
                }
            }
            input
        };
        let made = |large: bool| {
            let layers = reference::run(&model, &picture(large)).expect("its size");
            let channels = model.layers[at].output.shape[2];
            layers[at].iter().skip(channel).step_by(channels).copied().collect::<Vec<u8>>()
        };
        let differ = made(true) != made(false);
        assert_eq!(differ, !blank.contains(&channel), "channel {channel}");
    }
}

/// Another kernel voids what was proved of the one before.
#[test]
fn an_edited_kernel_is_proved_anew() {
    let Some(model) = V1_100_224.model("an_edited_kernel_is_proved_anew") else { return };
    let found = blanks(&model);
    let is_blank =
        |layer: usize, channel| found[layer].channels.iter().any(|it| it.channel == channel);
    // A depthwise channel that is blank though what it reads is not.
    let (layer, channel) = (1, (0..32).find(|&n| is_blank(1, n) && !is_blank(0, n)).expect("one"));
    let edit = Change { layer, channel, kernel: Some(vec![1.0; 9]) };
    let (edited, _) = changed(&model, &[edit]).expect("there is such a channel");
    let after = blanks(&edited);
    assert!(after[layer].channels.iter().all(|it| it.channel != channel), "it can change now");
    assert_eq!(after[layer].channels.len() + 1, found[layer].channels.len());
}

/// What is muted is blank, and what reads it needs less.
#[test]
fn a_muted_channel_is_blank() {
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    let depthwise =
        model.layers.iter().position(|layer| matches!(layer.op, Op::Depthwise(_))).expect("one");
    let before = blanks(&model);
    let blank = |channel: usize| before[depthwise].channels.iter().any(|it| it.channel == channel);
    let channel = (0..).find(|&channel| !blank(channel)).expect("one that is not blank");
    let mute = [Change { layer: depthwise, channel, kernel: None }];
    let (muted, _) = changed(&model, &mute).expect("there is such a channel");
    let after = blanks(&muted);
    assert_eq!(after[depthwise].channels.len(), before[depthwise].channels.len() + 1);
    assert!(after[depthwise].channels.iter().any(|it| it.channel == channel));
    assert!(after[depthwise].macs > before[depthwise].macs);
    assert!(after[depthwise + 1].macs > before[depthwise + 1].macs, "what reads it needs less");
    check(&muted, &inputs(&muted, &mut Lcg(3)));
}
