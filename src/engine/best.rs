//! From the raw output to the likeliest classes.

use super::Engine;
use crate::model::{Element, Op};

impl Engine {
    /// Whether the network itself ends in probabilities.
    pub fn ends_in_softmax(&self) -> bool {
        let softmax = |op: &Op| matches!(op, Op::Softmax { .. });
        let layers = self.model().layers.iter().rev();
        layers
            .map(|layer| &layer.op)
            .find(|op| !matches!(op, Op::Quantize | Op::Reshape))
            .is_some_and(softmax)
    }

    /// The `k` likeliest classes of the last run with their probabilities, best first; equals in
    /// the order of their numbers. Logits go through a softmax.
    pub fn best(&self, k: usize) -> Vec<(usize, f32)> {
        let tensor = self.model().output();
        let quantised = |raw: i32| tensor.scale * (raw - tensor.zero_point) as f32;
        let raw = self.output();
        let mut scores: Vec<(usize, f32)> = match tensor.element {
            Element::U8 => raw.iter().map(|&b| quantised(b.into())).enumerate().collect(),
            Element::I8 => raw.iter().map(|&b| quantised((b as i8).into())).enumerate().collect(),
            Element::F32 => {
                raw.as_chunks().0.iter().map(|&b| f32::from_ne_bytes(b)).enumerate().collect()
            }
        };
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        if !self.ends_in_softmax() {
            let max = scores.first().map_or(0.0, |best| best.1);
            let sum: f32 = scores.iter().map(|(_, logit)| (logit - max).exp()).sum();
            for (_, score) in &mut scores {
                *score = (*score - max).exp() / sum;
            }
        }
        scores.truncate(k);
        scores
    }
}
