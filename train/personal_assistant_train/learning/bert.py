"""The parts of a BERT encoder, as the embedder and the reader are put together from them.

Written out instead of imported from a model library: an export then needs torch alone, and the graph holds exactly
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
        if table.shape != (shape.vocabulary, shape.dim):
            raise ValueError(f"the word table is {tuple(table.shape)}, its model {(shape.vocabulary, shape.dim)}")
        self.int8 = int8
        scale = table.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        self.register_buffer("table", (table / scale).round().to(torch.int8) if int8 else table)
        self.register_buffer("scale", scale if int8 else torch.empty(0))

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
        self.dropout = nn.Dropout(0.1)

    def split(self, x: Tensor) -> Tensor:
        """(B, T, D) → (B, H, T, D/H)"""
        batch, length, dim = x.shape
        return x.view(batch, length, self.heads, dim // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if self.training:
            # The same sums, fused: a fifth faster. What is exported stays the plain graph below.
            attended = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        else:
            logits = query @ key.transpose(-1, -2) / float(query.shape[-1]) ** 0.5 + bias  # (B, H, T, T)
            attended = logits.softmax(dim=-1) @ value
        mixed = attended.transpose(1, 2).reshape(x.shape)
        x = self.attention_norm(x + self.dropout(self.attended(mixed)))
        return self.output_norm(x + self.dropout(self.down(nn.functional.gelu(self.up(x)))))


def load_norm(module: nn.Module, weights: Weights, name: str) -> None:
    """Weight and bias of a module, from the checkpoint's names."""
    module.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})


def load_layer(layer: Layer, weights: Weights, prefix: str) -> None:
    """All of a layer, from the checkpoint's names."""
    load_norm(layer.query, weights, f"{prefix}.attention.self.query")
    load_norm(layer.key, weights, f"{prefix}.attention.self.key")
    load_norm(layer.value, weights, f"{prefix}.attention.self.value")
    load_norm(layer.attended, weights, f"{prefix}.attention.output.dense")
    load_norm(layer.attention_norm, weights, f"{prefix}.attention.output.LayerNorm")
    load_norm(layer.up, weights, f"{prefix}.intermediate.dense")
    load_norm(layer.down, weights, f"{prefix}.output.dense")
    load_norm(layer.output_norm, weights, f"{prefix}.output.LayerNorm")
