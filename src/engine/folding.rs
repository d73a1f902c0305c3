//! Which layers the fast plan leaves out, because the layers that read them do their work.
//!
//! A PAD of zeros costs no pass of its own: the windows that follow reach beyond the value before
//! it. Neither does a layer that leaves every byte as it is, nor one of several functions of a byte
//! in a row, which become one table. The inspecting plan still runs them, so that they can be looked
//! at.

use crate::kernels::elementwise::{QuantizedArithmetic, quantized_function, requantize};
use crate::kernels::int8::storage_shift;
use crate::model::{Arithmetic, Element, Layer, Model, Op, Tensor, Window};

/// The stored byte that a function makes of each stored byte.
pub(super) type Table = Box<[u8; 256]>;

/// The folded layers of a model.
#[derive(Clone, Debug)]
pub(super) struct Folding {
    /// For each layer whether the fast plan leaves it out.
    pub(super) folded: Vec<bool>,
    /// For each value the one that is read in its place.
    sources: Vec<usize>,
    /// For each layer the function of a byte that it is, together with folded layers before it.
    functions: Vec<Option<Table>>,
}

impl Folding {
    pub(super) fn new(model: &Model) -> Self {
        let layers = &model.layers;
        let mut functions: Vec<Option<Table>> =
            layers.iter().map(|layer| byte_function(model, layer)).collect();
        // For each layer whether all its readers are functions of a byte, or convolutions.
        let (mut by_function, mut by_window) = (vec![true; layers.len()], vec![true; layers.len()]);
        for (layer, function) in layers.iter().zip(&functions) {
            for before in layer.inputs.iter().filter_map(|value| value.checked_sub(1)) {
                by_function[before] &= function.is_some();
                by_window[before] &= matches!(layer.op, Op::Conv(_) | Op::Depthwise(_));
            }
        }
        let mut folding = Self { folded: Vec::new(), sources: vec![0], functions: Vec::new() };
        for (index, layer) in layers.iter().enumerate() {
            let own = functions[index].take();
            let value = layer.inputs[0];
            let before = value.checked_sub(1).filter(|&before| folding.folded[before]);
            let before = before.and_then(|before| folding.functions[before].as_ref());
            let function = match (own, before) {
                (Some(own), Some(first)) => {
                    Some(Box::new(first.map(|byte| own[usize::from(byte)])))
                }
                (own, _) => own,
            };
            let folded = index + 1 < layers.len()
                && match &function {
                    Some(table) => by_function[index] || table.iter().copied().eq(0..=255),
                    None => by_window[index] && pads_with_zeros(model, layer),
                };
            folding.sources.push(if folded { folding.sources[value] } else { index + 1 });
            folding.folded.push(folded);
            folding.functions.push(function);
        }
        folding
    }

    /// The values that `layer` reads.
    pub(super) fn inputs(&self, layer: &Layer) -> Vec<usize> {
        layer.inputs.iter().map(|&value| self.sources[value]).collect()
    }

    /// The function of a byte that layer `index` computes on what it reads, if it is one.
    pub(super) fn function(&self, index: usize) -> Option<&Table> {
        self.functions[index].as_ref()
    }

    /// What the window of `layer` slides over, and how: where a PAD before it is folded, over the
    /// PAD's input.
    pub(super) fn unpadded(
        &self,
        model: &Model,
        layer: &Layer,
        window: Window,
    ) -> (Tensor, Window) {
        let value = layer.inputs[0];
        let input = *model.value(value);
        let before = value.checked_sub(1).filter(|&before| self.folded[before]);
        let before = before.map(|before| &model.layers[before]);
        match before.map(|layer| (&layer.op, layer.inputs[0])) {
            Some((Op::Pad { before: [top, left, _], .. }, source)) => {
                let pad = [window.pad[0] + top, window.pad[1] + left];
                (Tensor { shape: model.value(source).shape, ..input }, Window { pad, ..window })
            }
            _ => (input, window),
        }
    }
}

/// Whether a layer puts rows and columns of zeros around its input.
fn pads_with_zeros(model: &Model, layer: &Layer) -> bool {
    let Op::Pad { number, .. } = layer.op else { return false };
    number == layer.output.zero_point as f32
        && model.value(layer.inputs[0]).shape[2] == layer.output.shape[2]
}

/// The function of a stored byte that a layer is; None if it is none.
fn byte_function(model: &Model, layer: &Layer) -> Option<Table> {
    let (input, output) = (model.value(layer.inputs[0]), &layer.output);
    if [input.element, output.element].contains(&Element::F32) {
        return None;
    }
    match &layer.op {
        Op::Function(function) => Some(table(input, output, |number| {
            quantized_function(*function, input, output, number)
        })),
        Op::Quantize => Some(table(input, output, |number| requantize(input, output, number))),
        Op::Reshape => Some(table(input, output, |number| number)),
        Op::Arithmetic(Arithmetic { kind, activation, constant: Some(constant) }) => {
            let &[one] = &constant.numbers[..] else { return None };
            let (one, first) = (one as i32, constant.first);
            let tensors = if first { [constant.tensor, *input] } else { [*input, constant.tensor] };
            let exact = QuantizedArithmetic::new(*kind, *activation, tensors, output);
            Some(table(input, output, |number| match first {
                true => exact.apply(one, number),
                false => exact.apply(number, one),
            }))
        }
        _ => None,
    }
}

/// The stored byte of `function` for every stored byte.
pub(super) fn table(input: &Tensor, output: &Tensor, function: impl Fn(i32) -> i32) -> Table {
    let [from, to] = [input, output].map(|tensor| storage_shift(tensor.element));
    Box::new(std::array::from_fn(|byte| (function(byte as i32 - from) + to) as u8))
}
