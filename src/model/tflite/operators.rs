//! The operators of a `.tflite` file: options, geometry, and what the kernels rely on.

use super::flatbuffer::{Table, malformed};
use super::{Budget, File};
use crate::Error;
use crate::model::{
    Activation, Convolution, Element, Layer, Model, Multiplier, Op, QuantizedWeights, Tensor,
    Weights, Window,
};
use std::collections::BTreeMap;

/// Kernels and strides up to here; larger ones have no use and would overflow.
const MAX_KERNEL: usize = 255;
/// How far the bias's scale may be off, in steps of the output (as in TensorFlow Lite).
const BIAS_TOLERANCE: f64 = 0.02;

/// An operator as the file has it.
pub(super) struct Operator<'a> {
    index: usize,
    kind: &'static str,
    options: Option<Table<'a>>,
    inputs: &'a [[u8; 4]],
    output: i32,
}

impl<'a> Operator<'a> {
    /// Operator `index`, whose builtin code is `code`.
    pub(super) fn read(index: usize, code: i32, table: Table<'a>) -> Result<Self, Error> {
        // Which table holds the options of each, by its number among the BuiltinOptions.
        let (kind, options) = match code {
            1 => ("AVERAGE_POOL_2D", Some(5)),
            3 => ("CONV_2D", Some(1)),
            4 => ("DEPTHWISE_CONV_2D", Some(2)),
            22 => ("RESHAPE", None),
            25 => ("SOFTMAX", Some(9)),
            114 => ("QUANTIZE", None),
            _ => {
                return Err(Error::Unsupported(format!(
                    "layer {index} is {}, which is not supported",
                    name_of(code)
                )));
            }
        };
        let &[output] = table.vector(2)? else {
            return Err(malformed(&format!("layer {index}, {kind}, does not have one output")));
        };
        let options = match options {
            Some(number) if table.u8(3)? == number => table.table(4)?,
            Some(_) => return Err(malformed(&format!("layer {index}, {kind}, lacks its options"))),
            None => None,
        };
        let inputs = table.vector(1)?;
        Ok(Self { index, kind, options, inputs, output: i32::from_le_bytes(output) })
    }

    /// The layer that it stands for, and the number of the tensor that it makes.
    pub(super) fn layer(
        &self,
        file: &File,
        values: &BTreeMap<i32, usize>,
        model: &Model,
        budget: &mut Budget,
    ) -> Result<(Layer, i32), Error> {
        let source = self.input(0).ok_or_else(|| self.malformed("has no input"))?;
        let Some(&value) = values.get(&source) else {
            let name = file.tensor(source)?.name;
            return Err(self.malformed(&format!("uses `{name}` before any layer has made it")));
        };
        let input = *model.value(value);
        let made = file.tensor(self.output)?;
        if made.is_constant() {
            return Err(self.malformed(&format!("writes to the constant `{}`", made.name)));
        }
        let output = made.activation().map_err(|error| self.naming(error))?;
        let op = match self.kind {
            "CONV_2D" => Op::Conv(self.convolution(file, &input, &output, false, budget)?),
            "DEPTHWISE_CONV_2D" => {
                Op::Depthwise(self.convolution(file, &input, &output, true, budget)?)
            }
            "AVERAGE_POOL_2D" => Op::AveragePool(self.average_pool(&input, &output)?),
            "RESHAPE" => self.reshape(file, &input, &output)?,
            "SOFTMAX" => self.softmax(&input, &output)?,
            _ => self.quantize(&input, &output)?,
        };
        Ok((Layer { name: made.name, op, inputs: vec![value], output }, self.output))
    }

