//! A head in place of another: a 1 x 1 convolution, which every version of TensorFlow Lite has with a
//! scale for each class, and a softmax.

use super::super::schema::{
    builtin_operator as builtin, builtin_options as union, padding, quantization, reshape, softmax,
    subgraph, tensor, tensor_type, window,
};
use super::draft::{Draft, Made};
use super::tree::{Node, Value};
use crate::Error;
use crate::model::{Element, Tensor};

/// The largest step of a weight.
const STEPS: f32 = 127.0;
/// Biases stay below this, so that no sum overflows.
const MOST_BIAS: f32 = (1 << 30) as f32;
/// The scale and the zero point of probabilities as int8.
const PROBABILITY: ([f32; 1], i32) = ([1.0 / 256.0], -128);

/// A head: logits that are linear in the features, and a softmax over them. It takes the place of
/// everything after the features.
///
/// It is stored as its backbone is: in floats; or with int8 weights, symmetric, with a scale for
/// each class, and biases of int32 in steps of the features' scale times that one (TensorFlow Lite
/// quantization specification). So the file's logits differ from the float ones by at most the
/// roundings.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The value of the model that it reads: `i + 1` is the output of layer `i`. One position,
    /// `[1, 1, c]`: averages, mostly.
    pub features: usize,
    /// `[classes][c]`, for the features as real numbers.
    pub weights: Vec<f32>,
    /// `[classes]`; there are at least two.
    pub bias: Vec<f32>,
    /// The least and the largest logit that it gives for the pictures it was trained on. A quantised
    /// network stores logits in 255 steps of this range; what lies beyond becomes its end. Floats do
    /// not need it.
    pub logits: [f32; 2],
}

/// Puts `head` behind its features: tensor `number` of the file, which is as `features` says.
pub(super) fn put(
    draft: &mut Draft,
    head: &Head,
    mut number: i32,
    features: &Tensor,
) -> Result<(), Error> {
    let (classes, inputs) = (head.bias.len(), features.len());
    let mut numbers = head.weights.iter().chain(&head.bias).chain(&head.logits);
    if features.shape != [1, 1, inputs]
        || classes < 2
        || head.weights.len() != classes * inputs
        || !numbers.all(|number| number.is_finite())
    {
        return Err(Error::NoAnswer("this head is for other features, or has too few classes"));
    }
    let quantised = features.element != Element::F32;
    let mut zero_point = features.zero_point;
    if features.element == Element::U8 {
        // The same numbers as int8, so that each class can have a scale of its own.
        zero_point -= 128;
        let shape = draft.tensor(number)?.ints(tensor::SHAPE);
        let made = Made { name: "head/features", shape: &shape, kind: tensor_type::INT8 };
        let signed = draft.add(made, Some(quantization(&[features.scale], zero_point)), None);
        draft.push((builtin::QUANTIZE, 1), &[number], signed, None);
        number = signed;
    }
    let store = Store {
        kind: if quantised { tensor_type::INT8 } else { tensor_type::FLOAT32 },
        quantised,
        features: (features.scale, zero_point),
    };
    let (all, each) = (classes as i32, inputs as i32);
    if draft.tensor(number)?.ints(tensor::SHAPE) != [1, 1, 1, each] {
        number = store.reshape(draft, number, "head/pixel", &[1, 1, 1, each], store.features);
    }
    let logits = logits(head.logits);
    let [weights, bias] = store.constants(draft, head);
    let made = store.activation(draft, "head/logits", &[1, 1, 1, all], logits);
    let options = Node::new([
        (window::PADDING, Value::Byte(padding::VALID)),
        (window::STRIDE_W, Value::Word(1)),
        (window::STRIDE_H, Value::Word(1)),
    ]);
    let version = if quantised { 3 } else { 1 };
    let code = (builtin::CONV_2D, version);
    draft.push(code, &[number, weights, bias], made, Some((union::CONV_2D, options)));
    let list = store.reshape(draft, made, "head/list", &[1, all], logits);
    let (scale, zero) = PROBABILITY;
    let answer = store.activation(draft, "probability", &[1, all], (scale[0], zero));
    let beta = Node::new([(softmax::BETA, Value::from(1.0))]);
    let code = (builtin::SOFTMAX, if quantised { 2 } else { 1 });
    draft.push(code, &[list], answer, Some((union::SOFTMAX, beta)));
    draft.set_end(subgraph::OUTPUTS, answer);
    Ok(())
}

