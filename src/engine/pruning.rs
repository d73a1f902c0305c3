//! Which channels the fast plan leaves out, because no input needs them.
//!
//! A channel that holds one number for every input (it is blank) is known without computing it: what
//! it adds to the sums of a convolution goes into that layer's biases. A channel that only such
//! channels are made of is needed by nobody either. All other sums stay the same, and so do all bytes.
//!
//! The proof is that of [`crate::inspect::blanks`] in short, made while a model is loaded: of a channel
//! that is not blank nothing is known but its element. The bounds of a sum then only move apart with
//! each weight, so that most channels are done after a few.

use crate::kernels::reference::int8::finish;
use crate::model::{Convolution, Layer, Model, Op, QuantizedWeights, Tensor, Weights};

/// Channels are left out so that a multiple of this many stays: kernels compute them together.
const TOGETHER: usize = 8;

/// What is known of a channel.
#[derive(Clone, Copy, Default)]
struct Channel {
    /// Its number, if it holds one alone.
    number: Option<i32>,
    /// Whether it stays.
    stays: bool,
}

/// `model` without the channels that no input needs, and which of its layers have other channels; only
/// those have weights. None if it needs all, or is of floats.
pub(super) fn pruned(model: &Model) -> Option<(Model, Vec<usize>)> {
    let values = choose(model)?;
    let is_pruned = |value: usize| values[value].iter().any(|channel| !channel.stays);
    let (mut layers, mut changed) = (Vec::new(), Vec::new());
    for (index, layer) in model.layers.iter().enumerate() {
        let is_changed = is_pruned(index + 1) || layer.inputs.iter().any(|&it| is_pruned(it));
        let less = |conv: &Convolution, weights: &QuantizedWeights| {
            let kept = if is_changed { staying(&values[index + 1]) } else { Vec::new() };
            let weights = select(model, &values, index, weights, &kept);
            Convolution { weights: Weights::Quantized(weights), ..*conv }
        };
        let op = match (&layer.op, weights(&layer.op)) {
            (Op::Conv(conv), Some(weights)) => Op::Conv(less(conv, weights)),
            (Op::Depthwise(conv), Some(weights)) => Op::Depthwise(less(conv, weights)),
            (op, _) => op.clone(),
        };
        let [h, w, _] = layer.output.shape;
        let output = Tensor { shape: [h, w, staying(&values[index + 1]).len()], ..layer.output };
        layers.push(Layer { name: String::new(), op, inputs: layer.inputs.clone(), output });
        if is_changed {
            changed.push(index);
        }
    }
    let pruned = Model { input: model.input, layers, channels_first: model.channels_first };
    (!changed.is_empty()).then_some((pruned, changed))
}

fn weights(op: &Op) -> Option<&QuantizedWeights> {
    match op {
        Op::Conv(Convolution { weights: Weights::Quantized(weights), .. })
        | Op::Depthwise(Convolution { weights: Weights::Quantized(weights), .. }) => Some(weights),
        _ => None,
    }
}

/// Which channels stay.
fn staying(channels: &[Channel]) -> Vec<usize> {
    (0..channels.len()).filter(|&channel| channels[channel].stays).collect()
}

