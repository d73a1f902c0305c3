//! The blocks of the MobileNet papers, recognised in a network's layers.
//!
//! | block | layers | source |
//! |---|---|---|
//! | depthwise separable | depthwise, pointwise | MobileNetV1, table 1 |
//! | inverted residual | expansion, depthwise, projection | MobileNetV2, table 1 |
//! | the same with a gate | squeeze and excite before the projection | MobileNetV3, figure 4 |
//! | extra depthwise | depthwise, expansion, depthwise, projection | MobileNetV4, figure 4 |
//! | ConvNext-like | depthwise, expansion, projection | the same |
//! | feed-forward | expansion, projection | the same |
//! | fused inverted bottleneck | standard convolution, projection | the same |
//!
//! The addition of the block's input belongs to each, and so do the activation functions and the
//! padding in between.

use super::{ArithmeticKind, LayerKind, Model, Op};
use std::ops::Range;

/// What a layer does in its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "camelCase")
)]
pub enum Role {
    /// More channels are made, pointwise or, where it is fused, by a standard convolution; with its
    /// activation function.
    Expansion,
    /// Looks around in each channel by itself; with its padding and activation function.
    Depthwise,
    /// A factor for each channel, computed from the averages of all channels, and the product with
    /// it: squeeze and excite (Hu et al., arXiv 1709.01507).
    Gate,
    /// Channels are mixed into those of the block's output.
    Projection,
    /// The block's input is added to its output.
    Residual,
}

/// A layer with weights, an addition, a gate or an average over all positions, with what belongs
/// to it: padding before it, activation functions and local pooling behind it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub kind: StepKind,
    pub layers: Range<usize>,
    /// The layer that the step is named by.
    pub main: usize,
    /// Whether an activation function follows.
    pub active: bool,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepKind {
    Standard,
    Depthwise,
    Pointwise,
    Gate,
    Residual,
    Average,
    Maximum,
}

/// Layers `start..end` make a factor and multiply a value by it.
struct Product {
    layers: Range<usize>,
    /// Whether the factor comes from averages over all positions; else from each number itself, as
    /// in swish.
    gate: bool,
}

impl Model {
    /// The network's steps in order; every layer is in at most one. Empty if no layer has weights
    /// or pools.
    pub(super) fn steps(&self) -> Vec<Step> {
        let products = self.products();
        let mut steps: Vec<Step> = Vec::new();
        let (mut start, mut index) = (0, 0);
        while index < self.layers.len() {
            let product = products.iter().find(|product| product.layers.start == index);
            let end = product.map_or(index + 1, |product| product.layers.end);
            let kind = match product {
                Some(product) => product.gate.then_some(StepKind::Gate),
                None => self.step_kind(index),
            };
            if let Some(kind) = kind {
                let main = end - 1;
                let active = self.is_active(main);
                steps.push(Step { kind, layers: start..end, main, active });
                start = end;
            } else if let Some(step) = steps.last_mut()
                && step.layers.end == index
                && (product.is_some() || self.belongs_to_the_step_before(index))
            {
                step.layers.end = end;
                step.active |=
                    product.is_some() || matches!(self.layers[index].op, Op::Function(_));
                start = end;
            }
            index = end;
        }
        steps
    }

    fn step_kind(&self, index: usize) -> Option<StepKind> {
        let layer = &self.layers[index];
        let [h, w, _] = layer.output.shape;
        Some(match self.kind(index) {
            LayerKind::Conv => StepKind::Standard,
            // Of one channel every kernel sees all channels.
            LayerKind::Depthwise if self.value(layer.inputs[0]).shape[2] == 1 => StepKind::Standard,
            LayerKind::Depthwise => StepKind::Depthwise,
            LayerKind::Pointwise | LayerKind::Classifier => StepKind::Pointwise,
            LayerKind::Pool if h * w == 1 => StepKind::Average,
            LayerKind::MaxPool if h * w == 1 => StepKind::Maximum,
            LayerKind::Add if layer.inputs.len() == 2 => StepKind::Residual,
            _ => return None,
        })
    }

    /// Whether a layer continues what the one before it made: not so what prepares the next layer.
    fn belongs_to_the_step_before(&self, index: usize) -> bool {
        let moves = [LayerKind::Pad, LayerKind::Quantize, LayerKind::Reshape, LayerKind::Transpose];
        !moves.contains(&self.kind(index))
    }

    fn is_active(&self, index: usize) -> bool {
        match &self.layers[index].op {
            Op::Conv(conv) | Op::Depthwise(conv) => conv.activation != super::Activation::None,
            _ => false,
        }
    }

    /// The products of a value and a factor that is computed from that value alone.
    fn products(&self) -> Vec<Product> {
        let mut products: Vec<Product> = Vec::new();
        for (index, layer) in self.layers.iter().enumerate() {
            let Op::Arithmetic(operator) = &layer.op else { continue };
            let &[a, b] = layer.inputs.as_slice() else { continue };
            if operator.kind != ArithmeticKind::Mul || a == b {
                continue;
            }
            // The factor is made later than the value that it is made from.
            let (value, mut factor) = (a.min(b), a.max(b));
            let mut gate = false;
            while factor > value {
                let maker = &self.layers[factor - 1];
                gate |= matches!(maker.op, Op::AveragePool(_) | Op::Mean | Op::Max | Op::Conv(_));
                let before = match maker.inputs.as_slice() {
                    [only] => *only,
                    // A product inside: `x (x + 3) / 6`, gates of gates.
                    inputs => inputs.iter().copied().max().unwrap_or(0),
                };
                factor = before;
            }
            if factor == value {
                // What lies inside is a part of it.
                products.retain(|inner| inner.layers.start < value);
                products.push(Product { layers: value..index + 1, gate });
            }
        }
        products
    }

