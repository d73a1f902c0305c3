//! What a network's output is, told from its end.

mod common;

use common::endings;
use common::sound::read;
use common::tiny::{self, Field::Byte, File};
use separable::model::Scores::{self, Features, Logistic, Logits, Softmax};
use separable::model::{Element, Layer, Model, Op, Output, Version, synthetic::MobileNet};

fn output(file: &File) -> Output {
    read(&file.write()).expect("a sound network").scores()
}

fn is(scores: Scores, shape: [usize; 3]) -> Output {
    Output { scores, shape }
}

#[test]
fn ends_are_told_apart() {
    for file in tiny::networks() {
        assert_eq!(output(&file), is(Softmax, [1, 1, 4]));
    }
    for (name, file, expected) in [
        ("independent", endings::independent(), is(Logistic, [1, 1, 4])),
        ("logits", endings::logits(), is(Logits, [1, 1, 4])),
        ("one", endings::one(), is(Logistic, [1, 1, 1])),
        ("one logit", endings::one_logit(), is(Logits, [1, 1, 1])),
        ("constant", endings::constant(), is(Softmax, [1, 1, 1])),
        ("map", endings::map(), is(Softmax, [3, 3, 4])),
        ("averages", endings::averages(), is(Features, [1, 1, 2])),
        ("maps", endings::maps(), is(Features, [3, 3, 2])),
    ] {
        assert_eq!(output(&file), expected, "{name}");
        assert_eq!(output(&tiny::float(file)).scores, expected.scores, "{name}, float");
    }
}

/// Of two linear 1 x 1 layers over several places, one is a head and one the end of a block.
#[test]
fn a_projection_without_a_head_is_no_map() {
    assert_eq!(output(&endings::map_of_logits()), is(Features, [3, 3, 4]));
    let mut file = endings::map_of_logits();
    // Two layers in front of it, as FOMO has them: the second pointwise layer is in no block.
    let mut middle = file.operators[tiny::POOL].clone();
    file.tensors.push(file.tensors[tiny::DEPTHWISE_OUT].clone());
    let made = file.tensors.len() as i32 - 1;
    file.tensors.push(file.tensors[tiny::CLASSIFIER_WEIGHTS].clone());
    let weights = file.tensors.len() as i32 - 1;
    file.tensors[weights as usize].shape = vec![2, 1, 1, 2];
    file.tensors[weights as usize].data.truncate(4);
    file.tensors.push(file.tensors[tiny::CLASSIFIER_BIAS].clone());
    let bias = file.tensors.len() as i32 - 1;
    file.tensors[bias as usize].shape = vec![2];
    file.tensors[bias as usize].data.truncate(8);
    middle.inputs = vec![tiny::DEPTHWISE_OUT as i32, weights, bias];
    middle.outputs = vec![made];
    middle.set(3, Byte(3));
    file.operators[tiny::POOL].inputs[0] = made;
    file.operators.insert(tiny::POOL, middle);
    assert_eq!(output(&file), is(Logits, [3, 3, 4]));
}

#[test]
fn an_activation_function_behind_the_last_layer_makes_features() {
    let mut file = endings::logits();
    file.operators[tiny::CLASSIFIER].set(3, Byte(1));
    assert_eq!(output(&file), is(Features, [1, 1, 4]));
}

/// A reshape keeps the order of the numbers: the softmax's own classes count.
#[test]
fn a_reshape_changes_no_classes() {
    let model = read(&endings::map().write()).expect("a sound network");
    let flat = with(model, Op::Reshape, [1, 1, 36]);
    assert_eq!(flat.scores(), is(Softmax, [3, 3, 4]));
    let classes = read(&tiny::network().write()).expect("a sound network");
    assert_eq!(with(classes, Op::Reshape, [2, 2, 1]).scores(), is(Softmax, [1, 1, 4]));
    let logits = read(&endings::logits().write()).expect("a sound network");
    assert_eq!(with(logits.clone(), Op::Reshape, [2, 2, 1]).scores(), is(Logits, [2, 2, 1]));
    assert_eq!(with(logits.clone(), Op::Reshape, [4, 1, 1]).scores(), is(Logits, [1, 1, 4]));
    let order = Op::Transpose { order: [2, 0, 1] };
    assert_eq!(with(logits, order, [4, 1, 1]).scores(), is(Logits, [1, 1, 4]));
    let map = read(&endings::map().write()).expect("a sound network");
    let order = Op::Transpose { order: [2, 0, 1] };
    assert_eq!(with(map, order, [4, 3, 3]).scores(), is(Features, [4, 3, 3]));
}

fn with(mut model: Model, op: Op, shape: [usize; 3]) -> Model {
    let mut output = *model.output();
    output.shape = shape;
    let inputs = vec![model.layers.len()];
    model.layers.push(Layer { name: "last".to_owned(), op, inputs, output });
    model
}

#[test]
fn synthetic_networks_end_in_logits() {
    for version in [Version::V1, Version::V2] {
        let net = MobileNet {
            version,
            alpha: 0.25,
            size: 32,
            classes: 7,
            standard: false,
            element: Element::U8,
        };
        let model = net.model().expect("a network that can be made");
        assert_eq!(model.scores(), is(Logits, [1, 1, 7]));
    }
}