/// Of the weights of layer `index`, whose output keeps the channels `kept`, those that stay.
fn select(
    model: &Model,
    values: &[Vec<Channel>],
    index: usize,
    weights: &QuantizedWeights,
    kept: &[usize],
) -> QuantizedWeights {
    let layer = &model.layers[index];
    let (read, made) = (&values[layer.inputs[0]], &values[index + 1]);
    let mut bias = weights.bias.clone();
    let mut bytes = Vec::new();
    if matches!(layer.op, Op::Depthwise(_)) {
        weights.bytes.chunks_exact(made.len()).for_each(|tap| pick(tap, kept, &mut bytes));
    } else {
        let zero_point = model.value(layer.inputs[0]).zero_point;
        let away = read.iter().enumerate().filter(|(_, channel)| !channel.stays);
        let away: Vec<_> =
            away.filter_map(|(i, channel)| Some((i, channel.number? - zero_point))).collect();
        let (columns, row) = (staying(read), weights.bytes.len() / made.len());
        for &n in kept {
            for first in (n * row..(n + 1) * row).step_by(read.len()) {
                pick(&weights.bytes[first..first + read.len()], &columns, &mut bytes);
                for &(channel, number) in &away {
                    bias[n] += number * i32::from(weights.centred(first + channel));
                }
            }
        }
    }
    let scales = match weights.scales.len() {
        1 => weights.scales.clone(),
        _ => kept.iter().map(|&n| weights.scales[n]).collect(),
    };
    let bias = kept.iter().map(|&n| bias[n]).collect();
    QuantizedWeights { bytes, scales, bias, ..*weights }
}

/// Of a tap of some channels those that are named.
fn pick(tap: &[u8], channels: &[usize], to: &mut Vec<u8>) {
    to.extend(channels.iter().map(|&channel| tap[channel]));
}

/// For each value which of its channels stay; None where weights are floats.
fn choose(model: &Model) -> Option<Vec<Vec<Channel>>> {
    let mut values = vec![vec![Channel::default(); model.input.shape[2]]];
    for layer in &model.layers {
        let mut made = vec![Channel::default(); layer.output.shape[2]];
        let (input, read) = (model.value(layer.inputs[0]), &values[layer.inputs[0]]);
        match &layer.op {
            Op::Conv(conv) | Op::Depthwise(conv) => {
                find_numbers(layer, conv, weights(&layer.op)?, input, read, &mut made);
            }
            Op::Pad { number, .. } if is_by_channel(model, layer) => {
                for (made, read) in made.iter_mut().zip(read) {
                    made.number = read.number.filter(|&it| it as f32 == *number);
                }
            }
            _ => {}
        }
        values.push(made);
    }
    keep(&mut values[0], usize::MAX);
    keep(&mut values[model.layers.len()], usize::MAX);
    if let Some(layer) = model.features() {
        keep(&mut values[layer + 1], usize::MAX);
    }
    for (index, layer) in model.layers.iter().enumerate().rev() {
        let (by_channel, mixes) = (is_by_channel(model, layer), matches!(layer.op, Op::Conv(_)));
        keep(&mut values[index + 1], if by_channel || mixes { TOGETHER } else { usize::MAX });
        let made = values[index + 1].clone();
        for &value in &layer.inputs {
            let zero_point = model.value(value).zero_point;
            for (channel, read) in values[value].iter_mut().enumerate() {
                read.stays |= match (&layer.op, read.number) {
                    _ if by_channel => made[channel].stays,
                    // Taps that fall on padding add nothing.
                    (Op::Conv(conv), Some(number)) => number != zero_point && !is_whole(conv),
                    _ => true,
                };
            }
        }
    }
    // These make all that they read.
    for (index, layer) in model.layers.iter().enumerate() {
        if is_by_channel(model, layer) {
            for channel in 0..values[index + 1].len() {
                values[index + 1][channel].stays = values[layer.inputs[0]][channel].stays;
            }
        }
    }
    Some(values)
}

/// Has more channels stay, until they are a multiple of `together`, or all.
fn keep(channels: &mut [Channel], together: usize) {
    let mut staying = channels.iter().filter(|channel| channel.stays).count();
    for channel in channels {
        if staying == 0 || staying % together != 0 {
            staying += usize::from(!channel.stays);
            channel.stays = true;
        }
    }
}

/// Whether `layer` makes each channel of the same one of its input.
fn is_by_channel(model: &Model, layer: &Layer) -> bool {
    model.value(layer.inputs[0]).shape[2] == layer.output.shape[2]
        && matches!(layer.op, Op::Depthwise(_) | Op::Pad { .. })
}

