//! The arithmetic of one cell of a layer's output: to the last bit where the layer computes with
//! bytes, in single precision where it computes with floats.

mod elementwise;
mod place;
mod windows;

use super::{Inspector, check_layer, check_position, rank};
use crate::Error;
use crate::engine::Engine;
use crate::kernels::elementwise::multiply;
use crate::kernels::int8::requantize::multiply_by_quantized_multiplier_single_rounding;
use crate::model::{Activation, Element, Multiplier, Op, Rounding, Tensor, Window};
use place::Place;
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// The arithmetic of a cell: products, their sum, and how the sum becomes the cell.
///
/// Of a layer that computes with bytes, all numbers but `unit` and the real ones are exact integers;
/// of one that computes with floats, they are single precision. Every operator fits this form:
///
/// | operator | taps | accumulator |
/// |---|---|---|
/// | convolutions | input times weight | sum and bias |
/// | MUL | one: first operand times second | the product |
/// | ADD, SUB | two: the operands, of equal `unit`; `weight` is 1 or -1 | their sum |
/// | averages | the numbers of the window | their sum |
/// | maxima | the numbers of the window | the largest |
/// | HARD_SWISH | one: the number times its gate `relu6(x + 3) / 6`, which is the `weight` | the product |
/// | SOFTMAX | the exponentials of all numbers, less the largest | the cell's own |
/// | others | the one number that the cell is made of | that number |
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), tsify(missing_as_null))]
pub struct Cell {
    /// What the input's numbers mean; those of the first operand.
    pub input: Quantization,
    /// What the weight's numbers mean; of ADD, SUB and MUL those of the second operand.
    pub weight: Quantization,
    /// What the output's numbers mean.
    pub output: Quantization,
    /// Which operand is a constant, if one is.
    pub constant: Option<usize>,
    /// The products in the order of the window; of a layer that has more than `k` of them, and is
    /// not depthwise, the largest by magnitude, of a maximum by value, the largest first.
    pub taps: Vec<Tap>,
    /// The products that are not among `taps`.
    pub rest: Rest,
    /// The sum of all products.
    pub sum: f64,
    /// The bias.
    pub bias: f64,
    /// What is multiplied.
    pub accumulator: f64,
    /// The real value of one step of products, sum, bias and accumulator.
    pub unit: f64,
    /// What the accumulator is multiplied by.
    pub multiplier: Requantization,
    /// The accumulator times the multiplier; with the output's zero point it is clamped ...
    pub scaled: f64,
    /// ... to the bounds of the activation function ...
    pub clamp: Clamp,
    /// ... and stored.
    pub number: f64,
    /// What the stored number means.
    pub real: f64,
    /// The number that the layer has made: the same for bytes. Sums of floats depend on their order,
    /// which is another one there.
    pub stored: f64,
}

/// A product: (input - its zero point) * (weight - its zero point).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Tap {
    /// Which of the layer's operands it reads.
    pub operand: usize,
    /// Row in the kernel.
    pub ky: usize,
    /// Column in the kernel.
    pub kx: usize,
    /// Row in the input; outside of it for padding.
    pub y: i32,
    /// Column in the input; outside of it for padding.
    pub x: i32,
    /// Channel of the input.
    pub channel: usize,
    /// Whether it falls on padding.
    pub padding: bool,
    /// The stored number of the input; for padding what stands there.
    pub input: f64,
    /// The stored number of the weight; one step and its zero point where there is none.
    pub weight: f64,
    /// Both less their zero points, multiplied.
    pub product: f64,
}

/// What a stored number means: real = scale * (number - zero point).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), serde(rename_all = "camelCase"))]
pub struct Quantization {
    /// The real value of one step.
    pub scale: f32,
    /// The number that stands for zero.
    pub zero_point: i32,
}

/// Products that are left out of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Rest {
    /// How many.
    pub count: usize,
    /// Their sum.
    pub sum: f64,
}

/// A multiplier, `mantissa * 2^(shift - 31)`, and how its product is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Requantization {
    /// Its value.
    pub real: f64,
    /// 31 bits; 0 where the operator multiplies by no such number.
    pub mantissa: i32,
    /// Positive to the left.
    pub shift: i32,
    /// Once or twice, as TensorFlow Lite does.
    pub rounding: Rounding,
}

/// Bounds of the stored numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Clamp {
    /// The least.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

/// What an operator makes of the numbers it reads.
struct Work {
    taps: Vec<Tap>,
    input: Quantization,
    weight: Quantization,
    unit: f64,
    bias: f64,
    activation: Activation,
    finish: Finish,
}

/// How the products become the number that is clamped.
enum Finish {
    /// Their sum and the bias are multiplied by a fixed-point number.
    Multiplied(Multiplier, Rounding),
    /// The accumulator, the factor and the result.
    Given { accumulator: f64, factor: f64, scaled: f64 },
}

