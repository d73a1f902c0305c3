//! A network in single precision as ONNX (`onnx.proto`), with channels first and logits at its end:
//! what transformers.js calls `pixel_values` and `logits`.

use crate::floats::weights;
use crate::protobuf::Message;
use anyhow::{Context, Result, bail, ensure};
use separable::model::{Activation, Convolution, FloatWeights, Layer, Model, Op, Shape, Window};

/// Versions of the format, and of its operators, which all runtimes of today read.
const FORMAT: u64 = 8;
const OPERATORS: u64 = 13;

/// Fields of `ModelProto`, `GraphProto`, `NodeProto`, `AttributeProto`, `TensorProto` and
/// `ValueInfoProto`.
mod field {
    pub(super) const VERSION: u64 = 1;
    pub(super) const GRAPH: u64 = 7;
    pub(super) const OPERATORS: u64 = 8;
    pub(super) const OPERATORS_VERSION: u64 = 2;

    pub(super) const NODE: u64 = 1;
    pub(super) const GRAPH_NAME: u64 = 2;
    pub(super) const CONSTANT: u64 = 5;
    pub(super) const INPUT: u64 = 11;
    pub(super) const OUTPUT: u64 = 12;

    pub(super) const NODE_INPUT: u64 = 1;
    pub(super) const NODE_OUTPUT: u64 = 2;
    pub(super) const NODE_NAME: u64 = 3;
    pub(super) const NODE_OPERATOR: u64 = 4;
    pub(super) const NODE_ATTRIBUTE: u64 = 5;

    pub(super) const ATTRIBUTE_NAME: u64 = 1;
    pub(super) const ATTRIBUTE_NUMBER: u64 = 3;
    pub(super) const ATTRIBUTE_NUMBERS: u64 = 8;
    pub(super) const ATTRIBUTE_KIND: u64 = 20;

    pub(super) const DIMENSION: u64 = 1;
    pub(super) const ELEMENT: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const DATA: u64 = 9;

    pub(super) const VALUE_NAME: u64 = 1;
    pub(super) const VALUE_KIND: u64 = 2;
}

/// Kinds of attributes and elements.
const NUMBER: u64 = 2;
const NUMBERS: u64 = 7;
const FLOAT: u64 = 1;

const INPUT: &str = "pixel_values";
const OUTPUT: &str = "logits";

/// The file of a network that [`floats::of`](crate::floats::of) has made.
///
/// # Errors
/// It has a layer that is not written here.
pub(crate) fn write(model: &Model) -> Result<Vec<u8>> {
    let layers = match model.layers.split_last() {
        Some((Layer { op: Op::Softmax { .. }, .. }, before)) => before,
        _ => &model.layers,
    };
    let classes = layers.last().context("a network with layers")?.output.len();
    let [h, w, c] = model.input.shape;
    let mut graph = Message::default()
        .bytes(field::GRAPH_NAME, "separable")
        .message(field::INPUT, &value(INPUT, &[1, c, h, w]))
        .message(field::OUTPUT, &value(OUTPUT, &[1, classes]));
    for (name, limit) in [("zero", 0.0), ("six", 6.0)] {
        graph = graph.message(field::CONSTANT, &constant(name, &[], &[limit]));
    }
    for (index, layer) in layers.iter().enumerate() {
        graph = put(graph, model, index, layer)?;
    }
    let flatten = node("Flatten", &[name_of(layers.len())], OUTPUT);
    graph = graph.message(field::NODE, &flatten);
    let operators = Message::default().number(field::OPERATORS_VERSION, OPERATORS);
    let file = Message::default()
        .number(field::VERSION, FORMAT)
        .message(field::GRAPH, &graph)
        .message(field::OPERATORS, &operators);
    Ok(file.finish())
}

/// The name of a value.
fn name_of(value: usize) -> String {
    if value == 0 { INPUT.to_owned() } else { format!("value_{value}") }
}

/// Adds a layer and its constants.
fn put(mut graph: Message, model: &Model, index: usize, layer: &Layer) -> Result<Message> {
    let input = model.value(layer.inputs[0]).shape;
    let mut inputs = vec![name_of(layer.inputs[0])];
    let output = name_of(index + 1);
    match &layer.op {
        Op::Conv(conv) | Op::Depthwise(conv) => {
            let is_depthwise = matches!(layer.op, Op::Depthwise(_));
            let FloatWeights { bias, .. } = weights(conv)?;
            let (shape, kernels) = kernels(conv, is_depthwise)?;
            for (end, shape, values) in
                [("weights", &shape[..], &kernels), ("bias", &[bias.len()], bias)]
            {
                let name = format!("{output}_{end}");
                graph = graph.message(field::CONSTANT, &constant(&name, shape, values));
                inputs.push(name);
            }
            let clamps = clamps(conv.activation)?;
            let sum = if clamps { format!("{output}_sum") } else { output.clone() };
            let groups = if is_depthwise { input[2] } else { 1 };
            let conv = sliding(node("Conv", &inputs, &sum), &conv.window, input, layer)
                .message(field::NODE_ATTRIBUTE, &number("group", groups));
            graph = graph.message(field::NODE, &conv);
            if clamps {
                let inputs = [sum, "zero".to_owned(), "six".to_owned()];
                graph = graph.message(field::NODE, &node("Clip", &inputs, &output));
            }
        }
        Op::AveragePool(pool) => {
            ensure!(pool.activation == Activation::None, "an average that is clamped");
            let pool = sliding(node("AveragePool", &inputs, &output), &pool.window, input, layer);
            graph = graph.message(field::NODE, &pool);
        }
        other => bail!("no operator of ONNX is written for {other:?}"),
    }
    Ok(graph)
}

