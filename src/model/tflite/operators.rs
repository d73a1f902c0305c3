//! The operators of a `.tflite` file: options, inputs, and the checks that the kernels rely on.

use super::flatbuffer::{Table, malformed};
use super::schema::{self, builtin_operator as builtin, operator};
use super::tensors::Stored;
use super::{Budget, File, names};
use crate::Error;
use crate::error::Number;
use crate::model::{Activation, Element, Layer, Model, Multiplier, Op, Tensor, Window};
use std::fmt::Arguments;

/// The largest kernel and stride; larger ones have no use and would overflow.
pub(super) const MAX_KERNEL: usize = 255;
/// Scores of a quantised softmax: their exponentials, each at most one, are summed in Q12.19.
const MAX_SCORES: usize = (1 << 12) - 1;

/// An operator as the file has it.
pub(super) struct Operator<'a> {
    pub(super) index: usize,
    pub(super) code: i32,
    pub(super) kind: &'static str,
    options: Option<Table<'a>>,
    inputs: &'a [[u8; 4]],
    pub(super) output: i32,
}

/// What the layers before an operator have made.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) model: &'a Model,
    /// The tensor that each value is.
    pub(super) tensors: &'a [i32],
}

impl<'a> Operator<'a> {
    /// Operator `index`, whose builtin code is `code`.
    pub(super) fn read(index: usize, code: i32, table: Table<'a>) -> Result<Self, Error> {
        let (kind, options) = names::supported(index, code)?;
        let &[output] = table.vector(operator::OUTPUTS)? else {
            return Err(malformed(format_args!("layer {index}, {kind}, does not have one output")));
        };
        let options = match options {
            Some(number) if table.u8(operator::BUILTIN_OPTIONS_TYPE)? == number => {
                table.table(operator::BUILTIN_OPTIONS)?
            }
            Some(_) => {
                return Err(malformed(format_args!("layer {index}, {kind}, lacks its options")));
            }
            None => None,
        };
        let inputs = table.vector(operator::INPUTS)?;
        Ok(Self { index, code, kind, options, inputs, output: i32::from_le_bytes(output) })
    }

    /// Whether it only computes a shape, which the shapes in the file already tell.
    pub(super) fn computes_shape(&self, file: &File) -> Result<bool, Error> {
        let shapes = [builtin::SHAPE, builtin::STRIDED_SLICE, builtin::PACK];
        if !shapes.contains(&self.code) {
            return Ok(false);
        }
        if file.tensor(self.output)?.kind() != "int32" {
            return Err(
                self.unsupported(format_args!("works on other numbers than those of a shape"))
            );
        }
        Ok(true)
    }

    /// The constant that it widens to floats, if it only does that.
    pub(super) fn widens(&self, file: &File) -> Result<Option<i32>, Error> {
        match self.input(0) {
            Some(source) if self.code == builtin::DEQUANTIZE => {
                Ok(file.tensor(source)?.is_constant().then_some(source))
            }
            _ => Ok(None),
        }
    }

    /// The operator as a layer.
    pub(super) fn layer(
        &self,
        file: &File,
        before: Before,
        budget: &mut Budget,
    ) -> Result<Layer, Error> {
        let made = file.tensor(self.output)?;
        let mut output = self.made(&made)?;
        let name = made.name;
        if let Some(kind) = arithmetic_kind(self.code) {
            let (op, inputs) = self.arithmetic(kind, file, before, &output, budget)?;
            return Ok(Layer { name, op, inputs, output });
        }
        if self.code == builtin::CONCATENATION {
            let (op, inputs) = self.concat(file, before, &output)?;
            return Ok(Layer { name, op, inputs, output });
        }
        let value = self.value(0, file, before)?;
        let input = *before.model.value(value);
        let op = match self.code {
            builtin::CONV_2D => {
                Op::Conv(self.convolution(file, [&input, &output], None, budget)?)
            }
            builtin::DEPTHWISE_CONV_2D => {
                Op::Depthwise(self.convolution(file, [&input, &output], None, budget)?)
            }
            builtin::FULLY_CONNECTED => {
                Op::Conv(self.fully_connected(file, &input, &mut output, budget)?)
            }
            builtin::AVERAGE_POOL_2D => Op::AveragePool(self.pool(&input, &output)?),
            builtin::MAX_POOL_2D => Op::MaxPool(self.pool(&input, &output)?),
            builtin::MEAN | builtin::REDUCE_MAX => self.reduce(file, &input, &mut output)?,
            builtin::PAD | builtin::PADV2 => self.pad(file, &input, &output, budget)?,
            builtin::TRANSPOSE => self.transpose(file, &input, &output)?,
            builtin::RESHAPE | builtin::SQUEEZE | builtin::EXPAND_DIMS => {
                self.reshape(&input, &output)?
            }
            builtin::SOFTMAX => self.softmax(&input, &output)?,
            builtin::QUANTIZE | builtin::DEQUANTIZE => self.quantize(&input, &output)?,
            builtin::RELU
            | builtin::RELU6
            | builtin::RELU_N1_TO_1
            | builtin::HARD_SWISH
            | builtin::LOGISTIC => self.function(&input, &output)?,
            _ => return Err(self.unsupported(format_args!("stands where it is not supported"))),
        };
        Ok(Layer { name, op, inputs: vec![value], output })
    }

