//! Which layers the fast plan runs together, which it leaves out, and what each reads.
//!
//! A PAD of zeros costs no pass of its own: the windows that follow reach beyond the value before
//! it. The inspecting plan still runs it, so that it can be looked at.

use super::fused_block::FusedBlock;
use super::packed_layer::PackedLayer;
use crate::model::{Model, Op, Window};
use std::sync::Arc;

/// How the layers of a model are run.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// For each layer the values that it reads.
    pub(super) inputs: Vec<Vec<usize>>,
    /// For each layer how the fast plan runs it.
    pub(super) steps: Vec<Step>,
}

/// How the fast plan runs a layer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// By itself.
    Alone,
    /// Together with the next layer; its own output is in no buffer.
    Fused(FusedBlock),
    /// Not at all: the layers that read its output do its work.
    Folded,
}

impl Schedule {
    /// Of `layers`, packed.
    pub(super) fn new(model: &Model, layers: &[Arc<PackedLayer>]) -> Self {
        let mut schedule = Self::unfused(model);
        for index in 0..layers.len() {
            if let Some(block) = FusedBlock::new(model, &schedule, layers, index) {
                schedule.steps[index] = Step::Fused(block);
            }
        }
        schedule
    }

    /// With every layer by itself, or folded.
    pub(super) fn unfused(model: &Model) -> Self {
        let folded = |index: usize| is_foldable(model, index);
        let inputs = |layer: usize| -> Vec<usize> {
            let unfolded = |&value: &usize| match value.checked_sub(1) {
                Some(before) if folded(before) => model.layers[before].inputs[0],
                _ => value,
            };
            model.layers[layer].inputs.iter().map(unfolded).collect()
        };
        let step = |index| if folded(index) { Step::Folded } else { Step::Alone };
        let layers = 0..model.layers.len();
        Self { inputs: layers.clone().map(inputs).collect(), steps: layers.map(step).collect() }
    }

    /// The blocks that are run as one.
    pub(super) fn blocks(&self) -> impl Iterator<Item = &FusedBlock> {
        self.steps.iter().filter_map(|step| match step {
            Step::Fused(block) => Some(block),
            _ => None,
        })
    }
}

/// The value that the window of layer `index` slides over, and how: where a PAD before it is
/// folded, over the PAD's input.
pub(super) fn unpadded(model: &Model, index: usize, window: Window) -> (usize, Window) {
    let value = model.layers[index].inputs[0];
    match value.checked_sub(1) {
        Some(before) if is_foldable(model, before) => {
            let layer = &model.layers[before];
            let Op::Pad { before: [top, left, _], .. } = layer.op else { return (value, window) };
            let pad = [window.pad[0] + top, window.pad[1] + left];
            (layer.inputs[0], Window { pad, ..window })
        }
        _ => (value, window),
    }
}

/// Whether layer `index` pads rows and columns with zeros for convolutions alone.
fn is_foldable(model: &Model, index: usize) -> bool {
    let layer = &model.layers[index];
    let Op::Pad { number, .. } = layer.op else { return false };
    let input = model.value(layer.inputs[0]);
    let mut readers = model.layers.iter().filter(|layer| layer.inputs.contains(&(index + 1)));
    number == layer.output.zero_point as f32
        && input.shape[2] == layer.output.shape[2]
        && index + 1 < model.layers.len()
        && readers.all(|reader| matches!(reader.op, Op::Conv(_) | Op::Depthwise(_)))
}
