//! Sound files for another processor or another task: each is called what it is.

mod common;

use common::sound::{read, sentence};
use common::tiny::Field::{Byte, Table, Tables};
use common::tiny::{self, File, write_flatbuffer};
use separable::Error;
use separable::model::tflite;

/// What is told of a network as the page opens it.
fn told(file: &File) -> String {
    let error = tflite::read_parts(&[&file.write()]).expect_err("another purpose");
    assert!(matches!(error, Error::OtherPurpose(_)), "{error:?}");
    sentence(&error)
}

/// [`tiny::network`] whose layer `index` is an operator that TensorFlow Lite does not have.
fn with_custom(index: usize, name: &str) -> File {
    let mut file = tiny::network();
    file.operators[index].code = 32;
    file.custom = name.to_owned();
    file
}

#[test]
fn custom_operators_by_name() {
    for (name, words) in [
        ("edgetpu-custom-op", "compiled for the Edge TPU"),
        ("TFLite_Detection_PostProcess", "detection"),
        ("FlexResizeArea", "the operator ResizeArea of TensorFlow itself"),
        ("MyOwn\n", "the custom operator “MyOwn”"),
        ("", "the custom operator “”"),
        (&"x".repeat(5000), "the custom operator “xxx"),
    ] {
        for layer in [tiny::CONV, tiny::SOFTMAX] {
            let told = told(&with_custom(layer, name));
            assert!(told.contains(words), "{told}");
        }
        assert!(read(&with_custom(tiny::CONV, name).write()).is_err(), "alone, too");
    }
}

#[test]
fn several_outputs_or_inputs() {
    let mut file = tiny::network();
    file.outputs = vec![14, 13, 11, 10];
    assert!(told(&file).contains("4 outputs"));
    // Its last operator makes the four, which is no fault of the file.
    file = with_custom(tiny::QUANTIZE, "TFLite_Detection_PostProcess");
    file.outputs = vec![14, 13, 11, 10];
    assert!(told(&file).contains("detection"));
    file = tiny::network();
    file.inputs = vec![0, 3];
    assert!(told(&file).contains("2 inputs"));
}

#[test]
fn text_sound_and_measurements() {
    for (kind, shape, words) in [
        (2, vec![1, 128], "takes text"),
        (4, vec![1, 128, 2, 2], "takes text"),
        (5, vec![1], "takes text"),
        (0, vec![1, 15600], "a list of 15600 numbers"),
        (3, vec![1, 1, 1, 1280], "a list of 1280 numbers"),
        (9, vec![16000], "a list of 16000 numbers"),
    ] {
        let mut file = tiny::network();
        (file.tensors[tiny::INPUT].kind, file.tensors[tiny::INPUT].shape) = (kind, shape);
        assert!(told(&file).contains(words), "{words}: {}", told(&file));
    }
    let with = |input: tiny::Fields| {
        let graph = vec![(2, Tables(vec![input]))];
        let metadata = write_flatbuffer(b"M001", &vec![(3, Tables(vec![graph]))]);
        File { metadata, ..tiny::network() }
    };
    let properties = |kind| vec![(3, Table(vec![(0, Byte(kind)), (1, Table(Vec::new()))]))];
    assert!(told(&with(properties(4))).contains("takes sound"));
    let tokenizer = vec![(0, Byte(5)), (1, Table(Vec::new()))];
    assert!(told(&with(vec![(4, Tables(vec![tokenizer]))])).contains("takes text"));
    let picture = with(properties(2)).write();
    tflite::read_parts(&[&picture]).expect("a network of pictures");
}

/// Broken metadata is no reason to refuse a network.
#[test]
fn metadata_that_cannot_be_read() {
    let file = File { metadata: b"\xff\xff\xff\xffM001".to_vec(), ..tiny::network() };
    tflite::metadata(&file.write()).expect_err("broken");
    tflite::read_parts(&[&file.write()]).expect("the network is sound");
}
