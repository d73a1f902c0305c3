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
    /// The class of each row.
    classes: Vec<usize>,
    /// What a row of each class weighs: 1 in total, every class alike.
    mass: Vec<f64>,
    /// Of the raw features.
    mean: Vec<f64>,
    /// Root of the mean square distance from it; 1 where they are all alike.
    spread: f64,
}

impl Problem {
    /// The examples that `chosen` picks by their index; some of every class.
    pub(super) fn new(examples: &Examples, chosen: impl Fn(usize) -> bool) -> Self {
        let count = examples.sizes.len();
        let indices: Vec<usize> = (0..examples.len()).filter(|&index| chosen(index)).collect();
        let classes: Vec<usize> = indices.iter().map(|&index| examples.class(index)).collect();
        let mut sizes = vec![0; count];
        classes.iter().for_each(|&class| sizes[class] += 1);
        let mass: Vec<f64> = sizes.iter().map(|&size| 1.0 / (count * size) as f64).collect();

        let mut mean = vec![0.0; examples.length];
        for (&index, &class) in indices.iter().zip(&classes) {
            for (sum, &x) in mean.iter_mut().zip(examples.row(index)) {
                *sum += mass[class] * f64::from(x);
            }
        }
        let mut square = 0.0;
        for (&index, &class) in indices.iter().zip(&classes) {
            let distances = examples.row(index).iter().zip(&mean);
            square += mass[class]
                * distances.map(|(&x, mean)| (f64::from(x) - mean).powi(2)).sum::<f64>();
        }
        let (spread, scale) = match square < NO_SPREAD {
            true => (1.0, 0.0),
            false => (square.sqrt(), 1.0 / square.sqrt()),
        };

        let stride = (examples.length + 1).next_multiple_of(LANES);
        let mut rows = vec![0.0; indices.len().next_multiple_of(BLOCK) * stride];
        for (row, &index) in rows.chunks_exact_mut(stride).zip(&indices) {
            let features = examples.row(index).iter().zip(&mean);
            for (to, (&x, mean)) in row.iter_mut().zip(features) {
                *to = ((f64::from(x) - mean) * scale) as f32;
            }
            row[examples.length] = 1.0;
        }
        Self { rows, stride, classes, mass, mean, spread }
    }

    /// How many classes there are.
    pub(super) fn count(&self) -> usize {
        self.mass.len()
    }

    /// No weights.
    pub(super) fn zero(&self) -> Vec<f32> {
        vec![0.0; self.count() * self.stride]
    }

    /// The loss at `point`; its gradient goes to `gradient`.
    pub(super) fn evaluate(&self, ridge: f64, point: &[f32], gradient: &mut [f32]) -> f64 {
        let mut loss = 0.0;
        gradient.fill(0.0);
        pass::<Best>(&self.rows, self.stride, point, gradient, |block, products| {
            for (i, logits) in products.chunks_exact_mut(self.count()).enumerate() {
                // Rows that fill up the last block weigh nothing.
                let Some(&class) = self.classes.get(block * BLOCK + i) else {
                    logits.fill(0.0);
                    continue;
                };
                let mass = self.mass[class];
                let own = f64::from(logits[class]);
                let (most, sum) = softmax(logits);
                loss += mass * (f64::from(most) + sum.ln() - own);
                logits.iter_mut().for_each(|p| *p = (mass * f64::from(*p)) as f32);
                logits[class] -= mass as f32;
            }
        });
        let mut squares = 0.0;
        let features = self.mean.len();
        let rows = gradient.chunks_exact_mut(self.stride).zip(point.chunks_exact(self.stride));
        for (slopes, weights) in rows {
            for (slope, &weight) in slopes[..features].iter_mut().zip(weights) {
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
            let products = row.iter().zip(&centred).map(|(&weight, x)| f64::from(weight) * x);
            (products.sum::<f64>() + f64::from(row[centred.len()])) as f32
        };
        let mut logits: Vec<f32> = point.chunks_exact(self.stride).map(logit).collect();
        let own = f64::from(logits[class]);
        let (most, sum) = softmax(&mut logits);
        (logits, f64::from(most) + sum.ln() - own)
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
        let (features, count) = (self.mean.len(), self.count());
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

/// Makes probabilities of logits; returns the largest logit, and the sum of the exponentials of
/// what they are above it.
fn softmax(logits: &mut [f32]) -> (f32, f64) {
    let most = logits.iter().fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - most).exp();
        sum += f64::from(*logit);
    }
    logits.iter_mut().for_each(|p| *p = (f64::from(*p) / sum) as f32);
    (most, sum)
}
