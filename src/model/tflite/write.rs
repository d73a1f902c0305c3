//! Writes a network as a `.tflite` file: the file that it was read from, with other weights, another
//! head, and a description of its own.
//!
//! For a head that was trained on a network's features, [`Head`] is the whole interface: plain
//! numbers, and the value of the model that they were trained on. How it is stored is decided here.

mod describe;
mod draft;
mod head;
mod layout;
mod tree;
mod zip;

use super::schema::{quantization, subgraph, tensor, tensor_type};
use super::{read_parts, read_with_tensors};
use crate::Error;
use crate::model::{Convolution, FloatWeights, Model, Op, QuantizedWeights, Weights};
pub use describe::Description;
use draft::Draft;
pub use head::Head;
use tree::Node;

/// Writes the network of `parts`, as [`read_parts`] takes them, in one file: with the weights and
/// biases of `model`, which is that network or one that was changed in nothing else; with `head` in
/// place of its own; and with `description` in place of what the parts say of it.
///
/// All else is as it was, field by field, but for ends of int8, which become uint8 of the same
/// scale: readers in browsers take no int8. What no operator reads any more is left out; a file that
/// has what could not be copied is refused.
///
/// # Errors
/// Those of [`read_parts`]; [`Error::Unsupported`] if the file cannot be copied as a whole;
/// [`Error::NoAnswer`] if `model` or `head` is not for this network.
pub fn write(
    parts: &[&[u8]],
    model: &Model,
    head: Option<&Head>,
    description: &Description,
) -> Result<Vec<u8>, Error> {
    let joined;
    let bytes = match parts {
        [one] => *one,
        _ => {
            joined = join(parts)?;
            &joined
        }
    };
    let (own, tensors) = read_with_tensors(bytes)?;
    if own.layers.len() != model.layers.len() {
        return Err(OTHER_NETWORK);
    }
    let mut draft = Draft::open(bytes)?;
    for (index, (old, new)) in own.layers.iter().zip(&model.layers).enumerate() {
        if old.op != new.op {
            let (Some(old), Some(new)) = (convolution(&old.op), convolution(&new.op)) else {
                return Err(OTHER_NETWORK);
            };
            let operator = draft.convolution(tensors[index + 1])?;
            set_weights(&mut draft, operator, &old.weights, &new.weights)?;
        }
    }
    if let Some(head) = head {
        let &number = tensors.get(head.features).ok_or(OTHER_NETWORK)?;
        head::put(&mut draft, head, number, own.value(head.features))?;
    }
    for end in [subgraph::INPUTS, subgraph::OUTPUTS] {
        draft.make_end_unsigned(end)?;
    }
    draft.fix_shapes();
    // What is said of a network in parts is said by the first of its pixels, by the last of its labels.
    let about = parts.first().copied().unwrap_or_default();
    describe::describe(&mut draft, description, own.input.shape[2], about)?;
    draft.prune();
    let mut file = draft.root.write(b"TFL3")?;
    describe::pack_labels(&mut file, &description.labels);
    Ok(file)
}

const OTHER_NETWORK: Error = Error::NoAnswer("this file is of another network");

/// The parts in one file, where they fit.
fn join(parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    read_parts(parts)?;
    let mut drafts = Vec::new();
    for part in parts {
        drafts.push(Draft::open(part)?);
    }
    let mut drafts = drafts.into_iter();
    let Some(mut draft) = drafts.next() else { return Err(OTHER_NETWORK) };
    drafts.for_each(|next| draft.join(next));
    draft.prune();
    draft.root.write(b"TFL3")
}

fn convolution(op: &Op) -> Option<&Convolution> {
    match op {
        Op::Conv(conv) | Op::Depthwise(conv) => Some(conv),
        _ => None,
    }
}

/// Position of the weights among an operator's inputs, and of the biases.
const WEIGHTS: usize = 1;
const BIAS: usize = 2;

fn set_weights(
    draft: &mut Draft,
    operator: usize,
    old: &Weights,
    new: &Weights,
) -> Result<(), Error> {
    if old.counts() != new.counts() {
        return Err(OTHER_NETWORK);
    }
    match (old, new) {
        (Weights::Quantized(old), Weights::Quantized(new)) => {
            let QuantizedWeights { bytes, bias, .. } = new.clone();
            let same = QuantizedWeights { bytes: bytes.clone(), bias: bias.clone(), ..old.clone() };
            if same != *new {
                return Err(OTHER_NETWORK);
            }
            if old.bytes != bytes {
                draft.set_data(operator, WEIGHTS, bytes)?;
            }
            if old.bias != bias {
                let bytes = bias.iter().flat_map(|bias| bias.to_le_bytes()).collect();
                draft.set_data(operator, BIAS, bytes)?;
            }
            Ok(())
        }
        (Weights::Float(old), Weights::Float(new)) => {
            let FloatWeights { values, bias, .. } = new;
            set_floats(draft, operator, WEIGHTS, &old.values, values)?;
            set_floats(draft, operator, BIAS, &old.bias, bias)
        }
        _ => Err(OTHER_NETWORK),
    }
}

/// Gives a constant of floats other numbers. What is stored in fewer bits stays so where only zeros
/// are new, which every type has; other numbers would be rounded, so that all become single precision.
fn set_floats(
    draft: &mut Draft,
    operator: usize,
    position: usize,
    old: &[f32],
    new: &[f32],
) -> Result<(), Error> {
    if old == new {
        return Ok(());
    }
    let number = draft.input(operator, position);
    let widening = draft.widening(number);
    let (reader, at) = widening.map_or((operator, position), |widening| (widening, 0));
    let source = draft.input(reader, at);
    let stored = draft.tensor(source)?;
    let zero = match stored.byte(tensor::TYPE) {
        tensor_type::FLOAT32 => {
            let bytes = new.iter().flat_map(|float| float.to_le_bytes()).collect();
            return draft.set_data(reader, at, bytes);
        }
        tensor_type::FLOAT16 => Some(vec![0; 2]),
        _ => byte_of_zero(stored).map(|byte| vec![byte]),
    };
    let pairs = old.iter().zip(new).enumerate();
    let changed: Vec<(usize, f32)> =
        pairs.filter(|(_, (old, new))| old != new).map(|(at, (_, new))| (at, *new)).collect();
    let alone = widening.is_none() || draft.uses(number) == 1;
    match zero {
        Some(zero) if alone && changed.iter().all(|(_, new)| *new == 0.0) => {
            let mut bytes = draft.data(source)?.to_vec();
            let mut elements: Vec<_> = bytes.chunks_exact_mut(zero.len()).collect();
            for (index, _) in changed {
                elements[index].copy_from_slice(&zero);
            }
            draft.set_data(reader, at, bytes)
        }
        _ => draft.set_floats(operator, position, new),
    }
}

/// The byte that stands for zero in all channels, if there is one.
fn byte_of_zero(stored: &Node) -> Option<u8> {
    let points = stored.table(tensor::QUANTIZATION)?.bytes(quantization::ZERO_POINT);
    let (points, _) = points.as_chunks::<8>();
    let first = points.first().copied().unwrap_or_default();
    points.iter().all(|point| *point == first).then_some(first[0])
}
