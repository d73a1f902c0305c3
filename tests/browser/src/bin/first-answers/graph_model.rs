//! A network in single precision as a graph model of TensorFlow.js, in the operators and files that
//! its converter gives: `model.json`, and the weights in pieces.

use crate::floats::{padding, weights};
use anyhow::{Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use separable::model::{Activation, Convolution, FloatWeights, Layer, Model, Op, Padding, Window};
use serde_json::{Value, json};

/// Bytes of a piece of the weights, as the converter cuts them.
const PIECE: usize = 4 << 20;

/// A file: its name and its bytes.
pub(crate) type File = (String, Vec<u8>);

/// The files of a network that [`floats::of`](crate::floats::of) has made.
///
/// # Errors
/// It has a layer that is not written here.
pub(crate) fn write(model: &Model) -> Result<Vec<File>> {
    let mut graph = Graph::default();
    let [h, w, c] = model.input.shape;
    let shape = dimensions(&[1, h, w, c]);
    graph.node("input", "Placeholder", &[], json!({ "dtype": kind(), "shape": shape }));
    let mut names = vec!["input".to_owned()];
    for (index, layer) in model.layers.iter().enumerate() {
        let name = format!("layer_{index}");
        graph.layer(model, layer, &name, &names[layer.inputs[0]])?;
        names.push(name);
    }
    let pieces: Vec<&[u8]> = graph.data.chunks(PIECE).collect();
    let paths: Vec<String> =
        (1..=pieces.len()).map(|at| format!("group1-shard{at}of{}.bin", pieces.len())).collect();
    let json = json!({
        "format": "graph-model",
        "modelTopology": {
            "node": graph.nodes,
            "library": {},
            "versions": { "producer": 1882 },
        },
        "weightsManifest": [{ "paths": paths, "weights": graph.weights }],
    });
    let json = ("model.json".to_owned(), serde_json::to_vec(&json)?);
    let pieces = pieces.into_iter().map(<[u8]>::to_vec);
    Ok([json].into_iter().chain(paths.into_iter().zip(pieces)).collect())
}

#[derive(Default)]
struct Graph {
    nodes: Vec<Value>,
    weights: Vec<Value>,
    data: Vec<u8>,
}

impl Graph {
    fn node(&mut self, name: &str, operator: &str, inputs: &[&str], attributes: Value) {
        self.nodes
            .push(json!({ "name": name, "op": operator, "input": inputs, "attr": attributes }));
    }

    fn constant(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.node(
            name,
            "Const",
            &[],
            json!({ "dtype": kind(), "value": { "tensor": {
                "dtype": "DT_FLOAT", "tensorShape": dimensions(shape)["shape"],
            }}}),
        );
        self.weights.push(json!({ "name": name, "shape": shape, "dtype": "float32" }));
        self.data.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    fn layer(&mut self, model: &Model, layer: &Layer, name: &str, input: &str) -> Result<()> {
        let shape = model.value(layer.inputs[0]).shape;
        let sliding = |window: &Window| -> Result<Value> {
            let padding = match padding(window, shape, layer.output.shape)? {
                Padding::Same => "SAME",
                Padding::Valid => "VALID",
            };
            Ok(json!({
                "T": kind(), "data_format": text("NHWC"), "padding": text(padding),
                "strides": numbers([1, window.stride[0], window.stride[1], 1]),
            }))
        };
        match &layer.op {
            Op::Conv(conv) | Op::Depthwise(conv) => {
                let is_depthwise = matches!(layer.op, Op::Depthwise(_));
                let FloatWeights { bias, .. } = weights(conv)?;
                let (kernel, values) = kernels(conv, is_depthwise, shape[2])?;
                let [weights, biases] = ["weights", "bias"].map(|end| format!("{name}/{end}"));
                self.constant(&weights, &kernel, &values);
                self.constant(&biases, &[bias.len()], bias);
                let mut attributes = sliding(&conv.window)?;
                attributes["num_args"] = json!({ "i": "1" });
                attributes["epsilon"] = json!({ "f": 0.0 });
                attributes["dilations"] =
                    numbers([1, conv.window.dilation[0], conv.window.dilation[1], 1]);
                attributes["fused_ops"] = json!({ "list": { "s": fused(conv.activation)? } });
                let operator =
                    if is_depthwise { "FusedDepthwiseConv2dNative" } else { "_FusedConv2D" };
                self.node(name, operator, &[input, &weights, &biases], attributes);
            }
            Op::AveragePool(pool) => {
                ensure!(pool.activation == Activation::None, "an average that is clamped");
                let mut attributes = sliding(&pool.window)?;
                attributes["ksize"] = numbers([1, pool.window.kernel[0], pool.window.kernel[1], 1]);
                self.node(name, "AvgPool", &[input], attributes);
            }
            Op::Softmax { beta: 1.0 } => {
                self.node(name, "Softmax", &[input], json!({ "T": kind() }));
            }
            other => bail!("no operator of TensorFlow.js is written for {other:?}"),
        }
        Ok(())
    }
}

/// Weights as TensorFlow has them: `[kh][kw][c][oc]`, or `[kh][kw][c][oc / c]` of a depthwise layer.
fn kernels(
    conv: &Convolution,
    is_depthwise: bool,
    inputs: usize,
) -> Result<([usize; 4], Vec<f32>)> {
    let FloatWeights { values, bias, .. } = weights(conv)?;
    let [kh, kw] = conv.window.kernel;
    let outputs = bias.len();
    if is_depthwise {
        return Ok(([kh, kw, inputs, outputs / inputs], values.clone()));
    }
    let each = kh * kw * inputs;
    let value = |at: usize| values[at % outputs * each + at / outputs];
    Ok(([kh, kw, inputs, outputs], (0..values.len()).map(value).collect()))
}

fn fused(activation: Activation) -> Result<Vec<String>> {
    let names = match activation {
        Activation::None => &["BiasAdd"][..],
        Activation::Relu => &["BiasAdd", "Relu"],
        Activation::Relu6 => &["BiasAdd", "Relu6"],
        Activation::ReluN1To1 => bail!("TensorFlow.js fuses no {activation:?}"),
    };
    Ok(names.iter().map(|name| BASE64_STANDARD.encode(name)).collect())
}

fn kind() -> Value {
    json!({ "type": "DT_FLOAT" })
}

fn text(text: &str) -> Value {
    json!({ "s": BASE64_STANDARD.encode(text) })
}

/// Whole numbers are texts in the JSON of Protocol Buffers.
fn numbers(values: [usize; 4]) -> Value {
    json!({ "list": { "i": values.map(|value| value.to_string()) } })
}

fn dimensions(shape: &[usize]) -> Value {
    let all = shape.iter().map(|size| json!({ "size": size.to_string() }));
    json!({ "shape": { "dim": all.collect::<Value>() } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use separable::model::{Precision, Weights};
    use std::collections::HashSet;

    /// Two outputs, two columns, three channels: a weight's digits are its indices.
    #[test]
    fn weights_have_outputs_last() {
        let all = |order: fn(usize, usize, usize) -> usize, [a, b, c]: [usize; 3]| -> Vec<f32> {
            let places = (0..a * b * c).map(|at| (at / (b * c), at / c % b, at % c));
            places.map(|(a, b, c)| order(a, b, c) as f32).collect()
        };
        let values = all(|o, x, c| 100 * o + 10 * x + c, [2, 2, 3]);
        let stored = Precision::Single;
        let weights = Weights::Float(FloatWeights { values, bias: vec![0.0; 2], stored });
        let window = Window { kernel: [1, 2], ..Window::PIXEL };
        let conv = Convolution { window, weights, activation: Activation::None };
        let (shape, kernels) = kernels(&conv, false, 3).expect("weights");
        assert_eq!(shape, [1, 2, 3, 2]);
        assert_eq!(kernels, all(|x, c, o| 100 * o + 10 * x + c, [2, 3, 2]));
    }

    /// The list of weights covers the pieces byte by byte, and a node reads only what is before it.
    #[test]
    fn the_files_fit_each_other() {
        let [_, floats] = crate::floats::tests::networks();
        let files = write(&floats).expect("files");
        let json: Value = serde_json::from_slice(&files[0].1).expect("JSON");
        let size = |weight: &Value| -> u64 {
            let shape = weight["shape"].as_array().expect("a shape");
            4 * shape.iter().map(|size| size.as_u64().expect("a size")).product::<u64>()
        };
        let manifest = &json["weightsManifest"][0];
        let listed = manifest["weights"].as_array().expect("a list").iter().map(size).sum::<u64>();
        let pieces: u64 = files[1..].iter().map(|(_, bytes)| bytes.len() as u64).sum();
        assert_eq!([listed, pieces], [4 * separable::cost::network(&floats).params; 2]);
        let names: Vec<&str> = files[1..].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(manifest["paths"], json!(names));
        let mut known = HashSet::new();
        for node in json["modelTopology"]["node"].as_array().expect("nodes") {
            for input in node["input"].as_array().expect("inputs") {
                assert!(known.contains(&input.to_string()), "{input} of {node}");
            }
            known.insert(node["name"].to_string());
        }
    }
}
