//! Where each value of a network is kept while a plan runs.

use super::block::Block;
use crate::model::Model;

/// Where values are kept: `buffer[v]` tells the buffer of value `v`, `sizes` the bytes of each.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    pub(super) buffer: Vec<usize>,
    pub(super) sizes: Vec<usize>,
}

impl Memory {
    /// Buffers are used again as soon as nobody will read what they hold; the input's too, unless it
    /// is to stay for the next run. What is between the layers of one of `blocks` (by its first
    /// layer) is nowhere.
    pub(super) fn reusing(model: &Model, blocks: &[Option<Block>], keep_input: bool) -> Self {
        let values = model.layers.len() + 1;
        let mut last_use = vec![0; values];
        for (index, layer) in model.layers.iter().enumerate() {
            for &value in &layer.inputs {
                // A block reads until its second layer ends.
                last_use[value] = index + usize::from(blocks[index].is_some());
            }
        }
        last_use[values - 1] = usize::MAX;
        if keep_input {
            last_use[0] = usize::MAX;
        }
        let mut memory = Memory { buffer: Vec::with_capacity(values), sizes: Vec::new() };
        let mut free_from: Vec<usize> = Vec::new();
        for (value, &last_use) in last_use.iter().enumerate() {
            if value > 0 && blocks[value - 1].is_some() {
                memory.buffer.push(usize::MAX);
                continue;
            }
            // Value v is made by layer v - 1, while that layer's inputs are still read.
            let reusable = |&free: &usize| value > 0 && free < value - 1;
            let buffer = free_from.iter().position(reusable).unwrap_or(free_from.len());
            if buffer == free_from.len() {
                free_from.push(0);
                memory.sizes.push(0);
            }
            free_from[buffer] = last_use.max(value.saturating_sub(1));
            memory.sizes[buffer] = memory.sizes[buffer].max(model.value(value).bytes());
            memory.buffer.push(buffer);
        }
        memory
    }

    /// Every value is kept.
    pub(super) fn keeping(model: &Model) -> Self {
        let values = 0..model.layers.len() + 1;
        let sizes = values.clone().map(|value| model.value(value).bytes()).collect();
        Memory { buffer: values.collect(), sizes }
    }
}
