//! The metadata of a file: what it says of pixels and labels, and that no bytes of it break the reader.

mod common;

use common::sound::{Watching, read_metadata};
use common::tiny::Field::{Byte, Bytes, Floats, Table, Tables};
use common::tiny::{self, Fields};
use separable::model::tflite::{Content, Metadata, Normalization};

#[global_allocator]
static ALLOCATOR: Watching = Watching;

const IMAGE: u8 = 2;
const AUDIO: u8 = 4;
const AXIS_LABELS: u8 = 2;
const VALUE_LABELS: u8 = 3;
const CALIBRATION: u8 = 4;
const VOCABULARY: u8 = 5;

fn normalization(mean: &[f32], std: &[f32]) -> Fields {
    let options = vec![(0, Floats(mean.to_vec())), (1, Floats(std.to_vec()))];
    vec![(0, Byte(1)), (1, Table(options))]
}

fn associated(name: &str, kind: u8) -> Fields {
    vec![(0, Bytes(name.as_bytes().to_vec())), (2, Byte(kind))]
}

fn content(kind: u8) -> (usize, tiny::Field) {
    (3, Table(vec![(0, Byte(kind)), (1, Table(Vec::new()))]))
}

/// The metadata of a network whose input and output have these fields.
fn described(input: Fields, output: Fields) -> Vec<u8> {
    let graph = vec![(2, Tables(vec![input])), (3, Tables(vec![output]))];
    tiny::write_flatbuffer(b"M001", &vec![(3, Tables(vec![graph]))])
}

/// As Model Maker describes an image classifier.
fn classifier() -> Vec<u8> {
    let units = Tables(vec![normalization(&[127.0, 127.5, 128.0], &[127.5; 3])]);
    let files = vec![
        associated("about.txt", 1),
        associated("labels.txt", AXIS_LABELS),
        associated("labels_de.txt", AXIS_LABELS),
    ];
    let calibration = vec![(0, Byte(2)), (1, Table(Vec::new()))];
    described(
        vec![content(IMAGE), (4, units)],
        vec![(4, Tables(vec![calibration])), (6, Tables(files))],
    )
}

/// A sound network with this metadata.
fn file(metadata: Vec<u8>) -> Vec<u8> {
    tiny::File { metadata, ..tiny::network() }.write()
}

fn read(metadata: Vec<u8>) -> Result<Metadata, String> {
    read_metadata(&file(metadata))
}

#[test]
fn what_a_classifier_says() {
    let mut expected = Metadata {
        normalization: Some(Normalization { mean: vec![127.0, 127.5, 128.0], std: vec![127.5; 3] }),
        content: Content::Image,
        label_files: vec!["labels.txt".to_owned(), "labels_de.txt".to_owned()],
        score_calibration: true,
    };
    assert_eq!(read(classifier()).as_ref(), Ok(&expected));
    common::sound::read(&file(classifier())).expect("the network is read as before");

    let files = vec![associated("map.txt", VALUE_LABELS), associated("s.csv", CALIBRATION)];
    let units = Tables(vec![normalization(&[], &[])]);
    let one = described(vec![(4, units)], vec![(6, Tables(files))]);
    let normalization = Some(Normalization { mean: vec![0.0], std: vec![1.0] });
    let label_files = vec!["map.txt".to_owned()];
    expected = Metadata { normalization, label_files, content: Content::Unknown, ..expected };
    assert_eq!(read(one), Ok(expected));
}

#[test]
fn what_is_left_out() {
    for metadata in [
        Vec::new(),
        tiny::write_flatbuffer(b"M001", &Vec::new()),
        tiny::write_flatbuffer(b"M001", &vec![(3, Tables(vec![Vec::new()]))]),
        described(Vec::new(), Vec::new()),
    ] {
        assert_eq!(read(metadata), Ok(Metadata::default()));
    }
}

#[test]
fn sound_and_text() {
    let content_of = |metadata| read(metadata).expect("sound metadata").content;
    assert_eq!(content_of(described(vec![content(AUDIO)], Vec::new())), Content::Audio);
    let words = (6, Tables(vec![associated("vocab.txt", VOCABULARY)]));
    assert_eq!(content_of(described(vec![words], Vec::new())), Content::Text);
    let tokenizer = (5, Tables(vec![vec![(0, Byte(4)), (1, Table(Vec::new()))]]));
    let graph = vec![tokenizer];
    let metadata = tiny::write_flatbuffer(b"M001", &vec![(3, Tables(vec![graph]))]);
    assert_eq!(content_of(metadata), Content::Text);
}

#[test]
fn what_contradicts_itself_is_a_sentence() {
    let pixels = |mean: &[f32], std: &[f32]| {
        described(vec![(4, Tables(vec![normalization(mean, std)]))], Vec::new())
    };
    let named = |name: &str, count: usize| {
        let files = vec![associated(name, AXIS_LABELS); count];
        described(Vec::new(), vec![(6, Tables(files))])
    };
    for (metadata, word) in [
        (pixels(&[1.0], &[0.0]), "zero"),
        (pixels(&[f32::NAN], &[1.0]), "no number"),
        (pixels(&[1.0], &[f32::INFINITY]), "no number"),
        (pixels(&[1.0; 3], &[1.0; 2]), "3 means and 2 deviations"),
        (pixels(&[1.0; 5], &[1.0; 5]), "5 values"),
        (named(&"n".repeat(256), 1), "255 bytes"),
        (named("labels.txt", 65), "64 label files"),
        (b"\0\0\0\0M002".to_vec(), "M001"),
        (b"short".to_vec(), "M001"),
    ] {
        let error = read(metadata).expect_err(word);
        assert!(error.contains(word) && error.contains("in its metadata"), "{error}");
    }
}

#[test]
fn cut_at_any_byte_and_every_byte_changed() {
    let original = file(classifier());
    for len in 0..original.len() {
        read_metadata(&original[..len]).expect_err("the end is missing");
    }
    let known = read_metadata(&original).expect("metadata");
    let mut counts = [0; 3];
    for at in 0..original.len() {
        for value in [0, 1, 2, 4, 8, 16, 64, 127, 128, 129, 200, 254, 255] {
            let mut bytes = original.clone();
            bytes[at] = value;
            counts[match read_metadata(&bytes) {
                Err(_) => 0,
                Ok(metadata) if metadata == known => 1,
                Ok(_) => 2,
            }] += 1;
        }
    }
    assert!(counts.iter().all(|&count| count > 300), "{counts:?}");
}

/// Files that Model Maker wrote.
#[test]
fn published_files() {
    for (name, channels) in [("metadata_uint8", 1), ("metadata_float_cnn", 1)] {
        let Some(path) = common::shared("published_files", &format!("real/{name}.tflite")) else {
            return;
        };
        let metadata = read_metadata(&common::read(path)).expect("metadata");
        assert_eq!(metadata.label_files, ["labels.txt"]);
        let normalization = metadata.normalization.expect("how pixels become its input");
        assert_eq!(normalization.mean.len(), channels);
    }
}
