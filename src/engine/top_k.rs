//! From the raw output to the most probable classes.

use super::Engine;
use crate::model::{Element, Op};

impl Engine {
    /// Whether the output is probabilities: the network ends in a softmax.
    pub fn ends_in_softmax(&self) -> bool {
        let softmax = |op: &Op| matches!(op, Op::Softmax { .. });
        let layers = self.model().layers.iter().rev();
        layers
            .map(|layer| &layer.op)
            .find(|op| !matches!(op, Op::Quantize | Op::Reshape))
            .is_some_and(softmax)
    }

    /// The `k` most probable classes of the last run and their probabilities, the most probable
    /// first; equally probable ones in the order of their numbers. Logits go through a softmax
    /// first.
    pub fn top_k(&mut self, k: usize) -> &[(usize, f32)] {
        let logits = !self.ends_in_softmax();
        let tensor = *self.model.output();
        let real = |raw: i32| tensor.scale * (raw - tensor.zero_point) as f32;
        let (raw, ranking) = (self.output.iter(), &mut self.ranking);
        ranking.clear();
        match tensor.element {
            Element::U8 => ranking.extend(raw.map(|&byte| real(byte.into())).enumerate()),
            Element::I8 => ranking.extend(raw.map(|&byte| real((byte as i8).into())).enumerate()),
            Element::F32 => {
                let floats = raw.as_slice().as_chunks().0.iter();
                ranking.extend(floats.map(|&bytes| f32::from_ne_bytes(bytes)).enumerate());
            }
        }
        let max = ranking.iter().map(|&(_, logit)| logit).fold(f32::NEG_INFINITY, f32::max);
        let weight = |logit: f32| (logit - max).exp();
        let sum: f32 =
            if logits { ranking.iter().map(|&(_, logit)| weight(logit)).sum() } else { 1.0 };
        let k = k.min(ranking.len());
        // To find a few of a thousand is faster than to sort all.
        let before = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        for rank in 0..k {
            let best = (rank..ranking.len()).min_by(|&a, &b| before(&ranking[a], &ranking[b]));
            ranking.swap(rank, best.unwrap_or(rank));
        }
        if logits {
            for (_, score) in &mut ranking[..k] {
                *score = weight(*score) / sum;
            }
        }
        &self.ranking[..k]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::self_test;

    #[test]
    fn logits_become_probabilities_in_order() {
        let mut engine = Engine::new(self_test::model()).expect("a model of a picture");
        engine.set_input(&self_test::input()).expect("its size");
        engine.run();
        let raw = engine.output().to_vec();
        let best = engine.top_k(raw.len()).to_vec();
        let logits: Vec<f64> = raw.iter().map(|&byte| 0.03f32 as f64 * f64::from(byte)).collect();
        let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
        for &(class, probability) in &best {
            assert!((f64::from(probability) - logits[class].exp() / sum).abs() < 1e-6);
        }
        let before = |a: &(usize, f32), b: &(usize, f32)| {
            raw[a.0] > raw[b.0] || raw[a.0] == raw[b.0] && a.0 < b.0
        };
        assert!(best.windows(2).all(|pair| before(&pair[0], &pair[1])));
        assert_eq!(engine.top_k(3), &best[..3]);
    }
}