    fn convolution(
        &self,
        file: &File,
        input: &Tensor,
        output: &Tensor,
        depthwise: bool,
        budget: &mut Budget,
    ) -> Result<Convolution, Error> {
        let options = self.options()?;
        self.same_element(input, output)?;
        let dilation = if depthwise { [5, 6] } else { [4, 5] };
        for field in dilation {
            if options.i32(field, 1)? != 1 {
                return Err(self.unsupported("is dilated"));
            }
        }
        if depthwise && options.i32(3, 0)? != 1 {
            return Err(self.unsupported("has a depth multiplier other than 1"));
        }
        let activation = self.activation(if depthwise { 4 } else { 3 })?;

        let weights = self.input(1).ok_or_else(|| self.malformed("has no weights"))?;
        let weights = file.tensor(weights)?;
        let [c, oc] = [input, output].map(|tensor| tensor.shape[2]);
        let (axis, expected) = if depthwise { (3, [1, c]) } else { (0, [oc, c]) };
        let kernel = match *weights.shape {
            [n, kh, kw, k] if [n, k] == expected => [kh, kw],
            _ => {
                return Err(self.malformed(&format!(
                    "has weights of the shape {:?} for {c} input and {oc} output channels",
                    weights.shape
                )));
            }
        };
        if depthwise && c != oc {
            return Err(self.unsupported(&format!("makes {oc} channels of {c}")));
        }
        let window = self.window(kernel, input, output)?;
        let mut weights = weights.weights(axis, oc, budget).map_err(|error| self.naming(error))?;
        if weights.element != input.element {
            return Err(self.unsupported("has weights of another type than its input"));
        }
        if let Some(bias) = self.input(2) {
            let bias = file.tensor(bias)?;
            let (bias, scales) = bias.biases(oc, budget).map_err(|error| self.naming(error))?;
            for channel in 0..oc {
                let product = f64::from(input.scale) * f64::from(weights.scale(channel));
                let scale = scales[if scales.len() == 1 { 0 } else { channel }];
                let off = (product - f64::from(scale)).abs() / f64::from(output.scale);
                if off > BIAS_TOLERANCE {
                    return Err(self.malformed(&format!(
                        "has a bias in steps of {scale}, where input and weights have steps of \
                         {product}"
                    )));
                }
            }
            weights.bias = bias;
        }
        self.check_range(&weights, input, output, depthwise)?;
        Ok(Convolution { window, weights: Weights::Quantized(weights), activation })
    }

    /// Makes sure that no sum of products, and nothing on its way from there to a byte, leaves an
    /// i32, whatever the input.
    fn check_range(
        &self,
        weights: &QuantizedWeights,
        input: &Tensor,
        output: &Tensor,
        depthwise: bool,
    ) -> Result<(), Error> {
        let oc = output.shape[2];
        let mut sums: Vec<i64> = weights.bias.iter().map(|&b| i64::from(b).abs()).collect();
        let taps = weights.bytes.len() / oc;
        for i in 0..weights.bytes.len() {
            let channel = if depthwise { i % oc } else { i / taps };
            sums[channel] += i64::from(weights.centred(i)).abs() * 255;
        }
        let multipliers = weights.multipliers(input, output, oc);
        for (channel, (sum, multiplier)) in sums.into_iter().zip(multipliers).enumerate() {
            if !fits(sum, multiplier) {
                return Err(self.unsupported(&format!(
                    "may reach {sum} in channel {channel}, which 32 bits cannot hold at its scale"
                )));
            }
        }
        Ok(())
    }

    fn average_pool(&self, input: &Tensor, output: &Tensor) -> Result<Window, Error> {
        let options = self.options()?;
        self.same_quantisation(input, output)?;
        if input.shape[2] != output.shape[2] {
            return Err(self.malformed("changes the number of channels"));
        }
        if self.activation(5)? != Activation::None {
            return Err(self.unsupported("has an activation of its own"));
        }
        let [kw, kh] = [options.i32(3, 0)?, options.i32(4, 0)?];
        let kernel = [kh, kw].map(|size| usize::try_from(size).unwrap_or(0));
        self.window(kernel, input, output)
    }

