//! The layer whose output a head can be taught on.

use super::{LayerKind, Model, Op};

impl Model {
    /// The layer whose output are the network's features: the last average over all positions or,
    /// where there is none, what the classifier reads. None if the network has neither, or if what
    /// follows reads past that layer, as past the averages of a gate.
    pub fn features(&self) -> Option<usize> {
        // The earliest value that the layers behind read, and what the last convolution reads.
        let (mut earliest, mut classified, mut found) = (self.layers.len(), None, None);
        for (index, layer) in self.layers.iter().enumerate().rev() {
            if earliest == index + 1 && layer.output.shape[..2] == [1, 1] {
                if self.kind(index) == LayerKind::Pool {
                    return Some(index);
                }
                if classified == Some(index + 1) {
                    found = Some(index);
                }
            }
            if matches!(layer.op, Op::Conv(_)) {
                classified = classified.or(Some(layer.inputs[0]));
            }
            layer.inputs.iter().for_each(|&value| earliest = earliest.min(value));
        }
        found
    }
}
