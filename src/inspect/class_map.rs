//! Class activation maps: what each position of the last map adds to a logit (Zhou et al., arXiv
//! 1512.04150, section 2).
//!
//! Averaging over positions and weighting channels can be exchanged: the logit is the mean of the
//! positions' votes, plus the bias.

use super::{ChannelWeights, Inspector, check_position, rank, weights};
use crate::Error;
use crate::engine::Engine;
use crate::model::{Activation, Function, LayerKind, Model, Op, Shape, Weights, Window};
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
    /// The mean of `data`.
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
    /// The part that comes from rounding the logit.
    pub rounding: f64,
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
    /// The value that is averaged.
    map: usize,
    /// The averages: the classifier's input.
    pooled: usize,
    /// The classifier.
    classifier: usize,
}

impl Inspector {
    /// What each position of the last map contributes to the logit of `class`, for the present input.
    ///
    /// # Errors
    /// [`Error::NoCell`] if there is no such class, or [`Error::NoAnswer`] if the network does not end
    /// in an average and a classifier.
    pub fn class_map(&mut self, engine: &mut Engine, class: usize) -> Result<ClassMap, Error> {
        let head = head(engine.model())?;
        let ChannelWeights { data: weights, bias } =
            weights(engine.model(), head.classifier, class)?;
        let bias = f64::from(bias);
        let seen = self.seen(engine, head.classifier + 1);
        let [h, w, c] = seen.model.value(head.map).shape;
        let dot = |value: usize, position: usize| -> f64 {
            let weights = weights.iter().enumerate();
            weights.map(|(i, &weight)| f64::from(weight) * seen.real(value, position * c + i)).sum()
        };
        let data: Vec<f64> = (0..h * w).map(|position| dot(head.map, position)).collect();
        let mean = data.iter().sum::<f64>() / data.len() as f64;
        let logit = mean + bias;
        let pooled = dot(head.pooled, 0);
        let stored = seen.real(head.classifier + 1, class);
        Ok(ClassMap {
            data,
            shape: [h, w],
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
    /// [`Error::NoCell`] if there is no such position, or [`Error::NoAnswer`] if the network does not
    /// end in an average and a classifier.
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
        let seen = self.seen(engine, head.pooled);
        let cells: Vec<f64> = (0..c).map(|i| seen.real(head.map, (y * w + x) * c + i)).collect();
        let layer = &seen.model.layers[head.classifier];
        let Op::Conv(conv) = &layer.op else { return Err(NO_HEAD) };
        let logit = |class: usize| match &conv.weights {
            Weights::Quantized(weights) => {
                let scale = f64::from(weights.scale(class));
                let products = cells.iter().enumerate();
                let products = products.map(|(i, x)| x * f64::from(weights.centred(class * c + i)));
                let unit = f64::from(seen.model.value(layer.inputs[0]).scale);
                scale * (products.sum::<f64>() + f64::from(weights.bias[class]) * unit)
            }
            Weights::Float(weights) => {
                let row = &weights.values[class * c..][..c];
                let products = cells.iter().zip(row).map(|(x, &w)| x * f64::from(w));
                products.sum::<f64>() + f64::from(weights.bias[class])
            }
        };
        let classes = 0..layer.output.shape[2];
        let mut best = Vec::new();
        for class in classes {
            rank(&mut best, k, class, logit(class) as f32);
        }
        let vote = |(class, _)| Vote { index: class, logit: logit(class) };
        Ok(best.into_iter().map(vote).collect())
    }
}

const NO_HEAD: Error = Error::NoAnswer(
    "this network does not end in an average over all positions and a classifier that weighs it, \
     so it has no class activation maps",
);

/// The average and the classifier at the end of `model`.
fn head(model: &Model) -> Result<Head, Error> {
    let last = (0..model.layers.len()).rfind(|&index| model.kind(index) == LayerKind::Classifier);
    let classifier = last.ok_or(NO_HEAD)?;
    let (layer, after) = (&model.layers[classifier], &model.layers[classifier + 1..]);
    let Op::Conv(conv) = &layer.op else { return Err(NO_HEAD) };
    // What turns logits into probabilities, or only moves them.
    let harmless = |op: &Op| {
        let sigmoid = matches!(op, Op::Function(Function::Logistic));
        sigmoid || matches!(op, Op::Reshape | Op::Softmax { .. } | Op::Quantize)
    };
    if conv.activation != Activation::None || !after.iter().all(|layer| harmless(&layer.op)) {
        return Err(NO_HEAD);
    }
    let pooled = layer.inputs[0];
    let mut value = pooled;
    while value > 0 {
        let layer = &model.layers[value - 1];
        let map = layer.inputs[0];
        match &layer.op {
            Op::Reshape => value = map,
            Op::Mean => return Ok(Head { map, pooled, classifier }),
            Op::AveragePool(pool) if everything(&pool.window, model.value(map).shape) => {
                return Ok(Head { map, pooled, classifier });
            }
            _ => break,
        }
    }
    Err(NO_HEAD)
}

/// Whether a window at its first position covers the whole map.
fn everything(window: &Window, [h, w, _]: Shape) -> bool {
    let Window { kernel: [kh, kw], pad: [top, left], .. } = *window;
    kh >= h + top && kw >= w + left
}
