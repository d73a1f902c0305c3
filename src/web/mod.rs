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

use crate::Error;
use crate::engine::Engine;
use crate::frame::Resizer;
use crate::inspect::Inspector;
use crate::kernels::{Dot, VARIANT, peak};
use crate::model::tflite;
use crate::self_test;
#[cfg(not(target_feature = "atomics"))]
use crate::threads::SingleThread;
use crate::threads::ThreadPool;
use js_sys::{Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::WorkerGlobalScope;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Which instructions this binary uses: "simd128" or "relaxed".
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
/// A sentence, if this browser computes others.
#[wasm_bindgen(js_name = selfTest)]
pub fn check() -> Result<(), JsError> {
    Ok(self_test::run()?)
}

/// Panics, to try out what happens then.
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
    /// The network as it was read, where `engine` runs one with changes.
    untouched: Option<Engine>,
    inspector: Option<Inspector>,
    resizer: Resizer,
    pixels: Vec<u8>,
    activation: Vec<u8>,
    answers: Vec<f32>,
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
        drop(files); // the packed weights may lie there
        let mut engine = Engine::with(model, dot)?;
        engine.set_thread_pool(thread_pool());
        Ok(Self {
            dot,
            engine,
            untouched: None,
            inspector: None,
            resizer: Resizer::default(),
            pixels: Vec::new(),
            activation: Vec::new(),
            answers: Vec::new(),
        })
    }

    /// The network in words and numbers, as JSON.
    pub fn describe(&self) -> String {
        describe::json(&self.engine)
    }

    /// Room for a frame, `height width 4` RGBA; fill it at once.
    pub fn pixels(&mut self, width: usize, height: usize) -> Uint8Array {
        self.pixels.resize(width * height * 4, 0);
        view(&self.pixels)
    }

    /// Makes the model's input of the frame in [`Self::pixels`].
    ///
    /// # Errors
    /// A sentence, if the frame is empty or of another size.
    pub fn prepare(&mut self, width: usize, height: usize, mirror: bool) -> Result<(), JsError> {
        let input = self.engine.input_mut();
        Ok(self.resizer.prepare(&self.pixels, width, height, mirror, input)?)
    }

    /// Sets the input as it stands: RGB bytes, `h w 3`.
    ///
    /// # Errors
    /// A sentence, if there are not as many as the model takes.
    #[wasm_bindgen(js_name = setInput)]
    pub fn set_input(&mut self, rgb: &[u8]) -> Result<(), JsError> {
        Ok(self.engine.set_input(rgb)?)
    }

    /// Sets the input as real numbers, -1 to 1, `h w 3`.
    ///
    /// # Errors
    /// A sentence, if there are not as many as the model takes.
    #[wasm_bindgen(js_name = setRealInput)]
    pub fn set_real_input(&mut self, real: &[f32]) -> Result<(), JsError> {
        Ok(self.engine.set_real_input(real)?)
    }

    /// The present input: RGB bytes, `h w 3`.
    pub fn input(&self) -> Uint8Array {
        view(self.engine.input())
    }

    /// Takes the input through the fast plan.
    pub fn run(&mut self) {
        self.engine.run();
    }

    /// The raw output of the last run.
    pub fn output(&self) -> Uint8Array {
        view(self.engine.output())
    }

    /// The `k` likeliest classes of the last run: f32 by their bytes, index, probability, index, ...
    pub fn best(&mut self, k: usize) -> Uint8Array {
        answers(&mut self.answers, self.engine.top_k(k))
    }

    /// The raw output of a layer for the present input, i8 by its bits.
    ///
    /// # Errors
    /// A sentence, if there is no such layer.
    pub fn activation(&mut self, layer: usize) -> Result<Uint8Array, JsError> {
        let inspector = self.inspector.get_or_insert_with(|| Inspector::new(&self.engine, now));
        inspector.activation(&mut self.engine, layer, &mut self.activation)?;
        Ok(view(&self.activation))
    }

    /// What this machine can do: multiply-accumulates per millisecond of one thread, in the inner
    /// step of quantised layers and in that of float layers. Takes about a quarter of a second.
    ///
    /// # Errors
    /// A sentence, if the sums come out wrong or nothing can be timed.
    pub fn calibrate(&self) -> Result<Vec<f64>, JsError> {
        let peak = peak::measure(self.dot, now)?;
        Ok(vec![peak.integer, peak.float])
    }

    /// Milliseconds of each layer for the present input, from the inspecting plan.
    pub fn timings(&mut self) -> Float64Array {
        let inspector = self.inspector.get_or_insert_with(|| Inspector::new(&self.engine, now));
        Float64Array::from(inspector.timings(&mut self.engine))
    }
}

/// The threads of this binary.
fn thread_pool() -> Box<dyn ThreadPool> {
    #[cfg(target_feature = "atomics")]
    return Box::new(&threads::POOL);
    #[cfg(not(target_feature = "atomics"))]
    return Box::new(SingleThread);
}

/// Classes with their probabilities as numbers, in `buffer`.
fn answers(buffer: &mut Vec<f32>, best: &[(usize, f32)]) -> Uint8Array {
    buffer.clear();
    buffer.extend(best.iter().flat_map(|&(class, p)| [class as f32, p]));
    view(bytemuck::cast_slice(buffer))
}

/// The bytes where they lie in wasm memory.
fn view(bytes: &[u8]) -> Uint8Array {
    // SAFETY: nothing allocates between here and the return to JavaScript, which copies or fills
    // the bytes before its next call.
    unsafe { Uint8Array::view(bytes) }
}

/// Milliseconds on the worker's clock; zero where there is none.
fn now() -> f64 {
    thread_local! {
        static CLOCK: Option<web_sys::Performance> =
            js_sys::global().dyn_into::<WorkerGlobalScope>().ok().and_then(|g| g.performance());
    }
    CLOCK.with(|clock| clock.as_ref().map_or(0.0, web_sys::Performance::now))
}
