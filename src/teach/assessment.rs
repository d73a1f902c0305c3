//! What a head is worth on recordings that it has not seen, and which ridge is best there.

use super::problem::{Problem, masses};
use super::search::Search;
use super::{Examples, Folds, check_ridge};
use crate::Error;

/// The ridges that are tried where none are named.
pub const RIDGES: [f64; 11] = [1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

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
    /// Of each example.
    held_out: Vec<HeldOut>,
}

/// An answer about an example that was held out.
#[derive(Clone, Default)]
struct HeldOut {
    /// Of each class.
    probabilities: Vec<f32>,
    /// Minus the logarithm of the right class's probability.
    loss: f64,
    /// Whether the right class came out first.
    right: bool,
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
        let held_out = vec![HeldOut::default(); examples.len()];
        let tried = ridges.iter().map(|&ridge| Tried { ridge, held_out: held_out.clone() });
        let tried = tried.collect();
        Ok(Self { examples, folds, tried, fold: 0, turn: 0, teaching: None })
    }

    /// Goes through the examples once; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        if self.fold == self.folds.count {
            return false;
        }
        let mut rest = self.tried.iter_mut().skip(self.turn);
        let Some(tried) = rest.next() else {
            (self.teaching, self.turn, self.fold) = (None, 0, self.fold + 1);
            return self.fold < self.folds.count;
        };
        let Some((problem, search)) = &mut self.teaching else {
            let others = |index: usize| self.folds.of.get(index) != Some(&self.fold);
            let problem = Problem::new(&self.examples, others);
            let search = Search::new(tried.ridge, problem.zero());
            self.teaching = Some((problem, search));
            return true;
        };
        if search.advance(problem) {
            return true;
        }
        let examples = self.examples.iter().zip(&self.folds.of).zip(&mut tried.held_out);
        for (((class, features), _), to) in examples.filter(|((_, fold), _)| **fold == self.fold) {
            let (probabilities, loss) = problem.probabilities(search.point(), features, class);
            let own = probabilities.get(class);
            let right = probabilities.iter().all(|p| Some(p) <= own);
            *to = HeldOut { probabilities, loss, right };
        }
        // From the head with the ridge before.
        if let Some(next) = rest.next() {
            *search = Search::new(next.ridge, search.point().to_vec());
        }
        self.turn += 1;
        true
    }

    /// What it has found; None as long as there is more to do.
    pub fn assessed(&self) -> Option<Assessed> {
        if self.fold < self.folds.count {
            return None;
        }
        let scores = self.tried.iter().map(|tried| (tried, self.score(tried)));
        let scores: Vec<(&Tried, RidgeScore)> = scores.collect();
        let (best, least) = scores.iter().min_by(|a, b| a.1.loss.total_cmp(&b.1.loss))?;
        let bound = least.loss + self.standard_error(best, least.loss);
        let within = scores.iter().filter(|(_, score)| score.loss <= bound);
        let (chosen, _) = within.max_by(|a, b| a.1.ridge.total_cmp(&b.1.ridge))?;
        let fold = |fold: usize| {
            let own = || self.weighed(chosen).filter(move |&(of, ..)| of == fold);
            let right = own().filter(|(.., held_out)| held_out.right).count();
            FoldScore { examples: own().count(), right }
        };
        Some(Assessed {
            ridge: chosen.ridge,
            ridges: scores.iter().map(|(_, score)| *score).collect(),
            folds: (0..self.folds.count).map(fold).collect(),
            held: self.folds.of.clone(),
            probabilities: chosen.held_out.iter().flat_map(|it| it.probabilities.clone()).collect(),
            split: self.folds.split.clone(),
        })
    }

    /// Of each example its fold, what it weighs, and what came of it.
    fn weighed<'a>(&'a self, tried: &'a Tried) -> impl Iterator<Item = (usize, f64, &'a HeldOut)> {
        let masses = masses(self.examples.classes(), self.examples.count);
        let of = self.folds.of.iter().copied();
        of.zip(masses).zip(&tried.held_out).map(|((fold, mass), held_out)| (fold, mass, held_out))
    }

    fn score(&self, tried: &Tried) -> RidgeScore {
        let loss = self.weighed(tried).map(|(_, mass, held_out)| mass * held_out.loss).sum();
        let right = tried.held_out.iter().filter(|held_out| held_out.right).count();
        let accuracy = right as f64 / self.examples.len() as f64;
        RidgeScore { ridge: tried.ridge, loss, accuracy }
    }

    /// Of the mean loss, by how those of the folds are spread.
    fn standard_error(&self, tried: &Tried, mean: f64) -> f64 {
        let of_fold = |fold: usize| {
            let own = self.weighed(tried).filter(|&(of, ..)| of == fold);
            own.map(|(_, mass, held_out)| mass * (held_out.loss - mean)).sum::<f64>()
        };
        let squares: f64 = (0..self.folds.count).map(|fold| of_fold(fold).powi(2)).sum();
        let count = self.folds.count as f64;
        (squares * count / (count - 1.0)).sqrt()
    }
}