/// Whether none of a convolution's taps fall on padding.
fn is_whole(conv: &Convolution) -> bool {
    conv.window.kernel == [1, 1] && conv.window.pad == [0, 0]
}

/// Finds the channels of a convolution's output that no input changes.
fn find_numbers(
    layer: &Layer,
    conv: &Convolution,
    weights: &QuantizedWeights,
    input: &Tensor,
    read: &[Channel],
    made: &mut [Channel],
) {
    let finish = finish(conv, weights, input, &layer.output);
    let (c, oc) = (read.len(), made.len());
    let of_one = weights.bytes.len() / oc;
    let is_depthwise = matches!(layer.op, Op::Depthwise(_));
    let is_sure = is_whole(conv) && !is_depthwise;
    let (min, max) = input.element.range();
    let centred = |number: i32| i64::from(number - input.zero_point);
    let bounds = |channel: &Channel| match channel.number.map(centred) {
        Some(_) if is_sure => [0; 2], // they are in every sum from the start
        Some(number) => [number.min(0), number.max(0)],
        None => [centred(min), centred(max)],
    };
    let bounds: Vec<[i64; 2]> = read.iter().map(bounds).collect();
    let sure = read.iter().enumerate().filter(|_| is_sure);
    let sure: Vec<_> = sure.filter_map(|(i, it)| Some((i, centred(it.number?)))).collect();
    for (n, made) in made.iter_mut().enumerate() {
        let mut sums = [i64::from(weights.bias[n]); 2];
        for &(channel, number) in &sure {
            let weight = i64::from(weights.centred(n * of_one + channel));
            sums = sums.map(|sum| sum + weight * number);
        }
        let mut tap = 0;
        made.number = loop {
            if tap == of_one || tap % 4 == 3 {
                let [low, high] = sums.map(|sum| finish(n, sum as i32));
                if low != high {
                    break None;
                }
                if tap == of_one {
                    // Beyond this a sum could wrap.
                    let shift = weights.multiplier(input, &layer.output, n).shift.max(0);
                    let fit = sums.iter().all(|sum| sum.abs() <= (1 << 30) >> shift);
                    break fit.then_some(low);
                }
            }
            let (channel, at) = match is_depthwise {
                true => (n * c / oc, tap * oc + n),
                false => (tap % c, n * of_one + tap),
            };
            let [a, b] = bounds[channel].map(|bound| bound * i64::from(weights.centred(at)));
            sums = [sums[0] + a.min(b), sums[1] + a.max(b)];
            tap += 1;
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::kernels::reference;
    use crate::model::synthetic::Lcg;
    use crate::model::{Activation, Element, Padding, Rounding, Window};

    /// Numbers at random.
    struct Random(Lcg);

    impl Random {
        fn byte(&mut self) -> u8 {
            let mut byte = [0];
            self.0.fill(&mut byte);
            byte[0]
        }

        fn below(&mut self, end: usize) -> usize {
            usize::from(self.byte()) % end
        }

        /// Weights, and biases of which a third make their channels the least or the largest number.
        fn weights(&mut self, element: Element, count: usize, oc: usize) -> QuantizedWeights {
            let bias = |random: &mut Self| [0, 0, 0, 0, -4_000_000, 4_000_000][random.below(6)];
            let zero_point = if element == Element::I8 { 0 } else { 120 };
            // Where most are zero, some channels are made of blank ones alone.
            let sparse = self.below(3) == 0;
            let byte = |random: &mut Self| match sparse && random.below(16) > 0 {
                true => zero_point as u8,
                false => random.byte(),
            };
            QuantizedWeights {
                bytes: (0..count).map(|_| byte(self)).collect(),
                element,
                scales: vec![0.004; if element == Element::I8 { oc } else { 1 }],
                zero_point,
                bias: (0..oc).map(|_| bias(self) + i32::from(self.byte())).collect(),
                rounding: Rounding::Twice,
            }
        }

        /// A layer after value `value`, a `tensor`, with windows of `kernel`.
        fn layer(&mut self, value: usize, tensor: Tensor, oc: usize, depthwise: bool) -> Layer {
            let kernel = [1, 3][self.below(2)];
            let stride = 1 + self.below(2);
            let [h, w, c] = tensor.shape;
            // Some places are left.
            let padding = [Padding::Same, Padding::Valid][if w < 3 { 0 } else { self.below(2) }];
            let [(oh, top), (ow, left)] = [h, w].map(|size| padding.along(size, kernel, stride));
            let count = kernel * kernel * if depthwise { oc } else { c * oc };
            let conv = Convolution {
                window: Window {
                    kernel: [kernel; 2],
                    stride: [stride; 2],
                    pad: [top, left],
                    dilation: [1; 2],
                },
                weights: Weights::Quantized(self.weights(tensor.element, count, oc)),
                activation: [Activation::None, Activation::Relu6][self.below(2)],
            };
            let (min, _) = tensor.element.range();
            let zero_point = min + [0, 0, 7][self.below(3)];
            let output = Tensor { shape: [oh, ow, oc], zero_point, ..tensor };
            let op = if depthwise { Op::Depthwise(conv) } else { Op::Conv(conv) };
            Layer { name: String::new(), op, inputs: vec![value], output }
        }

        /// Convolutions and depthwise layers, one after the other.
        fn network(&mut self) -> Model {
            let element = [Element::U8, Element::I8][self.below(2)];
            let zero_point = element.range().0 + 128;
            let input = Tensor { shape: [22, 19, 3], element, scale: 0.03, zero_point };
            let mut model = Model::new(input, Vec::new());
            for depthwise in [false, true, true, false, true, false] {
                let read = *model.output();
                let oc = if depthwise { read.shape[2] } else { 9 + self.below(30) };
                if depthwise && self.below(3) == 0 {
                    let [h, w, c] = read.shape;
                    let number = (read.zero_point + [0, 0, 1][self.below(3)]) as f32;
                    let output = Tensor { shape: [h + 2, w + 1, c], ..read };
                    let op = Op::Pad { before: [1, 1, 0], number };
                    let inputs = vec![model.layers.len()];
                    model.layers.push(Layer { name: String::new(), op, inputs, output });
                }
                let layer = self.layer(model.layers.len(), *model.output(), oc, depthwise);
                model.layers.push(layer);
            }
            model
        }
    }

    #[test]
    fn what_is_left_gives_the_same_bytes() {
        let mut random = Random(Lcg::new(5));
        let mut left_out = 0;
        for case in 0..200 {
            let model = random.network();
            if let Some((less, changed)) = pruned(&model) {
                let pairs = model.layers.iter().zip(&less.layers);
                left_out +=
                    pairs.map(|(a, b)| a.output.shape[2] - b.output.shape[2]).sum::<usize>();
                assert!(!changed.is_empty());
            }
            let mut engine = Engine::new(model).expect("a network of pictures");
            for _ in 0..2 {
                let input: Vec<u8> = (0..22 * 19 * 3).map(|_| random.byte()).collect();
                let layers = reference::run(engine.model(), &input).expect("its size");
                engine.set_own_input(&input).expect("its size");
                assert_eq!(Some(engine.run()), layers.last().map(Vec::as_slice), "case {case}");
            }
        }
        assert!(left_out > 2_000, "{left_out} channels");
    }

    #[test]
    fn as_many_stay_as_are_computed_together() {
        let channel = |stays| Channel { number: None, stays };
        for (stay, of, expected) in [(0, 20, 8), (3, 20, 8), (8, 20, 8), (9, 20, 16), (17, 20, 20)]
        {
            let mut channels: Vec<Channel> = (0..of).map(|i| channel(i >= of - stay)).collect();
            keep(&mut channels, TOGETHER);
            assert_eq!(staying(&channels).len(), expected, "{stay} of {of}");
            assert!(channels[of - stay..].iter().all(|channel| channel.stays));
        }
    }
}
