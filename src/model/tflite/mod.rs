//! Reads a `.tflite` file into a [`Model`].
//!
//! A file is outside input: nothing here panics on any bytes, and sizes are checked before anything
//! is allocated. What a [`Model`] promises to the kernels is checked here, once: see [`read`].

mod convolutions;
mod elementwise;
mod flatbuffer;
mod metadata;
mod names;
mod operators;
mod purpose;
mod schema;
mod shapes;
mod tensors;
mod windows;
mod write;

use super::{Layer, Model, Op, Tensor};
use crate::Error;
use crate::error::Number;
use flatbuffer::{Table, Tables, malformed};
pub use metadata::{Content, Metadata, Normalization, metadata};
use operators::{Before, Operator};
use tensors::Stored;
pub use write::{Description, Head, write};

/// Elements of one tensor.
const MAX_ELEMENTS: u64 = 1 << 26;
/// Bytes of all activations of a network: a small file must not reserve much memory.
const MAX_BYTES: u64 = 1 << 27;
/// Kernel taps for one input: a small file must not keep a machine busy for hours.
const MAX_WORK: u64 = 1 << 37;
/// Bytes of a name that is shown.
const MAX_NAME: usize = 100;
/// Layers of a network.
const MAX_LAYERS: usize = 1 << 10;

/// Reads one file: a whole network, or a part of one.
///
/// The kernels may rely on these promises. Layers use only values of earlier layers. Shapes hold at
/// least one element and take at most 2^27 bytes in total. Every layer's output has the shape that
/// its operator gives. Weights, biases and scales have the lengths that the shapes need. A layer
/// takes and makes floats, or it takes and makes bytes, but for QUANTIZE and DEQUANTIZE. Scales lie in 2^-40 ..= 2^24 (weight scales may be smaller, but
/// not negative), zero points are values of their element, and no sum of products and no value
/// before its clamp exceeds an i32. Float weights and biases are finite; their sums need not be.
///
/// # Errors
/// [`Error::Malformed`] if the file is no `.tflite`, is cut short or contradicts itself;
/// [`Error::Unsupported`] if it is sound but needs what the kernels do not do;
/// [`Error::OtherPurpose`] if it does not classify pictures, or runs on one chip alone.
pub fn read(bytes: &[u8]) -> Result<Model, Error> {
    read_with_tensors(bytes).map(|(model, _)| model)
}

/// As [`read`], with the number in the file of the tensor that each value is.
fn read_with_tensors(bytes: &[u8]) -> Result<(Model, Vec<i32>), Error> {
    let mut file = File::open(bytes)?;
    purpose::check(&file)?;
    let [input, output] =
        [schema::subgraph::INPUTS, schema::subgraph::OUTPUTS].map(|field| file.single(field));
    let (input, output) = (input?, output?);

    let stored = file.tensor(input)?;
    if stored.is_constant() {
        return Err(malformed(format_args!("its input is a constant")));
    }
    let mut model = Model::new(stored.activation()?, Vec::new());

    let operators = file.graph.tables(schema::subgraph::OPERATORS)?;
    if operators.len() > MAX_LAYERS {
        return Err(Error::Unsupported(format!(
            "this network has {} layers, and at most {MAX_LAYERS} are read",
            operators.len()
        )));
    }
    // The tensor that each value is.
    let mut tensors = vec![input];
    let mut budget = Budget { bytes: model.input.bytes() as u64, work: 0, weights: bytes.len() };
    let mut index = 0;
    while index < operators.len() {
        let first = file.operator(index, operators.get(index)?)?;
        index += 1;
        if first.computes_shape(&file)? {
            continue;
        }
        if let Some(source) = first.widens(&file)? {
            file.widened.push((first.output, source));
            continue;
        }
        let before = Before { model: &model, tensors: &tensors };
        let (layer, made) = if first.code == schema::builtin_operator::SPACE_TO_BATCH_ND {
            let conv = file.operator(index, operators.get(index)?)?;
            let last = file.operator(index + 1, operators.get(index + 1)?)?;
            index += 2;
            (conv.dilated([&first, &last], &file, before, &mut budget)?, last.output)
        } else {
            (first.layer(&file, before, &mut budget)?, first.output)
        };
        if index < operators.len() && puts_channels_last(&model, &layer) {
            put_channels_last(&mut model, layer);
            tensors.pop();
            tensors.fill(-1); // in the file they have channels first: nothing else may read them
            tensors.push(made);
            continue;
        }
        budget.spend(&model, &layer)?;
        model.layers.push(layer);
        if tensors.contains(&made) {
            return Err(malformed(format_args!("tensor {made} is made twice")));
        }
        tensors.push(made);
    }
    match model.layers.last() {
        None => Err(malformed(format_args!("it has no layers"))),
        Some(_) if tensors.last() == Some(&output) => Ok((model, tensors)),
        Some(last) => Err(malformed(format_args!(
            "its output is not what its last layer `{}` makes",
            last.name
        ))),
    }
}

/// Whether `layer`, which comes next, transposes an input with channels first, which nothing but
/// QUANTIZE has touched.
fn puts_channels_last(model: &Model, layer: &Layer) -> bool {
    let first = model.layers.iter().all(|layer| layer.op == Op::Quantize);
    first && layer.op == Op::Transpose { order: [1, 2, 0] } && layer.inputs[0] == model.layers.len()
}

/// Has the picture come with channels last, so that `transpose` is left out.
fn put_channels_last(model: &mut Model, transpose: Layer) {
    model.channels_first = true;
    let [c, h, w] = model.input.shape;
    model.input.shape = [h, w, c];
    for quantize in &mut model.layers {
        quantize.output.shape = [h, w, c];
    }
    if let Some(quantize) = model.layers.last_mut() {
        // It now makes what the transposition made.
        (quantize.name, quantize.output) = (transpose.name, transpose.output);
    }
}

