//! The buffers that values live in while a plan runs.

use super::plan::{Memory, Step};
use crate::kernels::storage_shift;
use crate::model::{Element, Model};
use crate::simd::Simd;

/// Buffers for the values of a model, as stored bytes.
pub(crate) struct Values {
    memory: Memory,
    buffers: Vec<Vec<u8>>,
}

impl Values {
    pub(super) fn new(memory: Memory) -> Self {
        let buffers = memory.sizes.iter().map(|&size| vec![0; size]).collect();
        Self { memory, buffers }
    }

    /// A picture's bytes are stored as they are, whether the model takes u8 or i8: 128 less and 128
    /// more cancel out.
    pub(super) fn set_input(&mut self, rgb: &[u8]) {
        self.buffers[self.memory.buffer[0]][..rgb.len()].copy_from_slice(rgb);
    }

    /// Value `value` of `model`, as stored bytes.
    pub(crate) fn value(&self, model: &Model, value: usize) -> &[u8] {
        &self.buffers[self.memory.buffer[value]][..model.value(value).len()]
    }

    /// Runs layer `index` from the value it reads to the value it makes.
    pub(super) fn advance<S: Simd>(
        &mut self,
        model: &Model,
        index: usize,
        step: &Step,
        bytes: &mut [u8],
        words: &mut [i16],
    ) {
        let to = self.memory.buffer[index + 1];
        // Taken out for the time of the step, so that it can be written while others are read.
        let mut output = std::mem::take(&mut self.buffers[to]);
        let input = self.value(model, model.layers[index].inputs[0]);
        step.run::<S>(input, &mut output[..model.value(index + 1).len()], bytes, words);
        self.buffers[to] = output;
    }
}

/// Stored bytes to the model's own, i8 by its bits.
pub(crate) fn unstore(stored: &[u8], element: Element, raw: &mut [u8]) {
    let shift = storage_shift(element) as u8;
    for (raw, &byte) in raw.iter_mut().zip(stored) {
        *raw = byte ^ shift;
    }
}
