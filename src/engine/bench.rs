//! A model to be timed: any layers, on random input, by the fast plan's steps and memory.

use super::block::Block;
use super::memory::Memory;
use super::step::Step;
use super::team::{Crew, Team};
use super::values::Values;
use crate::kernels::int8::dot::Dot;
use crate::model::{Model, Op, Weights};
use crate::simd::Simd;
use std::sync::Arc;

/// Layers without a picture before them. They are packed one at a time, so that whoever has other
/// work can do it in between.
pub struct Bench {
    model: Model,
    dot: Dot,
    steps: Vec<Arc<Step>>,
    /// Who runs it; handed on when everything is packed.
    team: Option<Box<dyn Team>>,
    room: Option<(Vec<Option<Block>>, Values, Crew)>,
}

impl Bench {
    /// Nothing is packed yet.
    pub fn new(model: Model, dot: Dot, team: Box<dyn Team>) -> Self {
        Self { steps: Vec::new(), team: Some(team), room: None, model, dot }
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
        } else if let Some(team) = self.team.take() {
            let blocks = Block::all(&self.model, &self.steps);
            let mut values = Values::new(Memory::reusing(&self.model, &blocks, true));
            let mut state = 1u32;
            for byte in values.input_mut(&self.model) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            let crew = Crew::new(team, &self.steps, Block::largest(&blocks));
            self.room = Some((blocks, values, crew));
        }
        self.room.is_some()
    }

    /// Takes the input through all layers, once [`Self::prepare`] has packed them.
    pub fn run<S: Simd>(&mut self) {
        if let Some((blocks, values, crew)) = &mut self.room {
            values.run::<S>(&self.model, &self.steps, blocks, crew);
        }
    }

    /// What the last run made, as it is stored.
    pub fn output(&self) -> &[u8] {
        let last = self.model.layers.len();
        self.room.as_ref().map_or(&[], |(_, values, _)| values.value(&self.model, last))
    }
}
