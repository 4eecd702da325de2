"""How far a training has come, in one safetensors file: adapter, best adapter so far, and the optimiser's state.

There is nothing else to keep: which examples a step sees follows from its number. The file is replaced by renaming, so
there is always a whole one.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

FILE = "checkpoint.safetensors"


@dataclass
class State:
    """`step`: optimiser steps that are done. `points`: the losses so far. `seconds`: time that they took."""

    step: int = 0
    seconds: float = 0.0
    points: list[dict[str, Any]] = field(default_factory=list)
    weights: dict[str, Tensor] = field(default_factory=dict)
    best: dict[str, Tensor] = field(default_factory=dict)
    moments: dict[str, Tensor] = field(default_factory=dict)


def save(folder: Path, key: str, state: State) -> None:
    """Args: `key`: of data, base and recipe; only a training with the same one goes on from it."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = {"weights": state.weights, "best": state.best, "moments": state.moments}
    tensors = {
        f"{group}/{name}": value.detach().cpu().contiguous().clone()
        for group, values in groups.items()
        for name, value in values.items()
    }
    about = {"key": key, "step": str(state.step), "seconds": str(state.seconds), "points": json.dumps(state.points)}
    unfinished = folder / f"{FILE}.{os.getpid()}"
    save_file(tensors, unfinished, metadata=about)
    unfinished.replace(folder / FILE)


def load(folder: Path, key: str) -> State | None:
    """None: there is none of this training, or it cannot be read; then it begins anew."""
    try:
        with safe_open(folder / FILE, framework="pt") as file:
            about = file.metadata()
            if about["key"] != key:
                return None
            state = State(int(about["step"]), float(about["seconds"]), json.loads(about["points"]))
            groups = {"weights": state.weights, "best": state.best, "moments": state.moments}
            for name in file.keys():  # noqa: SIM118 - no mapping
                group, _, own = name.partition("/")
                groups[group][own] = file.get_tensor(name)
            return state
    except (OSError, SafetensorError, KeyError, ValueError, TypeError):
        return None


def moments_of(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's state as tensors by `<index>.<name>`."""
    state = optimizer.state_dict()["state"]
    return {f"{i}.{name}": torch.as_tensor(value) for i, values in state.items() for name, value in values.items()}


def restore_moments(optimizer: torch.optim.Optimizer, moments: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in moments.items():
        index, _, kind = name.partition(".")
        state.setdefault(int(index), {})[kind] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
