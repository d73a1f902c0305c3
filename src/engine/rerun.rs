//! A network that is run again for one input with something changed: a rectangle is covered, a channel
//! is muted. Each layer computes those places alone that this can change; the others are as they were.

use super::arena::{Arena, unstore};
use super::input::Input;
use super::memory_plan::MemoryPlan;
use super::packed_layer::PackedLayer;
use super::patch::Patch;
use super::run::{Engine, workers};
use super::schedule::Schedule;
use super::workers::Workers;
use super::workspace::floats_mut;
use crate::Error;
use crate::kernels::int8::storage_shift;
use crate::model::{Element, Model, Op, check_layer, check_position};
use crate::threads::ThreadPool;
use std::ops::Range;
use std::sync::Arc;

/// An engine's network and its input at the time when this was made, to be run again with changes.
pub struct Rerun {
    model: Arc<Model>,
    layers: Vec<Arc<PackedLayer>>,
    schedule: Schedule,
    input: Input,
    workers: Workers,
    /// Every activation of the input as it is.
    before: Arena,
    /// Every activation with what was changed last.
    now: Arena,
    /// Of each value, what is different in `now`.
    patches: Vec<Option<Patch>>,
    /// What a layer reads of a patch, and makes of it.
    piece: [Vec<f32>; 2],
    output: Vec<u8>,
}

impl Rerun {
    /// Runs every layer of `engine` on its present input.
    pub fn new(engine: &Engine, pool: Box<dyn ThreadPool>) -> Self {
        let (model, layers) = engine.shared();
        let schedule = engine.schedule.clone();
        let workers = workers(pool, &layers, &schedule);
        let mut before = Arena::new(MemoryPlan::retain_all(&model));
        engine.input.store(before.input_mut(&model));
        for (index, layer) in layers.iter().enumerate() {
            before.run_layer(&model, index, &schedule.inputs[index], layer, &workers);
        }
        Self {
            input: engine.input.clone(),
            now: before.clone(),
            patches: vec![None; layers.len() + 1],
            piece: [Vec::new(), Vec::new()],
            output: vec![0; model.output().bytes()],
            before,
            workers,
            schedule,
            layers,
            model,
        }
    }

    /// The raw output as it would be if `level` stood for every pixel of `patch`, which is cut to
    /// the input: i8 by its bits, f32 in this machine's byte order.
    pub fn cover(&mut self, patch: &Patch, level: u8) -> &[u8] {
        self.restore();
        let [h, w, _] = self.model.input.shape;
        let cut = |range: &Range<usize>, size: usize| range.start.min(size)..range.end.min(size);
        let patch = Patch { rows: cut(&patch.rows, h), columns: cut(&patch.columns, w) };
        if patch.len() > 0 {
            let stored = self.now.input_mut(&self.model);
            self.input.cover(&self.model.input, &patch, level, stored);
            self.patches[0] = Some(patch);
        }
        self.run_from(0)
    }

    /// The raw output as it would be if `channel` of the output of `layer` were zero everywhere.
    ///
    /// # Errors
    /// [`Error::NoLayer`] or [`Error::NoCell`].
    pub fn mute(&mut self, layer: usize, channel: usize) -> Result<&[u8], Error> {
        check_layer(&self.model, layer)?;
        let tensor = self.model.layers[layer].output;
        check_position(tensor.shape, [0, 0, channel])?;
        let [_, _, c] = tensor.shape;
        self.restore();
        let stored = self.now.activation_mut(&self.model, layer + 1);
        match tensor.element {
            Element::F32 => {
                floats_mut(stored).iter_mut().skip(channel).step_by(c).for_each(|x| *x = 0.0)
            }
            element => {
                let (min, max) = element.range();
                let zero = (tensor.zero_point.clamp(min, max) + storage_shift(element)) as u8;
                stored.iter_mut().skip(channel).step_by(c).for_each(|byte| *byte = zero);
            }
        }
        self.patches[layer + 1] = Some(Patch::whole(tensor.shape));
        Ok(self.run_from(layer + 1))
    }

    /// Runs what the patches can change in the layers from `first` on.
    fn run_from(&mut self, first: usize) -> &[u8] {
        for index in first..self.layers.len() {
            self.run_layer(index);
        }
        let output = self.now.activation(&self.model, self.layers.len());
        unstore(output, self.model.output().element, &mut self.output);
        &self.output
    }

