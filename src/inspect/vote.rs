//! What speaks for a class, and where: the class activation map (Zhou et al., arXiv 1512.04150).
//!
//! A network that averages over places and then weighs the channels might as well weigh them at
//! every place and then average: the logit is the mean of the places' votes, plus the bias.

use super::{Inspector, check_place, rank, weights};
use crate::Error;
use crate::engine::Engine;
use crate::model::{Activation, Kind, Model, Op, Shape, Weights, Window};

/// What every place of the last map contributes to a class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassMap {
    /// Height and width of the map.
    pub shape: [usize; 2],
    /// The contribution of each place, row after row.
    pub votes: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// The class's bias; with the mean it makes the logit.
    pub bias: f64,
    /// What the network has stored as the logit.
    pub stored: f64,
    /// How much of `stored` less `mean` and `bias` comes from averages that were rounded ...
    pub pooling: f64,
    /// ... and how much from rounding the logit.
    pub rounding: f64,
}

/// What a place says about a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vote {
    /// The class.
    pub class: usize,
    /// What the logit would be if all places were like this one.
    pub logit: f64,
}

/// The end of a network that has such maps.
struct Head {
    /// The value that is averaged.
    map: usize,
    /// The averages, as the classifier takes them.
    pooled: usize,
    /// The layer that weighs them.
    classifier: usize,
}

impl Inspector {
    /// What every place of the last map contributes to `class`.
    ///
    /// # Errors
    /// A sentence, if there is no such class, or the network does not end in an average and a
    /// classifier.
    pub fn class_map(&mut self, engine: &mut Engine, class: usize) -> Result<ClassMap, Error> {
        let head = head(engine.model())?;
        let mut weights = weights(engine.model(), head.classifier, class)?;
        let bias = f64::from(weights.pop().unwrap_or_default());
        let seen = self.seen(engine, head.classifier + 1);
        let [h, w, c] = seen.model.value(head.map).shape;
        let dot = |value: usize, place: usize| -> f64 {
            let weighed = weights.iter().enumerate();
            weighed.map(|(i, &weight)| f64::from(weight) * seen.real(value, place * c + i)).sum()
        };
        let votes: Vec<f64> = (0..h * w).map(|place| dot(head.map, place)).collect();
        let mean = votes.iter().sum::<f64>() / votes.len() as f64;
        let pooled = dot(head.pooled, 0);
        let stored = seen.real(head.classifier + 1, class);
        Ok(ClassMap {
            shape: [h, w],
            votes,
            mean,
            bias,
            stored,
            pooling: pooled - mean,
            rounding: stored - (pooled + bias),
        })
    }

    /// The `k` classes that the place in row `y` and column `x` of the last map speaks for most.
    ///
    /// # Errors
    /// A sentence, if there is no such place, or the network does not end in an average and a
    /// classifier.
    pub fn votes(
        &mut self,
        engine: &mut Engine,
        y: usize,
        x: usize,
        k: usize,
    ) -> Result<Vec<Vote>, Error> {
        let head = head(engine.model())?;
        let [h, w, c]: Shape = engine.model().value(head.map).shape;
        check_place([h, w, c], [y, x, 0])?;
        let seen = self.seen(engine, head.pooled);
        let place: Vec<f64> = (0..c).map(|i| seen.real(head.map, (y * w + x) * c + i)).collect();
        let layer = &seen.model.layers[head.classifier];
        let Op::Conv(conv) = &layer.op else { return Err(NO_HEAD) };
        let logit = |class: usize| match &conv.weights {
            Weights::Quantized(weights) => {
                let scale = f64::from(weights.scale(class));
                let products = place.iter().enumerate();
                let products = products.map(|(i, x)| x * f64::from(weights.centred(class * c + i)));
                let unit = f64::from(seen.model.value(layer.inputs[0]).scale);
                scale * (products.sum::<f64>() + f64::from(weights.bias[class]) * unit)
            }
            Weights::Float(weights) => {
                let row = &weights.values[class * c..][..c];
                let products = place.iter().zip(row).map(|(x, &w)| x * f64::from(w));
                products.sum::<f64>() + f64::from(weights.bias[class])
            }
        };
        let classes = 0..layer.output.shape[2];
        let mut best = Vec::new();
        for class in classes {
            rank(&mut best, k, class, logit(class) as f32);
        }
        Ok(best.into_iter().map(|(class, _)| Vote { class, logit: logit(class) }).collect())
    }
}

const NO_HEAD: Error = Error::NoAnswer(
    "this network does not end in an average over all places and a classifier that weighs it, \
     so what a place contributes to a class cannot be told apart",
);

/// The average and the classifier at the end of `model`.
fn head(model: &Model) -> Result<Head, Error> {
    let last = (0..model.layers.len()).rfind(|&index| model.kind(index) == Kind::Classifier);
    let classifier = last.ok_or(NO_HEAD)?;
    let (layer, after) = (&model.layers[classifier], &model.layers[classifier + 1..]);
    let Op::Conv(conv) = &layer.op else { return Err(NO_HEAD) };
    let harmless = |op: &Op| matches!(op, Op::Reshape | Op::Softmax { .. } | Op::Quantize);
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
            Op::AveragePool(window) if everything(window, model.value(map).shape) => {
                return Ok(Head { map, pooled, classifier });
            }
            _ => break,
        }
    }
    Err(NO_HEAD)
}

/// Whether the first place of a window has all places of a map in it.
fn everything(window: &Window, [h, w, _]: Shape) -> bool {
    let Window { kernel: [kh, kw], pad: [top, left], .. } = *window;
    kh >= h + top && kw >= w + left
}
