//! The network as a file.

use super::Session;
use crate::model::tflite::{self, Description};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// The network that runs, with its changes, as a `.tflite` file with these labels. `parts` are the
    /// files that it was read from, which are not kept here.
    ///
    /// # Errors
    /// A sentence, if its file cannot be copied as a whole.
    #[wasm_bindgen(js_name = toTflite)]
    pub fn to_tflite(
        &self,
        parts: Vec<Uint8Array>,
        labels: Vec<String>,
    ) -> Result<Uint8Array, JsError> {
        let files: Vec<Vec<u8>> = parts.iter().map(Uint8Array::to_vec).collect();
        let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let model = self.engine.model();
        let normalization = self.range.0.normalization(&model.input);
        let description = Description { labels, normalization };
        Ok(Uint8Array::from(&tflite::write(&parts, model, None, &description)?[..]))
    }
}
