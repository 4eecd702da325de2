"""What a reader is trained on: pairs of question and passage as word pieces, in batches of about one length."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Probabilities = npt.NDArray[np.float32]
LONGEST_QUESTION = 64
# [CLS] question [SEP] passage [SEP]
SPECIAL = 3


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be learned of an example, as probabilities: `start` and `end` (T,), and `answerable`."""

    start: Probabilities
    end: Probabilities
    answerable: float


@dataclass(slots=True)
class Example:
    """`ids` (T,) with the special ones; `passage`: where the passage begins; `spans`: (first, last) in `ids`.

    No spans: the passage does not answer. With `targets` they are what is learned, whatever the spans.
    """

    ids: Ids
    passage: int
    spans: list[tuple[int, int]] = field(default_factory=list)
    targets: Targets | None = None


def assemble(
    cls: int, sep: int, question: Ids, passage: Ids, spans: Sequence[tuple[int, int]], longest: int
) -> Example:
    """`[CLS] question [SEP] passage [SEP]`, at most `longest` word pieces.

    Args:
        spans: half-open, in positions of `passage`; those that do not fit are left out.
    """
    asked = question[:LONGEST_QUESTION]
    shown = passage[: longest - len(asked) - SPECIAL]
    start = len(asked) + 2
    inside = [(s + start, e + start - 1) for s, e in spans if s >= 0 and e <= len(shown)]
    marks = np.array([cls], np.int32), np.array([sep], np.int32)
    return Example(np.concatenate([marks[0], asked, marks[1], shown, marks[1]]), start, inside)


def batches_of(examples: Sequence[Example], batch_tokens: int, chance: random.Random) -> list[list[Example]]:
    """Sorted by length into batches of `batch_tokens` word pieces with padding, which are then shuffled."""
    return batches_of_groups([[example] for example in examples], batch_tokens, chance)


def batches_of_groups(
    groups: Sequence[Sequence[Example]], batch_tokens: int, chance: random.Random
) -> list[list[Example]]:
    """The same, with all examples of a group in one batch, however long they are."""
    found: list[list[Example]] = [[]]
    for group in sorted(groups, key=_longest):
        if found[-1] and (len(found[-1]) + len(group)) * _longest(group) > batch_tokens:
            found.append([])
        found[-1].extend(group)
    chance.shuffle(found)
    return found if found[0] else []


def _longest(group: Sequence[Example]) -> int:
    return max(len(example.ids) for example in group)
