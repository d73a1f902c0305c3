//! The engine: a model run on an input.

use super::arena::{Arena, unstore};
use super::folding::Folding;
use super::front;
use super::fused_block::FusedBlock;
use super::input::{Input, usual_range};
use super::memory_plan::MemoryPlan;
use super::packed_layer::PackedLayer;
use super::pruning::pruned;
use super::schedule::Schedule;
use super::workers::Workers;
use crate::Error;
use crate::kernels::Dot;
use crate::kernels::moves::transpose;
use crate::model::{Model, Range, Tensor};
use crate::threads::{SingleThread, ThreadPool};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

/// A model with packed weights and all the memory that it runs in. After it is made, no frame
/// allocates.
pub struct Engine {
    model: Arc<Model>,
    /// Packed at once where the fast plan runs them whole; the others when someone looks.
    layers: Vec<OnceCell<Arc<PackedLayer>>>,
    dot: Dot,
    needed: Needed,
    pub(super) schedule: Schedule,
    pub(super) input: Input,
    /// How many layers in front are a part of what pixels become, and an engine of them.
    front: Option<(usize, Box<Engine>)>,
    /// How many inputs there have been.
    inputs: u64,
    /// The activations of the fast plan.
    arena: Arena,
    pub(super) output: Vec<u8>,
    workers: Workers,
}

/// What the fast plan runs: the model and its layers without the channels that no input needs.
struct Needed {
    model: Arc<Model>,
    layers: Vec<Arc<PackedLayer>>,
}

