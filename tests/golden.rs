//! The bytes of TensorFlow Lite's reference kernels, layer by layer.

mod common;

use common::{INPUTS, INPUTS_WITH_LAYERS, Network, PICTURES_WITH_LAYERS, WITH_CHECKSUMS};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::{Dot, reference};
use separable::model::{Model, Op, Weights, tflite};

/// A test of each network: `<check>::<network>`.
macro_rules! tests {
    ($check:ident: $($name:ident = $network:ident),* $(,)?) => {
        mod $check {
            pub(super) const NETWORKS: &[&str] = &[$(super::common::$network.id),*];

            $(
                #[test]
                fn $name() {
                    let test = concat!(stringify!($check), "::", stringify!($name));
                    super::$check(test, super::common::$network);
                }
            )*
        }
    };
    // The networks with checksums, and those with golden data of pictures.
    ($check:ident: checksums) => {
        tests!($check: built_in = BUILT_IN, v1_100_224 = V1_100_224, v1_075_192 = V1_075_192,
            v1_050_160 = V1_050_160, v1_025_128 = V1_025_128, v2_100_224 = V2_100_224,
            v2_100_224_int8 = V2_100_224_INT8, birds = BIRDS, insects = INSECTS, v1_int8 = V1_INT8);
    };
    ($check:ident: pictures) => {
        tests!($check: v1_100_224 = V1_100_224, v1_075_192 = V1_075_192, v1_050_160 = V1_050_160,
            v1_025_128 = V1_025_128, v2_100_224 = V2_100_224, v2_100_224_int8 = V2_100_224_INT8);
    };
}

tests!(reference_checksums: checksums);
tests!(fast_checksums: checksums);
tests!(reference_on_pictures: pictures);
tests!(fast_on_pictures: pictures);
tests!(fast_as_reference: birds = BIRDS, insects = INSECTS, v1_int8 = V1_INT8);

fn model(parts: &[Vec<u8>]) -> Model {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    tflite::read_parts(&parts).expect("a model that we support")
}

