//! The operators of a `.tflite` file: options, geometry, and the checks that the kernels rely on.

use super::flatbuffer::{Table, malformed};
use super::schema::{self, builtin_operator as builtin, operator};
use super::{Budget, File, names};
use crate::Error;
use crate::error::Number;
use crate::model::{Activation, Element, Layer, Model, Multiplier, Op, Padding, Tensor, Window};

/// The largest kernel and stride; larger ones have no use and would overflow.
const MAX_KERNEL: usize = 255;
/// Scores of a quantised softmax: their exponentials, each at most one, are summed in Q12.19.
const MAX_SCORES: usize = (1 << 12) - 1;
/// Fraction digits in which ADD sums.
const ADD_DIGITS: i32 = 20;

/// An operator as the file has it.
pub(super) struct Operator<'a> {
    pub(super) index: usize,
    code: i32,
    pub(super) kind: &'static str,
    options: Option<Table<'a>>,
    inputs: &'a [[u8; 4]],
    output: i32,
}

impl<'a> Operator<'a> {
    /// Operator `index`, whose builtin code is `code`.
    pub(super) fn read(index: usize, code: i32, table: Table<'a>) -> Result<Self, Error> {
        let (kind, options) = names::supported(index, code)?;
        let &[output] = table.vector(operator::OUTPUTS)? else {
            return Err(malformed(&format!("layer {index}, {kind}, does not have one output")));
        };
        let options = match options {
            Some(number) if table.u8(operator::BUILTIN_OPTIONS_TYPE)? == number => {
                table.table(operator::BUILTIN_OPTIONS)?
            }
            Some(_) => return Err(malformed(&format!("layer {index}, {kind}, lacks its options"))),
            None => None,
        };
        let inputs = table.vector(operator::INPUTS)?;
        Ok(Self { index, code, kind, options, inputs, output: i32::from_le_bytes(output) })
    }

    /// The operator as a layer, and the number of its output tensor.
    pub(super) fn layer(
        &self,
        file: &File,
        tensors: &[i32],
        model: &Model,
        budget: &mut Budget,
    ) -> Result<(Layer, i32), Error> {
        let value = self.value(0, file, tensors)?;
        let mut inputs = vec![value];
        let input = *model.value(value);
        let made = file.tensor(self.output)?;
        if made.is_constant() {
            return Err(self.malformed(&format!("writes to the constant `{}`", made.name)));
        }
        let output = made.activation().map_err(|error| self.naming(error))?;
        let op = match self.code {
            builtin::ADD => {
                let second = self.value(1, file, tensors)?;
                inputs.push(second);
                self.add(&input, model.value(second), &output)?
            }
            builtin::CONV_2D => Op::Conv(self.convolution(file, &input, &output, false, budget)?),
            builtin::DEPTHWISE_CONV_2D => {
                Op::Depthwise(self.convolution(file, &input, &output, true, budget)?)
            }
            builtin::FULLY_CONNECTED => {
                Op::Conv(self.fully_connected(file, &input, &output, budget)?)
            }
            builtin::AVERAGE_POOL_2D => Op::AveragePool(self.average_pool(&input, &output)?),
            builtin::MEAN => self.mean(file, &input, &output)?,
            builtin::RESHAPE => self.reshape(file, &input, &output)?,
            builtin::SOFTMAX => self.softmax(&input, &output)?,
            _ => self.quantize(&input, &output)?,
        };
        Ok((Layer { name: made.name, op, inputs, output }, self.output))
    }

    /// The value at input `position`.
    fn value(&self, position: usize, file: &File, tensors: &[i32]) -> Result<usize, Error> {
        let source = self.input(position).ok_or_else(|| {
            self.malformed(if position == 0 { "has no input" } else { "has no second input" })
        })?;
        if let Some(value) = tensors.iter().position(|&tensor| tensor == source) {
            return Ok(value);
        }
        let tensor = file.tensor(source)?;
        Err(if tensor.is_constant() {
            self.unsupported(&format!("takes the constant `{}` as its input", tensor.name))
        } else {
            self.malformed(&format!("uses `{}` before any layer has made it", tensor.name))
        })
    }

