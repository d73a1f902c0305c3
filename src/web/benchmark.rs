//! Timing networks and layers that are made for it, slice by slice.

use super::{Session, now, thread_pool};
use crate::model::synthetic::{LayerSpec, MobileNet, SpecKind};
use crate::model::{Element, Version};
use crate::timing::{Timed, Timing as Race};
use crate::{Error, kernels::Dot};
use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

/// A race among networks and layers, in the engine of a session.
#[wasm_bindgen]
pub struct Timing {
    race: Race,
    dot: Dot,
}

#[wasm_bindgen]
impl Session {
    /// A race of so many rounds, with nobody in it yet.
    pub fn timing(&self, rounds: usize) -> Timing {
        Timing { race: Race::new(rounds, now), dot: self.engine.dot() }
    }
}

#[wasm_bindgen]
impl Timing {
    /// Adds a MobileNet of version 1 or 2; `standard` for one of standard convolutions alone.
    ///
    /// # Errors
    /// A sentence, if there is no such network, or it is too large.
    pub fn network(
        &mut self,
        version: usize,
        standard: bool,
        alpha: f64,
        size: usize,
        classes: usize,
    ) -> Result<(), JsError> {
        let version = if version == 2 { Version::V2 } else { Version::V1 };
        let element = Element::U8;
        let net = MobileNet { version, alpha, size, classes, standard, element };
        self.race.add(net.model()?, self.dot, thread_pool());
        Ok(())
    }

    /// Adds a layer or block: "standard", "depthwise", "pointwise" or "block".
    ///
    /// # Errors
    /// A sentence, if there is no such layer, or it is too large.
    #[allow(clippy::too_many_arguments, reason = "numbers cross to wasm more cheaply than objects")]
    pub fn part(
        &mut self,
        kind: &str,
        h: usize,
        w: usize,
        c: usize,
        channels: usize,
        kernel: usize,
        stride: usize,
    ) -> Result<(), JsError> {
        let kind = match kind {
            "standard" => SpecKind::Standard,
            "depthwise" => SpecKind::Depthwise,
            "pointwise" => SpecKind::Pointwise,
            "block" => SpecKind::Block,
            _ => return Err(Error::InvalidSpec("there is no layer of this kind").into()),
        };
        let spec =
            LayerSpec { kind, input: [h, w, c], channels, kernel, stride, element: Element::U8 };
        self.race.add(spec.model()?, self.dot, thread_pool());
        Ok(())
    }

    /// Goes on for a moment; whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.race.advance()
    }

    /// For each in the race: median and least milliseconds, samples, multiply-accumulates,
    /// parameters, bytes.
    pub fn timed(&self) -> Float64Array {
        let flat = |timed: Timed| {
            let Timed { median, least, count, cost } = timed;
            let counts = [count as u64, cost.macs, cost.params, cost.bytes].map(|n| n as f64);
            [[median, least].as_slice(), &counts].concat()
        };
        let flat: Vec<f64> = self.race.timed().into_iter().flat_map(flat).collect();
        Float64Array::from(&flat[..])
    }
}
