"""The workspace's golden questions, put to the new version and to the one that is live: is the new one as good?

An answer is right when its confidence reaches the version's threshold and it agrees with the golden answer. To say
nothing is right where the golden answer is that nothing was taught. How agreement was measured: docs/versions.md.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .agreement import agrees
from .contracts import GoldenItem, GoldenQuestion, GoldenReport, GoldenSide, LanguageModel, ScoredQuestion, Verdict
from .jury import Jury, NotScoredError, NotWordedError
from .lab import Lab
from .publication import MANIFEST

log = logging.getLogger(__name__)

# More take minutes; the latest are what people care about now.
MOST_QUESTIONS = 400
# A language model takes seconds for each.
MOST_WORDED = 60
SHOWN = 240
_ORDER: dict[Verdict, int] = {"broken": 0, "fixed": 1, "unchanged": 2}


@dataclass(frozen=True)
class Comparison:
    """`report` has the questions that differ first; `details` in their order.

    `worded`: did language models answer? None: there is none. `hesitant`: broken ones to which the version would give
    the right answer, only not surely enough.
    """

    report: GoldenReport
    details: list[GoldenItem]
    worded: bool | None = None
    hesitant: int = 0


@dataclass(frozen=True)
class _Live:
    """The version to compare with, whose vectors can be asked."""

    model_id: int
    directory: str
    threshold: float
    language_model: LanguageModel | None


def examine(lab: Lab, jury: Jury, threshold: float, own: LanguageModel | None = None) -> Comparison:
    """Asks both versions every golden question.

    The reader answers for both. Where one of them has a language model of its own, and the server can be asked as both
    already, their words decide instead: that is how they answer once they are live.
    """
    questions = lab.attempt.golden()[-MOST_QUESTIONS:]
    live, note = _live(lab, jury, questions)
    texts = [question.question for question in questions]
    new = jury.score("evaluate", texts)
    before: list[ScoredQuestion] | None = None
    if live is not None:
        try:
            before = jury.score_other("evaluate", live.directory, texts)
        except NotScoredError as error:
            note = _unreadable(live.model_id, error)
            live = None
    read = _compared(lab, questions, threshold, new, live, before, note)
    if not questions or not (own or (live and live.language_model)):
        return read
    return _worded(lab, jury, questions[-MOST_WORDED:], threshold, own, live, note) or replace(read, worded=False)


def _worded(
    lab: Lab,
    jury: Jury,
    questions: Sequence[GoldenQuestion],
    threshold: float,
    own: LanguageModel | None,
    live: _Live | None,
    note: str | None,
) -> Comparison | None:
    texts = [question.question for question in questions]
    try:
        new = jury.score_worded("evaluate", lab.directory.unpublished_name, texts, own)
        before = jury.score_worded("evaluate", live.directory, texts, live.language_model) if live else None
    except (NotWordedError, NotScoredError) as error:
        log.warning("the language model's answers are not compared", extra={"reason": str(error)})
        return None
    return replace(_compared(lab, questions, threshold, new, live, before, note), worded=True)


def _compared(
    lab: Lab,
    questions: Sequence[GoldenQuestion],
    threshold: float,
    new: Sequence[ScoredQuestion],
    live: _Live | None,
    before: Sequence[ScoredQuestion] | None,
    note: str | None,
) -> Comparison:
    candidate = [side(q, result, threshold) for q, result in zip(questions, new, strict=True)]
    other: list[GoldenSide | None] = [None] * len(questions)
    if live is not None and before is not None:
        other = [side(q, result, live.threshold) for q, result in zip(questions, before, strict=True)]
    items = [item(*row) for row in zip(questions, candidate, other, strict=True)]
    hesitant = sum(
        one.verdict == "broken" and is_hesitant(question, result, said)
        for one, question, result, said in zip(items, questions, new, candidate, strict=True)
    )
    return Comparison(summary(items, live is not None, note, lab), items, hesitant=hesitant)


def _live(lab: Lab, jury: Jury, questions: Sequence[GoldenQuestion]) -> tuple[_Live | None, str | None]:
    """Or why there is nothing to compare with."""
    live = lab.attempt.claim.live
    if not questions:
        known = "" if live is None else " about what the live version knows"
        return None, f"there are no golden questions yet{known}"
    if live is None:
        return None, "no version was live to compare with"
    try:
        manifest = json.loads((lab.settings.models_directory / live.directory / MANIFEST).read_bytes())
        if manifest["embedder"]["sha256"] != jury.embedder.sha256:
            return None, f"version #{live.model_id} was built with another embedder"
        model = manifest.get("languageModel")
        language_model = LanguageModel.model_validate(model) if model else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        return None, _unreadable(live.model_id, error)
    return _Live(live.model_id, live.directory, live.threshold, language_model), None


def _unreadable(model_id: int, error: Exception) -> str:
    log.warning("the live version cannot be asked", extra={"reason": str(error)})
    return f"the files of version #{model_id} cannot be read any more"


def side(question: GoldenQuestion, result: ScoredQuestion, threshold: float) -> GoldenSide:
    """What a version with this threshold does, and whether that is right."""
    answers = result.confidence >= threshold and result.answer != ""
    golden = question.answer
    right = not answers if golden is None else answers and agrees(golden, result.answer, result.quote)
    if not answers:
        return GoldenSide(answer=None, right=right)
    return GoldenSide(
        answer=result.answer[:SHOWN],
        right=right,
        train_data_id=result.train_data_id,
        cited_ids=(result.cited_ids or [])[:20] or None,
    )


def is_hesitant(question: GoldenQuestion, result: ScoredQuestion, said: GoldenSide) -> bool:
    """It says nothing, and what it would say is right."""
    return said.answer is None and question.answer is not None and agrees(question.answer, result.answer, result.quote)


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
