//! Class activation maps: what each position of the last map adds to a logit (Zhou et al., arXiv
//! 1512.04150, section 2).
//!
//! Averaging over positions and weighting channels can be exchanged: the logit is the mean of the
//! positions' votes, plus the bias. The same holds for a maximum, each of which stands at one
//! position, and for a map that is weighed as a whole. With hidden layers in between it holds for the
//! frame at hand: there, each of their activation functions multiplies its number by a factor (0 or
//! 1 for a ReLU, the gate of a hard swish), so that the layers together weigh the channels.

use super::seen::Seen;
use super::{ChannelWeights, Inspector, check_position, rank, weights};
use crate::Error;
use crate::engine::Engine;
use crate::kernels::elementwise::function;
use crate::model::{
    Activation, Arithmetic, ArithmeticKind, Element, Function, Model, Op, Shape, Window,
};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// A class activation map.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct ClassMap {
    /// What each position of the last map contributes, `[h][w]`.
    #[cfg_attr(
        target_family = "wasm",
        serde(serialize_with = "super::array::f64s"),
        tsify(type = "Float64Array<ArrayBuffer>")
    )]
    pub data: Vec<f64>,
    /// Height and width.
    pub shape: [usize; 2],
    /// How the positions come together.
    pub pool: Pooled,
    /// Whether hidden layers come after that, so that the factors are those of this frame alone.
    pub hidden: bool,
    /// The mean of `data`, where the positions are averaged; else their sum.
    pub mean: f64,
    /// The bias of the class.
    pub bias: f64,
    /// Mean and bias: the real-valued logit.
    pub logit: f64,
    /// The logit as the network has stored it.
    pub stored: f64,
    /// Stored less real-valued logit: the two parts that follow.
    pub remainder: f64,
    /// The part that comes from rounding the averages.
    pub pooling: f64,
    /// The part that comes from rounding the logit, and what is between it and the averages.
    pub rounding: f64,
}

/// How the positions of the last map come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), serde(rename_all = "camelCase"))]
pub enum Pooled {
    /// Each channel is averaged.
    Average,
    /// The largest of each channel counts.
    Maximum,
    /// Every position has weights of its own.
    Flat,
}

/// How a position votes on a class.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Vote {
    /// The class.
    pub index: usize,
    /// The logit if all positions were like this one.
    pub logit: f64,
}

/// The end of a network that has such maps.
struct Head {
    /// The last map.
    map: usize,
    pool: Pooled,
    /// The value that the head weighs, `[1][1][c]`.
    pooled: usize,
    /// The layers from there to the logits, in order.
    layers: Vec<usize>,
}

impl Inspector {
    /// What each position of the last map contributes to the logit of `class`, for the present input.
    ///
    /// # Errors
    /// [`Error::NoCell`] if there is no such class, or [`Error::NoAnswer`] if the network's end has no
    /// such map.
    pub fn class_map(&mut self, engine: &mut Engine, class: usize) -> Result<ClassMap, Error> {
        let head = head(engine.model())?;
        let logits = head.logits() + 1;
        check_position(engine.model().value(logits).shape, [0, 0, class])?;
        let seen = self.seen(engine, logits);
        let Weighed { weights, bias } = head.weighed(&seen, class)?;
        let [h, w, c] = seen.model.value(head.map).shape;
        let places = h * w;
        let number = |place: usize, i: usize| seen.real(head.map, place * c + i);
        let mut data = vec![0.0; places];
        match head.pool {
            Pooled::Maximum => {
                for (i, weight) in weights.iter().enumerate() {
                    let first = |best: usize, place: usize| {
                        if number(place, i) > number(best, i) { place } else { best }
                    };
                    let most = (1..places).fold(0, first);
                    data[most] += weight * number(most, i);
                }
            }
            pool => {
                for (place, sum) in data.iter_mut().enumerate() {
                    let from = if pool == Pooled::Flat { place * c } else { 0 };
                    let weights = weights[from..from + c].iter().enumerate();
                    *sum = weights.map(|(i, weight)| weight * number(place, i)).sum();
                }
            }
        }
        let average = head.pool == Pooled::Average;
        let mean = data.iter().sum::<f64>() / if average { places as f64 } else { 1.0 };
        let logit = mean + bias;
        let pooled = weights.iter().enumerate();
        let pooled: f64 = pooled.map(|(i, weight)| weight * seen.real(head.pooled, i)).sum();
        let stored = seen.real(logits, class);
        Ok(ClassMap {
            data,
            shape: [h, w],
            pool: head.pool,
            hidden: head.is_hidden(seen.model),
            mean,
            bias,
            logit,
            stored,
            remainder: stored - logit,
            pooling: pooled - mean,
            rounding: stored - (pooled + bias),
        })
    }

