"""Goes on training a reader, on the pairs of a workspace, with examples of the base training against forgetting."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .batch import collate, parameter_groups, rate_at, reading_loss, set_dropout
from .examples import Example, batches_of
from .files import Recipe
from .reader_model import Reader, Reading


@dataclass(frozen=True)
class Settings(Recipe):
    """What does not depend on the workspace."""

    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    judge_weight: float = 0.5
    batch_tokens: int = 2048
    patience: int = 2


@dataclass(frozen=True)
class Material:
    """Examples to learn from and to stop by; a pair of the workspace is in one of them only."""

    learn: Sequence[Example]
    held_out: Sequence[Example]
    replay: Sequence[Example]
    replay_held_out: Sequence[Example]


@dataclass(frozen=True)
class EpochPoint:
    """After so many epochs (0: the base): mean losses on the workspace's held-out examples and on the base's."""

    epoch: float
    learning: float | None
    held_out: float
    base: float


@dataclass(frozen=True)
class Tuned:
    """The best weights that were seen; `epoch` 0: nothing was better than the base, these are its weights."""

    weights: dict[str, Tensor]
    epoch: float
    points: list[EpochPoint]


def fine_tune(
    reader: Reader, material: Material, settings: Settings, told: Callable[[float, EpochPoint], None] = lambda *_: None
) -> Tuned:
    """Trains `reader` in place; stops early when neither epoch of the last `patience` was the best.

    What counts is the mean of both held-out losses: a gain for the workspace does not excuse forgetting the rest.

    Args:
        told: hears after every epoch which share is over, and how it stands.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311 - an order, no secret
    reader.to(device)
    set_dropout(reader, settings.dropout)
    optimizer = torch.optim.AdamW(parameter_groups(reader, settings.weight_decay), lr=settings.rate, betas=(0.9, 0.98))
    began = time.monotonic()
    best = _point(reader, material, settings, device, 0, None)
    points, weights = [best], _copy(reader)
    told(0, best)
    done = 0.0
    for epoch in range(1, settings.epochs + 1):
        count = min(len(material.replay), round(len(material.learn) * settings.replay))
        examples = [*material.learn, *chance.sample(list(material.replay), count)]
        batches = batches_of(examples, settings.batch_tokens, chance)
        losses = []
        reader.train()
        for step, chosen in enumerate(batches):
            done = (epoch - 1 + step / len(batches)) / settings.epochs
            if settings.seconds:
                done = max(done, (time.monotonic() - began) / settings.seconds)
            for group in optimizer.param_groups:
                group["lr"] = settings.rate * rate_at(max(done, 1e-6), settings.warmup)
            loss = _loss(reader, chosen, settings, device)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))
            if done >= 1:
                break
        point = _point(reader, material, settings, device, epoch, sum(losses) / len(losses))
        points.append(point)
        told(max(done, epoch / settings.epochs), point)
        if _total(point) < _total(best):
            best, weights = point, _copy(reader)
        if done >= 1 or epoch - best.epoch >= settings.patience:
            break
    return Tuned(weights, best.epoch, points)


def _total(point: EpochPoint) -> float:
    return point.held_out + point.base


@torch.no_grad()
def _point(
    reader: Reader, material: Material, settings: Settings, device: torch.device, epoch: float, learning: float | None
) -> EpochPoint:
    reader.eval()

    def mean(examples: Sequence[Example]) -> float:
        batches = batches_of(examples, settings.batch_tokens * 2, random.Random(0))  # noqa: S311 - an order
        total = sum(float(_loss(reader, chosen, settings, device)) * len(chosen) for chosen in batches)
        return total / max(1, len(examples))

    return EpochPoint(epoch, learning, round(mean(material.held_out), 4), round(mean(material.replay_held_out), 4))


def _loss(reader: Reader, chosen: Sequence[Example], settings: Settings, device: torch.device) -> Tensor:
    batch = collate(chosen).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
        read = Reading(*(part.float() for part in reader(*batch.inputs)))
    return reading_loss(read, batch.start, batch.end, batch.answerable, settings.judge_weight)


def _copy(reader: Reader) -> dict[str, Tensor]:
    return {name: value.detach().cpu().clone() for name, value in reader.state_dict().items()}
