//! The scratch memory of one thread, and bytes seen as floats.

use crate::kernels::Scratch;

/// Scratch memory that any layer of a model can run in.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    pub(super) bytes: Vec<u8>,
    /// Of u128, so that vectors lie within cache lines.
    pub(super) packed: Vec<u128>,
    pub(super) floats: Vec<f32>,
    /// The output of a fused block's first layer.
    pub(super) between: Vec<u128>,
}

impl Workspace {
    /// As much as `scratch` says, and `between` bytes between the two layers of a fused block.
    pub(super) fn new(scratch: Scratch, between: usize) -> Self {
        Self {
            bytes: vec![0; scratch.bytes],
            packed: vec![0; scratch.packed.div_ceil(16)],
            floats: vec![0.0; scratch.floats],
            between: vec![0; between.div_ceil(16)],
        }
    }

    /// Has it hold `scratch`, too.
    pub(super) fn make_room(&mut self, scratch: Scratch) {
        let [bytes, packed, floats] = [self.bytes.len(), self.packed.len() * 16, self.floats.len()];
        let now = Scratch { bytes, packed, floats };
        if now != now.max(scratch) {
            *self = Self::new(now.max(scratch), self.between.len() * 16);
        }
    }
}

/// The floats that stored bytes are.
///
/// # Panics
/// If the bytes are not those of whole f32, aligned; those of a float model's activations are.
pub(super) fn floats(bytes: &[u8]) -> &[f32] {
    bytemuck::cast_slice(bytes)
}

/// As [`floats`], to be written.
///
/// # Panics
/// As [`floats`].
pub(super) fn floats_mut(bytes: &mut [u8]) -> &mut [f32] {
    bytemuck::cast_slice_mut(bytes)
}
