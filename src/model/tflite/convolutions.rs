//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED: weights, biases, and the check that no sum
//! overflows.

use super::operators::{MAX_KERNEL, Operator};
use super::schema::{
    builtin_operator, conv_2d, depthwise_conv_2d, fully_connected, weights_format,
};
use super::tensors::Stored;
use super::windows::Batches;
use super::{Budget, File};
use crate::Error;
use crate::error::Number;
use crate::model::{
    Convolution, Element, FloatWeights, Precision, QuantizedWeights, Rounding, Tensor, Weights,
    Window,
};

/// How far the bias's scale may be off, in steps of the output (as in TensorFlow Lite).
const BIAS_TOLERANCE: f64 = 0.02;

/// Input and output of a layer with weights.
struct Ends<'a> {
    input: &'a Tensor,
    output: &'a Tensor,
    depthwise: bool,
    rounding: Rounding,
}

impl Operator<'_> {
    /// CONV_2D or DEPTHWISE_CONV_2D; `batches` has the dilation that operators around it make.
    pub(super) fn convolution(
        &self,
        file: &File,
        [input, output]: [&Tensor; 2],
        batches: Option<&Batches>,
        budget: &mut Budget,
    ) -> Result<Convolution, Error> {
        let options = self.options()?;
        self.same_element(input, output)?;
        let depthwise = self.code == builtin_operator::DEPTHWISE_CONV_2D;
        let (activation, dilation) = if depthwise {
            use depthwise_conv_2d as fields;
            let dilation = [fields::DILATION_H_FACTOR, fields::DILATION_W_FACTOR];
            (fields::FUSED_ACTIVATION_FUNCTION, dilation)
        } else {
            let dilation = [conv_2d::DILATION_H_FACTOR, conv_2d::DILATION_W_FACTOR];
            (conv_2d::FUSED_ACTIVATION_FUNCTION, dilation)
        };
        let [dh, dw] = dilation.map(|field| options.i32(field, 1));
        let dilation = [dh?, dw?].map(|factor| usize::try_from(factor).unwrap_or(0));
        let activation = self.activation(activation)?;

        let weights = self.weights_tensor(file)?;
        let [c, oc] = [input, output].map(|tensor| tensor.shape[2]);
        let kernel = match *weights.shape {
            [1, kh, kw, n] if depthwise && n == oc && oc % c == 0 => [kh, kw],
            [n, kh, kw, k] if !depthwise && [n, k] == [oc, c] => [kh, kw],
            _ => return Err(self.wrong_weights(&weights, c, oc)),
        };
        let window = match batches {
            Some(batches) => self.dilated_window(kernel, dilation, batches, input, output)?,
            None => self.window(kernel, dilation, input, output)?,
        };
        let ends = Ends { input, output, depthwise, rounding: Rounding::Twice };
        let weights = self.weights(file, &weights, &ends, budget)?;
        Ok(Convolution { window, weights, activation })
    }

    /// A fully connected layer: a 1x1 convolution of each row, or one whose kernel covers the whole
    /// input. Where the file has another shape for the rows, `output` gets the input's.
    pub(super) fn fully_connected(
        &self,
        file: &File,
        input: &Tensor,
        output: &mut Tensor,
        budget: &mut Budget,
    ) -> Result<Convolution, Error> {
        self.same_element(input, output)?;
        if self.options()?.u8(fully_connected::WEIGHTS_FORMAT)? != weights_format::DEFAULT {
            return Err(self.unsupported(format_args!("has weights in shuffled order")));
        }
        let ([h, w, c], oc) = (input.shape, output.shape[2]);
        let weights = self.weights_tensor(file)?;
        let (window, shape) = match *weights.shape {
            [n, k] if n == oc && k == c => (Window::PIXEL, [h, w, oc]),
            [n, k] if n == oc && k == input.len() => (Window::whole(input.shape), [1, 1, oc]),
            _ => return Err(self.wrong_weights(&weights, c, oc)),
        };
        if shape.iter().product::<usize>() != output.len() {
            return Err(self.malformed(format_args!(
                "turns {:?} into {:?} with weights of the shape {:?}",
                input.shape, output.shape, weights.shape
            )));
        }
        if window.kernel.iter().any(|&size| size > MAX_KERNEL) {
            return Err(self.unsupported(format_args!(
                "weighs all of {:?} at once, and at most {MAX_KERNEL} rows and columns are read",
                input.shape
            )));
        }
        output.shape = shape;
        let ends = Ends { input, output, depthwise: false, rounding: Rounding::Once };
        let weights = self.weights(file, &weights, &ends, budget)?;
        Ok(Convolution {
            window,
            weights,
            activation: self.activation(fully_connected::FUSED_ACTIVATION_FUNCTION)?,
        })
    }

    fn weights_tensor<'a>(&self, file: &File<'a>) -> Result<Stored<'a>, Error> {
        file.tensor(self.input(1).ok_or_else(|| self.malformed(format_args!("has no weights")))?)
    }

    fn wrong_weights(&self, weights: &Stored, c: usize, oc: usize) -> Error {
        self.malformed(format_args!(
            "has weights of the shape {:?} for {c} input and {oc} output channels",
            weights.shape
        ))
    }

    fn weights(
        &self,
        file: &File,
        stored: &Stored,
        ends: &Ends,
        budget: &mut Budget,
    ) -> Result<Weights, Error> {
        let widened = ends.input.element == Element::F32 && stored.precision().is_some();
        if !widened && stored.kind() != ends.input.element.name() {
            return Err(self.unsupported(format_args!(
                "has weights of another type than its input: `{}` is of {} under {}",
                stored.name,
                stored.kind(),
                ends.input.element.name()
            )));
        }
        let bias = self.input(2).map(|bias| file.tensor(bias)).transpose()?;
        let bias = bias.as_ref();
        Ok(match ends.input.element {
            Element::F32 => Weights::Float(self.float_weights(stored, bias, ends, budget)?),
            _ => Weights::Quantized(self.quantized_weights(stored, bias, ends, budget)?),
        })
    }

    fn float_weights(
        &self,
        stored: &Stored,
        bias: Option<&Stored>,
        ends: &Ends,
        budget: &mut Budget,
    ) -> Result<FloatWeights, Error> {
        let values = stored.floats(budget).map_err(|error| self.naming(error))?;
        let precision = stored.precision().unwrap_or(Precision::Single);
        let oc = ends.output.shape[2];
        let bias = match bias {
            None => vec![0.0; oc],
            Some(bias) => {
                bias.check_is_list(oc).map_err(|error| self.naming(error))?;
                bias.floats(budget).map_err(|error| self.naming(error))?
            }
        };
        Ok(FloatWeights { values, bias, stored: precision })
    }

    fn quantized_weights(
        &self,
        stored: &Stored,
        bias: Option<&Stored>,
        ends: &Ends,
        budget: &mut Budget,
    ) -> Result<QuantizedWeights, Error> {
        let Ends { input, output, depthwise, rounding } = *ends;
        let (axis, oc) = (if depthwise { 3 } else { 0 }, output.shape[2]);
        let mut weights =
            stored.weights(axis, oc, rounding, budget).map_err(|error| self.naming(error))?;
        if let Some(bias) = bias {
            let (bias, scales) = bias.biases(oc, budget).map_err(|error| self.naming(error))?;
            for channel in 0..oc {
                let product = f64::from(input.scale) * f64::from(weights.scale(channel));
                let scale = scales[if scales.len() == 1 { 0 } else { channel }];
                let off = (product - f64::from(scale)).abs() / f64::from(output.scale);
                if off > BIAS_TOLERANCE {
                    let (scale, product) = (Number::Single(scale), Number::Double(product));
                    return Err(self.malformed(format_args!(
                        "has a bias in steps of {scale}, where input and weights have steps of \
                         {product}"
                    )));
                }
            }
            weights.bias = bias;
        }
        self.check_range(&weights, ends)?;
        Ok(weights)
    }

    /// Checks that no sum of products exceeds an i32 for any input. What becomes of it may: a dead
    /// layer's output has steps so small that the shift to the left wraps, as in the reference.
    fn check_range(&self, weights: &QuantizedWeights, ends: &Ends) -> Result<(), Error> {
        let oc = ends.output.shape[2];
        let fits = |sum: i64| sum <= i64::from(i32::MAX - 255);
        let mut sums: Vec<i64> = weights.bias.iter().map(|&b| i64::from(b).abs()).collect();
        // Most layers are in range with any weights, which then need not be read here.
        let most = (weights.bytes.len() / oc) as i64 * 255 * 255;
        if sums.iter().all(|sum| fits(sum + most)) {
            return Ok(());
        }
        // Depthwise weights are ordered tap by tap, others channel by channel.
        let each = if ends.depthwise { 1 } else { weights.bytes.len() / oc };
        for (i, first) in (0..weights.bytes.len()).step_by(each).enumerate() {
            sums[i % oc] += weights.magnitude(first..first + each) * 255;
        }
        for (channel, sum) in sums.into_iter().enumerate() {
            if !fits(sum) {
                return Err(self.unsupported(format_args!(
                    "may reach {sum} in channel {channel}, which 32 bits cannot hold"
                )));
            }
        }
        Ok(())
    }
}
