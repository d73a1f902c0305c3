//! Sound files for another processor or another task than to classify pictures: what they are is
//! told before any layer is read, and what to use instead.

use super::metadata::{Content, metadata};
use super::schema::{builtin_operator, operator_code, subgraph};
use super::{File, MAX_NAME};
use crate::Error;

/// Refuses what cannot run, whatever its layers are.
pub(super) fn check(file: &File) -> Result<(), Error> {
    let mut custom = None;
    for index in 0..file.codes.len() {
        let code = file.codes.get(index)?;
        // The operator itself may stand behind one with a better name.
        if File::builtin_code(code)? == builtin_operator::CUSTOM {
            match code.bytes(operator_code::CUSTOM_CODE)? {
                b"edgetpu-custom-op" => return Err(purpose(EDGE_TPU)),
                b"TFLite_Detection_PostProcess" => return Err(purpose(DETECTION)),
                other => custom = Some(other),
            }
        }
    }
    let outputs = file.graph.vector::<4>(subgraph::OUTPUTS)?.len();
    if let Some(name) = custom {
        let name = String::from_utf8_lossy(name.get(..MAX_NAME).unwrap_or(name));
        let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
        return Err(match name.strip_prefix("Flex") {
            Some(name) => purpose(&format!(
                "this network uses the operator {name} of TensorFlow itself, which TensorFlow Lite \
                 has only as an addition (Flex); convert it again with \
                 supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]"
            )),
            None => purpose(&format!(
                "this network uses the custom operator “{name}”, which only the program has that it \
                 was made for; export it without that operator"
            )),
        });
    }
    if outputs > 1 {
        return Err(purpose(&format!(
            "this network has {outputs} outputs, as networks that find objects, faces or poses \
             have; use one with a single output, which classifies the picture"
        )));
    }
    Ok(())
}

/// Refuses a network that takes no picture.
pub(super) fn check_input(bytes: &[u8]) -> Result<(), Error> {
    let file = File::open(bytes)?;
    check(&file)?;
    match metadata(bytes).unwrap_or_default().content {
        Content::Audio => return Err(purpose(AUDIO)),
        Content::Text => return Err(purpose(TEXT)),
        Content::Image | Content::Unknown => {}
    }
    let inputs = file.graph.vector::<4>(subgraph::INPUTS)?;
    let Some(&first) = inputs.first() else { return Ok(()) };
    let input = file.tensor(i32::from_le_bytes(first))?;
    if ["string", "int32", "int64"].contains(&input.kind()) {
        return Err(purpose(TEXT));
    }
    if inputs.len() > 1 {
        return Err(purpose(&format!(
            "this network has {} inputs, where a network that classifies pictures has one; use such \
             a network",
            inputs.len()
        )));
    }
    let longest = input.shape.iter().max().copied().unwrap_or(1);
    if longest > 1 && input.shape.iter().product::<usize>() == longest {
        return Err(purpose(&format!(
            "this network takes a list of {longest} numbers, as networks for sound or measurements \
             do, and not a picture; if it is the head of a network, give its body with it"
        )));
    }
    Ok(())
}

fn purpose(text: &str) -> Error {
    Error::OtherPurpose(text.to_owned())
}

const EDGE_TPU: &str = "this file was compiled for the Edge TPU, and its layers are in that chip's \
                        code; use the .tflite file that it was compiled from, whose name lacks \
                        “_edgetpu”";
const DETECTION: &str = "this network finds objects and draws boxes around them (detection); use \
                         one that classifies the whole picture";
const AUDIO: &str = "this network takes sound, not pictures; use one that classifies pictures";
const TEXT: &str = "this network takes text, not pictures; use one that classifies pictures";
