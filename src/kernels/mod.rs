//! The arithmetic of the layers: [`reference`] in plain loops, `int8` and `f32` fast.
//!
//! A fast kernel is made once for a layer, with packed weights. It computes any range of its
//! output's pixels, counted row by row, so that a layer can be cut among threads: multiples of its
//! grain.

pub(crate) mod broadcast;
pub(crate) mod elementwise;
pub(crate) mod f32;
mod fixed_point;
pub(crate) mod fours;
pub(crate) mod im2col;
pub(crate) mod int8;
pub(crate) mod moves;
pub mod peak;
pub mod reference;

pub use crate::simd::VARIANT;
pub use int8::dot::Dot;

/// Scratch memory that a kernel uses while it runs, in elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scratch {
    /// Of u8: rows of im2col.
    pub(crate) bytes: usize,
    /// Of u8: packed pixels, aligned to 16.
    pub(crate) packed: usize,
    /// Of f32.
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
