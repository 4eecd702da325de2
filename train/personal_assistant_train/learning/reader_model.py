"""The reader: a cross-encoder of MiniLM size that points at the answer inside a passage, or says that there is none.

Shapes: B pairs of question and passage, T word pieces `[CLS] question [SEP] passage [SEP]`, D = 384 dimensions.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from .bert import BertShape, Layer, Weights, WordEmbedding, load_layer, load_norm

NOWHERE = -10_000.0


class Reading(NamedTuple):
    """Logits: where the answer starts and ends, (B, T), and whether the passage answers at all, (B).

    Position 0 stands for «no answer here»; positions of the question are ruled out.
    """

    start: Tensor
    end: Tensor
    answerable: Tensor


class Reader(nn.Module):
    """`input_ids`, `attention_mask`, `token_type_ids` (B, T) int64 → {@link Reading}.

    The word table stays as it is, in 8 bits: it is the embedder's, was made from far more text than there is here, and
    what the rest learns then already allows for its rounding.
    """

    def __init__(self, shape: BertShape, words: Tensor) -> None:
        """Random but for the word table, `words` (V, D)."""
        super().__init__()
        self.words = WordEmbedding(shape, words, int8=True)
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.dim))
        self.types = nn.Parameter(torch.zeros(2, shape.dim))
        self.norm = nn.LayerNorm(shape.dim, eps=shape.norm_eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dropout = nn.Dropout(0.1)
        self.span = nn.Linear(shape.dim, 2)
        self.judge_hidden = nn.Linear(shape.dim, shape.dim)
        self.judge = nn.Linear(shape.dim, 1)
        for head in (self.span, self.judge_hidden, self.judge):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    @classmethod
    def on_encoder(cls, weights: Weights, shape: BertShape) -> Reader:
        """Untrained: the encoder of a BERT checkpoint with fresh heads."""
        reader = cls(shape, weights["embeddings.word_embeddings.weight"])
        reader.positions.data = weights["embeddings.position_embeddings.weight"].clone()
        reader.types.data = weights["embeddings.token_type_embeddings.weight"].clone()
        load_norm(reader.norm, weights, "embeddings.LayerNorm")
        for i, layer in enumerate(reader.layers):
            load_layer(cast(Layer, layer), weights, f"encoder.layer.{i}")
        return reader

    @classmethod
    def restored(cls, weights: Weights, shape: BertShape) -> Reader:
        """Trained, from its `state_dict`."""
        reader = cls(shape, torch.zeros(shape.vocabulary, shape.dim))
        reader.load_state_dict(weights)
        return reader

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Reading:
        mask = attention_mask.to(torch.float32)
        bias = (1.0 - mask)[:, None, None, :] * NOWHERE
        x = self.words(input_ids) + self.positions[: input_ids.shape[1]] + self.types[token_type_ids]
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        first = torch.zeros_like(mask)
        first[:, 0] = 1.0
        readable = torch.clamp(token_type_ids.to(torch.float32) * mask + first, max=1.0)
        logits = self.span(x) + ((1.0 - readable) * NOWHERE)[:, :, None]
        judged = self.judge(torch.tanh(self.judge_hidden(x[:, 0])))[:, 0]
        return Reading(logits[:, :, 0], logits[:, :, 1], judged)
