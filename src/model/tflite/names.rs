//! The operators of TensorFlow Lite by their builtin codes.

use super::schema::{builtin_operator as builtin, builtin_options};
use crate::Error;

/// Name of a supported operator, and the number of its options among the BuiltinOptions, if it has
/// any that matter.
pub(super) fn supported(index: usize, code: i32) -> Result<(&'static str, Option<u8>), Error> {
    Ok(match code {
        builtin::ADD => ("ADD", Some(builtin_options::ADD)),
        builtin::AVERAGE_POOL_2D => ("AVERAGE_POOL_2D", Some(builtin_options::POOL_2D)),
        builtin::CONV_2D => ("CONV_2D", Some(builtin_options::CONV_2D)),
        builtin::DEPTHWISE_CONV_2D => {
            ("DEPTHWISE_CONV_2D", Some(builtin_options::DEPTHWISE_CONV_2D))
        }
        builtin::FULLY_CONNECTED => ("FULLY_CONNECTED", Some(builtin_options::FULLY_CONNECTED)),
        builtin::RESHAPE => ("RESHAPE", None),
        builtin::SOFTMAX => ("SOFTMAX", Some(builtin_options::SOFTMAX)),
        builtin::MEAN => ("MEAN", None),
        builtin::QUANTIZE => ("QUANTIZE", None),
        builtin::DEQUANTIZE => {
            return Err(Error::Unsupported(format!(
                "layer {index} is DEQUANTIZE, and a network that is partly quantised, partly float \
                 is not supported"
            )));
        }
        _ => {
            return Err(Error::Unsupported(format!(
                "layer {index} is {}, which is not supported",
                other(code)
            )));
        }
    })
}

/// The name of an operator that is not supported.
fn other(code: i32) -> String {
    let name = match code {
        builtin::CONCATENATION => "CONCATENATION",
        builtin::LOGISTIC => "LOGISTIC",
        builtin::MAX_POOL_2D => "MAX_POOL_2D",
        builtin::MUL => "MUL",
        builtin::RELU => "RELU",
        builtin::RELU6 => "RELU6",
        builtin::RESIZE_BILINEAR => "RESIZE_BILINEAR",
        builtin::TANH => "TANH",
        builtin::CUSTOM => "a custom operator",
        builtin::PAD => "PAD",
        builtin::TRANSPOSE => "TRANSPOSE",
        builtin::SUB => "SUB",
        builtin::SQUEEZE => "SQUEEZE",
        builtin::STRIDED_SLICE => "STRIDED_SLICE",
        builtin::TRANSPOSE_CONV => "TRANSPOSE_CONV",
        builtin::PACK => "PACK",
        builtin::UNPACK => "UNPACK",
        builtin::HARD_SWISH => "HARD_SWISH",
        _ => return format!("the operator with the number {code}"),
    };
    name.to_owned()
}
