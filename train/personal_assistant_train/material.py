"""What a reader can learn from a workspace's pairs: each question with the taught passage that answers it, and others.

A pair teaches reading only where its answer stands in another taught text; a pair that is all there is about something
is found and quoted as it is, there is nothing to learn.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from .contracts import TaughtPair
from .embedder import Vectors
from .learning.examples import Example, Ids, assemble
from .passages import Passage

REPLAY_FILE = Path(__file__).parents[1] / "replay" / "replay.jsonl.gz"
# Word pieces of question and passage, as the reader is used.
LONGEST = 320
# Passages among which the one that answers is looked for; the best others are what it must not be taken for.
NEAR = 30
NEGATIVES = 2
# A seventh of the pairs says when to stop, and of the replayed examples whether something is forgotten.
HELD_OUT_OF = 7


@dataclass
class Groups:
    """Examples by use, named as the learning process expects them."""

    learn: list[Example] = field(default_factory=list)
    held_out: list[Example] = field(default_factory=list)
    replay: list[Example] = field(default_factory=list)
    replay_held_out: list[Example] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, list[Example]]:
        return {
            "learn": self.learn,
            "held_out": self.held_out,
            "replay": self.replay,
            "replay_held_out": self.replay_held_out,
        }


@dataclass(frozen=True)
class UsablePair:
    """A question, the passage (index) that holds its answer word for word, and passages that do not answer it."""

    pair: TaughtPair
    passage: int
    negatives: tuple[int, ...]

    @property
    def held_out(self) -> bool:
        return is_held_out(self.pair.question)


def is_held_out(text: str) -> bool:
    """By content, so that a pair stays on its side from one training to the next."""
    return int.from_bytes(hashlib.sha256(text.lower().encode()).digest()[:4], "big") % HELD_OUT_OF == 0


def usable_pairs(
    pairs: Sequence[TaughtPair], passages: Sequence[Passage], vectors: Vectors, questions: Vectors
) -> list[UsablePair]:
    """Args: `vectors` (N, D) of the passages, `questions` (M, D) of the pairs, all of length one."""
    found = []
    for pair, question in zip(pairs, questions, strict=True):
        near = nearest(vectors, question)
        others = [i for i in near if passages[i].train_data_id != pair.train_data_id]
        answering = [i for i in others if occurrences(passages[i].text, pair.answer)]
        if answering:
            negatives = [i for i in others if i not in answering][:NEGATIVES]
            found.append(UsablePair(pair, answering[0], tuple(negatives)))
    return found


def nearest(vectors: Vectors, question: Vectors) -> list[int]:
    """The passages (indexes) whose vectors (N, D) are most like the question's (D), best first."""
    found: list[int] = np.argsort(-(vectors @ question), kind="stable")[:NEAR].tolist()
    return found


def occurrences(text: str, answer: str) -> list[tuple[int, int]]:
    """Where the answer stands in the text as whole words, whatever the case; half-open, in code points."""
    wanted = answer.strip().rstrip(".!")
    if not wanted:
        return []
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    return [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]


class Writer:
    """Questions and passages as examples, in the word pieces of the reader."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._cls, self._sep = tokenizer.encode("").ids

    def example(self, question: str, passage: str, answers: Sequence[tuple[int, int]]) -> Example:
        """Args: `answers` half-open in code points of `passage`; none: it does not answer."""
        encoding = self._tokenizer.encode(passage, add_special_tokens=False)
        starts, ends = [s for s, _ in encoding.offsets], [e for _, e in encoding.offsets]
        spans = [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in answers]
        asked = self._ids(question)
        shown = np.array(encoding.ids, np.int32)
        return assemble(self._cls, self._sep, asked, shown, [s for s in spans if s[0] < s[1]], LONGEST)

    def _ids(self, text: str) -> Ids:
        return np.array(self._tokenizer.encode(text, add_special_tokens=False).ids, np.int32)


def write_groups(
    usable: Sequence[UsablePair], passages: Sequence[Passage], writer: Writer, replay: Path = REPLAY_FILE
) -> Groups:
    """The workspace's pairs with their negatives, and the replayed examples."""
    groups = Groups()
    for one in usable:
        group = groups.held_out if one.held_out else groups.learn
        text = passages[one.passage].text
        group.append(writer.example(one.pair.question, text, occurrences(text, one.pair.answer)))
        group += [writer.example(one.pair.question, passages[i].text, []) for i in one.negatives]
    with gzip.open(replay, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            group = groups.replay_held_out if is_held_out(row["question"]) else groups.replay
            spans = [(answer["start"], answer["start"] + len(answer["text"])) for answer in row["answers"]]
            group.append(writer.example(row["question"], row["passage"], spans))
    return groups
