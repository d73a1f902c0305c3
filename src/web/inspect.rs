//! Questions about the present input, and changes of the network. Names and arguments are those of
//! `separable.d.ts`; layers are numbers here.

use super::to_js::{list, to_js};
use super::{Session, thread_pool, view};
use crate::Error;
use crate::engine::{Patch, Rerun};
use crate::inspect::{
    self, Blanks, Cell, Change, ChannelWeights, ClassMap, Clipped, Field, Position, Tensors, Vote,
};
use js_sys::Uint8Array;
use std::mem::replace;
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// The arithmetic of a cell; at most `k` of its products (32 if left out), where they are of many
    /// channels.
    ///
    /// # Errors
    /// A sentence, if there is no such cell, or it is not a sum of products of bytes.
    pub fn cell(
        &mut self,
        layer: usize,
        y: usize,
        x: usize,
        channel: usize,
        k: Option<usize>,
    ) -> Result<Ts<Cell>, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(to_js(&inspector.cell(engine, layer, [y, x, channel], k.unwrap_or(32))?))
    }

    /// The receptive field of a cell.
    ///
    /// # Errors
    /// A sentence, if there is no such cell.
    pub fn field(&self, layer: usize, y: usize, x: usize) -> Result<Ts<Field>, JsError> {
        Ok(to_js(&inspect::field(self.engine.model(), layer, y, x)?))
    }

    /// The class activation map of a class.
    ///
    /// # Errors
    /// A sentence, if there is no such class, or the network does not end in an average and a
    /// classifier.
    pub fn cam(&mut self, index: usize) -> Result<Ts<ClassMap>, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(to_js(&inspector.class_map(engine, index)?))
    }

    /// The `k` largest votes (5 if left out) of a position of the last map.
    ///
    /// # Errors
    /// A sentence, if there is no such position, or as [`Self::cam`].
    pub fn votes(
        &mut self,
        y: usize,
        x: usize,
        k: Option<usize>,
    ) -> Result<Vec<Ts<Vote>>, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(list(&inspector.votes(engine, y, x, k.unwrap_or(5))?))
    }

    /// How many cells of each channel the activation function clips.
    ///
    /// # Errors
    /// A sentence, if there is no such layer.
    pub fn clipped(&mut self, layer: usize) -> Result<Ts<Clipped>, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(to_js(&inspector.clipped(engine, layer)?))
    }

    /// The `k` positions (5 if left out) where a channel is strongest.
    ///
    /// # Errors
    /// A sentence, if there is no such layer or channel.
    pub fn strongest(
        &mut self,
        layer: usize,
        channel: usize,
        k: Option<usize>,
    ) -> Result<Vec<Ts<Position>>, JsError> {
        let (inspector, engine) = self.inspecting()?;
        Ok(list(&inspector.strongest(engine, layer, channel, k.unwrap_or(5))?))
    }

    /// The channels of each layer that no input changes.
    pub fn blanks(&self) -> Vec<Ts<Blanks>> {
        list(&inspect::blanks(self.engine.model()))
    }

    /// What a layer reads and makes.
    ///
    /// # Errors
    /// A sentence, if there is no such layer.
    pub fn tensors(&self, layer: usize) -> Result<Ts<Tensors>, JsError> {
        Ok(to_js(&inspect::tensors(self.engine.model(), layer)?))
    }

    /// The real weights of an output channel: those that run, or those of the baseline.
    ///
    /// # Errors
    /// A sentence, if the layer has none.
    pub fn weights(
        &self,
        layer: usize,
        channel: usize,
        baseline: Option<bool>,
    ) -> Result<Ts<ChannelWeights>, JsError> {
        let baseline = self.baseline.as_ref().filter(|_| baseline.unwrap_or_default());
        Ok(to_js(&inspect::weights(baseline.unwrap_or(&self.engine).model(), layer, channel)?))
    }

    /// The raw outputs for the present input with each of these boxes covered, one after the other; a
    /// box is its top, left, bottom and right in the network's input, the last two excluded, and
    /// becomes a grey of `level`.
    ///
    /// # Errors
    /// A sentence, if there is no input yet.
    pub fn covered(&mut self, boxes: &[u32], level: u8) -> Result<Uint8Array, JsError> {
        let mut again = self.rerun()?;
        for edges in boxes.as_chunks().0 {
            let [top, left, bottom, right] = edges.map(|edge: u32| edge as usize);
            let patch = Patch { rows: top..bottom, columns: left..right };
            self.activation.extend_from_slice(again.cover(&patch, level));
        }
        Ok(view(&self.activation))
    }

    /// The raw outputs for the present input with each of these channels of a layer muted, one after
    /// the other.
    ///
    /// # Errors
    /// A sentence, if there is no such layer or channel, or no input yet.
    pub fn muted(&mut self, layer: usize, channels: &[u32]) -> Result<Uint8Array, JsError> {
        let mut again = self.rerun()?;
        for &channel in channels {
            self.activation.extend_from_slice(again.mute(layer, channel as usize)?);
        }
        Ok(view(&self.activation))
    }

    /// Runs the network with these changes, in place of those before.
    ///
    /// # Errors
    /// A sentence, if there is no such channel, or no kernel of that size; nothing changes then.
    pub fn change(&mut self, Changes { list }: Changes) -> Result<(), JsError> {
        self.current = false;
        let baseline = self.baseline.as_ref().unwrap_or(&self.engine);
        let engine = if list.is_empty() {
            self.baseline.take().map(|mut engine| {
                engine.copy_input_of(&self.engine);
                engine
            })
        } else {
            let (model, layers) = inspect::changed(baseline.model(), &list)?;
            let mut engine = baseline.changed(model, &layers);
            engine.set_thread_pool(thread_pool());
            engine.copy_input_of(&self.engine);
            Some(engine)
        };
        if let Some(engine) = engine {
            let before = replace(&mut self.engine, engine);
            if !list.is_empty() {
                self.baseline.get_or_insert(before);
            }
            self.inspector = None;
        }
        Ok(())
    }

    /// The raw output of the baseline for the present input; nothing where there are no changes.
    #[wasm_bindgen(js_name = outputOfBaseline)]
    pub fn output_of_baseline(&mut self) -> Option<Uint8Array> {
        let baseline = self.baseline.as_mut()?;
        baseline.copy_input_of(&self.engine);
        baseline.run();
        Some(view(baseline.output()))
    }
}

impl Session {
    /// The network on the present input, to be run again; `activation` becomes empty.
    fn rerun(&mut self) -> Result<Rerun, Error> {
        self.check_input()?;
        self.activation.clear();
        Ok(Rerun::new(&self.engine, thread_pool()))
    }
}

/// Changes of a network, added one by one.
#[wasm_bindgen]
#[derive(Default)]
pub struct Changes {
    list: Vec<Change>,
}

#[wasm_bindgen]
impl Changes {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Mutes a channel of a layer's output.
    pub fn mute(&mut self, layer: usize, channel: usize) {
        self.list.push(Change { layer, channel, kernel: None });
    }

    /// Replaces the kernel of a channel of a depthwise layer: real weights, `[kh][kw]`.
    pub fn replace(&mut self, layer: usize, channel: usize, kernel: Vec<f32>) {
        self.list.push(Change { layer, channel, kernel: Some(kernel) });
    }
}
