"""What TensorFlow Lite's reference kernels make of written files, beside what this engine makes.

    python reference.py FOLDER

FOLDER has for each case of its cases.json a network, its inputs and the outputs of this engine, all
as the network has them. Prints for each how many outputs differ in any byte, and how far the numbers
are apart, of which largest.
"""

import json
import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

folder = pathlib.Path(sys.argv[1])
found = []
for case in json.loads((folder / "cases.json").read_text()):
    interpreter = Interpreter(
        model_path=str(folder / f"{case['number']}.tflite"),
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
    )
    interpreter.allocate_tensors()
    [taken], [made] = interpreter.get_input_details(), interpreter.get_output_details()
    inputs = np.fromfile(folder / f"{case['number']}.in", taken["dtype"])
    outputs = np.fromfile(folder / f"{case['number']}.out", made["dtype"])
    inputs = inputs.reshape(case["pictures"], *taken["shape"])
    outputs = outputs.reshape(case["pictures"], *made["shape"])
    wrong, off = 0, 0.0
    for picture, expected in zip(inputs, outputs):
        interpreter.set_tensor(taken["index"], picture)
        interpreter.invoke()
        told = interpreter.get_tensor(made["index"])
        wrong += told.tobytes() != expected.tobytes()
        off = max(off, float(np.abs(told.astype(float) - expected.astype(float)).max()))
    signatures = interpreter.get_signature_list()
    for name in signatures:  # they name the ends that there are
        interpreter.get_signature_runner(name)
    largest = float(np.abs(outputs.astype(float)).max())
    quantised = made["dtype"] != np.float32
    found.append(dict(wrong=wrong, off=off, largest=largest, quantised=quantised))
print(json.dumps(found))
