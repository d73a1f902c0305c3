//! The buffers that activations live in while a plan runs.

use super::fused_block::FusedBlock;
use super::memory_plan::MemoryPlan;
use super::packed_layer::PackedLayer;
use super::schedule::{Schedule, Step};
use super::workers::Workers;
use crate::kernels::int8::storage_shift;
use crate::model::{Element, Model};
use std::sync::Arc;

/// Buffers for the activations of a model, which are there as stored bytes or as f32.
#[derive(Clone)]
pub(crate) struct Arena {
    plan: MemoryPlan,
    /// Of f32, so that both bytes and floats are aligned.
    buffers: Vec<Vec<f32>>,
}

impl Arena {
    pub(super) fn new(plan: MemoryPlan) -> Self {
        let buffers = plan.sizes.iter().map(|&bytes| vec![0.0; bytes.div_ceil(4)]).collect();
        Self { plan, buffers }
    }

    /// Activation `index` of `model`, as it is stored: 0 is the input, `i + 1` the output of layer
    /// `i`.
    ///
    /// # Panics
    /// If the activation is in no buffer, being that of a folded layer, or the one between the
    /// layers of a fused block.
    pub(crate) fn activation(&self, model: &Model, index: usize) -> &[u8] {
        let buffer = &self.buffers[self.plan.buffer[index]];
        &bytemuck::cast_slice(buffer)[..model.value(index).bytes()]
    }

    /// Whether activation `index` is in a buffer.
    pub(super) fn holds(&self, index: usize) -> bool {
        self.plan.buffer[index] != usize::MAX
    }

    /// The inputs of a layer that reads these values, by their positions.
    pub(super) fn inputs<'a>(
        &'a self,
        model: &'a Model,
        values: &'a [usize],
    ) -> impl Fn(usize) -> &'a [u8] + Sync {
        // An operator with a constant asks for a second input, and does not read it.
        |position| self.activation(model, values[position.min(values.len() - 1)])
    }

    /// Activation 0, to be written.
    pub(super) fn input_mut(&mut self, model: &Model) -> &mut [u8] {
        self.activation_mut(model, 0)
    }

    /// Activation `index`, to be written before the layers that read it run.
    pub(super) fn activation_mut(&mut self, model: &Model, index: usize) -> &mut [u8] {
        let buffer = &mut self.buffers[self.plan.buffer[index]];
        &mut bytemuck::cast_slice_mut(buffer)[..model.value(index).bytes()]
    }

    /// Runs the layers from `first` on; those of a fused block together.
    pub(super) fn run(
        &mut self,
        model: &Model,
        first: usize,
        layers: &[Arc<PackedLayer>],
        schedule: &Schedule,
        workers: &Workers,
    ) {
        let mut index = first;
        while let Some(layer) = layers.get(index) {
            let inputs = &schedule.inputs[index];
            match &schedule.steps[index] {
                Step::Alone => self.run_layer(model, index, inputs, layer, workers),
                Step::Fused(block) => {
                    let layers = [&**layer, &*layers[index + 1]];
                    self.run_block(model, index, inputs[0], block, layers, workers);
                    index += 1;
                }
                Step::Folded => (),
            }
            index += 1;
        }
    }

    /// Runs layer `index`, which reads the values `inputs`.
    pub(super) fn run_layer(
        &mut self,
        model: &Model,
        index: usize,
        inputs: &[usize],
        layer: &PackedLayer,
        workers: &Workers,
    ) {
        self.write(model, index + 1, |arena, pixels, output| {
            let read = arena.inputs(model, inputs);
            workers.spread(layer.grain(), pixels, output, |pixels, output, workspace| {
                layer.run(&read, pixels, output, workspace);
            });
        });
    }

    /// Runs `block`: layers `index` and `index + 1`, the first of which reads value `input`.
    fn run_block(
        &mut self,
        model: &Model,
        index: usize,
        input: usize,
        block: &FusedBlock,
        layers: [&PackedLayer; 2],
        workers: &Workers,
    ) {
        self.write(model, index + 2, |arena, pixels, output| {
            let input = arena.activation(model, input);
            workers.spread(block.grain, pixels, output, |pixels, output, workspace| {
                block.run(layers, input, pixels, output, workspace);
            });
        });
    }

    /// Has `compute` write activation `index`, given how many pixels it has, while it reads others.
    fn write(&mut self, model: &Model, index: usize, compute: impl Fn(&Self, usize, &mut [u8])) {
        let to = self.plan.buffer[index];
        // Taken out meanwhile, so that it can be written while others are read.
        let mut buffer = std::mem::take(&mut self.buffers[to]);
        let tensor = model.value(index);
        let [h, w, _] = tensor.shape;
        compute(self, h * w, &mut bytemuck::cast_slice_mut(&mut buffer)[..tensor.bytes()]);
        self.buffers[to] = buffer;
    }
}

/// Stored bytes to the model's own, i8 by its bits.
pub(crate) fn unstore(stored: &[u8], element: Element, raw: &mut [u8]) {
    let shift = storage_shift(element) as u8;
    for (raw, &byte) in raw.iter_mut().zip(stored) {
        *raw = byte ^ shift;
    }
}
