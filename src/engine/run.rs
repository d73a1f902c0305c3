//! The engine: a model run on an input.

use super::arena::{Arena, unstore};
use super::fused_block::FusedBlock;
use super::memory_plan::MemoryPlan;
use super::packed_layer::PackedLayer;
use super::schedule::Schedule;
use super::workers::Workers;
use super::workspace::floats_mut;
use crate::Error;
use crate::kernels::Dot;
use crate::model::{Element, Model};
use crate::threads::{SingleThread, ThreadPool};
use std::sync::Arc;

/// A model with packed weights and all the memory that it runs in. After it is made, no frame
/// allocates.
pub struct Engine {
    pub(super) model: Model,
    layers: Vec<Arc<PackedLayer>>,
    dot: Dot,
    schedule: Schedule,
    /// RGB bytes, `[h][w][3]`.
    input: Vec<u8>,
    /// The input of a float model, where floats were given in place of bytes: `[h][w][3]`.
    real_input: Option<Vec<f32>>,
    /// How many inputs there have been.
    inputs: u64,
    /// The activations of the fast plan.
    arena: Arena,
    pub(super) output: Vec<u8>,
    /// Classes with their scores, for [`Self::top_k`].
    pub(super) ranking: Vec<(usize, f32)>,
    workers: Workers,
}

impl Engine {
    /// Packs the weights of `model` for this machine and reserves memory. It runs on the caller's
    /// thread until [`Self::set_thread_pool`].
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the model's input is not that of a picture, `[h][w][3]`.
    pub fn new(model: Model) -> Result<Self, Error> {
        Self::with(model, Dot::probe())
    }

