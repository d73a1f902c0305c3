//! A quantised network in single precision: each weight is the real number that its byte stands for.

use anyhow::{Result, bail};
use separable::model::{
    Convolution, Element, FloatWeights, Layer, Model, Op, Padding, Precision, Shape, Tensor,
    Weights, Window,
};

/// The network without what changes no real number: other quantisations, and shapes that stay.
///
/// # Errors
/// It has an operator that none of the writers here knows.
pub(crate) fn of(model: &Model) -> Result<Model> {
    let mut layers: Vec<Layer> = Vec::new();
    // Which value of the new network stands for each of the old one.
    let mut places = vec![0];
    for layer in &model.layers {
        let input = model.value(layer.inputs[0]);
        let channels = layer.output.shape[2];
        let op = match &layer.op {
            Op::Conv(conv) => Op::Conv(convolution(conv, input, |at, of| at / (of / channels))),
            Op::Depthwise(conv) => Op::Depthwise(convolution(conv, input, |at, _| at % channels)),
            op @ (Op::AveragePool(_) | Op::Softmax { .. }) => op.clone(),
            Op::Quantize => {
                places.push(places[layer.inputs[0]]);
                continue;
            }
            Op::Reshape if input.shape == layer.output.shape => {
                places.push(places[layer.inputs[0]]);
                continue;
            }
            other => bail!("{}: nothing here writes a layer like {other:?}", layer.name),
        };
        let inputs = layer.inputs.iter().map(|&value| places[value]).collect();
        layers.push(Layer { name: layer.name.clone(), op, inputs, output: float(&layer.output) });
        places.push(layers.len());
    }
    Ok(Model::new(float(&model.input), layers))
}

fn float(tensor: &Tensor) -> Tensor {
    Tensor { shape: tensor.shape, element: Element::F32, scale: 1.0, zero_point: 0 }
}

/// `channel` tells the output channel of a weight from its index and the number of weights.
fn convolution(
    conv: &Convolution,
    input: &Tensor,
    channel: impl Fn(usize, usize) -> usize,
) -> Convolution {
    let weights = match &conv.weights {
        Weights::Float(weights) => weights.clone(),
        Weights::Quantized(weights) => {
            let count = weights.bytes.len();
            let value = |at| f32::from(weights.centred(at)) * weights.scale(channel(at, count));
            let bias = |(at, &bias): (usize, &i32)| {
                (f64::from(bias) * f64::from(input.scale) * f64::from(weights.scale(at))) as f32
            };
            FloatWeights {
                values: (0..count).map(value).collect(),
                bias: weights.bias.iter().enumerate().map(bias).collect(),
                stored: Precision::Single,
            }
        }
    };
    Convolution { weights: Weights::Float(weights), ..conv.clone() }
}

/// The weights of a convolution of a network that [`of`] has made.
///
/// # Errors
/// They are bytes.
pub(crate) fn weights(conv: &Convolution) -> Result<&FloatWeights> {
    match &conv.weights {
        Weights::Float(weights) => Ok(weights),
        Weights::Quantized(_) => bail!("weights in bytes, where floats are written"),
    }
}

/// Which of TensorFlow's two kinds of padding a window has.
///
/// # Errors
/// It has neither.
pub(crate) fn padding(window: &Window, input: Shape, output: Shape) -> Result<Padding> {
    let fits = |padding: &Padding| {
        (0..2).all(|axis| {
            let (positions, pad) =
                padding.along(input[axis], window.extent()[axis], window.stride[axis]);
            (positions, pad) == (output[axis], window.pad[axis])
        })
    };
    match [Padding::Same, Padding::Valid].into_iter().find(fits) {
        Some(padding) => Ok(padding),
        None => bail!("a window that is padded otherwise than TensorFlow does: {window:?}"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use separable::engine::Engine;
    use separable::model::Version;
    use separable::model::synthetic::{Lcg, MobileNet};

    /// A small network, as it is and in floats.
    pub(crate) fn networks() -> [Model; 2] {
        let (version, element) = (Version::V1, Element::U8);
        let spec =
            MobileNet { version, alpha: 0.25, size: 32, classes: 10, standard: false, element };
        let model = spec.model().expect("a network");
        let floats = of(&model).expect("its floats");
        [model, floats]
    }

    /// Against the engine's own bytes, which lie within a few steps of the real numbers.
    #[test]
    fn floats_give_what_the_bytes_stand_for() {
        let [model, floats] = networks();
        let mut pixels = vec![0; model.input.len()];
        Lcg::new(3).fill(&mut pixels);
        let output = *model.output();
        let steps: Vec<f32> = {
            let input = model.input;
            let real = |&byte: &u8| input.scale * (f32::from(byte) - input.zero_point as f32);
            let real: Vec<f32> = pixels.iter().map(real).collect();
            let mut engine = Engine::new(floats).expect("an engine");
            engine.set_real_input(&real).expect("its input");
            let (floats, _) = engine.run().as_chunks();
            let step = |&it| f32::from_le_bytes(it) / output.scale + output.zero_point as f32;
            floats.iter().map(step).collect()
        };
        let mut engine = Engine::new(model).expect("an engine");
        engine.set_own_input(&pixels).expect("its input");
        let bytes = engine.run();
        assert_eq!(bytes.len(), steps.len());
        let spread = bytes.iter().max().expect("bytes") - bytes.iter().min().expect("bytes");
        assert!(spread > 20, "the numbers differ: {bytes:?}");
        for (byte, step) in bytes.iter().zip(&steps) {
            let expected = step.clamp(0.0, 255.0);
            assert!((f32::from(*byte) - expected).abs() < 2.0, "{bytes:?}\n{steps:?}");
        }
    }
}
