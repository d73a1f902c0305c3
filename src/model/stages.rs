//! The stages of the ladder: layers that are shown together.

use super::Model;
use super::blocks::{Step, StepKind};
use std::ops::Range;

/// An entry of the ladder: layers that are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its kind.
    pub kind: StageKind,
    /// Its layers.
    pub layers: Range<usize>,
}

/// The kind of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    /// A standard convolution, or a layer with weights that stands alone, with several positions.
    Conv,
    /// The block with this number, from 1: see [`Role`](super::Role) for what it is made of.
    Block(usize),
    /// The average over all positions.
    Average,
    /// The largest over all positions.
    Maximum,
    /// A fully connected layer on the way to the classifier.
    Hidden,
    /// From there to the answer.
    Classifier,
}

impl StageKind {
    /// Its name in the interface of `separable.js`.
    pub fn name(self) -> &'static str {
        match self {
            StageKind::Conv => "conv",
            StageKind::Block(_) => "block",
            StageKind::Average => "average",
            StageKind::Maximum => "maximum",
            StageKind::Hidden => "hidden",
            StageKind::Classifier => "classifier",
        }
    }

    /// The number of the block that it is.
    pub fn block(self) -> Option<usize> {
        match self {
            StageKind::Block(number) => Some(number),
            _ => None,
        }
    }
}

impl Model {
    /// The ladder: every layer is in exactly one stage, in order, and a block is one stage. What
    /// only prepares a layer belongs to its stage: padding, another shape or quantisation; at the
    /// end to the last one.
    pub fn stages(&self) -> Vec<Stage> {
        let steps = self.steps();
        let blocks = self.blocks(&steps);
        let mut stages: Vec<Stage> = Vec::new();
        let (mut at, mut number) = (0, 0);
        while at < steps.len() {
            let mut end = at + 1;
            let kind = match blocks.get(number).filter(|block| block.start == at) {
                Some(block) => {
                    (end, number) = (block.end, number + 1);
                    Some(StageKind::Block(number))
                }
                None => self.lone(&steps, at),
            };
            // From the end of the stage before, so that no layer is left out.
            let start = stages.last().map_or(0, |stage| stage.layers.end);
            let layers = start..steps[end - 1].layers.end;
            match (kind, stages.last_mut()) {
                (None, Some(stage)) => stage.layers.end = layers.end,
                (kind, _) => stages.push(Stage { kind: kind.unwrap_or(StageKind::Conv), layers }),
            }
            at = end;
        }
        match stages.last_mut() {
            Some(last) => last.layers.end = self.layers.len(),
            None => {
                stages.push(Stage { kind: StageKind::Classifier, layers: 0..self.layers.len() })
            }
        }
        stages
    }

    /// The kind of the stage of a step outside of blocks; None if the stage before goes on.
    fn lone(&self, steps: &[Step], at: usize) -> Option<StageKind> {
        let later = |kinds: &[StepKind]| steps[at + 1..].iter().any(|s| kinds.contains(&s.kind));
        let weights = [StepKind::Standard, StepKind::Depthwise, StepKind::Pointwise];
        match steps[at].kind {
            StepKind::Pointwise if !later(&weights) => Some(StageKind::Classifier),
            StepKind::Pointwise if !self.has_places(&steps[at]) && !later(&POOLS) => {
                Some(StageKind::Hidden)
            }
            StepKind::Standard | StepKind::Depthwise | StepKind::Pointwise => Some(StageKind::Conv),
            StepKind::Average => Some(StageKind::Average),
            StepKind::Maximum => Some(StageKind::Maximum),
            StepKind::Gate | StepKind::Residual => None,
        }
    }
}

const POOLS: [StepKind; 2] = [StepKind::Average, StepKind::Maximum];