    /// As [`Self::new`], with products summed as `dot` says.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with(model: Model, dot: Dot) -> Result<Self, Error> {
        let [_, _, channels] = model.input.shape;
        if channels == 0 {
            return Err(Error::Unsupported(format!(
                "the model's input has {channels} channels, not the three of a picture: \
                 it is a head without its body"
            )));
        }
        let pack = |index| Arc::new(PackedLayer::new(&model, index, dot));
        let layers = (0..model.layers.len()).map(pack).collect();
        Ok(Self::of_layers(model, layers, dot))
    }

    /// Another engine with the present input, for `model`: this engine's with other weights in the
    /// layers `changed`. Those are packed; all others are shared.
    ///
    /// # Panics
    /// If `model` has another number of layers or another input.
    pub fn changed(&self, model: Model, changed: &[usize]) -> Self {
        let pack = |(index, layer): (usize, &Arc<PackedLayer>)| match changed.contains(&index) {
            true => Arc::new(PackedLayer::new(&model, index, self.dot)),
            false => Arc::clone(layer),
        };
        let layers = self.layers.iter().enumerate().map(pack).collect();
        let mut engine = Self::of_layers(model, layers, self.dot);
        engine.copy_input_of(self);
        engine
    }

    fn of_layers(model: Model, layers: Vec<Arc<PackedLayer>>, dot: Dot) -> Self {
        let schedule = Schedule::new(&model, &layers);
        Self {
            input: vec![0; model.input.len()],
            real_input: None,
            inputs: 0,
            arena: Arena::new(MemoryPlan::reusing(&model, &schedule, false)),
            output: vec![0; model.output().bytes()],
            ranking: Vec::with_capacity(model.output().len()),
            workers: workers(Box::new(SingleThread), &layers, &schedule),
            schedule,
            layers,
            dot,
            model,
        }
    }

    /// Has the threads of `pool` run every layer from now on.
    pub fn set_thread_pool(&mut self, pool: Box<dyn ThreadPool>) {
        self.workers = workers(pool, &self.layers, &self.schedule);
    }

    /// The model that the engine runs.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How the engine sums products.
    pub fn dot(&self) -> Dot {
        self.dot
    }

    /// The present input: RGB bytes, `[h][w][3]`.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// The next input, to be written: RGB bytes, `[h][w][3]`.
    pub fn input_mut(&mut self) -> &mut [u8] {
        self.inputs += 1;
        self.real_input = None;
        &mut self.input
    }

    /// A number that changes when the input does.
    pub fn input_number(&self) -> u64 {
        self.inputs
    }

    /// Sets the input: RGB bytes, `[h][w][3]`. A float model sees each as `byte / 127.5 - 1`.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_input(&mut self, rgb: &[u8]) -> Result<(), Error> {
        self.check_len(rgb.len())?;
        self.input_mut().copy_from_slice(rgb);
        Ok(())
    }

    /// Sets the input as real numbers, `[h][w][3]`, -1 to 1 for a picture; a quantised model takes
    /// each as the nearest byte.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_real_input(&mut self, real: &[f32]) -> Result<(), Error> {
        self.check_len(real.len())?;
        for (byte, real) in self.input_mut().iter_mut().zip(real) {
            // The cast saturates, and makes zero of NaN.
            *byte = ((real + 1.0) * 127.5).round() as u8;
        }
        if self.model.input.element == Element::F32 {
            self.real_input = Some(real.to_vec());
        }
        Ok(())
    }

    /// Runs the fast plan on the present input. Returns the raw bytes of the output, `[h][w][c]`:
    /// i8 by its bits, f32 in this machine's byte order.
    ///
    /// # Panics
    /// If a thread of the pool crashes meanwhile.
    pub fn run(&mut self) -> &[u8] {
        store_input(&self.input, self.real_input.as_deref(), &self.model, &mut self.arena);
        self.arena.run(&self.model, &self.layers, &self.schedule, &self.workers);
        let output = self.arena.activation(&self.model, self.model.layers.len());
        unstore(output, self.model.output().element, &mut self.output);
        &self.output
    }

    /// The raw output of the last run, as [`Self::run`] returned it; zeros before the first.
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// An arena for the inspecting plan, which keeps every activation.
    pub(crate) fn inspecting_arena(&self) -> Arena {
        Arena::new(MemoryPlan::retain_all(&self.model))
    }

    /// Runs layer `index` in `arena`, where the layers before it have run. Layer 0 first copies the
    /// present input into it.
    pub(crate) fn run_layer(&mut self, arena: &mut Arena, index: usize) {
        if index == 0 {
            store_input(&self.input, self.real_input.as_deref(), &self.model, arena);
        }
        let inputs = &self.schedule.inputs[index];
        arena.run_layer(&self.model, index, inputs, &self.layers[index], &self.workers);
    }

    /// Sets the input to the present one of `other`.
    ///
    /// # Panics
    /// If the two engines' inputs have different shapes.
    pub fn copy_input_of(&mut self, other: &Self) {
        self.input_mut().copy_from_slice(&other.input);
        self.real_input.clone_from(&other.real_input);
    }

    fn check_len(&self, got: usize) -> Result<(), Error> {
        let expected = self.input.len();
        if got == expected { Ok(()) } else { Err(Error::InputSize { got, expected }) }
    }
}

/// The threads of `pool`, with workspaces for all of `layers` as `schedule` runs them.
pub(super) fn workers(
    pool: Box<dyn ThreadPool>,
    layers: &[Arc<PackedLayer>],
    schedule: &Schedule,
) -> Workers {
    let between = FusedBlock::most_between(schedule.blocks());
    Workers::new(pool, PackedLayer::most_scratch(layers), between)
}

/// Writes a picture to activation 0. A quantised model stores its bytes as they are, whether it
/// takes u8 or i8: what is subtracted to make an i8 of a pixel is added to make a stored byte of
/// the i8.
fn store_input(rgb: &[u8], real: Option<&[f32]>, model: &Model, arena: &mut Arena) {
    let stored = arena.input_mut(model);
    match (model.input.element, real) {
        (Element::F32, Some(real)) => floats_mut(stored).copy_from_slice(real),
        (Element::F32, None) => {
            for (float, &byte) in floats_mut(stored).iter_mut().zip(rgb) {
                *float = f32::from(byte) / 127.5 - 1.0;
            }
        }
        _ => stored.copy_from_slice(rgb),
    }
}
