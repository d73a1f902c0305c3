//! Questions about the present input, and changes of the network, as JavaScript asks them: flat
//! lists of numbers, which `www/separable/questions.js` gives their names.

use super::{Session, now, thread_pool};
use crate::Error;
use crate::inspect::{self, Cell, Change, Inspector};
use crate::model::Rounding;
use js_sys::{Float32Array, Float64Array, Int32Array, Uint32Array};
use std::mem::replace;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// How a cell came about: 18 numbers, then 9 for each product.
    ///
    /// # Errors
    /// A sentence, if there is no such cell, or it is no sum of products of bytes.
    pub fn cell(
        &mut self,
        layer: usize,
        y: usize,
        x: usize,
        channel: usize,
        k: usize,
    ) -> Result<Float64Array, JsError> {
        let (inspector, engine) = self.inspecting();
        let cell = inspector.cell(engine, layer, [y, x, channel], k)?;
        let Cell { taps, rest, input, weight, multiplier, output, clamps, .. } = &cell;
        let mut flat: Vec<f64> = vec![
            input.scale.into(),
            input.zero_point.into(),
            weight.0.into(),
            weight.1.into(),
            output.scale.into(),
            output.zero_point.into(),
            cell.sum.into(),
            cell.bias.into(),
            multiplier.mantissa.into(),
            multiplier.shift.into(),
            u8::from(cell.rounding == Rounding::Twice).into(),
            cell.scaled.into(),
            clamps.0.into(),
            clamps.1.into(),
            cell.number.into(),
            rest.0 as f64,
            rest.1.into(),
            taps.len() as f64,
        ];
        for tap in taps {
            let [ky, kx] = tap.kernel.map(|at| at as f64);
            let [y, x] = tap.place.map(|at| at as f64);
            let numbers = [tap.input, tap.weight, tap.product].map(f64::from);
            flat.extend([ky, kx, y, x, tap.channel as f64, u8::from(tap.padding).into()]);
            flat.extend(numbers);
        }
        Ok(Float64Array::from(&flat[..]))
    }

    /// What a cell sees of every value up to its own: rows and columns from the first one to the
    /// one after the last, as there are and as if there was no end; zeros where it sees nothing.
    ///
    /// # Errors
    /// A sentence, if there is no such cell.
    pub fn field(&self, layer: usize, y: usize, x: usize) -> Result<Int32Array, JsError> {
        let fields = inspect::field(self.engine.model(), layer, y, x)?;
        let flat = fields.iter().flat_map(|field| match field {
            Some(field) => [field.area, field.unclipped].map(|area| [area.rows, area.columns]),
            None => [[[0; 2]; 2]; 2],
        });
        let flat: Vec<i32> = flat.flatten().flatten().map(|at| at as i32).collect();
        Ok(Int32Array::from(&flat[..]))
    }

    /// What each place of the last map contributes to a class: height, width, mean, bias, the
    /// stored logit, what rounding the averages and rounding the logit made, then the places.
    ///
    /// # Errors
    /// A sentence, if there is no such class, or the network does not end in an average and a
    /// classifier.
    pub fn cam(&mut self, class: usize) -> Result<Float64Array, JsError> {
        let (inspector, engine) = self.inspecting();
        let map = inspector.class_map(engine, class)?;
        let [h, w] = map.shape.map(|size| size as f64);
        let head = [h, w, map.mean, map.bias, map.stored, map.pooling, map.rounding];
        Ok(Float64Array::from(&[&head[..], &map.votes].concat()[..]))
    }

    /// The classes that a place of the last map speaks for most: class, logit, class, ...
    ///
    /// # Errors
    /// As [`Self::cam`].
    pub fn votes(&mut self, y: usize, x: usize, k: usize) -> Result<Float64Array, JsError> {
        let (inspector, engine) = self.inspecting();
        let votes = inspector.votes(engine, y, x, k)?;
        let flat: Vec<f64> = votes.iter().flat_map(|v| [v.class as f64, v.logit]).collect();
        Ok(Float64Array::from(&flat[..]))
    }

    /// How many cells of each channel lie at the lower clamp, then how many at the upper one.
    ///
    /// # Errors
    /// A sentence, if there is no such layer.
    pub fn clipped(&mut self, layer: usize) -> Result<Uint32Array, JsError> {
        let (inspector, engine) = self.inspecting();
        let clipped = inspector.clipped(engine, layer)?;
        Ok(Uint32Array::from(&[clipped.low, clipped.high].concat()[..]))
    }

    /// The places where a channel is strongest: row, column, real value, row, ...
    ///
    /// # Errors
    /// A sentence, if there is no such layer or channel.
    pub fn strongest(
        &mut self,
        layer: usize,
        channel: usize,
        k: usize,
    ) -> Result<Float64Array, JsError> {
        let (inspector, engine) = self.inspecting();
        let places = inspector.strongest(engine, layer, channel, k)?;
        let flat: Vec<f64> =
            places.iter().flat_map(|&(y, x, value)| [y as f64, x as f64, value]).collect();
        Ok(Float64Array::from(&flat[..]))
    }

    /// The real weights of an output channel, in the order of the window and then of the channels,
    /// and its bias.
    ///
    /// # Errors
    /// A sentence, if the layer has none.
    pub fn weights(
        &self,
        layer: usize,
        channel: usize,
        untouched: bool,
    ) -> Result<Float32Array, JsError> {
        let engine = self.untouched.as_ref().filter(|_| untouched).unwrap_or(&self.engine);
        let weights = inspect::weights(engine.model(), layer, channel)?;
        Ok(Float32Array::from(&weights[..]))
    }

    /// Runs the network with these changes, in place of those before: for each the layer, the
    /// channel, the number of weights (none to mute it), and the weights.
    ///
    /// # Errors
    /// A sentence, if there is no such channel, or no kernel of that size; nothing changes then.
    pub fn change(&mut self, list: &[f32]) -> Result<(), JsError> {
        let changes = read(list)?;
        let untouched = self.untouched.as_ref().unwrap_or(&self.engine);
        let engine = if changes.is_empty() {
            self.untouched.take().map(|mut engine| {
                engine.copy_input_of(&self.engine);
                engine
            })
        } else {
            let (model, layers) = inspect::changed(untouched.model(), &changes)?;
            let mut engine = untouched.changed(model, &layers);
            engine.set_thread_pool(thread_pool());
            engine.copy_input_of(&self.engine);
            Some(engine)
        };
        if let Some(engine) = engine {
            let before = replace(&mut self.engine, engine);
            if !changes.is_empty() {
                self.untouched.get_or_insert(before);
            }
            self.inspector = None;
        }
        Ok(())
    }

    /// The `k` likeliest classes of the network without its changes, as [`Self::best`] has them, for
    /// the present input; nothing where there are no changes.
    #[wasm_bindgen(js_name = bestUntouched)]
    pub fn best_untouched(&mut self, k: usize) -> Option<js_sys::Uint8Array> {
        let untouched = self.untouched.as_mut()?;
        untouched.copy_input_of(&self.engine);
        untouched.run();
        Some(super::answers(&mut self.answers, untouched.top_k(k)))
    }
}

impl Session {
    fn inspecting(&mut self) -> (&mut Inspector, &mut crate::engine::Engine) {
        let inspector = self.inspector.get_or_insert_with(|| Inspector::new(&self.engine, now));
        (inspector, &mut self.engine)
    }
}

/// A flat list of changes.
fn read(mut list: &[f32]) -> Result<Vec<Change>, Error> {
    const CUT: Error = Error::NoAnswer("this list of changes is cut short");
    let mut changes = Vec::new();
    while let [layer, channel, count, rest @ ..] = list {
        let (kernel, rest) = rest.split_at_checked(*count as usize).ok_or(CUT)?;
        let kernel = if kernel.is_empty() { None } else { Some(kernel.to_vec()) };
        changes.push(Change { layer: *layer as usize, channel: *channel as usize, kernel });
        list = rest;
    }
    if list.is_empty() { Ok(changes) } else { Err(CUT) }
}
