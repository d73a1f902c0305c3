//! CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED: weights, biases, and the check that no sum
//! overflows.

use super::flatbuffer::malformed;
use super::operators::{Operator, fits};
use super::schema::{conv_2d, depthwise_conv_2d, fully_connected, weights_format};
use super::tensors::Stored;
use super::{Budget, File};
use crate::Error;
use crate::error::Number;
use crate::model::{
    Convolution, Element, FloatWeights, QuantizedWeights, Rounding, Tensor, Weights, Window,
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
    pub(super) fn convolution(
        &self,
        file: &File,
        input: &Tensor,
        output: &Tensor,
        depthwise: bool,
        budget: &mut Budget,
    ) -> Result<Convolution, Error> {
        let options = self.options()?;
        self.same_element(input, output)?;
        let (activation, dilation) = if depthwise {
            use depthwise_conv_2d as fields;
            let dilation = [fields::DILATION_W_FACTOR, fields::DILATION_H_FACTOR];
            (fields::FUSED_ACTIVATION_FUNCTION, dilation)
        } else {
            let dilation = [conv_2d::DILATION_W_FACTOR, conv_2d::DILATION_H_FACTOR];
            (conv_2d::FUSED_ACTIVATION_FUNCTION, dilation)
        };
        for field in dilation {
            if options.i32(field, 1)? != 1 {
                return Err(self.unsupported("is dilated"));
            }
        }
        if depthwise && options.i32(depthwise_conv_2d::DEPTH_MULTIPLIER, 0)? != 1 {
            return Err(self.unsupported("has a depth multiplier other than 1"));
        }
        let activation = self.activation(activation)?;

        let weights = self.weights_tensor(file)?;
        let [c, oc] = [input, output].map(|tensor| tensor.shape[2]);
        let expected = if depthwise { [1, c] } else { [oc, c] };
        let kernel = match *weights.shape {
            [n, kh, kw, k] if [n, k] == expected => [kh, kw],
            _ => return Err(self.wrong_weights(&weights, c, oc)),
        };
        if depthwise && c != oc {
            return Err(self.unsupported(&format!("makes {oc} channels of {c}")));
        }
        let window = self.window(kernel, input, output)?;
        let ends = Ends { input, output, depthwise, rounding: Rounding::Twice };
        let weights = self.weights(file, &weights, &ends, budget)?;
        Ok(Convolution { window, weights, activation })
    }

    /// A fully connected layer: a 1x1 convolution of one pixel.
    pub(super) fn fully_connected(
        &self,
        file: &File,
        input: &Tensor,
        output: &Tensor,
        budget: &mut Budget,
    ) -> Result<Convolution, Error> {
        self.same_element(input, output)?;
        if self.options()?.u8(fully_connected::WEIGHTS_FORMAT)? != weights_format::DEFAULT {
            return Err(self.unsupported("has weights in shuffled order"));
        }
        let ([1, 1, c], [1, 1, oc]) = (input.shape, output.shape) else {
            return Err(self.unsupported(&format!(
                "turns {:?} into {:?}, where one list of numbers is expected",
                input.shape, output.shape
            )));
        };
        let weights = self.weights_tensor(file)?;
        if *weights.shape != [oc, c] {
            return Err(self.wrong_weights(&weights, c, oc));
        }
        let window = Window { kernel: [1, 1], stride: [1, 1], pad: [0, 0] };
        let ends = Ends { input, output, depthwise: false, rounding: Rounding::Once };
        let weights = self.weights(file, &weights, &ends, budget)?;
        Ok(Convolution {
            window,
            weights,
            activation: self.activation(fully_connected::FUSED_ACTIVATION_FUNCTION)?,
        })
    }

    fn weights_tensor<'a>(&self, file: &File<'a>) -> Result<Stored<'a>, Error> {
        file.tensor(self.input(1).ok_or_else(|| self.malformed("has no weights"))?)
    }

    fn wrong_weights(&self, weights: &Stored, c: usize, oc: usize) -> Error {
        self.malformed(&format!(
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
        if stored.kind() != ends.input.element.name() {
            return Err(self.unsupported(&format!(
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
        let oc = ends.output.shape[2];
        let bias = match bias {
            None => vec![0.0; oc],
            Some(bias) => {
                bias.check_is_list(oc).map_err(|error| self.naming(error))?;
                bias.floats(budget).map_err(|error| self.naming(error))?
            }
        };
        Ok(FloatWeights { values, bias })
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
                    return Err(self.malformed(&format!(
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

    /// Checks that no sum of products, and no number on its way to a byte, exceeds an i32 for any
    /// input.
    fn check_range(&self, weights: &QuantizedWeights, ends: &Ends) -> Result<(), Error> {
        let oc = ends.output.shape[2];
        let mut sums: Vec<i64> = weights.bias.iter().map(|&b| i64::from(b).abs()).collect();
        let multipliers = weights.multipliers(ends.input, ends.output, oc);
        // Most layers are in range with any weights, which then need not be read here.
        let most = (weights.bytes.len() / oc) as i64 * 255 * 255;
        if sums.iter().zip(&multipliers).all(|(sum, &multiplier)| fits(sum + most, multiplier)) {
            return Ok(());
        }
        // Depthwise weights are ordered tap by tap, others channel by channel.
        let each = if ends.depthwise { 1 } else { weights.bytes.len() / oc };
        for (i, first) in (0..weights.bytes.len()).step_by(each).enumerate() {
            sums[i % oc] += weights.magnitude(first..first + each) * 255;
        }
        for (channel, (sum, multiplier)) in sums.into_iter().zip(multipliers).enumerate() {
            if !fits(sum, multiplier) {
                return Err(self.unsupported(&format!(
                    "may reach {sum} in channel {channel}, which 32 bits cannot hold at its scale"
                )));
            }
        }
        Ok(())
    }

    /// Adds the layer's name to an error about a tensor.
    pub(super) fn naming(&self, error: Error) -> Error {
        match error {
            Error::Malformed(what) => self.malformed(&format!("does not work: {what}")),
            Error::Unsupported(what) => self.unsupported(&format!("does not work: {what}")),
            other => other,
        }
    }

    pub(super) fn malformed(&self, what: &str) -> Error {
        malformed(&format!("layer {}, {}, {what}", self.index, self.kind))
    }

    pub(super) fn unsupported(&self, what: &str) -> Error {
        Error::Unsupported(format!("layer {}, {}, {what}", self.index, self.kind))
    }
}