    fn reshape(&self, file: &File, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        if let Some(shape) = self.input(1) {
            file.tensor(shape)?.check_shape_list().map_err(|error| self.naming(error))?;
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
        let beta = self.options()?.f32(0)?;
        if !(beta > 0.0 && beta <= 1e3) {
            return Err(self.unsupported(&format!("has the factor beta = {beta}")));
        }
        self.same_element(input, output)?;
        if input.shape != output.shape || input.shape[..2] != [1, 1] {
            return Err(self.unsupported(&format!(
                "turns {:?} into {:?}, where one list of scores is expected",
                input.shape, output.shape
            )));
        }
        let smallest = output.element.range().0;
        if output.scale != 1.0 / 256.0 || output.zero_point != smallest {
            return Err(self.unsupported(&format!(
                "stores its result with scale {} and zero point {}, where 1/256 and {smallest} \
                 are expected",
                output.scale, output.zero_point
            )));
        }
        Ok(Op::Softmax { beta })
    }

    fn quantize(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        if input.shape != output.shape {
            return Err(self.malformed("changes the shape"));
        }
        let real = f64::from(input.scale) / f64::from(output.scale);
        if !fits(255, Multiplier::from_real(real)) {
            return Err(self.unsupported(&format!("multiplies by {real}, which overflows")));
        }
        Ok(Op::Quantize)
    }

    /// How a kernel slides from `input` to `output`; padding, width stride, height stride are the
    /// first three options of every operator that has a window.
    fn window(&self, kernel: [usize; 2], input: &Tensor, output: &Tensor) -> Result<Window, Error> {
        let options = self.options()?;
        let same = match options.u8(0)? {
            0 => true,
            1 => false,
            other => return Err(self.malformed(&format!("has the unknown padding {other}"))),
        };
        let [sw, sh] = [options.i32(1, 0)?, options.i32(2, 0)?];
        let stride = [sh, sw].map(|size| usize::try_from(size).unwrap_or(0));
        if kernel.iter().chain(&stride).any(|size| !(1..=MAX_KERNEL).contains(size)) {
            return Err(self.unsupported(&format!(
                "has a kernel of {kernel:?} with steps of {stride:?}, where 1 to {MAX_KERNEL} is \
                 expected"
            )));
        }
        let mut pad = [0; 2];
        for axis in 0..2 {
            let (size, k, s) = (input.shape[axis], kernel[axis], stride[axis]);
            let made = if same { size.div_ceil(s) } else { (size + s).saturating_sub(k) / s };
            if made == 0 || made != output.shape[axis] {
                return Err(self.malformed(&format!(
                    "makes {:?} of {:?}, which does not follow from its kernel {kernel:?} and \
                     steps {stride:?}",
                    output.shape, input.shape
                )));
            }
            pad[axis] = ((made - 1) * s + k).saturating_sub(size) / 2;
        }
        Ok(Window { kernel, stride, pad })
    }

    fn activation(&self, field: usize) -> Result<Activation, Error> {
        match self.options()?.u8(field)? {
            0 => Ok(Activation::None),
            1 => Ok(Activation::Relu),
            3 => Ok(Activation::Relu6),
            other => Err(self.unsupported(&format!(
                "has the activation {}",
                match other {
                    2 => "RELU_N1_TO_1",
                    4 => "TANH",
                    5 => "SIGN_BIT",
                    _ => "that no table knows",
                }
            ))),
        }
    }

    fn same_element(&self, input: &Tensor, output: &Tensor) -> Result<(), Error> {
        let name = |element| if element == Element::U8 { "uint8" } else { "int8" };
        if input.element != output.element {
            return Err(self.unsupported(&format!(
                "takes {} and makes {}",
                name(input.element),
                name(output.element)
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
                input.scale, input.zero_point, output.scale, output.zero_point
            )));
        }
        Ok(())
    }

    /// The number of the tensor that stands at input `position`, if one does.
    fn input(&self, position: usize) -> Option<i32> {
        let index = i32::from_le_bytes(*self.inputs.get(position)?);
        // -1 stands for an optional input that is left out.
        (index != -1).then_some(index)
    }

    fn options(&self) -> Result<Table<'a>, Error> {
        self.options.ok_or_else(|| self.malformed("lacks its options"))
    }

    fn naming(&self, error: Error) -> Error {
        match error {
            Error::Malformed(what) => self.malformed(&format!("does not work: {what}")),
            Error::Unsupported(what) => self.unsupported(&format!("does not work: {what}")),
            other => other,
        }
    }

    fn malformed(&self, what: &str) -> Error {
        malformed(&format!("layer {}, {}, {what}", self.index, self.kind))
    }

    fn unsupported(&self, what: &str) -> Error {
        Error::Unsupported(format!("layer {}, {}, {what}", self.index, self.kind))
    }
}

/// Kernel taps behind one element of a layer's output, where the input has `c` channels.
pub(super) fn taps(layer: &Layer, c: usize) -> u64 {
    let area = |window: &Window| (window.kernel[0] * window.kernel[1]) as u64;
    match &layer.op {
        Op::Conv(convolution) => area(&convolution.window).saturating_mul(c as u64),
        Op::Depthwise(convolution) => area(&convolution.window),
        Op::AveragePool(window) => area(window),
        _ => 1,
    }
}

/// Whether a value of up to `sum` either way can be multiplied, and moved by a zero point, in i32.
fn fits(sum: i64, multiplier: Multiplier) -> bool {
    let factor = 1i64 << multiplier.shift.max(0);
    sum.saturating_mul(factor) <= i64::from(i32::MAX - 255)
}

/// What people call an operator that is not supported, by its builtin code.
fn name_of(code: i32) -> String {
    let name = match code {
        0 => "ADD",
        2 => "CONCATENATION",
        6 => "DEQUANTIZE",
        9 => "FULLY_CONNECTED",
        14 => "LOGISTIC",
        17 => "MAX_POOL_2D",
        18 => "MUL",
        19 => "RELU",
        21 => "RELU6",
        23 => "RESIZE_BILINEAR",
        28 => "TANH",
        32 => "a custom operator",
        34 => "PAD",
        39 => "TRANSPOSE",
        40 => "MEAN",
        41 => "SUB",
        43 => "SQUEEZE",
        45 => "STRIDED_SLICE",
        67 => "TRANSPOSE_CONV",
        83 => "PACK",
        88 => "UNPACK",
        117 => "HARD_SWISH",
        _ => return format!("the operator with the number {code}"),
    };
    name.to_owned()
}
