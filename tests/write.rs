//! Files that are written: unchanged, with other weights, with another head. Each is read again, and
//! gives the bytes of what it was written from.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::sets::{by_fast_kernels, by_reference};
use common::sound::{self, Watching};
use common::tiny::{self, Field};
use common::written::{
    CLASSES, changes, check_same, convolution, features, head, plain, real, softmax, unsigned,
    written,
};
use common::{Lcg, WITH_CHECKSUMS};
use proptest::prelude::*;
use separable::engine::Engine;
use separable::inspect::{Change, changed};
use separable::model::tflite::{self, Description, Head, Normalization};
use separable::model::{Element, Model, Op, Precision, Range, RangeSource, Weights};
use std::path::PathBuf;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// Networks with the parts of their files.
type Networks = Vec<(String, Vec<Vec<u8>>)>;

fn folder(path: PathBuf) -> Networks {
    let files = std::fs::read_dir(path).expect("a folder").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "tflite")).collect();
    files.sort();
    assert!(!files.is_empty(), "there are networks");
    files.iter().map(|path| (path.display().to_string(), vec![common::read(path)])).collect()
}

/// Networks of one operator, and small ones of several.
fn operators() -> Networks {
    folder(common::repository("tests/golden/operators"))
}

/// Networks that people made, and the family with random weights.
fn shared(test: &str) -> Networks {
    let folders = ["real", "zoo/networks"].into_iter().filter_map(|it| common::shared(test, it));
    folders.flat_map(folder).collect()
}

/// The networks of the manifest.
fn published(test: &str) -> Networks {
    let read = |network: &common::Network| Some((network.id.to_owned(), network.read(test)?));
    WITH_CHECKSUMS.iter().chain([&common::V1_F32]).filter_map(read).collect()
}

fn read(parts: &[Vec<u8>]) -> Model {
    tflite::read_parts(&slices(parts)).or_else(|_| tflite::read(&parts[0])).expect("a network")
}

fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}

/// The output of a network for an input of these bytes, which its ends have as they are.
fn output(model: &Model, bytes: &[u8]) -> Vec<u8> {
    let mut engine = Engine::new(model.clone()).expect("a model of a picture");
    let own = unsigned(model.input.element, bytes);
    engine.set_own_input(&own).expect("its size");
    unsigned(model.output().element, engine.run())
}

/// That a network that was written makes what `model` makes.
fn check_output(name: &str, again: &Model, model: &Model) {
    let input = Lcg(7).bytes(model.input.len());
    assert_eq!(output(again, &input), output(model, &input), "{name}");
    let small = model.layers.iter().map(|layer| layer.output.len()).sum::<usize>() < 10_000;
    if small {
        let reference = |model: &Model| {
            let input = unsigned(model.input.element, &input);
            let made = by_reference(model, &input).pop().expect("a layer");
            unsigned(model.output().element, &made)
        };
        assert_eq!(reference(again), reference(model), "{name}, reference kernels");
    }
}

fn check_unchanged(networks: Networks) {
    for (name, parts) in networks {
        let model = read(&parts);
        let again = written(&slices(&parts), &model)
            .unwrap_or_else(|error| panic!("{name} is not written: {error}"));
        // Behind a new QUANTIZE a lone TRANSPOSE says how the picture stands.
        if again.channels_first == model.channels_first {
            check_same(&again, &model);
        }
        check_output(&name, &again, &model);
    }
}

#[test]
fn written_unchanged_operators_are_the_same() {
    check_unchanged(operators());
}

#[test]
fn written_unchanged_networks_of_people_are_the_same() {
    check_unchanged(shared("written_unchanged_networks_of_people_are_the_same"));
}

#[test]
fn written_unchanged_published_networks_are_the_same() {
    check_unchanged(published("written_unchanged_published_networks_are_the_same"));
}

// Other weights

/// The model with all floats as if they stood in 32 bits: a kernel of other floats does.
fn widened(mut model: Model) -> Model {
    for layer in &mut model.layers {
        if let Op::Conv(conv) | Op::Depthwise(conv) = &mut layer.op
            && let Weights::Float(weights) = &mut conv.weights
        {
            weights.stored = Precision::Single;
        }
    }
    model
}

