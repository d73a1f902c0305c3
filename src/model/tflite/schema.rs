//! The numbers of TensorFlow Lite's `schema.fbs` (version 3) that are used here, under their names
//! there: fields of a table by their position in it, members of unions and enums by value.

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $type:ty { $($member:ident = $value:literal,)* })*) => {
        $($(#[$doc])* pub(super) mod $name {
            $(pub(in super::super) const $member: $type = $value;)*
        })*
    };
}

numbers! {
    /// `Model`, the root of a file.
    model: usize {
        OPERATOR_CODES = 1,
        SUBGRAPHS = 2,
        BUFFERS = 4,
        METADATA_BUFFER = 5,
        METADATA = 6,
        SIGNATURES = 7,
    }

    /// `Metadata`, bytes under a name.
    metadata: usize {
        NAME = 0,
        BUFFER = 1,
    }

    /// `SubGraph`, a network.
    subgraph: usize {
        TENSORS = 0,
        INPUTS = 1,
        OUTPUTS = 2,
        OPERATORS = 3,
    }

    /// `OperatorCode`.
    operator_code: usize {
        DEPRECATED_BUILTIN_CODE = 0,
        CUSTOM_CODE = 1,
        VERSION = 2,
        BUILTIN_CODE = 3,
    }

    /// `Operator`, a layer.
    operator: usize {
        OPCODE_INDEX = 0,
        INPUTS = 1,
        OUTPUTS = 2,
        BUILTIN_OPTIONS_TYPE = 3,
        BUILTIN_OPTIONS = 4,
        INTERMEDIATES = 8,
    }

    /// `Tensor`.
    tensor: usize {
        SHAPE = 0,
        TYPE = 1,
        BUFFER = 2,
        NAME = 3,
        QUANTIZATION = 4,
        SPARSITY = 6,
        SHAPE_SIGNATURE = 7,
    }

    /// `QuantizationParameters`.
    quantization: usize {
        SCALE = 2,
        ZERO_POINT = 3,
        QUANTIZED_DIMENSION = 6,
    }

    /// `Buffer`.
    buffer: usize {
        DATA = 0,
        OFFSET = 1,
        SIZE = 2,
    }

    /// `SignatureDef`, names of inputs and outputs.
    signature: usize {
        INPUTS = 0,
        OUTPUTS = 1,
    }

    /// `TensorMap`, a tensor's name in a signature.
    tensor_map: usize {
        TENSOR = 1,
    }

    /// `ReshapeOptions`.
    reshape: usize {
        NEW_SHAPE = 0,
    }

    /// The first fields of `Conv2DOptions`, `DepthwiseConv2DOptions` and `Pool2DOptions`.
    window: usize {
        PADDING = 0,
        STRIDE_W = 1,
        STRIDE_H = 2,
    }

    /// The other fields of `Conv2DOptions`.
    conv_2d: usize {
        FUSED_ACTIVATION_FUNCTION = 3,
        DILATION_W_FACTOR = 4,
        DILATION_H_FACTOR = 5,
    }

    /// The other fields of `DepthwiseConv2DOptions`.
    depthwise_conv_2d: usize {
        FUSED_ACTIVATION_FUNCTION = 4,
        DILATION_W_FACTOR = 5,
        DILATION_H_FACTOR = 6,
    }

    /// The other fields of `Pool2DOptions`.
    pool_2d: usize {
        FILTER_WIDTH = 3,
        FILTER_HEIGHT = 4,
        FUSED_ACTIVATION_FUNCTION = 5,
    }

    /// `FullyConnectedOptions`.
    fully_connected: usize {
        FUSED_ACTIVATION_FUNCTION = 0,
        WEIGHTS_FORMAT = 1,
    }

    /// `SoftmaxOptions`.
    softmax: usize {
        BETA = 0,
    }

    /// `AddOptions`, `SubOptions` and `MulOptions`.
    arithmetic: usize {
        FUSED_ACTIVATION_FUNCTION = 0,
    }

    /// `ConcatenationOptions`.
    concatenation: usize {
        AXIS = 0,
        FUSED_ACTIVATION_FUNCTION = 1,
    }

    /// The union `BuiltinOptions`.
    builtin_options: u8 {
        CONV_2D = 1,
        DEPTHWISE_CONV_2D = 2,
        POOL_2D = 5,
        FULLY_CONNECTED = 8,
        SOFTMAX = 9,
        CONCATENATION = 10,
        ADD = 11,
        RESHAPE = 17,
        MUL = 21,
        REDUCER = 27,
        SUB = 28,
        SQUEEZE = 30,
        STRIDED_SLICE = 32,
        SHAPE = 55,
        PACK = 59,
    }

    /// The enum `BuiltinOperator`.
    builtin_operator: i32 {
        ADD = 0,
        AVERAGE_POOL_2D = 1,
        CONCATENATION = 2,
        CONV_2D = 3,
        DEPTHWISE_CONV_2D = 4,
        DEQUANTIZE = 6,
        FULLY_CONNECTED = 9,
        L2_NORMALIZATION = 11,
        LOGISTIC = 14,
        MAX_POOL_2D = 17,
        MUL = 18,
        RELU = 19,
        RELU_N1_TO_1 = 20,
        RELU6 = 21,
        RESHAPE = 22,
        RESIZE_BILINEAR = 23,
        SOFTMAX = 25,
        TANH = 28,
        CUSTOM = 32,
        PAD = 34,
        GATHER = 36,
        BATCH_TO_SPACE_ND = 37,
        SPACE_TO_BATCH_ND = 38,
        TRANSPOSE = 39,
        MEAN = 40,
        SUB = 41,
        DIV = 42,
        SQUEEZE = 43,
        STRIDED_SLICE = 45,
        SPLIT = 49,
        CAST = 53,
        PRELU = 54,
        MAXIMUM = 55,
        ARG_MAX = 56,
        MINIMUM = 57,
        PADV2 = 60,
        TRANSPOSE_CONV = 67,
        EXPAND_DIMS = 70,
        SUM = 74,
        SHAPE = 77,
        REDUCE_PROD = 81,
        REDUCE_MAX = 82,
        PACK = 83,
        UNPACK = 88,
        RESIZE_NEAREST_NEIGHBOR = 97,
        LEAKY_RELU = 98,
        MIRROR_PAD = 100,
        QUANTIZE = 114,
        HARD_SWISH = 117,
    }

    /// The enum `TensorType`.
    tensor_type: u8 {
        FLOAT32 = 0,
        FLOAT16 = 1,
        INT32 = 2,
        UINT8 = 3,
        INT8 = 9,
    }

    /// The enum `Padding`.
    padding: u8 {
        SAME = 0,
        VALID = 1,
    }

    /// The enum `ActivationFunctionType`.
    activation: u8 {
        NONE = 0,
        RELU = 1,
        RELU_N1_TO_1 = 2,
        RELU6 = 3,
        TANH = 4,
        SIGN_BIT = 5,
    }

    /// The enum `FullyConnectedOptionsWeightsFormat`.
    weights_format: u8 {
        DEFAULT = 0,
    }
}
