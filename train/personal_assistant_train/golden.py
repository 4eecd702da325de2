"""The workspace's golden questions, put to the new version and to the one that is live: is the new one as good?

An answer is right when its confidence reaches the version's threshold and it agrees with the golden answer. To say
nothing is right where the golden answer is that nothing was taught. How agreement was measured: docs/versions.md.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .contracts import GoldenItem, GoldenQuestion, GoldenReport, GoldenSide, ScoredQuestion, Verdict
from .jury import Jury, NotScoredError
from .lab import Lab
from .publication import MANIFEST

log = logging.getLogger(__name__)

LEAST_F1 = 0.5
# More take minutes; the latest are what people care about now.
MOST_QUESTIONS = 400
SHOWN = 240
_ARTICLES = frozenset({"a", "an", "the"})
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


def agrees(golden: str, answer: str, quote: str) -> bool:
    """Do they say the same? Not with other numbers; a short answer may stand for the sentence it was read from."""
    if _numbers_clash(golden, answer):
        return False
    if token_f1(golden, answer) >= LEAST_F1:
        return True
    said, expected = words(answer), words(golden)
    if said and set(said) <= set(expected):
        return token_f1(golden, quote) >= LEAST_F1
    return _holds(said, expected)


def token_f1(first: str, second: str) -> float:
    """F1 of the words of two answers, 0 to 1, as SQuAD counts it."""
    a, b = words(first), words(second)
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def words(text: str) -> list[str]:
    """SQuAD's normalisation: lower case, without punctuation and articles."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(c for c in plain if not unicodedata.category(c).startswith("P"))
    return [word for word in kept.split() if word not in _ARTICLES]


def _numbers_clash(first: str, second: str) -> bool:
    a, b = ({word for word in words(text) if any(c.isdigit() for c in word)} for text in (first, second))
    return bool(a) and bool(b) and not (a <= b or b <= a)


def _holds(sentence: Sequence[str], part: Sequence[str]) -> bool:
    """The golden answer stands word for word in what was said."""
    return bool(part) and any(
        list(sentence[at : at + len(part)]) == list(part) for at in range(len(sentence) - len(part) + 1)
    )
