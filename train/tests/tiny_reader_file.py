"""Reads and writes the numbers of a graph with every way in which a reader's file keeps a matrix.

    PYTHONPATH=. .venv-learning/bin/python -m tests.tiny_reader_file <folder>

The graph has the nodes that the numbers are found by, and computes nothing. Prints `[read, written]`: by
name, the matrices found in it, and those found in a copy that was written with twice of each.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from personal_assistant_train.learning.reader_file import Floats, ReaderFile

FLOAT32 = np.float32
# (out, in) = (2, 3); their rows have a largest value of 64, so that 8 bits hold them exactly.
MATRIX = np.array([[64, -2, 3], [-4, 64, 0]], FLOAT32)
STORED = {
    "words_quantized": np.ones((5, 4), np.int8),
    "words_scale": np.ones((5, 1), FLOAT32),
    "kinds": np.ones((2, 4), FLOAT32),
    "quantised.bias": np.ones(2, FLOAT32),
    "MatMul_1_quantized": MATRIX.T.astype(np.int8),
    "MatMul_1_scale": np.ones(2, FLOAT32),
    "plain.bias": np.ones(2, FLOAT32),
    "val_7": np.ascontiguousarray(MATRIX.T),
    "single.bias": np.ones(2, FLOAT32),
    "single.weight": MATRIX,
    "untransposed.bias": np.ones(2, FLOAT32),
    "val_9": np.ascontiguousarray(MATRIX.T),
}
NODES = [
    helper.make_node("Gather", ["words_quantized", "ids"], ["rows"]),
    helper.make_node("Gather", ["words_scale", "ids"], ["scales"]),
    helper.make_node("Gather", ["kinds", "ids"], ["segments"]),
    helper.make_node("MatMulInteger", ["x", "MatMul_1_quantized"], ["sums"]),
    helper.make_node("Cast", ["sums"], ["cast"], to=TensorProto.FLOAT),
    helper.make_node("Mul", ["cast", "scale"], ["scaled"]),
    helper.make_node("Add", ["scaled", "quantised.bias"], ["one"]),
    helper.make_node("MatMul", ["x", "val_7"], ["product"]),
    helper.make_node("Add", ["plain.bias", "product"], ["two"]),
    helper.make_node("Gemm", ["x", "single.weight", "single.bias"], ["three"], transB=1),
    helper.make_node("Gemm", ["x", "val_9", "untransposed.bias"], ["four"]),
]


def matrices(file: ReaderFile) -> dict[str, Floats]:
    return {name: values for name, values in file.weights().items() if name.endswith(".weight")}


def main() -> None:
    folder = Path(sys.argv[1])
    tensors = [numpy_helper.from_array(values, name) for name, values in STORED.items()]
    graph = helper.make_graph(NODES, "reader", [], [], tensors)
    onnx.save(helper.make_model(graph), folder / "model.onnx")
    file = ReaderFile(folder / "model.onnx")
    read = matrices(file)
    file.write({**file.weights(), **{name: 2 * values for name, values in read.items()}}, folder / "twice.onnx")
    written = matrices(ReaderFile(folder / "twice.onnx"))
    print(json.dumps([{name: values.tolist() for name, values in some.items()} for some in (read, written)]))


if __name__ == "__main__":
    main()
