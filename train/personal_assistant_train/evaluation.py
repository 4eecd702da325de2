"""Probe questions made from the taught texts themselves: does the version find them again, and answer from them?"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .contracts import ScoredQuestion
from .passages import Passage, sentences_of
from .words import content_words

# Tells a share to about four in a hundred, in a few seconds.
PROBES = 100
WORDS_PER_PROBE = 4


@dataclass(frozen=True)
class Probe:
    question: str
    train_data_id: int


@dataclass(frozen=True)
class Evaluation:
    """Shares of the probes: own text first, own text among five, answered from the own text at the threshold."""

    probes: int
    recall_at1: float | None
    recall_at5: float | None
    answered_rate: float | None


def make_probes(passages: Sequence[Passage], limit: int = PROBES) -> list[Probe]:
    """Questions as people type them who know what they look for: the rarest words of one sentence, in its order.

    A passage is asked about once; which sentence, and which passages when there are many, its own words decide. So a
    few more texts change few of the questions, and two versions are measured with nearly the same ones. A sentence that
    says nothing of its own (fewer than two content words) is not asked about.
    """
    different = {passage.text: passage for passage in passages}
    sample = heapq.nsmallest(limit, different.values(), key=lambda passage: _draw(passage.text))
    rarity = Counter(word for passage in passages for word in content_words(passage.text))
    probes = []
    for passage in sample:
        question = probe_question(min(sentences_of(passage), key=_draw), rarity)
        if question:
            probes.append(Probe(question, passage.train_data_id))
    return probes


def _draw(text: str) -> bytes:
    """A place in a random order that does not depend on what else there is (bottom-k sampling, Cohen & Kaplan 2007)."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def probe_question(sentence: str, rarity: Mapping[str, int]) -> str | None:
    """The sentence's rarest words in its order, as a question. Args: `rarity`: passages that hold each word."""
    words = content_words(sentence)
    if len(words) < 2:
        return None
    rarest = set(sorted(words, key=lambda word: (rarity[word], word))[:WORDS_PER_PROBE])
    return " ".join(word for word in words if word in rarest) + "?"


def evaluate(probes: Sequence[Probe], results: Sequence[ScoredQuestion], threshold: float) -> Evaluation:
    """Args: `results` in the order of `probes`. No probes: nothing is claimed."""
    if not probes:
        return Evaluation(0, None, None, None)
    pairs = list(zip(probes, results, strict=True))

    def share(count: int) -> float:
        return round(count / len(pairs), 4)

    return Evaluation(
        probes=len(pairs),
        recall_at1=share(sum(result.retrieved[:1] == [probe.train_data_id] for probe, result in pairs)),
        recall_at5=share(sum(probe.train_data_id in result.retrieved[:5] for probe, result in pairs)),
        answered_rate=share(
            sum(r.confidence >= threshold and r.train_data_id == probe.train_data_id for probe, r in pairs)
        ),
    )
