"""Makes small networks of one operator each, and what TensorFlow Lite's reference kernels make of them.

    python -m venv target/tensorflow && target/tensorflow/bin/pip install tensorflow-cpu==2.21.0
    target/tensorflow/bin/python tests/golden/operators/make.py

Writes NAME.tflite and index.json beside itself. The files are built from the schema, not converted, so
that scales, zero points and geometry take values that no converter would choose. Each network takes a
picture of three channels; where the operator needs others, a 1x1 convolution makes them.

A run's input are bytes of an LCG, x -> x * 1664525 + 1013904223 (mod 2^32) from `seed`, the byte x >> 24,
in NHWC order; a float input is byte / 127.5 - 1. `layers` has the CRC-32 of each quantised tensor that an
operator makes, as stored; a float network has every `step`-th value of its output in `output`, to be
compared within 1e-4 of the largest.
"""

import json
import math
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

TYPES = {
    "u8": (schema.TensorType.UINT8, np.uint8),
    "i8": (schema.TensorType.INT8, np.int8),
    "f32": (schema.TensorType.FLOAT32, np.float32),
    "i32": (schema.TensorType.INT32, np.int32),
}
ACTIVATIONS = [
    schema.ActivationFunctionType.NONE,
    schema.ActivationFunctionType.RELU,
    schema.ActivationFunctionType.RELU6,
]
PADDINGS = [schema.Padding.SAME, schema.Padding.VALID]


def low(element: str) -> int:
    return -128 if element == "i8" else 0


