//! The loss of a head and its gradient, in weights for features of mean 0 and spread 1.

use super::{Examples, Head};
use crate::Error;
use crate::kernels::f32::rows::{BLOCK, LANES, pass};
use crate::simd::Best;

/// Squares of distances whose mean is less count as none: the weights would be no numbers in single
/// precision.
const NO_SPREAD: f64 = 1e-60;

/// Examples with features of mean 0 and spread 1.
///
/// A *point* is a head for them: `[classes][stride]`, each row of weights with its bias behind, and
/// zeros up to a whole vector.
pub(super) struct Problem {
    /// `[n][stride]`: the features, a 1 for the bias, zeros; whole blocks.
    rows: Vec<f32>,
    stride: usize,
    /// The class of each row, and what the row weighs: 1 in total, every class alike.
    labels: Vec<(usize, f64)>,
    /// How many classes there are.
    pub(super) count: usize,
    /// Of the raw features.
    mean: Vec<f64>,
    /// Root of the mean square distance from it; 1 where they are all alike.
    spread: f64,
}

impl Problem {
    /// The examples that `chosen` picks by their index; some of every class.
    pub(super) fn new(examples: &Examples, chosen: impl Fn(usize) -> bool) -> Self {
        let count = examples.count;
        let picked = || {
            let all = examples.iter().enumerate();
            all.filter(|&(index, _)| chosen(index)).map(|(_, example)| example)
        };
        let masses = masses(picked().map(|(class, _)| class), count);
        let labels: Vec<(usize, f64)> = picked().map(|(class, _)| class).zip(masses).collect();

        let rows = || labels.iter().zip(picked()).map(|(&(_, mass), (_, row))| (mass, row));
        let mut mean = vec![0.0; examples.length];
        for (mass, row) in rows() {
            mean.iter_mut().zip(row).for_each(|(sum, &x)| *sum += mass * f64::from(x));
        }
        let distance = |(mass, row): (f64, &[f32])| {
            let squares = row.iter().zip(&mean).map(|(&x, mean)| (f64::from(x) - mean).powi(2));
            mass * squares.sum::<f64>()
        };
        let square: f64 = rows().map(distance).sum();
        let (spread, scale) = match square < NO_SPREAD {
            true => (1.0, 0.0),
            false => (square.sqrt(), 1.0 / square.sqrt()),
        };

        let stride = (examples.length + 1).next_multiple_of(LANES);
        let mut centred = vec![0.0; labels.len().next_multiple_of(BLOCK) * stride];
        for (to, (_, row)) in centred.chunks_exact_mut(stride).zip(picked()) {
            let features = row.iter().zip(&mean);
            let features = features.map(|(&x, mean)| ((f64::from(x) - mean) * scale) as f32);
            to.iter_mut().zip(features.chain([1.0])).for_each(|(to, x)| *to = x);
        }
        Self { rows: centred, stride, labels, count, mean, spread }
    }

    /// No weights.
    pub(super) fn zero(&self) -> Vec<f32> {
        vec![0.0; self.count * self.stride]
    }

    /// The loss at `point`; its gradient goes to `gradient`.
    pub(super) fn evaluate(&self, ridge: f64, point: &[f32], gradient: &mut [f32]) -> f64 {
        let mut loss = 0.0;
        gradient.fill(0.0);
        // Rows that fill up the last block weigh nothing.
        let mut labels = self.labels.iter().copied().chain([(0, 0.0); BLOCK - 1]);
        pass::<Best>(&self.rows, self.stride, point, gradient, |products| {
            for (logits, (class, mass)) in products.chunks_exact_mut(self.count).zip(&mut labels) {
                loss += mass * softmax(logits, class);
                for (other, p) in logits.iter_mut().enumerate() {
                    let own = if other == class { 1.0 } else { 0.0 };
                    *p = (mass * (f64::from(*p) - own)) as f32;
                }
            }
        });
        let mut squares = 0.0;
        let features = self.mean.len();
        let rows = gradient.chunks_exact_mut(self.stride).zip(point.chunks_exact(self.stride));
        for (slopes, weights) in rows {
            for (slope, &weight) in slopes.iter_mut().zip(weights).take(features) {
                *slope += ridge as f32 * weight;
                squares += f64::from(weight).powi(2);
            }
        }
        loss + ridge / 2.0 * squares
    }

