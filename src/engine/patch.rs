//! The rectangle of places (a patch) that a part of the input can change, layer by layer.

use crate::model::{Layer, Op, Shape, Window};
use std::ops::Range;

/// Rows and columns of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The rows.
    pub rows: Range<usize>,
    /// The columns.
    pub columns: Range<usize>,
}

impl Patch {
    /// All of a value.
    pub(super) fn whole([h, w, _]: Shape) -> Self {
        Self { rows: 0..h, columns: 0..w }
    }

    /// How many places it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// The smallest patch that has both in it.
    pub(super) fn with(&self, other: &Self) -> Self {
        let both = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        Self { rows: both(&self.rows, &other.rows), columns: both(&self.columns, &other.columns) }
    }

    /// The places of the output of `layer` that this patch of a value of `shape`, which it reads,
    /// can change; None where no window reaches it.
    pub(super) fn through(&self, layer: &Layer, shape: Shape) -> Option<Self> {
        let made = layer.output.shape;
        let reached = match &layer.op {
            Op::Conv(conv) | Op::Depthwise(conv) => self.windows(&conv.window, made),
            Op::AveragePool(pool) | Op::MaxPool(pool) => self.windows(&pool.window, made),
            Op::Pad { before: [down, right, _], .. } => Self {
                rows: self.rows.start + down..self.rows.end + down,
                columns: self.columns.start + right..self.columns.end + right,
            },
            // One row or column may go with all of the other operand's.
            Op::Arithmetic(_) => Self {
                rows: if shape[0] < made[0] { 0..made[0] } else { self.rows.clone() },
                columns: if shape[1] < made[1] { 0..made[1] } else { self.columns.clone() },
            },
            Op::Concat { axis: 2 } | Op::Softmax { .. } | Op::Function(_) | Op::Quantize => {
                self.clone()
            }
            Op::Reshape if shape == made => self.clone(),
            // These may put anything anywhere.
            Op::Mean | Op::Max | Op::Reshape | Op::Transpose { .. } | Op::Concat { .. } => {
                Self::whole(made)
            }
        };
        (reached.len() > 0).then_some(reached)
    }

    /// The places whose windows reach into the patch.
    fn windows(&self, window: &Window, made: Shape) -> Self {
        let along = |axis: usize, patch: &Range<usize>| {
            let [extent, stride, pad] =
                [window.extent()[axis], window.stride[axis], window.pad[axis]];
            let first = (patch.start + pad + 1).saturating_sub(extent).div_ceil(stride);
            let last = (patch.end - 1 + pad) / stride;
            first..(last + 1).min(made[axis]).max(first)
        };
        Self { rows: along(0, &self.rows), columns: along(1, &self.columns) }
    }
}
