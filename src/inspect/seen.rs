//! Reading the activations that the inspecting plan retains.

use crate::engine::Arena;
use crate::kernels::int8::storage_shift;
use crate::model::{Element, Model};

/// The values of a model for one input, as far as they have been computed.
pub(super) struct Seen<'a> {
    pub(super) model: &'a Model,
    pub(super) arena: &'a Arena,
}

impl Seen<'_> {
    /// Element `at` of quantised value `value`, as the model has it.
    pub(super) fn number(&self, value: usize, at: usize) -> i32 {
        let stored = self.arena.activation(self.model, value)[at];
        i32::from(stored) - storage_shift(self.model.value(value).element)
    }

    /// Element `at` of value `value` as a real number.
    pub(super) fn real(&self, value: usize, at: usize) -> f64 {
        let tensor = self.model.value(value);
        match tensor.element {
            Element::F32 => {
                let (floats, _) = self.arena.activation(self.model, value).as_chunks();
                f32::from_ne_bytes(floats[at]).into()
            }
            _ => f64::from(tensor.scale) * f64::from(self.number(value, at) - tensor.zero_point),
        }
    }
}
