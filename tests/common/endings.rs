//! The network of [`super::tiny`] with other ends: a sigmoid, no softmax, one number, a map, no head.

use super::tiny::{
    self, ANSWER, CLASSIFIER, DEPTHWISE_OUT, File, LIST, OUTPUT, POOL, POOL_OUT, QUANTIZE, RESHAPE,
    SCORES, SOFTMAX,
};

const LOGISTIC: i32 = 14;

/// A sigmoid in the place of the softmax: each class by itself.
pub fn independent() -> File {
    with_sigmoid(tiny::network())
}

/// No softmax: the output are logits.
pub fn logits() -> File {
    without_softmax(tiny::network())
}

/// One number and a sigmoid.
pub fn one() -> File {
    with_sigmoid(one_class(tiny::network()))
}

/// One number without a sigmoid.
pub fn one_logit() -> File {
    without_softmax(one_class(tiny::network()))
}

/// A softmax over one number.
pub fn constant() -> File {
    one_class(tiny::network())
}

/// No average: a softmax over four classes at each of 3 x 3 places.
pub fn map() -> File {
    let mut file = tiny::network();
    file.operators[CLASSIFIER].inputs[0] = DEPTHWISE_OUT as i32;
    file.operators[SOFTMAX].inputs = vec![SCORES as i32];
    for tensor in [SCORES, ANSWER, OUTPUT] {
        file.tensors[tensor].shape = vec![1, 3, 3, 4];
    }
    file.operators.remove(RESHAPE);
    file.operators.remove(POOL);
    file
}

/// [`map`] without the softmax.
pub fn map_of_logits() -> File {
    let mut file = map();
    file.operators.truncate(CLASSIFIER);
    file.outputs = vec![SCORES as i32];
    file
}

/// No head: the output are the averages.
pub fn averages() -> File {
    ending(CLASSIFIER, POOL_OUT)
}

/// No head and no average: the output are the maps of the depthwise layer.
pub fn maps() -> File {
    ending(POOL, DEPTHWISE_OUT)
}

fn ending(operators: usize, output: usize) -> File {
    let mut file = tiny::network();
    file.operators.truncate(operators);
    file.outputs = vec![output as i32];
    file
}

fn with_sigmoid(mut file: File) -> File {
    let sigmoid = &mut file.operators[SOFTMAX];
    (sigmoid.code, sigmoid.options) = (LOGISTIC, (0, Vec::new()));
    file
}

fn without_softmax(mut file: File) -> File {
    file.operators.truncate(SOFTMAX);
    file.outputs = vec![LIST as i32];
    file
}

fn one_class(mut file: File) -> File {
    file.tensors[tiny::CLASSIFIER_WEIGHTS].shape = vec![1, 1, 1, 2];
    file.tensors[tiny::CLASSIFIER_WEIGHTS].data.truncate(2);
    file.tensors[tiny::CLASSIFIER_BIAS].shape = vec![1];
    file.tensors[tiny::CLASSIFIER_BIAS].data.truncate(4);
    file.tensors[SCORES].shape = vec![1, 1, 1, 1];
    for tensor in [LIST, ANSWER, OUTPUT] {
        file.tensors[tensor].shape = vec![1, 1];
    }
    file.tensors[tiny::NEW_SHAPE].data = [1i32, 1].iter().flat_map(|n| n.to_le_bytes()).collect();
    debug_assert_eq!(file.operators[QUANTIZE].code, 114);
    file
}
