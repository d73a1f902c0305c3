//! Heads taught on features, a moment at a time. Long lists are copies.

use super::to_js::to_js;
use crate::inspect::array::{f32s, u32s};
use crate::teach::{self, Examples, FoldScore, Head, RIDGES, RidgeScore};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// A head that is being taught.
#[wasm_bindgen]
pub struct Teaching {
    teaching: teach::Teaching,
}

#[wasm_bindgen]
impl Teaching {
    /// Begins to teach `count` classes by `features`, `[n][length]`, each of a class; from a head, if
    /// its weights and biases are given.
    ///
    /// # Errors
    /// A sentence that says what is wrong with them.
    #[wasm_bindgen(constructor)]
    pub fn new(
        features: Vec<f32>,
        classes: Vec<u16>,
        count: usize,
        ridge: f64,
        weights: Option<Vec<f32>>,
        bias: Option<Vec<f32>>,
    ) -> Result<Self, JsError> {
        let examples = Examples::new(features, classes, count)?;
        let start = weights.zip(bias).map(|(weights, bias)| Head { weights, bias });
        Ok(Self { teaching: teach::Teaching::new(&examples, ridge, start.as_ref())? })
    }

    /// Goes through the examples once; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.teaching.advance()
    }

    /// What it has come to.
    pub fn fit(&self) -> Ts<Fit> {
        let teach::Fit { head, loss, gradient, steps } = self.teaching.fit();
        to_js(&Fit { weights: head.weights, bias: head.bias, loss, gradient, steps })
    }
}

/// A head, and how well it fits.
#[derive(Serialize, Tsify)]
pub struct Fit {
    /// `[classes][length]`, for raw features.
    #[serde(serialize_with = "f32s")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    weights: Vec<f32>,
    /// One for each class.
    #[serde(serialize_with = "f32s")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    bias: Vec<f32>,
    loss: f64,
    /// The length of the loss's gradient.
    gradient: f64,
    /// How often the examples were gone through.
    steps: usize,
}

/// An assessment over folds.
#[wasm_bindgen]
pub struct Assessment {
    assessment: teach::Assessment,
}

#[wasm_bindgen]
impl Assessment {
    /// Begins to assess heads of `count` classes over ridges (a grid, if left out); each example is
    /// of a recording.
    ///
    /// # Errors
    /// A sentence that says what is wrong with them.
    #[wasm_bindgen(constructor)]
    pub fn new(
        features: Vec<f32>,
        classes: Vec<u16>,
        count: usize,
        recordings: Vec<u32>,
        ridges: Option<Vec<f64>>,
    ) -> Result<Self, JsError> {
        let examples = Examples::new(features, classes, count)?;
        let ridges = ridges.as_deref().unwrap_or(&RIDGES);
        Ok(Self { assessment: teach::Assessment::new(examples, &recordings, ridges)? })
    }

    /// Goes through the examples once; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.assessment.advance()
    }

    /// What it has found; undefined as long as there is more to do.
    pub fn assessed(&self) -> Option<Ts<Assessed>> {
        let teach::Assessed { ridge, ridges, folds, held, probabilities, split } =
            self.assessment.assessed()?;
        let held = held.into_iter().map(|fold| fold as u32).collect();
        Some(to_js(&Assessed { ridge, ridges, folds, held, probabilities, split }))
    }
}

/// What an assessment found.
#[derive(Serialize, Tsify)]
pub struct Assessed {
    ridge: f64,
    ridges: Vec<RidgeScore>,
    folds: Vec<FoldScore>,
    #[serde(serialize_with = "u32s")]
    #[tsify(type = "Uint32Array<ArrayBuffer>")]
    held: Vec<u32>,
    /// `[n][classes]`.
    #[serde(serialize_with = "f32s")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    probabilities: Vec<f32>,
    split: Vec<usize>,
}
