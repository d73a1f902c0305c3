//! The operators of TensorFlow Lite by their builtin codes.

use super::schema::{builtin_operator as builtin, builtin_options};
use crate::Error;

/// Name of a supported operator, and the number of its options among the BuiltinOptions, if it has
/// any that matter.
pub(super) fn supported(index: usize, code: i32) -> Result<(&'static str, Option<u8>), Error> {
    Ok(match code {
        builtin::ADD => ("ADD", Some(builtin_options::ADD)),
        builtin::AVERAGE_POOL_2D => ("AVERAGE_POOL_2D", Some(builtin_options::POOL_2D)),
        builtin::BATCH_TO_SPACE_ND => ("BATCH_TO_SPACE_ND", None),
        builtin::CONCATENATION => ("CONCATENATION", Some(builtin_options::CONCATENATION)),
        builtin::CONV_2D => ("CONV_2D", Some(builtin_options::CONV_2D)),
        builtin::DEPTHWISE_CONV_2D => {
            ("DEPTHWISE_CONV_2D", Some(builtin_options::DEPTHWISE_CONV_2D))
        }
        builtin::DEQUANTIZE => ("DEQUANTIZE", None),
        builtin::EXPAND_DIMS => ("EXPAND_DIMS", None),
        builtin::FULLY_CONNECTED => ("FULLY_CONNECTED", Some(builtin_options::FULLY_CONNECTED)),
        builtin::HARD_SWISH => ("HARD_SWISH", None),
        builtin::LOGISTIC => ("LOGISTIC", None),
        builtin::MAX_POOL_2D => ("MAX_POOL_2D", Some(builtin_options::POOL_2D)),
        builtin::MEAN => ("MEAN", None),
        builtin::MUL => ("MUL", Some(builtin_options::MUL)),
        builtin::PACK => ("PACK", None),
        builtin::PAD => ("PAD", None),
        builtin::PADV2 => ("PADV2", None),
        builtin::QUANTIZE => ("QUANTIZE", None),
        builtin::REDUCE_MAX => ("REDUCE_MAX", None),
        builtin::RELU => ("RELU", None),
        builtin::RELU6 => ("RELU6", None),
        builtin::RELU_N1_TO_1 => ("RELU_N1_TO_1", None),
        builtin::RESHAPE => ("RESHAPE", None),
        builtin::SHAPE => ("SHAPE", None),
        builtin::SOFTMAX => ("SOFTMAX", Some(builtin_options::SOFTMAX)),
        builtin::SPACE_TO_BATCH_ND => ("SPACE_TO_BATCH_ND", None),
        builtin::SQUEEZE => ("SQUEEZE", None),
        builtin::STRIDED_SLICE => ("STRIDED_SLICE", None),
        builtin::SUB => ("SUB", Some(builtin_options::SUB)),
        builtin::TRANSPOSE => ("TRANSPOSE", None),
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
        builtin::ARG_MAX => "ARG_MAX",
        builtin::CAST => "CAST",
        builtin::DIV => "DIV",
        builtin::GATHER => "GATHER",
        builtin::L2_NORMALIZATION => "L2_NORMALIZATION",
        builtin::LEAKY_RELU => "LEAKY_RELU",
        builtin::MAXIMUM => "MAXIMUM",
        builtin::MINIMUM => "MINIMUM",
        builtin::MIRROR_PAD => "MIRROR_PAD",
        builtin::PRELU => "PRELU",
        builtin::REDUCE_PROD => "REDUCE_PROD",
        builtin::RESIZE_BILINEAR => "RESIZE_BILINEAR",
        builtin::RESIZE_NEAREST_NEIGHBOR => "RESIZE_NEAREST_NEIGHBOR",
        builtin::SPLIT => "SPLIT",
        builtin::SUM => "SUM",
        builtin::TANH => "TANH",
        builtin::TRANSPOSE_CONV => "TRANSPOSE_CONV",
        builtin::UNPACK => "UNPACK",
        builtin::CUSTOM => "a custom operator",
        _ => return format!("the operator with the number {code}"),
    };
    name.to_owned()
}
