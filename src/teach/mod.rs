//! A head taught on a network's features: softmax regression with a ridge, and what it is worth on
//! pictures that it has not seen.
//!
//! Of examples `x`, each in a class, [`Teaching`] finds the weights and biases with the least
//!
//! ```text
//! mean of -ln p(class of x | x)  +  ridge / 2 * spread * sum of the squared weights
//! ```
//!
//! - **Every class counts alike**: the mean is that of the classes' own means. How many pictures of a
//!   class there are says how long somebody held a button, and nothing about how often the class
//!   will be seen.
//! - **The ridge has no unit.** `spread` is the mean square distance of the features from their mean,
//!   so that neither their scale nor a number added to each of them matters; and a mean stands in
//!   the place of a sum, so that the same pictures twice give the same head. Biases have no ridge.
//! - **It is trained to convergence**: until the loss is within [`GAP`] of the least by the bound of
//!   a strongly convex function, `|gradient|^2 / (2 * ridge)` (Boyd and Vandenberghe, Convex
//!   Optimization, section 9.1.2), with the gradient in weights for features of mean 0 and spread 1.
//!   Where single precision does not let it come so far, it ends as well: [`Fit::gradient`] tells.
//!
//! [`Assessment`] teaches on a part of the recordings and looks at the others, for several ridges.

mod assessment;
mod examples;
mod folds;
mod problem;
mod search;

pub use assessment::{Assessed, Assessment, FoldScore, RIDGES, RidgeScore};
pub use examples::Examples;
pub use folds::Folds;

use crate::Error;
use problem::Problem;
use search::Search;

/// How far the loss may be from the least, in nats.
pub const GAP: f64 = 1e-8;
/// The least ridge and the largest: with less, weights grow without bound where classes can be
/// separated; with more, nothing is left of them.
const BOUNDS: [f64; 2] = [1e-6, 1e6];

/// A linear classifier of raw features: a logit is a row of weights times the features, and a bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// `[classes][features]`.
    pub weights: Vec<f32>,
    /// `[classes]`.
    pub bias: Vec<f32>,
}

/// What teaching has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// For raw features.
    pub head: Head,
    /// What was made least: the mean of the classes, and the ridge's part.
    pub loss: f64,
    /// The length of its gradient, in weights for features of mean 0 and spread 1.
    pub gradient: f64,
    /// How often the examples were gone through.
    pub steps: usize,
}

/// A head that is being taught, one pass over the examples at a time.
pub struct Teaching {
    problem: Problem,
    search: Search,
}

impl Teaching {
    /// Begins with no weights, or with those of `start`, where they are better than none.
    ///
    /// # Errors
    /// [`Error::NotTaught`] if `ridge` is none, or `start` is for other features or classes, or not
    /// of numbers.
    pub fn new(examples: &Examples, ridge: f64, start: Option<&Head>) -> Result<Self, Error> {
        check_ridge(ridge)?;
        let problem = Problem::new(examples, |_| true);
        let point = match start {
            Some(head) => problem.inward(head)?,
            None => problem.zero(),
        };
        Ok(Self { search: Search::new(ridge, point), problem })
    }

    /// Goes through the examples once; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.search.advance(&self.problem)
    }

    /// What it has come to.
    pub fn fit(&self) -> Fit {
        let Search { loss, norm, steps, .. } = self.search;
        Fit { head: self.problem.outward(self.search.point()), loss, gradient: norm, steps }
    }
}

fn check_ridge(ridge: f64) -> Result<(), Error> {
    let [least, most] = BOUNDS;
    if (least..=most).contains(&ridge) {
        return Ok(());
    }
    Err(Error::NotTaught("a ridge is a number from 0.000001 to 1000000"))
}
