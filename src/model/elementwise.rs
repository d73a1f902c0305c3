//! Operators that work number by number: sums, differences, products, and functions of one number.

use super::{Activation, Shape, Tensor};

/// A sum, a difference or a product, `[h][w][c]`.
///
/// A size of 1 on one side goes with every size on the other (broadcasting).
#[derive(Clone, Debug, PartialEq)]
pub struct Arithmetic {
    /// What is computed.
    pub kind: ArithmeticKind,
    /// What the result is clamped to.
    pub activation: Activation,
    /// The operand that stands in the file, if one does.
    pub constant: Option<Constant>,
}

/// What [`Arithmetic`] computes of `a` and `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticKind {
    /// `a + b`.
    Add,
    /// `a - b`.
    Sub,
    /// `a b`.
    Mul,
}

/// A constant operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Its shape `[h][w][c]` and what its numbers mean.
    pub tensor: Tensor,
    /// Its numbers: as stored where they are quantised, else real.
    pub numbers: Vec<f32>,
    /// Whether it is `a`, the first operand.
    pub first: bool,
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The number, clamped: RELU, RELU6, RELU_N1_TO_1 as layers of their own.
    Clamp(Activation),
    /// `x relu6(x + 3) / 6` (MobileNetV3, arXiv 1905.02244, section 5.2).
    HardSwish,
    /// `1 / (1 + exp(-x))`.
    Logistic,
}

impl Arithmetic {
    /// The operands' tensors in their order: those of `inputs`, and the constant's.
    ///
    /// # Panics
    /// If there are fewer than two.
    pub fn operands(&self, inputs: &[Tensor]) -> [Tensor; 2] {
        match &self.constant {
            Some(Constant { tensor, first: true, .. }) => [*tensor, inputs[0]],
            Some(Constant { tensor, .. }) => [inputs[0], *tensor],
            None => [inputs[0], inputs[1]],
        }
    }
}

/// The shape that two operands have together; None if a size of neither is 1 and they differ.
pub fn broadcast(a: Shape, b: Shape) -> Option<Shape> {
    let mut shape = a;
    for (size, other) in shape.iter_mut().zip(b) {
        match (*size, other) {
            (1, _) => *size = other,
            (_, 1) => (),
            (size, other) if size == other => (),
            _ => return None,
        }
    }
    Some(shape)
}
