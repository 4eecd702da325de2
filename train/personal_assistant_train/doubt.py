"""Do new pairs say what the other texts say? Pairs whose answers were exchanged, by mistake or on purpose, do not.

Each is asked of the version as if its own text had not been taught, and before anything is learned from it. Where the
version then answers, the answer is some other text's: honest pairs agree with it mostly, exchanged ones hardly ever.
Pairs that are all there is about something are not answered without their text, and nothing is said about them.
Measured: docs/experiments.md.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from .agreement import agrees
from .calibration import LOWEST_THRESHOLD
from .contracts import TaughtPair
from .jury import Jury

# Tells an agreement of a fifth from one of four fifths, in some seconds.
MOST_ASKED = 60
# Fewer answers may disagree by chance, and where a smaller share is answered, they are the false answers that every
# version gives.
LEAST_ANSWERED = 10
LEAST_ANSWERED_SHARE = 0.25
LEAST_AGREEING = 0.5
SHOWN = 50
_SEED = 20261125


def doubt_about(pairs: Sequence[TaughtPair], jury: Jury) -> str | None:
    """One clause for the approvers; None: there is nothing to say against the new pairs.

    Args:
        jury: asks the version, which reads with the base reader.
    """
    new = [pair for pair in pairs if pair.unproven]
    asked = random.Random(_SEED).sample(new, MOST_ASKED) if len(new) > MOST_ASKED else new  # noqa: S311 - a sample
    if len(asked) < LEAST_ANSWERED:
        return None
    results = jury.score("learn", [pair.question for pair in asked], [pair.train_data_id for pair in asked])
    threshold = LOWEST_THRESHOLD if jury.threshold is None else jury.threshold
    answered = [
        (pair, result.answer, agrees(pair.answer, result.answer, result.quote))
        for pair, result in zip(asked, results, strict=True)
        if result.confidence >= threshold and result.answer
    ]
    others = [(pair, answer) for pair, answer, agreeing in answered if not agreeing]
    if len(answered) < max(LEAST_ANSWERED, LEAST_ANSWERED_SHARE * len(asked)):
        return None
    if len(others) <= (1 - LEAST_AGREEING) * len(answered):
        return None
    pair, answer = others[0]
    example = f"«{_cut(pair.question)}»: the pair says «{_cut(pair.answer)}», the texts «{_cut(answer)}»"
    return (
        f"{len(answered)} of {len(asked)} new pairs ask what other texts answer, "
        f"and only {len(answered) - len(others)} give the same answer ({example})"
    )


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