class Network:
    """A network as it grows; tensors go by their numbers."""

    def __init__(self, seed: int, element: str):
        self.rng, self.element = random.Random(seed), element
        self.arrays = np.random.default_rng(seed)
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.buffers = 3, [schema.BufferT()]
        self.model.operatorCodes, self.graph.tensors, self.graph.operators = [], [], []

    @property
    def float(self) -> bool:
        return self.element == "f32"

    def tensor(self, shape, element, quantised=None, data=None) -> int:
        """`quantised`: scales, zero points and, where there are several, their axis."""
        made = schema.TensorT()
        made.shape, made.type = [int(size) for size in shape], TYPES[element][0]
        made.name, made.buffer = f"t{len(self.graph.tensors)}", 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.astype(TYPES[element][1]).tobytes(), np.uint8)
            made.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if quantised is not None:
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale, made.quantization.zeroPoint = quantised[:2]
            made.quantization.quantizedDimension = quantised[2] if len(quantised) > 2 else 0
        self.graph.tensors.append(made)
        return len(self.graph.tensors) - 1

    def value(self, shape, scale=None, zero_point=None, element=None) -> int:
        """Something that an operator makes, with a quantisation of its own."""
        element = element or self.element
        if element == "f32":
            return self.tensor(shape, element)
        scale = scale or math.exp(self.rng.uniform(math.log(0.004), math.log(0.06)))
        if zero_point is None:
            zero_point = self.rng.randint(0, 255) + low(element)
        return self.tensor(shape, element, ([float(np.float32(scale))], [zero_point]))

    def like(self, x: int, shape) -> int:
        """Something of the quantisation of `x`."""
        if self.float:
            return self.tensor(shape, self.element)
        return self.value(shape, self.scale(x), self.graph.tensors[x].quantization.zeroPoint[0])

    def scale(self, x: int) -> float:
        return self.graph.tensors[x].quantization.scale[0]

    def shape(self, x: int) -> list[int]:
        return self.graph.tensors[x].shape

    def operator(self, name: str, inputs, output: int, options=None, version=None) -> int:
        code, made = schema.OperatorCodeT(), schema.OperatorT()
        code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, name)
        code.version = version or (2 if self.element == "i8" else 1)
        made.opcodeIndex, made.inputs, made.outputs = len(self.model.operatorCodes), inputs, [output]
        if options is not None:
            made.builtinOptions = options
            kind = type(options).__name__.removesuffix("T")
            made.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        self.model.operatorCodes.append(code)
        self.graph.operators.append(made)
        return output

    def source(self, h: int, w: int, c: int) -> int:
        """A picture, mixed into `c` channels."""
        picture = self.value([1, h, w, 3])
        self.graph.inputs = [picture]
        options = schema.Conv2DOptionsT()
        options.strideH = options.strideW = options.dilationHFactor = options.dilationWFactor = 1
        weights, bias = self.weights([c, 1, 1, 3], 0, picture)
        mixed = self.value([1, h, w, c])
        version = 3 if self.element == "i8" else 1
        return self.operator("CONV_2D", [picture, weights, bias], mixed, options, version)

    def weights(self, shape, axis: int, x: int, per_channel=True) -> tuple[int, int]:
        """Weights and biases for the value `x`; int8 has a scale for each index of `axis`."""
        n, of = shape[axis], self.arrays
        if self.float:
            weights = self.tensor(shape, "f32", None, of.normal(0, 0.4, shape))
            return weights, self.tensor([n], "f32", None, of.normal(0, 0.4, n))
        count = n if self.element == "i8" and per_channel else 1
        scales = [float(np.float32(scale)) for scale in of.uniform(0.004, 0.03, count)]
        zero = int(of.integers(90, 170)) if self.element == "u8" else 0
        numbers = of.integers(low(self.element) + 1, low(self.element) + 256, shape)
        weights = self.tensor(shape, self.element, (scales, [zero] * count, axis), numbers)
        steps = [float(np.float32(self.scale(x)) * np.float32(scale)) for scale in scales]
        biases = of.integers(-3000, 3000, n)
        return weights, self.tensor([n], "i32", (steps, [0] * count), biases)

    def sums(self, x: int, weights: int, shape) -> int:
        """What a convolution makes: a scale near that of its sums."""
        if self.float:
            return self.value(shape)
        most = max(self.graph.tensors[weights].quantization.scale) * self.scale(x)
        zero_point = self.rng.randint(88, 168) + low(self.element)
        return self.value(shape, most * self.rng.uniform(20, 300), zero_point)

    def file(self, output: int) -> bytes:
        self.graph.outputs, self.model.subgraphs = [output], [self.graph]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def positions(size: int, kernel: int, stride: int, padding: int) -> int:
    same = padding == schema.Padding.SAME
    return -(-size // stride) if same else (size - kernel) // stride + 1


def window(n: Network, sizes, options):
    """A kernel and strides that fit; their options, and the output's positions."""
    kernel = [n.rng.choice([1, 2, 3, 3, 5, 7]) for _ in sizes]
    strides = [n.rng.randint(1, 3) for _ in sizes]
    fits = all(k <= size for k, size in zip(kernel, sizes))
    options.padding = n.rng.choice(PADDINGS if fits else PADDINGS[:1])
    options.strideH, options.strideW = strides
    made = [positions(*each, options.padding) for each in zip(sizes, kernel, strides)]
    return kernel, made


def picture(n: Network, channels=(1, 3, 4, 7, 8, 16, 21, 32)) -> int:
    c = n.rng.choice(channels)
    return n.source(n.rng.randint(5, 13), n.rng.randint(5, 13), c)


def softmax(n: Network) -> int:
    x = n.source(1, 1, n.rng.randint(2, 60))
    options = schema.SoftmaxOptionsT()
    options.beta = n.rng.choice([1.0, 1.0, 0.5])
    y = n.value(n.shape(x), 1 / 256, low(n.element))
    return n.operator("SOFTMAX", [x], y, options)


def average_pool(n: Network) -> int:
    x = picture(n)
    _, h, w, c = n.shape(x)
    options = schema.Pool2DOptionsT()
    kernel, made = window(n, [h, w], options)
    options.filterHeight, options.filterWidth = kernel
    return n.operator("AVERAGE_POOL_2D", [x], n.like(x, [1, *made, c]), options)


def mean(n: Network) -> int:
    x = picture(n)
    c, options = n.shape(x)[3], schema.ReducerOptionsT()
    options.keepDims = n.rng.random() < 0.5
    axes = n.tensor([2], "i32", None, np.array(n.rng.choice([[1, 2], [2, 1], [-3, -2]])))
    return n.operator("MEAN", [x, axes], n.value([1, 1, 1, c] if options.keepDims else [1, c]), options)


def add(n: Network) -> int:
    x = picture(n)
    other = n.value(n.shape(x))
    options = schema.Pool2DOptionsT()
    if n.float:
        options.padding, options.strideH, options.strideW = schema.Padding.SAME, 1, 1
        options.filterHeight = options.filterWidth = 3
        n.operator("AVERAGE_POOL_2D", [x], other, options)
    else:
        n.operator("QUANTIZE", [x], other, schema.QuantizeOptionsT(), 2)
    options = schema.AddOptionsT()
    options.fusedActivationFunction = n.rng.choice(ACTIVATIONS)
    pair = [x, other] if n.rng.random() < 0.5 else [other, x]
    return n.operator("ADD", pair, n.value(n.shape(x)), options)


def convolution(depthwise: bool):
    def make(n: Network) -> int:
        x = picture(n) if depthwise else picture(n, [1, 3, 4, 7, 8, 11])
        _, h, w, c = n.shape(x)
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        kernel, made = window(n, [h, w], options)
        options.dilationHFactor = options.dilationWFactor = 1
        options.fusedActivationFunction = n.rng.choice(ACTIVATIONS)
        if depthwise:
            options.depthMultiplier = 1
            oc, (weights, bias) = c, n.weights([1, *kernel, c], 3, x)
        else:
            oc = n.rng.choice([1, 5, 8, 16, 19])
            weights, bias = n.weights([oc, *kernel, c], 0, x)
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        version = 3 if n.element == "i8" else 1
        y = n.sums(x, weights, [1, *made, oc])
        return n.operator(name, [x, weights, bias], y, options, version)

    return make


def fully_connected(n: Network) -> int:
    k, oc = n.rng.choice([3, 8, 17, 64, 100]), n.rng.choice([1, 4, 9, 40])
    x = n.source(1, 1, k)
    weights, bias = n.weights([oc, k], 0, x, per_channel=False)
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = n.rng.choice(ACTIVATIONS)
    return n.operator("FULLY_CONNECTED", [x, weights, bias], n.sums(x, weights, [1, oc]), options, 4)


def quantize(n: Network) -> int:
    """From one kind of byte to the same or the other one."""
    x = picture(n)
    y = n.value(n.shape(x), element=n.rng.choice(["u8", "i8"]))
    return n.operator("QUANTIZE", [x], y, schema.QuantizeOptionsT(), 2)


BYTES, ALL = ["u8", "i8"], ["u8", "i8", "f32"]
CASES = [
    ("softmax", softmax, ALL, 3),
    ("average_pool", average_pool, ALL, 6),
    ("mean", mean, ALL, 6),
    ("add", add, ALL, 6),
    ("conv", convolution(False), ALL, 8),
    ("depthwise", convolution(True), ALL, 10),
    ("fully_connected", fully_connected, ALL, 5),
    ("quantize", quantize, BYTES, 5),
]


def lcg(seed: int, count: int) -> np.ndarray:
    made = np.empty(count, np.uint8)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        made[i] = seed >> 24
    return made


def reference(data: bytes, seed: int) -> dict:
    interpreter = tf.lite.Interpreter(
        model_content=data,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
    )
    interpreter.allocate_tensors()
    taken, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    value = lcg(seed, int(np.prod(taken["shape"])))
    if taken["dtype"] == np.float32:
        value = value.astype(np.float32) / np.float32(127.5) - np.float32(1)
    interpreter.set_tensor(taken["index"], value.view(taken["dtype"]).reshape(taken["shape"]))
    interpreter.invoke()
    if made["dtype"] == np.float32:
        output = interpreter.get_tensor(made["index"]).ravel()
        step = max(1, output.size // 64)
        return {"seed": seed, "step": step, "output": [float(f"{v:.7g}") for v in output[::step]]}
    tensors = {tensor["index"]: tensor["name"] for tensor in interpreter.get_tensor_details()}
    outputs = [index for op in interpreter._get_ops_details() for index in op["outputs"]]
    crc = {tensors[index]: zlib.crc32(interpreter.get_tensor(index).tobytes()) for index in outputs}
    return {"seed": seed, "layers": crc}


def main():
    folder, index = Path(__file__).parent, {}
    for name, make, elements, count in CASES:
        for element, number in ((element, number) for element in elements for number in range(count)):
            case = f"{name}_{element}_{number}"
            seed = zlib.crc32(case.encode())
            network = Network(seed, element)
            data = network.file(make(network))
            (folder / f"{case}.tflite").write_bytes(data)
            index[case] = [reference(data, seed % 1000 + run) for run in range(2)]
    lines = [f"{json.dumps(case)}:{json.dumps(runs, separators=(',', ':'))}" for case, runs in index.items()]
    (folder / "index.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(len(index), "networks")


if __name__ == "__main__":
    main()
