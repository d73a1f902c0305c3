//! Where the tests' data are, and how they are read.

#![allow(dead_code, unreachable_pub, reason = "every test binary uses another part of this")]

pub mod sound;
pub mod tiny;

use ndarray::ArrayD;
use ndarray_npy::{NpzReader, ReadNpzError};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A published model, as its files and its golden outputs name it.
#[derive(Clone, Copy)]
pub struct Published {
    /// Its parts, in the folder of weights.
    pub parts: &'static [&'static str],
    /// Its golden data: `golden/<this>.json`, `golden/layers/<this>__<picture>.npz`.
    pub golden: &'static str,
    /// Height and width of its input.
    pub size: usize,
}

/// MobileNet V1 in the four sizes that the golden data hold.
pub const V1_100_224: Published = Published {
    parts: &[
        "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite",
        "mobilenet_quant_v1_224_head_layers.tflite",
    ],
    golden: "mobilenet_v1_1.0_224_quant",
    size: 224,
};
pub const V1_075_192: Published = Published {
    parts: &["mobilenet_v1_0.75_192_quant.tflite"],
    golden: "mobilenet_v1_0.75_192_quant",
    size: 192,
};
pub const V1_050_160: Published = Published {
    parts: &["mobilenet_v1_0.5_160_quant.tflite"],
    golden: "mobilenet_v1_0.5_160_quant",
    size: 160,
};
pub const V1_025_128: Published = Published {
    parts: &["mobilenet_v1_0.25_128_quant.tflite"],
    golden: "mobilenet_v1_0.25_128_quant",
    size: 128,
};

/// MobileNet V2, quantised in training and after it, and trained on other classes.
pub const V2_100_224: Published = Published {
    parts: &["mobilenet_v2_1.0_224_quant.tflite"],
    golden: "mobilenet_v2_1.0_224_quant",
    size: 224,
};
pub const V2_100_224_INT8: Published = Published {
    parts: &["tf2_mobilenet_v2_1.0_224_ptq.tflite"],
    golden: "tf2_mobilenet_v2_1.0_224_ptq",
    size: 224,
};

/// A model whose golden data lie in `tests/golden/<folder>/golden.json`: see `make.py` there.
#[derive(Clone, Copy)]
pub struct Summed {
    /// The model, in the shared folder.
    pub file: &'static str,
    /// The folder of its golden data.
    pub golden: &'static str,
}

pub const V1_INT8: Summed =
    Summed { file: "peers/models/mobilenet_v1_1.0_224_int8.tflite", golden: "v1-int8" };
pub const V1_F32: Summed =
    Summed { file: "peers/models/mobilenet_v1_1.0_224_f32.tflite", golden: "v1-f32" };
pub const BIRDS: Summed =
    Summed { file: "weights/mobilenet_v2_1.0_224_inat_bird_quant.tflite", golden: "birds" };
pub const INSECTS: Summed =
    Summed { file: "weights/mobilenet_v2_1.0_224_inat_insect_quant.tflite", golden: "insects" };

/// The pictures for which the golden data hold every layer.
pub const WITH_LAYERS: [&str; 2] = ["n04429376_throne", "n04505470_typewriter_keyboard"];

/// The inputs of [`formula`] for which the golden data hold every layer.
pub const FORMULAS_WITH_LAYERS: [usize; 2] = [4, 5];

/// A file of the repository, for tests of the root package and of those in its folders.
pub fn repository(path: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("tests/common").is_dir());
    root.expect("the tests lie in a checkout").join(path)
}

/// The folder of test data that lies beside a checkout, or that `SEPARABLE_SHARED` names.
pub fn shared(test: &str, path: &str) -> Option<PathBuf> {
    let folder = match std::env::var_os("SEPARABLE_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => repository("../shared"),
    };
    existing(test, folder.join(path), "SEPARABLE_SHARED")
}

/// A file of published weights, in the folder that `SEPARABLE_WEIGHTS` names.
pub fn weights(test: &str, file: &str) -> Option<PathBuf> {
    match std::env::var_os("SEPARABLE_WEIGHTS") {
        Some(folder) => {
            // Relative to the repository, wherever the test binary runs.
            let folder = repository("").join(folder);
            existing(test, folder.join(file), "SEPARABLE_WEIGHTS")
        }
        None => shared(test, &format!("weights/{file}")),
    }
}

fn existing(test: &str, path: PathBuf, variable: &str) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    skip(test, &format!("{} is not there; {variable} may name its folder", path.display()));
    None
}

/// Says that a test cannot run here, past cargo's capture; a failure where `CI` is set.
pub fn skip(test: &str, reason: &str) {
    assert!(std::env::var_os("CI").is_none(), "{test} must not be skipped in CI: {reason}");
    writeln!(std::io::stderr(), "skipped: {test}: {reason}").expect("stderr can be written");
}

