//! Heads taught on features: against the optimality condition and another solver, both in plain
//! loops of double precision; folds; and what cannot be taught.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Lcg;
use proptest::prelude::*;
use separable::Error;
use separable::teach::{Assessed, Assessment, Examples, Fit, Folds, GAP, Head, RIDGES, Teaching};

/// Examples in double precision, as plain loops take them.
#[derive(Clone, Debug)]
struct Plain {
    rows: Vec<Vec<f64>>,
    classes: Vec<usize>,
    count: usize,
}

impl Plain {
    /// `sizes` examples of each class, in random order, around a place of their class that is
    /// `apart` from the others; every feature is moved by `offset` and in units of `unit`.
    fn random(seed: u32, sizes: &[usize], length: usize, [apart, offset, unit]: [f64; 3]) -> Self {
        let mut lcg = Lcg(seed);
        let mut normal = move || (0..12).map(|_| f64::from(lcg.byte()) / 255.0).sum::<f64>() - 6.0;
        let places: Vec<Vec<f64>> =
            sizes.iter().map(|_| (0..length).map(|_| apart * normal()).collect()).collect();
        let mut classes = Vec::new();
        let most = sizes.iter().copied().max().expect("classes");
        for turn in 0..most {
            classes.extend((0..sizes.len()).filter(|&class| turn < sizes[class]));
        }
        let rows = classes.iter().map(|&class: &usize| {
            let number = |&place: &f64| f64::from((unit * (place + normal() + offset)) as f32);
            places[class].iter().map(number).collect()
        });
        Self { rows: rows.collect(), classes: classes.clone(), count: sizes.len() }
    }

    fn examples(&self) -> Examples {
        let features = self.rows.iter().flatten().map(|&x| x as f32).collect();
        let classes = self.classes.iter().map(|&class| class as u16).collect();
        Examples::new(features, classes, self.count).expect("sound examples")
    }

    fn only(&self, chosen: impl Fn(usize) -> bool) -> Self {
        let indices: Vec<usize> = (0..self.rows.len()).filter(|&i| chosen(i)).collect();
        let rows = indices.iter().map(|&i| self.rows[i].clone()).collect();
        Self {
            rows,
            classes: indices.iter().map(|&i| self.classes[i]).collect(),
            count: self.count,
        }
    }

    fn length(&self) -> usize {
        self.rows[0].len()
    }

    /// Of each example, so that every class weighs alike.
    fn mass(&self) -> Vec<f64> {
        let size = |class: usize| self.classes.iter().filter(|&&other| other == class).count();
        self.classes.iter().map(|&class| 1.0 / (self.count * size(class)) as f64).collect()
    }

    /// The mean square distance of the features from their mean.
    fn spread(&self) -> f64 {
        let mass = self.mass();
        (0..self.length())
            .map(|j| {
                let mean: f64 = mass.iter().zip(&self.rows).map(|(m, row)| m * row[j]).sum();
                let squares =
                    mass.iter().zip(&self.rows).map(|(m, row)| m * (row[j] - mean).powi(2));
                squares.sum::<f64>()
            })
            .sum()
    }

    fn mean(&self, j: usize) -> f64 {
        self.mass().iter().zip(&self.rows).map(|(m, row)| m * row[j]).sum()
    }

    fn probabilities(&self, row: &[f64], weights: &[Vec<f64>]) -> Vec<f64> {
        let logits: Vec<f64> = weights
            .iter()
            .map(|w| w[row.len()] + row.iter().zip(w).map(|(x, w)| x * w).sum::<f64>())
            .collect();
        let most = logits.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = logits.iter().map(|logit| (logit - most).exp()).sum();
        logits.iter().map(|logit| (logit - most).exp() / sum).collect()
    }

