//! What networks and layers cost in time: several, timed in turn on this machine.

use crate::cost::{self, Cost};
use crate::engine::Bench;
use crate::kernels::Dot;
use crate::model::Model;
use crate::threads::ThreadPool;

/// A sample lasts so many milliseconds at least, in as many runs as that takes: clocks are coarse.
const SAMPLE: f64 = 2.0;
/// Runs of one sample at most.
const MOST_RUNS: u32 = 1 << 12;

/// A race among models: every round takes one sample of each, so that what disturbs the machine
/// disturbs all of them alike.
pub struct Timing {
    runners: Vec<Runner>,
    rounds: usize,
    /// Whose turn it is.
    turn: usize,
    clock: fn() -> f64,
}

/// One model and its samples.
struct Runner {
    bench: Bench,
    cost: Cost,
    /// Runs of one sample; zero before it is packed, and found out in the first samples.
    runs: u32,
    steady: bool,
    /// The least first.
    samples: Vec<f64>,
}

/// What came out for a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    /// The median of the samples, in milliseconds of one run.
    pub median: f64,
    /// The least of them.
    pub least: f64,
    /// How many there are.
    pub count: usize,
    /// What it costs by count.
    pub cost: Cost,
}

impl Timing {
    /// Takes `rounds` samples of every model that is added; `clock` tells milliseconds.
    pub fn new(rounds: usize, clock: fn() -> f64) -> Self {
        Self { runners: Vec::new(), rounds: rounds.clamp(1, 1000), turn: 0, clock }
    }

    /// Adds a model.
    pub fn add(&mut self, model: Model, dot: Dot, pool: Box<dyn ThreadPool>) {
        let cost = cost::network(&model);
        let bench = Bench::new(model, dot, pool);
        self.runners.push(Runner { bench, cost, runs: 0, steady: false, samples: Vec::new() });
    }

    /// Goes on for a moment: packs a layer, or takes a sample. Whether there is more to do.
    pub fn advance(&mut self) -> bool {
        // First all are packed and warm.
        if let Some(runner) = self.runners.iter_mut().find(|runner| !runner.steady) {
            runner.warm(self.clock);
            return true;
        }
        let count = self.runners.len();
        match self.runners.get_mut(self.turn) {
            Some(runner) if runner.samples.len() < self.rounds => {
                let sample = runner.sample(self.clock) / f64::from(runner.runs);
                let at = runner.samples.partition_point(|&other| other <= sample);
                runner.samples.insert(at, sample);
                self.turn = (self.turn + 1) % count;
                true
            }
            _ => false,
        }
    }

    /// What came out so far, in the order in which the models were added.
    pub fn timed(&self) -> Vec<Timed> {
        self.runners.iter().map(Runner::timed).collect()
    }
}

impl Runner {
    /// Packs a layer, or finds out how many runs make a sample.
    fn warm(&mut self, clock: fn() -> f64) {
        if self.runs == 0 {
            self.runs = u32::from(self.bench.prepare());
        } else if self.sample(clock) >= SAMPLE || self.runs >= MOST_RUNS {
            self.steady = true;
        } else {
            self.runs *= 2;
        }
    }

    /// Milliseconds of a sample.
    fn sample(&mut self, clock: fn() -> f64) -> f64 {
        let start = clock();
        for _ in 0..self.runs {
            self.bench.run();
        }
        clock() - start
    }

    fn timed(&self) -> Timed {
        let count = self.samples.len();
        let at = |index: usize| self.samples.get(index).copied().unwrap_or(f64::NAN);
        let median = (at(count.saturating_sub(1) / 2) + at(count / 2)) / 2.0;
        Timed { median, least: at(0), count, cost: self.cost }
    }
}
