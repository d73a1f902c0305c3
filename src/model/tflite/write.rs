//! Writes a network as a `.tflite` file: the file that it was read from, with other weights, another
//! head, and a description of its own.
//!
//! For a head that was trained on a network's features, [`Head`] is the whole interface: plain
//! numbers, and the value of the model that they were trained on. How it is stored is decided here.

use super::Normalization;

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

/// What a file says of its network beside the network, as TensorFlow Lite Metadata: what readers
/// like MediaPipe's ImageClassifier make pixels and names of.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The names of the classes, packed behind the network as `labels.txt`; none if it is empty.
    pub labels: Vec<String>,
    /// What pixels stand for.
    pub normalization: Normalization,
}