    /// The stated loss of weights, `[class][features and bias]`, and its gradient.
    fn loss(&self, ridge: f64, weights: &[Vec<f64>]) -> (f64, Vec<Vec<f64>>) {
        let (length, spread) = (self.length(), self.spread());
        let mut gradient = vec![vec![0.0; length + 1]; self.count];
        let mut loss = 0.0;
        for ((row, &class), mass) in self.rows.iter().zip(&self.classes).zip(self.mass()) {
            let p = self.probabilities(row, weights);
            loss -= mass * p[class].ln();
            for k in 0..self.count {
                let residual = mass * (p[k] - f64::from(u8::from(k == class)));
                (0..length).for_each(|j| gradient[k][j] += residual * row[j]);
                gradient[k][length] += residual;
            }
        }
        for (slopes, weights) in gradient.iter_mut().zip(weights) {
            for j in 0..length {
                slopes[j] += ridge * spread * weights[j];
                loss += ridge / 2.0 * spread * weights[j].powi(2);
            }
        }
        (loss, gradient)
    }

    /// The length of the gradient in weights for features of mean 0 and spread 1.
    fn slope(&self, ridge: f64, weights: &[Vec<f64>]) -> f64 {
        let (_, gradient) = self.loss(ridge, weights);
        let (length, spread) = (self.length(), self.spread().max(1e-60).sqrt());
        let means: Vec<f64> = (0..length).map(|j| self.mean(j)).collect();
        let squares = gradient.iter().map(|slopes| {
            let of = |j: usize| ((slopes[j] - means[j] * slopes[length]) / spread).powi(2);
            (0..length).map(of).sum::<f64>() + slopes[length].powi(2)
        });
        squares.sum::<f64>().sqrt()
    }

    /// The least loss and where it is, by Newton's method with a dense solver.
    fn newton(&self, ridge: f64) -> (f64, Vec<Vec<f64>>) {
        let (length, width) = (self.length(), self.length() + 1);
        let size = self.count * width;
        let mut weights = vec![vec![0.0; width]; self.count];
        for _ in 0..200 {
            let (loss, gradient) = self.loss(ridge, &weights);
            let mut hessian = vec![vec![0.0; size + 1]; size];
            for (row, mass) in self.rows.iter().zip(self.mass()) {
                let p = self.probabilities(row, &weights);
                let x = |j: usize| if j < length { row[j] } else { 1.0 };
                for (a, line) in hessian.iter_mut().enumerate() {
                    for (b, number) in line.iter_mut().take(size).enumerate() {
                        let (k, l) = (a / width, b / width);
                        let curve = p[k] * (f64::from(u8::from(k == l)) - p[l]);
                        *number += mass * curve * x(a % width) * x(b % width);
                    }
                }
            }
            for (a, line) in hessian.iter_mut().enumerate() {
                let is_bias = a % width == length;
                // What is added to all biases changes nothing; so little settles it.
                line[a] += if is_bias { 1e-9 } else { ridge * self.spread() };
                line[size] = -gradient[a / width][a % width];
            }
            let step = solve(hessian);
            let slope: f64 = (0..size).map(|a| step[a] * gradient[a / width][a % width]).sum();
            if slope > -1e-22 {
                break;
            }
            let mut part = 1.0;
            loop {
                let moved = |k: usize, j: usize| weights[k][j] + part * step[k * width + j];
                let tried: Vec<Vec<f64>> =
                    (0..self.count).map(|k| (0..width).map(|j| moved(k, j)).collect()).collect();
                if self.loss(ridge, &tried).0 <= loss + 1e-4 * part * slope || part < 1e-9 {
                    weights = tried;
                    break;
                }
                part /= 2.0;
            }
        }
        (self.loss(ridge, &weights).0, weights)
    }
}