fn check_changed(name: &str, parts: &[Vec<u8>], seed: u32) {
    let model = read(parts);
    if !model.layers.iter().any(|layer| convolution(&layer.op).is_some()) {
        return;
    }
    let list = changes(&model, &mut Lcg(seed));
    let (edited, _) = changed(&model, &list).expect("channels of it");
    let again = written(&slices(parts), &edited)
        .unwrap_or_else(|error| panic!("{name} is not written: {error}"));
    check_same(&widened(again.clone()), &widened(edited.clone()));
    check_output(name, &again, &edited);
}

proptest! {
    #[test]
    fn random_changes_of_operators_are_written(network in any::<prop::sample::Index>(), seed: u32) {
        let mut files = operator_files();
        let (name, parts) = files.swap_remove(network.index(files.len()));
        check_changed(&name, &parts, seed);
    }
}

/// The networks of operators that have weights.
fn operator_files() -> Networks {
    let mut networks = operators();
    networks.retain(|(_, parts)| {
        read(parts).layers.iter().any(|layer| convolution(&layer.op).is_some())
    });
    networks
}

#[test]
fn changes_of_networks_of_people_are_written() {
    for (name, parts) in shared("changes_of_networks_of_people_are_written") {
        check_changed(&name, &parts, 4);
    }
}

#[test]
fn changes_of_published_networks_are_written() {
    for (name, parts) in published("changes_of_published_networks_are_written") {
        check_changed(&name, &parts, 5);
    }
}

/// A tensor, or a buffer, that two layers read: the change of one is no change of the other.
#[test]
fn what_is_shared_is_changed_once() {
    // Both depthwise layers, one behind the other, have the same weights.
    let mut file = tiny::network();
    let (mut layer, made) =
        (file.operators[tiny::DEPTHWISE].clone(), file.tensors[tiny::CONV_OUT].clone());
    let number = file.tensors.len() as i32;
    file.tensors.push(made);
    layer.outputs = vec![number];
    file.operators[tiny::DEPTHWISE].inputs[0] = number;
    file.operators.insert(tiny::DEPTHWISE, layer);
    let first = Change { layer: 1, channel: 1, kernel: None };
    let second = Change { layer: 2, channel: 0, kernel: Some(vec![0.2; 9]) };
    for list in [vec![first.clone()], vec![second.clone()], vec![first, second]] {
        let bytes = file.write();
        let model = tflite::read(&bytes).expect("a sound network");
        let (edited, _) = changed(&model, &list).expect("channels of it");
        let again = written(&[&bytes], &edited).expect("it is written");
        check_same(&again, &edited);
        check_output("shared weights", &again, &edited);
    }
}

#[test]
fn only_the_weights_of_its_own_network_are_written() {
    let [one, other, ..] = tiny::networks().map(|file| file.write());
    let other = tflite::read(&other).expect("a network");
    let error = written(&[&one], &other).expect_err("another network");
    assert_eq!(error.to_string(), "this file is of another network");
}

// Another head

