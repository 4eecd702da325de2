"""What the training hands over to the learning process: the recipe, and examples as arrays (`.npz`), never pickles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .examples import Example

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Recipe:
    """How a fine-tuning learns, written beside its losses. Measured: docs/experiments.md.

    `seconds`: a budget, 0 for none; `replay`: examples of the base training for each one of the workspace.
    """

    epochs: int = 3
    seconds: float = 135.0
    rate: float = 2e-4
    replay: float = 3.0
    seed: int = 1


def write_examples(path: Path, groups: Mapping[str, Sequence[Example]]) -> None:
    """One file for all groups; read back by {@link read_examples}."""
    arrays: Arrays = {}
    for name, examples in groups.items():
        spans = [span for example in examples for span in example.spans]
        arrays[f"{name}.ids"] = np.concatenate([example.ids for example in examples] or [np.empty(0, np.int32)])
        arrays[f"{name}.lengths"] = np.array([len(example.ids) for example in examples], np.int32)
        arrays[f"{name}.passages"] = np.array([example.passage for example in examples], np.int32)
        arrays[f"{name}.spans"] = np.array(spans, np.int32).reshape(-1, 2)
        arrays[f"{name}.counts"] = np.array([len(example.spans) for example in examples], np.int32)
    np.savez(path, allow_pickle=False, **arrays)


def read_examples(path: Path) -> dict[str, list[Example]]:
    with np.load(path, allow_pickle=False) as arrays:
        names = sorted({name.split(".")[0] for name in arrays.files})
        return {name: _group(arrays, name) for name in names}


def _group(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> list[Example]:
    lengths, counts = arrays[f"{name}.lengths"], arrays[f"{name}.counts"]
    ids = np.split(arrays[f"{name}.ids"], np.cumsum(lengths)[:-1]) if len(lengths) else []
    spans = np.split(arrays[f"{name}.spans"], np.cumsum(counts)[:-1]) if len(counts) else []
    return [
        Example(own, int(passage), [(int(first), int(last)) for first, last in some])
        for own, passage, some in zip(ids, arrays[f"{name}.passages"], spans, strict=True)
    ]