/// Solves `[a | b]` by elimination with pivots.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let n = rows.len();
    for at in 0..n {
        let pivot = (at..n).max_by(|&a, &b| rows[a][at].abs().total_cmp(&rows[b][at].abs()));
        rows.swap(at, pivot.expect("a row"));
        let (above, below) = rows.split_at_mut(at + 1);
        let pivot = &above[at];
        for row in below {
            let factor = row[at] / pivot[at];
            (at..=n).for_each(|j| row[j] -= factor * pivot[j]);
        }
    }
    let mut x = vec![0.0; n];
    for at in (0..n).rev() {
        let known: f64 = (at + 1..n).map(|j| rows[at][j] * x[j]).sum();
        x[at] = (rows[at][n] - known) / rows[at][at];
    }
    x
}

fn taught(plain: &Plain, ridge: f64, start: Option<&Head>) -> Fit {
    let mut teaching = Teaching::new(&plain.examples(), ridge, start).expect("can be taught");
    while teaching.advance() {}
    teaching.fit()
}

/// `[class][features and bias]`.
fn wide(head: &Head) -> Vec<Vec<f64>> {
    let length = head.weights.len() / head.bias.len();
    let rows = head.weights.chunks(length).zip(&head.bias);
    rows.map(|(row, &bias)| row.iter().chain([&bias]).map(|&x| x.into()).collect()).collect()
}

/// Overlapping and separable classes, sizes that differ, features far from zero and in other units,
/// more features than examples.
fn cases() -> Vec<Plain> {
    vec![
        Plain::random(1, &[12, 12], 3, [0.3, 0.0, 1.0]),
        Plain::random(2, &[20, 5, 9], 4, [0.5, 0.0, 1.0]),
        Plain::random(3, &[10, 10, 10], 5, [4.0, 0.0, 1.0]),
        Plain::random(4, &[15, 4], 2, [1.0, 30.0, 1.0]),
        Plain::random(5, &[6, 7, 8, 3], 3, [1.0, 2.0, 1e-3]),
        Plain::random(6, &[6, 5], 20, [1.0, 5.0, 50.0]),
        Plain::random(7, &[1, 1], 7, [1.0, 1.0, 1.0]),
    ]
}

const TAUGHT_WITH: [f64; 4] = [1.0, 1e-1, 1e-2, 1e-4];

#[test]
fn the_gradient_of_the_stated_loss_is_zero() {
    for (case, plain) in cases().iter().enumerate() {
        for ridge in TAUGHT_WITH {
            let Fit { head, loss, gradient, .. } = taught(plain, ridge, None);
            let weights = wide(&head);
            // Weights of single precision are off by a part of 2^-24; features are some times larger.
            let bound = (2.0 * ridge * GAP).sqrt() + 3e-6;
            assert!(gradient <= (2.0 * ridge * GAP).sqrt(), "case {case}, {ridge}: {gradient}");
            let slope = plain.slope(ridge, &weights);
            assert!(slope <= bound, "case {case}, ridge {ridge}: {slope} above {bound}");
            let stated = plain.loss(ridge, &weights).0;
            assert!((loss - stated).abs() <= 1e-5, "case {case}, ridge {ridge}: {loss}, {stated}");
            let mean = head.bias.iter().sum::<f32>() / head.bias.len() as f32;
            let most = head.bias.iter().fold(1.0, |most: f32, bias| most.max(bias.abs()));
            assert!(mean.abs() <= 1e-6 * most, "case {case}: biases of mean {mean}");
        }
    }
}

#[test]
fn another_solver_finds_the_same() {
    for (case, plain) in cases().iter().enumerate() {
        for ridge in TAUGHT_WITH {
            let head = taught(plain, ridge, None).head;
            let (least, expected) = plain.newton(ridge);
            let found = plain.loss(ridge, &wide(&head)).0;
            assert!(found - least <= 1e-6, "case {case}, ridge {ridge}: {found} above {least}");
            for row in &plain.rows {
                let pairs = plain.probabilities(row, &wide(&head));
                for (p, q) in pairs.iter().zip(plain.probabilities(row, &expected)) {
                    assert!((p - q).abs() < 2e-3, "case {case}, ridge {ridge}: {p} and {q}");
                }
            }
        }
    }
}