fn assert_none(differences: Vec<String>) {
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Compares all layers; one that differs does not hide the others.
fn differences(case: &str, got: &[Vec<u8>], expected: &[(String, Vec<u8>)]) -> Vec<String> {
    assert_eq!(got.len(), expected.len(), "{case}: number of layers");
    let pairs = got.iter().zip(expected);
    pairs
        .filter_map(|(got, (name, expected))| common::difference(name, got, expected))
        .map(|line| format!("{case}: {line}"))
        .collect()
}

/// The same by checksums; `at` is the place of the input among [`INPUTS_WITH_LAYERS`].
fn other_checksums(at: usize, got: &[Vec<u8>], expected: &[(String, [u32; 2])]) -> Vec<String> {
    let case = format!("input {}", INPUTS_WITH_LAYERS[at]);
    assert_eq!(got.len(), expected.len(), "{case}: number of layers");
    let pairs = got.iter().zip(expected);
    pairs
        .filter_map(|(got, (name, crcs))| common::other_checksum(name, got, crcs[at]))
        .map(|line| format!("{case}: {line}"))
        .collect()
}

/// What the reference kernels have else than the checksums of `network`.
fn reference_differences(model: &Model, network: Network) -> Vec<String> {
    let expected = network.checksums();
    let mut found = Vec::new();
    for (at, number) in INPUTS_WITH_LAYERS.into_iter().enumerate() {
        let got = reference::run(model, &common::pixels(number, network.size)).expect("its size");
        found.extend(other_checksums(at, &got, &expected.layers));
        let last = got.last().expect("a model with layers");
        found.extend(common::other_checksum("output", last, expected.outputs[number]));
    }
    found
}

/// The reference kernels: every layer, by its checksum.
fn reference_checksums(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    assert_none(reference_differences(&model(&parts), network));
}

/// An engine for each kind of dot product.
fn engines_of(model: &Model) -> Vec<Engine> {
    let engine = |dot| Engine::with(model.clone(), dot).expect("a whole model");
    Dot::ALL.into_iter().map(engine).collect()
}

/// The output of the fast plan.
fn fast_output(engine: &mut Engine, input: &[u8]) -> Vec<u8> {
    engine.set_input(input).expect("an input of the model's size");
    engine.run().to_vec()
}

/// Every layer's activation, from the inspecting plan, for the input that [`fast_output`] has set.
fn fast_layers(engine: &mut Engine) -> Vec<Vec<u8>> {
    let mut inspector = Inspector::new(engine, || 0.0);
    (0..engine.model().layers.len())
        .map(|layer| {
            let mut raw = Vec::new();
            inspector.activation(engine, layer, &mut raw).expect("a layer of it");
            raw
        })
        .collect()
}

/// The fast kernels, with each kind of dot product: the outputs for all inputs, and every layer,
/// by checksums.
fn fast_checksums(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    let expected = network.checksums();
    assert_eq!(expected.outputs.len(), INPUTS, "inputs");
    let mut engines = engines_of(&model(&parts));
    let mut found = Vec::new();
    for (number, &output) in expected.outputs.iter().enumerate() {
        let input = common::pixels(number, network.size);
        let with_layers = INPUTS_WITH_LAYERS.iter().position(|&input| input == number);
        for engine in &mut engines {
            let got = fast_output(engine, &input);
            found.extend(common::other_checksum(&format!("output {number}"), &got, output));
            if let Some(at) = with_layers {
                found.extend(other_checksums(at, &fast_layers(engine), &expected.layers));
            }
        }
    }
    assert_none(found);
}

/// One weight that is off by one shows: in its layer first, and nowhere before it.
#[test]
fn a_changed_weight_is_found() {
    let network = common::BUILT_IN;
    let mut model = model(&network.read("a_changed_weight_is_found").expect("the built-in model"));
    assert_none(reference_differences(&model, network));
    let Op::Conv(conv) = &mut model.layers[13].op else { panic!("a pointwise layer") };
    let Weights::Quantized(weights) = &mut conv.weights else { panic!("bytes") };
    weights.bytes[1000] ^= 1;
    let found = reference_differences(&model, network);
    assert!(found.iter().any(|line| line.contains(": 13_conv_2d: ")), "\n{}", found.join("\n"));
    assert!(!found.iter().any(|line| line.contains(": 12_")), "\n{}", found.join("\n"));
}

/// Every model of the manifest has checksums and tests, and the checksums are of its very files.
#[test]
fn the_manifest_has_checksums() {
    let text = common::read(common::repository("weights/manifest.toml"));
    let text = String::from_utf8(text).expect("text");
    let manifest: toml::Table = text.parse().expect("a manifest");
    for model in manifest["model"].as_array().expect("models") {
        let id = model["id"].as_str().expect("an id");
        let network = WITH_CHECKSUMS.iter().find(|network| network.id == id);
        let network = network.unwrap_or_else(|| panic!("{id} is not in WITH_CHECKSUMS"));
        let parts = model["parts"].as_array().expect("parts").iter();
        let (files, sha256): (Vec<_>, Vec<_>) =
            parts.map(|part| (part["file"].as_str(), part["sha256"].as_str())).unzip();
        let expected = network.checksums();
        assert!(network.files.iter().copied().map(Some).eq(files), "{id}: files");
        let made_from = expected.sha256.iter().map(|sum| Some(sum.as_str()));
        assert!(made_from.eq(sha256), "{id} has other files: run tests/golden/make.py");
    }
    let ids = |wanted: fn(&Network) -> bool| -> Vec<&str> {
        let networks = WITH_CHECKSUMS.iter().filter(|network| wanted(network));
        networks.map(|network| network.id).collect()
    };
    assert_eq!(reference_checksums::NETWORKS, ids(|_| true));
    assert_eq!(fast_checksums::NETWORKS, ids(|_| true));
    assert_eq!(reference_on_pictures::NETWORKS, ids(|network| network.pictures.is_some()));
    assert_eq!(fast_on_pictures::NETWORKS, ids(|network| network.pictures.is_some()));
    // The golden data of the built-in model is whole.
    let others = ids(|network| network.pictures.is_none() && network.id != "built-in");
    assert_eq!(fast_as_reference::NETWORKS, others);
}

/// The reference kernels on the pictures for which every layer is known.
fn reference_on_pictures(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    let model = model(&parts);
    let mut found = Vec::new();
    for picture in PICTURES_WITH_LAYERS {
        let Some(input) = network.picture(test, picture) else { return };
        let Some(expected) = network.picture_layers(test, picture) else { return };
        let got = reference::run(&model, &input).expect("an input of the model's size");
        found.extend(differences(picture, &got, &expected));
    }
    assert_none(found);
}

/// The fast kernels: the outputs for all pictures, with the kinds of dot product in turn, and every
/// layer, with all kinds, where every layer is known.
fn fast_on_pictures(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    let Some(outputs) = network.picture_outputs(test) else { return };
    let mut engines = engines_of(&model(&parts));
    let mut found = Vec::new();
    for (number, (picture, _, expected)) in outputs.iter().enumerate() {
        let Some(input) = network.picture(test, picture) else { return };
        if !PICTURES_WITH_LAYERS.contains(&picture.as_str()) {
            let output = fast_output(&mut engines[number % Dot::ALL.len()], &input);
            found.extend(common::difference(picture, &output, expected));
            continue;
        }
        let Some(layers) = network.picture_layers(test, picture) else { return };
        for engine in &mut engines {
            let output = fast_output(engine, &input);
            found.extend(common::difference(picture, &output, expected));
            found.extend(differences(picture, &fast_layers(engine), &layers));
        }
    }
    assert_eq!(outputs.len(), 24, "pictures");
    assert_none(found);
}

/// The fast kernels against the reference kernels, on a picture that has no golden data.
fn fast_as_reference(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    let picture = PICTURES_WITH_LAYERS[0];
    let Some(input) = network.picture(test, picture) else { return };
    let mut engine = Engine::new(model(&parts)).expect("a whole model");
    fast_output(&mut engine, &input);
    let layers = fast_layers(&mut engine);
    let expected = reference::run(engine.model(), &input).expect("the model's size");
    let names = engine.model().layers.iter().map(|layer| layer.name.clone());
    let expected: Vec<(String, Vec<u8>)> = names.zip(expected).collect();
    assert_none(differences(picture, &layers, &expected));
}

/// The built-in model, whose golden bytes travel with the repository whole: a difference says where.
#[test]
fn the_bytes_of_the_built_in_model() {
    let model = model(&[common::built_in()]);
    let mut engines = engines_of(&model);
    let mut found = Vec::new();
    let outputs = common::built_in_outputs();
    assert_eq!(outputs.len(), INPUTS, "inputs");
    for (number, expected) in outputs.iter().enumerate() {
        let case = format!("input {number}");
        let input = common::pixels(number, common::BUILT_IN.size);
        let got = reference::run(&model, &input).expect("the model's size");
        found.extend(common::difference(&case, got.last().expect("layers"), expected));
        let with_layers = INPUTS_WITH_LAYERS.contains(&number);
        let layers = with_layers.then(|| common::built_in_layers(number));
        if let Some(layers) = &layers {
            found.extend(differences(&case, &got, layers));
        }
        for engine in &mut engines {
            found.extend(common::difference(&case, &fast_output(engine, &input), expected));
            if let Some(layers) = &layers {
                found.extend(differences(&case, &fast_layers(engine), layers));
            }
        }
    }
    assert_none(found);
}

/// The checksums that the page's verification compares with.
#[test]
fn the_checksums_of_the_page_are_those_of_tensorflow_lite() {
    let text = common::read(common::repository("www/app/network/checksums.json"));
    let proof: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!(proof.as_object().map(serde_json::Map::len), Some(INPUTS_WITH_LAYERS.len()));
    let layers = common::BUILT_IN.checksums().layers;
    for (at, number) in INPUTS_WITH_LAYERS.into_iter().enumerate() {
        let on_the_page: Vec<u32> = serde_json::from_value(proof[&number.to_string()].clone())
            .unwrap_or_else(|error| panic!("input {number}: {error}"));
        let checksums: Vec<u32> = layers.iter().map(|(_, crcs)| crcs[at]).collect();
        assert_eq!(on_the_page, checksums, "input {number}, TensorFlow Lite's checksums");
        let golden = common::built_in_layers(number);
        let golden: Vec<u32> = golden.iter().map(|(_, bytes)| common::crc32(bytes)).collect();
        assert_eq!(on_the_page, golden, "input {number}, TensorFlow Lite's bytes");
    }
}
