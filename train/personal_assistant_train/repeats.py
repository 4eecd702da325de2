"""Which texts a workspace's pairs repeat.

People make pairs out of what the texts say already. Whatever is to be asked «as if it had not been taught» then has to
be left out with all that repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .agreement import agrees
from .contracts import TaughtText
from .embedder import Vectors
from .passages import Passage, sentences_of

# Passages among which the one that a pair repeats is looked for: nine in ten times it is the nearest one.
NEAR = 10
# Similarities that are held at a time: 64 MB.
_AT_A_TIME = 16_000_000


def answers_of_pairs(texts: Iterable[TaughtText]) -> dict[int, str]:
    """By the pair's id. The first line of a pair asks."""
    return {text.id: text.text.partition("\n")[2] for text in texts if text.pair}


def repeated_texts(answers: Mapping[int, str], passages: Sequence[Passage], vectors: Vectors) -> dict[int, int]:
    """The text that each pair repeats: the nearest one with a sentence that agrees with the pair's answer.

    A pair that is all there is about something, or that says something else than the texts, repeats none.

    Args:
        answers: of the pairs, by id.
        vectors: (N, D) of the passages, all of length one.
    """
    first = {passage.train_data_id: at for at, passage in reversed(list(enumerate(passages)))}
    pairs = [pair for pair in answers if pair in first]
    of_pairs = [at for at, passage in enumerate(passages) if passage.train_data_id in answers]
    if not pairs or len(of_pairs) == len(passages):
        return {}
    repeated = {}
    step = max(1, _AT_A_TIME // len(passages))
    for start in range(0, len(pairs), step):
        part = pairs[start : start + step]
        alike = vectors[[first[pair] for pair in part]] @ vectors.T
        alike[:, of_pairs] = -np.inf
        for pair, row in zip(part, alike, strict=True):
            text = next((p.train_data_id for p in _nearest(row, passages) if _says(p, answers[pair])), None)
            if text is not None:
                repeated[pair] = text
    return repeated


def _nearest(alike: Vectors, passages: Sequence[Passage]) -> Iterable[Passage]:
    """Best first. Args: `alike` (N): minus infinity for what is not looked at."""
    near = np.argpartition(-alike, NEAR)[:NEAR] if len(alike) > NEAR else np.arange(len(alike))
    return (passages[at] for at in near[np.argsort(-alike[near], kind="stable")] if np.isfinite(alike[at]))


def _says(passage: Passage, answer: str) -> bool:
    return any(agrees(answer, sentence, sentence) for sentence in sentences_of(passage))