#[test]
fn a_start_changes_nothing_but_the_time() {
    for (case, plain) in cases().iter().enumerate().filter(|(_, plain)| plain.rows.len() > 10) {
        for ridge in TAUGHT_WITH {
            let last = plain.rows.len() - 1;
            let before = taught(&plain.only(|index| index != last), ridge, None).head;
            let cold = taught(plain, ridge, None);
            let wild = Head {
                weights: before.weights.iter().map(|weight| weight * -1e6 + 1.0).collect(),
                bias: before.bias.iter().map(|bias| bias + 1e3).collect(),
            };
            for start in [&before, &cold.head, &wild] {
                let warm = taught(plain, ridge, Some(start));
                assert!((warm.loss - cold.loss).abs() <= 2e-7, "case {case}, ridge {ridge}");
                for row in &plain.rows {
                    let [p, q] =
                        [&warm.head, &cold.head].map(|head| plain.probabilities(row, &wide(head)));
                    let off = p.iter().zip(&q).map(|(p, q)| (p - q).abs()).fold(0.0, f64::max);
                    assert!(off < 2e-3, "case {case}, ridge {ridge}: {off}");
                }
            }
            let again = taught(plain, ridge, Some(&cold.head));
            assert!(again.steps <= 3, "case {case}, ridge {ridge}: {} steps", again.steps);
        }
    }
}

#[test]
fn units_offsets_and_repetitions_do_not_matter() {
    let plain = Plain::random(8, &[9, 14, 6], 6, [0.7, 0.0, 1.0]);
    let moved = |by: f64, unit: f64| {
        let mut other = plain.clone();
        other.rows.iter_mut().flatten().for_each(|x| *x = f64::from(((*x + by) * unit) as f32));
        other
    };
    let mut twice = plain.clone();
    twice.rows.extend(plain.rows.clone());
    twice.classes.extend(&plain.classes);
    // A class that was recorded for longer weighs no more.
    let mut longer = plain.clone();
    for (row, &class) in plain.rows.iter().zip(&plain.classes).filter(|&(_, &class)| class == 1) {
        longer.rows.push(row.clone());
        longer.classes.push(class);
    }
    let head = wide(&taught(&plain, 0.01, None).head);
    for other in [moved(0.0, 1e3), moved(0.0, 1e-12), moved(20.0, 1.0), twice, longer] {
        let found = wide(&taught(&other, 0.01, None).head);
        for (row, same) in plain.rows.iter().zip(&other.rows) {
            let pairs = plain.probabilities(row, &head);
            for (p, q) in pairs.iter().zip(other.probabilities(same, &found)) {
                assert!((p - q).abs() < 2e-3, "{p} and {q}");
            }
        }
    }
}

#[test]
fn features_that_are_all_alike_tell_nothing() {
    let rows = vec![vec![3.5; 4]; 5];
    let plain = Plain { rows, classes: vec![0, 0, 0, 1, 1], count: 2 };
    let Fit { head, loss, .. } = taught(&plain, 0.1, None);
    assert!((loss - 2f64.ln()).abs() < 1e-6, "{loss}");
    assert!(head.weights.iter().chain(&head.bias).all(|number| number.abs() < 1e-6), "{head:?}");
}

fn assess(plain: &Plain, recordings: &[u32], ridges: &[f64]) -> Assessed {
    let mut assessment =
        Assessment::new(plain.examples(), recordings, ridges).expect("can be assessed");
    assert_eq!(assessment.assessed(), None);
    while assessment.advance() {}
    assessment.assessed().expect("it is over")
}

/// Recordings of `length` examples of a class each, in the order of the examples.
fn recorded(plain: &Plain, length: usize) -> Vec<u32> {
    let mut seen = vec![0; plain.count];
    let number = |&class: &usize| {
        seen[class] += 1;
        (class * 1000 + (seen[class] - 1) / length) as u32
    };
    plain.classes.iter().map(number).collect()
}

