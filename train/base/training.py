"""What every training of a base model shares: its schedule, its log, and that it goes on where it was stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from personal_assistant_train.learning.batch import parameter_groups, rate_at
from personal_assistant_train.learning.bert import Weights
from personal_assistant_train.learning.device import place_of_work

B = TypeVar("B")
# The one that ships finds hard negatives.
EMBEDDER = Path(__file__).parents[2] / "models" / "base" / "embedder"
TOLD_EVERY = 20.0
SAVED_EVERY = 180.0


@dataclass(frozen=True)
class Schedule:
    """`minutes` 0: as long as `epochs` take. With minutes the learning rate reaches zero when they are over."""

    epochs: float = 3.0
    minutes: float = 0.0
    rate: float = 2.5e-4
    warmup: float = 0.05
    weight_decay: float = 0.01


def trained_weights(path: Path) -> Weights:
    """What a training left; SystemExit when the file is none of its."""
    try:
        weights: Weights = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, UnpicklingError) as error:
        raise SystemExit(f"{path} cannot be read as weights; give the .pt file of a training.") from error
    return weights


def begin(out: Path, settings: Any) -> None:
    """Makes the folder of a training and notes there, for whoever finds the weights, how they came to be."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")


def train(
    model: nn.Module,
    batches: Callable[[int], Iterator[B]],
    loss_of: Callable[[B], tuple[Tensor, int]],
    schedule: Schedule,
    out: Path,
) -> None:
    """Trains with AdamW; `<out>/log.jsonl`, and `<out>/checkpoint.pt` from which the next call goes on.

    Args:
        batches: of an epoch, the same ones for the same number.
        loss_of: loss of a batch, and how many word pieces it took.
    """
    optimizer = torch.optim.AdamW(
        parameter_groups(model, schedule.weight_decay), lr=schedule.rate, betas=(0.9, 0.98), fused=True
    )
    checkpoint = out / "checkpoint.pt"
    epoch, skip, spent = 0, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=place_of_work(), weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, skip, spent = state["epoch"], state["step"], state["seconds"]
    per_epoch = sum(1 for _ in batches(0))
    log = (out / "log.jsonl").open("a", encoding="utf-8")
    began = saved = told = time.monotonic()
    losses: list[float] = []
    tokens = 0
    while True:
        for step, batch in enumerate(batches(epoch)):
            if step < skip:
                continue
            seconds = spent + time.monotonic() - began
            done = (epoch + step / per_epoch) / schedule.epochs
            if schedule.minutes:
                done = max(done, seconds / 60 / schedule.minutes)
            if done >= 1:
                return
            for group in optimizer.param_groups:
                group["lr"] = schedule.rate * rate_at(max(done, 1e-6), schedule.warmup)
            loss, count = loss_of(batch)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))
            tokens += count
            now = time.monotonic()
            if now - told > TOLD_EVERY:
                row = {
                    "epoch": epoch, "step": step, "of": per_epoch, "done": round(done, 4), "seconds": round(seconds),
                    "loss": round(sum(losses) / len(losses), 4), "tokens_per_second": round(tokens / (now - told)),
                }  # fmt: skip
                log.write(json.dumps(row) + "\n")
                log.flush()
                losses, tokens, told = [], 0, now
            if now - saved > SAVED_EVERY:
                _save(checkpoint, model, optimizer, epoch, step + 1, spent + now - began)
                saved = now
        epoch, skip = epoch + 1, 0


def _save(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, epoch: int, step: int, seconds: float
) -> None:
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    partial = path.with_suffix(".partial")
    torch.save({**state, "epoch": epoch, "step": step, "seconds": seconds}, partial)
    partial.replace(path)
