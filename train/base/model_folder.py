"""The folder of a model as the product reads it: int8 ONNX, tokenizer, card, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

OPSET = 18


def write_model_folder(
    out: Path, write_graph: Callable[[Path], None], config: dict[str, Any], card: str, tokenizer: str
) -> None:
    """Args: `write_graph` leaves the model at a path; if it fails, nothing is written into `out`."""
    with TemporaryDirectory() as scratch:
        graph = Path(scratch) / "model.onnx"
        write_graph(graph)
        strip(graph)
        contents = {
            "MODEL_CARD.md": (Path(__file__).parent / card).read_bytes(),
            "config.json": (json.dumps(config, indent=2) + "\n").encode(),
            "model.onnx": graph.read_bytes(),
            "tokenizer.json": tokenizer.encode(),
        }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    contents["checksums.json"] = (json.dumps({"sha256": sums}, indent=2) + "\n").encode()
    out.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (out / name).write_bytes(content)


def quantized(write_floats: Callable[[Path], None], target: Path, but: Sequence[str] = ()) -> None:
    """`quantize` of a graph that is only written for it."""
    with TemporaryDirectory() as scratch:
        floats = Path(scratch) / "float.onnx"
        write_floats(floats)
        quantize(floats, target, but=but)


def export(
    model: nn.Module, example: tuple[Tensor, ...], inputs: Sequence[str], outputs: Sequence[str], path: Path
) -> None:
    """Writes the float graph; every input is (B, T) with free batch and length axes, `example` shows them."""
    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=2, max=512)
    program = torch.onnx.export(
        model.eval(),
        example,
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_shapes=({0: batch, 1: length},) * len(example),
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    assert program is not None
    program.save(str(path), external_data=False)


def quantize(
    source: Path,
    target: Path,
    weights: QuantType = QuantType.QInt8,
    reduce_range: bool = True,
    but: Sequence[str] = (),
) -> None:
    """Weights of the matrix products to 8-bit integers, a scale per output channel; activations follow when it runs.

    `reduce_range` uses seven of the eight bits: the 16-bit sums of processors without VNNI then cannot saturate, so a
    vector written on one machine equals the vector that another one computes. `but` names products that stay as they
    are, by the bias that is added to them.
    """
    products = _products(source)
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=weights,
        nodes_to_exclude=[products[name] for name in but],
        extra_options={"MatMulConstBOnly": True, "WeightSymmetric": True},
    )


def _products(path: Path) -> dict[str, str]:
    """Names of the nodes that multiply matrices, by the bias that is added to what they give."""
    graph = onnx.load(path).graph
    vectors = {tensor.name for tensor in graph.initializer}
    products = {node.output[0]: node.name for node in graph.node if node.op_type == "MatMul"}
    sums = (tuple(node.input) for node in graph.node if node.op_type == "Add")
    return {
        bias: products[product]
        for one, other in sums
        for bias, product in ((one, other), (other, one))
        if bias in vectors and product in products
    }


def strip(path: Path) -> None:
    """Removes what the exporter notes about the machine it ran on (stack traces with paths)."""
    model = onnx.load(path)
    model.doc_string = ""
    model.graph.doc_string = ""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        value.doc_string = ""
        del value.metadata_props[:]
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)
