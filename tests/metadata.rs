//! The metadata of a file: what it says of pixels and labels, and that no bytes of it break the reader.

mod common;

use common::described::{AXIS_LABELS, associated, classifier, content, described, normalization};
use common::sound::{Watching, check_metadata, read_metadata};
use common::tiny;
use common::tiny::Field::{Byte, Table, Tables};
use separable::model::tflite::{Content, Metadata, Normalization};

#[global_allocator]
static ALLOCATOR: Watching = Watching;

const AUDIO: u8 = 4;
const VALUE_LABELS: u8 = 3;
const CALIBRATION: u8 = 4;
const VOCABULARY: u8 = 5;

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
            let read = read_metadata(&bytes);
            read.iter().for_each(check_metadata);
            counts[match read {
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
