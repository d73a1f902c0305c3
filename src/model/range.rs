//! What the pixels 0 to 255 stand for: the numbers that a network was trained on.

use super::tflite::Normalization;
use super::{Activation, Arithmetic, ArithmeticKind, Element, Model, Op, Tensor};
use crate::Error;

/// The numbers that pixels stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// A quantised network's: each byte goes in as it is.
    Bytes,
    /// Evenly from `low`, for 0, to `high`, for 255.
    Interval {
        /// What 0 stands for.
        low: f32,
        /// What 255 stands for.
        high: f32,
    },
    /// `(pixel - mean) / std`, each channel by itself; a grey picture has the first.
    Normalized {
        /// Of each channel, in units of pixels.
        mean: [f32; 3],
        /// Of each channel, in units of pixels.
        std: [f32; 3],
    },
}

/// From where a network's range is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "lowercase")
)]
pub enum RangeSource {
    /// The visitor says it.
    Given,
    /// The file says it in its metadata.
    Metadata,
    /// Scale and zero point of the input say it.
    Quantization,
    /// The network begins with layers that bring pixels to the numbers of its training.
    Network,
    /// Nothing says it.
    Assumed,
}

const SIGNED: [f32; 2] = [-1.0, 1.0];
const UNIT: [f32; 2] = [0.0, 1.0];
const PIXELS: [f32; 2] = [0.0, 255.0];
/// On which networks are trained, beside [`normalized_ends`].
const TRAINED: [[f32; 2]; 5] = [SIGNED, UNIT, PIXELS, [-128.0, 127.0], [-0.5, 0.5]];

