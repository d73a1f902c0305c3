//! Blank channels: those of which no cell depends on the input. Bounds on every sum prove it: from
//! the least and the largest number that each cell of a value can hold follow those of the next
//! value, in the reference kernels' own integers, so that no rounding is left out. Where taps fall on
//! padding, a blank channel can hold another number than elsewhere.

use crate::kernels::elementwise::{QuantizedArithmetic, quantized_function, requantize};
use crate::kernels::reference::{int8, taps};
use crate::model::{
    Arithmetic, Convolution, Element, Layer, Model, Multiplier, Op, QuantizedWeights, Shape,
    Tensor, Weights,
};
use ndarray::Array3;
use std::collections::BTreeMap;
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// The blank channels of a layer, and what they cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Blanks {
    /// In their order.
    pub channels: Vec<BlankChannel>,
    /// Multiply-accumulates of this layer that no input needs: those of its blank channels, and those
    /// that read blank channels of its input.
    pub macs: u64,
}

/// A channel of a layer's output whose cells hold the same numbers for every input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), tsify(missing_as_null))]
pub struct BlankChannel {
    /// Which of the layer's channels.
    pub channel: usize,
    /// The number, as it is stored; None where cells at the edges hold others than those within.
    pub number: Option<i32>,
    /// The least and the largest sum of products and bias, over all cells and all inputs. None where
    /// the layer makes no such sums.
    pub sums: Option<[i32; 2]>,
}

/// The least and the largest number of a cell, as stored.
type Bounds = [i32; 2];

/// What is known of a value, for all inputs: bounds of each cell. Most places are alike, so that there
/// are few kinds of them.
struct Known {
    shape: Shape,
    /// For each place, `[h][w]`, which of the kinds it is.
    places: Vec<usize>,
    /// For each kind the bounds of its channels, `[c]`.
    kinds: Vec<Vec<Bounds>>,
}

/// The blank channels of each layer of `model`. Layers of floats have none: what rounding does to
/// their sums depends on the order.
pub fn blanks(model: &Model) -> Vec<Blanks> {
    let mut values = vec![Known::anything(&model.input)];
    let mut found = Vec::new();
    for layer in &model.layers {
        let (known, sums) = made(model, layer, &values);
        let channels = (0..known.shape[2]).filter(|&channel| known.is_blank(channel));
        let channels = channels.map(|channel| {
            let [first, _] = known.kinds[0][channel];
            let one = known.kinds.iter().all(|kind| kind[channel] == [first; 2]);
            let sums = sums.as_ref().and_then(|sums| sums[channel]);
            BlankChannel { channel, number: one.then_some(first), sums }
        });
        let channels = channels.collect();
        found.push(Blanks { channels, macs: needless(layer, &values, &known) });
        values.push(known);
    }
    found
}

/// Multiply-accumulates of `layer` that no input needs.
fn needless(layer: &Layer, values: &[Known], output: &Known) -> u64 {
    let (Op::Conv(conv) | Op::Depthwise(conv)) = &layer.op else { return 0 };
    let input = &values[layer.inputs[0]];
    let (c, oc) = (input.shape[2] as u64, output.shape[2] as u64);
    let (weights, _) = conv.weights.counts();
    let all = (output.places.len() * weights) as u64;
    match layer.op {
        Op::Conv(_) => all - all / (c * oc) * input.varying() * output.varying(),
        // What is made of a blank channel alone is blank.
        _ => all - all / oc * output.varying(),
    }
}

impl Known {
    /// Of a value that can hold anything.
    fn anything(tensor: &Tensor) -> Self {
        let ([h, w, c], (min, max)) = (tensor.shape, tensor.element.range());
        Self { shape: tensor.shape, places: vec![0; h * w], kinds: vec![vec![[min, max]; c]] }
    }

    /// Places of one `key` have the same bounds, which `of` tells.
    fn grouped<K: Ord>(
        shape: Shape,
        key: impl Fn(usize, usize) -> K,
        mut of: impl FnMut(&K) -> Vec<Bounds>,
    ) -> Self {
        let mut known = Self { shape, places: Vec::new(), kinds: Vec::new() };
        let (mut by_key, mut by_bounds) = (BTreeMap::new(), BTreeMap::new());
        for (y, x) in (0..shape[0]).flat_map(|y| (0..shape[1]).map(move |x| (y, x))) {
            let key = key(y, x);
            let kind = by_key.get(&key).copied().unwrap_or_else(|| {
                let bounds = of(&key);
                let next = known.kinds.len();
                let kind = *by_bounds.entry(bounds.clone()).or_insert(next);
                if kind == next {
                    known.kinds.push(bounds);
                }
                by_key.insert(key, kind);
                kind
            });
            known.places.push(kind);
        }
        known
    }

