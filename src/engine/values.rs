//! The buffers that values live in while a plan runs.

use super::block::Block;
use super::memory::Memory;
use super::step::Step;
use super::workers::Workers;
use crate::kernels::int8::storage_shift;
use crate::model::{Element, Model};
use crate::simd::Simd;
use std::sync::Arc;

/// Buffers for the values of a model, as they are stored.
pub(crate) struct Values {
    memory: Memory,
    /// Of f32, so that both bytes and floats find them aligned.
    buffers: Vec<Vec<f32>>,
}

impl Values {
    pub(super) fn new(memory: Memory) -> Self {
        let buffers = memory.sizes.iter().map(|&bytes| vec![0.0; bytes.div_ceil(4)]).collect();
        Self { memory, buffers }
    }

    /// Value `value` of `model`, as it is stored.
    pub(crate) fn value(&self, model: &Model, value: usize) -> &[u8] {
        let buffer = &self.buffers[self.memory.buffer[value]];
        &bytemuck::cast_slice(buffer)[..model.value(value).bytes()]
    }

    /// Value 0, to be written.
    pub(super) fn input_mut(&mut self, model: &Model) -> &mut [u8] {
        let buffer = &mut self.buffers[self.memory.buffer[0]];
        &mut bytemuck::cast_slice_mut(buffer)[..model.input.bytes()]
    }

    /// Runs all layers, those of `blocks` (by the first of them) in one pass.
    pub(super) fn run<S: Simd>(
        &mut self,
        model: &Model,
        steps: &[Arc<Step>],
        blocks: &[Option<Block>],
        workers: &Workers,
    ) {
        let mut index = 0;
        while let Some(step) = steps.get(index) {
            if let Some(block) = &blocks[index] {
                self.advance_block::<S>(model, index, block, [step, &steps[index + 1]], workers);
                index += 2;
            } else {
                self.advance::<S>(model, index, step, workers);
                index += 1;
            }
        }
    }

    /// Runs layer `index` from the values it reads to the value it makes.
    pub(super) fn advance<S: Simd>(
        &mut self,
        model: &Model,
        index: usize,
        step: &Step,
        workers: &Workers,
    ) {
        let inputs = &model.layers[index].inputs;
        self.make(model, index + 1, |values, places, output| {
            let read = |value: &usize| values.value(model, *value);
            let (input, other) = (read(&inputs[0]), inputs.get(1).map_or(&[][..], read));
            workers.spread(step.granule(), places, output, |places, output, work| {
                step.run::<S>(input, other, places, output, work);
            });
        });
    }

    /// Runs `block`, layers `index` and `index + 1`.
    fn advance_block<S: Simd>(
        &mut self,
        model: &Model,
        index: usize,
        block: &Block,
        steps: [&Step; 2],
        workers: &Workers,
    ) {
        self.make(model, index + 2, |values, places, output| {
            let input = values.value(model, model.layers[index].inputs[0]);
            workers.spread(block.granule, places, output, |places, output, work| {
                block.run::<S>(steps, input, places, output, work);
            });
        });
    }

    /// Has `make` make `value`, given how many places it has, while it reads the others.
    fn make(&mut self, model: &Model, value: usize, make: impl Fn(&Self, usize, &mut [u8])) {
        let to = self.memory.buffer[value];
        // Taken out for the time of the step, so that it can be written while others are read.
        let mut buffer = std::mem::take(&mut self.buffers[to]);
        let made = model.value(value);
        let [h, w, _] = made.shape;
        make(self, h * w, &mut bytemuck::cast_slice_mut(&mut buffer)[..made.bytes()]);
        self.buffers[to] = buffer;
    }
}

/// Stored bytes as the floats that they are; they come from a buffer of floats.
pub(super) fn floats(bytes: &[u8]) -> &[f32] {
    bytemuck::cast_slice(bytes)
}

/// As [`floats`], to be written.
pub(super) fn floats_mut(bytes: &mut [u8]) -> &mut [f32] {
    bytemuck::cast_slice_mut(bytes)
}

/// Stored bytes to the model's own, i8 by its bits.
pub(crate) fn unstore(stored: &[u8], element: Element, raw: &mut [u8]) {
    let shift = storage_shift(element) as u8;
    for (raw, &byte) in raw.iter_mut().zip(stored) {
        *raw = byte ^ shift;
    }
}
