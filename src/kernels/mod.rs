//! The arithmetic of the layers: [`reference`] is the truth in plain loops, [`int8`] and [`f32`] are
//! fast.
//!
//! A kernel computes any run of its output's *places* (pixels, row after row), so that a layer can
//! be cut among threads.

pub mod f32;
mod fixed_point;
pub(crate) mod im2col;
pub mod int8;
pub mod peak;
pub mod reference;

/// Working memory that a kernel takes, in elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scratch {
    /// u8.
    pub bytes: usize,
    /// Bytes of packed pixels, aligned to 16.
    pub packed: usize,
    /// f32.
    pub floats: usize,
}

impl Scratch {
    /// Enough for both.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.max(other.bytes),
            packed: self.packed.max(other.packed),
            floats: self.floats.max(other.floats),
        }
    }
}
