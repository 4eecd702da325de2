"""One answer as the original platform gives it, timed.

GPT-2 of 124 M parameters (12 layers, 12 heads, width 768, 50,257 tokens) with random weights, which take as long as
trained ones; a context of 32 tokens; 100 tokens, each the most likely next one; no key-value cache, so every token runs the
whole context again. Prints a JSON object a line: `{"parameters", "threads", "torch"}`, then `{"seconds"}` for each answer.

    python gpt2.py [answers = 3] [threads = all]
"""

from __future__ import annotations

import json
import sys
import time

import torch
from torch import Tensor, nn

LAYERS, HEADS, WIDTH, VOCABULARY, POSITIONS = 12, 12, 768, 50_257, 1_024
CONTEXT, ANSWER, PROMPT = 32, 100, 8


class Block(nn.Module):
    """Attention and feed-forward, each after a layer norm and added to its input: (B, T, WIDTH) → (B, T, WIDTH)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.merge = nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        heads = [
            part.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.query_key_value(self.norm_1(x)).split(WIDTH, dim=2)
        ]
        attended = nn.functional.scaled_dot_product_attention(*heads, is_causal=True)
        x = x + self.merge(attended.transpose(1, 2).reshape(batch, length, WIDTH))
        return x + self.narrow(nn.functional.gelu(self.widen(self.norm_2(x)), approximate="tanh"))


class Gpt2(nn.Module):
    """Token ids (B, T) → logits of the next token at every place (B, T, VOCABULARY)."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, ids: Tensor) -> Tensor:
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        return self.head(self.norm(self.blocks(x)))


@torch.inference_mode()
def answer(model: Gpt2, prompt: Tensor) -> Tensor:
    """Greedy: (1, PROMPT) → (1, PROMPT + ANSWER)."""
    ids = prompt
    for _ in range(ANSWER):
        logits = model(ids[:, -CONTEXT:])[:, -1]
        ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], dim=1)
    return ids


def main(answers: int, threads: int | None) -> None:
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = Gpt2().eval()
    parameters = sum(p.numel() for p in model.parameters())
    print(json.dumps({"parameters": parameters, "threads": torch.get_num_threads(), "torch": torch.__version__}), flush=True)
    prompt = torch.randint(VOCABULARY, (1, PROMPT))
    answer(model, prompt)  # the first run also reserves memory
    for _ in range(answers):
        begun = time.perf_counter()
        ids = answer(model, prompt)
        seconds = time.perf_counter() - begun
        assert ids.shape == (1, PROMPT + ANSWER)
        print(json.dumps({"seconds": round(seconds, 3)}), flush=True)


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:]]
    main(*(arguments + [3, 0][len(arguments) :]))
