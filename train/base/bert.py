"""The encoder of all-MiniLM-L6-v2 as one readable module: six BERT layers, mean pooling, L2 normalisation.

Written out instead of imported from a model library: the export then needs torch alone, and the graph holds exactly
what is below. Shapes: B texts, T tokens, D = 384 dimensions, H = 12 heads.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class BertShape:
    """Sizes as in the checkpoint's `config.json`."""

    dim: int = 384
    heads: int = 12
    layers: int = 6
    hidden: int = 1536
    positions: int = 512
    vocabulary: int = 30522
    norm_eps: float = 1e-12


class WordEmbedding(nn.Module):
    """The table of word vectors, (V, D); with `int8` each row is kept as 8-bit integers and one scale."""

    def __init__(self, shape: BertShape, table: Tensor, int8: bool) -> None:
        super().__init__()
        self.int8 = int8
        scale = table.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        self.register_buffer("table", (table / scale).round().to(torch.int8) if int8 else table)
        self.register_buffer("scale", scale if int8 else torch.empty(0))
        assert table.shape == (shape.vocabulary, shape.dim)

    def forward(self, ids: Tensor) -> Tensor:
        rows = self.table[ids]
        return rows.to(torch.float32) * self.scale[ids] if self.int8 else rows


class Layer(nn.Module):
    """Self-attention and feed-forward, each with residual and layer norm after it (post-norm, as BERT)."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.dim, shape.dim)
        self.key = nn.Linear(shape.dim, shape.dim)
        self.value = nn.Linear(shape.dim, shape.dim)
        self.attended = nn.Linear(shape.dim, shape.dim)
        self.attention_norm = nn.LayerNorm(shape.dim, eps=shape.norm_eps)
        self.up = nn.Linear(shape.dim, shape.hidden)
        self.down = nn.Linear(shape.hidden, shape.dim)
        self.output_norm = nn.LayerNorm(shape.dim, eps=shape.norm_eps)

    def split(self, x: Tensor) -> Tensor:
        """(B, T, D) → (B, H, T, D/H)"""
        batch, length, dim = x.shape
        return x.view(batch, length, self.heads, dim // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        logits = query @ key.transpose(-1, -2) / float(query.shape[-1]) ** 0.5 + bias  # (B, H, T, T)
        mixed = (logits.softmax(dim=-1) @ value).transpose(1, 2).reshape(x.shape)
        x = self.attention_norm(x + self.attended(mixed))
        return self.output_norm(x + self.down(nn.functional.gelu(self.up(x))))


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
        self._load(weights)

    def _load(self, weights: Weights) -> None:
        def copy(module: nn.Module, name: str) -> None:
            module.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})

        copy(self.norm, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            prefix = f"encoder.layer.{i}"
            copy(layer.query, f"{prefix}.attention.self.query")
            copy(layer.key, f"{prefix}.attention.self.key")
            copy(layer.value, f"{prefix}.attention.self.value")
            copy(layer.attended, f"{prefix}.attention.output.dense")
            copy(layer.attention_norm, f"{prefix}.attention.output.LayerNorm")
            copy(layer.up, f"{prefix}.intermediate.dense")
            copy(layer.down, f"{prefix}.output.dense")
            copy(layer.output_norm, f"{prefix}.output.LayerNorm")

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        mask = attention_mask.to(torch.float32)
        bias = (1.0 - mask)[:, None, None, :] * -10_000.0
        x = self.norm(self.words(input_ids) + self.positions[: input_ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias)
        weights = mask[:, :, None]
        pooled = (x * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
        return nn.functional.normalize(pooled, dim=-1)
