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
    /// How many examples of each class.
    sizes: Vec<usize>,
    examples: Vec<usize>,
}

impl Folds {
    /// Divides examples by the number of the recording that each is of. A class with one recording
    /// is cut into its first and its second half, in the order of the examples.
    ///
    /// # Errors
    /// [`Error::NotTaught`] if there are not as many numbers as examples, or a class has one example.
    pub fn new(examples: &Examples, recordings: &[u32]) -> Result<Self, Error> {
        let (n, count) = (examples.len(), examples.sizes.len());
        if recordings.len() != n {
            return Err(Error::NotTaught("every example needs the number of its recording"));
        }
        if examples.sizes.contains(&1) {
            return Err(Error::NotTaught("to be assessed, every class needs two examples"));
        }
        let mut split = vec![false; count];
        // Recordings with pictures of several classes may leave one with a single fold.
        loop {
            let groups = groups(examples, recordings, &split);
            let folds = assign(&groups, &examples.sizes);
            let mut of = vec![0; n];
            for (group, &fold) in groups.iter().zip(&folds) {
                group.examples.iter().for_each(|&example| of[example] = fold);
            }
            let alone: Vec<usize> = (0..count)
                .filter(|&class| {
                    let mut own = (0..n).filter(|&i| examples.class(i) == class).map(|i| of[i]);
                    let first = own.next();
                    own.all(|fold| Some(fold) == first)
                })
                .collect();
            if alone.is_empty() {
                // Folds that got nothing are none.
                let used = (0..MOST).filter(|fold| folds.contains(fold));
                let used: Vec<usize> = used.collect();
                of.iter_mut().for_each(|fold| *fold = used.iter().filter(|&used| used < fold).count());
                let split = (0..count).filter(|&class| split[class]).collect();
                return Ok(Self { of, count: used.len(), split });
            }
            alone.into_iter().for_each(|class| split[class] = true);
        }
    }
}

/// What stays together, in the order in which it first comes.
fn groups(examples: &Examples, recordings: &[u32], split: &[bool]) -> Vec<Group> {
    let mut keys: Vec<(Option<usize>, u32)> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut seen = vec![0; split.len()];
    for (example, &recording) in recordings.iter().enumerate() {
        let class = examples.class(example);
        let half = u32::from(seen[class] >= examples.sizes[class] / 2);
        seen[class] += 1;
        let key = if split[class] { (Some(class), half) } else { (None, recording) };
        let at = keys.iter().position(|&other| other == key).unwrap_or_else(|| {
            keys.push(key);
            groups.push(Group { sizes: vec![0; split.len()], examples: Vec::new() });
            keys.len() - 1
        });
        groups[at].sizes[class] += 1;
        groups[at].examples.push(example);
    }
    groups
}

/// A fold for each group: the largest first, each to the fold with the least of its classes.
fn assign(groups: &[Group], sizes: &[usize]) -> Vec<usize> {
    let share = |group: &Group, class: usize| group.sizes[class] as f64 / sizes[class] as f64;
    let classes = 0..sizes.len();
    let of_class = |class: usize| groups.iter().filter(|group| group.sizes[class] > 0).count();
    let count = classes.clone().map(of_class).max().unwrap_or(0).clamp(2, MOST);
    let total = |group: &Group| classes.clone().map(|class| share(group, class)).sum::<f64>();
    let mut loads = vec![vec![0.0; sizes.len()]; count];
    let mut folds = vec![None; groups.len()];
    loop {
        let open = (0..groups.len()).filter(|&index| folds[index].is_none());
        let larger = |a: usize, b: usize| if total(&groups[b]) > total(&groups[a]) { b } else { a };
        let Some(index) = open.reduce(larger) else { break };
        let group = &groups[index];
        let overlap = |fold: usize| -> f64 {
            classes.clone().map(|class| share(group, class) * loads[fold][class]).sum()
        };
        let load = |fold: usize| loads[fold].iter().sum::<f64>();
        let less = |&a: &usize, &b: &usize| {
            overlap(a).total_cmp(&overlap(b)).then(load(a).total_cmp(&load(b)))
        };
        let fold = (0..count).min_by(less).unwrap_or(0);
        classes.clone().for_each(|class| loads[fold][class] += share(group, class));
        folds[index] = Some(fold);
    }
    folds.into_iter().flatten().collect()
}
