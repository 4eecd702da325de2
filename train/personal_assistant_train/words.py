"""Content words of a text: what is left without the words that every question has."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both but by can could did do "
    "does doing done during each few for from get had has have having he her here hers him his how i if in into is it "
    "its just many me more most much my no nor not of off on once one only or other our out over own same she should "
    "so some such than that the their them then there these they this those through to too under until up us very was "
    "we were what what's when where which while who whom whose why will with would you your "
    "name called kind type".split()
)
_ENDINGS = ("ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s")


def content_words(text: str) -> list[str]:
    """Lower case, in order, each once, without a common English ending («opens», «opened» → «open»)."""
    words = (match.group().lower() for match in _WORD.finditer(text))
    return list(dict.fromkeys(_stem(word) for word in words if word not in STOP_WORDS and len(word) > 1))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