    fn add(&self, a: &Tensor, b: &Tensor, output: &Tensor) -> Result<Op, Error> {
        self.same_element(a, output)?;
        self.same_element(b, output)?;
        if a.shape != b.shape || a.shape != output.shape {
            return Err(self.unsupported(&format!(
                "adds {:?} to {:?} and makes {:?}, where one shape is expected",
                b.shape, a.shape, output.shape
            )));
        }
        let real = f64::from(2.0 * a.scale.max(b.scale)) / f64::from(output.scale);
        if output.element != Element::F32 && real >= 2f64.powi(ADD_DIGITS) {
            return Err(self
                .unsupported(&format!("multiplies by {}, which overflows", Number::Double(real))));
        }
        Ok(Op::Add(self.activation(schema::add::FUSED_ACTIVATION_FUNCTION)?))
    }

    /// The mean over height and width.
    fn mean(&self, file: &File, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        self.same_element(input, output)?;
        let [source, axes] = [0, 1].map(|position| self.input(position));
        let axes = axes.ok_or_else(|| self.malformed("has no axes"))?;
        let axes = file.tensor(axes)?.ints().map_err(|error| self.naming(error))?;
        let rank = file.tensor(source.unwrap_or(-1))?.shape.len();
        // Negative axes count from the last one.
        let axes = axes.iter().take(3).map(|&axis| i32::from_le_bytes(axis));
        let from_first: Vec<i32> =
            axes.map(|axis| if axis < 0 { axis + 4 } else { axis }).collect();
        let places = input.shape[0] * input.shape[1];
        if rank != 4
            || !matches!(from_first[..], [1, 2] | [2, 1])
            || output.shape != [1, 1, input.shape[2]]
        {
            return Err(self.unsupported(&format!(
                "turns {:?} into {:?} over other axes than height and width",
                input.shape, output.shape
            )));
        }
        let real = f64::from(input.scale) / f64::from(output.scale);
        let multiplier = Multiplier::from_real(real).divided(places);
        if output.element != Element::F32 && !fits(255 * places as i64, multiplier) {
            return Err(self.unsupported(&format!(
                "sums {places} places and multiplies by {}, which overflows",
                Number::Double(real)
            )));
        }
        Ok(Op::Mean)
    }

    fn average_pool(&self, input: &Tensor, output: &Tensor) -> Result<Window, Error> {
        let options = self.options()?;
        self.same_quantisation(input, output)?;
        if input.shape[2] != output.shape[2] {
            return Err(self.malformed("changes the number of channels"));
        }
        if self.activation(schema::pool_2d::FUSED_ACTIVATION_FUNCTION)? != Activation::None {
            return Err(self.unsupported("has an activation of its own"));
        }
        let [kw, kh] = [schema::pool_2d::FILTER_WIDTH, schema::pool_2d::FILTER_HEIGHT]
            .map(|field| options.i32(field, 0));
        let kernel = [kh?, kw?].map(|size| usize::try_from(size).unwrap_or(0));
        self.window(kernel, input, output)
    }

    fn reshape(&self, file: &File, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        if let Some(shape) = self.input(1) {
            file.tensor(shape)?.ints().map_err(|error| self.naming(error))?;
        }
        self.same_quantisation(input, output)?;
        if input.len() != output.len() {
            return Err(self.malformed(&format!(
                "turns {:?} into {:?}, which has another number of elements",
                input.shape, output.shape
            )));
        }
        Ok(Op::Reshape)
    }

    fn softmax(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        let beta = self.options()?.f32(schema::softmax::BETA)?;
        if !(beta > 0.0 && beta <= 1e3) {
            return Err(
                self.unsupported(&format!("has the factor beta = {}", Number::Single(beta)))
            );
        }
        self.same_element(input, output)?;
        if input.shape != output.shape || input.shape[..2] != [1, 1] {
            return Err(self.unsupported(&format!(
                "turns {:?} into {:?}, where one list of scores is expected",
                input.shape, output.shape
            )));
        }
        let smallest = output.element.range().0;
        if output.element == Element::F32 {
            return Ok(Op::Softmax { beta });
        }
        if output.scale != 1.0 / 256.0 || output.zero_point != smallest {
            return Err(self.unsupported(&format!(
                "stores its result with scale {} and zero point {}, where 1/256 and {smallest} \
                 are expected",
                Number::Single(output.scale),
                output.zero_point
            )));
        }
        if input.shape[2] > MAX_SCORES {
            return Err(self.unsupported(&format!(
                "has {} scores, and at most {MAX_SCORES} are summed without overflow",
                input.shape[2]
            )));
        }
        Ok(Op::Softmax { beta })
    }