/// Scale and zero point of logits in this range, which has zero in it: 255 steps.
fn logits([low, high]: [f32; 2]) -> (f32, i32) {
    let (low, high) = (low.min(high).min(0.0), low.max(high).max(0.0));
    let scale = ((high - low) / 255.0).max(1e-6);
    (scale, (-128.0 - low / scale).round() as i32)
}

fn quantization(scales: &[f32], zero_point: i32) -> Node<'static> {
    Node::new([
        (quantization::SCALE, Value::floats(scales)),
        (quantization::ZERO_POINT, Value::longs(&vec![zero_point.into(); scales.len()])),
    ])
}

/// How the head's numbers are stored.
struct Store {
    kind: u8,
    quantised: bool,
    /// Scale and zero point of the features.
    features: (f32, i32),
}

impl Store {
    fn activation(
        &self,
        draft: &mut Draft,
        name: &str,
        shape: &[i32],
        (scale, zero_point): (f32, i32),
    ) -> i32 {
        let quantised = self.quantised.then(|| quantization(&[scale], zero_point));
        draft.add(Made { name, shape, kind: self.kind }, quantised, None)
    }

    fn reshape(
        &self,
        draft: &mut Draft,
        from: i32,
        name: &str,
        shape: &[i32],
        numbers: (f32, i32),
    ) -> i32 {
        let sizes = shape.iter().flat_map(|size| size.to_le_bytes()).collect();
        let list = &[shape.len() as i32];
        let new = Made { name: "head/shape", shape: list, kind: tensor_type::INT32 };
        let new = draft.add(new, None, Some(sizes));
        let made = self.activation(draft, name, shape, numbers);
        let options = Node::new([(reshape::NEW_SHAPE, Value::ints(shape))]);
        draft.push((builtin::RESHAPE, 1), &[from, new], made, Some((union::RESHAPE, options)));
        made
    }

    /// The tensors of weights and biases.
    fn constants(&self, draft: &mut Draft, head: &Head) -> [i32; 2] {
        let classes = head.bias.len();
        let inputs = head.weights.len() / classes;
        let shape = &[classes as i32, 1, 1, inputs as i32];
        let weights = Made { name: "head/weights", shape, kind: self.kind };
        let bias = |kind| Made { name: "head/bias", shape: &shape[..1], kind };
        let bytes = |floats: &[f32]| floats.iter().flat_map(|it| it.to_le_bytes()).collect();
        if !self.quantised {
            let weights = draft.add(weights, None, Some(bytes(&head.weights)));
            let kind = tensor_type::FLOAT32;
            return [weights, draft.add(bias(kind), None, Some(bytes(&head.bias)))];
        }
        let step = self.features.0;
        let (mut scales, mut stored, mut biases) = (Vec::new(), Vec::new(), Vec::new());
        for (row, bias) in head.weights.chunks_exact(inputs).zip(&head.bias) {
            let most = row.iter().fold(0.0, |most: f32, weight| most.max(weight.abs()));
            let scale = (most / STEPS).max(bias.abs() / MOST_BIAS / step).max(1e-12);
            stored.extend(row.iter().map(|weight| (weight / scale).round() as i8 as u8));
            biases.extend(((bias / (step * scale)).round() as i32).to_le_bytes());
            scales.push(scale);
        }
        let products: Vec<f32> = scales.iter().map(|scale| scale * step).collect();
        let weights = draft.add(weights, Some(quantization(&scales, 0)), Some(stored));
        let bias = bias(tensor_type::INT32);
        [weights, draft.add(bias, Some(quantization(&products, 0)), Some(biases))]
    }
}
