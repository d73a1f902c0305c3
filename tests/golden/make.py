"""Makes the golden data of this folder with TensorFlow Lite's reference kernels (BUILTIN_REF).

    python3 -m venv target/tensorflow && target/tensorflow/bin/pip install tensorflow-cpu==2.21.0
    target/tensorflow/bin/python tests/golden/make.py WEIGHTS [PEERS]

WEIGHTS is the folder with the files of weights/manifest.toml (`cargo xtask weights` downloads them);
PEERS, if given, the folder with the two models of EXTRA. The script writes

- checksums.json: for every model of the manifest and the int8 model of EXTRA, the CRC-32 of the
  whole output for inputs 0 to 7, and of what every operator makes of inputs 4 and 5
- v1-f32/golden.json: for the float model of EXTRA the whole output for inputs 4 and 5, since the
  last digits of floats depend on the order of sums

Inputs are computed, see `pixels`; the same function in tests/common/inputs.rs is `pixels`, too.
A model that is not at hand keeps the entry that it has.
"""

import hashlib
import json
import sys
import tomllib
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf

INPUTS = range(8)
WITH_LAYERS = [4, 5]
EXTRA = {"v1-int8": "mobilenet_v1_1.0_224_int8.tflite", "v1-f32": "mobilenet_v1_1.0_224_f32.tflite"}
HERE = Path(__file__).parent
BUILT_IN = HERE.parent.parent / "weights"


def pixels(number: int, size: int) -> np.ndarray:
    """Input `number`, [1, size, size, 3] bytes of RGB.

    0 is grey, 1 and 2 are gradients, 3 is a checkerboard, 4 a disc; 5 to 7 are the upper bytes of a
    linear congruential generator (Numerical Recipes, section 7.1) with `number` as its seed.
    """
    y, x = np.mgrid[0:size, 0:size]
    if number == 0:
        planes = [np.full_like(x, 128)] * 3
    elif number == 1:
        planes = [x * 255 // (size - 1)] * 3
    elif number == 2:
        ramp = x * 255 // (size - 1)
        planes = [y * 255 // (size - 1), ramp, 255 - ramp]
    elif number == 3:
        planes = [np.where((x // 8 + y // 8) % 2 == 0, 32, 224)] * 3
    elif number == 4:
        distance = (2 * x - size + 1) ** 2 + (2 * y - size + 1) ** 2
        inside = 9 * distance <= 4 * size * size
        planes = [np.where(inside, a, b) for a, b in zip((220, 40, 40), (30, 60, 90))]
    else:
        state, noise = number, bytearray()
        for _ in range(3 * size * size):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            noise.append(state >> 24)
        return np.frombuffer(bytes(noise), np.uint8).reshape(1, size, size, 3)
    return np.stack(planes, axis=-1).astype(np.uint8)[None]


class Network:
    """The files of a model, each an interpreter that takes what the one before it gives."""

    def __init__(self, paths: list[Path]):
        self.parts = [
            tf.lite.Interpreter(
                str(path),
                experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
                experimental_preserve_all_tensors=True,
            )
            for path in paths
        ]
        for part in self.parts:
            part.allocate_tensors()
        self.input = self.parts[0].get_input_details()[0]

    def run(self, value: np.ndarray) -> np.ndarray:
        for part in self.parts:
            taken = part.get_input_details()[0]
            part.set_tensor(taken["index"], value.reshape(taken["shape"]))
            part.invoke()
            value = part.get_tensor(part.get_output_details()[0]["index"])
        return value

    def layers(self) -> list[tuple[str, np.ndarray]]:
        """What every operator made in the last run, in the order of the files."""
        return [
            (op["op_name"].lower(), part.get_tensor(op["outputs"][0]))
            for part in self.parts
            for op in part._get_ops_details()
        ]


def crc32(value: np.ndarray) -> int:
    """Of the bytes; int8 by its bits, uint8 as it is."""
    return zlib.crc32(np.ascontiguousarray(value).tobytes())


def checksums(paths: list[Path]) -> dict:
    network = Network(paths)
    outputs, layers = [], {}
    for number in INPUTS:
        outputs.append(crc32(network.run(pixels(number, int(network.input["shape"][1])))))
        if number in WITH_LAYERS:
            for index, (kind, value) in enumerate(network.layers()):
                layers.setdefault(f"{index:02}_{kind}", []).append(crc32(value))
    sha256 = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return {"sha256": sha256, "outputs": outputs, "layers": layers}


def float_outputs(path: Path) -> dict:
    network = Network([path])
    outputs = {}
    for number in WITH_LAYERS:
        rgb = pixels(number, int(network.input["shape"][1]))
        output = network.run(rgb.astype(np.float32) / np.float32(127.5) - 1).reshape(-1)
        outputs[number] = [float(f"{value:.9g}") for value in output]
    return {"outputs": outputs}


def write(models: dict) -> None:
    """One line for each operator, so that the difference between two versions can be read."""

    def entry(indent: int, name: str, text: str) -> str:
        return f"{' ' * indent}{json.dumps(name)}: {text}"

    def model(name: str, it: dict) -> str:
        layers = ",\n".join(entry(3, layer, json.dumps(crcs)) for layer, crcs in it["layers"].items())
        lines = [
            entry(2, "sha256", json.dumps(it["sha256"])),
            entry(2, "outputs", json.dumps(it["outputs"])),
            entry(2, "layers", "{\n" + layers + "\n  }"),
        ]
        return entry(1, name, "{\n" + ",\n".join(lines) + "\n }")

    text = ",\n".join(model(name, it) for name, it in models.items())
    (HERE / "checksums.json").write_text("{\n" + text + "\n}\n")


def main(weights: Path, peers: Path | None) -> None:
    manifest = tomllib.loads((BUILT_IN / "manifest.toml").read_text())
    files = {
        model["id"]: [
            (weights if "address" in part else BUILT_IN) / part["file"] for part in model["parts"]
        ]
        for model in manifest["model"]
    }
    if peers:
        files["v1-int8"] = [peers / EXTRA["v1-int8"]]
        text = json.dumps(float_outputs(peers / EXTRA["v1-f32"]), separators=(",", ":"))
        (HERE / "v1-f32" / "golden.json").write_text(text.replace("],", "],\n") + "\n")
    known = HERE / "checksums.json"
    models = json.loads(known.read_text()) if known.exists() else {}
    for name, paths in files.items():
        missing = [path.name for path in paths if not path.exists()]
        if missing:
            print(f"{name} keeps its entry: {', '.join(missing)} not found", file=sys.stderr)
            continue
        models[name] = checksums(paths)
        print(name, file=sys.stderr)
    write(models)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