    /// The `k` classes with the largest votes of the position in row `y` and column `x` of the last
    /// map, the largest first, for the present input.
    ///
    /// # Errors
    /// [`Error::NoCell`] if there is no such position, or [`Error::NoAnswer`] if the network's end has
    /// no such map.
    pub fn votes(
        &mut self,
        engine: &mut Engine,
        y: usize,
        x: usize,
        k: usize,
    ) -> Result<Vec<Vote>, Error> {
        let head = head(engine.model())?;
        let [h, w, c]: Shape = engine.model().value(head.map).shape;
        check_position([h, w, c], [y, x, 0])?;
        let seen = self.seen(engine, head.pooled.max(head.map));
        let cells = (0..c).map(|i| seen.real(head.map, (y * w + x) * c + i));
        let cells: Vec<f64> = cells.collect();
        let times = if head.pool == Pooled::Flat { h * w } else { 1 };
        let logits = head.run(seen.model, cells.repeat(times))?;
        let mut best = Vec::new();
        for (class, &logit) in logits.iter().enumerate() {
            rank(&mut best, k, class, logit as f32);
        }
        Ok(best.into_iter().map(|(index, _)| Vote { index, logit: logits[index] }).collect())
    }
}

/// A number as a weighted sum: the weights of the pooled channels, and what is added.
struct Weighed {
    weights: Vec<f64>,
    bias: f64,
}

impl Head {
    /// The layer that makes the logits.
    fn logits(&self) -> usize {
        self.layers[self.layers.len() - 1]
    }

    /// Whether there is more than one layer with an activation function or weights.
    fn is_hidden(&self, model: &Model) -> bool {
        let curved = |&index: &usize| match &model.layers[index].op {
            Op::Conv(conv) => conv.activation != Activation::None,
            Op::Function(_) => true,
            _ => false,
        };
        self.layers.iter().any(curved)
    }

    /// The logit of `class` as a weighted sum of the pooled channels, for the present input.
    fn weighed(&self, seen: &Seen, class: usize) -> Result<Weighed, Error> {
        let mut weights_of = vec![0.0; seen.model.value(self.logits() + 1).len()];
        weights_of[class] = 1.0;
        let mut bias = 0.0;
        for &index in self.layers.iter().rev() {
            let layer = &seen.model.layers[index];
            let (input, value) = (layer.inputs[0], index + 1);
            match &layer.op {
                Op::Conv(conv) => {
                    hold(seen, value, conv.activation, &mut weights_of, &mut bias);
                    let mut before = vec![0.0; seen.model.value(input).len()];
                    for (n, &factor) in weights_of.iter().enumerate() {
                        if factor == 0.0 {
                            continue;
                        }
                        let row = weights(seen.model, index, n)?;
                        bias += factor * f64::from(row.bias);
                        for (sum, &weight) in before.iter_mut().zip(&row.data) {
                            *sum += factor * f64::from(weight);
                        }
                    }
                    weights_of = before;
                }
                Op::Function(Function::Clamp(activation)) => {
                    hold(seen, value, *activation, &mut weights_of, &mut bias);
                }
                Op::Function(_) => {
                    for (i, factor) in weights_of.iter_mut().enumerate() {
                        *factor *= (seen.real(input, i) + 3.0).clamp(0.0, 6.0) / 6.0;
                    }
                }
                Op::Arithmetic(operator) => {
                    for (i, factor) in weights_of.iter_mut().enumerate() {
                        let (times, added) = linear(operator, i);
                        bias += *factor * added;
                        *factor *= times;
                    }
                }
                _ => (),
            }
        }
        Ok(Weighed { weights: weights_of, bias })
    }

    /// The logits of pooled numbers `x`, in real numbers.
    fn run(&self, model: &Model, mut x: Vec<f64>) -> Result<Vec<f64>, Error> {
        for &index in &self.layers {
            let layer = &model.layers[index];
            let clamped = |activation: Activation, value: f64| {
                let (min, max) = activation.limits();
                value.max(min.into()).min(max.into())
            };
            match &layer.op {
                Op::Conv(conv) => {
                    let outputs = 0..layer.output.len();
                    let rows = outputs.map(|n| {
                        let ChannelWeights { data, bias } = weights(model, index, n)?;
                        let products = data.iter().zip(&x).map(|(&w, x)| f64::from(w) * x);
                        Ok(clamped(conv.activation, products.sum::<f64>() + f64::from(bias)))
                    });
                    x = rows.collect::<Result<_, Error>>()?;
                }
                Op::Function(kind) => {
                    x.iter_mut().for_each(|x| *x = function(*kind, *x as f32).into());
                }
                Op::Arithmetic(operator) => {
                    for (i, x) in x.iter_mut().enumerate() {
                        let (times, added) = linear(operator, i);
                        *x = *x * times + added;
                    }
                }
                _ => (),
            }
        }
        Ok(x)
    }
}

