//! The operators of TensorFlow Lite by their builtin codes.

use crate::Error;

/// Name of a supported operator, and the number of its options among the BuiltinOptions, if it has
/// any that matter.
pub(super) fn supported(index: usize, code: i32) -> Result<(&'static str, Option<u8>), Error> {
    Ok(match code {
        0 => ("ADD", Some(11)),
        1 => ("AVERAGE_POOL_2D", Some(5)),
        3 => ("CONV_2D", Some(1)),
        4 => ("DEPTHWISE_CONV_2D", Some(2)),
        9 => ("FULLY_CONNECTED", Some(8)),
        22 => ("RESHAPE", None),
        25 => ("SOFTMAX", Some(9)),
        40 => ("MEAN", None),
        114 => ("QUANTIZE", None),
        6 => {
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

/// What people call an operator that is not supported.
fn other(code: i32) -> String {
    let name = match code {
        2 => "CONCATENATION",
        14 => "LOGISTIC",
        17 => "MAX_POOL_2D",
        18 => "MUL",
        19 => "RELU",
        21 => "RELU6",
        23 => "RESIZE_BILINEAR",
        28 => "TANH",
        32 => "a custom operator",
        34 => "PAD",
        39 => "TRANSPOSE",
        41 => "SUB",
        43 => "SQUEEZE",
        45 => "STRIDED_SLICE",
        67 => "TRANSPOSE_CONV",
        83 => "PACK",
        88 => "UNPACK",
        117 => "HARD_SWISH",
        _ => return format!("the operator with the number {code}"),
    };
    name.to_owned()
}
