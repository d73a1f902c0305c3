//! The engine as JavaScript sees it: few coarse calls, no logic.
//!
//! Views of wasm memory are handed out; they hold until the next call, which may move the memory.

#![allow(
    unreachable_pub,
    reason = "wasm-bindgen exports what is pub, though the module is private"
)]

mod benchmark;
mod describe;
mod inspect;
mod number;
mod teach;
mod to_js;
mod write;

use crate::Error;
use crate::engine::Engine;
use crate::frame::Resizer;
use crate::inspect::Inspector;
use crate::kernels::{Dot, VARIANT, peak};
use crate::model::tflite::{self, Metadata};
use crate::model::{Range, RangeSource};
use crate::self_test;
#[cfg(not(target_feature = "atomics"))]
use crate::threads::SingleThread;
use crate::threads::ThreadPool;
use describe::{Description, PixelRange};
use js_sys::{Float64Array, Reflect, Uint8Array};
use serde::Serialize;
use to_js::to_js;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;
use web_sys::Performance;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The instructions of this binary: "simd128" or "relaxed".
#[wasm_bindgen]
pub fn variant() -> String {
    VARIANT.into()
}

/// The fastest kind of dot product on this machine: "unsigned", "signed", "u8-pairs" or "i16".
#[wasm_bindgen]
pub fn dot() -> String {
    Dot::probe().name().into()
}

/// Runs one small convolution whose bytes are known.
///
/// # Errors
/// A sentence, if this browser computes other bytes.
#[wasm_bindgen(js_name = selfTest)]
pub fn check() -> Result<(), JsError> {
    Ok(self_test::run()?)
}

/// Panics: for tests of the restart, which the worker takes by a message of its own.
#[wasm_bindgen]
pub fn trap() {
    panic!("trapped on request");
}

/// The calls of worker threads, in the binary that has them.
#[cfg(target_feature = "atomics")]
mod threads {
    use crate::threads::WorkerPool;
    use wasm_bindgen::prelude::*;

    pub(super) static POOL: WorkerPool = WorkerPool::new();

    /// This binary, for a worker thread to start it on the same memory.
    #[wasm_bindgen]
    pub fn module() -> JsValue {
        wasm_bindgen::module()
    }

    /// In a new worker thread: its number. Sessions opened from now on use it.
    #[wasm_bindgen(js_name = registerThread)]
    pub fn register() -> usize {
        POOL.register()
    }

    /// In a worker thread: takes part in every frame, forever.
    #[wasm_bindgen(js_name = runThread)]
    pub fn work(number: usize) {
        POOL.work(number)
    }

    /// In a worker thread that trapped: tells the thread that waits for it.
    #[wasm_bindgen(js_name = markCrashed)]
    pub fn mark_crashed() {
        POOL.mark_crashed();
    }
}

/// A model, ready to run.
#[wasm_bindgen]
pub struct Session {
    dot: Dot,
    engine: Engine,
    /// Of the part with the output.
    metadata: Result<Metadata, Error>,
    /// What pixels stand for, and from where that is known.
    range: (Range, RangeSource),
    /// The same, as the files and the network have it.
    own_range: (Range, RangeSource),
    /// The network without changes, where `engine` runs one with changes.
    baseline: Option<Engine>,
    inspector: Option<Inspector>,
    resizer: Resizer,
    pixels: Vec<u8>,
    activation: Vec<u8>,
    /// Whether an input has gone through.
    ran: bool,
    /// Whether the output is that of the present input and network.
    current: bool,
    /// A frame as an input, before it takes the place of the one before.
    prepared: Vec<u8>,
}