    fn kind(&self, y: usize, x: usize) -> usize {
        self.places[y * self.shape[1] + x]
    }

    /// Whether no cell of `channel` depends on the input.
    fn is_blank(&self, channel: usize) -> bool {
        self.kinds.iter().all(|kind| kind[channel][0] == kind[channel][1])
    }

    /// How many channels are not blank.
    fn varying(&self) -> u64 {
        (0..self.shape[2]).filter(|&channel| !self.is_blank(channel)).count() as u64
    }

    /// After a function of each number; stored numbers are few.
    fn mapped(&self, function: impl Fn(i32) -> i32) -> Self {
        let image = |&[low, high]: &Bounds| {
            let first = function(low);
            (low + 1..=high).map(&function).fold([first; 2], hull)
        };
        let of = |kind: &Vec<Bounds>| kind.iter().map(image).collect();
        Self {
            shape: self.shape,
            places: self.places.clone(),
            kinds: self.kinds.iter().map(of).collect(),
        }
    }

    /// The least number of each cell, or the largest.
    fn end(&self, end: usize) -> Array3<i32> {
        Array3::from_shape_fn(self.shape, |(y, x, n)| self.kinds[self.kind(y, x)][n][end])
    }
}

/// The bounds, and a number.
fn hull([low, high]: Bounds, number: i32) -> Bounds {
    [low.min(number), high.max(number)]
}

/// What `layer` makes of `values`, and bounds of its sums, `[oc]`, where it makes some.
fn made(model: &Model, layer: &Layer, values: &[Known]) -> (Known, Option<Vec<Option<Bounds>>>) {
    let tensors: Vec<Tensor> = layer.inputs.iter().map(|&value| *model.value(value)).collect();
    let inputs: Vec<&Known> = layer.inputs.iter().map(|&value| &values[value]).collect();
    let (input, output, x) = (&tensors[0], &layer.output, inputs[0]);
    if tensors.iter().chain([output]).any(|tensor| tensor.element == Element::F32) {
        return (Known::anything(output), None);
    }
    let known = match &layer.op {
        Op::Conv(conv) | Op::Depthwise(conv) => {
            let Weights::Quantized(weights) = &conv.weights else {
                return (Known::anything(output), None);
            };
            let depthwise = matches!(layer.op, Op::Depthwise(_));
            let (known, sums) = convolution(conv, weights, depthwise, input, output, x);
            return (known, Some(sums));
        }
        Op::Arithmetic(operator) => arithmetic(operator, &tensors, output, &inputs),
        Op::Function(function) => {
            x.mapped(|number| quantized_function(*function, input, output, number))
        }
        Op::Quantize => x.mapped(|number| requantize(input, output, number)),
        Op::Softmax { .. } => Known::anything(output),
        Op::Mean if !mean_is_exact(input, output) => Known::anything(output),
        // None of these makes less of more.
        op => {
            let [low, high] = [0, 1].map(|end| {
                let ends: Vec<Array3<i32>> = inputs.iter().map(|input| input.end(end)).collect();
                let ends: Vec<int8::Activated> =
                    tensors.iter().zip(&ends).map(|(tensor, it)| (*tensor, it.view())).collect();
                int8::layer(op, &ends, output)
            });
            let of = |&(y, x): &(usize, usize)| {
                (0..output.shape[2]).map(|n| [low[[y, x, n]], high[[y, x, n]]]).collect()
            };
            Known::grouped(output.shape, |y, x| (y, x), of)
        }
    };
    (known, None)
}

