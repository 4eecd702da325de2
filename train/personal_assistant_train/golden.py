"""The workspace's golden questions, put to the new version and to the one that is live: is the new one as good?

An answer is right when its confidence reaches the version's threshold and it agrees with the golden answer. To say
nothing is right where the golden answer is that nothing was taught. How agreement was measured: docs/versions.md.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .agreement import agrees
from .contracts import GoldenItem, GoldenQuestion, GoldenReport, GoldenSide, ScoredQuestion, Verdict
from .jury import Jury, NotScoredError
from .lab import Lab
from .publication import MANIFEST

log = logging.getLogger(__name__)

# More take minutes; the latest are what people care about now.
MOST_QUESTIONS = 400
SHOWN = 240
_ORDER: dict[Verdict, int] = {"broken": 0, "fixed": 1, "unchanged": 2}


@dataclass(frozen=True)
class Comparison:
    """`report` has the questions that differ first; `details` in their order."""

    report: GoldenReport
    details: list[GoldenItem]


def examine(lab: Lab, jury: Jury, threshold: float) -> Comparison:
    """Asks both versions every golden question."""
    questions = lab.attempt.golden()[-MOST_QUESTIONS:]
    texts = [question.question for question in questions]
    new = jury.score("evaluate", texts)
    candidate = [side(q, result, threshold) for q, result in zip(questions, new, strict=True)]
    live, note = _ask_live(lab, jury, questions, texts)
    before: list[GoldenSide | None] = [*live] if live else [None] * len(questions)
    items = [item(*row) for row in zip(questions, candidate, before, strict=True)]
    return Comparison(summary(items, live is not None, note, lab), items)


def _ask_live(
    lab: Lab, jury: Jury, questions: Sequence[GoldenQuestion], texts: Sequence[str]
) -> tuple[list[GoldenSide] | None, str | None]:
    claim = lab.attempt.claim
    if not questions:
        known = "" if claim.live is None else " about what the live version knows"
        return None, f"there are no golden questions yet{known}"
    if claim.live is None:
        return None, "no version was live to compare with"
    try:
        manifest = json.loads((lab.settings.models_directory / claim.live.directory / MANIFEST).read_bytes())
        if manifest["embedder"]["sha256"] != jury.embedder.sha256:
            return None, f"version #{claim.live.model_id} was built with another embedder"
        results = jury.score_other("evaluate", claim.live.directory, texts)
    except (OSError, ValueError, KeyError, TypeError, NotScoredError) as error:
        log.warning("the live version cannot be asked", extra={"reason": str(error)})
        return None, f"the files of version #{claim.live.model_id} cannot be read any more"
    return [side(q, r, claim.live.threshold) for q, r in zip(questions, results, strict=True)], None


def side(question: GoldenQuestion, result: ScoredQuestion, threshold: float) -> GoldenSide:
    """What a version with this threshold does, and whether that is right."""
    answers = result.confidence >= threshold and result.answer != ""
    golden = question.answer
    right = not answers if golden is None else answers and agrees(golden, result.answer, result.quote)
    if not answers:
        return GoldenSide(answer=None, right=right)
    return GoldenSide(answer=result.answer[:SHOWN], right=right, train_data_id=result.train_data_id)


def item(question: GoldenQuestion, candidate: GoldenSide, live: GoldenSide | None) -> GoldenItem:
    verdict: Verdict = "unchanged"
    if live is not None and candidate.right != live.right:
        verdict = "fixed" if candidate.right else "broken"
    return GoldenItem(
        id=question.id,
        question=question.question[:SHOWN],
        expected=question.answer and question.answer[:SHOWN],
        verdict=verdict,
        candidate=candidate,
        live=live,
    )


def summary(items: Sequence[GoldenItem], compared: bool, note: str | None, lab: Lab) -> GoldenReport:
    live = lab.attempt.claim.live
    verdicts = Counter(one.verdict for one in items)
    return GoldenReport(
        asked=len(items),
        right=sum(one.candidate.right for one in items),
        live_right=sum(one.live is not None and one.live.right for one in items) if compared else None,
        fixed=verdicts["fixed"],
        broken=verdicts["broken"],
        note=note,
        live_model_id=live.model_id if live else None,
        items=sorted(items, key=lambda one: _ORDER[one.verdict]),
    )