impl Inspector {
    /// The arithmetic of the cell at `position` (row, column, channel) of the output of `layer`, for
    /// the present input. Of more than `k` products the `k` largest stand in the answer, unless the
    /// layer is depthwise.
    ///
    /// # Errors
    /// [`Error::NoLayer`] or [`Error::NoCell`].
    pub fn cell(
        &mut self,
        engine: &mut Engine,
        layer: usize,
        position: [usize; 3],
        k: usize,
    ) -> Result<Cell, Error> {
        check_layer(engine.model(), layer)?;
        check_position(engine.model().layers[layer].output.shape, position)?;
        let seen = self.seen(engine, layer + 1);
        let place = Place { layer: &seen.model.layers[layer], seen: &seen, position };
        Ok(place.told(place.compute(), layer, k))
    }
}

impl Place<'_> {
    fn compute(&self) -> Work {
        match &self.layer.op {
            Op::Conv(conv) => self.convolution(conv, false),
            Op::Depthwise(conv) => self.convolution(conv, true),
            Op::AveragePool(pool) => self.average(pool.window, pool.activation),
            Op::MaxPool(pool) => self.largest(pool.window, pool.activation),
            Op::Mean => self.mean(),
            Op::Max => {
                let window = Window::whole(self.operand(0).shape);
                self.largest(window, Activation::None)
            }
            Op::Arithmetic(operator) => self.arithmetic(operator),
            Op::Function(function) => self.function(*function),
            Op::Softmax { beta } => self.softmax(*beta),
            Op::Pad { before, number } => self.pad(*before, *number),
            Op::Concat { axis } => self.concat(*axis),
            Op::Transpose { order } => self.transpose(*order),
            Op::Reshape => self.reshape(),
            Op::Quantize => self.quantize(),
        }
    }

    /// The answer.
    fn told(&self, work: Work, layer: usize, k: usize) -> Cell {
        let output = &self.layer.output;
        let float = output.element == Element::F32;
        let sum = self.sum(&work.taps);
        let mut multiplier =
            Requantization { real: 0.0, mantissa: 0, shift: 0, rounding: Rounding::Once };
        let mut accumulator = sum;
        let scaled;
        match work.finish {
            Finish::Multiplied(by, rounding) => {
                accumulator += work.bias;
                multiplier = Requantization {
                    real: by.real(),
                    mantissa: by.mantissa,
                    shift: by.shift,
                    rounding,
                };
                let exact = accumulator as i32;
                scaled = match (float, rounding) {
                    (true, _) => {
                        // Floats are rounded after each sum.
                        accumulator = f64::from(accumulator as f32);
                        accumulator
                    }
                    (_, Rounding::Twice) => multiply(exact, by).into(),
                    _ => multiply_by_quantized_multiplier_single_rounding(exact, by).into(),
                };
            }
            Finish::Given { accumulator: own, factor, scaled: result } => {
                (accumulator, multiplier.real) = (own, factor);
                scaled = result;
            }
        }
        let (clamp, number) = if float {
            let (min, max) = work.activation.limits();
            let (min, max) = (f64::from(min), f64::from(max));
            (Clamp { min, max }, scaled.max(min).min(max))
        } else {
            let (min, max) = work.activation.range(output);
            let number = (scaled as i32).wrapping_add(output.zero_point).clamp(min, max);
            (Clamp { min: min.into(), max: max.into() }, number.into())
        };
        let [y, x, n] = self.position;
        let own = (y * output.shape[1] + x) * output.shape[2] + n;
        let (taps, rest) = self.most(work.taps, k, sum);
        let constant = match &self.layer.op {
            Op::Arithmetic(operator) => operator.constant.as_ref(),
            _ => None,
        };
        Cell {
            input: work.input,
            weight: work.weight,
            output: output.into(),
            constant: constant.map(|constant| usize::from(!constant.first)),
            taps,
            rest,
            sum,
            bias: work.bias,
            accumulator,
            unit: work.unit,
            multiplier,
            scaled,
            clamp,
            number,
            real: f64::from(output.scale) * (number - f64::from(output.zero_point)),
            stored: self.stored(layer + 1, own),
        }
    }

    /// The `k` largest of `taps`, whose sum is `sum`, and the rest.
    fn most(&self, taps: Vec<Tap>, k: usize, sum: f64) -> (Vec<Tap>, Rest) {
        if matches!(self.layer.op, Op::Depthwise(_)) || taps.len() <= k {
            return (taps, Rest::default());
        }
        let maximum = matches!(self.layer.op, Op::Max | Op::MaxPool(_));
        let mut largest = Vec::new();
        for (at, tap) in taps.iter().enumerate() {
            let size = if maximum { tap.product } else { tap.product.abs() };
            rank(&mut largest, k, at, size as f32);
        }
        let (mut most, mut rest) = (Vec::new(), Rest { count: taps.len() - k, sum });
        for (at, _) in largest {
            rest.sum -= taps[at].product;
            most.push(taps[at]);
        }
        (most, rest)
    }
}

impl From<&Tensor> for Quantization {
    fn from(tensor: &Tensor) -> Self {
        Self { scale: tensor.scale, zero_point: tensor.zero_point }
    }
}
