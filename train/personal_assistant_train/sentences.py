"""Splits a taught text into sentences: the unit that is quoted under an answer.

Rules instead of a model: they are fast, explainable, and work for chat messages, lists and many scripts. The sentences
of a text are disjoint, in order, and hold every character that is not white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range in Unicode code points of the taught text."""

    start: int
    end: int


# What may follow a terminator and still belongs to the sentence: closing quotes and brackets, and emoji.
_CLOSING = "\"'”’»›)\\]}」』】》〉）］"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d"
_TRAIL = f"[{_CLOSING}]*(?:[ \\t]*[{_EMOJI}]+)?"

# Scripts that put no space between sentences (Chinese, Japanese) end at the mark itself.
_WIDE_END = re.compile(f"[。！？｡]+{_TRAIL}")
# Others need white space after it; Arabic and Urdu, Devanagari, Armenian, Ethiopic, Khmer and Burmese marks too.
_SPACED_END = re.compile(f"(?P<mark>[.!?…‼⁇⁈⁉؟۔।॥։።៖។၊။༎]+){_TRAIL}(?=\\s)")
# People forget the space («… came late.The box …»): small letters, a mark, then a word with a capital.
_TIGHT_END = re.compile(r"(?<=[^\W\d_]{2})[.!?]+(?=[^\W\d_][^\W\d_]|I\b|A\b)")
# What stands behind a full stop in the name of a place on the web or of a file.
_NAME_ENDINGS = frozenset("com net org edu gov io app dev info js ts py md txt pdf docx xlsx jpg png zip".split())
_LINE_END = re.compile(r"\n+")

_LIST_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦–—+]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+")
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*\(?(?:\d{1,3}|[a-zA-Z])$")
_LAST_WORD = re.compile(r"[^\s(\[{\"'“‘«]+$")

# After these a full stop is no end, whatever follows.
_TITLES = frozenset(
    "mr mrs ms dr prof sr jr st mt ft gen col maj capt lt sgt rep sen gov pres hon rev messrs mme mlle hr fr frau "
    "no nr vs fig figs eq ch sec vol pp ed eds approx ca cf al e.g i.e eg ie viz dept est inc ltd co corp bros "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri bzw z.b d.h u.a usw str tel "
    "г ул д стр рис т.е т.д т.п им".split()
)
# These may end a sentence: they do when a word follows that begins one.
_MAYBE_END = frozenset("a.m p.m u.s u.k u.n e.u u.s.a etc ph.d b.a m.a".split())
_STARTERS = frozenset(
    "the a an this that these those it its he she they we you i if in on at for from to by as when where who what why "
    "how is are was were do does did please there then so but and or no not after before our your my his her their "
    "all some any every each use call ask see go".split()
)
_INITIAL = re.compile(r"^[^\W\d_]$")


def split_sentences(text: str) -> list[Span]:
    """Sentences of a text, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for end in [*_boundaries(text), len(text)]:
        span = _trimmed(text, start, end)
        if span:
            spans.append(span)
        start = end
    return spans


def _boundaries(text: str) -> list[int]:
    # Who begins a message with a small letter writes all of it so: a small letter then says nothing about a sentence.
    small = text.lstrip()[:1].islower()
    ends = {match.end() for match in _WIDE_END.finditer(text)}
    ends |= {match.end() for match in _SPACED_END.finditer(text) if _ends_sentence(text, match, small)}
    ends |= {match.end() for match in _TIGHT_END.finditer(text) if _ends_tightly(text, match)}
    ends |= {match.start() for match in _LINE_END.finditer(text) if _ends_line(text, match)}
    return sorted(ends)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _ends_sentence(text: str, match: re.Match[str], small: bool) -> bool:
    mark = match["mark"]
    following = text[match.end() : match.end() + 80].split(maxsplit=1)
    next_word = following[0].lstrip("\"'“‘«([{¿¡") if following else ""
    if mark.strip(".…"):
        return True  # ! and ? and their kin end a sentence also before a small letter, as chats write
    if next_word[:1].islower() and not (small and mark == "."):
        return False  # «e.g. this», «and so on ... like that»
    if mark != ".":
        return True
    before = text[max(0, match.start() - 40) : match.start()]
    if _LIST_NUMBER.search(before):
        return False
    word = _LAST_WORD.search(before)
    last = word.group().lower() if word else ""
    if last in _MAYBE_END:
        return next_word.rstrip(",.;:!?").lower() in _STARTERS
    # «J. Smith»; but «option B. Then» ends, as a sentence starter follows.
    initial = bool(_INITIAL.match(last)) and next_word.rstrip(",.").lower() not in _STARTERS
    return last not in _TITLES and not initial


def _ends_tightly(text: str, match: re.Match[str]) -> bool:
    """Whether two words that only a mark parts are two sentences, not a name like «example.Com» or «Node.Js»."""
    before = re.split(r"\s", text[max(0, match.start() - 40) : match.start()])[-1]
    after = re.split(r"\s", text[match.end() : match.end() + 40], maxsplit=1)[0]
    if not before[-2:].islower() or not after[:1].isupper() or after[1:2].isupper():
        return False
    if re.search(r"[/@_\\:#.]", before) or re.search(r"[/@_\\]|[.]\w", after):
        return False
    return before.lower() not in _TITLES and re.split(r"\W", after.lower(), maxsplit=1)[0] not in _NAME_ENDINGS


def _ends_line(text: str, match: re.Match[str]) -> bool:
    """A line break ends a sentence, unless it only wraps one: nothing ended before it and a small letter follows."""
    if len(match.group()) > 1:
        return True
    line_start = text.rfind("\n", 0, match.start()) + 1
    line = text[line_start : match.start()].strip()
    rest = text[match.end() : match.end() + 20]
    # Only a line about as long as a page is wide was wrapped by a program; short lines are chat or verse.
    wrapped = len(line) >= 50 and line[-1] not in ".!?…:;" and rest.lstrip(" \t")[:1].islower()
    return not wrapped or bool(_LIST_ITEM.match(rest))