fn clamps(activation: Activation) -> Result<bool> {
    match activation {
        Activation::None => Ok(false),
        Activation::Relu6 => Ok(true),
        other => bail!("no operator of ONNX is written for {other:?}"),
    }
}

/// Weights as ONNX has them: `[oc][c][kh][kw]`, where a depthwise layer has one channel a group.
fn kernels(conv: &Convolution, is_depthwise: bool) -> Result<([usize; 4], Vec<f32>)> {
    let FloatWeights { values, bias, .. } = weights(conv)?;
    let [kh, kw] = conv.window.kernel;
    let taps = kh * kw;
    let outputs = bias.len();
    let channels = values.len() / (outputs * taps);
    let mut all = Vec::with_capacity(values.len());
    for output in 0..outputs {
        for channel in 0..channels {
            all.extend((0..taps).map(|tap| match is_depthwise {
                true => values[tap * outputs + output],
                false => values[(output * taps + tap) * channels + channel],
            }));
        }
    }
    Ok(([outputs, channels, kh, kw], all))
}

fn node(operator: &str, inputs: &[String], output: &str) -> Message {
    let inputs =
        inputs.iter().fold(Message::default(), |node, name| node.bytes(field::NODE_INPUT, name));
    inputs
        .bytes(field::NODE_OUTPUT, output)
        .bytes(field::NODE_NAME, output)
        .bytes(field::NODE_OPERATOR, operator)
}

/// A node with the attributes of a window: above, left, below, right is the order of its zeros.
fn sliding(node: Message, window: &Window, input: Shape, layer: &Layer) -> Message {
    let after = [0, 1].map(|axis| {
        let last = (layer.output.shape[axis] - 1) * window.stride[axis] + window.extent()[axis];
        last.saturating_sub(input[axis] + window.pad[axis])
    });
    let pads = [window.pad, after].concat();
    let all = [("kernel_shape", &window.kernel[..]), ("strides", &window.stride), ("pads", &pads)];
    all.iter().fold(node, |node, (name, values)| {
        let start = Message::default().bytes(field::ATTRIBUTE_NAME, name);
        let numbers = values
            .iter()
            .fold(start, |list, &value| list.number(field::ATTRIBUTE_NUMBERS, value as u64));
        node.message(field::NODE_ATTRIBUTE, &numbers.number(field::ATTRIBUTE_KIND, NUMBERS))
    })
}

fn number(name: &str, value: usize) -> Message {
    Message::default()
        .bytes(field::ATTRIBUTE_NAME, name)
        .number(field::ATTRIBUTE_NUMBER, value as u64)
        .number(field::ATTRIBUTE_KIND, NUMBER)
}

fn constant(name: &str, shape: &[usize], values: &[f32]) -> Message {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let shape = shape
        .iter()
        .fold(Message::default(), |tensor, &size| tensor.number(field::DIMENSION, size as u64));
    shape.number(field::ELEMENT, FLOAT).bytes(field::TENSOR_NAME, name).bytes(field::DATA, bytes)
}

/// An input or an output: its name, and the type of a tensor within that of a value.
fn value(name: &str, shape: &[usize]) -> Message {
    let shape = shape.iter().fold(Message::default(), |shape, &size| {
        shape.message(1, &Message::default().number(1, size as u64))
    });
    let tensor = Message::default().number(1, FLOAT).message(2, &shape);
    Message::default()
        .bytes(field::VALUE_NAME, name)
        .message(field::VALUE_KIND, &Message::default().message(1, &tensor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use separable::model::{Precision, Weights};

    fn convolution(values: Vec<f32>) -> Convolution {
        let window = Window { kernel: [1, 2], ..Window::PIXEL };
        let stored = Precision::Single;
        let weights = Weights::Float(FloatWeights { values, bias: vec![0.0; 2], stored });
        Convolution { window, weights, activation: Activation::None }
    }

    /// Two outputs, one row, two columns, three channels: a weight's digits are its indices.
    #[test]
    fn weights_have_channels_before_places() {
        let values =
            [0, 1].map(|o| [0, 1].map(|x| [0, 1, 2].map(|c| (100 * o + 10 * x + c) as f32)));
        let conv = convolution(values.concat().concat());
        let (shape, kernels) = kernels(&conv, false).expect("weights");
        assert_eq!(shape, [2, 3, 1, 2]);
        let expected =
            [0, 1].map(|o| [0, 1, 2].map(|c| [0, 1].map(|x| (100 * o + 10 * x + c) as f32)));
        assert_eq!(kernels, expected.concat().concat());

        let depthwise = convolution(vec![0.0, 100.0, 10.0, 110.0]);
        let (shape, kernels) = super::kernels(&depthwise, true).expect("weights");
        assert_eq!((shape, kernels), ([2, 1, 1, 2], vec![0.0, 10.0, 100.0, 110.0]));
    }

    /// Every weight and bias once, and the two limits of ReLU6; the rest of the file is small.
    #[test]
    fn the_file_is_as_large_as_its_numbers() {
        let [_, floats] = crate::floats::tests::networks();
        let numbers = separable::cost::network(&floats).params as usize + 2;
        let rest = write(&floats).expect("a file").len().checked_sub(4 * numbers);
        assert!(rest.is_some_and(|rest| rest < 300 * floats.layers.len()), "{rest:?}");
    }
}
