//! The layers as the page shows them: the kind of each, and the stages of the ladder.

use super::blocks::{Step, StepKind};
use super::{ArithmeticKind, Function, Model, Op};
use std::ops::Range;

/// The kind of a layer, in the words of the MobileNet papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "camelCase")
)]
pub enum LayerKind {
    /// A standard convolution with a kernel larger than one pixel.
    Conv,
    /// A kernel of its own for every channel.
    Depthwise,
    /// A 1x1 convolution.
    Pointwise,
    /// The last 1x1 layer, which mixes the averages into one score per class.
    Classifier,
    /// An average over positions.
    Pool,
    /// The largest of several positions.
    MaxPool,
    /// The sum of two values, or of a value and a constant.
    Add,
    /// The difference of two values, or of a value and a constant.
    Subtract,
    /// The product of two values, such as a gate, or of a value and a constant.
    Multiply,
    /// ReLU, ReLU6 or RELU_N1_TO_1 as a layer of its own.
    Clamp,
    /// `x relu6(x + 3) / 6`.
    HardSwish,
    /// `1 / (1 + exp(-x))`.
    Logistic,
    /// More rows, columns or channels around the value.
    Pad,
    /// Several values, one behind the other.
    Concat,
    /// The axes in another order.
    Transpose,
    /// The same numbers under another shape.
    Reshape,
    /// The same numbers under another quantisation.
    Quantize,
    /// Logits to probabilities.
    Softmax,
}

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
    /// What layer `index` is.
    pub fn kind(&self, index: usize) -> LayerKind {
        let layer = &self.layers[index];
        match &layer.op {
            Op::Depthwise(_) => LayerKind::Depthwise,
            Op::AveragePool(_) | Op::Mean => LayerKind::Pool,
            Op::MaxPool(_) | Op::Max => LayerKind::MaxPool,
            Op::Arithmetic(operator) => match operator.kind {
                ArithmeticKind::Add => LayerKind::Add,
                ArithmeticKind::Sub => LayerKind::Subtract,
                ArithmeticKind::Mul => LayerKind::Multiply,
            },
            Op::Function(Function::Clamp(_)) => LayerKind::Clamp,
            Op::Function(Function::HardSwish) => LayerKind::HardSwish,
            Op::Function(Function::Logistic) => LayerKind::Logistic,
            Op::Pad { .. } => LayerKind::Pad,
            Op::Concat { .. } => LayerKind::Concat,
            Op::Transpose { .. } => LayerKind::Transpose,
            Op::Reshape => LayerKind::Reshape,
            Op::Softmax { .. } => LayerKind::Softmax,
            Op::Quantize => LayerKind::Quantize,
            Op::Conv(c) if c.window.kernel != [1, 1] => LayerKind::Conv,
            Op::Conv(_) => {
                let [h, w, _] = self.value(layer.inputs[0]).shape;
                let last = !self.layers[index + 1..].iter().any(|l| matches!(l.op, Op::Conv(_)));
                if last && h * w == 1 { LayerKind::Classifier } else { LayerKind::Pointwise }
            }
        }
    }

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
