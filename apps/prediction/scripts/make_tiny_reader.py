"""Writes fixtures/tiny-reader: a reader in the form of models/base/reader that only knows «noon».

    python apps/prediction/scripts/make_tiny_reader.py    (needs the package onnx)

Its answer begins and ends at the piece «noon»; it is sure that a passage answers when it has that piece.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import onnx
from onnx import TensorProto, helper

OUT = Path(__file__).resolve().parents[1] / "fixtures" / "tiny-reader"
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "lunch", "is", "at", "noon", "dinner", "six", "when", "?", ".", "after", "##noon"]
NOON = PIECES.index("noon")
NAMES = ("input_ids", "attention_mask", "token_type_ids")


def model() -> onnx.ModelProto:
    """`start_logits` and `end_logits` (B, T): 6 at «noon» in the passage, else 0; `answerable` (B): 3 with one, else -3."""
    constant = [
        helper.make_tensor("noon", TensorProto.INT64, [], [NOON]),
        helper.make_tensor("six", TensorProto.FLOAT, [], [6.0]),
        helper.make_tensor("three", TensorProto.FLOAT, [], [3.0]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
    ]
    nodes = [
        helper.make_node("Equal", ["input_ids", "noon"], ["is_noon"]),
        helper.make_node("Cast", ["is_noon"], ["noon_number"], to=TensorProto.INT64),
        helper.make_node("Mul", ["noon_number", "token_type_ids"], ["in_passage"]),
        helper.make_node("Mul", ["in_passage", "attention_mask"], ["seen"]),
        helper.make_node("Cast", ["seen"], ["found"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["found", "six"], ["start_logits"]),
        helper.make_node("Identity", ["start_logits"], ["end_logits"]),
        helper.make_node("ReduceMax", ["start_logits", "last"], ["most"], keepdims=0),
        helper.make_node("Sub", ["most", "three"], ["answerable"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in NAMES]
    outputs = [
        helper.make_tensor_value_info("start_logits", TensorProto.FLOAT, ["batch", "length"]),
        helper.make_tensor_value_info("end_logits", TensorProto.FLOAT, ["batch", "length"]),
        helper.make_tensor_value_info("answerable", TensorProto.FLOAT, ["batch"]),
    ]
    graph = helper.make_graph(nodes, "tiny_reader", inputs, outputs, constant)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(made)
    return made


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    config = {"name": "tiny-reader", "kind": "reader", "maxTokens": 128, "inputs": list(NAMES)}
    tokenizer = {
        "normalizer": {"type": "BertNormalizer", "lowercase": True, "strip_accents": None},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {piece: i for i, piece in enumerate(PIECES)},
        },
    }
    (OUT / "model.onnx").write_bytes(model().SerializeToString(deterministic=True))
    for name, content in (("config.json", config), ("tokenizer.json", tokenizer)):
        (OUT / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    names = ("config.json", "model.onnx", "tokenizer.json")
    sums = {name: hashlib.sha256((OUT / name).read_bytes()).hexdigest() for name in names}
    (OUT / "checksums.json").write_text(json.dumps({"sha256": sums}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