/// The head's probabilities in double precision, from the features of the network as it was.
fn check_head(name: &str, parts: &[Vec<u8>]) -> bool {
    let model = read(parts);
    let Some(value) = features(&model) else { return false };
    let inputs = model.value(value).shape[2];
    let pictures: Vec<Vec<u8>> = (1..3).map(|seed| Lcg(seed).bytes(model.input.len())).collect();
    let made = |picture: &Vec<u8>| {
        let own = unsigned(model.input.element, picture);
        real(&model, value, &by_fast_kernels(&model, &own)[value - 1])
    };
    let made: Vec<Vec<f64>> = pictures.iter().map(made).collect();
    let size = made.iter().flatten().fold(0.1, |most: f64, it| most.max(it.abs()));
    let mut head = head(value, inputs, size as f32 / 2.0, &mut Lcg(3));
    let logits = |features: &Vec<f64>| {
        let rows = head.weights.chunks(inputs).zip(&head.bias);
        let sum =
            |row: &[f32]| row.iter().zip(features).map(|(w, f)| f64::from(*w) * f).sum::<f64>();
        rows.map(|(row, bias)| sum(row) + f64::from(*bias)).collect::<Vec<f64>>()
    };
    let logits: Vec<Vec<f64>> = made.iter().map(logits).collect();
    for &logit in logits.iter().flatten() {
        head.logits = [head.logits[0].min(logit as f32), head.logits[1].max(logit as f32)];
    }
    let labels = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
    let description = Description { labels, ..plain() };
    let file = tflite::write(&slices(parts), &model, Some(&head), &description)
        .unwrap_or_else(|error| panic!("{name} is not written: {error}"));
    let again = tflite::read(&file).expect("what was written can be read");
    assert_eq!(again.output().shape, [1, 1, CLASSES], "{name}");
    let allowed = if again.output().element == Element::F32 { 1e-4 } else { 0.02 };
    for (picture, logits) in pictures.iter().zip(&logits) {
        let own = unsigned(again.input.element, picture);
        let all = by_fast_kernels(&again, &own);
        let told = real(&again, again.layers.len(), all.last().expect("layers"));
        for (told, expected) in told.iter().zip(softmax(logits)) {
            assert!((told - expected).abs() < allowed, "{name}: {told} for {expected}");
        }
    }
    // Nothing of the old head is left.
    let all: usize = parts.iter().map(Vec::len).sum();
    let old: usize = model.layers[value..]
        .iter()
        .filter_map(|layer| {
            let (weights, biases) = convolution(&layer.op)?.counts();
            Some(weights + 4 * biases)
        })
        .sum();
    let new = 4 * CLASSES * (inputs + 3) + 6000;
    assert!(file.len() < all - old + new, "{name}: {} bytes of {all} less {old}", file.len());
    true
}

#[test]
fn a_head_is_put_on_networks_of_people() {
    let networks = shared("a_head_is_put_on_networks_of_people");
    let count = networks.iter().filter(|(name, parts)| check_head(name, parts)).count();
    assert!(networks.is_empty() || count > 15, "{count} have features");
}

#[test]
fn a_head_is_put_on_published_networks() {
    for (name, parts) in published("a_head_is_put_on_published_networks") {
        assert!(check_head(&name, &parts), "{name} has features");
    }
}

#[test]
fn a_head_is_put_on_small_networks() {
    for (index, file) in tiny::networks().iter().enumerate() {
        assert!(check_head(&format!("tiny network {index}"), &[file.write()]));
    }
    let operators = operators();
    let fitting = |names: &[&str]| {
        let named = |(name, _): &&(String, _)| names.iter().any(|it| name.contains(it));
        operators.iter().filter(named).filter(|(name, parts)| check_head(name, parts)).count()
    };
    assert!(fitting(&["teachable", "v3"]) > 3);
}

#[test]
fn the_numbers_of_a_head_are_stored_to_half_a_step() {
    let bytes = common::built_in();
    let model = tflite::read(&bytes).expect("our own model");
    let value = features(&model).expect("averages");
    let input = *model.value(value);
    let head = Head { logits: [-7.5, 11.0], ..head(value, input.shape[2], 1.0, &mut Lcg(9)) };
    let file = tflite::write(&[&bytes], &model, Some(&head), &plain()).expect("it is written");
    let again = tflite::read(&file).expect("what was written can be read");
    let layer = again.layers.iter().rev().find(|layer| matches!(layer.op, Op::Conv(_)));
    let layer = layer.expect("the head");
    let Some(Weights::Quantized(stored)) = convolution(&layer.op) else { panic!("bytes") };
    assert_eq!((stored.scales.len(), stored.element, stored.zero_point), (CLASSES, Element::I8, 0));
    for (class, row) in head.weights.chunks(input.shape[2]).enumerate() {
        let scale = f64::from(stored.scales[class]);
        let most = row.iter().fold(0.0, |most: f32, it| most.max(it.abs()));
        assert!((scale - f64::from(most) / 127.0).abs() < 1e-9);
        for (tap, weight) in row.iter().enumerate() {
            let told = scale * f64::from(stored.centred(class * row.len() + tap));
            assert!((told - f64::from(*weight)).abs() <= scale * 0.5001);
        }
        let step = scale * f64::from(input.scale);
        let told = step * f64::from(stored.bias[class]);
        assert!((told - f64::from(head.bias[class])).abs() <= step * 0.5001);
    }
    let ends = [-128, 127].map(|n| layer.output.scale * (n - layer.output.zero_point) as f32);
    for (end, expected) in ends.iter().zip(head.logits) {
        assert!((end - expected).abs() <= layer.output.scale, "{ends:?}");
    }
}