    fn quantize(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        if input.shape != output.shape {
            return Err(self.malformed("changes the shape"));
        }
        if [input.element, output.element].contains(&Element::F32) {
            return Err(self.unsupported(&format!(
                "turns {} into {}, and a network that is partly quantised, partly float is not \
                 supported",
                input.element.name(),
                output.element.name()
            )));
        }
        let real = f64::from(input.scale) / f64::from(output.scale);
        if !fits(255, Multiplier::from_real(real)) {
            return Err(self
                .unsupported(&format!("multiplies by {}, which overflows", Number::Double(real))));
        }
        Ok(Op::Quantize)
    }

    /// How a kernel slides from `input` to `output`.
    pub(super) fn window(
        &self,
        kernel: [usize; 2],
        input: &Tensor,
        output: &Tensor,
    ) -> Result<Window, Error> {
        let options = self.options()?;
        let padding = match options.u8(schema::window::PADDING)? {
            schema::padding::SAME => Padding::Same,
            schema::padding::VALID => Padding::Valid,
            other => return Err(self.malformed(&format!("has the unknown padding {other}"))),
        };
        let [sw, sh] =
            [schema::window::STRIDE_W, schema::window::STRIDE_H].map(|field| options.i32(field, 0));
        let stride = [sh?, sw?].map(|size| usize::try_from(size).unwrap_or(0));
        if kernel.iter().chain(&stride).any(|size| !(1..=MAX_KERNEL).contains(size)) {
            return Err(self.unsupported(&format!(
                "has a kernel of {kernel:?} with steps of {stride:?}, where 1 to {MAX_KERNEL} is \
                 expected"
            )));
        }
        let mut pad = [0; 2];
        for axis in 0..2 {
            let (positions, before) = padding.along(input.shape[axis], kernel[axis], stride[axis]);
            if positions == 0 || positions != output.shape[axis] {
                return Err(self.malformed(&format!(
                    "makes {:?} of {:?}, which does not follow from its kernel {kernel:?} and \
                     steps {stride:?}",
                    output.shape, input.shape
                )));
            }
            pad[axis] = before;
        }
        Ok(Window { kernel, stride, pad })
    }

    pub(super) fn activation(&self, field: usize) -> Result<Activation, Error> {
        match self.options()?.u8(field)? {
            schema::activation::NONE => Ok(Activation::None),
            schema::activation::RELU => Ok(Activation::Relu),
            schema::activation::RELU6 => Ok(Activation::Relu6),
            other => Err(self.unsupported(&format!(
                "has the activation {}",
                match other {
                    schema::activation::RELU_N1_TO_1 => "RELU_N1_TO_1",
                    schema::activation::TANH => "TANH",
                    schema::activation::SIGN_BIT => "SIGN_BIT",
                    _ => "that no table knows",
                }
            ))),
        }
    }

    pub(super) fn same_element(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        if input.element != output.element {
            return Err(self.unsupported(&format!(
                "takes {} and makes {}",
                input.element.name(),
                output.element.name()
            )));
        }
        Ok(())
    }

    fn same_quantisation(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        self.same_element(input, output)?;
        if (input.scale, input.zero_point) != (output.scale, output.zero_point) {
            return Err(self.unsupported(&format!(
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

    pub(super) fn options(&self) -> Result<Table<'a>, Error> {
        self.options.ok_or_else(|| self.malformed("lacks its options"))
    }
}

/// The taps behind one element of a layer's output, or the values that are averaged.
pub(super) fn taps(layer: &Layer, input: &Tensor) -> u64 {
    let [h, w, c] = input.shape.map(|size| size as u64);
    let area = |window: &Window| (window.kernel[0] * window.kernel[1]) as u64;
    match &layer.op {
        Op::Conv(convolution) => area(&convolution.window).saturating_mul(c),
        Op::Depthwise(convolution) => area(&convolution.window),
        Op::AveragePool(window) => area(window),
        Op::Mean => h * w,
        _ => 1,
    }
}

/// Whether values from `-sum` to `sum` can be multiplied and moved by a zero point within an i32.
pub(super) fn fits(sum: i64, multiplier: Multiplier) -> bool {
    sum <= i64::from(i32::MAX - 255) >> multiplier.shift.max(0)
}
