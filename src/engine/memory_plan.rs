//! Which buffer of the arena holds which activation.

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
    /// unless `retain_input`. `fused[i]` says whether layer `i` is the first of a fused block; its
    /// output is then in no buffer.
    pub(super) fn reusing(model: &Model, fused: &[bool], retain_input: bool) -> Self {
        let activations = model.layers.len() + 1;
        let mut last_use = vec![0; activations];
        for (index, layer) in model.layers.iter().enumerate() {
            for &input in &layer.inputs {
                // A fused block reads until its second layer ends.
                last_use[input] = index + usize::from(fused[index]);
            }
        }
        last_use[activations - 1] = usize::MAX;
        if retain_input {
            last_use[0] = usize::MAX;
        }
        let mut plan = Self { buffer: Vec::with_capacity(activations), sizes: Vec::new() };
        let mut free_from: Vec<usize> = Vec::new();
        for (activation, &last_use) in last_use.iter().enumerate() {
            if activation > 0 && fused[activation - 1] {
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
    use crate::self_test;

    /// A layer never writes the buffer of an activation that it, or a later layer, reads.
    fn is_sound(plan: &MemoryPlan, model: &Model, fused: &[bool]) {
        for (index, layer) in model.layers.iter().enumerate() {
            let end = index + usize::from(fused[index]);
            let written = plan.buffer[end + 1];
            assert!(plan.sizes[written] >= model.value(end + 1).bytes());
            for later in &model.layers[index..] {
                for &input in later.inputs.iter().filter(|&&input| input <= end) {
                    let between = input > 0 && fused[input - 1];
                    assert!(between || plan.buffer[input] != written, "layer {index}");
                }
            }
            assert!(layer.inputs.iter().all(|&input| input <= index));
        }
    }

    #[test]
    fn buffers_are_used_again_when_no_layer_reads_them() {
        let model = self_test::model();
        for fused in [[false; 3], [false, true, false]] {
            for retain_input in [false, true] {
                let plan = MemoryPlan::reusing(&model, &fused, retain_input);
                is_sound(&plan, &model, &fused);
                let buffers = 2 + usize::from(retain_input);
                assert_eq!(plan.sizes.len(), buffers, "{fused:?}, {retain_input}: {plan:?}");
                if retain_input {
                    assert!(!plan.buffer[1..].contains(&plan.buffer[0]));
                }
            }
        }
        let plan = MemoryPlan::retain_all(&model);
        assert_eq!(plan.buffer, [0, 1, 2, 3]);
    }
}