/// Mean and deviation of ImageNet's pixels: 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225 of 255
/// (PyTorch, `torchvision.transforms`; Keras, `preprocess_input` with `mode="torch"`).
const IMAGENET: Range =
    Range::Normalized { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

impl Range {
    /// The number that `pixel` of channel `channel` stands for, in a network whose input is
    /// `input`.
    pub fn real(&self, input: &Tensor, pixel: u8, channel: usize) -> f32 {
        let value = f32::from(pixel);
        match self {
            Range::Bytes => {
                let (least, _) = input.element.range();
                input.scale * (i32::from(pixel) + least - input.zero_point) as f32
            }
            Range::Interval { low, high } => value / (255.0 / (high - low)) + low,
            Range::Normalized { mean, std } => (value - mean[channel]) / std[channel],
        }
    }

    /// That number as a quantised input stores it, counted from the smallest: `AffineQuantize` of
    /// TensorFlow Lite.
    pub fn stored(&self, input: &Tensor, pixel: u8, channel: usize) -> u8 {
        match self {
            Range::Bytes => pixel,
            _ => input.quantize(self.real(input, pixel, channel)),
        }
    }

    /// Evenly from `low` to `high`; [`Range::Bytes`] where that is the same but for rounding.
    ///
    /// # Errors
    /// [`Error::Range`] if these are not two numbers.
    pub fn interval(low: f32, high: f32, input: &Tensor) -> Result<Self, Error> {
        let width = high - low;
        if !width.is_finite() || width == 0.0 {
            return Err(Error::Range("give two different numbers, of which none is infinite"));
        }
        Ok(Range::Interval { low, high }.or_bytes(input))
    }

    /// `(pixel - mean) / std`, one number each for all channels or one for every channel;
    /// [`Range::Bytes`] where that is the same but for rounding.
    ///
    /// # Errors
    /// [`Error::Range`] if these are for other channels than `input` has, or a deviation is zero.
    pub fn normalized(mean: &[f32], std: &[f32], input: &Tensor) -> Result<Self, Error> {
        let of_channels = |list: &[f32]| match list {
            [one] => Ok([*one; 3]),
            [_, ..] if list.len() == input.shape[2] => {
                Ok([0, 1, 2].map(|c| list.get(c).copied().unwrap_or(1.0)))
            }
            _ => Err(Error::Range("give one mean and one deviation, or one of each channel")),
        };
        let (mean, std) = (of_channels(mean)?, of_channels(std)?);
        if std.contains(&0.0) || mean.iter().chain(&std).any(|number| !number.is_finite()) {
            return Err(Error::Range("a mean or a deviation is no number, or a deviation is zero"));
        }
        Ok(Range::Normalized { mean, std }.or_bytes(input))
    }

    /// The same as a mean and a deviation: one for all channels, or one of each.
    pub fn normalization(&self, input: &Tensor) -> Normalization {
        let evenly = |mean: f32, std: f32| Normalization { mean: vec![mean], std: vec![std] };
        match self {
            Range::Bytes => {
                let zero = input.zero_point - input.element.range().0;
                evenly(zero as f32, 1.0 / input.scale)
            }
            Range::Interval { low, high } => {
                let std = 255.0 / (high - low);
                evenly(-low * std, std)
            }
            Range::Normalized { mean, std } => {
                let channels = input.shape[2].min(3);
                let [mean, std] = [mean, std].map(|list| list[..channels].to_vec());
                Normalization { mean, std }
            }
        }
    }

    fn or_bytes(self, input: &Tensor) -> Self {
        if input.element != Element::F32 && self.is_bytes(input) { Range::Bytes } else { self }
    }

    /// Whether bytes that go in as they are are this range's, but for rounding.
    pub(crate) fn is_bytes(&self, input: &Tensor) -> bool {
        pixels(input).all(|(pixel, c)| self.stored(input, pixel, c).abs_diff(pixel) <= 1)
    }

    /// Whether the input can hold the numbers: at most an eighth of the pixels lies beyond its ends
    /// by more than a step.
    fn fits(&self, input: &Tensor) -> bool {
        let [low, high] = ends(input);
        let within = low - input.scale..=high + input.scale;
        let beyond = |&(pixel, c): &(u8, usize)| !within.contains(&self.real(input, pixel, c));
        pixels(input).filter(beyond).count() * 8 <= pixels(input).count()
    }
}

impl Tensor {
    /// The stored number nearest to `real`, counted from the smallest one; 0 for NaN.
    pub fn quantize(&self, real: f32) -> u8 {
        let (least, most) = self.element.range();
        let steps = (real / self.scale).round() as i32; // the cast saturates
        (steps.saturating_add(self.zero_point).clamp(least, most) - least) as u8
    }
}

impl Model {
    /// What pixels stand for, and from where that is known, unless the visitor says otherwise:
    /// `said` by the file's metadata; by scale and zero point of a quantised input; by layers in
    /// front that bring pixels to the numbers of the training. Where nothing says it, bytes go in
    /// as they are, and floats are assumed to be -1 to 1.
    pub fn range(&self, said: Option<&Normalization>) -> (Range, RangeSource) {
        let input = &self.input;
        // One for other channels than the input has says nothing.
        let said = said.and_then(|said| Range::normalized(&said.mean, &said.std, input).ok());
        if input.element == Element::F32 {
            let [low, high] = SIGNED;
            return match said {
                Some(range) => (range, RangeSource::Metadata),
                None => range_of_layers(self)
                    .unwrap_or((Range::Interval { low, high }, RangeSource::Assumed)),
            };
        }
        match said {
            Some(range) if range.fits(input) => (range, RangeSource::Metadata),
            _ if trained(ends(input), input.scale).is_some() => {
                (Range::Bytes, RangeSource::Quantization)
            }
            // The file does not say it, but hardly any other numbers have these ends.
            _ if has_ends_of_imagenet(ends(input)) => (IMAGENET, RangeSource::Assumed),
            _ => (Range::Bytes, RangeSource::Assumed),
        }
    }
}

/// Every pixel of every channel.
fn pixels(input: &Tensor) -> impl Iterator<Item = (u8, usize)> {
    let channels = input.shape[2].min(3);
    (0..channels).flat_map(|channel| (0..=255).map(move |pixel| (pixel, channel)))
}

/// The least and the largest number that a quantised tensor can hold.
fn ends(tensor: &Tensor) -> [f32; 2] {
    let (least, most) = tensor.element.range();
    [least, most].map(|stored| tensor.scale * (stored - tensor.zero_point) as f32)
}

/// On which of the usual intervals a network is trained whose input is quantised to these ends, to
/// two steps.
fn trained(ends: [f32; 2], step: f32) -> Option<[f32; 2]> {
    let near = |interval: &[f32; 2]| {
        interval.iter().zip(ends).all(|(a, b)| (a - b).abs() <= 2.0 * step.abs())
    };
    TRAINED.into_iter().find(near)
}

/// The least and the largest number of ImageNet's normalised pixels.
fn normalized_ends() -> [f32; 2] {
    let Range::Normalized { mean, std } = IMAGENET else { return SIGNED };
    [(0.0 - mean[0]) / std[0], (255.0 - mean[2]) / std[2]]
}

fn has_ends_of_imagenet(ends: [f32; 2]) -> bool {
    apart(ends, normalized_ends()) < 0.04
}

/// How far two intervals are apart, in widths of the second.
fn apart(a: [f32; 2], b: [f32; 2]) -> f32 {
    ((a[0] - b[0]).abs() + (a[1] - b[1]).abs()) / (b[1] - b[0])
}

/// What the layers in front say of a float input: QUANTIZE by its ends, or a scaling by what it
/// makes of the usual intervals.
fn range_of_layers(model: &Model) -> Option<(Range, RangeSource)> {
    // What the layers so far make of a number, `a x + b` for each channel.
    let mut scaling = vec![[1.0, 0.0]; model.input.shape[2]];
    let mut scaled = false;
    for (index, layer) in model.layers.iter().enumerate() {
        if layer.inputs != [index] {
            break;
        }
        match &layer.op {
            Op::Quantize if index == 0 && layer.output.element != Element::F32 => {
                let ends = ends(&layer.output);
                if let Some([low, high]) = trained(ends, layer.output.scale) {
                    return Some((Range::Interval { low, high }, RangeSource::Network));
                }
                if has_ends_of_imagenet(ends) {
                    return Some((IMAGENET, RangeSource::Assumed));
                }
            }
            Op::Quantize | Op::Pad { .. } => {}
            Op::Arithmetic(arithmetic) => {
                if add(arithmetic, &mut scaling).is_none() {
                    break;
                }
                scaled = true;
            }
            _ => break,
        }
    }
    if !scaled {
        return None;
    }
    let candidates = [PIXELS, UNIT, SIGNED].map(|interval| (interval, unlike(&scaling, interval)));
    let best = candidates.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let (interval, source) = match best {
        Some((interval, unlike)) if unlike < 0.25 => (interval, RangeSource::Network),
        _ => (PIXELS, RangeSource::Assumed),
    };
    let [low, high] = interval;
    Some((Range::Interval { low, high }, source))
}

/// Adds a layer to a scaling; None if it is no scaling by one constant for each channel.
fn add(arithmetic: &Arithmetic, scaling: &mut [[f32; 2]]) -> Option<()> {
    let constant = arithmetic.constant.as_ref()?;
    let Tensor { shape: [h, w, _], scale, zero_point, .. } = constant.tensor;
    let usable = [1, scaling.len()].contains(&constant.numbers.len());
    if !usable || [h, w] != [1, 1] || arithmetic.activation != Activation::None {
        return None;
    }
    for ([a, b], number) in scaling.iter_mut().zip(constant.numbers.iter().cycle()) {
        let number = scale * (number - zero_point as f32);
        [*a, *b] = match (arithmetic.kind, constant.first) {
            (ArithmeticKind::Add, _) => [*a, *b + number],
            (ArithmeticKind::Sub, false) => [*a, *b - number],
            (ArithmeticKind::Sub, true) => [-*a, number - *b],
            (ArithmeticKind::Mul, _) => [*a * number, *b * number],
        };
    }
    Some(())
}

/// How far what a scaling makes of an interval is from what networks are trained on.
fn unlike(scaling: &[[f32; 2]], interval: [f32; 2]) -> f32 {
    let made = scaling.iter().flat_map(|[a, b]| interval.map(|end| a * end + b));
    let ends = made.fold([f32::MAX, f32::MIN], |[low, high], end| [low.min(end), high.max(end)]);
    let known = [SIGNED, UNIT, [-0.5, 0.5], normalized_ends()];
    known.into_iter().map(|known| apart(ends, known)).fold(f32::MAX, f32::min)
}
