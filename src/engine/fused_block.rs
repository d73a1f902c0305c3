//! A depthwise layer and the pointwise layer after it, run as one strip by strip, so that the
//! activation between them stays in the cache. Only the fast plan does this.

use super::packed_layer::PackedLayer;
use super::workspace::Workspace;
use crate::model::Model;
use std::ops::Range;
use std::sync::Arc;

/// Bytes between the two layers of a block that are computed at a time, about: a first-level cache.
const STRIP: usize = 32 * 1024;

/// A depthwise and a pointwise layer that are run as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct FusedBlock {
    /// Pixels that the block can be cut into.
    pub(super) grain: usize,
    /// Pixels in a strip: whole grains.
    strip: usize,
    /// Channels between the layers.
    channels: usize,
}

impl FusedBlock {
    /// The block that starts with layer `index`, if there is one; `inputs` are the values that each
    /// layer reads.
    pub(super) fn new(
        model: &Model,
        inputs: &[Vec<usize>],
        layers: &[Arc<PackedLayer>],
        index: usize,
    ) -> Option<Self> {
        let (PackedLayer::Depthwise(depthwise), PackedLayer::Pointwise(pointwise)) =
            (&*layers[index], &**layers.get(index + 1)?)
        else {
            return None;
        };
        let between = index + 1;
        let readers = inputs.iter().flatten();
        if inputs[index + 1] != [between] || readers.filter(|&&input| input == between).count() != 1
        {
            return None;
        }
        let [_, _, channels] = model.value(between).shape;
        let grain = depthwise.grain();
        // As many grains as make whole microtiles, if possible.
        let whole = (1..).find(|grains| grains * grain % pointwise.grain() == 0)?;
        let strip = (STRIP / (grain * channels)).max(1).next_multiple_of(whole) * grain;
        Some(Self { grain, strip, channels })
    }

    /// Bytes between the layers of the block with the most.
    pub(super) fn most_between<'a>(blocks: impl Iterator<Item = &'a Self>) -> usize {
        blocks.map(|block| block.strip * block.channels).max().unwrap_or(0)
    }

    /// Computes `pixels` of the block's output: `output` is `[pixels][oc]`, `input` all of
    /// `[h][w][c]`.
    pub(super) fn run(
        &self,
        [depthwise, pointwise]: [&PackedLayer; 2],
        input: &[u8],
        pixels: Range<usize>,
        output: &mut [u8],
        workspace: &mut Workspace,
    ) {
        let pixel_len = output.len() / pixels.len();
        // Taken out while the block runs, so that its layers can have the rest.
        let mut between = std::mem::take(&mut workspace.between);
        let strips = output.chunks_mut(self.strip * pixel_len);
        for (first, output) in pixels.step_by(self.strip).zip(strips) {
            let count = output.len() / pixel_len;
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut between);
            let strip = &mut bytes[..count * self.channels];
            depthwise.run(&|_| input, first..first + count, strip, workspace);
            let strip = &*strip;
            pointwise.run(&|_| strip, 0..count, output, workspace);
        }
        workspace.between = between;
    }
}
