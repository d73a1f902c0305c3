//! One published network, in the files that each runtime reads: its own bytes, and the real numbers
//! that they stand for.

use crate::picture::SIDE;
use crate::runtimes::Precision;
use crate::visit::Answer;
use crate::{floats, graph_model, lite, onnx};
use anyhow::{Context, Result, bail, ensure};
use separable::engine::Engine;
use separable::model::tflite::{self, Description, Normalization};
use separable::model::{Element, Model};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use xtask::weights::{self, manifest};

/// Its name in the list of models.
const NETWORK: &str = "v1-1.0-224";

/// Writes all into `folder`. Returns what the engine on this machine says of `picture`, a PNG.
///
/// # Errors
/// A file of the network is not to be had, or cannot be written otherwise.
pub(crate) fn write(folder: &Path, picture: &[u8]) -> Result<Answers> {
    let (parts, labels) = published()?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let model = tflite::read_parts(&parts)?;
    let floats = floats::of(&model)?;
    let float_file = lite::write(&floats)?;
    let put = |path: &str, bytes: &[u8]| -> Result<()> {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(&path, bytes).with_context(|| format!("write {}", path.display()))
    };
    // MediaPipe has its labels from within the file, the others from beside it.
    for (name, labels) in [("", Vec::new()), ("-named", labels.clone())] {
        let normalization = Normalization { mean: vec![127.5], std: vec![127.5] };
        let about = Description { labels, normalization };
        let uint8 = tflite::write(&parts, &model, None, &about)?;
        put(&format!("uint8{name}.tflite"), &uint8)?;
        let float32 = tflite::write(&[&float_file], &floats, None, &about)?;
        put(&format!("float32{name}.tflite"), &float32)?;
    }
    put("labels.txt", labels.join("\n").as_bytes())?;
    put("mobilenet/onnx/model.onnx", &onnx::write(&floats)?)?;
    for (file, json) in transformers(&labels) {
        put(&format!("mobilenet/{file}"), json.to_string().as_bytes())?;
    }
    for (file, bytes) in graph_model::write(&floats)? {
        put(&format!("tensorflow/{file}"), &bytes)?;
    }

    let pixels = image::load_from_memory(picture)?.into_rgb8();
    ensure!(pixels.dimensions() == (SIDE as u32, SIDE as u32), "the picture has another size");
    let answers = Answers {
        uint8: answer(model, pixels.as_raw(), &labels)?,
        float32: answer(floats, pixels.as_raw(), &labels)?,
    };
    ensure!(answers.uint8.name == answers.float32.name, "the floats are those of another network");
    Ok(answers)
}

/// What the engine on this machine says.
pub(crate) struct Answers {
    uint8: Answer,
    float32: Answer,
}

impl Answers {
    pub(crate) fn of(&self, precision: Precision) -> &Answer {
        match precision {
            Precision::Uint8 => &self.uint8,
            Precision::Float32 => &self.float32,
        }
    }
}

fn answer(model: Model, pixels: &[u8], labels: &[String]) -> Result<Answer> {
    let output = *model.output();
    let mut engine = Engine::new(model)?;
    engine.set_input(pixels)?;
    let bytes = engine.run();
    let probabilities: Vec<f64> = match output.element {
        Element::F32 => {
            bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes).into()).collect()
        }
        Element::U8 => {
            let real = |&byte: &u8| {
                f64::from(output.scale) * f64::from(i32::from(byte) - output.zero_point)
            };
            bytes.iter().map(real).collect()
        }
        Element::I8 => bail!("{NETWORK} is published in uint8"),
    };
    let named = labels.iter().cloned().zip(probabilities);
    let named = named.map(|(name, probability)| Answer { name, probability });
    named.max_by(|a, b| a.probability.total_cmp(&b.probability)).context("classes")
}

/// The parts of the network, and its labels.
fn published() -> Result<(Vec<Vec<u8>>, Vec<String>)> {
    let mut models = manifest::read()?;
    models.retain(|model| model.id == NETWORK);
    let (store, why) = weights::prepare(&models, true)?;
    let model = models.first().with_context(|| format!("{NETWORK} is no published model"))?;
    let find = |part: &manifest::Part| -> Result<PathBuf> {
        let missing = || format!("{} is missing: {why}", part.file.display());
        store.find(part)?.with_context(missing)
    };
    let parts = model.parts.iter().map(|part| Ok(fs::read(find(part)?)?)).collect::<Result<_>>()?;
    let labels = fs::read_to_string(find(&model.labels)?)?;
    Ok((parts, labels.lines().map(str::to_owned).collect()))
}

/// The files beside an ONNX network from which transformers.js knows what it is.
fn transformers(labels: &[String]) -> [(&'static str, Value); 2] {
    let names: serde_json::Map<String, Value> =
        labels.iter().enumerate().map(|(at, label)| (at.to_string(), json!(label))).collect();
    let config = json!({
        "architectures": ["MobileNetV1ForImageClassification"],
        "model_type": "mobilenet_v1",
        "image_size": SIDE,
        "id2label": names,
    });
    let preprocessor = json!({
        "image_processor_type": "MobileNetV1ImageProcessor",
        "do_resize": true,
        "size": { "shortest_edge": SIDE },
        "do_center_crop": true,
        "crop_size": { "height": SIDE, "width": SIDE },
        "do_rescale": true,
        "rescale_factor": 1.0 / 255.0,
        "do_normalize": true,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    });
    [("config.json", config), ("preprocessor_config.json", preprocessor)]
}
