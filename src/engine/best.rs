//! From the raw output to the likeliest classes.

use super::Engine;
use crate::model::{Element, Op};

impl Engine {
    /// Whether the network itself ends in probabilities.
    pub fn ends_in_softmax(&self) -> bool {
        let softmax = |op: &Op| matches!(op, Op::Softmax { .. });
        let layers = self.model().layers.iter().rev();
        layers.map(|layer| &layer.op).find(|op| !matches!(op, Op::Quantize)).is_some_and(softmax)
    }

    /// The `k` likeliest classes of the last run with their probabilities, best first; equals in
    /// the order of their numbers. Logits go through a softmax.
    pub fn best(&self, k: usize) -> Vec<(usize, f32)> {
        let tensor = self.model().output();
        let real = |&byte: &u8| {
            let raw = match tensor.element {
                Element::I8 => i32::from(byte as i8),
                _ => i32::from(byte),
            };
            tensor.scale * (raw - tensor.zero_point) as f32
        };
        let mut scores: Vec<(usize, f32)> = self.output().iter().map(real).enumerate().collect();
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