/// A convolution. Places whose taps are of the same kinds are computed once.
fn convolution(
    conv: &Convolution,
    weights: &QuantizedWeights,
    depthwise: bool,
    input: &Tensor,
    output: &Tensor,
    x: &Known,
) -> (Known, Vec<Option<Bounds>>) {
    let (c, oc) = (input.shape[2], output.shape[2]);
    let [kh, kw] = conv.window.kernel;
    let finish = int8::finish(conv, weights, input, output);
    let factors = weights.multipliers(input, output, oc);
    let (min, max) = conv.activation.range(output);
    let sum = |n: usize, taps: &[(usize, usize)]| {
        let mut sums = [i64::from(weights.bias[n]); 2];
        for &(tap, kind) in taps {
            // The channels that are read, and where their weights begin.
            let (read, start) = match depthwise {
                true => (&x.kinds[kind][n / (oc / c)..][..1], tap * oc + n),
                false => (&x.kinds[kind][..], (n * kh * kw + tap) * c),
            };
            for (i, bounds) in read.iter().enumerate() {
                let weight = i64::from(weights.centred(start + i));
                let [a, b] = bounds.map(|number| weight * i64::from(number - input.zero_point));
                sums = [sums[0] + a.min(b), sums[1] + a.max(b)];
            }
        }
        exact(sums, factors[n])
    };
    let mut all: Vec<Option<Bounds>> = vec![Some([i32::MAX, i32::MIN]); oc];
    let key = |oy: usize, ox: usize| -> Vec<(usize, usize)> {
        let inside = taps(&conv.window, input.shape, oy, ox);
        inside.map(|(ky, kx, y, ix)| (ky * kw + kx, x.kind(y, ix))).collect()
    };
    let known = Known::grouped(output.shape, key, |taps| {
        let of = |n: usize| {
            let sums = sum(n, taps);
            all[n] = all[n].zip(sums).map(|(all, [low, high])| hull(hull(all, low), high));
            // Where a sum could wrap, everything is possible.
            sums.map_or([min, max], |sums| sums.map(|sum| finish(n, sum)))
        };
        (0..oc).map(of).collect()
    });
    (known, all)
}

/// `sums` as the kernels hold them; None where one could wrap, in itself or shifted to the left by its
/// factor.
fn exact(sums: [i64; 2], factor: Multiplier) -> Option<Bounds> {
    let [low, high] = sums.map(|sum| {
        let shifted = i128::from(sum) << factor.shift.max(0);
        i32::try_from(shifted).ok().and_then(|_| i32::try_from(sum).ok())
    });
    Some([low?, high?])
}

/// Whether no sum over all positions can wrap.
fn mean_is_exact(input: &Tensor, output: &Tensor) -> bool {
    let [h, w, _] = input.shape;
    let most = 255 * (h * w) as i64;
    exact([-most, most], int8::mean_factor(input, output)).is_some()
}

/// A sum, a difference or a product: its extremes lie at the extremes of its operands.
fn arithmetic(
    operator: &Arithmetic,
    tensors: &[Tensor],
    output: &Tensor,
    inputs: &[&Known],
) -> Known {
    let constant = operator.constant.as_ref().map(|constant| {
        let [_, w, c] = constant.tensor.shape;
        let number = |at: usize| [constant.numbers[at] as i32; 2];
        let of = |&place: &usize| (0..c).map(|n| number(place * c + n)).collect();
        (Known::grouped(constant.tensor.shape, |y, x| y * w + x, of), constant.first)
    });
    let mut operands = inputs.to_vec();
    if let Some((known, first)) = &constant {
        operands.insert(usize::from(!first), known);
    }
    let by = QuantizedArithmetic::new(
        operator.kind,
        operator.activation,
        operator.operands(tensors),
        output,
    );
    let (min, max) = operator.activation.range(output);
    // A size of 1 goes with every size.
    let along = |size: usize, at: usize| if size == 1 { 0 } else { at };
    let key = |y: usize, x: usize| {
        [operands[0], operands[1]]
            .map(|known| known.kind(along(known.shape[0], y), along(known.shape[1], x)))
    };
    Known::grouped(output.shape, key, |&kinds| {
        let of = |n: usize| {
            let [a, b] = [0, 1].map(|i| {
                let known = operands[i];
                known.kinds[kinds[i]][along(known.shape[2], n)]
            });
            let corners = [(a[0], b[0]), (a[0], b[1]), (a[1], b[0]), (a[1], b[1])];
            let fits = |(a, b)| exact([i64::from(by.steps(a, b).exact); 2], by.back).is_some();
            if !corners.into_iter().all(fits) {
                return [min, max];
            }
            let [first, rest @ ..] = corners.map(|(a, b)| by.apply(a, b));
            rest.into_iter().fold([first; 2], hull)
        };
        (0..output.shape[2]).map(of).collect()
    })
}
