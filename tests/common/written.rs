//! What is written, against what it was written from: the same network, but for ends of int8, which
//! become uint8. And what is changed in it: channels, the head.

use super::Lcg;
use separable::inspect::Change;
use separable::model::tflite::{self, Description, Head, Normalization};
use separable::model::{Element, Model, Op, Weights};

/// A description without labels.
pub fn plain() -> Description {
    Description {
        labels: Vec::new(),
        normalization: Normalization { mean: vec![127.5], std: vec![127.5] },
    }
}

/// The file of `parts` with the weights of `model`, read again.
pub fn written(parts: &[&[u8]], model: &Model) -> Result<Model, separable::Error> {
    let file = tflite::write(parts, model, None, &plain())?;
    Ok(tflite::read(&file).expect("what was written can be read"))
}

/// Checks that a network that was written is `model`, and that its ends are of no int8. Names of
/// layers are not compared.
pub fn check_same(written: &Model, model: &Model) {
    let mut model = model.clone();
    let mut inner = written.clone();
    if model.input.element == Element::I8 {
        let quantize = inner.layers.remove(0);
        assert_eq!((quantize.op, &quantize.inputs[..]), (Op::Quantize, &[0][..]));
        check_unsigned(&inner.input, &quantize.output);
        inner.input = quantize.output;
        for layer in &mut inner.layers {
            for value in &mut layer.inputs {
                *value -= 1;
            }
        }
    }
    if model.output().element == Element::I8 {
        let quantize = inner.layers.pop().expect("a layer");
        assert_eq!((quantize.op, &quantize.inputs[..]), (Op::Quantize, &[inner.layers.len()][..]));
        check_unsigned(&quantize.output, inner.output());
    }
    for layer in model.layers.iter_mut().chain(&mut inner.layers) {
        layer.name.clear();
    }
    assert_eq!(inner, model);
}

fn check_unsigned(unsigned: &separable::model::Tensor, signed: &separable::model::Tensor) {
    assert_eq!((unsigned.element, signed.element), (Element::U8, Element::I8));
    assert_eq!((unsigned.shape, unsigned.scale), (signed.shape, signed.scale));
    assert_eq!(unsigned.zero_point, signed.zero_point + 128);
}

/// Bytes of an end of the network as a written file has them.
pub fn unsigned(element: Element, bytes: &[u8]) -> Vec<u8> {
    let flip = if element == Element::I8 { 128 } else { 0 };
    bytes.iter().map(|byte| byte ^ flip).collect()
}

/// Changes of random channels of layers with weights, of which there is one at least.
pub fn changes(model: &Model, random: &mut Lcg) -> Vec<Change> {
    let with_weights = |layer: &usize| convolution(&model.layers[*layer].op).is_some();
    let layers: Vec<usize> = (0..model.layers.len()).filter(with_weights).collect();
    let count = 1 + random.below(4);
    let change = |_| {
        let layer = layers[random.below(layers.len())];
        let channel = random.below(model.layers[layer].output.shape[2]);
        let depthwise = matches!(model.layers[layer].op, Op::Depthwise(_));
        let kernel = (depthwise && random.below(2) == 0).then(|| {
            let (weights, _) = convolution(&model.layers[layer].op).expect("weights").counts();
            let taps = weights / model.layers[layer].output.shape[2];
            (0..taps).map(|_| random.below(2001) as f32 / 1000.0 - 1.0).collect()
        });
        Change { layer, channel, kernel }
    };
    (0..count).map(change).collect()
}

/// The weights of a convolution.
pub fn convolution(op: &Op) -> Option<&Weights> {
    match op {
        Op::Conv(conv) | Op::Depthwise(conv) => Some(&conv.weights),
        _ => None,
    }
}

/// A value of one position that the last layer with weights reads.
pub fn features(model: &Model) -> Option<usize> {
    let mut layers = model.layers.iter().rev();
    let last = layers.find(|layer| matches!(layer.op, Op::Conv(_)))?;
    let [h, w, c] = model.value(last.inputs[0]).shape;
    ([h, w] == [1, 1] && c > 1).then_some(last.inputs[0]).filter(|&value| value > 0)
}

/// Of the heads here.
pub const CLASSES: usize = 5;

/// A head of random weights, for features of about this size.
pub fn head(features: usize, inputs: usize, size: f32, random: &mut Lcg) -> Head {
    let scale = 6.0 / size / (inputs as f32).sqrt();
    let mut number = |scale: f32| (random.below(2001) as f32 / 1000.0 - 1.0) * scale;
    Head {
        features,
        weights: (0..CLASSES * inputs).map(|_| number(scale)).collect(),
        bias: (0..CLASSES).map(|_| number(0.5)).collect(),
        logits: [0.0; 2],
    }
}

/// The probabilities of logits, in double precision.
pub fn softmax(logits: &[f64]) -> Vec<f64> {
    let most = logits.iter().fold(f64::MIN, |most, &logit| most.max(logit));
    let powers: Vec<f64> = logits.iter().map(|logit| (logit - most).exp()).collect();
    powers.iter().map(|power| power / powers.iter().sum::<f64>()).collect()
}

/// The real numbers that the bytes of a value stand for.
pub fn real(model: &Model, value: usize, bytes: &[u8]) -> Vec<f64> {
    let tensor = model.value(value);
    let number = |&byte: &u8| match tensor.element {
        Element::I8 => f64::from(byte as i8),
        _ => f64::from(byte),
    };
    match tensor.element {
        Element::F32 => {
            bytes.as_chunks().0.iter().map(|&it| f32::from_le_bytes(it).into()).collect()
        }
        _ => {
            let zero = f64::from(tensor.zero_point);
            bytes.iter().map(|byte| f64::from(tensor.scale) * (number(byte) - zero)).collect()
        }
    }
}
