//! The network as a file.

use super::Session;
use crate::Error;
use crate::model::tflite::{self, Description, Head};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

const NO_FEATURES: Error =
    Error::NoAnswer("this network has no features that a head can be taught on");

#[wasm_bindgen]
impl Session {
    /// The network that runs, with its changes, as a `.tflite` file with these labels. `parts` are the
    /// files that it was read from, which are not kept here. With weights, `[classes][features]`,
    /// biases, and the least and largest logit of its pictures, that head is in place of its own.
    ///
    /// # Errors
    /// A sentence, if its file cannot be copied as a whole, or the head is for no features of this
    /// network.
    #[wasm_bindgen(js_name = toTflite)]
    pub fn to_tflite(
        &self,
        parts: Vec<Uint8Array>,
        labels: Vec<String>,
        weights: Option<Vec<f32>>,
        bias: Option<Vec<f32>>,
        logits: Option<Vec<f32>>,
    ) -> Result<Uint8Array, JsError> {
        let files: Vec<Vec<u8>> = parts.iter().map(Uint8Array::to_vec).collect();
        let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let model = self.engine.model();
        let normalization = self.range.0.normalization(&model.input);
        let description = Description { labels, normalization };
        let head = match (weights, bias, logits.as_deref()) {
            (Some(weights), Some(bias), Some(&[least, largest])) => {
                let layer = model.features().ok_or(NO_FEATURES)?;
                Some(Head { features: layer + 1, weights, bias, logits: [least, largest] })
            }
            _ => None,
        };
        Ok(Uint8Array::from(&tflite::write(&parts, model, head.as_ref(), &description)?[..]))
    }
}
