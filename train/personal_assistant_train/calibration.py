"""Chooses the confidence below which a version says that something was never taught.

Three yardsticks, of which the strictest counts, because each is blind to something:

- what was measured when the reader was made: hard questions of the same kind as the texts, but in other workspaces;
- a fixed sample of general questions (`train/calibration/`) that this workspace cannot answer: easy, because nothing
  resembles them;
- questions made from its texts, each asked as if its text had not been taught, nor any pair that repeats it: about the
  right things, oddly worded.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .agreement import agrees
from .contracts import ScoredQuestion
from .evaluation import Probe
from .passages import Passage
from .words import content_words

QUESTIONS_FILE = Path(__file__).parents[1] / "calibration" / "generic_questions.jsonl"

# For a reader that nothing was measured of: a few texts give general questions nothing to be confused by, so all their
# scores are low and the quantile alone would let anything through. Values and measurements: docs/experiments.md.
LOWEST_THRESHOLD = 0.35
HIGHEST_THRESHOLD = 0.98
# Fewer questions cannot tell a share of five in a hundred.
LEAST_QUESTIONS = 40
# Of each source of the file as many; more change the threshold little and make a training longer.
GENERAL_QUESTIONS = 100
LEFT_OUT_QUESTIONS = 60


@dataclass(frozen=True)
class Calibration:
    """`threshold` in 0..1; `false_answer_rate` is the share of `questions` that it lets through.

    `measured` is the reader's own threshold, `general` and `left_out` those of the workspace's own questions; None
    where there was nothing to measure.
    """

    threshold: float
    false_answer_rate: float
    questions: int
    measured: float | None
    general: float | None
    left_out: float | None


@dataclass(frozen=True)
class GeneralQuestion:
    """`answers` are those of its source, where it was asked about a text."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class LeftOutQuestion:
    """Asked as if the texts `without` had not been taught. `answers`: that of the pair that it was made from."""

    question: str
    answers: tuple[str, ...]
    without: tuple[int, ...]


@dataclass(frozen=True)
class Untaught:
    """What the version is asked to see how sure it is of what it does not know."""

    general: Sequence[GeneralQuestion]
    left_out: Sequence[LeftOutQuestion]


@cache
def general_questions() -> tuple[GeneralQuestion, ...]:
    lines = QUESTIONS_FILE.read_text(encoding="utf-8").splitlines()
    step = len(lines) // GENERAL_QUESTIONS
    rows = [json.loads(line) for line in lines[::step]]
    return tuple(GeneralQuestion(row["question"], tuple(row["answers"])) for row in rows)


def unanswerable(questions: Sequence[GeneralQuestion], passages: Sequence[str]) -> list[GeneralQuestion]:
    """The questions of which no passage holds every content word: those the workspace surely does not answer.

    Strict on purpose. A question that shares some words with a passage is the hard case that the threshold is for; only
    one that a passage covers wholly may be answerable, and must not count as a false answer.
    """
    wanted = {question: frozenset(content_words(question.question)) for question in questions}
    vocabulary = frozenset().union(*wanted.values()) if wanted else frozenset()
    covered: set[GeneralQuestion] = set()
    for passage in passages:
        words = vocabulary.intersection(content_words(passage))
        if len(words) > 1:
            covered |= {question for question, needs in wanted.items() if needs <= words}
    return [question for question in questions if question not in covered]


def false_answers(
    questions: Sequence[GeneralQuestion | LeftOutQuestion], results: Sequence[ScoredQuestion]
) -> list[float]:
    """Confidences of what is no answer. Who gives the answer of the source was taught it, in whatever words.

    Thousands of texts about the world know some of the general questions; without this such a version would be the
    shyer the more it knows.
    """
    return [
        round(result.confidence, 4)
        for question, result in zip(questions, results, strict=True)
        if not any(agrees(answer, result.answer, result.quote) for answer in question.answers)
    ]


def suffices(half: Sequence[float], threshold: float) -> bool:
    """Whether half of the general questions say enough, so that the others need not be asked.

    They do where none of them reaches the threshold that the other yardsticks ask for already: had more than five in a
    hundred of all such questions reached it, fifty would hardly have stayed below (8 % of the time, at ten in a
    hundred 0.5 %).
    """
    return len(half) >= LEAST_QUESTIONS and max(half) < threshold


def left_out_questions(
    probes: Sequence[Probe], passages: Sequence[Passage], answers: Mapping[int, str], repeated: Mapping[int, int]
) -> list[LeftOutQuestion]:
    """The probes, each with its text and the pairs that repeat that, or with what its pair repeats.

    Those of which a passage that is not left out holds every content word are none: something may answer them. Without
    all this a text that was taught twice, or corrected by a later one, would make the version shy, and honest pairs
    about the texts shyest of all.

    Args:
        answers: of the pairs, by id.
        repeated: the text that a pair repeats, by the pair's id.
    """
    repeating: dict[int, list[int]] = defaultdict(list)
    for pair, text in repeated.items():
        repeating[text].append(pair)
    questions: dict[LeftOutQuestion, frozenset[str]] = {}
    for probe in probes:
        own = probe.train_data_id
        text = repeated.get(own, own)
        without = (text, *repeating.get(text, ()))
        known = (answers[own],) if own in answers else ()
        questions[LeftOutQuestion(probe.question, known, without)] = frozenset(content_words(probe.question))
    vocabulary = frozenset().union(*questions.values())
    covered: set[LeftOutQuestion] = set()
    for passage in passages:
        words = vocabulary.intersection(content_words(passage.text))
        covered |= {q for q, needs in questions.items() if needs <= words and passage.train_data_id not in q.without}
    return [question for question in questions if question not in covered][:LEFT_OUT_QUESTIONS]


def choose_threshold(
    general: Sequence[float], left_out: Sequence[float], target: float, measured: float | None
) -> Calibration:
    """The lowest threshold that keeps to the target by every yardstick.

    Args:
        general: confidences of the false answers to general questions, 0 to 1.
        left_out: the same for questions asked without the text they were made from.
        target: largest share of each that may be answered, above 0 and below 1.
        measured: the reader's own threshold, if it has one.
    """
    quantiles = [_quantile(confidences, target) for confidences in (general, left_out)]
    floor = LOWEST_THRESHOLD if measured is None else measured
    threshold = min(max(floor, *(quantile or 0.0 for quantile in quantiles)), HIGHEST_THRESHOLD)
    asked = [*general, *left_out]
    answered = sum(confidence >= threshold for confidence in asked)
    return Calibration(threshold, answered / len(asked) if asked else 0.0, len(asked), measured, *quantiles)


def _quantile(confidences: Sequence[float], target: float) -> float | None:
    """The lowest threshold that at most `target` of the confidences reach; None of too few."""
    if len(confidences) < LEAST_QUESTIONS:
        return None
    ordered = sorted(confidences, reverse=True)
    return _just_above(ordered[math.floor(target * len(ordered))])


def _just_above(confidence: float) -> float:
    """Rounded up to four digits, so that the number in the manifest is the number that was measured."""
    return math.floor(confidence * 10_000 + 1) / 10_000
