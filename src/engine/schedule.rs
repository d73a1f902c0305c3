//! How the layers of a model are run: what each reads, and which the fast plan runs together or
//! leaves out.

use super::folding::Folding;
use super::fused_block::FusedBlock;
use super::packed_layer::PackedLayer;
use crate::model::Model;
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
    pub(super) fn new(model: &Model, folding: &Folding, layers: &[Arc<PackedLayer>]) -> Self {
        let mut schedule = Self::unfused(model, folding);
        for index in 0..layers.len() {
            if let Some(block) = FusedBlock::new(model, &schedule.inputs, layers, index) {
                schedule.steps[index] = Step::Fused(block);
            }
        }
        schedule
    }

    /// With every layer by itself, or folded.
    pub(super) fn unfused(model: &Model, folding: &Folding) -> Self {
        let step = |&folded: &bool| if folded { Step::Folded } else { Step::Alone };
        Self {
            inputs: model.layers.iter().map(|layer| folding.inputs(layer)).collect(),
            steps: folding.folded.iter().map(step).collect(),
        }
    }

    /// The blocks that are run as one.
    pub(super) fn blocks(&self) -> impl Iterator<Item = &FusedBlock> {
        self.steps.iter().filter_map(|step| match step {
            Step::Fused(block) => Some(block),
            _ => None,
        })
    }
}
