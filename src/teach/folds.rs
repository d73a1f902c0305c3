//! Recordings divided into folds. Pictures a moment apart are almost the same, so that a picture
//! beside its neighbour in another fold would be no picture that the head has not seen.

use super::Examples;
use crate::Error;

/// Folds, at most.
const MOST: usize = 5;

/// Which examples are held out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    /// The fold of each example, from 0.
    pub of: Vec<usize>,
    /// How many there are: 2 to 5.
    pub count: usize,
    /// The classes whose examples are divided by time, since recordings cannot divide them.
    pub split: Vec<usize>,
}

/// What stays together: a recording, or one half of a class.
struct Group {
    key: Key,
    /// What it holds of each class, as a part of that.
    shares: Vec<f64>,
    /// Of all classes together.
    total: f64,
    fold: Option<usize>,
}

/// A recording, or a class and which half of it.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Recording(u32),
    Half(usize, bool),
}

impl Folds {
    /// Divides examples by the number of the recording that each is of. A class with one recording
    /// is cut into its first and its second half, in the order of the examples.
    ///
    /// # Errors
    /// [`Error::NotTaught`] if there are not as many numbers as examples, or a class has one example.
    pub fn new(examples: &Examples, recordings: &[u32]) -> Result<Self, Error> {
        if recordings.len() != examples.len() {
            return Err(Error::NotTaught("every example needs the number of its recording"));
        }
        let sizes =
            || (0..examples.count).map(|c| examples.classes().filter(|&it| it == c).count());
        if sizes().any(|size| size < 2) {
            return Err(Error::NotTaught("to be assessed, every class needs two examples"));
        }
        let sizes: Vec<usize> = sizes().collect();
        let mut split = Vec::new();
        // Recordings with pictures of several classes may leave one with a single fold.
        loop {
            let keys = keys(examples, recordings, &sizes, &split);
            let groups = assign(groups(&keys, &sizes));
            let fold = |key: Key| groups.iter().find(|group| group.key == key)?.fold;
            let of: Vec<usize> = keys.iter().filter_map(|&(_, key)| fold(key)).collect();
            let known = split.len();
            for class in 0..examples.count {
                let own = || keys.iter().zip(&of).filter(|((of, _), _)| *of == class);
                let first = own().next();
                if own().all(|(_, fold)| first.is_some_and(|(_, first)| fold == first)) {
                    split.push(class);
                }
            }
            if split.len() == known {
                // Folds that got nothing are none.
                let used: Vec<usize> = (0..MOST).filter(|fold| of.contains(fold)).collect();
                let before = |fold: &usize| used.iter().filter(|&used| used < fold).count();
                split.sort_unstable();
                return Ok(Self { of: of.iter().map(before).collect(), count: used.len(), split });
            }
        }
    }
}

/// The class of each example, and what it stays together with.
fn keys(
    examples: &Examples,
    recordings: &[u32],
    sizes: &[usize],
    split: &[usize],
) -> Vec<(usize, Key)> {
    let mut left = sizes.to_vec();
    let key = |(class, &recording): (usize, &u32)| {
        let size = left[class];
        left[class] -= 1;
        let key = match split.contains(&class) {
            true => Key::Half(class, 2 * size > sizes[class] + 1),
            false => Key::Recording(recording),
        };
        (class, key)
    };
    examples.classes().zip(recordings).map(key).collect()
}

/// What stays together, in the order in which it first comes.
fn groups(keys: &[(usize, Key)], sizes: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for &(class, key) in keys {
        let at = groups.iter().position(|group| group.key == key).unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Group { key, shares: vec![0.0; sizes.len()], total: 0.0, fold: None });
        }
        let share = 1.0 / sizes[class] as f64;
        groups[at].shares[class] += share;
        groups[at].total += share;
    }
    groups
}

/// Gives each group a fold: the largest first, each to the fold with the least of its classes.
fn assign(mut groups: Vec<Group>) -> Vec<Group> {
    let classes = groups.first().map_or(0, |group| group.shares.len());
    let with = |class: usize| groups.iter().filter(|group| group.shares[class] > 0.0).count();
    let count = (0..classes).map(with).max().unwrap_or(0).clamp(2, MOST);
    let mut loads = vec![(vec![0.0; classes], 0.0); count];
    loop {
        let open = groups.iter_mut().filter(|group| group.fold.is_none());
        let Some(group) = open.reduce(|a, b| if b.total > a.total { b } else { a }) else {
            return groups;
        };
        let cost = |(shares, total): &(Vec<f64>, f64)| -> (f64, f64) {
            (shares.iter().zip(&group.shares).map(|(load, share)| load * share).sum(), *total)
        };
        let best =
            loads.iter_mut().enumerate().reduce(|a, b| if cost(b.1) < cost(a.1) { b } else { a });
        let Some((fold, (shares, total))) = best else { return groups };
        shares.iter_mut().zip(&group.shares).for_each(|(load, share)| *load += share);
        *total += group.total;
        group.fold = Some(fold);
    }
}
