//! Benchmarks of synthetic networks and layers, a moment at a time.

use super::to_js::list;
use super::{Session, now, thread_pool};
use crate::benchmark::{self, Timed};
use crate::model::synthetic::{LayerSpec, MobileNet, SpecKind};
use crate::model::{Element, Version};
use crate::{Error, kernels::Dot};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A benchmark of networks and layers, in the engine of a session.
#[wasm_bindgen]
pub struct Benchmark {
    benchmark: benchmark::Benchmark,
    dot: Dot,
}

#[wasm_bindgen]
impl Session {
    /// A benchmark of so many rounds, without entries yet.
    pub fn benchmark(&self, rounds: usize) -> Benchmark {
        let benchmark = benchmark::Benchmark::new(rounds, now);
        Benchmark { benchmark, dot: self.engine.dot() }
    }
}

#[wasm_bindgen]
impl Benchmark {
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
        self.benchmark.add(net.model()?, self.dot, thread_pool());
        Ok(())
    }

    /// Adds a layer or block: "standard", "depthwise", "pointwise" or "block".
    ///
    /// # Errors
    /// A sentence, if there is no such layer, or it is too large.
    #[allow(clippy::too_many_arguments, reason = "numbers cross to wasm more cheaply than objects")]
    pub fn layer(
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
        self.benchmark.add(spec.model()?, self.dot, thread_pool());
        Ok(())
    }

    /// Goes on for a moment; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.benchmark.advance()
    }

    /// The times so far, in the order of the entries.
    pub fn timed(&self) -> Vec<Ts<Timed>> {
        list(&self.benchmark.timed())
    }
}