    /// A convolution between two operators that dilate it: `first`, whose input it reads, and
    /// `last`, whose output it makes.
    pub(super) fn dilated(
        &self,
        [first, last]: [&Self; 2],
        file: &File,
        before: Before,
        budget: &mut Budget,
    ) -> Result<Layer, Error> {
        let depthwise = self.code == builtin::DEPTHWISE_CONV_2D;
        if !(depthwise || self.code == builtin::CONV_2D)
            || last.code != builtin::BATCH_TO_SPACE_ND
            || self.input(0) != Some(first.output)
            || last.input(0) != Some(self.output)
        {
            return Err(
                first.unsupported(format_args!("is not followed by a convolution that it dilates"))
            );
        }
        let value = first.value(0, file, before)?;
        let made = file.tensor(last.output)?;
        let (input, output) = (*before.model.value(value), last.made(&made)?);
        let batches = first.batches(last, file)?;
        let conv = self.convolution(file, [&input, &output], Some(&batches), budget)?;
        let op = if depthwise { Op::Depthwise(conv) } else { Op::Conv(conv) };
        Ok(Layer { name: made.name, op, inputs: vec![value], output })
    }

    /// The tensor that it makes, as an activation.
    fn made(&self, made: &Stored) -> Result<Tensor, Error> {
        if made.is_constant() {
            return Err(self.malformed(format_args!("writes to the constant `{}`", made.name)));
        }
        made.activation().map_err(|error| self.naming(error))
    }

    /// The value at input `position`.
    pub(super) fn value(
        &self,
        position: usize,
        file: &File,
        before: Before,
    ) -> Result<usize, Error> {
        let source = self.input(position).ok_or_else(|| {
            self.malformed(format_args!(
                "has no {}input",
                if position == 0 { "" } else { "second " }
            ))
        })?;
        if let Some(value) = before.tensors.iter().position(|&tensor| tensor == source) {
            return Ok(value);
        }
        let tensor = file.tensor(source)?;
        Err(if tensor.is_constant() {
            self.unsupported(format_args!("takes the constant `{}` as its input", tensor.name))
        } else {
            self.malformed(format_args!("uses `{}` before any layer has made it", tensor.name))
        })
    }