/// Takes out those of `weights` whose numbers of `value` an activation function holds at one of its
/// bounds: they add the same whatever comes in.
fn hold(seen: &Seen, value: usize, activation: Activation, weights: &mut [f64], bias: &mut f64) {
    if activation == Activation::None {
        return;
    }
    let tensor = seen.model.value(value);
    let (min, max) = match tensor.element {
        Element::F32 => {
            let (min, max) = activation.limits();
            (f64::from(min), f64::from(max))
        }
        _ => {
            let (min, max) = activation.range(tensor);
            let real =
                |number: i32| f64::from(tensor.scale) * f64::from(number - tensor.zero_point);
            (real(min), real(max))
        }
    };
    for (i, weight) in weights.iter_mut().enumerate() {
        let number = seen.real(value, i);
        if number <= min || number >= max {
            *bias += *weight * number;
            *weight = 0.0;
        }
    }
}

/// A sum or a product with a constant, as what channel `i` is multiplied by and what is added.
fn linear(operator: &Arithmetic, i: usize) -> (f64, f64) {
    let Some(constant) = &operator.constant else { return (1.0, 0.0) };
    let number = f64::from(constant.numbers[i.min(constant.numbers.len() - 1)]);
    let tensor = &constant.tensor;
    let real = f64::from(tensor.scale) * (number - f64::from(tensor.zero_point));
    match (operator.kind, constant.first) {
        (ArithmeticKind::Mul, _) => (real, 0.0),
        (ArithmeticKind::Add, _) => (1.0, real),
        (ArithmeticKind::Sub, false) => (1.0, -real),
        (ArithmeticKind::Sub, true) => (-1.0, real),
    }
}

const NO_HEAD: Error = Error::NoAnswer(
    "this network does not end in an average over all positions and a classifier that weighs it, \
     so it has no class activation maps",
);

/// The end of `model`, from the last map to the logits.
fn head(model: &Model) -> Result<Head, Error> {
    let convolution = |layer: &crate::model::Layer| matches!(layer.op, Op::Conv(_));
    let last = model.layers.iter().rposition(convolution).ok_or(NO_HEAD)?;
    let after = &model.layers[last + 1..];
    let harmless = |op: &Op| match op {
        Op::Function(kind) => *kind == Function::Logistic,
        Op::Reshape | Op::Softmax { .. } | Op::Quantize => true,
        _ => false,
    };
    if !after.iter().all(|layer| harmless(&layer.op)) {
        return Err(NO_HEAD);
    }
    let mut layers = vec![last];
    let mut value = last + 1;
    while value > 0 {
        let index = value - 1;
        let layer = &model.layers[index];
        let input = layer.inputs[0];
        let shape = model.value(input).shape;
        let alone = shape[0] * shape[1] == 1 && layer.output.shape[..2] == [1, 1];
        let pool = match &layer.op {
            Op::Mean => Some(Pooled::Average),
            Op::AveragePool(pool) if everything(&pool.window, shape) => Some(Pooled::Average),
            Op::Max => Some(Pooled::Maximum),
            Op::MaxPool(pool) if everything(&pool.window, shape) => Some(Pooled::Maximum),
            Op::Reshape if !alone && layer.output.shape[..2] == [1, 1] => Some(Pooled::Flat),
            _ => None,
        };
        if let Some(pool) = pool {
            layers.reverse();
            return Ok(Head { map: input, pool, pooled: value, layers });
        }
        let linear = match &layer.op {
            Op::Conv(conv) => index != last || conv.activation == Activation::None,
            Op::Function(kind) => *kind != Function::Logistic,
            Op::Arithmetic(operator) => {
                operator.constant.is_some() && operator.activation == Activation::None
            }
            Op::Reshape | Op::Quantize => true,
            _ => false,
        };
        if !alone || !linear {
            return Err(NO_HEAD);
        }
        if index != last {
            layers.push(index);
        }
        value = input;
    }
    Err(NO_HEAD)
}

/// Whether a window at its first position covers the whole map.
fn everything(window: &Window, [h, w, _]: Shape) -> bool {
    let Window { kernel: [kh, kw], pad: [top, left], .. } = *window;
    kh >= h + top && kw >= w + left
}