/// The bytes of a file that is known to be there.
pub fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Published {
    /// The bytes of its parts.
    pub fn read(&self, test: &str) -> Option<Vec<Vec<u8>>> {
        self.parts.iter().map(|part| weights(test, part).map(read)).collect()
    }

    /// A picture in its size: RGB bytes.
    pub fn picture(&self, test: &str, name: &str) -> Option<Vec<u8>> {
        shared(test, &format!("golden/inputs/{name}_{}.png", self.size)).map(png)
    }

    /// Every picture of the golden data with its ImageNet class and the whole output.
    pub fn outputs(&self, test: &str) -> Option<Vec<(String, usize, Vec<u8>)>> {
        let path = shared(test, &format!("golden/{}.json", self.golden))?;
        let json: serde_json::Value = serde_json::from_slice(&read(path)).expect("golden JSON");
        let pictures = json.as_object().expect("an entry a picture").iter();
        let entry = |(name, entry): (&String, &serde_json::Value)| {
            let label = entry["label"].as_u64().expect("a label") as usize;
            (name.clone(), label, bytes(&entry["output"]))
        };
        Some(pictures.map(entry).collect())
    }

    /// Every layer's golden output for a picture.
    pub fn layers(&self, test: &str, picture: &str) -> Option<Vec<(String, Vec<u8>)>> {
        let file = format!("golden/layers/{}__{picture}.npz", self.golden);
        shared(test, &file).map(|path| npz(&path, ""))
    }
}

impl Summed {
    /// The bytes of its file.
    pub fn read(&self, test: &str) -> Option<Vec<u8>> {
        shared(test, self.file).map(read)
    }

    /// Its outputs, by the number of the input of [`formula`].
    pub fn outputs(&self) -> Vec<(usize, Vec<f64>)> {
        let number = |n: &serde_json::Value| n.as_f64().expect("a number");
        let list = |list: &serde_json::Value| {
            list.as_array().expect("a list of numbers").iter().map(number).collect()
        };
        self.entries("outputs").into_iter().map(|(input, output)| (input, list(&output))).collect()
    }

    /// The CRC-32 of every layer's output for input `number` of [`formula`].
    pub fn layers(&self, number: usize) -> Vec<(String, u32)> {
        let entry = self.entries("layers").into_iter().find(|(input, _)| *input == number);
        let (_, layers) = entry.expect("an entry for the input");
        let sum = |sum: &serde_json::Value| sum.as_u64().and_then(|sum| u32::try_from(sum).ok());
        let layers = layers.as_object().expect("an entry a layer").iter();
        layers.map(|(name, it)| (name.clone(), sum(it).expect("a CRC-32"))).collect()
    }

    fn entries(&self, of: &str) -> Vec<(usize, serde_json::Value)> {
        let json = read(repository(&format!("tests/golden/{}/golden.json", self.golden)));
        let json: serde_json::Value = serde_json::from_slice(&json).expect("golden JSON");
        let entries = json[of].as_object().expect("an entry an input").iter();
        entries.map(|(key, it)| (key.parse().expect("a number"), it.clone())).collect()
    }
}

/// CRC-32 as zlib has it.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// The model in `weights/built-in`.
pub fn built_in() -> Vec<u8> {
    read(repository("weights/built-in/model_int8.tflite"))
}

/// The eight outputs of the built-in model on [`formula`]'s inputs.
pub fn built_in_outputs() -> Vec<Vec<u8>> {
    let json = read(repository("tests/golden/built-in/golden.json"));
    let json: serde_json::Value = serde_json::from_slice(&json).expect("golden JSON");
    json.as_array().expect("a list of outputs").iter().map(bytes).collect()
}

/// Every layer's golden output of the built-in model for input `number`.
pub fn built_in_layers(number: usize) -> Vec<(String, Vec<u8>)> {
    npz(&repository("tests/golden/built-in/golden_layers.npz"), &format!("{number}/"))
}

/// Input `number` of 0 to 7 for a model of `size`, RGB bytes: a grey, two gradients, a
/// checkerboard, a disc, three of noise.
pub fn formula(number: usize, size: usize) -> Vec<u8> {
    let mut noise = number as u32;
    let mut random = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (noise >> 24) as u8
    };
    let ramp = |at: usize| (at * 255 / (size - 1)) as u8;
    let off = |at: usize| (2 * at as i64 - size as i64 + 1).pow(2);
    let mut pixel = |x: usize, y: usize| match number {
        0 => [128; 3],
        1 => [ramp(x); 3],
        2 => [ramp(y), ramp(x), 255 - ramp(x)],
        3 => [if (x / 8 + y / 8).is_multiple_of(2) { 32 } else { 224 }; 3],
        4 if 9 * (off(x) + off(y)) <= 4 * (size * size) as i64 => [220, 40, 40],
        4 => [30, 60, 90],
        _ => std::array::from_fn(|_| random()),
    };
    (0..size * size).flat_map(|at| pixel(at % size, at / size)).collect()
}

/// A line that says where a layer's bytes differ from the golden ones, if they do.
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

fn bytes(json: &serde_json::Value) -> Vec<u8> {
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

/// A pool of so many threads, which are started again for every layer.
#[derive(Clone, Copy, Debug)]
pub struct Threads(pub usize);

impl separable::threads::ThreadPool for Threads {
    fn size(&self) -> usize {
        self.0
    }

    fn broadcast(&self, job: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for number in 1..self.0 {
                scope.spawn(move || job(number));
            }
            job(0);
        });
    }
}
