//! What TensorFlow Lite's reference kernels give, and how bytes are compared with it.

use super::networks::Network;
use super::{read, repository, shared};
use ndarray::ArrayD;
use ndarray_npy::{NpzReader, ReadNpzError};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The pictures for which golden data holds every layer.
pub const PICTURES_WITH_LAYERS: [&str; 2] = ["n04429376_throne", "n04505470_typewriter_keyboard"];

/// The entry of a network in `tests/golden/checksums.json`, which make.py there has made.
pub struct Checksums {
    /// SHA-256 of each of its files.
    pub sha256: Vec<String>,
    /// CRC-32 of the whole output for each of [`pixels`](super::pixels)' inputs.
    pub outputs: Vec<u32>,
    /// For each layer its name and the CRC-32 of what it makes of each of
    /// [`INPUTS_WITH_LAYERS`](super::INPUTS_WITH_LAYERS).
    pub layers: Vec<(String, [u32; 2])>,
}

impl Network {
    /// The checksums of its outputs and layers.
    pub fn checksums(&self) -> Checksums {
        let json = json(repository("tests/golden/checksums.json"));
        let entry = &json[self.id];
        assert!(entry.is_object(), "checksums.json has no {}; run make.py", self.id);
        let crc = |value: &Value| {
            value.as_u64().and_then(|crc| u32::try_from(crc).ok()).expect("a CRC-32")
        };
        let list = |value: &Value| value.as_array().expect("a list").clone();
        let text = |value: &Value| value.as_str().expect("a SHA-256").to_owned();
        let layers = entry["layers"].as_object().expect("an entry for each layer");
        Checksums {
            sha256: list(&entry["sha256"]).iter().map(text).collect(),
            outputs: list(&entry["outputs"]).iter().map(crc).collect(),
            layers: layers
                .iter()
                .map(|(name, crcs)| (name.clone(), [crc(&crcs[0]), crc(&crcs[1])]))
                .collect(),
        }
    }

    /// A picture in its size: RGB bytes.
    pub fn picture(&self, test: &str, name: &str) -> Option<Vec<u8>> {
        shared(test, &format!("golden/inputs/{name}_{}.png", self.size)).map(png)
    }

    /// Every picture of the golden data with its ImageNet class and the whole output.
    pub fn picture_outputs(&self, test: &str) -> Option<Vec<(String, usize, Vec<u8>)>> {
        let json = json(shared(test, &format!("golden/{}.json", self.picture_data()))?);
        let pictures = json.as_object().expect("an entry for each picture").iter();
        let entry = |(name, entry): (&String, &Value)| {
            let label = entry["label"].as_u64().expect("a label") as usize;
            (name.clone(), label, bytes(&entry["output"]))
        };
        Some(pictures.map(entry).collect())
    }

    /// What every layer makes of a picture.
    pub fn picture_layers(&self, test: &str, picture: &str) -> Option<Vec<(String, Vec<u8>)>> {
        let file = format!("golden/layers/{}__{picture}.npz", self.picture_data());
        shared(test, &file).map(|path| npz(&path, ""))
    }

    fn picture_data(&self) -> &str {
        self.pictures.expect("a network with golden data of pictures")
    }
}

/// The outputs of [`V1_F32`](super::V1_F32) for each of
/// [`INPUTS_WITH_LAYERS`](super::INPUTS_WITH_LAYERS).
pub fn float_outputs() -> Vec<(usize, Vec<f64>)> {
    let json = json(repository("tests/golden/v1-f32/golden.json"));
    let number = |value: &Value| value.as_f64().expect("a number");
    let outputs = json["outputs"].as_object().expect("an entry for each input").iter();
    let entry = |(input, output): (&String, &Value)| {
        let output = output.as_array().expect("a list of numbers").iter().map(number).collect();
        (input.parse().expect("a number"), output)
    };
    outputs.map(entry).collect()
}

/// The outputs of the built-in model for each of [`pixels`](super::pixels)' inputs.
pub fn built_in_outputs() -> Vec<Vec<u8>> {
    let json = json(repository("tests/golden/built-in/golden.json"));
    json.as_array().expect("a list of outputs").iter().map(bytes).collect()
}

/// What every layer of the built-in model makes of input `number`, one of
/// [`INPUTS_WITH_LAYERS`](super::INPUTS_WITH_LAYERS).
pub fn built_in_layers(number: usize) -> Vec<(String, Vec<u8>)> {
    npz(&repository("tests/golden/built-in/golden_layers.npz"), &format!("{number}/"))
}

/// CRC-32 as zlib has it.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// Says where a layer's bytes differ from the golden ones, if they do.
pub fn difference(layer: &str, got: &[u8], expected: &[u8]) -> Option<String> {
    if got.len() != expected.len() {
        return Some(format!("{layer}: {} bytes instead of {}", got.len(), expected.len()));
    }
    let first = got.iter().zip(expected).position(|(a, b)| a != b)?;
    let count = got.iter().zip(expected).filter(|(a, b)| a != b).count();
    Some(format!(
        "{layer}: {count} of {} bytes differ, first at {first}: got {}, expected {}",
        got.len(),
        got[first],
        expected[first]
    ))
}

/// Says that bytes have another CRC-32 than the golden ones, if they do.
pub fn other_checksum(layer: &str, got: &[u8], expected: u32) -> Option<String> {
    let crc = crc32(got);
    (crc != expected).then(|| format!("{layer}: CRC-32 {crc:08x} instead of {expected:08x}"))
}

fn json(path: PathBuf) -> Value {
    let text = read(&path);
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn bytes(json: &Value) -> Vec<u8> {
    let numbers = json.as_array().expect("a list of bytes").iter();
    numbers.map(|n| n.as_u64().and_then(|n| u8::try_from(n).ok()).expect("a byte")).collect()
}

/// The layers in an archive, in order, named `<prefix>NN_<operator>`; int8 by its bits.
fn npz(path: &Path, prefix: &str) -> Vec<(String, Vec<u8>)> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut archive = NpzReader::new(file).expect("an npz archive");
    let mut names = archive.names().expect("names of its arrays");
    names.retain(|name| {
        let layer = name.strip_prefix(prefix);
        layer.is_some_and(|layer| layer.starts_with(|c: char| c.is_ascii_digit()))
    });
    names.sort();
    assert!(!names.is_empty(), "{} has no layers named {prefix}NN", path.display());
    names
        .into_iter()
        .map(|name| {
            let array: Result<ArrayD<u8>, ReadNpzError> = archive.by_name(&name);
            let values = match array {
                Ok(array) => array.into_iter().collect(),
                Err(_) => {
                    let array: ArrayD<i8> =
                        archive.by_name(&name).expect("an array of uint8 or int8");
                    array.into_iter().map(|v| v as u8).collect()
                }
            };
            (name, values)
        })
        .collect()
}

fn png(path: PathBuf) -> Vec<u8> {
    let file = std::io::BufReader::new(File::open(path).expect("a picture"));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG file");
    let info = reader.info();
    assert_eq!(
        (info.color_type, info.bit_depth),
        (png::ColorType::Rgb, png::BitDepth::Eight),
        "RGB bytes"
    );
    let mut pixels = vec![0; reader.output_buffer_size().expect("a picture that fits in memory")];
    let frame = reader.next_frame(&mut pixels).expect("a whole picture");
    pixels.truncate(frame.buffer_size());
    pixels
}
