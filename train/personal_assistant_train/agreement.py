"""When two answers say the same. What was measured: docs/versions.md."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

LEAST_F1 = 0.5
_ARTICLES = frozenset({"a", "an", "the"})
# «No dogs.» is no answer to «May I …?», «No, dogs stay outside.» and «No you may not.» are.
_VERDICT = re.compile(
    r"(yes|no)(?:\s*[.,;:!–—-]+\s*|\s*$|\s+(?=(?:it|you|we|they|he|she|i|there|this|that|not)\b)|(?<=yes)\s+)",
    re.IGNORECASE,
)
_DENIALS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "cannot"})


def agrees(golden: str, answer: str, quote: str) -> bool:
    """Do they say the same? Not with other numbers; a short answer may stand for the sentence it was read from.

    Yes is never no; where only one says yes or no, the other has to say the same in a sentence.
    """
    (expected, golden_words), (said, answer_words) = verdict(golden), verdict(answer)
    if expected is not None and said is not None:
        return expected == said and not _numbers_clash(golden_words, answer_words)
    if expected is not None and golden_words:
        return _same_sentence(golden_words, answer) or _same_sentence(golden_words, quote)
    if said is not None:
        return _same_sentence(golden, quote)
    return _same(golden, answer, quote)


def verdict(answer: str) -> tuple[str | None, str]:
    """`yes`, `no` or None, and what is said besides."""
    found = _VERDICT.match(answer.strip())
    if not found:
        return None, answer
    return found[1].lower(), answer.strip()[found.end() :]


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


def _same(golden: str, answer: str, quote: str) -> bool:
    if _numbers_clash(golden, answer):
        return False
    if token_f1(golden, answer) >= LEAST_F1:
        return True
    said, expected = words(answer), words(golden)
    if said and set(said) <= set(expected):
        return token_f1(golden, quote) >= LEAST_F1
    return _holds(said, expected)


def _same_sentence(first: str, second: str) -> bool:
    """One «not» makes the contrary, and F1 hardly sees it."""
    if _numbers_clash(first, second) or _denied(first) != _denied(second):
        return False
    return token_f1(first, second) >= LEAST_F1


def _denied(text: str) -> bool:
    """An odd number of denials; «isn't», «don't», … end in «n't»."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    spoken: list[str] = re.findall(r"[\w']+", plain)
    return sum(word in _DENIALS or word.endswith("n't") for word in spoken) % 2 == 1


def _numbers_clash(first: str, second: str) -> bool:
    a, b = ({word for word in words(text) if any(c.isdigit() for c in word)} for text in (first, second))
    return bool(a) and bool(b) and not (a <= b or b <= a)


def _holds(sentence: Sequence[str], part: Sequence[str]) -> bool:
    """The golden answer stands word for word in what was said."""
    return bool(part) and any(
        list(sentence[at : at + len(part)]) == list(part) for at in range(len(sentence) - len(part) + 1)
    )