#[test]
fn a_head_for_other_features_is_refused() {
    let bytes = tiny::network().write();
    let model = tflite::read(&bytes).expect("a network");
    let sound = head(3, 2, 1.0, &mut Lcg(1));
    let spoilt: [fn(&mut Head); 6] = [
        |head| head.features = 2,
        |head| head.features = 99,
        |head| head.weights.truncate(9),
        |head| {
            head.bias.truncate(1);
            head.weights.truncate(2);
        },
        |head| head.bias[0] = f32::NAN,
        |head| head.logits[1] = f32::INFINITY,
    ];
    tflite::write(&[&bytes], &model, Some(&sound), &plain()).expect("a head that fits");
    for spoil in spoilt {
        let mut head = sound.clone();
        spoil(&mut head);
        tflite::write(&[&bytes], &model, Some(&head), &plain()).expect_err("a head that does not");
    }
}

// What the file says

#[test]
fn the_description_is_read_again() {
    let normalization = Normalization { mean: vec![1.0, 2.0, 3.0], std: vec![4.0, 5.0, 6.0] };
    let labels = ["ant, emmet", "böse\nZeile", "c", "d"].map(str::to_owned).to_vec();
    let description = Description { labels, normalization: normalization.clone() };
    // In place of what was said before.
    let metadata = common::described::classifier();
    for before in [tiny::network(), tiny::File { metadata, ..tiny::network() }] {
        let bytes = before.write();
        let model = tflite::read(&bytes).expect("a network");
        let file = tflite::write(&[&bytes], &model, None, &description).expect("it is written");
        let said = tflite::metadata(&file).expect("metadata");
        assert_eq!(said.normalization.as_ref(), Some(&normalization));
        assert_eq!(said.content, tflite::Content::Image);
        assert_eq!(said.label_files, ["labels.txt"]);
        assert!(!said.score_calibration);
        let text = "ant, emmet\nböse Zeile\nc\nd\n".as_bytes();
        assert!(file.windows(text.len()).any(|window| window == text), "stored, not deflated");
    }
    let file = tflite::write(
        &[&tiny::network().write()],
        &tflite::read(&tiny::network().write()).expect("a network"),
        None,
        &plain(),
    );
    let said = tflite::metadata(&file.expect("it is written")).expect("metadata");
    assert_eq!(said.label_files, [""; 0]);
}

#[test]
fn what_pixels_stand_for_is_read_again() {
    let tensor = |element, scale, zero_point| separable::model::Tensor {
        ..separable::model::Tensor { shape: [4, 4, 3], element, scale, zero_point }
    };
    let float = tensor(Element::F32, 1.0, 0);
    let ranges = [
        (Range::Interval { low: -1.0, high: 1.0 }, float),
        (Range::Interval { low: 0.0, high: 1.0 }, float),
        (Range::Interval { low: 0.0, high: 255.0 }, float),
        (Range::Normalized { mean: [123.0, 116.0, 103.0], std: [58.0, 57.0, 56.0] }, float),
        (Range::Bytes, tensor(Element::U8, 1.0 / 127.5, 128)),
        (Range::Bytes, tensor(Element::I8, 0.0186, -14)),
    ];
    for (range, input) in ranges {
        let said = range.normalization(&input);
        for pixel in [0, 1, 77, 128, 255] {
            for channel in 0..3 {
                let of = |list: &[f32]| list[if list.len() == 1 { 0 } else { channel }];
                let told = (f32::from(pixel) - of(&said.mean)) / of(&said.std);
                let expected = range.real(&input, pixel, channel);
                assert!((told - expected).abs() < 1e-4, "{range:?}: {told} for {expected}");
            }
        }
    }
    // The next reader takes it from the file.
    let [.., file] = tiny::networks();
    let bytes = file.write();
    let model = tflite::read(&bytes).expect("a network of floats");
    let normalization = Range::Interval { low: 0.0, high: 255.0 }.normalization(&model.input);
    let description = Description { normalization, ..plain() };
    let file = tflite::write(&[&bytes], &model, None, &description).expect("it is written");
    let said = tflite::metadata(&file).expect("metadata").normalization;
    let (range, source) = model.range(said.as_ref());
    assert_eq!(source, RangeSource::Metadata);
    assert_eq!(range.real(&model.input, 255, 1), 255.0);
}