    /// Makes everything in `now` as it was before.
    fn restore(&mut self) {
        for (value, patch) in self.patches.iter_mut().enumerate() {
            let Some(patch) = patch.take() else { continue };
            let tensor = self.model.value(value);
            let before = self.before.activation(&self.model, value);
            let now = self.now.activation_mut(&self.model, value);
            for span in spans(&patch, tensor.shape[1], tensor.bytes() / places(tensor.shape)) {
                now[span.clone()].copy_from_slice(&before[span]);
            }
        }
    }

    /// Runs the part of layer `index` that the patches before it can change.
    fn run_layer(&mut self, index: usize) {
        let layer = &self.model.layers[index];
        let reached = layer.inputs.iter().filter_map(|&value| {
            self.patches[value].as_ref()?.through(layer, self.model.value(value).shape)
        });
        let Some(patch) = reached.reduce(|a, b| a.with(&b)) else { return };
        let packed = Arc::clone(&self.layers[index]);
        let cropped = packed.cropped(&patch).filter(|_| self.keeps_places(index));
        self.patches[index + 1] = Some(if let Some((cropped, reads)) = cropped {
            self.run_cropped(index, &cropped, &patch, &reads);
            patch
        } else if packed.grain() <= CUTS {
            self.run_rows(index, &packed, &patch);
            patch
        } else {
            let inputs = &self.schedule.inputs[index];
            self.now.run_layer(&self.model, index, inputs, &packed, &self.workers);
            Patch::whole(layer.output.shape)
        });
    }

    /// Whether what layer `index` reads in place of folded layers has the places that it slides over.
    fn keeps_places(&self, index: usize) -> bool {
        let (read, stated) = (self.schedule.inputs[index][0], self.model.layers[index].inputs[0]);
        let padded = |before: usize| matches!(self.model.layers[before].op, Op::Pad { .. });
        self.model.value(read).shape == self.model.value(stated).shape
            || stated.checked_sub(1).is_some_and(padded)
    }

    /// Runs `cropped`, layer `index` for `patch` alone, which reads no more than `reads`.
    fn run_cropped(&mut self, index: usize, cropped: &PackedLayer, patch: &Patch, reads: &Patch) {
        let Self { model, schedule, workers, now, piece: [input, output], .. } = self;
        let value = schedule.inputs[index][0];
        let (read, made) = (model.value(value), model.value(index + 1));
        let [from, to] = [(read, reads), (made, patch)].map(|(tensor, patch)| {
            let len = tensor.bytes() / places(tensor.shape);
            (spans(patch, tensor.shape[1], len), patch.len() * len)
        });
        let input = sized(input, from.1);
        let mut at = 0;
        let stored = now.activation(model, value);
        for span in from.0 {
            input[at..at + span.len()].copy_from_slice(&stored[span.clone()]);
            at += span.len();
        }
        let (input, output) = (&*input, sized(output, to.1));
        workers.spread(cropped.grain(), patch.len(), output, |pixels, output, workspace| {
            cropped.run(&|_| input, pixels, output, workspace);
        });
        let stored = now.activation_mut(model, index + 1);
        let mut at = 0;
        for span in to.0 {
            stored[span.clone()].copy_from_slice(&output[at..at + span.len()]);
            at += span.len();
        }
    }

    /// Runs layer `index`, which can be cut anywhere, row by row of `patch`.
    fn run_rows(&mut self, index: usize, packed: &PackedLayer, patch: &Patch) {
        let Self { model, schedule, workers, now, piece: [_, output], .. } = self;
        let tensor = model.value(index + 1);
        let len = tensor.bytes() / places(tensor.shape);
        let inputs = &schedule.inputs[index];
        for span in spans(patch, tensor.shape[1], len) {
            let output = sized(output, span.len());
            let pixels = span.start / len..span.end / len;
            workers.alone(|workspace| {
                packed.run(&now.inputs(model, inputs), pixels, output, workspace);
            });
            now.activation_mut(model, index + 1)[span].copy_from_slice(output);
        }
    }
}

/// Layers with a larger grain run whole: they cannot be cut.
const CUTS: usize = 64;

fn places([h, w, _]: [usize; 3]) -> usize {
    h * w
}

/// The bytes of each row of `patch`, in a value `w` places wide of `len` bytes each.
fn spans(patch: &Patch, w: usize, len: usize) -> impl Iterator<Item = Range<usize>> + use<> {
    let Range { start, end } = patch.columns;
    patch.rows.clone().map(move |y| (y * w + start) * len..(y * w + end) * len)
}

/// So many bytes of a buffer.
fn sized(buffer: &mut Vec<f32>, bytes: usize) -> &mut [u8] {
    buffer.resize(bytes.div_ceil(4).max(buffer.len()), 0.0);
    &mut bytemuck::cast_slice_mut(buffer)[..bytes]
}
