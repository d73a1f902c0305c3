//! What is written, against what it was written from: the same network, but for ends of int8, which
//! become uint8.

use separable::model::tflite::{self, Description, Normalization};
use separable::model::{Element, Model, Op};

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