// What cannot be copied

#[test]
fn what_could_be_lost_is_refused() {
    let own = tiny::network();
    let model = tflite::read(&own.write()).expect("a network");
    let refusal = |root: &tiny::Fields| {
        let bytes = tiny::write_flatbuffer(b"TFL3", root);
        assert_eq!(tflite::read(&bytes).as_ref(), Ok(&model), "it can be read");
        sound::write(&bytes, &model).expect_err("it is not written")
    };
    let mut root = own.root();
    root.push((8, Field::Int(1)));
    let error = refusal(&root);
    assert!(error.contains("fields that are not known here"), "{error}");

    let mut root = own.root();
    let Some((_, Field::Tables(buffers))) = root.iter_mut().find(|(field, _)| *field == 4) else {
        panic!("buffers")
    };
    buffers[1] = vec![(1, Field::Int(2)), (2, Field::Int(2))];
    let error = refusal(&root);
    assert!(error.contains("weights behind the network"), "{error}");

    let mut root = own.root();
    root.push((
        6,
        Field::Tables(vec![vec![(0, Field::Bytes(b"x".to_vec())), (1, Field::Int(99))]]),
    ));
    let error = refusal(&root);
    assert!(error.contains("a buffer that is not there"), "{error}");

    let error = sound::write(&tiny::File { graphs: 2, ..own }.write(), &model);
    let error = error.expect_err("two networks");
    assert!(error.contains("2 networks"), "{error}");
}

/// Many tables that are one table of the file.
#[test]
fn a_small_file_does_not_become_a_large_one() {
    let mut root = tiny::network().root();
    let entry = |name: Vec<u8>| vec![(0, Field::Bytes(name)), (1, Field::Int(0))];
    let entries = (0..1000).map(|_| entry(b"x".to_vec())).chain([entry(vec![b'y'; 100_000])]);
    root.push((6, Field::Tables(entries.collect())));
    let mut bytes = tiny::write_flatbuffer(b"TFL3", &root);
    let model = tflite::read(&bytes).expect("a network");
    sound::write(&bytes, &model).expect("large, but what it seems");
    // The list of entries, by its length; all of them become the last.
    let number = |bytes: &[u8], at: usize| {
        u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four")) as usize
    };
    let list = (0..bytes.len() - 4).step_by(4).find(|&at| number(&bytes, at) == 1001);
    let list = list.expect("a list of 1001");
    let last = list + 4 + 4 * 1000;
    let table = last + number(&bytes, last);
    for index in 0..1000 {
        let at = list + 4 + 4 * index;
        bytes[at..at + 4].copy_from_slice(&((table - at) as u32).to_le_bytes());
    }
    assert_eq!(tflite::read(&bytes), Ok(model.clone()));
    let error = sound::write(&bytes, &model).expect_err("100 MB of 150 kB");
    assert!(error.contains("lie over one another"), "{error}");
}

/// Whether each layer but the last is read by another.
fn all_are_read(model: &Model) -> bool {
    let is_read = |value| model.layers.iter().any(|layer| layer.inputs.contains(&value));
    (1..model.layers.len()).all(is_read)
}

#[test]
fn any_byte_is_refused_or_written() {
    let metadata = common::described::classifier();
    let mut counts = [0; 3];
    let described = tiny::File { metadata, ..tiny::network() };
    for file in tiny::networks().into_iter().chain([described]) {
        let original = file.write();
        for at in 0..original.len() {
            for value in [0, 1, 3, 16, 127, 128, 255] {
                let mut bytes = original.clone();
                bytes[at] = value;
                let outcome = match tflite::read(&bytes) {
                    Err(_) => 0,
                    Ok(model) => match sound::write(&bytes, &model) {
                        Err(_) => 1,
                        Ok(file) => {
                            let again = tflite::read(&file).expect("what was written can be read");
                            // What nobody reads is left out.
                            if all_are_read(&model) {
                                check_same(&again, &model);
                            }
                            2
                        }
                    },
                };
                counts[outcome] += 1;
            }
        }
    }
    assert!(counts.iter().all(|&count| count > 300), "{counts:?}");
}
