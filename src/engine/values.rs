//! The buffers that values live in while a plan runs.

use super::memory::Memory;
use super::step::Step;
use super::team::Crew;
use crate::kernels::storage_shift;
use crate::model::{Element, Model};
use crate::simd::Simd;

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

    /// Runs layer `index` from the values it reads to the value it makes.
    pub(super) fn advance<S: Simd>(
        &mut self,
        model: &Model,
        index: usize,
        step: &Step,
        crew: &Crew,
    ) {
        let to = self.memory.buffer[index + 1];
        // Taken out for the time of the step, so that it can be written while others are read.
        let mut buffer = std::mem::take(&mut self.buffers[to]);
        let made = model.value(index + 1);
        let output = &mut bytemuck::cast_slice_mut(&mut buffer)[..made.bytes()];
        let [h, w, _] = made.shape;
        let inputs = &model.layers[index].inputs;
        let read = |value: &usize| self.value(model, *value);
        let (input, other) = (read(&inputs[0]), inputs.get(1).map_or(&[][..], read));
        crew.run::<S>(step, input, other, h * w, output);
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
