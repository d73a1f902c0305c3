//! What a head is worth on recordings that it has not seen, and which ridge is best there.

use super::problem::Problem;
use super::search::Search;
use super::{Examples, Folds, check_ridge};
use crate::Error;

/// The ridges that are tried where none are named.
pub const RIDGES: [f64; 9] = [1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4];

/// A cross validation over ridges, a moment at a time: for each fold a head is taught on the other
/// folds, and asked about this one.
pub struct Assessment {
    examples: Examples,
    folds: Folds,
    /// Those that are compared, in the order of the caller.
    tried: Vec<Tried>,
    /// The fold that is held out.
    fold: usize,
    /// The ridge that it has come to.
    turn: usize,
    /// All but the fold.
    teaching: Option<(Problem, Search)>,
}

/// A ridge, and what came of it for the examples that have been held out.
struct Tried {
    ridge: f64,
    /// `[n][classes]`.
    probabilities: Vec<f32>,
    /// Minus the logarithm of the probability of the right class, of each example.
    losses: Vec<f64>,
}

/// What an assessment found.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    /// The largest ridge whose loss is within one standard error of the least (Hastie, Tibshirani
    /// and Friedman, The Elements of Statistical Learning, section 7.10).
    pub ridge: f64,
    /// In the order of the caller.
    pub ridges: Vec<RidgeScore>,
    /// With the chosen ridge.
    pub folds: Vec<FoldScore>,
    /// In which of the folds each example was held out.
    pub held: Vec<usize>,
    /// Of every example while it was held out, with the chosen ridge, `[n][classes]`.
    pub probabilities: Vec<f32>,
    /// The classes that were divided by time: their figures are too good.
    pub split: Vec<usize>,
}

/// A ridge, and how it did on what was held out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub struct RidgeScore {
    /// The ridge.
    pub ridge: f64,
    /// Mean of minus the logarithm of the right class's probability, every class alike.
    pub loss: f64,
    /// The part of the examples whose class came out first.
    pub accuracy: f64,
}

/// A fold, and how many of its examples came out right while it was held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub struct FoldScore {
    /// Its examples.
    pub examples: usize,
    /// Those whose class came out first.
    pub right: usize,
}

impl Assessment {
    /// An assessment of `examples`, each of which is of a recording, over these ridges.
    ///
    /// # Errors
    /// As [`Folds::new`]; and [`Error::NotTaught`] if there is no ridge, or one is none.
    pub fn new(examples: Examples, recordings: &[u32], ridges: &[f64]) -> Result<Self, Error> {
        ridges.iter().try_for_each(|&ridge| check_ridge(ridge))?;
        if ridges.is_empty() {
            return Err(Error::NotTaught("there is no ridge to try"));
        }
        let folds = Folds::new(&examples, recordings)?;
        let (n, count) = (examples.len(), examples.sizes.len());
        let tried = ridges.iter().map(|&ridge| Tried {
            ridge,
            probabilities: vec![0.0; n * count],
            losses: vec![0.0; n],
        });
        let tried = tried.collect();
        Ok(Self { examples, folds, tried, fold: 0, turn: 0, teaching: None })
    }

    /// Goes through the examples once; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        if self.fold == self.folds.count {
            return false;
        }
        let Some((problem, search)) = &mut self.teaching else {
            let problem = Problem::new(&self.examples, |index| self.folds.of[index] != self.fold);
            let search = Search::new(self.tried[0].ridge, problem.zero());
            self.teaching = Some((problem, search));
            return true;
        };
        if search.advance(problem) {
            return true;
        }
        let point = search.point();
        let tried = &mut self.tried[self.turn];
        let count = problem.count();
        for index in (0..self.examples.len()).filter(|&index| self.folds.of[index] == self.fold) {
            let (row, class) = (self.examples.row(index), self.examples.class(index));
            let (probabilities, loss) = problem.probabilities(point, row, class);
            tried.probabilities[index * count..][..count].copy_from_slice(&probabilities);
            tried.losses[index] = loss;
        }
        self.turn += 1;
        match self.tried.get(self.turn) {
            // From the head with the ridge before.
            Some(next) => *search = Search::new(next.ridge, point.to_vec()),
            None => (self.teaching, self.turn, self.fold) = (None, 0, self.fold + 1),
        }
        self.fold < self.folds.count
    }

    /// What it has found; None as long as there is more to do.
    pub fn assessed(&self) -> Option<Assessed> {
        if self.fold < self.folds.count {
            return None;
        }
        let scores: Vec<RidgeScore> = self.tried.iter().map(|tried| self.score(tried)).collect();
        let best = (0..scores.len()).min_by(|&a, &b| scores[a].loss.total_cmp(&scores[b].loss))?;
        let bound = scores[best].loss + self.standard_error(&self.tried[best], scores[best].loss);
        let within = (0..scores.len()).filter(|&index| scores[index].loss <= bound);
        let larger = |a: usize, b: usize| if scores[b].ridge > scores[a].ridge { b } else { a };
        let chosen = within.reduce(larger)?;
        let tried = &self.tried[chosen];
        let mut folds = vec![FoldScore { examples: 0, right: 0 }; self.folds.count];
        for (index, &fold) in self.folds.of.iter().enumerate() {
            folds[fold].examples += 1;
            folds[fold].right += usize::from(self.is_right(tried, index));
        }
        Some(Assessed {
            ridge: tried.ridge,
            ridges: scores,
            folds,
            held: self.folds.of.clone(),
            probabilities: tried.probabilities.clone(),
            split: self.folds.split.clone(),
        })
    }

    fn score(&self, tried: &Tried) -> RidgeScore {
        let n = self.examples.len();
        let loss = (0..n).map(|index| self.mass(index) * tried.losses[index]).sum();
        let right = (0..n).filter(|&index| self.is_right(tried, index)).count();
        RidgeScore { ridge: tried.ridge, loss, accuracy: right as f64 / n as f64 }
    }

    /// Of the mean loss, by how those of the folds are spread.
    fn standard_error(&self, tried: &Tried, mean: f64) -> f64 {
        let mut folds = vec![(0.0, 0.0); self.folds.count];
        for (index, &fold) in self.folds.of.iter().enumerate() {
            folds[fold].0 += self.mass(index);
            folds[fold].1 += self.mass(index) * tried.losses[index];
        }
        let squares = folds.iter().map(|(mass, loss)| (loss - mass * mean).powi(2));
        let count = folds.len() as f64;
        (squares.sum::<f64>() * count / (count - 1.0)).sqrt()
    }

    /// What an example weighs: 1 in total, every class alike.
    fn mass(&self, index: usize) -> f64 {
        let sizes = &self.examples.sizes;
        1.0 / (sizes.len() * sizes[self.examples.class(index)]) as f64
    }

    fn is_right(&self, tried: &Tried, index: usize) -> bool {
        let count = self.examples.sizes.len();
        let own = &tried.probabilities[index * count..][..count];
        let best = (1..count).fold(0, |best, class| if own[class] > own[best] { class } else { best });
        best == self.examples.class(index)
    }
}
