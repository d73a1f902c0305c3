"""Makes small networks, most of one operator each, and what TensorFlow Lite's reference kernels make of them.

    python -m venv target/tensorflow && target/tensorflow/bin/pip install tensorflow-cpu==2.21.0
    target/tensorflow/bin/python tests/golden/operators/make.py

Writes NAME.tflite and index.json beside itself. The files are built from the schema,
not converted, so that scales, zero points and geometry take values that no converter would choose.

A run's input are bytes of an LCG, x -> x * 1664525 + 1013904223 (mod 2^32) from `seed`, the byte x >> 24, in
NHWC order; a float input is byte / 127.5 - 1. `layers` has the CRC-32 of each quantised tensor that an
operator makes, as stored; `crc` that of the output, or, for a float output, `output` every `step`-th value of
it, to be compared within 1e-4 of the largest.
"""

import json
import os
import random
import zlib
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import flatbuffers
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

OPS = schema.BuiltinOperator
TYPES = {
    "u8": (schema.TensorType.UINT8, np.uint8),
    "i8": (schema.TensorType.INT8, np.int8),
    "f32": (schema.TensorType.FLOAT32, np.float32),
    "f16": (schema.TensorType.FLOAT16, np.float16),
    "i32": (schema.TensorType.INT32, np.int32),
}
ACTIVATIONS = {
    "none": schema.ActivationFunctionType.NONE,
    "relu": schema.ActivationFunctionType.RELU,
    "relu_n1_to_1": schema.ActivationFunctionType.RELU_N1_TO_1,
    "relu6": schema.ActivationFunctionType.RELU6,
}
PADDINGS = {"same": schema.Padding.SAME, "valid": schema.Padding.VALID}
# The version of an operator that knows the type; int8 came later than uint8.
VERSIONS = {"i8": 2}


