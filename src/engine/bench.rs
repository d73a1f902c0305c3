//! A model to be timed: any layers, on random input, by the fast plan's steps and memory.

use super::block::Block;
use super::memory::Memory;
use super::step::Step;
use super::values::Values;
use super::workers::Workers;
use crate::kernels::int8::dot::Dot;
use crate::model::{Model, Op, Weights};
use crate::simd::Simd;
use crate::threads::ThreadPool;
use std::sync::Arc;

/// Layers without a picture before them. They are packed one at a time, so that whoever has other
/// work can do it in between.
pub struct Bench {
    model: Model,
    dot: Dot,
    steps: Vec<Arc<Step>>,
    /// The threads that run it; handed on when everything is packed.
    pool: Option<Box<dyn ThreadPool>>,
    room: Option<(Vec<Option<Block>>, Values, Workers)>,
}

impl Bench {
    /// Nothing is packed yet.
    pub fn new(model: Model, dot: Dot, pool: Box<dyn ThreadPool>) -> Self {
        Self { steps: Vec::new(), pool: Some(pool), room: None, model, dot }
    }

    /// Packs the next layer; whether all are packed and the first run may come.
    pub fn prepare(&mut self) -> bool {
        let index = self.steps.len();
        if index < self.model.layers.len() {
            self.steps.push(Arc::new(Step::new(&self.model, index, self.dot)));
            // Packed, they are not read again.
            if let Op::Conv(conv) | Op::Depthwise(conv) = &mut self.model.layers[index].op
                && let Weights::Quantized(weights) = &mut conv.weights
            {
                weights.bytes = Vec::new();
            }
        } else if let Some(pool) = self.pool.take() {
            let blocks = Block::all(&self.model, &self.steps);
            let mut values = Values::new(Memory::reusing(&self.model, &blocks, true));
            let mut state = 1u32;
            for byte in values.input_mut(&self.model) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            let workers = Workers::new(pool, &self.steps, Block::largest(&blocks));
            self.room = Some((blocks, values, workers));
        }
        self.room.is_some()
    }

    /// Takes the input through all layers, once [`Self::prepare`] has packed them.
    pub fn run<S: Simd>(&mut self) {
        if let Some((blocks, values, workers)) = &mut self.room {
            values.run::<S>(&self.model, &self.steps, blocks, workers);
        }
    }

    /// What the last run made, as it is stored.
    pub fn output(&self) -> &[u8] {
        let last = self.model.layers.len();
        self.room.as_ref().map_or(&[], |(_, values, _)| values.value(&self.model, last))
    }
}
