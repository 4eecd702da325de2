"""Learning as the original platform does it, timed: a GPT-2 trained from nothing on each text, then asked about it.

Reads `{"texts": [{"text", "questions": [...]}]}` from standard input. Each text gets a fresh model with random weights, 10 epochs
over its blocks of 32 tokens in batches of 2 (AdamW, rate 5e-5 with linear decay, the usual default), and then continues each
question by 100 tokens, the most likely next one each time, as `gpt2.py` does. A word or a punctuation mark counts as one token: BPE makes
a fifth more of them, so the original is a little slower than this. Prints a JSON object a line: `{"parameters", "threads",
"torch"}`, then `{"tokens", "seconds", "loss", "answers"}` for each text.

    python gpt2_train.py [threads = all] < texts.json
"""

from __future__ import annotations

import json
import re
import sys
import time

import torch
from gpt2 import VOCABULARY, Gpt2, answer
from torch import Tensor, nn

EPOCHS, BATCH, BLOCK = 10, 2, 32
RATE = 5e-5
WORD = re.compile(r"\w+|[^\w\s]")


class Words:
    """Numbers for words in the order in which they come; GPT-2's vocabulary has room for all."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def encode(self, text: str) -> Tensor:
        """(1, T)"""
        return torch.tensor([[self.numbers.setdefault(word, len(self.numbers)) for word in WORD.findall(text)]])

    def decode(self, ids: Tensor) -> str:
        words = list(self.numbers)
        return " ".join(words[i] for i in ids.tolist() if i < len(words))


def blocks_of(ids: Tensor) -> list[Tensor]:
    """(1, T) → pieces of at most BLOCK tokens; one token alone predicts nothing."""
    return [block for block in ids[0].split(BLOCK) if len(block) > 1]


def fresh() -> Gpt2:
    """Random as GPT-2 begins: matrices of deviation 0.02, no biases."""
    model = Gpt2()
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)
    return model.train()


def learn(ids: Tensor) -> tuple[Gpt2, float]:
    """A fresh model trained on (1, T); with its last loss."""
    model = fresh()
    blocks = blocks_of(ids)
    steps = EPOCHS * -(-len(blocks) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    loss = torch.zeros(())
    for _ in range(EPOCHS):
        for first in range(0, len(blocks), BATCH):
            batch = nn.utils.rnn.pad_sequence(blocks[first : first + BATCH], batch_first=True, padding_value=-1)
            logits = model(batch.clamp(min=0))[:, :-1]
            loss = nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), batch[:, 1:].reshape(-1), ignore_index=-1)
            loss.backward()
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    return model.eval(), float(loss.detach())


def main(threads: int | None) -> None:
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(0)
    parameters = sum(p.numel() for p in Gpt2().parameters())
    print(json.dumps({"parameters": parameters, "threads": torch.get_num_threads(), "torch": torch.__version__}), flush=True)
    torch.optim.AdamW([nn.Parameter(torch.zeros(1))], lr=RATE).step()  # the first one loads what all share
    for item in json.load(sys.stdin)["texts"]:
        words = Words()
        ids = words.encode(item["text"])
        begun = time.perf_counter()
        model, loss = learn(ids)
        seconds = time.perf_counter() - begun
        answers = []
        for question in item["questions"]:
            prompt = words.encode(question)
            answers.append(words.decode(answer(model, prompt)[0, prompt.shape[1] :]))
        row = {"tokens": ids.shape[1], "seconds": round(seconds, 3), "loss": round(loss, 3), "answers": answers}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