/// The figures of an assessment, by a head for each fold from the other solver.
#[test]
fn held_out_figures_are_those_of_plain_loops() {
    let plain = Plain::random(9, &[16, 12, 9], 3, [0.6, 1.0, 1.0]);
    let recordings = recorded(&plain, 4);
    let assessed = assess(&plain, &recordings, &[0.01, 1.0, 0.1]);
    let folds = Folds::new(&plain.examples(), &recordings).expect("folds");
    let mass = plain.mass();
    let mut scores = Vec::new();
    for (at, ridge) in [0.01, 1.0, 0.1].into_iter().enumerate() {
        let heads: Vec<_> = (0..folds.count)
            .map(|fold| plain.only(|index| folds.of[index] != fold).newton(ridge).1)
            .collect();
        let (mut losses, mut right) = (vec![0.0; folds.count], vec![0; folds.count]);
        for (index, row) in plain.rows.iter().enumerate() {
            let (fold, class) = (folds.of[index], plain.classes[index]);
            let p = plain.probabilities(row, &heads[fold]);
            losses[fold] -= mass[index] * p[class].ln();
            right[fold] += usize::from(p.iter().all(|other| *other <= p[class]));
            if ridge == assessed.ridge {
                for (p, &q) in p.iter().zip(&assessed.probabilities[index * plain.count..]) {
                    assert!((p - f64::from(q)).abs() < 2e-3, "{p} and {q}");
                }
            }
        }
        let score = assessed.ridges[at];
        let mean: f64 = losses.iter().sum();
        assert_eq!(score.ridge, ridge);
        assert!((score.loss - mean).abs() < 1e-3, "{} and {mean}", score.loss);
        let part = right.iter().sum::<usize>() as f64 / plain.rows.len() as f64;
        assert!((score.accuracy - part).abs() < 1e-12, "{} and {part}", score.accuracy);
        if ridge == assessed.ridge {
            let found: Vec<usize> = assessed.folds.iter().map(|fold| fold.right).collect();
            assert_eq!(found, right);
        }
        let weights: Vec<f64> = (0..folds.count)
            .map(|fold| (0..mass.len()).filter(|&i| folds.of[i] == fold).map(|i| mass[i]).sum())
            .collect();
        let squares: f64 =
            losses.iter().zip(&weights).map(|(loss, mass)| (loss - mass * mean).powi(2)).sum();
        let count = folds.count as f64;
        scores.push((ridge, mean, (squares * count / (count - 1.0)).sqrt()));
    }
    let best = scores.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("ridges");
    let bound = best.1 + best.2;
    let within = scores.iter().filter(|score| score.1 <= bound).map(|score| score.0);
    assert_eq!(assessed.ridge, within.fold(0.0, f64::max));
    assert_eq!(assess(&plain, &recordings, &[0.01, 1.0, 0.1]), assessed);
}

/// Features that say nothing of the class call for much ridge; clear ones for little.
#[test]
fn the_ridge_is_chosen_by_what_was_held_out() {
    let noise = Plain::random(10, &[30, 30], 12, [0.0, 0.0, 1.0]);
    let clear = Plain::random(11, &[30, 30], 12, [3.0, 0.0, 1.0]);
    let [noise, clear] = [noise, clear].map(|plain| assess(&plain, &recorded(&plain, 5), &RIDGES));
    assert!(noise.ridge >= 0.3 && clear.ridge <= 0.03, "{} and {}", noise.ridge, clear.ridge);
    assert!(clear.ridges.iter().all(|score| score.accuracy > 0.95));
    let chance = noise.ridges.iter().map(|score| score.accuracy).fold(0.0, f64::max);
    assert!(chance < 0.75, "{chance}");
}