    /// The blocks among the steps, as ranges of steps, in order. None without a depthwise layer.
    pub(super) fn blocks(&self, steps: &[Step]) -> Vec<Range<usize>> {
        let mut blocks = Vec::new();
        if !steps.iter().any(|step| step.kind == StepKind::Depthwise) {
            return blocks;
        }
        let mut at = 0;
        while at < steps.len() {
            match self.block(steps, at) {
                Some(length) => {
                    blocks.push(at..at + length);
                    at += length;
                }
                None => at += 1,
            }
        }
        blocks
    }

    /// The number of steps of the block that begins with step `at`, if one does.
    fn block(&self, steps: &[Step], at: usize) -> Option<usize> {
        if let Some(length) = self.residual(steps, at) {
            return Some(length);
        }
        // Gates stand anywhere in between.
        let weighty: Vec<usize> =
            (at..steps.len()).filter(|&i| steps[i].kind != StepKind::Gate).take(4).collect();
        let seen: Vec<&Step> = weighty.iter().map(|&i| &steps[i]).collect();
        let count = self.pattern(&seen, steps.get(..at).is_some_and(<[Step]>::is_empty))?;
        let mut end = weighty[count - 1] + 1;
        if (at + 1..end).any(|inside| self.residual(steps, inside).is_some()) {
            return None;
        }
        // A gate or an addition behind it belongs to it.
        let behind = |step: &Step| matches!(step.kind, StepKind::Gate | StepKind::Residual);
        while steps.get(end).is_some_and(behind) {
            end += 1;
        }
        Some(end - at)
    }

    /// How many of the next four steps, gates left out, are a block without an addition.
    fn pattern(&self, next: &[&Step], first: bool) -> Option<usize> {
        use StepKind::{Depthwise, Pointwise, Standard};
        let kinds: Vec<StepKind> = next.iter().map(|step| step.kind).collect();
        let widens = |i: usize| {
            let [from, to] = self.channels(next[i]);
            to > from
        };
        // A projection is linear (MobileNetV2, section 3.2).
        let is_pair = |i: usize| next[i].active && widens(i) && !next[i + 1].active;
        match kinds.as_slice() {
            [Depthwise, Pointwise, Depthwise, Pointwise]
                if next[1].active && widens(1) && !next[3].active && !widens(3) =>
            {
                Some(4)
            }
            [Depthwise, Pointwise, Pointwise, Depthwise | Pointwise | Standard]
                if is_pair(1) && !widens(2) =>
            {
                Some(3)
            }
            [Pointwise, Depthwise, Pointwise, ..] => Some(3),
            [Depthwise, Pointwise, ..] => Some(2),
            // Not the first convolution, which sees the picture, and no head.
            [Standard, Pointwise, Depthwise | Pointwise | Standard, ..]
                if !first && !widens(1) && self.has_places(next[1]) =>
            {
                Some(2)
            }
            _ => None,
        }
    }

    /// The number of steps from `at` to the addition of the value that goes into step `at`.
    fn residual(&self, steps: &[Step], at: usize) -> Option<usize> {
        use StepKind::{Depthwise, Gate, Pointwise, Residual, Standard};
        let into = self.layers[steps[at].layers.start].inputs.first()?;
        let inside = |step: &&Step| matches!(step.kind, Depthwise | Gate | Pointwise | Standard);
        let length = steps[at..].iter().take_while(inside).count();
        let end = steps.get(at + length)?;
        let adds = end.kind == Residual && self.layers[end.main].inputs.contains(into);
        (adds && length > 1).then_some(length + 1)
    }

    /// Channels of a step's input and output.
    pub(super) fn channels(&self, step: &Step) -> [usize; 2] {
        let layer = &self.layers[step.main];
        [self.value(layer.inputs[0]).shape[2], layer.output.shape[2]]
    }

    /// Whether a step's input has several positions.
    pub(super) fn has_places(&self, step: &Step) -> bool {
        let [h, w, _] = self.value(self.layers[step.main].inputs[0]).shape;
        h * w > 1
    }

    /// What each layer does in its block; None outside of blocks.
    pub fn roles(&self) -> Vec<Option<Role>> {
        let mut roles = vec![None; self.layers.len()];
        let steps = self.steps();
        for block in self.blocks(&steps) {
            let inside = &steps[block];
            // The last layer that mixes channels makes the block's output.
            let last = inside
                .iter()
                .rposition(|step| matches!(step.kind, StepKind::Pointwise | StepKind::Standard));
            for (i, step) in inside.iter().enumerate() {
                let role = match step.kind {
                    StepKind::Depthwise => Role::Depthwise,
                    StepKind::Gate => Role::Gate,
                    StepKind::Residual => Role::Residual,
                    _ if Some(i) == last => Role::Projection,
                    _ => Role::Expansion,
                };
                roles[step.layers.clone()].fill(Some(role));
            }
        }
        roles
    }
}
