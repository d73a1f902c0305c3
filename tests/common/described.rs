//! Metadata of small networks, in the manner of the tools that write it.

use super::tiny::Field::{Byte, Bytes, Floats, Table, Tables};
use super::tiny::{self, Fields};

const IMAGE: u8 = 2;
pub const AXIS_LABELS: u8 = 2;

/// A process unit that normalises pixels.
pub fn normalization(mean: &[f32], std: &[f32]) -> Fields {
    let options = vec![(0, Floats(mean.to_vec())), (1, Floats(std.to_vec()))];
    vec![(0, Byte(1)), (1, Table(options))]
}

pub fn associated(name: &str, kind: u8) -> Fields {
    vec![(0, Bytes(name.as_bytes().to_vec())), (2, Byte(kind))]
}

pub fn content(kind: u8) -> (usize, tiny::Field) {
    (3, Table(vec![(0, Byte(kind)), (1, Table(Vec::new()))]))
}

/// The metadata of a network whose input and output have these fields.
pub fn described(input: Fields, output: Fields) -> Vec<u8> {
    let graph = vec![(2, Tables(vec![input])), (3, Tables(vec![output]))];
    tiny::write_flatbuffer(b"M001", &vec![(3, Tables(vec![graph]))])
}

/// As Model Maker describes an image classifier.
pub fn classifier() -> Vec<u8> {
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