class Network:
    """A network as it grows: tensors are told by their numbers."""

    def __init__(self, rng: random.Random, element: str):
        self.rng, self.element = rng, element
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.buffers, self.model.operatorCodes = 3, [schema.BufferT()], []
        self.graph.tensors, self.graph.operators = [], []
        self.shapes = []

    def quantisation(self, element, fixed=None):
        if element in ("f32", "f16"):
            return None
        if fixed:
            return fixed
        if element == "i32":
            return (1.0, 0)
        scale = float(np.float32(np.exp(self.rng.uniform(np.log(0.004), np.log(0.06)))))
        return scale, self.rng.randint(0, 255) - (128 if element == "i8" else 0)

    def tensor(self, shape, element=None, quantised=None, data=None, name=None):
        element = element or self.element
        made = schema.TensorT()
        made.shape, made.type = [int(v) for v in shape], TYPES[element][0]
        made.name = name or f"t{len(self.graph.tensors)}"
        if data is None:
            made.buffer = 0
        else:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            made.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if quantised is not None:
            q = schema.QuantizationParametersT()
            q.scale, q.zeroPoint = [[v] if np.isscalar(v) else v for v in quantised[:2]]
            if len(quantised) > 2:
                q.quantizedDimension = quantised[2]
            made.quantization = q
        self.graph.tensors.append(made)
        self.shapes.append(tuple(shape))
        return len(self.graph.tensors) - 1

    def value(self, shape, element=None, quantised=None):
        """What an operator makes."""
        element = element or self.element
        return self.tensor(shape, element, self.quantisation(element, quantised))

    def constant(self, shape, element=None):
        """A constant operand of an arithmetic operator."""
        element = element or self.element
        if element == "f32":
            data = np.array([self.rng.uniform(-2, 2) for _ in range(int(np.prod(shape)))], np.float32)
        else:
            low = -128 if element == "i8" else 0
            data = np.array([self.rng.randint(low, low + 255) for _ in range(int(np.prod(shape)))], TYPES[element][1])
        return self.tensor(shape, element, self.quantisation(element), data.reshape(shape))

    def numbers(self, values):
        values = np.array(values, np.int32)
        return self.tensor(values.shape, "i32", None, values)

    def operator(self, name, inputs, outputs, options=None, version=None):
        code = schema.OperatorCodeT()
        code.builtinCode = getattr(OPS, name)
        code.deprecatedBuiltinCode = min(code.builtinCode, 127)
        code.version = version or VERSIONS.get(self.element, 1)
        self.model.operatorCodes.append(code)
        made = schema.OperatorT()
        made.opcodeIndex = len(self.model.operatorCodes) - 1
        made.inputs, made.outputs = inputs, outputs
        if options is not None:
            made.builtinOptions = options
            made.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        self.graph.operators.append(made)
        return outputs[0]

    def weights(self, shape, channels_at):
        """Weights and biases of a convolution, per channel for int8."""
        count, n = int(np.prod(shape)), shape[channels_at]
        rng = np.random.default_rng(self.rng.getrandbits(32))
        if self.element == "f32":
            w = self.tensor(shape, "f32", None, rng.normal(0, 0.4, shape).astype(np.float32))
            return w, lambda x: self.tensor([n], "f32", None, rng.normal(0, 0.4, n).astype(np.float32))
        if self.element == "u8":
            scale = [float(np.float32(rng.uniform(0.004, 0.03)))]
            w = self.tensor(shape, "u8", (scale, [int(rng.integers(90, 170))]), rng.integers(1, 256, shape).astype(np.uint8))
        else:
            scale = [float(np.float32(v)) for v in rng.uniform(0.004, 0.03, n)]
            w = self.tensor(shape, "i8", (scale, [0] * n, channels_at), rng.integers(-127, 128, shape).astype(np.int8))
        def bias(x):
            entering = self.graph.tensors[x].quantization.scale[0]
            scales = [float(np.float32(entering) * np.float32(v)) for v in scale]
            q = (scales, [0] * len(scales), 0)
            return self.tensor([n], "i32", q, rng.integers(-3000, 3000, n).astype(np.int32))
        return w, bias

    def file(self, taken, made):
        self.graph.inputs, self.graph.outputs, self.model.subgraphs = [taken], [made], [self.graph]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def side(size, kernel, stride, dilation, padding):
    reach = (kernel - 1) * dilation + 1
    return -(-size // stride) if padding == "same" else (size - reach) // stride + 1


def shape(rng, low=3, high=9, channels=(1, 3, 4, 7, 8, 16, 21)):
    return [1, rng.randint(low, high), rng.randint(low, high), rng.choice(channels)]


def softmax(n):
    s = n.rng.choice([[1, n.rng.randint(2, 40)], [1, 30, 30, n.rng.randint(2, 12)], [1, 1000]])
    scale = float(np.float32(np.exp(n.rng.uniform(np.log(0.003), np.log(1.5)))))
    x = n.value(s, quantised=(scale, n.rng.randint(-20, 20) + (0 if n.element == "i8" else 128)))
    y = n.value(s, quantised=(1 / 256, -128 if n.element == "i8" else 0))
    options = schema.SoftmaxOptionsT()
    options.beta = n.rng.choice([1.0, 1.0, 0.5, 2.0])
    return x, n.operator("SOFTMAX", [x], [y], options)


def logistic(n):
    s = shape(n.rng)
    x = n.value(s, quantised=(n.rng.choice([0.02, 0.05, 0.1]), n.rng.randint(-60, 60) + (0 if n.element == "i8" else 128)))
    y = n.value(s, quantised=(1 / 256, -128 if n.element == "i8" else 0))
    return x, n.operator("LOGISTIC", [x], [y])


def hard_swish(n):
    s = shape(n.rng, 4, 12)
    x = n.value(s)
    low = 0 if n.element == "f32" else n.graph.tensors[x].quantization.scale[0] / 127
    y = n.value(s, quantised=n.element != "f32" and (float(np.float32(max(low, n.rng.uniform(0.005, 0.05)))), n.rng.randint(-128, -60) + (0 if n.element == "i8" else 128)))
    return x, n.operator("HARD_SWISH", [x], [y], version=1)


def unary(name):
    def make(n):
        s = shape(n.rng)
        x, y = n.value(s), n.value(s)
        return x, n.operator(name, [x], [y], version=1 if name == "RELU_N1_TO_1" else None)
    return make


def pool(name):
    def make(n):
        s = shape(n.rng, 5, 12)
        k, st = [n.rng.randint(1, 4), n.rng.randint(1, 4)], [n.rng.randint(1, 3), n.rng.randint(1, 3)]
        padding = n.rng.choice(["same", "valid"])
        x = n.value(s)
        same = None if n.element == "f32" else (n.graph.tensors[x].quantization.scale[0], n.graph.tensors[x].quantization.zeroPoint[0])
        y = n.value([1, side(s[1], k[0], st[0], 1, padding), side(s[2], k[1], st[1], 1, padding), s[3]], quantised=same)
        options = schema.Pool2DOptionsT()
        options.filterHeight, options.filterWidth = k
        options.strideH, options.strideW = st
        options.padding = PADDINGS[padding]
        options.fusedActivationFunction = ACTIVATIONS[n.rng.choice(["none", "none", "relu", "relu6"])]
        return x, n.operator(name, [x], [y], options)
    return make


def pad(n):
    s = shape(n.rng)
    amounts = [[0, 0], [n.rng.randint(0, 3), n.rng.randint(0, 3)], [n.rng.randint(0, 3), n.rng.randint(0, 3)], n.rng.choice([[0, 0], [0, 0], [1, 2]])]
    x = n.value(s)
    same = None if n.element == "f32" else (n.graph.tensors[x].quantization.scale[0], n.graph.tensors[x].quantization.zeroPoint[0])
    y = n.value([a + sum(b) for a, b in zip(s, amounts)], quantised=same)
    widths = n.numbers(amounts)
    if n.rng.random() < 0.4:
        value = n.constant([1])
        n.graph.tensors[value].quantization = n.graph.tensors[x].quantization
        return x, n.operator("PADV2", [x, widths, value], [y], schema.PadV2OptionsT())
    return x, n.operator("PAD", [x, widths], [y], schema.PadOptionsT())


def arithmetic(name, options_type):
    def make(n):
        s = shape(n.rng)
        x = n.value(s)
        kind = n.rng.choice(["self", "scalar", "channels", "whole", "row", "gate", "front"])
        if kind == "self":
            other = x
            if n.element != "f32":
                other = n.operator("QUANTIZE", [x], [n.value(s)], schema.QuantizeOptionsT(), version=2)
        elif kind == "gate":
            same = None if n.element == "f32" else (n.graph.tensors[x].quantization.scale[0], n.graph.tensors[x].quantization.zeroPoint[0])
            options = schema.Pool2DOptionsT()
            options.filterHeight, options.filterWidth, options.strideH, options.strideW = s[1], s[2], s[1], s[2]
            options.padding = PADDINGS["valid"]
            other = n.operator("AVERAGE_POOL_2D", [x], [n.value([1, 1, 1, s[3]], quantised=same)], options)
        else:
            other = n.constant({"scalar": [], "channels": [s[3]], "whole": s, "row": [1, 1, s[2], 1], "front": [1, s[1], 1, s[3]]}[kind])
        options = options_type()
        options.fusedActivationFunction = ACTIVATIONS[n.rng.choice(["none", "none", "relu", "relu6", "relu_n1_to_1"])]
        inputs = [x, other] if n.rng.random() < 0.6 else [other, x]
        return x, n.operator(name, inputs, [n.value(s)], options)
    return make


def reduce(name):
    def make(n):
        s = shape(n.rng, 2, 8)
        keep = n.rng.random() < 0.5
        x = n.value(s)
        same = None
        if name == "REDUCE_MAX" and n.element != "f32":
            same = (n.graph.tensors[x].quantization.scale[0], n.graph.tensors[x].quantization.zeroPoint[0])
        y = n.value([1, 1, 1, s[3]] if keep else [1, s[3]], quantised=same)
        axes = n.numbers(n.rng.choice([[1, 2], [2, 1], [-3, -2]]))
        options = schema.ReducerOptionsT()
        options.keepDims = keep
        return x, n.operator(name, [x, axes], [y], options)
    return make


def concatenation(n):
    s = shape(n.rng)
    x = n.value(s)
    q = n.graph.tensors[x].quantization
    same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
    parts, sizes = [x], [s]
    axis = n.rng.choice([3, 3, 1, 2, -1])
    for _ in range(n.rng.randint(1, 2)):
        out = None if n.element == "u8" and n.rng.random() < 0.6 else same
        made = n.value(s, quantised=out)
        parts.append(n.operator("QUANTIZE", [x], [made], schema.QuantizeOptionsT(), version=2) if n.element != "f32" else x)
        sizes.append(s)
    total = list(s)
    total[axis] = sum(v[axis] for v in sizes)
    options = schema.ConcatenationOptionsT()
    options.axis = axis
    y = n.value(total, quantised=None if n.element == "u8" else same)
    return x, n.operator("CONCATENATION", parts, [y], options)


def convolution(depthwise):
    def make(n):
        s = shape(n.rng, 8, 14)
        k = [n.rng.choice([1, 2, 3, 5, 7]), n.rng.choice([1, 2, 3, 5, 7])]
        st = [n.rng.randint(1, 3), n.rng.randint(1, 3)]
        dilation = [1, 1]
        if n.rng.random() < 0.4:
            st, dilation = [1, 1], [n.rng.randint(1, 3), n.rng.randint(1, 3)]
        padding = n.rng.choice(["same", "valid"])
        if any((kk - 1) * d + 1 > v for kk, d, v in zip(k, dilation, s[1:3])):
            padding = "same"
        multiplier = n.rng.choice([1, 1, 2, 3]) if depthwise else 1
        oc = s[3] * multiplier if depthwise else n.rng.choice([1, 5, 8, 16, 19])
        x = n.value(s)
        w, bias = n.weights([1, *k, oc] if depthwise else [oc, *k, s[3]], 3 if depthwise else 0)
        inputs = [x, w, bias(x)]
        if n.rng.random() < 0.15:
            inputs[2] = -1
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = PADDINGS[padding], *st
        options.dilationHFactor, options.dilationWFactor = dilation
        options.fusedActivationFunction = ACTIVATIONS[n.rng.choice(["none", "relu", "relu6", "relu_n1_to_1"])]
        if depthwise:
            options.depthMultiplier = multiplier
        real = None
        if n.element != "f32":
            scale = n.graph.tensors[x].quantization.scale[0] * max(n.graph.tensors[w].quantization.scale)
            real = (float(np.float32(scale * n.rng.uniform(30, 200))), n.rng.randint(-40, 40) + (0 if n.element == "i8" else 128))
        y = n.value([1, *(side(s[1 + a], k[a], st[a], dilation[a], padding) for a in (0, 1)), oc], quantised=real)
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        return x, n.operator(name, inputs, [y], options, version=3 if n.element == "i8" else 2)
    return make


def fully_connected(n):
    rows, k, oc = n.rng.randint(1, 6), n.rng.choice([3, 8, 17]), n.rng.choice([1, 4, 9])
    keep = n.rng.random() < 0.5
    s = [1, rows, n.rng.randint(1, 3), k] if keep else n.rng.choice([[1, rows * k], [1, rows, 2, k]])
    x = n.value(s)
    inner = k if keep or len(s) == 4 else rows * k
    w, bias = n.weights([oc, inner], 0)
    if n.element == "i8":  # per tensor, as converters write it for most of the time
        q = n.graph.tensors[w].quantization
        q.scale, q.zeroPoint = [q.scale[0]], [0]
    made = bias(x)
    if n.element == "i8":
        q = n.graph.tensors[made].quantization
        q.scale, q.zeroPoint = [q.scale[0]], [0]
    options = schema.FullyConnectedOptionsT()
    options.keepNumDims = keep
    options.fusedActivationFunction = ACTIVATIONS[n.rng.choice(["none", "relu", "relu6", "relu_n1_to_1"])]
    real = None
    if n.element != "f32":
        scale = n.graph.tensors[x].quantization.scale[0] * n.graph.tensors[w].quantization.scale[0]
        real = (float(np.float32(scale * n.rng.uniform(30, 200))), n.rng.randint(-40, 40) + (0 if n.element == "i8" else 128))
    y = n.value([*s[:-1], oc] if keep else [int(np.prod(s)) // inner, oc], quantised=real)
    return x, n.operator("FULLY_CONNECTED", [x, w, made], [y], options, version=5 if keep else 4)


def squeeze(n):
    s = [1, 1, 1, n.rng.randint(2, 20)]
    x = n.value(s)
    q = n.graph.tensors[x].quantization
    y = n.value([1, s[3]], quantised=None if n.element == "f32" else (q.scale[0], q.zeroPoint[0]))
    options = schema.SqueezeOptionsT()
    options.squeezeDims = n.rng.choice([[1, 2], [-3, -2]])
    return x, n.operator("SQUEEZE", [x], [y], options, version=1)


def quantize(n):
    """Floats outside, bytes inside."""
    s = shape(n.rng)
    x = n.tensor(s, "f32")
    inside = n.value(s, quantised=(float(np.float32(n.rng.uniform(0.004, 0.012))), n.rng.randint(-20, 20) + (0 if n.element == "i8" else 128)))
    n.operator("QUANTIZE", [x], [inside], schema.QuantizeOptionsT(), version=1)
    return x, n.operator("DEQUANTIZE", [inside], [n.tensor(s, "f32")], schema.DequantizeOptionsT(), version=2)


def requantize(n):
    """From one kind of byte to the other."""
    s = shape(n.rng)
    x = n.value(s)
    other = n.rng.choice(["u8", "i8"])
    return x, n.operator("QUANTIZE", [x], [n.value(s, other)], schema.QuantizeOptionsT(), version=2)


def flatten(n):
    """RESHAPE whose shape is computed at run time, as converters write it for a free batch."""
    s = shape(n.rng)
    x = n.value(s)
    q = n.graph.tensors[x].quantization
    same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
    sizes_as = schema.ShapeOptionsT()
    sizes_as.outType = schema.TensorType.INT32
    sizes = n.operator("SHAPE", [x], [n.tensor([4], "i32")], sizes_as, version=1)
    options = schema.StridedSliceOptionsT()
    options.shrinkAxisMask = 1
    batch = n.operator("STRIDED_SLICE", [sizes, n.numbers([0]), n.numbers([1]), n.numbers([1])], [n.tensor([], "i32")], options, version=1)
    total = s[1] * s[2] * s[3]
    rest = n.tensor([], "i32", None, np.array(total, np.int32))
    options = schema.PackOptionsT()
    options.valuesCount, options.axis = 2, 0
    wanted = n.operator("PACK", [batch, rest], [n.tensor([2], "i32")], options, version=1)
    y = n.value([1, total], quantised=same)
    return x, n.operator("RESHAPE", [x, wanted], [y], schema.ReshapeOptionsT(), version=1)


def transpose(n):
    """Channels first outside."""
    h, w, c = shape(n.rng)[1:]
    x = n.value([1, c, h, w])
    q = n.graph.tensors[x].quantization
    same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
    y = n.value([1, h, w, c], quantised=same)
    return x, n.operator("TRANSPOSE", [x, n.numbers([0, 2, 3, 1])], [y], schema.TransposeOptionsT())


def channels_first(n):
    """A picture with channels first, transposed in front of a convolution; QUANTIZE may stand before."""
    h, w, c = n.rng.randint(5, 9), n.rng.randint(5, 9), n.rng.choice([1, 3])
    x = n.value([1, c, h, w])
    q = n.graph.tensors[x].quantization
    before = x
    if n.element != "f32" and n.rng.random() < 0.5:
        before = n.operator("QUANTIZE", [x], [n.value([1, c, h, w])], schema.QuantizeOptionsT(), version=2)
        q = n.graph.tensors[before].quantization
    same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
    last = n.operator("TRANSPOSE", [before, n.numbers([0, 2, 3, 1])], [n.value([1, h, w, c], quantised=same)], schema.TransposeOptionsT())
    return x, conv(n, last, 4, 3)


def conv(n, x, oc, kernel, stride=1, depthwise=False, activation="relu6"):
    """A convolution in the middle of a network, with SAME padding."""
    s = n.shapes[x]
    oc = s[3] if depthwise else oc
    w, bias = n.weights([1, kernel, kernel, oc] if depthwise else [oc, kernel, kernel, s[3]], 3 if depthwise else 0)
    options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
    options.padding, options.strideH, options.strideW = PADDINGS["same"], stride, stride
    options.dilationHFactor = options.dilationWFactor = 1
    options.fusedActivationFunction = ACTIVATIONS[activation]
    if depthwise:
        options.depthMultiplier = 1
    real = None
    if n.element != "f32":
        scale = n.graph.tensors[x].quantization.scale[0] * max(n.graph.tensors[w].quantization.scale)
        zero = n.rng.randint(-40, 40) if activation == "none" else -128
        real = (float(np.float32(scale * n.rng.uniform(60, 120))), zero + (0 if n.element == "i8" else 128))
    y = n.value([1, -(-s[1] // stride), -(-s[2] // stride), oc], quantised=real)
    name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
    return n.operator(name, [x, w, bias(x)], [y], options, version=3 if n.element == "i8" else 2)


def like(n, x):
    """The quantisation of a tensor."""
    q = n.graph.tensors[x].quantization
    return None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])


def mean(n, x, keep):
    s = n.shapes[x]
    options = schema.ReducerOptionsT()
    options.keepDims = keep
    y = n.value([1, 1, 1, s[3]] if keep else [1, s[3]], quantised=like(n, x))
    return n.operator("MEAN", [x, n.numbers([1, 2])], [y], options)


def binary(n, name, a, b, quantised=None):
    made = n.value(max(n.shapes[a], n.shapes[b], key=np.prod), quantised=quantised)
    return n.operator(name, [a, b], [made], getattr(schema, name.title() + "OptionsT")())


def head(n, x, classes):
    s = n.shapes[x]
    w, bias = n.weights([classes, s[1]], 0)
    made = bias(x)
    if n.element == "i8":
        for tensor in (w, made):
            q = n.graph.tensors[tensor].quantization
            q.scale, q.zeroPoint = [q.scale[0]], [0]
    scale = None
    if n.element != "f32":
        scale = (float(np.float32(n.graph.tensors[x].quantization.scale[0] * n.graph.tensors[w].quantization.scale[0] * 60)), 0)
    options = schema.FullyConnectedOptionsT()
    return n.operator("FULLY_CONNECTED", [x, w, made], [n.value([1, classes], quantised=scale)], options, version=4)


def softmax_of(n, x):
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    y = n.value(n.shapes[x], quantised=(1 / 256, -128 if n.element == "i8" else 0))
    return n.operator("SOFTMAX", [x], [y], options)


def ends(make):
    """A network of bytes with uint8 outside and int8 inside; one of floats as it is."""
    def made(n):
        if n.element == "f32":
            x = n.value([1, 12, 12, 3])
            return x, make(n, x)
        x = n.tensor([1, 12, 12, 3], "u8", (1 / 128, 128))
        inside = n.operator("QUANTIZE", [x], [n.value([1, 12, 12, 3], quantised=(1 / 128, 0))], schema.QuantizeOptionsT(), version=2)
        last = make(n, inside)
        q = n.graph.tensors[last].quantization
        y = n.tensor(n.shapes[last], "u8", (q.scale[0], q.zeroPoint[0] + 128))
        return x, n.operator("QUANTIZE", [last], [y], schema.QuantizeOptionsT(), version=2)
    return made


def pad_after(n, x):
    """One row below and one column to the right, as Keras pads for stride 2."""
    s = n.shapes[x]
    y = n.value([1, s[1] + 1, s[2] + 1, s[3]], quantised=like(n, x))
    return n.operator("PAD", [x, n.numbers([[0, 0], [0, 1], [0, 1], [0, 0]])], [y], schema.PadOptionsT())


@ends
def teachable(n, x):
    """The shape of Teachable Machine's networks: MobileNet V2 with padding, and a head with a hidden layer."""
    x = conv(n, pad_after(n, x), 8, 3, 2)
    x = conv(n, conv(n, x, 0, 3, 1, True), 4, 1, activation="none")
    y = conv(n, x, 16, 1)
    y = conv(n, conv(n, y, 0, 3, 1, True), 4, 1, activation="none")
    x = binary(n, "ADD", x, y)
    y = conv(n, pad_after(n, conv(n, x, 16, 1)), 0, 3, 2, True)
    x = conv(n, conv(n, y, 6, 1, activation="none"), 20, 1)
    x = head(n, mean(n, x, False), 10)
    return softmax_of(n, head(n, x, 4))


@ends
def v3(n, x):
    """The shape of MobileNet V3: hard swish, squeeze and excite, residuals."""
    def hard_swish(x):
        q = like(n, x)
        y = n.value(n.shapes[x], quantised=q and (float(np.float32(q[0])), -100))
        return n.operator("HARD_SWISH", [x], [y], version=1)

    def number(value):
        if n.element == "f32":
            return n.tensor([], "f32", None, np.array(value, np.float32))
        return n.tensor([], "i8", (float(np.float32(value / 127)), 0), np.array(127, np.int8))

    def gate(x):
        y = conv(n, conv(n, mean(n, x, True), 4, 1, activation="relu"), n.shapes[x][3], 1, activation="none")
        options = schema.AddOptionsT()
        options.fusedActivationFunction = ACTIVATIONS["relu6"]
        y = n.operator("ADD", [y, number(3.0)], [n.value(n.shapes[y], quantised=(6 / 255, -128))], options)
        y = n.operator("MUL", [y, number(1 / 6)], [n.value(n.shapes[y], quantised=(1 / 255, -128))], schema.MulOptionsT())
        return binary(n, "MUL", x, y, like(n, x))

    x = hard_swish(conv(n, x, 8, 3, 2, activation="none"))
    y = conv(n, x, 0, 3, 1, True, "relu")
    x = binary(n, "ADD", x, conv(n, gate(y), 8, 1, activation="none"))
    y = hard_swish(conv(n, x, 24, 1, activation="none"))
    y = gate(hard_swish(conv(n, y, 0, 5, 2, True, "none")))
    x = hard_swish(conv(n, conv(n, y, 12, 1, activation="none"), 32, 1, activation="none"))
    x = hard_swish(conv(n, mean(n, x, True), 40, 1, activation="none"))
    y = n.value([1, 40], quantised=like(n, x))
    x = n.operator("RESHAPE", [x, n.numbers([1, 40])], [y], schema.ReshapeOptionsT(), version=1)
    return softmax_of(n, head(n, x, 5))


def float16(n):
    """Weights in half precision, widened by DEQUANTIZE."""
    s = shape(n.rng, 5, 8)
    x = n.value(s)
    rng = np.random.default_rng(n.rng.getrandbits(32))
    oc = n.rng.choice([4, 9])
    def widened(size):
        half = n.tensor(size, "f16", None, rng.normal(0, 0.4, size).astype(np.float16))
        return n.operator("DEQUANTIZE", [half], [n.tensor(size, "f32")], schema.DequantizeOptionsT(), version=3)
    inputs = [x, widened([oc, 3, 3, s[3]]), widened([oc])]
    options = schema.Conv2DOptionsT()
    options.padding, options.strideH, options.strideW = PADDINGS["same"], 1, 1
    options.dilationHFactor = options.dilationWFactor = 1
    return x, n.operator("CONV_2D", inputs, [n.value([*s[:3], oc])], options, version=1)


def dilated(depthwise):
    """A dilated convolution as converters of TensorFlow write it: between SPACE_TO_BATCH_ND and back."""
    def make(n):
        s = shape(n.rng, 8, 12)
        d, k = n.rng.choice([2, 3]), 3
        same = n.rng.random() < 0.5
        x = n.value(s)
        q = n.graph.tensors[x].quantization
        like = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
        low = d if same else 0
        pads, crops, folded = [], [], []
        for size in s[1:3]:
            total = size + 2 * low
            extra = -total % d
            pads.append([low, low + extra])
            crops.append([0, extra])
            folded.append((total + extra) // d)
        spread = n.operator("SPACE_TO_BATCH_ND", [x, n.numbers([d, d]), n.numbers(pads)], [n.value([d * d, *folded, s[3]], quantised=like)], schema.SpaceToBatchNDOptionsT())
        oc = s[3] if depthwise else 6
        w, bias = n.weights([1, k, k, oc] if depthwise else [oc, k, k, s[3]], 3 if depthwise else 0)
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = PADDINGS["valid"], 1, 1
        options.dilationHFactor = options.dilationWFactor = 1
        if depthwise:
            options.depthMultiplier = 1
        real = None
        if n.element != "f32":
            scale = q.scale[0] * max(n.graph.tensors[w].quantization.scale)
            real = (float(np.float32(scale * n.rng.uniform(30, 200))), n.rng.randint(-40, 40) + (0 if n.element == "i8" else 128))
        made = n.value([d * d, *(v - k + 1 for v in folded), oc], quantised=real)
        n.operator("DEPTHWISE_CONV_2D" if depthwise else "CONV_2D", [spread, w, bias(x)], [made], options, version=3 if n.element == "i8" else 1)
        whole = [(v - k + 1) * d - crop[1] for v, crop in zip(folded, crops)]
        y = n.value([1, *whole, oc], quantised=real)
        return x, n.operator("BATCH_TO_SPACE_ND", [made, n.numbers([d, d]), n.numbers(crops)], [y], schema.BatchToSpaceNDOptionsT())
    return make


def dead(kind):
    """An output in steps so small that the shift to the left wraps, as behind a dead ReLU."""
    def make(n):
        s = shape(n.rng, 5, 8)
        x = n.value(s)
        low = -128 if n.element == "i8" else 0
        tiny = (float(np.float32(n.rng.choice([7.8e-9, 3e-8, 2e-7]))), low)
        if kind == "conv":
            w, bias = n.weights([7, 3, 3, s[3]], 0)
            options = schema.Conv2DOptionsT()
            options.padding, options.strideH, options.strideW = PADDINGS["same"], 1, 2
            options.dilationHFactor = options.dilationWFactor = 1
            options.fusedActivationFunction = ACTIVATIONS[n.rng.choice(["none", "relu"])]
            y = n.value([1, s[1], -(-s[2] // 2), 7], quantised=tiny)
            return x, n.operator("CONV_2D", [x, w, bias(x)], [y], options, version=3 if n.element == "i8" else 2)
        if kind == "mul":
            other = n.constant([s[3]])
            return x, n.operator("MUL", [x, other], [n.value(s, quantised=tiny)], schema.MulOptionsT())
        return x, n.operator("RELU", [x], [n.value(s, quantised=tiny)])
    return make


def padded(depthwise):
    """PAD in front of a convolution, which may be folded into its window."""
    def make(n):
        s = shape(n.rng, 6, 10)
        amounts = [[0, 0], [n.rng.randint(0, 3), n.rng.randint(0, 3)], [n.rng.randint(0, 3), n.rng.randint(0, 3)], n.rng.choice([[0, 0]] * 5 + [[1, 2]])]
        x = n.value(s)
        q = n.graph.tensors[x].quantization
        same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
        wide = [a + sum(b) for a, b in zip(s, amounts)]
        between = n.operator("PAD", [x, n.numbers(amounts)], [n.value(wide, quantised=same)], schema.PadOptionsT())
        k, st = n.rng.choice([[1, 1], [3, 3], [5, 5], [2, 4]]), n.rng.choice([[1, 1], [2, 2], [1, 2]])
        padding = n.rng.choice(["same", "valid", "valid"])
        oc = wide[3] if depthwise else 6
        w, bias = n.weights([1, *k, oc] if depthwise else [oc, *k, wide[3]], 3 if depthwise else 0)
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = PADDINGS[padding], *st
        options.dilationHFactor = options.dilationWFactor = 1
        if depthwise:
            options.depthMultiplier = 1
        real = None
        if n.element != "f32":
            scale = q.scale[0] * max(n.graph.tensors[w].quantization.scale)
            real = (float(np.float32(scale * n.rng.uniform(30, 200))), n.rng.randint(-40, 40) + (0 if n.element == "i8" else 128))
        y = n.value([1, *(side(wide[1 + a], k[a], st[a], 1, padding) for a in (0, 1)), oc], quantised=real)
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        return x, n.operator(name, [between, w, bias(x)], [y], options, version=3 if n.element == "i8" else 2)
    return make


def multiplied(n):
    """A depth multiplier and a dilation at once."""
    s = shape(n.rng, 8, 12, (1, 2, 3, 5))
    multiplier, d = n.rng.choice([2, 3, 8]), n.rng.choice([1, 2, 3])
    x = n.value(s)
    w, bias = n.weights([1, 3, 3, s[3] * multiplier], 3)
    options = schema.DepthwiseConv2DOptionsT()
    options.padding, options.strideH, options.strideW = PADDINGS["same"], 1, 1
    options.dilationHFactor = options.dilationWFactor = d
    options.depthMultiplier = multiplier
    real = None
    if n.element != "f32":
        scale = n.graph.tensors[x].quantization.scale[0] * max(n.graph.tensors[w].quantization.scale)
        real = (float(np.float32(scale * n.rng.uniform(30, 200))), n.rng.randint(-40, 40) + (0 if n.element == "i8" else 128))
    y = n.value([1, s[1], s[2], s[3] * multiplier], quantised=real)
    return x, n.operator("DEPTHWISE_CONV_2D", [x, w, bias(x)], [y], options, version=3 if n.element == "i8" else 2)


def expand_dims(n):
    s = [1, n.rng.randint(2, 9), n.rng.randint(2, 9)]
    x = n.value(s)
    q = n.graph.tensors[x].quantization
    y = n.value([*s, 1], quantised=None if n.element == "f32" else (q.scale[0], q.zeroPoint[0]))
    return x, n.operator("EXPAND_DIMS", [x, n.numbers([3])], [y], schema.ExpandDimsOptionsT(), version=1)


def low_rank(n):
    """PAD, CONCATENATION and MEAN of three dimensions, whose axes count from another first one."""
    s = [n.rng.randint(2, 6), n.rng.randint(2, 6), n.rng.choice([3, 8, 17])]
    x = n.value(s)
    q = n.graph.tensors[x].quantization
    same = None if n.element == "f32" else (q.scale[0], q.zeroPoint[0])
    axis = n.rng.choice([0, 1, 2, -1, -3])
    options = schema.ConcatenationOptionsT()
    options.axis = axis
    total = list(s)
    total[axis] *= 2
    twice = n.operator("CONCATENATION", [x, x], [n.value(total, quantised=same)], options)
    amounts = [[1, 2], [0, 1], [0, 0]]
    wide = [a + sum(b) for a, b in zip(total, amounts)]
    around = n.operator("PAD", [twice, n.numbers(amounts)], [n.value(wide, quantised=same)], schema.PadOptionsT())
    options = schema.ReducerOptionsT()
    options.keepDims = False
    return x, n.operator("MEAN", [around, n.numbers([0, 1])], [n.value([wide[2]])], options)


FLOATS, BYTES = ["f32"], ["u8", "i8"]
CASES = [
    ("softmax", softmax, BYTES + FLOATS, 8),
    ("logistic", logistic, BYTES + FLOATS, 2),
    ("hard_swish", hard_swish, BYTES + FLOATS, 6),
    ("relu", unary("RELU"), BYTES + FLOATS, 2),
    ("relu6", unary("RELU6"), BYTES + FLOATS, 2),
    ("relu_n1_to_1", unary("RELU_N1_TO_1"), BYTES + FLOATS, 2),
    ("max_pool", pool("MAX_POOL_2D"), BYTES + FLOATS, 4),
    ("average_pool", pool("AVERAGE_POOL_2D"), BYTES + FLOATS, 5),
    ("pad", pad, BYTES + FLOATS, 5),
    ("add", arithmetic("ADD", schema.AddOptionsT), BYTES + FLOATS, 8),
    ("sub", arithmetic("SUB", schema.SubOptionsT), BYTES + FLOATS, 8),
    ("mul", arithmetic("MUL", schema.MulOptionsT), BYTES + FLOATS, 8),
    ("mean", reduce("MEAN"), BYTES + FLOATS, 5),
    ("reduce_max", reduce("REDUCE_MAX"), BYTES + FLOATS, 2),
    ("concatenation", concatenation, BYTES + FLOATS, 4),
    ("conv", convolution(False), BYTES + FLOATS, 8),
    ("depthwise", convolution(True), BYTES + FLOATS, 8),
    ("fully_connected", fully_connected, BYTES + FLOATS, 4),
    ("squeeze", squeeze, BYTES + FLOATS, 1),
    ("quantize", quantize, BYTES, 3),
    ("requantize", requantize, BYTES, 4),
    ("flatten", flatten, BYTES + FLOATS, 1),
    ("transpose", transpose, BYTES + FLOATS, 1),
    ("channels_first", channels_first, BYTES + FLOATS, 3),
    ("teachable", teachable, ["i8", "f32"], 1),
    ("v3", v3, ["i8", "f32"], 1),
    ("float16", float16, FLOATS, 2),
    ("dilated_conv", dilated(False), ["i8", "f32"], 2),
    ("dilated_depthwise", dilated(True), ["i8", "f32"], 2),
    ("dead_conv", dead("conv"), BYTES, 3),
    ("dead_mul", dead("mul"), BYTES, 2),
    ("dead_relu", dead("relu"), BYTES, 2),
    ("padded_conv", padded(False), BYTES + FLOATS, 5),
    ("padded_depthwise", padded(True), BYTES + FLOATS, 5),
    ("multiplied", multiplied, BYTES + FLOATS, 3),
    ("expand_dims", expand_dims, BYTES + FLOATS, 1),
    ("low_rank", low_rank, BYTES + FLOATS, 3),
]


def lcg(seed, count):
    made = np.empty(count, np.uint8)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        made[i] = seed >> 24
    return made


def reference(data, seed):
    it = tf.lite.Interpreter(
        model_content=data,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
    )
    it.allocate_tensors()
    taken = it.get_input_details()[0]
    value = lcg(seed, int(np.prod(taken["shape"])))
    if taken["dtype"] == np.float32:
        value = value.astype(np.float32) / np.float32(127.5) - np.float32(1)
    else:
        value = value.view(taken["dtype"])
    it.set_tensor(taken["index"], value.reshape(taken["shape"]))
    it.invoke()
    made = it.get_tensor(it.get_output_details()[0]["index"]).ravel()
    if made.dtype == np.float32:
        step = max(1, made.size // 64)
        run = {"seed": seed, "step": step, "output": [float(f"{v:.7g}") for v in made[::step]]}
    else:
        run = {"seed": seed, "crc": zlib.crc32(made.tobytes())}
    tensors = {t["index"]: t for t in it.get_tensor_details()}
    outputs = [tensors[t] for op in it._get_ops_details() for t in op["outputs"]]
    bytes_made = [t for t in outputs if t["dtype"] in (np.int8, np.uint8)]
    run["layers"] = {t["name"]: zlib.crc32(it.get_tensor(t["index"]).tobytes()) for t in bytes_made}
    return run


def main():
    folder = Path(__file__).parent
    index = {}
    for name, make, elements, count in CASES:
        for element in elements:
            made = attempt = 0
            while made < count and attempt < 40:
                seed = zlib.crc32(f"{name} {element} {attempt}".encode())
                attempt += 1
                network = Network(random.Random(seed), element)
                try:
                    data = network.file(*make(network))
                    runs = [reference(data, seed % 1000 + r) for r in range(2 if element != "f32" else 1)]
                except (RuntimeError, ValueError) as error:
                    print("skipped", name, element, str(error)[:160].replace("\n", " "))
                    continue
                case = f"{name}_{element}_{made}"
                (folder / f"{case}.tflite").write_bytes(data)
                index[case] = runs
                made += 1
    text = json.dumps(index, separators=(",", ":")).replace("}}],", "}}],\n")
    (folder / "index.json").write_text(text + "\n")
    print(len(index), "networks")


main()
