//! What a curious person may ask about the present input: every layer's output, and its time.

use crate::Error;
use crate::engine::{Engine, Values, unstore};
use crate::simd::{Best, Simd};

/// The inspecting plan of one engine: it keeps what every layer makes, and runs only as far as it
/// is asked, once for each input.
pub struct Inspector {
    values: Values,
    /// Milliseconds that each layer took.
    times: Vec<f64>,
    /// The input that the values belong to, and how many layers have run on it.
    input_number: u64,
    done: usize,
    clock: fn() -> f64,
}

impl Inspector {
    /// Reserves memory for every layer of `engine`; `clock` tells milliseconds.
    pub fn new(engine: &Engine, clock: fn() -> f64) -> Self {
        Self {
            values: engine.keeping(),
            times: vec![0.0; engine.model().layers.len()],
            input_number: engine.input_number(),
            done: 0,
            clock,
        }
    }

    /// What `layer` makes of the present input, into `out`: `h w c`, raw bytes, i8 by its bits.
    ///
    /// # Errors
    /// [`Error::NoLayer`] if there is none such.
    pub fn activation(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.activation_on::<Best>(engine, layer, out)
    }

    /// As [`Self::activation`], with a backend of choice.
    ///
    /// # Errors
    /// [`Error::NoLayer`] if there is none such.
    pub fn activation_on<S: Simd>(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let layers = engine.model().layers.len();
        if layer >= layers {
            return Err(Error::NoLayer { index: layer, last: layers - 1 });
        }
        self.run_to::<S>(engine, layer + 1);
        let model = engine.model();
        let stored = self.values.value(model, layer + 1);
        out.resize(stored.len(), 0);
        unstore(stored, model.layers[layer].output.element, out);
        Ok(())
    }

    /// Milliseconds that each layer takes on the present input, one layer after the other.
    pub fn timings(&mut self, engine: &mut Engine) -> &[f64] {
        self.run_to::<Best>(engine, engine.model().layers.len());
        &self.times
    }

    /// Runs until `layers` layers are done for the present input.
    fn run_to<S: Simd>(&mut self, engine: &mut Engine, layers: usize) {
        if self.input_number != engine.input_number() {
            self.input_number = engine.input_number();
            self.done = 0;
        }
        for index in self.done..layers {
            let start = (self.clock)();
            engine.advance::<S>(&mut self.values, index);
            self.times[index] = (self.clock)() - start;
        }
        self.done = self.done.max(layers);
    }
}
