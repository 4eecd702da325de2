"""Cuts taught texts into passages: windows of whole sentences that retrieval searches and the reader reads."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .sentences import Span, split_sentences

WINDOW_TOKENS = 100
# A text up to this size stays whole: a second passage of a few words would help nobody.
WHOLE_TEXT_TOKENS = 128
LONGEST_CHARACTERS_PER_TOKEN = 12
LONGEST_PIECE = WINDOW_TOKENS * LONGEST_CHARACTERS_PER_TOKEN

_CLAUSE_END = re.compile(r"[,;:、，；：،؛](?=\s|[^\x00-\x7f])|\s[-–—](?=\s)")


# Where the word pieces of a text begin, in code points, ascending.
TokenStarts = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is `taught[start:end]`; `sentences` are ranges of the taught text too. Offsets in code points."""

    train_data_id: int
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]


def sentences_of(passage: Passage) -> list[str]:
    """Its sentences in order, as they stand in it."""
    start = passage.start
    return [passage.text[sentence.start - start : sentence.end - start] for sentence in passage.sentences]


def split_passages(train_data_id: int, text: str, token_starts: TokenStarts) -> list[Passage]:
    """Windows of about `WINDOW_TOKENS` word pieces that share a sentence with the one before.

    A sentence longer than a window is cut into pieces, after a clause where there is one. No text: no passages.
    """
    starts = token_starts(text)
    sentences = [piece for sentence in split_sentences(text) for piece in _pieces(text, sentence, starts)]
    if not sentences:
        return []
    if len(starts) <= WHOLE_TEXT_TOKENS and len(text) <= LONGEST_PIECE:
        return [_passage(train_data_id, text, sentences)]
    sizes = [_tokens(starts, sentence) for sentence in sentences]
    return [_passage(train_data_id, text, sentences[first:last]) for first, last in _windows(sizes)]


def _windows(sizes: list[int]) -> Iterator[tuple[int, int]]:
    """Ranges of sentence indexes; each begins with the last sentence of the one before if half of it stays free."""
    first = 0
    while True:
        last, total = first, 0
        while last < len(sizes) and (last == first or total + sizes[last] <= WINDOW_TOKENS):
            total += sizes[last]
            last += 1
        yield first, last
        if last == len(sizes):
            return
        overlaps = last - first > 1 and sizes[last - 1] + sizes[last] <= WINDOW_TOKENS
        first = last - 1 if overlaps and sizes[last - 1] <= WINDOW_TOKENS // 2 else last


def _passage(train_data_id: int, text: str, sentences: list[Span]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(train_data_id, text[start:end], start, end, tuple(sentences))


def _tokens(starts: list[int], span: Span) -> int:
    pieces = bisect_left(starts, span.end) - bisect_left(starts, span.start)
    # A word that the vocabulary lacks is one piece however long it is (base64, keys): count its length as well.
    return max(pieces, (span.end - span.start) // LONGEST_CHARACTERS_PER_TOKEN)


def _pieces(text: str, sentence: Span, starts: list[int]) -> Iterator[Span]:
    """The sentence, or parts of it that fit into a window; each without white space around it."""
    start = sentence.start
    while True:
        index = bisect_left(starts, start) + WINDOW_TOKENS
        limit = min(starts[index] if index < len(starts) else sentence.end, start + LONGEST_PIECE, sentence.end)
        if limit >= sentence.end:
            yield Span(start, sentence.end)
            return
        end = _cut(text, start, limit)
        yield Span(start, start + len(text[start:end].rstrip()))
        while text[end].isspace():
            end += 1
        start = end


def _cut(text: str, start: int, limit: int) -> int:
    """The best place to cut in the second half of `start..limit`: after a clause, else before a word, else anywhere."""
    middle = (start + limit) // 2
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, middle, limit)]
    if clauses:
        return clauses[-1]
    for place in range(limit, middle, -1):
        if text[place].isspace() and not text[place - 1].isspace():
            return place
    return limit
