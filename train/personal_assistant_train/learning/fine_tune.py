"""Goes on training a reader, on the pairs of a workspace, with examples of the base training against forgetting."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from .batch import collate, parameter_groups, rate_at, read_batch, reading_loss, set_dropout
from .device import place_of_work
from .examples import Example, Targets, batches_of
from .files import Recipe
from .reader_model import Reader


@dataclass(frozen=True)
class Settings(Recipe):
    """What does not depend on the workspace."""

    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.0
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


# Shares of what was learned that are tried; the rest of each weight is the base's.
SHARES = (0.75, 0.5, 0.25)
# What a loss on the base's examples weighs beside the same loss on the workspace's, of which there is far more to gain.
FORGETTING = 3.0


@dataclass(frozen=True)
class Tuned:
    """The best weights that were seen, how they stand, and which share of them was learned; the rest is the base's.

    Epoch 0: nothing was better than the base, these are its weights.
    """

    weights: dict[str, Tensor]
    best: EpochPoint
    share: float
    points: list[EpochPoint]


def fine_tune(
    reader: Reader, material: Material, settings: Settings, told: Callable[[float, EpochPoint], None] = lambda *_: None
) -> Tuned:
    """Trains `reader` in place; stops early when neither epoch of the last `patience` was the best.

    What is replayed is to be read half as it is right and half as the base reads it (learning without forgetting, Li &
    Hoiem 2016): to learn a few hundred answers by heart would cost what it can do in general. What counts is a weighted
    sum of both held-out losses: a gain for the workspace does not excuse forgetting the rest. So in the end the weights
    that learned most are also mixed with the base's (WiSE-FT, Wortsman et al. 2022).

    Args:
        told: hears after every epoch which share is over, and how it stands.
    """
    device = place_of_work()
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311 - an order, no secret
    reader.to(device)
    set_dropout(reader, settings.dropout)
    optimizer = torch.optim.AdamW(parameter_groups(reader, settings.weight_decay), lr=settings.rate, betas=(0.9, 0.98))
    began = time.monotonic()
    best = _point(reader, material, settings, device, 0, None)
    base = weights = _copy(reader)
    points, share = [best], 1.0
    learned, most = best, base
    told(0, best)
    done = 0.0
    count = min(len(material.replay), round(len(material.learn) * settings.replay))
    replayed = [chance.sample(range(len(material.replay)), count) for _ in range(settings.epochs)]
    softened = _softened(reader, material.replay, set().union(*replayed), settings, device)
    for epoch, places in enumerate(replayed, 1):
        examples = [*material.learn, *(softened[place] for place in places)]
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
        if point.held_out < learned.held_out:
            learned, most = point, _copy(reader)
        if _total(point) < _total(best):
            best, weights = point, _copy(reader)
        if done >= 1 or epoch - best.epoch >= settings.patience:
            break
    for part in SHARES if learned.epoch > 0 else ():
        mixed = _mixed(base, most, part)
        reader.load_state_dict(mixed)
        point = _point(reader, material, settings, device, learned.epoch, learned.learning)
        if _total(point) < _total(best):
            best, weights, share = point, mixed, part
    return Tuned(weights, best, share, points)


def _mixed(base: dict[str, Tensor], learned: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """The weighted mean; the word vectors, 8-bit integers, are in no training."""
    return {
        name: value.lerp(learned[name], share) if value.is_floating_point() else value for name, value in base.items()
    }


def _total(point: EpochPoint) -> float:
    return point.held_out + FORGETTING * point.base


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


@torch.no_grad()
def _softened(
    reader: Reader, examples: Sequence[Example], places: Iterable[int], settings: Settings, device: torch.device
) -> dict[int, Example]:
    """The examples at these places, with the mean of what the reader makes of them now and of what is right."""
    reader.eval()
    found = {place: replace(examples[place]) for place in places}
    for chosen in batches_of(list(found.values()), settings.batch_tokens * 2, random.Random(0)):  # noqa: S311
        batch = collate(chosen).to(device)
        read = read_batch(reader, batch)
        start = (batch.start + read.start.softmax(dim=1)).cpu().numpy() / 2
        end = (batch.end + read.end.softmax(dim=1)).cpu().numpy() / 2
        answerable = (batch.answerable + read.answerable.sigmoid()).cpu().numpy() / 2
        for row, example in enumerate(chosen):
            n = len(example.ids)
            example.targets = Targets(start[row, :n], end[row, :n], float(answerable[row]))
    return found


def _loss(reader: Reader, chosen: Sequence[Example], settings: Settings, device: torch.device) -> Tensor:
    batch = collate(chosen).to(device)
    read = read_batch(reader, batch)
    return reading_loss(read, batch.start, batch.end, batch.answerable, settings.judge_weight)


def _copy(reader: Reader) -> dict[str, Tensor]:
    return {name: value.detach().cpu().clone() for name, value in reader.state_dict().items()}
