"""Makes the golden data of tests/golden/*/golden.json with TensorFlow Lite's reference kernels.

    python -m venv target/tensorflow && target/tensorflow/bin/pip install tensorflow-cpu==2.21.0
    target/tensorflow/bin/python tests/golden/make.py ../shared

The models stay where they are, in `weights` and `peers/models` of the folder that is named; what is
kept of them are numbers: whole outputs of the eight inputs of `formula`, and for inputs 4 and 5 the
CRC-32 of what every operator makes. For float models, whose last digits depend on the order of
sums, it is the output for inputs 4 and 5.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf

SIZE = 224
WITH_LAYERS = [4, 5]
MODELS = {
    "v1-int8": "peers/models/mobilenet_v1_1.0_224_int8.tflite",
    "v1-f32": "peers/models/mobilenet_v1_1.0_224_f32.tflite",
    "birds": "weights/mobilenet_v2_1.0_224_inat_bird_quant.tflite",
    "insects": "weights/mobilenet_v2_1.0_224_inat_insect_quant.tflite",
}


def formula(number: int) -> np.ndarray:
    """Input 0 to 7: a grey, two gradients, a checkerboard, a disc, three of noise."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    if number == 0:
        planes = [np.full_like(x, 128)] * 3
    elif number == 1:
        planes = [x * 255 // (SIZE - 1)] * 3
    elif number == 2:
        ramp = x * 255 // (SIZE - 1)
        planes = [y * 255 // (SIZE - 1), ramp, 255 - ramp]
    elif number == 3:
        planes = [np.where((x // 8 + y // 8) % 2 == 0, 32, 224)] * 3
    elif number == 4:
        off = (2 * x - SIZE + 1) ** 2 + (2 * y - SIZE + 1) ** 2
        inside = 9 * off <= 4 * SIZE * SIZE
        planes = [np.where(inside, a, b) for a, b in zip((220, 40, 40), (30, 60, 90))]
    else:
        state, noise = number, bytearray()
        for _ in range(3 * SIZE * SIZE):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            noise.append(state >> 24)
        return np.frombuffer(bytes(noise), np.uint8).reshape(1, SIZE, SIZE, 3)
    return np.stack(planes, axis=-1).astype(np.uint8)[None]


def run(path: Path) -> dict:
    interpreter = tf.lite.Interpreter(
        str(path),
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
    )
    interpreter.allocate_tensors()
    taken, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    is_float = taken["dtype"] == np.float32
    golden = {"outputs": {}} if is_float else {"outputs": {}, "layers": {}}
    for number in WITH_LAYERS if is_float else range(8):
        rgb = formula(number)
        value = rgb.astype(np.float32) / np.float32(127.5) - 1 if is_float else rgb
        interpreter.set_tensor(taken["index"], value.astype(taken["dtype"]))
        interpreter.invoke()
        output = interpreter.get_tensor(made["index"]).reshape(-1)
        golden["outputs"][number] = [float(f"{v:.9g}") if is_float else int(v) for v in output]
        if number in WITH_LAYERS and not is_float:
            golden["layers"][number] = {
                f"{index:02}_{op['op_name'].lower()}": zlib.crc32(
                    interpreter.get_tensor(op["outputs"][0]).tobytes()
                )
                for index, op in enumerate(interpreter._get_ops_details())
            }
    return golden


if __name__ == "__main__":
    shared, here = Path(sys.argv[1]), Path(__file__).parent
    for name, path in MODELS.items():
        (here / name).mkdir(exist_ok=True)
        text = json.dumps(run(shared / path), separators=(",", ":"))
        text = text.replace("},", "},\n").replace("],", "],\n") + "\n"
        (here / name / "golden.json").write_text(text)
        print(name, file=sys.stderr)
