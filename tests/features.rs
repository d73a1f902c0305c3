//! Which layer's output are a network's features.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::sets::Expected;
use common::{endings, sound, tiny};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::model::{LayerKind, Model, Op, tflite};
use std::path::Path;

/// Whether the output can be reached from the input without going by `layer`.
fn goes_past(model: &Model, layer: usize) -> bool {
    let mut open = vec![model.layers.len()];
    while let Some(value) = open.pop() {
        match value.checked_sub(1) {
            None => return true,
            Some(index) if index == layer => (),
            Some(index) => open.extend(&model.layers[index].inputs),
        }
    }
    false
}

/// The features by their definition.
fn defined(model: &Model) -> Option<usize> {
    let alone = |index: &usize| {
        model.layers[*index].output.shape[..2] == [1, 1] && !goes_past(model, *index)
    };
    let average = |index: &usize| {
        let pooled = matches!(model.layers[*index].op, Op::AveragePool(_) | Op::Mean);
        pooled && alone(index)
    };
    let convolution = |index: &usize| matches!(model.layers[*index].op, Op::Conv(_));
    let all = 0..model.layers.len();
    all.clone().filter(average).max().or_else(|| {
        let last = all.filter(convolution).max()?;
        model.layers[last].inputs[0].checked_sub(1).filter(alone)
    })
}

#[test]
fn they_are_the_last_average() {
    let features = |file: tiny::File| sound::read(&file.write()).expect("sound").features();
    let pool = features(tiny::network()).expect("features");
    for file in tiny::networks() {
        let model = sound::read(&file.write()).expect("sound");
        let index = model.features().expect("features");
        assert_eq!(model.kind(index), LayerKind::Pool);
        assert_eq!(Some(index), defined(&model));
    }
    for file in [endings::independent(), endings::logits(), endings::one(), endings::averages()] {
        assert_eq!(features(file), Some(pool));
    }
    for file in [endings::map(), endings::map_of_logits(), endings::maps()] {
        assert_eq!(features(file), None);
    }
}

/// All networks at hand, by the definition.
#[test]
fn all_else_goes_by_them() {
    let operators = common::repository("tests/golden/operators");
    let mut networks: Vec<_> = Expected::of_index(&operators);
    for folder in ["conformance/networks", "real", "zoo/networks"] {
        let Some(folder) = common::shared("all_else_goes_by_them", folder) else { continue };
        networks.extend(Expected::of_folder(&folder));
    }
    let mut found = 0;
    for network in networks {
        let Ok(model) = tflite::read(&common::read(&network.path)) else { continue };
        let features = model.features();
        assert_eq!(features, defined(&model), "{}", network.path.display());
        kept(model, &network.path);
        found += usize::from(features.is_some());
    }
    assert!(found > 50, "{found} have features");
}

/// What the fast plan keeps of them is what the inspecting plan has.
fn kept(model: Model, path: &Path) {
    let (Some(layer), Ok(mut engine)) = (model.features(), Engine::new(model)) else { return };
    let pixels: Vec<u8> = (0..engine.input().len()).map(|i| (i * 37 % 251) as u8).collect();
    engine.set_input(&pixels).expect("as many as it takes");
    engine.run();
    let Some(fast) = engine.features() else { return };
    let mut inspected = Vec::new();
    let mut inspector = Inspector::new(&engine, || 0.0);
    inspector.activation(&mut engine, layer, &mut inspected).expect("a layer");
    assert_eq!(fast, inspected, "{}", path.display());
}

/// Of `common::WITH_CHECKSUMS`: 1024 times alpha of V1 (table 1), 1280 of V2 (table 2).
const LIST: [usize; 10] = [512, 1024, 768, 512, 256, 1280, 1280, 1280, 1280, 1024];
/// As many as the last convolution before the average has (MobileNetV3, tables 1 and 2; MobileNetV4,
/// table 11; EfficientNet, table 1), times alpha.
const ZOO: [(&str, usize); 10] = [
    ("lite0_128_dynamic", 1280),
    ("lite0_224_uint8", 1280),
    ("v1_025_128_float_ends", 256),
    ("v2_035_224_int8", 1280),
    ("v2_035_96_float16", 1280),
    ("v3_large_224_uint8", 960),
    ("v3_large_minimalistic_075_128_float_ends", 720),
    ("v3_small_075_160_float32", 432),
    ("v3_small_224_uint8", 576),
    ("v4_conv_small_224_uint8", 960),
];
/// Of networks that people made; 0 where there are none.
const REAL: [(&str, usize); 15] = [
    // Without an average, what the last layer reads: a flattened map, or hidden numbers.
    ("edge_impulse_float", 144),
    ("edge_impulse_fomo", 0),
    ("edge_impulse_grey_int8", 72),
    ("edge_impulse_int8", 144),
    ("grey_cnn_float", 128),
    ("keras_dynamic_160", 1280),
    ("keras_dynamic_rescaling", 1280),
    ("keras_float_ends", 1280),
    // A maximum over all positions.
    ("keras_uint8", 1280),
    ("metadata_float_cnn", 16),
    ("metadata_uint8", 1280),
    ("mlperf_vww_float", 256),
    ("mlperf_vww_int8", 256),
    // Before the hidden layer.
    ("teachable_machine_float", 1280),
    ("teachable_machine_quantised", 1280),
];

/// The features of known networks: name and channels of the layer.
#[test]
fn of_known_networks_they_have_as_many_channels_as_the_papers_say() {
    let test = "of_known_networks_they_have_as_many_channels_as_the_papers_say";
    for (folder, expected) in [("real", REAL.as_slice()), ("zoo/networks", &ZOO)] {
        let Some(folder) = common::shared(test, folder) else { continue };
        for (name, channels) in expected {
            let model = tflite::read(&common::read(folder.join(format!("{name}.tflite"))));
            check(name, &model.expect("a sound network"), *channels);
        }
    }
    for (network, channels) in common::WITH_CHECKSUMS.iter().zip(LIST) {
        let Some(files) = network.read(test) else { continue };
        let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        check(network.id, &tflite::read_parts(&parts).expect("a sound network"), channels);
    }
}

fn check(name: &str, model: &Model, channels: usize) {
    let Some(index) = model.features() else { return assert_eq!(channels, 0, "{name}") };
    assert_eq!(model.layers[index].output.shape, [1, 1, channels], "{name}");
}
