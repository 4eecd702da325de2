"""Do new pairs say what the other texts say? Pairs whose answers were exchanged, by mistake or on purpose, do not.

Each is asked of the version as if its own text had not been taught, and before anything is learned from it. Where the
version then answers, the answer is some other text's: honest pairs agree with it mostly, exchanged ones hardly ever.
Pairs that are all there is about something are not answered without their text, and nothing is said about them.
Measured: docs/experiments.md.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from .agreement import agrees
from .calibration import LOWEST_THRESHOLD
from .contracts import DoubtExample, ScoredQuestion, TaughtPair
from .jury import Jury

# Tells an agreement of a fifth from one of four fifths, in some seconds.
MOST_ASKED = 60
# Fewer answers may disagree by chance, and where a smaller share is answered, they are the false answers that every
# version gives.
LEAST_ANSWERED = 10
LEAST_ANSWERED_SHARE = 0.25
LEAST_AGREEING = 0.5
# Of honest pairs 0.67 to 0.9 agree; where a third of them are wrong, half do.
LEAST_FITTING = 0.6
SHOWN = 240
_SEED = 20261125


@dataclass(frozen=True)
class Doubt:
    """`reason`: one clause for the approvers, without words of any text; those are in `example`."""

    reason: str
    example: DoubtExample


@dataclass(frozen=True)
class Opinion:
    """What is to be said against the new pairs, or that they `fit`; neither where the texts say little, or both."""

    doubt: Doubt | None = None
    fit: bool = False


def opinion_of(pairs: Sequence[TaughtPair], jury: Jury) -> Opinion:
    """What the other texts say of the new pairs.

    Args:
        jury: asks the version, which reads with the base reader.
    """
    new = [pair for pair in pairs if pair.unproven]
    asked = random.Random(_SEED).sample(new, MOST_ASKED) if len(new) > MOST_ASKED else new  # noqa: S311 - a sample
    if len(asked) < LEAST_ANSWERED:
        return Opinion()
    results = jury.score("learn", [pair.question for pair in asked], [[pair.train_data_id] for pair in asked])
    threshold = LOWEST_THRESHOLD if jury.threshold is None else jury.threshold
    answered = [
        (pair, result, agrees(pair.answer, result.answer, result.quote))
        for pair, result in zip(asked, results, strict=True)
        if result.confidence >= threshold and result.answer
    ]
    others = [(pair, result) for pair, result, agreeing in answered if not agreeing]
    if len(answered) < max(LEAST_ANSWERED, LEAST_ANSWERED_SHARE * len(asked)):
        return Opinion()
    if len(others) <= (1 - LEAST_AGREEING) * len(answered):
        return Opinion(fit=len(others) <= (1 - LEAST_FITTING) * len(answered))
    reason = (
        f"{len(answered)} of {len(asked)} new pairs ask what other texts answer, "
        f"and only {len(answered) - len(others)} give the same answer"
    )
    return Opinion(Doubt(reason, _example(*others[0])))


def _example(pair: TaughtPair, result: ScoredQuestion) -> DoubtExample:
    read = [] if result.train_data_id is None else [result.train_data_id]
    return DoubtExample(
        question=pair.question[:SHOWN],
        pair=pair.answer[:SHOWN],
        texts=result.answer[:SHOWN],
        train_data_ids=[pair.train_data_id, *read],
    )
