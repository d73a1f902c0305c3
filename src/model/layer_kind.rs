//! What each layer is, in the words of the MobileNet papers.

use super::{ArithmeticKind, Function, Model, Op};

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
}
