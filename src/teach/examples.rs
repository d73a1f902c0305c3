//! What a head is taught on.

use crate::Error;

/// Numbers of features in total, at most: 64 MiB, of which there are copies.
const MOST: usize = 1 << 24;

/// Features with their classes.
#[derive(Clone, Debug)]
pub struct Examples {
    /// `[n][length]`.
    features: Vec<f32>,
    pub(super) length: usize,
    /// Of each example.
    classes: Vec<u16>,
    /// How many classes there are.
    pub(super) count: usize,
}

impl Examples {
    /// Examples of `count` classes: features, `[n][length]`, and the class of each.
    ///
    /// # Errors
    /// [`Error::NotTaught`] if there are less than two classes, a class has no example, an example
    /// no class, or features are missing, too many or no numbers.
    pub fn new(features: Vec<f32>, classes: Vec<u16>, count: usize) -> Result<Self, Error> {
        let n = classes.len();
        let mut sizes = vec![0; if count <= n { count } else { 0 }];
        let known = classes.iter().all(|&class| {
            let size = sizes.get_mut(usize::from(class));
            size.map(|size| *size += 1).is_some()
        });
        if !known || sizes.len() < 2 || sizes.contains(&0) {
            return Err(Error::NotTaught(
                "two classes or more are needed, an example of each, and none of others",
            ));
        }
        let length = features.len() / n;
        let whole = length > 0 && features.len() == n * length && features.len() <= MOST;
        if !whole || !features.iter().all(|feature| feature.is_finite()) {
            return Err(Error::NotTaught(
                "the features of each example are as many numbers, and not too many together",
            ));
        }
        Ok(Self { features, length, classes, count })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// Class and features of each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> + Clone {
        self.classes().zip(self.features.chunks_exact(self.length))
    }

    /// The class of each.
    pub(super) fn classes(&self) -> impl Iterator<Item = usize> + Clone {
        self.classes.iter().map(|&class| class.into())
    }
}
