"""The weights of a reader's ONNX file as numbers by name, and numbers put into a copy of it.

A fine-tuned version needs no export: its graph is the base reader's, only the numbers differ. The file names vectors
(`layers.0.up.bias`), but not the matrices, which were folded and mostly quantised; each is found by the bias that is
added to its product. Names and shapes are those of `reader_model.Reader`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from .bert import BertShape

Floats = npt.NDArray[np.float32]
# Seven of eight bits, as the base models are quantised: the 16-bit sums of older processors cannot saturate.
LEVELS = 64
_SAME_VALUES = {"Mul", "Cast", "Reshape", "Squeeze", "Unsqueeze"}


class UnknownReaderError(Exception):
    """A reader that cannot be trained on."""


@dataclass(frozen=True)
class _Matrix:
    """Where a matrix (out, in) is kept: as floats, or as 8-bit integers with a scale per column; mostly transposed."""

    values: str
    scale: str | None = None
    transposed: bool = True


class ReaderFile:
    """A reader's `model.onnx`.

    Raises:
        UnknownReaderError: it is not of the form that `train/base/make_reader.py` writes.
    """

    def __init__(self, path: Path) -> None:
        self._model = onnx.load(path)
        graph = self._model.graph
        self._stored: dict[str, Any] = {tensor.name: tensor for tensor in graph.initializer}
        self._made_by = {output: node for node in graph.node for output in node.output}
        self._matrices = {
            f"{name.removesuffix('.bias')}.weight": matrix
            for node in graph.node
            for name, matrix in self._products(node)
            if name.endswith(".bias") and name in self._stored and matrix
        }
        self._tables = self._find_tables()
        if not self._matrices or len(self._tables) < 3:
            raise UnknownReaderError(
                f"{path} was not made by train/base/make_reader.py, so it cannot go on learning; "
                "set READER_MODEL to a reader that was"
            )

    @property
    def shape(self) -> BertShape:
        """Sizes of the network."""
        vocabulary, dim = self._array(self._tables["words.table"]).shape
        layers = sum(name.endswith(".up.bias") for name in self._stored)
        hidden = len(self._array("layers.0.up.bias"))
        positions = len(self._array("positions"))
        return BertShape(dim, self._heads(dim), layers, hidden, positions, vocabulary, self._epsilon())

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """All numbers by name, matrices as float32 (out, in)."""
        found: dict[str, npt.NDArray[Any]] = {name: self._array(place) for name, place in self._tables.items()}
        found |= {name: self._array(name) for name in self._stored if _is_named(name)}
        for name, matrix in self._matrices.items():
            values = self._array(matrix.values)
            if matrix.scale is not None:
                values = values.astype(np.float32) * self._array(matrix.scale)
            found[name] = np.ascontiguousarray(values.T if matrix.transposed else values, np.float32)
        return found

    def write(self, weights: Mapping[str, npt.NDArray[Any]], path: Path) -> None:
        """Writes a copy with other numbers; the word table stays."""
        for name in self._stored:
            if _is_named(name):
                self._put(name, weights[name])
        self._put(self._tables["types"], weights["types"])
        for name, matrix in self._matrices.items():
            values = np.ascontiguousarray(weights[name].T if matrix.transposed else weights[name], np.float32)
            if matrix.scale is None:
                self._put(matrix.values, values)
                continue
            quantised, scale = quantise(values)
            self._put(matrix.values, quantised)
            self._put(matrix.scale, scale)
        onnx.save(self._model, path)

    def _heads(self, dim: int) -> int:
        """Read off the shape (B, T, H, D/H) that queries are brought into."""
        for node in self._model.graph.node:
            if node.op_type == "Concat" and len(node.input) == 4 and self._stored.keys() >= set(node.input[2:]):
                heads, width = (int(self._array(name).item()) for name in node.input[2:])
                if heads * width == dim:
                    return heads
        raise UnknownReaderError("the reader's attention has another form than train/base/make_reader.py gives it")

    def _epsilon(self) -> float:
        norms = (node for node in self._model.graph.node if node.op_type == "LayerNormalization")
        return next(float(part.f) for node in norms for part in node.attribute if part.name == "epsilon")

    def _array(self, name: str) -> npt.NDArray[Any]:
        return numpy_helper.to_array(self._stored[name])

    def _put(self, name: str, values: npt.NDArray[Any]) -> None:
        before = self._array(name)
        if before.shape != values.shape:
            raise ValueError(f"{name} is {before.shape}, not {values.shape}")
        self._stored[name].CopyFrom(numpy_helper.from_array(values.astype(before.dtype), name))

    def _products(self, node: Any) -> Iterator[tuple[str, _Matrix | None]]:
        """The matrix that a node's input may come from, with the name of what is added to its product."""
        if node.op_type == "Add":
            for added, product in (tuple(node.input), tuple(reversed(node.input))):
                yield added, self._matrix_of(product)
        # As the exporter writes a product of single vectors, before it is quantised.
        elif node.op_type == "Gemm" and len(node.input) == 3 and node.input[1] in self._stored:
            swapped = any(part.name == "transB" and part.i for part in node.attribute)
            yield node.input[2], _Matrix(node.input[1], transposed=not swapped)

    def _matrix_of(self, product: str) -> _Matrix | None:
        """What was multiplied to give `product`."""
        node = self._made_by.get(product)
        while node is not None and node.op_type in _SAME_VALUES:
            node = self._made_by.get(node.input[0])
        if node is None or len(node.input) < 2 or node.input[1] not in self._stored:
            return None
        if node.op_type == "MatMul":
            return _Matrix(node.input[1])
        if node.op_type == "MatMulInteger":
            return _Matrix(node.input[1], f"{node.input[1].removesuffix('_quantized')}_scale")
        return None

    def _find_tables(self) -> dict[str, str]:
        """The tables that rows are taken from: words (8-bit), their scales, and the two kinds of segment."""
        taken = [
            node.input[0]
            for node in self._model.graph.node
            if node.op_type.startswith("Gather") and node.input[0] in self._stored
        ]
        tables: dict[str, str] = {}
        for name in taken:
            values = self._array(name)
            if values.ndim != 2:
                continue
            if values.dtype == np.int8:
                tables["words.table"] = name
            elif values.shape[1] == 1:
                tables["words.scale"] = name
            elif values.shape[0] == 2:
                tables["types"] = name
        return tables


def quantise(values: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """(in, out) → 8-bit integers and a scale per column, symmetric around zero."""
    scale = np.maximum(np.abs(values).max(axis=0), 1e-12).astype(np.float32) / LEVELS
    return np.clip(np.rint(values / scale), -LEVELS, LEVELS).astype(np.int8), scale


def _is_named(name: str) -> bool:
    """Vectors and the table of positions, which keep the names that they have in the network."""
    return name == "positions" or name.endswith((".bias", "norm.weight"))