impl Engine {
    /// Packs the weights of `model` for this machine and reserves memory. It runs on the caller's
    /// thread until [`Self::set_thread_pool`].
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the model's input has no height and width.
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
                "the model's input are {channels} numbers in place of a picture: it is a head \
                 without its body"
            )));
        }
        let layers = vec![OnceCell::new(); model.layers.len()];
        Ok(Self::of_layers(model, layers, dot))
    }

    /// Another engine with the present input, for `model`: this engine's with other weights in the
    /// layers `changed`. Those are packed; all others are shared.
    ///
    /// # Panics
    /// If `model` has another number of layers or another input.
    pub fn changed(&self, model: Model, changed: &[usize]) -> Self {
        let mut layers = self.layers.clone();
        changed.iter().for_each(|&index| layers[index] = OnceCell::new());
        let mut engine = Self::of_layers(model, layers, self.dot);
        engine.copy_input_of(self);
        engine
    }

    fn of_layers(model: Model, layers: Vec<OnceCell<Arc<PackedLayer>>>, dot: Dot) -> Self {
        let model = Arc::new(model);
        let folding = Folding::new(&model);
        let needed = Needed::of(&model, &folding, &layers, dot);
        let schedule = Schedule::new(&needed.model, &folding, &needed.layers);
        let front = front::length(&model, &schedule).and_then(|len| {
            let mut engine = Engine::with(front::alone(&model, len), dot).ok()?;
            front::fill_with_every_pixel(engine.input_mut());
            Some((len, Box::new(engine)))
        });
        let mut engine = Self {
            input: Input::new(&model.input),
            front,
            inputs: 0,
            arena: Arena::new(MemoryPlan::reusing(&needed.model, &schedule, false)),
            output: vec![0; model.output().bytes()],
            workers: workers(Box::new(SingleThread), &needed.layers, &schedule),
            schedule,
            needed,
            layers,
            dot,
            model,
        };
        engine.fold_front(usual_range(&engine.model.input));
        engine
    }

    /// Has the threads of `pool` run every layer from now on.
    pub fn set_thread_pool(&mut self, pool: Box<dyn ThreadPool>) {
        self.workers = workers(pool, &self.needed.layers, &self.schedule);
    }

    /// The model and the packed layers.
    pub(super) fn shared(&self) -> (Arc<Model>, Vec<Arc<PackedLayer>>) {
        let layers = (0..self.layers.len()).map(|index| Arc::clone(self.layer(index)));
        (Arc::clone(&self.model), layers.collect())
    }

    /// Layer `index`, packed.
    fn layer(&self, index: usize) -> &Arc<PackedLayer> {
        let pack = || PackedLayer::new(&self.model, &Folding::new(&self.model), index, self.dot);
        self.layers[index].get_or_init(|| Arc::new(pack()))
    }

    /// The model that the engine runs.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How the engine sums products.
    pub fn dot(&self) -> Dot {
        self.dot
    }

    /// Has pixels stand for the numbers of `range`. Without this call a quantised model takes
    /// their bytes as they are, and a float model takes -1 to 1.
    pub fn set_range(&mut self, range: Range) {
        self.inputs += 1;
        self.input.set_range(range, &self.model.input);
        self.fold_front(range);
    }

    /// Makes what the layers in front do a part of what pixels become.
    fn fold_front(&mut self, range: Range) {
        if let Some((len, front)) = &mut self.front {
            let Tensor { element, shape: [.., channels], .. } = *self.model.value(*len);
            front.set_range(range);
            self.input.set_behind_front(front.run_stored(), element, channels);
        }
    }

    /// The present picture: pixels, `[h][w][c]`, RGB or grey.
    pub fn input(&self) -> &[u8] {
        self.input.pixels()
    }

    /// The next picture, to be written: pixels, `[h][w][c]`, RGB or grey.
    pub fn input_mut(&mut self) -> &mut [u8] {
        self.inputs += 1;
        self.input.pixels_mut()
    }

    /// A number that changes when the input does.
    pub fn input_number(&self) -> u64 {
        self.inputs
    }

    /// Sets the input: pixels, `[h][w][c]`, RGB or grey, which stand for the numbers of the range.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_input(&mut self, pixels: &[u8]) -> Result<(), Error> {
        self.inputs += 1;
        self.input.set_pixels(pixels)
    }

    /// Sets the input to the model's own numbers, `[h][w][c]`, or `[c][h][w]` where the file has
    /// channels first: bytes, i8 by its bits. A float model takes each byte as a number.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_own_input(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.inputs += 1;
        let bytes = self.with_channels_last(bytes);
        self.input.set_own(&bytes, &self.model.input)
    }

    /// Sets the input to real numbers, `[h][w][c]`, or `[c][h][w]` where the file has channels first,
    /// whatever the range. A quantised model stores each as the nearest it has; one of -1 to 1 as the
    /// pixel nearest to `(x + 1) 127.5`.
    ///
    /// # Errors
    /// [`Error::InputSize`] if there are not exactly as many as the model takes.
    pub fn set_real_input(&mut self, real: &[f32]) -> Result<(), Error> {
        self.inputs += 1;
        let real = self.with_channels_last(real);
        self.input.set_real(&real, &self.model.input)
    }

    /// The network's own numbers, which the file has as `[c][h][w]` if channels come first there.
    fn with_channels_last<'a, T: Copy>(&self, own: &'a [T]) -> Cow<'a, [T]> {
        if !self.model.channels_first || own.len() != self.model.input.len() {
            return Cow::Borrowed(own);
        }
        let [h, w, c] = self.model.input.shape;
        let mut last = own.to_vec();
        transpose([c, h, w], [1, 2, 0], own, &mut last);
        Cow::Owned(last)
    }

    /// Runs the fast plan on the present input. Returns the raw bytes of the output, `[h][w][c]`:
    /// i8 by its bits, f32 in this machine's byte order.
    ///
    /// # Panics
    /// If a thread of the pool crashes meanwhile.
    pub fn run(&mut self) -> &[u8] {
        self.run_stored();
        let output = self.arena.activation(&self.model, self.model.layers.len());
        unstore(output, self.model.output().element, &mut self.output);
        &self.output
    }

    /// [`Self::run`], with the output as it is stored.
    fn run_stored(&mut self) -> &[u8] {
        let first = match &self.front {
            &Some((len, _)) if self.input.skips_front() => {
                self.input.store_behind_front(self.arena.activation_mut(&self.needed.model, len));
                len
            }
            _ => {
                self.input.store(self.arena.input_mut(&self.model));
                0
            }
        };
        let Needed { model, layers } = &self.needed;
        self.arena.run(model, first, layers, &self.schedule, &self.workers);
        self.arena.activation(model, layers.len())
    }

    /// The raw output of the last run, as [`Self::run`] returned it; zeros before the first.
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// The network's features (see [`Model::features`]) for the last run, raw as [`Self::output`].
    /// None if the network has none, or if they are between the layers of a fused block.
    pub fn features(&self) -> Option<Vec<u8>> {
        let layer = self.model.features()?;
        if !self.arena.holds(layer + 1) {
            return None;
        }
        let stored = self.arena.activation(&self.model, layer + 1);
        let mut raw = vec![0; stored.len()];
        unstore(stored, self.model.layers[layer].output.element, &mut raw);
        Some(raw)
    }

    /// An arena for the inspecting plan, which keeps every activation.
    pub(crate) fn inspecting_arena(&self) -> Arena {
        self.shared(); // packed before any of them is timed
        Arena::new(MemoryPlan::retain_all(&self.model))
    }

    /// Runs layer `index` in `arena`, where the layers before it have run. Layer 0 first copies the
    /// present input into it.
    pub(crate) fn run_layer(&mut self, arena: &mut Arena, index: usize) {
        if index == 0 {
            self.input.store(arena.input_mut(&self.model));
        }
        let layer = Arc::clone(self.layer(index));
        self.workers.make_room(layer.scratch());
        let inputs = &self.schedule.inputs[index];
        arena.run_layer(&self.model, index, inputs, &layer, &self.workers);
    }

    /// Sets the input, and what its pixels stand for, to the present ones of `other`.
    ///
    /// # Panics
    /// If the two engines' inputs have different shapes.
    pub fn copy_input_of(&mut self, other: &Self) {
        assert_eq!(self.model.input.shape, other.model.input.shape, "inputs of one shape");
        self.inputs += 1;
        self.input.copy(&other.input);
    }
}

impl Needed {
    /// Of `model`; the layers that are run whole are packed for both plans.
    fn of(
        model: &Arc<Model>,
        folding: &Folding,
        whole: &[OnceCell<Arc<PackedLayer>>],
        dot: Dot,
    ) -> Self {
        let (needed, changed) = match pruned(model) {
            Some((needed, changed)) => (Arc::new(needed), changed),
            None => (Arc::clone(model), Vec::new()),
        };
        let pack = |(index, whole): (usize, &OnceCell<Arc<PackedLayer>>)| {
            let pack = |model| Arc::new(PackedLayer::new(model, folding, index, dot));
            match changed.contains(&index) {
                true => pack(&needed),
                false => Arc::clone(whole.get_or_init(|| pack(model))),
            }
        };
        Self { layers: whole.iter().enumerate().map(pack).collect(), model: needed }
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
