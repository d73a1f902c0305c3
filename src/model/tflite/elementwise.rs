//! ADD, SUB, MUL, functions of one number, QUANTIZE and DEQUANTIZE.

use super::operators::{Before, Operator};
use super::schema::{self, builtin_operator as builtin};
use super::{Budget, File};
use crate::Error;
use crate::error::Number;
use crate::model::{
    Activation, Arithmetic, ArithmeticKind, Constant, Element, Function, Op, Tensor, broadcast,
};

/// Fraction digits in which ADD sums.
const ADD_DIGITS: i32 = 20;

impl Operator<'_> {
    /// The operator, and the values that it takes.
    pub(super) fn arithmetic(
        &self,
        kind: ArithmeticKind,
        file: &File,
        before: Before,
        output: &Tensor,
        budget: &mut Budget,
    ) -> Result<(Op, Vec<usize>), Error> {
        let mut inputs = Vec::new();
        let mut constant = None;
        for position in 0..2 {
            let source = self.constant(file, position)?;
            if !source.is_constant() {
                inputs.push(self.value(position, file, before)?);
                continue;
            }
            let operand = source.operand(output.element, budget);
            let (tensor, numbers) = operand.map_err(|error| self.naming(error))?;
            constant = Some(Constant { tensor, numbers, first: position == 0 });
        }
        if inputs.is_empty() {
            return Err(self.unsupported(format_args!("computes with two constants")));
        }
        let activation = self.activation(schema::arithmetic::FUSED_ACTIVATION_FUNCTION)?;
        let operator = Arithmetic { kind, activation, constant };
        let values: Vec<Tensor> = inputs.iter().map(|&v| *before.model.value(v)).collect();
        let [a, b] = operator.operands(&values);
        self.same_element(&a, output)?;
        self.same_element(&b, output)?;
        if broadcast(a.shape, b.shape) != Some(output.shape) {
            return Err(self.malformed(format_args!(
                "makes {:?} of {:?} and {:?}, whose shapes do not go together so",
                output.shape, a.shape, b.shape
            )));
        }
        if output.element != Element::F32 && kind != ArithmeticKind::Mul {
            self.check_steps([&a, &b], output)?;
        }
        Ok((Op::Arithmetic(operator), inputs))
    }

    /// Checks that no number on the way to the result overflows.
    fn check_steps(&self, [a, b]: [&Tensor; 2], output: &Tensor) -> Result<(), Error> {
        let real = f64::from(2.0 * a.scale.max(b.scale)) / f64::from(output.scale);
        if real >= 2f64.powi(ADD_DIGITS) {
            return Err(self.unsupported(format_args!(
                "multiplies by {}, which overflows",
                Number::Double(real)
            )));
        }
        Ok(())
    }

    pub(super) fn function(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        self.same_element(input, output)?;
        self.same_shape(input, output)?;
        let function = match self.code {
            builtin::RELU => Function::Clamp(Activation::Relu),
            builtin::RELU6 => Function::Clamp(Activation::Relu6),
            builtin::RELU_N1_TO_1 => Function::Clamp(Activation::ReluN1To1),
            builtin::HARD_SWISH => Function::HardSwish,
            _ => Function::Logistic,
        };
        let ratio = input.scale / output.scale;
        match function {
            _ if output.element == Element::F32 => (),
            // `HardSwishPrepare` has it so: the factor from 1/128 of a step is below one.
            Function::HardSwish if ratio >= 128.0 => {
                return Err(self.unsupported(format_args!(
                    "multiplies by {}, and less than 128 is expected",
                    Number::Single(ratio)
                )));
            }
            _ => (),
        }
        Ok(Op::Function(function))
    }

    pub(super) fn quantize(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        self.same_shape(input, output)?;
        let float = output.element == Element::F32;
        if float != (self.code == builtin::DEQUANTIZE) {
            return Err(self.malformed(format_args!(
                "turns {} into {}",
                input.element.name(),
                output.element.name()
            )));
        }
        Ok(Op::Quantize)
    }
}
