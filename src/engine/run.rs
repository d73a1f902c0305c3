//! Running a model on an input.

use super::plan::{Memory, Step};
use super::values::{Values, unstore};
use crate::Error;
use crate::model::{Model, Shape};
use crate::simd::{Best, Simd};

/// A model with packed weights and all the memory that it runs in.
pub struct Engine {
    model: Model,
    steps: Vec<Step>,
    input: Vec<u8>,
    /// How many inputs there have been.
    inputs: u64,
    fast: Values,
    output: Vec<u8>,
    bytes: Vec<u8>,
    words: Vec<i16>,
}

impl Engine {
    /// Packs the model's weights and reserves its memory.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the model does not take a picture: `h w 3`.
    pub fn new(model: Model) -> Result<Self, Error> {
        let [_, _, channels] = model.input.shape;
        if channels != 3 {
            return Err(Error::Unsupported(format!(
                "the model's input has {channels} channels, not the three of a picture: \
                 it is a head without its body"
            )));
        }
        let steps: Vec<Step> = (0..model.layers.len()).map(|i| Step::new(&model, i)).collect();
        let scratch = || steps.iter().map(Step::scratch);
        Ok(Self {
            input: vec![0; model.input.len()],
            fast: Values::new(Memory::reusing(&model)),
            output: vec![0; model.output().len()],
            bytes: vec![0; scratch().map(|s| s.bytes).max().unwrap_or(0)],
            words: vec![0; scratch().map(|s| s.words).max().unwrap_or(0)],
            steps,
            inputs: 0,
            model,
        })
    }

    /// The model that it runs.
    pub fn model(&self) -> &Model {
        &self.model
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
        &mut self.input
    }

    /// The number of the present input: it changes when the input does.
    pub fn input_number(&self) -> u64 {
        self.inputs
    }

    /// Sets the input: RGB bytes, `h w 3`.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_input(&mut self, rgb: &[u8]) -> Result<(), Error> {
        if rgb.len() != self.input.len() {
            return Err(Error::InputSize { got: rgb.len(), expected: self.input.len() });
        }
        self.input_mut().copy_from_slice(rgb);
        Ok(())
    }

    /// Takes the input through the fast plan; the raw output, as the model has it.
    pub fn run(&mut self) -> &[u8] {
        self.run_on::<Best>()
    }

    /// As [`Self::run`], with a backend of choice.
    pub fn run_on<S: Simd>(&mut self) -> &[u8] {
        self.fast.set_input(&self.input);
        for (index, step) in self.steps.iter().enumerate() {
            self.fast.advance::<S>(&self.model, index, step, &mut self.bytes, &mut self.words);
        }
        let output = self.fast.value(&self.model, self.model.layers.len());
        unstore(output, self.model.output().element, &mut self.output);
        &self.output
    }

    /// The raw output of the last run, i8 by its bits.
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
            values.set_input(&self.input);
        }
        let step = &self.steps[index];
        values.advance::<S>(&self.model, index, step, &mut self.bytes, &mut self.words);
    }
}
