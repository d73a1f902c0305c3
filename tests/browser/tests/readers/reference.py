"""What TensorFlow Lite's reference kernels make of written files, beside what this engine makes.

    python reference.py FOLDER

FOLDER has for each case of its cases.json a network, its inputs and the outputs of this engine, all
as the network has them. Prints for each how many outputs differ in any byte, and how far the numbers
are apart, of which largest. What the same library makes of them by its default kernels (XNNPACK's,
which round otherwise, and which LiteRT.js and MediaPipe have, too) goes into files beside.
"""

import json
import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType



def answers(case, resolver):
    interpreter = Interpreter(
        model_path=str(folder / f"{case['number']}.tflite"),
        experimental_op_resolver_type=resolver,
    )
    interpreter.allocate_tensors()
    [taken], [made] = interpreter.get_input_details(), interpreter.get_output_details()
    inputs = np.fromfile(folder / f"{case['number']}.in", taken["dtype"])
    told = []
    for picture in inputs.reshape(case["pictures"], *taken["shape"]):
        interpreter.set_tensor(taken["index"], picture)
        interpreter.invoke()
        told.append(interpreter.get_tensor(made["index"]))
    for name in interpreter.get_signature_list():  # they name the ends that there are
        interpreter.get_signature_runner(name)
    return np.stack(told)


folder = pathlib.Path(sys.argv[1])
found = []
for case in json.loads((folder / "cases.json").read_text()):
    told = answers(case, OpResolverType.BUILTIN_REF)
    outputs = np.fromfile(folder / f"{case['number']}.out", told.dtype).reshape(told.shape)
    pairs = zip(told, outputs)
    wrong = sum(ours.tobytes() != theirs.tobytes() for theirs, ours in pairs)
    off = float(np.abs(told.astype(float) - outputs.astype(float)).max())
    largest = float(np.abs(outputs.astype(float)).max())
    quantised = told.dtype != np.float32
    found.append(dict(wrong=wrong, off=off, largest=largest, quantised=quantised))
    answers(case, OpResolverType.AUTO).tofile(folder / f"{case['number']}.fast")
print(json.dumps(found))
