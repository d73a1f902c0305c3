//! The arithmetic of the layers: [`reference`] is the truth in plain loops, [`int8`] and [`f32`] are
//! fast.
//!
//! A kernel computes any run of its output's *places* (pixels, row after row), so that a layer can
//! be cut among threads.

pub(crate) mod f32;
mod fixed_point;
pub(crate) mod im2col;
pub(crate) mod int8;
pub mod peak;
pub mod reference;

pub use crate::simd::VARIANT;
pub use int8::dot::Dot;

/// Working memory that a kernel takes, in elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scratch {
    /// u8.
    pub(crate) bytes: usize,
    /// Bytes of packed pixels, aligned to 16.
    pub(crate) packed: usize,
    /// f32.
    pub(crate) floats: usize,
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
