//! Running a model on an input.

use super::block::Block;
use super::memory::Memory;
use super::step::Step;
use super::values::{Values, floats_mut, unstore};
use super::workers::Workers;
use crate::Error;
use crate::kernels::int8::dot::Dot;
use crate::model::{Element, Model, Shape};
use crate::simd::{Best, Simd};
use crate::threads::{SingleThread, ThreadPool};
use std::sync::Arc;

/// A model with packed weights and all the memory that it runs in.
pub struct Engine {
    pub(super) model: Model,
    steps: Vec<Arc<Step>>,
    dot: Dot,
    /// For each layer the block that it begins, for the fast plan.
    blocks: Vec<Option<Block>>,
    input: Vec<u8>,
    /// For a float model, what was given in place of bytes.
    real_input: Option<Vec<f32>>,
    /// How many inputs there have been.
    inputs: u64,
    fast: Values,
    pub(super) output: Vec<u8>,
    /// Classes with their scores, kept so that no frame allocates one.
    pub(super) ranking: Vec<(usize, f32)>,
    workers: Workers,
}

impl Engine {
    /// Packs the model's weights for this machine and reserves its memory.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the model does not take a picture: `h w 3`.
    pub fn new(model: Model) -> Result<Self, Error> {
        Self::with(model, Dot::probe())
    }

    /// As [`Self::new`], with products summed in a way of choice.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with(model: Model, dot: Dot) -> Result<Self, Error> {
        let [_, _, channels] = model.input.shape;
        if channels != 3 {
            return Err(Error::Unsupported(format!(
                "the model's input has {channels} channels, not the three of a picture: \
                 it is a head without its body"
            )));
        }
        let step = |index| Arc::new(Step::new(&model, index, dot));
        let steps = (0..model.layers.len()).map(step).collect();
        Ok(Self::over(model, steps, dot))
    }

    /// Another engine with the present input, over this one's model with other weights in `layers`:
    /// those are packed, all others are shared.
    pub fn changed(&self, model: Model, layers: &[usize]) -> Self {
        let step = |(index, step): (usize, &Arc<Step>)| match layers.contains(&index) {
            true => Arc::new(Step::new(&model, index, self.dot)),
            false => Arc::clone(step),
        };
        let steps = self.steps.iter().enumerate().map(step).collect();
        let mut changed = Self::over(model, steps, self.dot);
        changed.take_input_of(self);
        changed
    }

    fn over(model: Model, steps: Vec<Arc<Step>>, dot: Dot) -> Self {
        let blocks = Block::all(&model, &steps);
        Self {
            input: vec![0; model.input.len()],
            real_input: None,
            inputs: 0,
            fast: Values::new(Memory::reusing(&model, &blocks, false)),
            output: vec![0; model.output().bytes()],
            ranking: Vec::with_capacity(model.output().len()),
            workers: Workers::new(Box::new(SingleThread), &steps, Block::largest(&blocks)),
            blocks,
            steps,
            dot,
            model,
        }
    }

    /// Has the threads of `pool` run every layer from now on.
    pub fn set_thread_pool(&mut self, pool: Box<dyn ThreadPool>) {
        self.workers = Workers::new(pool, &self.steps, Block::largest(&self.blocks));
    }

    /// The model that it runs.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How it sums products.
    pub fn dot(&self) -> Dot {
        self.dot
    }

    /// Height and width of the picture that it takes, and 3.
    pub fn input_shape(&self) -> Shape {
        self.model.input.shape
    }

    /// The present input: RGB bytes, `h w 3`.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// The next input, to be written.
    pub fn input_mut(&mut self) -> &mut [u8] {
        self.inputs += 1;
        self.real_input = None;
        &mut self.input
    }

    /// The number of the present input: it changes when the input does.
    pub fn input_number(&self) -> u64 {
        self.inputs
    }

    /// Sets the input: RGB bytes, `h w 3`. A float model sees each as `byte / 127.5 - 1`.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_input(&mut self, rgb: &[u8]) -> Result<(), Error> {
        self.check_len(rgb.len())?;
        self.input_mut().copy_from_slice(rgb);
        Ok(())
    }

    /// Sets the input as the model's real numbers, -1 to 1 for a picture, `h w 3`; a quantised
    /// model takes each at the nearest byte.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_real_input(&mut self, real: &[f32]) -> Result<(), Error> {
        self.check_len(real.len())?;
        for (byte, real) in self.input_mut().iter_mut().zip(real) {
            // Saturating, and zero for what is no number.
            *byte = ((real + 1.0) * 127.5).round() as u8;
        }
        if self.model.input.element == Element::F32 {
            self.real_input = Some(real.to_vec());
        }
        Ok(())
    }

    /// Takes the input through the fast plan; the raw output, as the model has it: i8 by its bits,
    /// f32 in this machine's order.
    pub fn run(&mut self) -> &[u8] {
        self.run_on::<Best>()
    }

    /// As [`Self::run`], with a backend of choice.
    pub fn run_on<S: Simd>(&mut self) -> &[u8] {
        store_input(&self.input, self.real_input.as_deref(), &self.model, &mut self.fast);
        self.fast.run::<S>(&self.model, &self.steps, &self.blocks, &self.workers);
        let output = self.fast.value(&self.model, self.model.layers.len());
        unstore(output, self.model.output().element, &mut self.output);
        &self.output
    }

    /// The raw output of the last run.
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// Memory for the inspecting plan: every layer's output is kept.
    pub(crate) fn keeping(&self) -> Values {
        Values::new(Memory::keeping(&self.model))
    }

    /// Runs layer `index` on `values`; before layer 0 they take over the present input.
    pub(crate) fn advance<S: Simd>(&mut self, values: &mut Values, index: usize) {
        if index == 0 {
            store_input(&self.input, self.real_input.as_deref(), &self.model, values);
        }
        values.advance::<S>(&self.model, index, &self.steps[index], &self.workers);
    }

    /// Takes over the present input of an engine of the same shape.
    pub fn take_input_of(&mut self, other: &Self) {
        self.input_mut().copy_from_slice(&other.input);
        self.real_input.clone_from(&other.real_input);
    }

    fn check_len(&self, got: usize) -> Result<(), Error> {
        let expected = self.input.len();
        if got == expected { Ok(()) } else { Err(Error::InputSize { got, expected }) }
    }
}

/// A picture's bytes become value 0. Quantised ones are stored as they are, whether the model takes
/// u8 or i8: 128 less and 128 more cancel out.
fn store_input(rgb: &[u8], real: Option<&[f32]>, model: &Model, values: &mut Values) {
    let stored = values.input_mut(model);
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