    /// The constant at input `position`.
    pub(super) fn constant<'f>(
        &self,
        file: &File<'f>,
        position: usize,
    ) -> Result<Stored<'f>, Error> {
        let source = self.input(position);
        file.tensor(source.ok_or_else(|| self.malformed(format_args!("lacks one of its inputs")))?)
    }

    fn softmax(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        let beta = self.options()?.f32(schema::softmax::BETA)?;
        if !(beta > 0.0 && beta <= 1e3) {
            return Err(
                self.unsupported(format_args!("has the factor beta = {}", Number::Single(beta)))
            );
        }
        self.same_element(input, output)?;
        self.same_shape(input, output)?;
        let smallest = output.element.range().0;
        if output.element == Element::F32 {
            return Ok(Op::Softmax { beta });
        }
        if output.scale != 1.0 / 256.0 || output.zero_point != smallest {
            return Err(self.unsupported(format_args!(
                "stores its result with scale {} and zero point {}, where 1/256 and {smallest} \
                 are expected",
                Number::Single(output.scale),
                output.zero_point
            )));
        }
        if input.shape[2] > MAX_SCORES {
            return Err(self.unsupported(format_args!(
                "has {} scores, and at most {MAX_SCORES} are summed without overflow",
                input.shape[2]
            )));
        }
        Ok(Op::Softmax { beta })
    }

    pub(super) fn activation(&self, field: usize) -> Result<Activation, Error> {
        match self.options()?.u8(field)? {
            schema::activation::NONE => Ok(Activation::None),
            schema::activation::RELU => Ok(Activation::Relu),
            schema::activation::RELU6 => Ok(Activation::Relu6),
            schema::activation::RELU_N1_TO_1 => Ok(Activation::ReluN1To1),
            other => Err(self.unsupported(format_args!(
                "has the activation {}",
                match other {
                    schema::activation::TANH => "TANH",
                    schema::activation::SIGN_BIT => "SIGN_BIT",
                    _ => "that no table knows",
                }
            ))),
        }
    }

    pub(super) fn same_element(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        if input.element != output.element {
            return Err(self.unsupported(format_args!(
                "takes {} and makes {}",
                input.element.name(),
                output.element.name()
            )));
        }
        Ok(())
    }

    pub(super) fn same_shape(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        if input.shape != output.shape {
            return Err(self.malformed(format_args!(
                "turns {:?} into {:?}, where one shape is expected",
                input.shape, output.shape
            )));
        }
        Ok(())
    }

    pub(super) fn same_quantisation(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        self.same_element(input, output)?;
        if (input.scale, input.zero_point) != (output.scale, output.zero_point) {
            return Err(self.unsupported(format_args!(
                "takes scale {} with zero point {} and makes scale {} with zero point {}, which \
                 it cannot change",
                Number::Single(input.scale),
                input.zero_point,
                Number::Single(output.scale),
                output.zero_point
            )));
        }
        Ok(())
    }

    /// The number of the tensor at input `position`, if there is one.
    pub(super) fn input(&self, position: usize) -> Option<i32> {
        let index = i32::from_le_bytes(*self.inputs.get(position)?);
        // -1 stands for an optional input that is left out.
        (index != -1).then_some(index)
    }

    /// How many inputs it has.
    pub(super) fn input_count(&self) -> usize {
        self.inputs.len()
    }

    pub(super) fn options(&self) -> Result<Table<'a>, Error> {
        self.options.ok_or_else(|| self.malformed(format_args!("lacks its options")))
    }

    /// Adds the layer's name to an error about a tensor.
    pub(super) fn naming(&self, error: Error) -> Error {
        match error {
            Error::Malformed(what) => self.malformed(format_args!("does not work: {what}")),
            Error::Unsupported(what) => self.unsupported(format_args!("does not work: {what}")),
            other => other,
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn malformed(&self, what: Arguments<'_>) -> Error {
        malformed(format_args!("layer {}, {}, {what}", self.index, self.kind))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn unsupported(&self, what: Arguments<'_>) -> Error {
        Error::Unsupported(format!("layer {}, {}, {what}", self.index, self.kind))
    }
}

/// What ADD, SUB and MUL compute; None for other operators.
fn arithmetic_kind(code: i32) -> Option<crate::model::ArithmeticKind> {
    use crate::model::ArithmeticKind;
    match code {
        builtin::ADD => Some(ArithmeticKind::Add),
        builtin::SUB => Some(ArithmeticKind::Sub),
        builtin::MUL => Some(ArithmeticKind::Mul),
        _ => None,
    }
}

/// The taps behind one element of a layer's output, or the values that are averaged.
pub(super) fn taps(layer: &Layer, input: &Tensor) -> u64 {
    let [h, w, c] = input.shape.map(|size| size as u64);
    let area = |window: &Window| (window.kernel[0] * window.kernel[1]) as u64;
    match &layer.op {
        Op::Conv(convolution) => area(&convolution.window).saturating_mul(c),
        // The fast kernels fill the gaps of a dilated kernel with zeros.
        Op::Depthwise(convolution) => {
            convolution.window.extent().map(|e| e as u64).iter().product()
        }
        Op::AveragePool(pool) | Op::MaxPool(pool) => area(&pool.window),
        Op::Mean | Op::Max => h * w,
        _ => 1,
    }
}

/// Whether values from `-sum` to `sum` can be multiplied and moved by a zero point within an i32.
pub(super) fn fits(sum: i64, multiplier: Multiplier) -> bool {
    sum <= i64::from(i32::MAX - 255) >> multiplier.shift.max(0)
}