#[test]
fn a_class_with_one_recording_is_cut_in_time() {
    let plain = Plain::random(12, &[10, 7, 12], 3, [1.0, 0.0, 1.0]);
    let mut recordings = recorded(&plain, 4);
    for (recording, &class) in recordings.iter_mut().zip(&plain.classes) {
        *recording = if class == 1 { 77 } else { *recording };
    }
    let folds = Folds::new(&plain.examples(), &recordings).expect("folds");
    assert_eq!(folds.split, [1]);
    let own: Vec<usize> =
        (0..folds.of.len()).filter(|&i| plain.classes[i] == 1).map(|i| folds.of[i]).collect();
    let (first, second) = own.split_at(3);
    assert!(first.iter().all(|&fold| fold == first[0]), "{own:?}");
    assert!(second.iter().all(|&fold| fold == second[0]), "{own:?}");
    assert_ne!(first[0], second[0]);
    assert_eq!(assess(&plain, &recordings, &[0.1]).split, [1]);
}

/// What cannot be taught or assessed, by a sentence.
#[test]
fn what_cannot_be_taught_is_said() {
    let examples = |features: Vec<f32>, classes: Vec<u16>, count: usize| {
        Examples::new(features, classes, count).expect_err("no examples").to_string()
    };
    let sound = || Examples::new(vec![0.0, 1.0, 2.0, 4.0], vec![0, 1, 0, 1], 2).expect("sound");
    let start = |weights: Vec<f32>, bias: Vec<f32>| {
        let head = Head { weights, bias };
        let taught = Teaching::new(&sound(), 0.1, Some(&head));
        taught.err().expect("no start").to_string()
    };
    let ridge =
        |ridge: f64| Teaching::new(&sound(), ridge, None).err().expect("no ridge").to_string();
    let folds = |examples: Examples, recordings: &[u32], ridges: &[f64]| {
        Assessment::new(examples, recordings, ridges).err().expect("no folds").to_string()
    };
    let single = Examples::new(vec![0.0, 1.0, 2.0], vec![0, 1, 0], 2).expect("sound");
    for (sentence, part) in [
        (examples(vec![], vec![], 2), "two classes"),
        (examples(vec![1.0], vec![0], 1), "two classes"),
        (examples(vec![1.0; 2], vec![0, 1], 0), "two classes"),
        (examples(vec![1.0; 2], vec![0, 1], usize::MAX), "two classes"),
        (examples(vec![1.0; 3], vec![0, 1, 2], 2), "none of others"),
        (examples(vec![1.0; 2], vec![0, 0], 2), "an example of each"),
        (examples(vec![], vec![0, 1], 2), "features"),
        (examples(vec![1.0; 5], vec![0, 1], 2), "features"),
        (examples(vec![1.0, f32::NAN], vec![0, 1], 2), "features"),
        (examples(vec![f32::INFINITY, 1.0], vec![0, 1], 2), "features"),
        (start(vec![1.0; 3], vec![0.0; 2]), "start"),
        (start(vec![1.0; 2], vec![0.0]), "start"),
        (start(vec![1.0, f32::NAN], vec![0.0; 2]), "start"),
        (ridge(0.0), "ridge"),
        (ridge(-1.0), "ridge"),
        (ridge(f64::NAN), "ridge"),
        (ridge(f64::INFINITY), "ridge"),
        (folds(sound(), &[0; 3], &[0.1]), "recording"),
        (folds(sound(), &[0; 4], &[]), "no ridge"),
        (folds(sound(), &[0; 4], &[0.1, f64::NAN]), "ridge"),
        (folds(single, &[0, 1, 2], &[0.1]), "two examples"),
    ] {
        assert!(sentence.contains(part) && sentence.contains("taught"), "{sentence}, not {part}");
    }
    let last = Examples::new(vec![0.0; 2], vec![0, 1], 2);
    assert!(last.is_ok_and(|examples| Teaching::new(&examples, 1e-6, None).is_ok()));
}

