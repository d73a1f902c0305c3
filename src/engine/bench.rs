//! A model to be timed: any layers, on pseudo-random input, as the fast plan runs them.

use super::arena::Arena;
use super::folding::Folding;
use super::memory_plan::MemoryPlan;
use super::packed_layer::PackedLayer;
use super::run;
use super::schedule::Schedule;
use super::workers::Workers;
use crate::kernels::Dot;
use crate::model::synthetic::Lcg;
use crate::model::{Model, Op, Weights};
use crate::threads::ThreadPool;
use std::sync::Arc;

/// Layers without a picture before them. They are packed one at a time, so that the caller can do
/// other work in between.
pub struct Bench {
    model: Model,
    dot: Dot,
    layers: Vec<Arc<PackedLayer>>,
    /// The threads to run on, until all layers are packed.
    pool: Option<Box<dyn ThreadPool>>,
    /// What running takes, once all layers are packed.
    ready: Option<(Schedule, Arena, Workers)>,
}

impl Bench {
    /// A bench for `model`, with nothing packed yet.
    pub fn new(model: Model, dot: Dot, pool: Box<dyn ThreadPool>) -> Self {
        Self { layers: Vec::new(), pool: Some(pool), ready: None, model, dot }
    }

    /// Packs the next layer. Returns whether the bench is ready to [`Self::run`].
    pub fn prepare(&mut self) -> bool {
        let index = self.layers.len();
        if index < self.model.layers.len() {
            let folding = Folding::new(&self.model);
            self.layers.push(Arc::new(PackedLayer::new(&self.model, &folding, index, self.dot)));
            // Packed, they are not read again.
            if let Op::Conv(conv) | Op::Depthwise(conv) = &mut self.model.layers[index].op
                && let Weights::Quantized(weights) = &mut conv.weights
            {
                weights.bytes = Vec::new();
            }
        } else if let Some(pool) = self.pool.take() {
            let schedule = Schedule::new(&self.model, &Folding::new(&self.model), &self.layers);
            let mut arena = Arena::new(MemoryPlan::reusing(&self.model, &schedule, true));
            Lcg::new(1).fill(arena.input_mut(&self.model));
            let workers = run::workers(pool, &self.layers, &schedule);
            self.ready = Some((schedule, arena, workers));
        }
        self.ready.is_some()
    }

    /// Runs all layers; does nothing before the bench is ready.
    pub fn run(&mut self) {
        if let Some((schedule, arena, workers)) = &mut self.ready {
            arena.run(&self.model, 0, &self.layers, schedule, workers);
        }
    }

    /// The output of the last run, `[h][w][c]` as it is stored; empty before the bench is ready.
    pub fn output(&self) -> &[u8] {
        let last = self.model.layers.len();
        self.ready.as_ref().map_or(&[], |(_, arena, _)| arena.activation(&self.model, last))
    }
}
