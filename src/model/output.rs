//! What the numbers at a network's end mean.

use super::{Activation, Function, Model, Op, Shape};

/// What the numbers of a network's output are.
///
/// Of several positions they are a map; one number for one position tells two classes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// How the numbers are to be read.
    pub scores: Scores,
    /// Height, width and classes, in the order in which the numbers stand; `[1, 1, n]` without
    /// height and width.
    pub shape: Shape,
}

/// How the numbers of an output are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "lowercase")
)]
pub enum Scores {
    /// Probabilities of classes of which one holds: the network ends in a softmax over them.
    Softmax,
    /// Probabilities, each class by itself: the network ends in a sigmoid.
    Logistic,
    /// Logits: the network ends in a layer with weights and without an activation function.
    Logits,
    /// Nothing says that they are scores of classes: the network ends in feature maps, an average
    /// of them, or another operator.
    Features,
}

impl Model {
    /// What the numbers of the output are, from the operators at the end.
    pub fn scores(&self) -> Output {
        let (mut value, mut changed) = (self.layers.len(), false);
        while let Some(layer) = value.checked_sub(1).map(|index| &self.layers[index]) {
            let from = self.value(layer.inputs[0]).shape;
            match &layer.op {
                Op::Quantize | Op::Reshape => (),
                Op::Transpose { .. } if from.iter().filter(|&&size| size > 1).count() < 2 => (),
                // Such as a bias that stands alone.
                Op::Arithmetic(operator)
                    if operator.constant.is_some()
                        && operator.activation == Activation::None
                        && layer.output.shape == from =>
                {
                    changed = true;
                }
                _ => break,
            }
            value = layer.inputs[0];
        }
        let (own, last) = (self.value(value).shape, self.output().shape);
        let scores = match value.checked_sub(1).map(|index| &self.layers[index].op) {
            Some(Op::Softmax { .. }) if !changed => Scores::Softmax,
            Some(Op::Function(Function::Logistic)) if !changed => Scores::Logistic,
            Some(Op::Conv(conv)) if conv.activation == Activation::None => Scores::Logits,
            _ => Scores::Features,
        };
        // Numbers that a reshape lays out as a map are one, but for a softmax, whose axis they lack.
        let laid_out = matches!(scores, Scores::Logistic | Scores::Logits) && is_map(last);
        let shape = if laid_out && !has_places(own) { last } else { own };
        // A network without its head may end in a block's projection, which is linear, too.
        let headless =
            scores == Scores::Logits && has_places(own) && self.roles()[value - 1].is_some();
        if scores == Scores::Features || headless || has_places(shape) && !is_map(shape) {
            return Output { scores: Scores::Features, shape: last };
        }
        Output { scores, shape }
    }
}

fn has_places([h, w, _]: Shape) -> bool {
    h * w > 1
}

/// Rows and columns; a single row or column of places is a list of something else.
fn is_map([h, w, _]: Shape) -> bool {
    h > 1 && w > 1
}
