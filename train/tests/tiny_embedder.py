"""Trains an embedder of a few thousand weights on the rooms of `reading_rooms.py`, once in one go and once interrupted.

    PYTHONPATH=. .venv-learning/bin/python -m tests.tiny_embedder <folder>

Prints `{"before": …, "after": …, "same": …}`: the loss before and after, and whether the interrupted training ended
with the very weights of the other one.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch

from base.reading_data import ReadingData
from base.retrieval_examples import Mixture, PairBatch, pair_batches
from base.sentence_encoder import SentenceEncoder
from base.train_embedder import Settings, embed, retrieval_loss, train_embedder
from base.training import Schedule
from personal_assistant_train.learning.bert import BertShape, Weights

from .reading_rooms import read_rooms

SHAPE = BertShape(dim=32, heads=2, layers=1, hidden=64)
SETTINGS = Settings(keep=0.1, schedule=Schedule(epochs=12, rate=3e-3), mixture=Mixture(windows=6, cluster=3, noise=0))
# Batches of the second epoch, of which there are few.
INTERRUPTED = 1


class StoppedError(Exception):
    """Somebody stopped the training."""


def random_weights() -> Weights:
    torch.manual_seed(3)
    dim, hidden = SHAPE.dim, SHAPE.hidden
    sizes = {
        "attention.self.query": (dim, dim), "attention.self.key": (dim, dim), "attention.self.value": (dim, dim),
        "attention.output.dense": (dim, dim), "intermediate.dense": (hidden, dim), "output.dense": (dim, hidden),
    }  # fmt: skip
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(SHAPE.vocabulary, dim),
        "embeddings.position_embeddings.weight": torch.randn(SHAPE.positions, dim) * 0.1,
        "embeddings.token_type_embeddings.weight": torch.zeros(2, dim),
    }
    for name, size in sizes.items():
        weights[f"encoder.layer.0.{name}.weight"] = torch.randn(size) * 0.2
        weights[f"encoder.layer.0.{name}.bias"] = torch.zeros(size[0])
    for name in ("embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"):
        weights[f"{name}.LayerNorm.weight"] = torch.ones(dim)
        weights[f"{name}.LayerNorm.bias"] = torch.zeros(dim)
    return weights


def loss_of(model: SentenceEncoder, batch: PairBatch) -> float:
    device = torch.device("cpu")
    with torch.no_grad():
        cosines = embed(model.eval(), batch.questions, device) @ embed(model, batch.windows, device).T
    relevant, counted = torch.from_numpy(batch.relevant), torch.from_numpy(batch.counted)
    return float(retrieval_loss(cosines, relevant, counted, SETTINGS.temperature))


def interrupted_after(steps: int, data: ReadingData, mixture: Mixture, epoch: int) -> Iterator[PairBatch]:
    for step, batch in enumerate(pair_batches(data, mixture, epoch)):
        if epoch == 1 and step >= steps:
            raise StoppedError
        yield batch


def main(folder: Path) -> None:
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    data = read_rooms(folder)
    model, again, resumed, as_it_came = (SentenceEncoder(random_weights(), SHAPE) for _ in range(4))
    batch = next(pair_batches(data, SETTINGS.mixture, epoch=99))
    before = loss_of(model, batch)
    for out in ("one", "two"):
        (folder / out).mkdir()
    train_embedder(data, model, as_it_came, SETTINGS, folder / "one")
    after = loss_of(model, batch)
    stopped = partial(interrupted_after, INTERRUPTED)
    with (
        patch("base.training.SAVED_EVERY", 0),
        patch("base.train_embedder.pair_batches", stopped),
        suppress(StoppedError),
    ):
        train_embedder(data, again, as_it_came, SETTINGS, folder / "two")
    train_embedder(data, resumed, as_it_came, SETTINGS, folder / "two")
    one, two = (torch.load(folder / out / "embedder.pt", weights_only=True) for out in ("one", "two"))
    same = all(torch.equal(value, two[name]) for name, value in one.items())
    print(json.dumps({"before": before, "after": after, "same": same}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
