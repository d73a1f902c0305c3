//! The networks that have golden data, and their files.

use super::{read, repository, shared, weights};
use separable::model::{Model, tflite};

/// A network, as its files and its golden data name it.
#[derive(Clone, Copy)]
pub struct Network {
    /// Its entry in `tests/golden/checksums.json`; for the networks of the manifest, their id.
    pub id: &'static str,
    /// Its files, which run one after the other.
    pub files: &'static [&'static str],
    /// Height and width of its input.
    pub size: usize,
    /// Where the files are.
    pub place: Place,
    /// What the golden data of pictures is called: `golden/<this>.json`,
    /// `golden/layers/<this>__<picture>.npz` in the shared folder.
    pub pictures: Option<&'static str>,
}

/// Where the files of a network are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the repository's folder `weights`.
    Repository,
    /// In the folder of published weights.
    Weights,
    /// In `peers/models` of the shared folder.
    Peers,
}

pub const BUILT_IN: Network = Network {
    id: "built-in",
    files: &["built-in/model_int8.tflite"],
    size: 128,
    place: Place::Repository,
    pictures: None,
};
pub const V1_100_224: Network = Network {
    id: "v1-1.0-224",
    files: &[
        "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite",
        "mobilenet_quant_v1_224_head_layers.tflite",
    ],
    pictures: Some("mobilenet_v1_1.0_224_quant"),
    ..PUBLISHED
};
pub const V1_075_192: Network = Network {
    id: "v1-0.75-192",
    files: &["mobilenet_v1_0.75_192_quant.tflite"],
    size: 192,
    pictures: Some("mobilenet_v1_0.75_192_quant"),
    ..PUBLISHED
};
pub const V1_050_160: Network = Network {
    id: "v1-0.5-160",
    files: &["mobilenet_v1_0.5_160_quant.tflite"],
    size: 160,
    pictures: Some("mobilenet_v1_0.5_160_quant"),
    ..PUBLISHED
};
pub const V1_025_128: Network = Network {
    id: "v1-0.25-128",
    files: &["mobilenet_v1_0.25_128_quant.tflite"],
    size: 128,
    pictures: Some("mobilenet_v1_0.25_128_quant"),
    ..PUBLISHED
};
/// Quantised in training; the next one after it.
pub const V2_100_224: Network = Network {
    id: "v2-1.0-224",
    files: &["mobilenet_v2_1.0_224_quant.tflite"],
    pictures: Some("mobilenet_v2_1.0_224_quant"),
    ..PUBLISHED
};
pub const V2_100_224_INT8: Network = Network {
    id: "v2-1.0-224-int8",
    files: &["tf2_mobilenet_v2_1.0_224_ptq.tflite"],
    pictures: Some("tf2_mobilenet_v2_1.0_224_ptq"),
    ..PUBLISHED
};
pub const BIRDS: Network =
    Network { id: "birds", files: &["mobilenet_v2_1.0_224_inat_bird_quant.tflite"], ..PUBLISHED };
pub const INSECTS: Network = Network {
    id: "insects",
    files: &["mobilenet_v2_1.0_224_inat_insect_quant.tflite"],
    ..PUBLISHED
};
pub const V1_INT8: Network = Network {
    id: "v1-int8",
    files: &["mobilenet_v1_1.0_224_int8.tflite"],
    place: Place::Peers,
    ..PUBLISHED
};
/// In single precision; its golden data are outputs, see [`float_outputs`](super::float_outputs).
pub const V1_F32: Network = Network {
    id: "v1-f32",
    files: &["mobilenet_v1_1.0_224_f32.tflite"],
    place: Place::Peers,
    ..PUBLISHED
};

/// What most of them share.
const PUBLISHED: Network =
    Network { id: "", files: &[], size: 224, place: Place::Weights, pictures: None };

/// The networks with checksums of every layer.
pub const WITH_CHECKSUMS: [Network; 10] = [
    BUILT_IN,
    V1_100_224,
    V1_075_192,
    V1_050_160,
    V1_025_128,
    V2_100_224,
    V2_100_224_INT8,
    BIRDS,
    INSECTS,
    V1_INT8,
];

impl Network {
    /// The bytes of its files; `None`, and a line that says so, where they are not at hand.
    pub fn read(&self, test: &str) -> Option<Vec<Vec<u8>>> {
        let path = |file: &&str| match self.place {
            Place::Repository => Some(repository(&format!("weights/{file}"))),
            Place::Weights => weights(test, file),
            Place::Peers => shared(test, &format!("peers/models/{file}")),
        };
        self.files.iter().map(|file| path(file).map(read)).collect()
    }

    /// The network that its files are; `None` as [`Self::read`].
    pub fn model(&self, test: &str) -> Option<Model> {
        let files = self.read(test)?;
        let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        Some(tflite::read_parts(&parts).expect("a network that is read"))
    }
}

/// The built-in model's file.
pub fn built_in() -> Vec<u8> {
    read(repository("weights/built-in/model_int8.tflite"))
}