#[wasm_bindgen]
impl Session {
    /// Reads the parts of a model (a whole one, or body and head) and packs its weights; `dot`
    /// says how products are to be summed, where that is not left to a probe.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the files.
    #[wasm_bindgen(constructor)]
    pub fn new(parts: Vec<Uint8Array>, dot: Option<String>) -> Result<Session, JsError> {
        let files: Vec<Vec<u8>> = parts.iter().map(Uint8Array::to_vec).collect();
        let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let dot = match dot {
            None => Dot::probe(),
            Some(name) => Dot::named(&name).ok_or(Error::NoDot(name))?,
        };
        let model = tflite::read_parts(&parts)?;
        let metadata =
            parts.last().map_or_else(|| Ok(Metadata::default()), |p| tflite::metadata(p));
        // What is wrong with its metadata is no fault of the network.
        let said = tflite::metadata(parts[0]).unwrap_or_default();
        let range = model.range(said.normalization.as_ref());
        drop(files); // the packed weights may lie there
        let mut engine = Engine::with(model, dot)?;
        engine.set_range(range.0);
        engine.set_thread_pool(thread_pool());
        Ok(Self {
            dot,
            engine,
            metadata,
            range,
            own_range: range,
            baseline: None,
            inspector: None,
            resizer: Resizer::default(),
            pixels: Vec::new(),
            activation: Vec::new(),
            ran: false,
            current: false,
            prepared: Vec::new(),
        })
    }

    /// The network in words and numbers.
    pub fn describe(&self) -> Ts<Description> {
        to_js(&Description::of(&self.engine, &self.metadata))
    }

    /// What pixels stand for.
    pub fn range(&self) -> Ts<PixelRange> {
        to_js(&PixelRange::of(self.range, &self.engine.model().input))
    }

    /// Has pixels stand for `low`, 0, to `high`, 255.
    ///
    /// # Errors
    /// A sentence, if these are not two numbers.
    #[wasm_bindgen(js_name = setInterval)]
    pub fn set_interval(&mut self, low: f32, high: f32) -> Result<(), JsError> {
        let range = Range::interval(low, high, &self.engine.model().input)?;
        self.set_range((range, RangeSource::Given));
        Ok(())
    }

    /// Has pixels stand for `(pixel - mean) / std`.
    ///
    /// # Errors
    /// A sentence, if these are for other channels than the network has, or a deviation is zero.
    #[wasm_bindgen(js_name = setNormalization)]
    pub fn set_normalization(&mut self, mean: &[f32], std: &[f32]) -> Result<(), JsError> {
        let range = Range::normalized(mean, std, &self.engine.model().input)?;
        self.set_range((range, RangeSource::Given));
        Ok(())
    }

    /// Has pixels stand for what the file says, or else is assumed.
    #[wasm_bindgen(js_name = resetRange)]
    pub fn reset_range(&mut self) {
        self.set_range(self.own_range);
    }

    /// A buffer for a frame, `[height][width][4]` RGBA; fill it at once.
    pub fn pixels(&mut self, height: usize, width: usize) -> Uint8Array {
        self.pixels.resize(height * width * 4, 0);
        view(&self.pixels)
    }

    /// Sets the input to the frame in [`Self::pixels`], resized. Returns whether the network has
    /// to run: false where the input stays the same and its output is there.
    ///
    /// # Errors
    /// A sentence, if the frame is empty or of another size.
    pub fn prepare(&mut self, height: usize, width: usize, mirror: bool) -> Result<bool, JsError> {
        let shape = self.engine.model().input.shape;
        self.prepared.resize(shape.iter().product(), 0);
        let prepared = &mut self.prepared;
        self.resizer.prepare(&self.pixels, [height, width], mirror, prepared, shape)?;
        if !self.current || self.engine.input() != self.prepared {
            self.current = false;
            self.engine.set_input(&self.prepared)?;
        }
        Ok(!self.current)
    }

    /// Sets the input: pixels, `[h][w][c]`, RGB or grey.
    ///
    /// # Errors
    /// A sentence, if there are not as many as the model takes.
    #[wasm_bindgen(js_name = setInput)]
    pub fn set_input(&mut self, pixels: &[u8]) -> Result<(), JsError> {
        self.current = false;
        Ok(self.engine.set_input(pixels)?)
    }

    /// Sets the input to the network's own numbers, `[h][w][c]`, i8 by its bits.
    ///
    /// # Errors
    /// A sentence, if there are not as many as the model takes.
    #[wasm_bindgen(js_name = setOwnInput)]
    pub fn set_own_input(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.current = false;
        Ok(self.engine.set_own_input(bytes)?)
    }

