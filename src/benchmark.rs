//! Benchmarks: networks and layers timed in turn on this machine.

use crate::cost::{self, Cost};
use crate::engine::Bench;
use crate::kernels::Dot;
use crate::model::Model;
use crate::threads::ThreadPool;

/// Milliseconds of a sample at least, in as many runs as that takes: clocks are coarse.
const SAMPLE: f64 = 2.0;
/// Most runs of one sample.
const MOST_RUNS: u32 = 1 << 12;

/// Models timed in turn: every round takes one sample of each, so that a disturbance of the machine
/// disturbs all of them alike.
pub struct Benchmark {
    entries: Vec<Entry>,
    rounds: usize,
    /// The entry whose turn it is.
    turn: usize,
    clock: fn() -> f64,
}

/// One model and its samples.
struct Entry {
    bench: Bench,
    cost: Cost,
    /// Runs of one sample; zero before the model is packed, then doubled until a sample is long enough.
    runs: u32,
    steady: bool,
    /// Milliseconds of one run, the least first.
    samples: Vec<f64>,
}

/// The times of a model, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub struct Timed {
    /// Median of the samples, in milliseconds of one run.
    pub median: f64,
    /// The least sample, in milliseconds of one run.
    pub min: f64,
    /// Number of samples.
    pub count: usize,
    /// Multiply-accumulates of one run.
    pub macs: u64,
    /// Weights and biases.
    pub params: u64,
    /// Bytes of weights and biases.
    pub bytes: u64,
}

impl Benchmark {
    /// A benchmark of `rounds` samples (1 to 1000) of every model that is added; `clock` returns
    /// milliseconds.
    pub fn new(rounds: usize, clock: fn() -> f64) -> Self {
        Self { entries: Vec::new(), rounds: rounds.clamp(1, 1000), turn: 0, clock }
    }

    /// Adds a model.
    pub fn add(&mut self, model: Model, dot: Dot, pool: Box<dyn ThreadPool>) {
        let cost = cost::network(&model);
        let bench = Bench::new(model, dot, pool);
        self.entries.push(Entry { bench, cost, runs: 0, steady: false, samples: Vec::new() });
    }

    /// Packs a layer, or takes a sample; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        // First all are packed and warm.
        if let Some(entry) = self.entries.iter_mut().find(|entry| !entry.steady) {
            entry.warm(self.clock);
            return true;
        }
        let count = self.entries.len();
        match self.entries.get_mut(self.turn) {
            Some(entry) if entry.samples.len() < self.rounds => {
                let sample = entry.sample(self.clock) / f64::from(entry.runs);
                let at = entry.samples.partition_point(|&other| other <= sample);
                entry.samples.insert(at, sample);
                self.turn = (self.turn + 1) % count;
                true
            }
            _ => false,
        }
    }

    /// The times so far, in the order in which the models were added; NaN where there are no samples.
    pub fn timed(&self) -> Vec<Timed> {
        self.entries.iter().map(Entry::timed).collect()
    }
}

impl Entry {
    /// Packs a layer, or finds how many runs make a sample.
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
        let Cost { macs, params, bytes, .. } = self.cost;
        Timed { median, min: at(0), count, macs, params, bytes }
    }
}