    /// The probabilities of each class at `point` for raw features, and minus the logarithm of that
    /// of `class`.
    pub(super) fn probabilities(
        &self,
        point: &[f32],
        features: &[f32],
        class: usize,
    ) -> (Vec<f32>, f64) {
        let centred = features.iter().zip(&self.mean);
        let centred: Vec<f64> =
            centred.map(|(&x, mean)| (f64::from(x) - mean) / self.spread).collect();
        let logit = |row: &[f32]| {
            let factors = centred.iter().copied().chain([1.0]);
            row.iter().zip(factors).map(|(&weight, x)| f64::from(weight) * x).sum::<f64>() as f32
        };
        let mut logits: Vec<f32> = point.chunks_exact(self.stride).map(logit).collect();
        let loss = softmax(&mut logits, class);
        (logits, loss)
    }

    /// A head for raw features.
    pub(super) fn outward(&self, point: &[f32]) -> Head {
        let features = self.mean.len();
        let mut head = Head { weights: Vec::new(), bias: Vec::new() };
        let mut biases = Vec::new();
        for row in point.chunks_exact(self.stride) {
            let weights = row[..features].iter().map(|&weight| f64::from(weight) / self.spread);
            let shift: f64 = weights.clone().zip(&self.mean).map(|(w, mean)| w * mean).sum();
            biases.push(f64::from(row[features]) - shift);
            head.weights.extend(weights.map(|weight| weight as f32));
        }
        let mean = biases.iter().sum::<f64>() / biases.len() as f64;
        head.bias = biases.into_iter().map(|bias| (bias - mean) as f32).collect();
        head
    }

    /// The point of a head for raw features. What is the same for all classes is left out of it: it
    /// changes no probability.
    ///
    /// # Errors
    /// [`Error::NotTaught`] if it is for other features or classes, or not of numbers.
    pub(super) fn inward(&self, head: &Head) -> Result<Vec<f32>, Error> {
        let (features, count) = (self.mean.len(), self.count);
        let Head { weights, bias } = head;
        let whole = weights.len() == count * features && bias.len() == count;
        if !whole || !weights.iter().chain(bias).all(|number| number.is_finite()) {
            return Err(Error::NotTaught("the head to start from is of other classes or features"));
        }
        let mut point = self.zero();
        let rows = weights.chunks_exact(features).zip(bias);
        for (to, (row, &bias)) in point.chunks_exact_mut(self.stride).zip(rows) {
            let mut shift = 0.0;
            for (to, (&weight, mean)) in to.iter_mut().zip(row.iter().zip(&self.mean)) {
                *to = (f64::from(weight) * self.spread) as f32;
                shift += f64::from(weight) * mean;
            }
            to[features] = (f64::from(bias) + shift) as f32;
        }
        for column in 0..=features {
            let at = |class: usize| class * self.stride + column;
            let mean = (0..count).map(|class| f64::from(point[at(class)])).sum::<f64>();
            (0..count).for_each(|class| point[at(class)] -= (mean / count as f64) as f32);
        }
        Ok(point)
    }
}

/// What each example weighs, by its class: 1 in total, every class alike.
pub(super) fn masses(
    classes: impl Iterator<Item = usize> + Clone,
    count: usize,
) -> impl Iterator<Item = f64> {
    let mut sizes = vec![0; count];
    classes.clone().for_each(|class| sizes[class] += 1);
    classes.map(move |class| 1.0 / (count * sizes[class]) as f64)
}

/// Makes probabilities of logits; returns minus the logarithm of that of `class`.
fn softmax(logits: &mut [f32], class: usize) -> f64 {
    let most = logits.iter().fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));
    let own = f64::from(logits[class]);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - most).exp();
        sum += f64::from(*logit);
    }
    logits.iter_mut().for_each(|p| *p = (f64::from(*p) / sum) as f32);
    f64::from(most) + sum.ln() - own
}