/// Reads a network in parts, the body first: each part's input is the output of the part before.
///
/// # Errors
/// Those of [`read`], and [`Error::Parts`] if there is no part, or two parts do not fit.
pub fn read_parts(parts: &[&[u8]]) -> Result<Model, Error> {
    let Some((first, rest)) = parts.split_first() else {
        return Err(Error::Parts("there are none".to_owned()));
    };
    purpose::check_input(first)?;
    let mut model = read(first)?;
    let [h, w, _] = model.input.shape;
    if h * w == 1 {
        return Err(Error::Parts(format!(
            "part 1 takes {} instead of a picture",
            describe(&model.input)
        )));
    }
    for (index, bytes) in rest.iter().enumerate() {
        let part = read(bytes)?;
        if part.input != *model.output() {
            return Err(Error::Parts(format!(
                "part {} makes {}, part {} takes {}",
                index + 1,
                describe(model.output()),
                index + 2,
                describe(&part.input)
            )));
        }
        let base = model.layers.len();
        model.layers.extend(part.layers.into_iter().map(|layer| Layer {
            inputs: layer.inputs.into_iter().map(|value| value + base).collect(),
            ..layer
        }));
    }
    Ok(model)
}

/// A tensor in words, for messages.
fn describe(tensor: &Tensor) -> String {
    let Tensor { shape, element, scale, zero_point } = tensor;
    let (element, scale) = (element.name(), Number::Single(*scale));
    format!("{element} {shape:?} with scale {scale} and zero point {zero_point}")
}

/// The lists of a file to which operators and tensors refer by index.
struct File<'a> {
    codes: Tables<'a>,
    buffers: Tables<'a>,
    graph: Table<'a>,
    tensors: Tables<'a>,
    /// Tensors that DEQUANTIZE makes of constants, each with its constant.
    widened: Vec<(i32, i32)>,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let root = Table::root(bytes, b"TFL3")?;
        let graphs = root.tables(schema::model::SUBGRAPHS)?;
        if graphs.len() != 1 {
            return Err(Error::Unsupported(format!(
                "this file holds {} networks (subgraphs), where one is expected",
                graphs.len()
            )));
        }
        let graph = graphs.get(0)?;
        Ok(Self {
            codes: root.tables(schema::model::OPERATOR_CODES)?,
            buffers: root.tables(schema::model::BUFFERS)?,
            graph,
            tensors: graph.tables(schema::subgraph::TENSORS)?,
            widened: Vec::new(),
        })
    }

    /// The one tensor that field `field` of the graph lists: its inputs, or its outputs.
    fn single(&self, field: usize) -> Result<i32, Error> {
        match self.graph.vector(field)? {
            [one] => Ok(i32::from_le_bytes(*one)),
            other => Err(Error::Unsupported(format!(
                "this network has {} {}, where one is expected",
                other.len(),
                if field == schema::subgraph::INPUTS { "inputs" } else { "outputs" }
            ))),
        }
    }

    /// Tensor `index`; for a constant that is widened to floats, the constant as it stands.
    fn tensor(&self, index: i32) -> Result<Stored<'a>, Error> {
        let widened = self.widened.iter().find(|(made, _)| *made == index);
        let index = widened.map_or(index, |&(_, source)| source);
        let index = usize::try_from(index)
            .map_err(|_| malformed(format_args!("it names a tensor by the number {index}")))?;
        Stored::read(self.tensors.get(index)?, &self.buffers)
    }

    fn operator(&self, index: usize, table: Table<'a>) -> Result<Operator<'a>, Error> {
        let code = usize::try_from(table.i32(schema::operator::OPCODE_INDEX, 0)?)
            .map_err(|_| malformed(format_args!("layer {index} has no operator")))?;
        Operator::read(index, Self::builtin_code(self.codes.get(code)?)?, table)
    }

    /// The number of an operator in `BuiltinOperator`.
    fn builtin_code(code: Table<'_>) -> Result<i32, Error> {
        // Old files have only the byte; new ones store codes above 127 in the wider field.
        let byte = code.u8(schema::operator_code::DEPRECATED_BUILTIN_CODE)? as i8;
        Ok(code.i32(schema::operator_code::BUILTIN_CODE, 0)?.max(i32::from(byte)))
    }
}

/// The rest of a file's limits.
struct Budget {
    bytes: u64,
    work: u64,
    /// Bytes of weights and biases: each is stored once, so all together fit in the file.
    weights: usize,
}

impl Budget {
    /// Takes `len` bytes of constants, before they are copied.
    fn take_weights(&mut self, len: usize) -> Result<(), Error> {
        self.weights = self.weights.checked_sub(len).ok_or_else(|| {
            malformed(format_args!(
                "its layers share weights, and together ask for more than the file holds"
            ))
        })?;
        Ok(())
    }

    /// Counts a layer's output and the taps behind it.
    fn spend(&mut self, model: &Model, layer: &Layer) -> Result<(), Error> {
        let taps = operators::taps(layer, model.value(layer.inputs[0]));
        self.bytes = self.bytes.saturating_add(layer.output.bytes() as u64);
        self.work = self.work.saturating_add((layer.output.len() as u64).saturating_mul(taps));
        if self.bytes > MAX_BYTES || self.work > MAX_WORK {
            return Err(Error::Unsupported(format!(
                "this network is too large: up to `{}` it makes {} bytes in {} steps for one \
                 picture, and at most {MAX_BYTES} in {MAX_WORK} are allowed",
                layer.name, self.bytes, self.work
            )));
        }
        Ok(())
    }
}
