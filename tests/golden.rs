//! The bytes of TensorFlow Lite's reference kernels, layer by layer.

mod common;

use common::{FORMULAS_WITH_LAYERS, Published, Summed, WITH_LAYERS};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::Dot;
use separable::kernels::reference;
use separable::model::{Model, tflite};

fn model(parts: &[Vec<u8>]) -> Model {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    tflite::read_parts(&parts).expect("a model that we support")
}

/// Compares all layers and reports each that differs.
fn differences(case: &str, got: &[Vec<u8>], expected: &[(String, Vec<u8>)]) -> Vec<String> {
    assert_eq!(got.len(), expected.len(), "{case}: number of layers");
    got.iter()
        .zip(expected)
        .filter_map(|(got, (name, expected))| common::difference(name, got, expected))
        .map(|line| format!("{case}: {line}"))
        .collect()
}

fn assert_none(differences: Vec<String>) {
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The reference kernels on the pictures for which every layer is known.
fn reference_on_layers(test: &str, published: Published) {
    let Some(parts) = published.read(test) else { return };
    let model = model(&parts);
    let mut found = Vec::new();
    for picture in WITH_LAYERS {
        let Some(input) = published.picture(test, picture) else { return };
        let Some(expected) = published.layers(test, picture) else { return };
        let got = reference::run(&model, &input).expect("an input of the model's size");
        found.extend(differences(picture, &got, &expected));
    }
    assert_none(found);
}

#[test]
fn reference_v1_100_224() {
    reference_on_layers("reference_v1_100_224", common::V1_100_224);
}

#[test]
fn reference_v1_075_192() {
    reference_on_layers("reference_v1_075_192", common::V1_075_192);
}

#[test]
fn reference_v1_050_160() {
    reference_on_layers("reference_v1_050_160", common::V1_050_160);
}

#[test]
fn reference_v1_025_128() {
    reference_on_layers("reference_v1_025_128", common::V1_025_128);
}

#[test]
fn reference_v2_100_224() {
    reference_on_layers("reference_v2_100_224", common::V2_100_224);
}

#[test]
fn reference_v2_100_224_int8() {
    reference_on_layers("reference_v2_100_224_int8", common::V2_100_224_INT8);
}

/// The layers whose checksum is not the golden one.
fn other_sums(case: &str, got: &[Vec<u8>], expected: &[(String, u32)]) -> Vec<String> {
    assert_eq!(got.len(), expected.len(), "{case}: number of layers");
    let pairs = got.iter().zip(expected);
    let others = pairs.filter(|(got, (_, expected))| common::crc32(got) != *expected);
    others.map(|(_, (name, _))| format!("{case}: {name} differs")).collect()
}

fn bytes(output: &[f64]) -> Vec<u8> {
    output.iter().map(|&byte| byte as u8).collect()
}

/// The reference kernels on the inputs for which the checksum of every layer is known.
fn reference_on_sums(test: &str, summed: Summed) {
    let Some(file) = summed.read(test) else { return };
    let model = model(&[file]);
    let mut found = Vec::new();
    for (number, output) in summed.outputs() {
        if FORMULAS_WITH_LAYERS.contains(&number) {
            let case = format!("input {number}");
            let input = common::formula(number, model.input.shape[0]);
            let got = reference::run(&model, &input).expect("the model's size");
            found.extend(other_sums(&case, &got, &summed.layers(number)));
            let last = got.last().expect("a model with layers");
            found.extend(common::difference(&case, last, &bytes(&output)));
        }
    }
    assert_none(found);
}

#[test]
fn reference_v1_int8() {
    reference_on_sums("reference_v1_int8", common::V1_INT8);
}

#[test]
fn reference_birds() {
    reference_on_sums("reference_birds", common::BIRDS);
}

#[test]
fn reference_insects() {
    reference_on_sums("reference_insects", common::INSECTS);
}

#[test]
fn reference_built_in() {
    let model = model(&[common::built_in()]);
    let size = model.input.shape[0];
    let mut found = Vec::new();
    for (number, output) in common::built_in_outputs().iter().enumerate() {
        let case = format!("input {number}");
        let got = reference::run(&model, &common::formula(number, size)).expect("the model's size");
        if FORMULAS_WITH_LAYERS.contains(&number) {
            found.extend(differences(&case, &got, &common::built_in_layers(number)));
        }
        let last = got.last().expect("a model with layers");
        found.extend(common::difference(&case, last, output));
    }
    assert_none(found);
}

/// An engine for each kind of dot product.
fn in_all_ways(model: &Model) -> Vec<Engine> {
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

/// The fast kernels: the answers on all pictures, with the kinds of dot product in turn; and every layer,
/// with all kinds, where every layer is known.
fn fast_on_all(test: &str, published: Published) {
    let Some(parts) = published.read(test) else { return };
    let Some(outputs) = published.outputs(test) else { return };
    let mut engines = in_all_ways(&model(&parts));
    let mut found = Vec::new();
    for (number, (picture, _, expected)) in outputs.iter().enumerate() {
        let Some(input) = published.picture(test, picture) else { return };
        if !WITH_LAYERS.contains(&picture.as_str()) {
            let output = fast_output(&mut engines[number % Dot::ALL.len()], &input);
            found.extend(common::difference(picture, &output, expected));
            continue;
        }
        let Some(layers) = published.layers(test, picture) else { return };
        for engine in &mut engines {
            let output = fast_output(engine, &input);
            found.extend(common::difference(picture, &output, expected));
            found.extend(differences(picture, &fast_layers(engine), &layers));
        }
    }
    assert_eq!(outputs.len(), 24, "pictures");
    assert_none(found);
}

#[test]
fn fast_v1_100_224() {
    fast_on_all("fast_v1_100_224", common::V1_100_224);
}

#[test]
fn fast_v1_075_192() {
    fast_on_all("fast_v1_075_192", common::V1_075_192);
}

#[test]
fn fast_v1_050_160() {
    fast_on_all("fast_v1_050_160", common::V1_050_160);
}

#[test]
fn fast_v1_025_128() {
    fast_on_all("fast_v1_025_128", common::V1_025_128);
}

#[test]
fn fast_v2_100_224() {
    fast_on_all("fast_v2_100_224", common::V2_100_224);
}

#[test]
fn fast_v2_100_224_int8() {
    fast_on_all("fast_v2_100_224_int8", common::V2_100_224_INT8);
}

/// The fast kernels: the answers on all eight inputs, every layer's checksum where it is known, and every
/// layer of a picture against the reference kernels.
fn fast_on_sums(test: &str, summed: Summed) {
    let Some(file) = summed.read(test) else { return };
    let mut engines = in_all_ways(&model(&[file]));
    let mut found = Vec::new();
    let outputs = summed.outputs();
    assert_eq!(outputs.len(), 8, "inputs");
    for (number, expected) in outputs {
        let case = format!("input {number}");
        let input = common::formula(number, engines[0].model().input.shape[0]);
        for engine in &mut engines {
            let output = fast_output(engine, &input);
            found.extend(common::difference(&case, &output, &bytes(&expected)));
            if FORMULAS_WITH_LAYERS.contains(&number) {
                found.extend(other_sums(&case, &fast_layers(engine), &summed.layers(number)));
            }
        }
    }
    let engine = &mut engines[0];
    let [picture, _] = WITH_LAYERS;
    let Some(input) = common::V2_100_224.picture(test, picture) else { return };
    fast_output(engine, &input);
    let layers = fast_layers(engine);
    let reference = reference::run(engine.model(), &input).expect("the model's size");
    let names = engine.model().layers.iter().map(|layer| layer.name.clone());
    let reference: Vec<(String, Vec<u8>)> = names.zip(reference).collect();
    found.extend(differences(picture, &layers, &reference));
    assert_none(found);
}

#[test]
fn fast_v1_int8() {
    fast_on_sums("fast_v1_int8", common::V1_INT8);
}

#[test]
fn fast_birds() {
    fast_on_sums("fast_birds", common::BIRDS);
}

#[test]
fn fast_insects() {
    fast_on_sums("fast_insects", common::INSECTS);
}

#[test]
fn fast_built_in() {
    let mut engines = in_all_ways(&model(&[common::built_in()]));
    let size = engines[0].model().input.shape[0];
    let mut found = Vec::new();
    for (number, expected) in common::built_in_outputs().iter().enumerate() {
        let case = format!("input {number}");
        for engine in &mut engines {
            let output = fast_output(engine, &common::formula(number, size));
            found.extend(common::difference(&case, &output, expected));
            if FORMULAS_WITH_LAYERS.contains(&number) {
                let layers = fast_layers(engine);
                found.extend(differences(&case, &layers, &common::built_in_layers(number)));
            }
        }
    }
    assert_none(found);
}

/// The checksums that the page's verification compares with: TensorFlow Lite's bytes, and the reference
/// kernels'.
#[test]
fn the_sums_of_the_page_are_those_of_tensorflow_lite() {
    let text = common::read(common::repository("www/app/network/checksums.json"));
    let proof: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let pictures = proof.as_object().expect("a list of sums for each picture");
    assert_eq!(pictures.len(), FORMULAS_WITH_LAYERS.len());
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    for number in FORMULAS_WITH_LAYERS {
        let sums: Vec<u64> = serde_json::from_value(pictures[&number.to_string()].clone())
            .unwrap_or_else(|error| panic!("picture {number}: {error}"));
        let sum = |bytes: &[u8]| u64::from(common::crc32(bytes));
        let golden = common::built_in_layers(number);
        let golden: Vec<u64> = golden.iter().map(|(_, bytes)| sum(bytes)).collect();
        assert_eq!(sums, golden, "picture {number}, TensorFlow Lite");
        let reference = reference::run(&model, &common::formula(number, model.input.shape[0]))
            .expect("an input of the model's size");
        let reference: Vec<u64> = reference.iter().map(|bytes| sum(bytes)).collect();
        assert_eq!(sums, reference, "picture {number}, plain loops");
    }
}