fn any_float() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => -10f32..10.0,
        1 => any::<f32>(),
        1 => prop_oneof![Just(0.0), Just(f32::MAX), Just(f32::MIN), Just(f32::MIN_POSITIVE)],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 256 }))]

    /// Any numbers give a head of numbers, or a sentence.
    #[test]
    fn any_examples_give_numbers_or_a_sentence(
        features in prop::collection::vec(any_float(), 0..60),
        classes in prop::collection::vec(0u16..4, 0..12),
        recordings in prop::collection::vec(0u32..4, 0..12),
        count in 0usize..5,
        ridge in prop_oneof![Just(0.1), Just(1e-6), Just(1e6), any::<f64>()],
        start in prop::option::of(prop::collection::vec(any_float(), 4)),
    ) {
        let head = start.map(|numbers| {
            let length = features.len() / classes.len().max(1);
            let weights = numbers.iter().copied().cycle().take(count * length).collect();
            Head { weights, bias: numbers.iter().copied().cycle().take(count).collect() }
        });
        let examples = match Examples::new(features, classes, count) {
            Ok(examples) => examples,
            Err(error) => {
                prop_assert!(matches!(error, Error::NotTaught(_)));
                return Ok(());
            }
        };
        if let Ok(mut teaching) = Teaching::new(&examples, ridge, head.as_ref()) {
            let mut steps = 0;
            while teaching.advance() {
                steps += 1;
                prop_assert!(steps < 20_000, "it comes to an end");
            }
            let Fit { head, loss, .. } = teaching.fit();
            prop_assert!(head.weights.iter().chain(&head.bias).all(|x| x.is_finite()), "{head:?}");
            prop_assert!(loss >= 0.0 && loss <= (count as f64).ln() + 1e-3, "{loss}");
        }
        if let Ok(mut assessment) = Assessment::new(examples, &recordings, &[ridge, 0.1]) {
            while assessment.advance() {}
            let assessed = assessment.assessed().expect("it is over");
            prop_assert!(assessed.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!(assessed.ridges.iter().all(|score| score.loss >= 0.0));
        }
    }

    /// Every example is held out once, every class is among what its head was taught on, and a
    /// recording is on one side, but for classes that are said to be split.
    #[test]
    fn recordings_are_held_out_as_a_whole(
        labels in prop::collection::vec((0u16..4, 0u32..9), 8..60),
    ) {
        let mut classes: Vec<u16> = labels.iter().map(|label| label.0).collect();
        classes.extend([0, 1, 2, 3, 0, 1, 2, 3]);
        let mut recordings: Vec<u32> = labels.iter().map(|label| label.1).collect();
        recordings.extend([0, 1, 2, 3, 4, 5, 6, 7]);
        let n = classes.len();
        let examples = Examples::new(vec![0.0; n], classes.clone(), 4).expect("sound");
        let Folds { of, count, split } = Folds::new(&examples, &recordings).expect("folds");
        prop_assert!((2..=5).contains(&count) && of.len() == n);
        prop_assert!((0..count).all(|fold| of.contains(&fold)));
        for class in 0..4u16 {
            let own: Vec<usize> = (0..n).filter(|&i| classes[i] == class).collect();
            prop_assert!(own.iter().any(|&i| of[i] != of[own[0]]), "class {class} in one fold");
            if split.contains(&class.into()) {
                let half = own.len() / 2;
                prop_assert!(own[..half].iter().all(|&i| of[i] == of[own[0]]));
                prop_assert!(own[half..].iter().all(|&i| of[i] == of[own[half]]));
            }
        }
        for a in 0..n {
            for b in 0..a {
                let whole = |i: usize| !split.contains(&classes[i].into());
                if recordings[a] == recordings[b] && whole(a) && whole(b) {
                    prop_assert_eq!(of[a], of[b], "a recording on both sides");
                }
            }
        }
        // Classes whose recordings are their own are spread over as many folds as they can be.
        for class in 0..4u16 {
            let own: Vec<usize> = (0..n).filter(|&i| classes[i] == class).collect();
            let mut numbers: Vec<u32> = own.iter().map(|&i| recordings[i]).collect();
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert!(numbers.len() > 1 || split.contains(&class.into()));
        }
    }
}
