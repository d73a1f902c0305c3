//! A depthwise layer and the pointwise layer after it in one pass over strips of rows, so that what
//! lies between them never leaves the cache. Only the fast plan does this.

use super::step::{Step, Workspace};
use crate::model::Model;
use crate::simd::Simd;
use std::ops::Range;
use std::sync::Arc;

/// Bytes between the two layers of a block that are made at once, about: a first-level cache.
const STRIP: usize = 32 * 1024;

/// A depthwise and a pointwise layer that are run as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// Pieces that both layers can be cut into, in places.
    pub(super) granule: usize,
    /// Places in a strip: whole granules.
    strip: usize,
    /// Channels between the layers.
    channels: usize,
}

impl Block {
    /// The block that layer `index` begins, if it does.
    fn of(model: &Model, steps: &[Arc<Step>], index: usize) -> Option<Self> {
        let (Step::Depthwise(depthwise), Step::Pointwise(pointwise)) =
            (&*steps[index], &**steps.get(index + 1)?)
        else {
            return None;
        };
        let between = index + 1;
        let readers = model.layers.iter().flat_map(|layer| &layer.inputs);
        if model.layers[index + 1].inputs != [between]
            || readers.filter(|&&value| value == between).count() != 1
        {
            return None;
        }
        let [_, _, channels] = model.value(between).shape;
        let mut granule = depthwise.granule();
        while granule % pointwise.granule() != 0 {
            granule *= 2;
        }
        let strip = (STRIP / (granule * channels)).max(1) * granule;
        Some(Self { granule, strip, channels })
    }

    /// For each layer the block that it begins.
    pub(super) fn all(model: &Model, steps: &[Arc<Step>]) -> Vec<Option<Self>> {
        (0..steps.len()).map(|index| Self::of(model, steps, index)).collect()
    }

    /// Bytes between the layers at once.
    fn strip_len(&self) -> usize {
        self.strip * self.channels
    }

    /// Bytes that the largest of `blocks` takes between its layers.
    pub(super) fn largest(blocks: &[Option<Self>]) -> usize {
        blocks.iter().flatten().map(Self::strip_len).max().unwrap_or(0)
    }

    /// Makes the `places` of the block's output, by both of its layers.
    pub(super) fn run<S: Simd>(
        &self,
        [depthwise, pointwise]: [&Step; 2],
        input: &[u8],
        places: Range<usize>,
        output: &mut [u8],
        work: &mut Workspace,
    ) {
        let place = output.len() / places.len();
        // Taken out for the time of the run, so that the steps can have the rest.
        let mut between = std::mem::take(&mut work.between);
        let strips = output.chunks_mut(self.strip * place);
        for (first, output) in places.step_by(self.strip).zip(strips) {
            let count = output.len() / place;
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut between);
            let strip = &mut bytes[..count * self.channels];
            depthwise.run::<S>(input, &[], first..first + count, strip, work);
            pointwise.run::<S>(strip, &[], 0..count, output, work);
        }
        work.between = between;
    }
}
