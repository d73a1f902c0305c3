//! Questions about a frame, answered by the inspecting plan: every layer's output and time, a cell's
//! arithmetic, its receptive field, class activation maps, clipped cells, blank channels,
//! tensors; and networks with changes.
//!
//! The types of answers are also those of `separable.d.ts`.

#[cfg(target_family = "wasm")]
pub(crate) mod array;
mod blank;
mod cell;
mod change;
mod class_map;
mod clipped;
mod receptive_field;
mod seen;
mod tensors;
mod weights;

pub use blank::{BlankChannel, Blanks, blanks};
pub use cell::{Cell, Clamp, Quantization, Requantization, Rest, Tap};
pub use change::{Change, changed};
pub use class_map::{ClassMap, Pooled, Vote};
pub use clipped::{Clipped, Position};
pub use receptive_field::{Area, Extent, Field, field};
pub use tensors::{Histogram, Operand, Tensors, WeightTensor, tensors};
pub use weights::{ChannelWeights, weights};

use crate::Error;
use crate::engine::{Arena, Engine, unstore};
use crate::model::{check_layer, check_position};
use seen::Seen;

/// The inspecting plan of one engine: it retains every layer's output, and runs only as many layers as
/// a question needs, once for each input.
pub struct Inspector {
    arena: Arena,
    /// Milliseconds that each layer took.
    times: Vec<f64>,
    /// The input that the activations belong to, and how many layers have run on it.
    input_number: u64,
    done: usize,
    clock: fn() -> f64,
}

impl Inspector {
    /// Reserves memory for every layer of `engine`; `clock` returns milliseconds.
    pub fn new(engine: &Engine, clock: fn() -> f64) -> Self {
        Self {
            arena: engine.inspecting_arena(),
            times: vec![0.0; engine.model().layers.len()],
            input_number: engine.input_number(),
            done: 0,
            clock,
        }
    }

    /// Writes the output of `layer` for the present input to `out`: `[h][w][c]`, raw bytes, i8 by its
    /// bits.
    ///
    /// # Errors
    /// [`Error::NoLayer`] if there is no such layer.
    pub fn activation(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        check_layer(engine.model(), layer)?;
        self.run_to(engine, layer + 1);
        let model = engine.model();
        let stored = self.arena.activation(model, layer + 1);
        out.resize(stored.len(), 0);
        unstore(stored, model.layers[layer].output.element, out);
        Ok(())
    }

    /// Milliseconds that each layer takes on the present input, one layer after the other.
    pub fn timings(&mut self, engine: &mut Engine) -> &[f64] {
        self.run_to(engine, engine.model().layers.len());
        &self.times
    }

    /// The activations of the first `layers` layers (at least one) for the present input.
    fn seen<'a>(&'a mut self, engine: &'a mut Engine, layers: usize) -> Seen<'a> {
        self.run_to(engine, layers);
        Seen { model: engine.model(), arena: &self.arena }
    }

    /// Runs until `layers` layers are done for the present input.
    fn run_to(&mut self, engine: &mut Engine, layers: usize) {
        if self.input_number != engine.input_number() {
            self.input_number = engine.input_number();
            self.done = 0;
        }
        for index in self.done..layers {
            let start = (self.clock)();
            engine.run_layer(&mut self.arena, index);
            self.times[index] = (self.clock)() - start;
        }
        self.done = self.done.max(layers);
    }
}

/// Inserts `item` into the list of the `k` highest scores so far, the highest first; equal scores stay
/// in their order.
///
/// It suits short lists, and is much smaller in code than the standard library's sort.
fn rank(list: &mut Vec<(usize, f32)>, k: usize, item: usize, score: f32) {
    let at = list.partition_point(|other| other.1.total_cmp(&score).is_ge());
    if at < k {
        list.truncate(k - 1);
        list.insert(at, (item, score));
    }
}