    /// Sets the input as real numbers, `[h][w][c]`.
    ///
    /// # Errors
    /// A sentence, if there are not as many as the model takes.
    #[wasm_bindgen(js_name = setRealInput)]
    pub fn set_real_input(&mut self, real: &[f32]) -> Result<(), JsError> {
        self.current = false;
        Ok(self.engine.set_real_input(real)?)
    }

    /// The present picture: pixels, `[h][w][c]`, RGB or grey.
    pub fn input(&self) -> Uint8Array {
        view(self.engine.input())
    }

    /// Runs the fast plan on the present input.
    pub fn run(&mut self) {
        self.engine.run();
        (self.ran, self.current) = (true, true);
    }

    /// The raw output of the last run.
    pub fn output(&self) -> Uint8Array {
        view(self.engine.output())
    }

    /// The raw output of a layer for the present input, i8 by its bits.
    ///
    /// # Errors
    /// A sentence, if there is no such layer, or no input yet.
    pub fn activation(&mut self, layer: usize) -> Result<Uint8Array, JsError> {
        self.check_input()?;
        let inspector = self.inspector.get_or_insert_with(|| Inspector::new(&self.engine, now));
        inspector.activation(&mut self.engine, layer, &mut self.activation)?;
        Ok(view(&self.activation))
    }

    /// The network's features for the last run by the fast plan, raw; undefined where that does not
    /// keep them.
    pub fn features(&self) -> Option<Vec<u8>> {
        self.engine.features()
    }

    /// The peak of one thread of this machine. Takes about a quarter of a second.
    ///
    /// # Errors
    /// A sentence, if the sums come out wrong or nothing can be timed.
    pub fn calibrate(&self) -> Result<Ts<Peak>, JsError> {
        let peak = peak::measure(self.dot, now)?;
        Ok(to_js(&Peak { integer: peak.integer * 1000.0, float: peak.float * 1000.0 }))
    }

    /// Milliseconds of each layer for the present input, from the inspecting plan.
    ///
    /// # Errors
    /// A sentence, if there is no input yet.
    pub fn timings(&mut self) -> Result<Float64Array, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(Float64Array::from(inspector.timings(engine)))
    }
}

impl Session {
    fn set_range(&mut self, range: (Range, RangeSource)) {
        self.range = range;
        self.current = false;
        self.engine.set_range(range.0);
    }

    fn inspecting(&mut self) -> Result<(&mut Inspector, &mut Engine), Error> {
        self.check_input()?;
        let inspector = self.inspector.get_or_insert_with(|| Inspector::new(&self.engine, now));
        Ok((inspector, &mut self.engine))
    }

    fn check_input(&self) -> Result<(), Error> {
        if self.ran { Ok(()) } else { Err(Error::NoInput) }
    }
}

/// The threads of this binary.
fn thread_pool() -> Box<dyn ThreadPool> {
    #[cfg(target_feature = "atomics")]
    return Box::new(&threads::POOL);
    #[cfg(not(target_feature = "atomics"))]
    return Box::new(SingleThread);
}

/// Multiply-accumulates a second of one thread, in the inner loop with all operands in cache.
#[derive(Serialize, Tsify)]
pub struct Peak {
    /// Of quantised layers, with the dot product that the engine uses.
    pub integer: f64,
    /// Of float layers.
    pub float: f64,
}

/// A view of bytes in wasm memory.
fn view(bytes: &[u8]) -> Uint8Array {
    // SAFETY: nothing allocates between here and the return to JavaScript, which copies or fills
    // the bytes before its next call.
    unsafe { Uint8Array::view(bytes) }
}

/// Milliseconds on the clock that browsers and other hosts give; zero where there is none.
fn now() -> f64 {
    thread_local! {
        static CLOCK: Option<Performance> =
            Reflect::get(&js_sys::global(), &"performance".into())
                .ok()
                .filter(JsValue::is_object)
                .map(JsCast::unchecked_into);
    }
    CLOCK.with(|clock| clock.as_ref().map_or(0.0, Performance::now))
}
