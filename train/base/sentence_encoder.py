"""An encoder like all-MiniLM-L6-v2 as one readable module: six BERT layers, mean pooling, L2 normalisation."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from personal_assistant_train.learning.bert import BertShape, Layer, Weights, WordEmbedding, load_layer, load_norm


class SentenceEncoder(nn.Module):
    """`input_ids`, `attention_mask` (B, T) int64 → `embedding` (B, D) float32 of length one."""

    def __init__(self, weights: Weights, shape: BertShape | None = None, int8_words: bool = False) -> None:
        super().__init__()
        shape = shape or BertShape()
        self.words = WordEmbedding(shape, weights["embeddings.word_embeddings.weight"], int8_words)
        # Every text is one segment, so the segment vector is a constant that the position table can carry.
        positions = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self.register_buffer("positions", positions)
        self.norm = nn.LayerNorm(shape.dim, eps=shape.norm_eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        load_norm(self.norm, weights, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            load_layer(layer, weights, f"encoder.layer.{i}")

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        mask = attention_mask.to(torch.float32)
        bias = (1.0 - mask)[:, None, None, :] * -10_000.0
        x = self.norm(self.words(input_ids) + self.positions[: input_ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias)
        weights = mask[:, :, None]
        pooled = (x * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
        return nn.functional.normalize(pooled, dim=-1)


def learned(model: SentenceEncoder) -> Weights:
    """What a training changes: everything but the tables."""
    return {name: value.detach().float().cpu() for name, value in model.named_parameters()}


def put_learned(model: SentenceEncoder, trained: Weights, share: float = 1.0) -> None:
    """Puts what was learned into an encoder; with a `share` below 1, the weighted mean with what it has (WiSE-FT,
    Wortsman et al. 2022), which keeps more of what it could on texts of other kinds.

    Raises:
        SystemExit: they were trained from another encoder.
    """
    own = dict(model.named_parameters())
    if own.keys() != trained.keys():
        raise SystemExit("These weights were not trained from this encoder; give the one that they started from.")
    with torch.no_grad():
        for name, value in own.items():
            value.lerp_(trained[name], share)
