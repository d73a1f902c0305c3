//! Who is compared, and with which network.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A runtime that a page can install.
pub(crate) struct Runtime {
    /// Its name in the table.
    pub(crate) name: &'static str,
    /// Its name for npm.
    pub(crate) package: &'static str,
    /// Its page, in `pages/`, without the ending.
    pub(crate) page: &'static str,
    /// The folder of `node_modules/` that its guide has a host serve, which is `/wasm/` here.
    pub(crate) served: Option<&'static str>,
}

/// A row of the table.
pub(crate) struct Entry {
    /// Who.
    pub(crate) runtime: &'static Runtime,
    /// What it multiplies; rows are compared with ours of the same.
    pub(crate) precision: Precision,
    /// The network, in the folder of models.
    pub(crate) network: &'static str,
}

pub(crate) const SEPARABLE: Runtime =
    Runtime { name: "this package", package: "separable", page: "separable", served: None };
const LITERT: Runtime = Runtime {
    name: "LiteRT.js",
    package: "@litertjs/core",
    page: "litert",
    served: Some("@litertjs/core/wasm"),
};
const MEDIAPIPE: Runtime = Runtime {
    name: "MediaPipe",
    package: "@mediapipe/tasks-vision",
    page: "mediapipe",
    served: Some("@mediapipe/tasks-vision/wasm"),
};
const TENSORFLOW: Runtime = Runtime {
    name: "TensorFlow.js",
    package: "@tensorflow/tfjs-core",
    page: "tensorflow",
    served: Some("@tensorflow/tfjs-backend-wasm/dist"),
};
const ONNX: Runtime = Runtime {
    name: "ONNX Runtime Web",
    package: "onnxruntime-web",
    page: "onnxruntime",
    served: None,
};
const TRANSFORMERS: Runtime = Runtime {
    name: "transformers.js",
    package: "@huggingface/transformers",
    page: "transformers",
    served: Some("@huggingface/transformers/node_modules/onnxruntime-web/dist"),
};

/// What a network multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    Uint8,
    Float32,
}
use Precision::{Float32, Uint8};

impl Precision {
    /// Its name in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Uint8 => "uint8",
            Float32 => "float32",
        }
    }
}

/// All rows, ours before those that are compared with it.
pub(crate) const ENTRIES: [Entry; 9] = [
    Entry { runtime: &SEPARABLE, precision: Uint8, network: "uint8.tflite" },
    Entry { runtime: &LITERT, precision: Uint8, network: "uint8.tflite" },
    Entry { runtime: &MEDIAPIPE, precision: Uint8, network: "uint8-named.tflite" },
    Entry { runtime: &SEPARABLE, precision: Float32, network: "float32.tflite" },
    Entry { runtime: &LITERT, precision: Float32, network: "float32.tflite" },
    Entry { runtime: &MEDIAPIPE, precision: Float32, network: "float32-named.tflite" },
    Entry { runtime: &TENSORFLOW, precision: Float32, network: "tensorflow/model.json" },
    Entry { runtime: &ONNX, precision: Float32, network: "mobilenet/onnx/model.onnx" },
    Entry { runtime: &TRANSFORMERS, precision: Float32, network: "mobilenet" },
];

impl Runtime {
    /// The version that is installed in `folder`.
    pub(crate) fn version(&self, folder: &Path) -> Result<String> {
        let path = folder.join("node_modules").join(self.package).join("package.json");
        let text = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
        let manifest: Value = serde_json::from_slice(&text)?;
        Ok(manifest["version"].as_str().context("a version")?.to_owned())
    }
}
