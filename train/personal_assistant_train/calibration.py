"""Chooses the confidence below which a version says that something was never taught.

The yardstick is a fixed sample of general questions (`train/calibration/`) that a workspace cannot answer: of those, at
most the target share may be answered. What the workspace does speak of is left out of the yardstick.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .words import content_words

QUESTIONS_FILE = Path(__file__).parents[1] / "calibration" / "generic_questions.jsonl"

# A few texts give general questions nothing to be confused by, so all their scores are low and the quantile alone would
# let anything through. Values and measurements: docs/experiments.md.
LOWEST_THRESHOLD = 0.35
HIGHEST_THRESHOLD = 0.98
# Fewer questions cannot tell a share of five in a hundred.
LEAST_QUESTIONS = 40


@dataclass(frozen=True)
class Calibration:
    """`threshold` in 0..1; `false_answer_rate` is the share of `questions` that it lets through."""

    threshold: float
    false_answer_rate: float
    questions: int
    left_out: int


@cache
def generic_questions() -> tuple[str, ...]:
    lines = QUESTIONS_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["question"] for line in lines)


def unanswerable(questions: Sequence[str], passages: Sequence[str]) -> list[str]:
    """The questions of which no passage holds every content word: those the workspace surely does not answer.

    Strict on purpose. A question that shares some words with a passage is the hard case that the threshold is for; only
    one that a passage covers wholly may be answerable, and must not count as a false answer.
    """
    wanted = {question: frozenset(content_words(question)) for question in questions}
    vocabulary = frozenset().union(*wanted.values()) if wanted else frozenset()
    covered: set[str] = set()
    for passage in passages:
        words = vocabulary.intersection(content_words(passage))
        if len(words) > 1:
            covered |= {question for question, needs in wanted.items() if needs <= words}
    return [question for question in questions if question not in covered]


def choose_threshold(confidences: Sequence[float], target: float, left_out: int = 0) -> Calibration:
    """The lowest threshold that at most `target` of the unanswerable questions reach.

    Args:
        confidences: of the best answer to each unanswerable question, 0 to 1.
        target: largest share of them that may be answered, above 0 and below 1.
    """
    ordered = sorted(confidences, reverse=True)
    allowed = math.floor(target * len(ordered))
    quantile = _just_above(ordered[allowed]) if len(ordered) >= LEAST_QUESTIONS else LOWEST_THRESHOLD
    threshold = min(max(quantile, LOWEST_THRESHOLD), HIGHEST_THRESHOLD)
    answered = sum(confidence >= threshold for confidence in ordered)
    return Calibration(threshold, answered / len(ordered) if ordered else 0.0, len(ordered), left_out)


def _just_above(confidence: float) -> float:
    """Rounded up to four digits, so that the number in the manifest is the number that was measured."""
    return math.floor(confidence * 10_000 + 1) / 10_000
