//! The layers as the page shows them: the kind of each, and the stages of the ladder.

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
    /// The first convolution, or a pointwise layer that stands alone.
    Conv,
    /// A pointwise layer that widens the input of the block with this number, as in MobileNet V2.
    Expand(usize),
    /// A depthwise layer and the pointwise layer after it, with its number from 1; the addition of
    /// the block's input belongs to it, if there is one.
    Block(usize),
    /// The average over all positions.
    Average,
    /// From the averages to the answer.
    Classifier,
}

impl StageKind {
    /// Its name in the interface of `separable.js`.
    pub fn name(self) -> &'static str {
        match self {
            StageKind::Conv => "conv",
            StageKind::Expand(_) => "expand",
            StageKind::Block(_) => "block",
            StageKind::Average => "average",
            StageKind::Classifier => "classifier",
        }
    }

    /// The number of the block that it is, or leads to.
    pub fn block(self) -> Option<usize> {
        match self {
            StageKind::Expand(number) | StageKind::Block(number) => Some(number),
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

    /// The ladder: every layer is in exactly one stage, in order. A layer that only reshapes or
    /// requantises belongs to the stage after it, or at the end to the last one.
    pub fn stages(&self) -> Vec<Stage> {
        let mut stages: Vec<Stage> = Vec::new();
        let (mut start, mut blocks) = (0, 0);
        for index in 0..self.layers.len() {
            let end = index + 1;
            let kind = match self.kind(index) {
                LayerKind::Depthwise if self.is_block(index) => continue,
                LayerKind::Depthwise => StageKind::Conv,
                LayerKind::Pointwise
                    if index > start && self.kind(index - 1) == LayerKind::Depthwise =>
                {
                    blocks += 1;
                    StageKind::Block(blocks)
                }
                LayerKind::Pointwise if self.is_block(end) => StageKind::Expand(blocks + 1),
                LayerKind::Conv | LayerKind::Pointwise => StageKind::Conv,
                LayerKind::Pool => StageKind::Average,
                LayerKind::Classifier => StageKind::Classifier,
                // The addition ends the block whose output it takes.
                LayerKind::Add => {
                    if let Some(Stage { kind: StageKind::Block(_), layers }) = stages.last_mut()
                        && self.layers[index].inputs.contains(&layers.end)
                    {
                        (layers.end, start) = (end, end);
                    }
                    continue;
                }
                _ => continue,
            };
            stages.push(Stage { kind, layers: start..end });
            start = end;
        }
        match stages.last_mut() {
            Some(last) => last.layers.end = self.layers.len(),
            None => {
                stages.push(Stage { kind: StageKind::Classifier, layers: 0..self.layers.len() })
            }
        }
        stages
    }

    /// Whether layer `index` is depthwise and the next one pointwise.
    fn is_block(&self, index: usize) -> bool {
        let is = |index, kind| index < self.layers.len() && self.kind(index) == kind;
        is(index, LayerKind::Depthwise) && is(index + 1, LayerKind::Pointwise)
    }
}
