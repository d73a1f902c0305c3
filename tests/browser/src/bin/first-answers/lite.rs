//! A network in single precision as a `.tflite` file.

#[path = "../../../../common/tiny.rs"]
#[allow(dead_code, unreachable_pub, reason = "tests of the engine use the rest")]
mod tiny;

use crate::floats::{padding, weights};
use anyhow::{Result, bail};
use separable::model::{Activation, Convolution, FloatWeights, Layer, Model, Op, Padding, Window};
use tiny::Field::{Byte, Float, Int};
use tiny::{Fields, File, Operator, Tensor};

/// Codes of operators, and the numbers of their options (`schema.fbs`).
const AVERAGE_POOL: (i32, u8) = (1, 5);
const CONV: (i32, u8) = (3, 1);
const DEPTHWISE: (i32, u8) = (4, 2);
const SOFTMAX: (i32, u8) = (25, 9);

/// The file of a network that [`floats::of`](crate::floats::of) has made, without a description.
///
/// # Errors
/// It has a layer that is not written here.
pub(crate) fn write(model: &Model) -> Result<Vec<u8>> {
    let mut file = File {
        tensors: vec![tensor("input", &shape(model.input.shape), Vec::new())],
        operators: Vec::new(),
        inputs: vec![0],
        outputs: Vec::new(),
        graphs: 1,
        custom: String::new(),
        metadata: Vec::new(),
    };
    // Which tensor each value is.
    let mut numbers = vec![0];
    for layer in &model.layers {
        let mut inputs = vec![numbers[layer.inputs[0]]];
        if let Op::Conv(conv) | Op::Depthwise(conv) = &layer.op {
            let FloatWeights { values, bias, .. } = weights(conv)?;
            for (end, shape, values) in [
                ("weights", kernel(&layer.op, conv, values.len(), bias.len()), values),
                ("bias", vec![int(bias.len())], bias),
            ] {
                let data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
                inputs.push(int(file.tensors.len()));
                file.tensors.push(tensor(&format!("{}/{end}", layer.name), &shape, data));
            }
        }
        let output = int(file.tensors.len());
        file.tensors.push(tensor(&layer.name, &shape(layer.output.shape), Vec::new()));
        numbers.push(output);
        let ((code, number), options) = options(model, layer)?;
        file.operators.push(Operator {
            code,
            inputs,
            outputs: vec![output],
            options: (number, options),
        });
        file.outputs = vec![output];
    }
    Ok(file.write())
}

fn int(size: usize) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}

fn shape([h, w, c]: [usize; 3]) -> Vec<i32> {
    [1, h, w, c].map(int).to_vec()
}

/// `[oc][kh][kw][c]`, or `[1][kh][kw][oc]` of a depthwise layer.
fn kernel(op: &Op, conv: &Convolution, weights: usize, channels: usize) -> Vec<i32> {
    let [kh, kw] = conv.window.kernel;
    match op {
        Op::Depthwise(_) => vec![1, int(kh), int(kw), int(channels)],
        _ => [channels, kh, kw, weights / (channels * kh * kw)].map(int).to_vec(),
    }
}

fn tensor(name: &str, shape: &[i32], data: Vec<u8>) -> Tensor {
    Tensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        kind: 0,
        scales: Vec::new(),
        zero_points: Vec::new(),
        axis: 0,
        data,
    }
}

/// A layer's operator and its options.
fn options(model: &Model, layer: &Layer) -> Result<((i32, u8), Fields)> {
    let input = model.value(layer.inputs[0]).shape;
    let sliding = |window: &Window| -> Result<Fields> {
        let kind = match padding(window, input, layer.output.shape)? {
            Padding::Same => 0,
            Padding::Valid => 1,
        };
        let [height, width] = window.stride.map(int);
        Ok(vec![(0, Byte(kind)), (1, Int(width)), (2, Int(height))])
    };
    let activation = |activation| match activation {
        Activation::None => 0,
        Activation::Relu => 1,
        Activation::ReluN1To1 => 2,
        Activation::Relu6 => 3,
    };
    Ok(match &layer.op {
        Op::Conv(conv) => {
            let mut fields = sliding(&conv.window)?;
            fields.push((3, Byte(activation(conv.activation))));
            (CONV, fields)
        }
        Op::Depthwise(conv) => {
            let mut fields = sliding(&conv.window)?;
            fields.push((3, Int(int(layer.output.shape[2] / input[2]))));
            fields.push((4, Byte(activation(conv.activation))));
            (DEPTHWISE, fields)
        }
        Op::AveragePool(pool) => {
            let [height, width] = pool.window.kernel.map(int);
            let mut fields = sliding(&pool.window)?;
            fields.extend([(3, Int(width)), (4, Int(height))]);
            fields.push((5, Byte(activation(pool.activation))));
            (AVERAGE_POOL, fields)
        }
        Op::Softmax { beta } => (SOFTMAX, vec![(0, Float(*beta))]),
        other => bail!("no operator of TensorFlow Lite is written for {other:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use separable::model::tflite;

    #[test]
    fn what_is_written_is_read_again() {
        let [_, floats] = crate::floats::tests::networks();
        let read = tflite::read(&write(&floats).expect("a file")).expect("a network");
        assert_eq!(read.input, floats.input);
        assert_eq!(read.layers.len(), floats.layers.len());
        for (read, layer) in read.layers.iter().zip(&floats.layers) {
            assert_eq!((&read.op, &read.inputs), (&layer.op, &layer.inputs), "{}", layer.name);
            assert_eq!(read.output, layer.output, "{}", layer.name);
        }
    }
}
