//! L-BFGS (Nocedal and Wright, Numerical Optimization, section 7.2), one evaluation at a time.
//!
//! The loss is convex, so that a line is searched by slopes alone: where the loss still falls at a
//! trial, it is less than at the beginning. Slopes go on telling directions apart where losses
//! differ by less than their rounding.

use super::GAP;
use super::problem::Problem;
use std::collections::VecDeque;

/// How many of the last steps tell the curvature.
const MEMORY: usize = 10;
/// A trial is too far if the loss rises there by more than this part of how it fell at first.
const RISE: f64 = 0.5;
/// Evaluations without a gradient shorter than all before, after which rounding is in the way.
const MOST_IDLE: usize = 50;

/// A search for the point of the least loss.
pub(super) struct Search {
    ridge: f64,
    /// The last point that was accepted; until the first evaluation, where to begin.
    at: Place,
    trial: Place,
    /// From `at` to `trial`, at full length.
    direction: Vec<f32>,
    /// Of the loss along it.
    slope: f64,
    /// Which part of it is tried.
    part: f64,
    /// The last steps, the oldest first.
    steps_taken: VecDeque<Taken>,
    /// The loss at the last point.
    pub(super) loss: f64,
    /// The length of its gradient.
    pub(super) norm: f64,
    /// Evaluations.
    pub(super) steps: usize,
    shortest: f64,
    idle: usize,
    over: bool,
}

/// A point, and the gradient there.
struct Place {
    point: Vec<f32>,
    gradient: Vec<f32>,
}

/// How far a step went, and by how much the gradient changed.
struct Taken {
    step: Vec<f32>,
    change: Vec<f32>,
    /// Their product.
    product: f64,
}

impl Search {
    /// Begins at `point`.
    pub(super) fn new(ridge: f64, point: Vec<f32>) -> Self {
        let zeros = vec![0.0; point.len()];
        Self {
            ridge,
            trial: Place { point: point.clone(), gradient: zeros.clone() },
            at: Place { point, gradient: zeros.clone() },
            direction: zeros,
            slope: 0.0,
            part: 1.0,
            steps_taken: VecDeque::new(),
            loss: f64::NAN,
            norm: f64::NAN,
            steps: 0,
            shortest: f64::INFINITY,
            idle: 0,
            over: false,
        }
    }

    /// The best point so far.
    pub(super) fn point(&self) -> &[f32] {
        &self.at.point
    }

    /// Evaluates a point; returns whether there is more to do.
    pub(super) fn advance(&mut self, problem: &Problem) -> bool {
        if self.over {
            return false;
        }
        let Place { point, gradient } = &mut self.trial;
        let loss = problem.evaluate(self.ridge, point, gradient);
        self.steps += 1;
        if self.steps == 1 {
            // No weights have this loss.
            if !(loss <= (problem.count as f64).ln() * (1.0 + 1e-6)) {
                point.fill(0.0);
                self.steps = 0;
                self.loss = loss;
                return true;
            }
        } else {
            let slope = dot(gradient, &self.direction);
            if !(slope <= -RISE * self.slope) {
                return self.shorten(slope);
            }
            self.remember();
        }
        std::mem::swap(&mut self.at, &mut self.trial);
        self.loss = loss;
        self.norm = dot(&self.at.gradient, &self.at.gradient).sqrt();
        self.idle = if self.norm < self.shortest { 0 } else { self.idle + 1 };
        self.shortest = self.shortest.min(self.norm);
        self.over = self.norm.powi(2) <= 2.0 * self.ridge * GAP || self.idle > MOST_IDLE;
        if !self.over {
            self.aim();
        }
        !self.over
    }

    /// Tries less of the direction, where the slope along it would be none if it changed evenly.
    fn shorten(&mut self, slope: f64) -> bool {
        let part = self.slope / (self.slope - slope);
        self.part *= if part >= 0.1 { part } else { 0.1 };
        self.idle += 1;
        self.over = self.idle > MOST_IDLE;
        self.go();
        !self.over
    }

    /// Sets the trial on the direction.
    fn go(&mut self) {
        let part = self.part as f32;
        let numbers = self.trial.point.iter_mut().zip(&self.at.point).zip(&self.direction);
        numbers.for_each(|((to, from), by)| *to = from + part * by);
    }

    /// Adds the step from the last point to the trial.
    fn remember(&mut self) {
        let mut taken = match self.steps_taken.len() {
            MEMORY => self.steps_taken.pop_front(),
            _ => None,
        }
        .unwrap_or_else(|| Taken { step: Vec::new(), change: Vec::new(), product: 0.0 });
        difference(&self.trial.point, &self.at.point, &mut taken.step);
        difference(&self.trial.gradient, &self.at.gradient, &mut taken.change);
        taken.product = dot(&taken.step, &taken.change);
        if taken.product > 0.0 {
            self.steps_taken.push_back(taken);
        }
    }

    /// Finds a direction (algorithm 7.4), and sets the trial at its end.
    fn aim(&mut self) {
        let to = &mut self.direction;
        to.copy_from_slice(&self.at.gradient);
        let mut factors = [0.0; MEMORY];
        for (taken, factor) in self.steps_taken.iter().zip(&mut factors).rev() {
            *factor = dot(&taken.step, to) / taken.product;
            add(to, -*factor, &taken.change);
        }
        let scale = match self.steps_taken.back() {
            Some(Taken { change, product, .. }) => product / dot(change, change),
            // The loss curves by at most half of the largest mean square, of features and 1.
            None => 1.0 / (1.0 + self.ridge),
        };
        to.iter_mut().for_each(|number| *number *= scale as f32);
        for (taken, factor) in self.steps_taken.iter().zip(factors) {
            let part = dot(&taken.change, to) / taken.product;
            add(to, factor - part, &taken.step);
        }
        to.iter_mut().for_each(|number| *number = -*number);
        self.slope = dot(to, &self.at.gradient);
        self.part = 1.0;
        self.go();
    }
}

fn difference(a: &[f32], b: &[f32], to: &mut Vec<f32>) {
    to.clear();
    to.extend(a.iter().zip(b).map(|(a, b)| a - b));
}

fn add(to: &mut [f32], factor: f64, by: &[f32]) {
    let factor = factor as f32;
    to.iter_mut().zip(by).for_each(|(to, by)| *to += factor * by);
}

/// The sum of the products, in double precision.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0; 4];
    for (a, b) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for (sum, (&a, &b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += f64::from(a) * f64::from(b);
        }
    }
    sums.iter().sum()
}
