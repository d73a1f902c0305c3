"""Makes softmax.json: probabilities that TensorFlow Lite's reference kernels make of random logits.

    python -m venv target/tensorflow && target/tensorflow/bin/pip install tensorflow-cpu==2.21.0
    target/tensorflow/bin/python tests/golden/softmax/make.py

Each case is a file of one SOFTMAX over ROWS rows, built from the schema, so that scales and factors take
values that no converter would choose. The logits are bytes of an LCG, x -> x * 1664525 + 1013904223
(mod 2^32) from `seed`, the byte x >> 24; with `narrow` only its upper half, so that logits lie close
together. `crc` is the CRC-32 of all probabilities as stored.
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

ROWS = 300
ELEMENTS = {"u8": schema.TensorType.UINT8, "i8": schema.TensorType.INT8}
VERSIONS = {"u8": 1, "i8": 2}


def file(case: dict) -> bytes:
    """A network of one softmax, [1, ROWS, 1, channels] to the same."""

    def tensor(name: str, scale: float, zero_point: int) -> schema.TensorT:
        made = schema.TensorT()
        made.shape, made.type = [1, ROWS, 1, case["channels"]], ELEMENTS[case["element"]]
        made.name, made.buffer = name, 0
        made.quantization = schema.QuantizationParametersT()
        made.quantization.scale, made.quantization.zeroPoint = [scale], [zero_point]
        return made

    low = -128 if case["element"] == "i8" else 0
    model, graph, operator = schema.ModelT(), schema.SubGraphT(), schema.OperatorT()
    code, options = schema.OperatorCodeT(), schema.SoftmaxOptionsT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.SOFTMAX
    code.version = VERSIONS[case["element"]]
    options.beta = case["beta"]
    operator.opcodeIndex, operator.inputs, operator.outputs = 0, [0], [1]
    operator.builtinOptionsType = schema.BuiltinOptions.SoftmaxOptions
    operator.builtinOptions = options
    graph.tensors = [tensor("logits", case["scale"], 0), tensor("probabilities", 1 / 256, low)]
    graph.inputs, graph.outputs, graph.operators = [0], [1], [operator]
    model.version, model.buffers, model.operatorCodes = 3, [schema.BufferT()], [code]
    model.subgraphs = [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def logits(case: dict) -> np.ndarray:
    state, made = case["seed"], np.empty(ROWS * case["channels"], np.uint8)
    for i in range(made.size):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        made[i] = state >> (28 if case["narrow"] else 24)
    return made.view(np.int8 if case["element"] == "i8" else np.uint8)


def crc(case: dict) -> int:
    interpreter = tf.lite.Interpreter(
        model_content=file(case),
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
    )
    interpreter.allocate_tensors()
    taken, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.set_tensor(taken["index"], logits(case).reshape(taken["shape"]))
    interpreter.invoke()
    return zlib.crc32(interpreter.get_tensor(made["index"]).tobytes())


if __name__ == "__main__":
    rng, cases = random.Random(1), []
    for number in range(32):
        case = {
            "element": ["u8", "i8"][number % 2],
            # With 512 logits near the largest the reference kernel aborts.
            "channels": rng.choice([3, 6, 15, 30, 201, 402]),
            "scale": float(np.float32(10 ** rng.uniform(-2.5, 0.3))),
            "beta": rng.choice([1.0, 1.0, 0.5, 2.0]),
            "seed": number + 1,
            "narrow": number % 4 > 1,
        }
        cases.append({**case, "crc": crc(case)})
    text = ",\n".join(json.dumps(case) for case in cases)
    (Path(__file__).parent / "softmax.json").write_text(f"[\n{text}\n]\n")
