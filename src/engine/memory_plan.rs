//! Which buffer of the arena holds which activation.

use super::schedule::{Schedule, Step};
use crate::model::Model;

/// The buffers of an arena. Activation 0 is the model's input, activation `i + 1` the output of
/// layer `i`.
#[derive(Clone, Debug)]
pub(super) struct MemoryPlan {
    /// The buffer of each activation; [`usize::MAX`] for one that is in none.
    pub(super) buffer: Vec<usize>,
    /// Bytes of each buffer.
    pub(super) sizes: Vec<usize>,
}

impl MemoryPlan {
    /// A buffer is used again as soon as no layer will read the activation in it; the input's too,
    /// unless `retain_input`. That of the network's features is used by nothing else. The output of
    /// a folded layer, and that between the layers of a fused block, is in no buffer.
    pub(super) fn reusing(model: &Model, schedule: &Schedule, retain_input: bool) -> Self {
        let activations = model.layers.len() + 1;
        let mut last_use = vec![0; activations];
        for (index, (step, inputs)) in schedule.steps.iter().zip(&schedule.inputs).enumerate() {
            let end = match step {
                Step::Alone => index,
                // A fused block reads until its second layer ends.
                Step::Fused(_) => index + 1,
                Step::Folded => continue,
            };
            for &input in inputs {
                last_use[input] = end;
            }
        }
        last_use[activations - 1] = usize::MAX;
        if let Some(features) = model.features() {
            last_use[features + 1] = usize::MAX;
        }
        if retain_input {
            last_use[0] = usize::MAX;
        }
        let mut plan = Self { buffer: Vec::with_capacity(activations), sizes: Vec::new() };
        let mut free_from: Vec<usize> = Vec::new();
        for (activation, &last_use) in last_use.iter().enumerate() {
            if activation > 0 && !matches!(schedule.steps[activation - 1], Step::Alone) {
                plan.buffer.push(usize::MAX);
                continue;
            }
            // Layer i writes activation i + 1 while its inputs are still read.
            let reusable = |&free: &usize| activation > 0 && free < activation - 1;
            let buffer = free_from.iter().position(reusable).unwrap_or(free_from.len());
            if buffer == free_from.len() {
                free_from.push(0);
                plan.sizes.push(0);
            }
            free_from[buffer] = last_use.max(activation.saturating_sub(1));
            plan.sizes[buffer] = plan.sizes[buffer].max(model.value(activation).bytes());
            plan.buffer.push(buffer);
        }
        plan
    }

    /// Every activation has a buffer of its own.
    pub(super) fn retain_all(model: &Model) -> Self {
        let activations = 0..model.layers.len() + 1;
        let sizes = activations.clone().map(|index| model.value(index).bytes()).collect();
        Self { buffer: activations.collect(), sizes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::folding::Folding;
    use crate::engine::packed_layer::PackedLayer;
    use crate::kernels::Dot;
    use crate::model::{Layer, Op};
    use crate::self_test;
    use std::sync::Arc;

    /// A layer never writes the buffer of an activation that it, or a later layer, reads.
    fn is_sound(plan: &MemoryPlan, model: &Model, schedule: &Schedule) {
        let runs = |index: usize| match schedule.steps[index] {
            Step::Alone => Some(index),
            Step::Fused(_) => Some(index + 1),
            Step::Folded => None,
        };
        for end in (0..model.layers.len()).filter_map(runs) {
            let written = plan.buffer[end + 1];
            assert!(plan.sizes[written] >= model.value(end + 1).bytes());
            let later = (0..model.layers.len()).filter(|&later| runs(later) >= Some(end));
            for &input in later.flat_map(|later| &schedule.inputs[later]) {
                assert!(input > end || plan.buffer[input] != written, "layer {end}");
            }
        }
    }

    #[test]
    fn buffers_are_used_again_when_no_layer_reads_them() {
        let model = self_test::model();
        let folding = Folding::new(&model);
        let layers: Vec<_> = (0..model.layers.len())
            .map(|index| Arc::new(PackedLayer::new(&model, &folding, index, Dot::I16)))
            .collect();
        let fused = Schedule::new(&model, &folding, &layers);
        assert!(matches!(fused.steps[..], [Step::Alone, Step::Fused(_), Step::Alone]));
        for schedule in [fused, Schedule::unfused(&model, &Folding::new(&model))] {
            for retain_input in [false, true] {
                let plan = MemoryPlan::reusing(&model, &schedule, retain_input);
                is_sound(&plan, &model, &schedule);
                let buffers = 2 + usize::from(retain_input);
                assert_eq!(plan.sizes.len(), buffers, "{schedule:?}, {retain_input}: {plan:?}");
                if retain_input {
                    assert!(!plan.buffer[1..].contains(&plan.buffer[0]));
                }
            }
        }
        let plan = MemoryPlan::retain_all(&model);
        assert_eq!(plan.buffer, [0, 1, 2, 3]);
    }

    #[test]
    fn a_folded_padding_has_no_buffer() {
        let mut model = self_test::model();
        let ([h, w, c], number) = (model.input.shape, model.input.zero_point as f32);
        let Op::Conv(conv) = &mut model.layers[0].op else { panic!("a convolution") };
        let before = [conv.window.pad[0], conv.window.pad[1], 0];
        conv.window.pad = [0, 0];
        for layer in &mut model.layers {
            layer.inputs[0] += 1;
        }
        let output = crate::model::Tensor { shape: [h + 2, w + 2, c], ..model.input };
        let op = Op::Pad { before, number };
        model.layers.insert(0, Layer { name: "pad".into(), op, inputs: vec![0], output });
        let schedule = Schedule::unfused(&model, &Folding::new(&model));
        assert!(matches!(schedule.steps[..2], [Step::Folded, Step::Alone]));
        assert_eq!(schedule.inputs[1], [0], "the convolution reads what the padding reads");
        let plan = MemoryPlan::reusing(&model, &schedule, false);
        is_sound(&plan, &model, &schedule);
        assert_eq!(plan.buffer[1], usize::MAX);
    }
}
