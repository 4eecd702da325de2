"""Questions, windows and hard negatives for training the reader, cached as one file of arrays.

A context is cut into the windows that the product retrieves (`personal_assistant_train.passages`). The negatives of
a question are windows that retrieval would put before the reader though they do not hold the answer: nearest by meaning
and by words in other contexts, and the question's own context elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import pickle
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from personal_assistant_train.embedder import Embedder, token_starts
from personal_assistant_train.passages import split_passages
from personal_assistant_train.sentences import split_sentences
from personal_assistant_train.words import content_words

Ids = npt.NDArray[np.int32]
# Bump when what is written here changes, so that an old cache is not read.
CACHE_FORMAT = 5
BY_MEANING = 10
BY_WORDS = 5


@dataclass(slots=True)
class Context:
    """A text as word pieces: `ids` (T,), `sentences` and `windows` are half-open ranges of them."""

    domain: str
    text: str
    ids: Ids
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    windows: list[tuple[int, int]]
    held_out: bool


@dataclass(slots=True)
class Question:
    """`spans` are the annotators' answers as half-open ranges of the context's word pieces, repeats kept.

    `negatives` are (context, window) pairs, hardest first.
    """

    text: str
    ids: Ids
    context: int
    answers: list[str]
    spans: list[tuple[int, int]]
    negatives: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of the word pieces with a meaning of their own."""

    cls: int
    sep: int
    question: int


@dataclass(slots=True)
class ReadingData:
    marks: Marks
    contexts: list[Context]
    questions: list[Question]


def held_out(context: str) -> bool:
    """A sixteenth of the contexts is never trained on: confidence is calibrated and choices are made there."""
    return hashlib.sha1(context.encode("utf-8")).hexdigest().startswith("0")


def read(path: Path, tokenizer: str, embedder: Path, cache: Path) -> ReadingData:
    """Reads a file in the format of `reading-train.jsonl.gz`; slow the first time, cached after.

    Args:
        tokenizer: `tokenizer.json` of the encoder that will be trained.
        embedder: folder of the embedder that finds the negatives which are near by meaning.
    """
    digest = hashlib.sha256(path.read_bytes() + tokenizer.encode()).hexdigest()[:12]
    place = cache / f"reading-{digest}-{CACHE_FORMAT}.pickle"
    if place.exists():
        with place.open("rb") as file:
            cached: ReadingData = pickle.load(file)
        return cached
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        data = _encode((json.loads(row) for row in rows), Tokenizer.from_str(tokenizer))
    _mine(data, embedder)
    cache.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".partial")
    with partial.open("wb") as file:
        pickle.dump(data, file)
    partial.replace(place)
    return data


def without(data: ReadingData, domains: Sequence[str]) -> ReadingData:
    """Without the questions about texts of these domains; negatives are of the question's own domain."""
    kept = [question for question in data.questions if data.contexts[question.context].domain not in domains]
    return ReadingData(data.marks, data.contexts, kept)


def _encode(rows: Iterable[dict[str, Any]], tokenizer: Tokenizer) -> ReadingData:
    starts_of = token_starts(tokenizer)
    places: dict[str, int] = {}
    cls, question_mark, sep = tokenizer.encode("?").ids
    data = ReadingData(Marks(cls, sep, question_mark), [], [])
    for row in rows:
        text: str = row["context"]
        if text not in places:
            places[text] = len(data.contexts)
            data.contexts.append(_context(row["domain"], text, tokenizer, starts_of))
        context = data.contexts[places[text]]
        spans = [
            span
            for answer in row["answers"]
            if (span := _pieces(context, answer["start"], answer["start"] + len(answer["text"])))
        ]
        ids = np.array(tokenizer.encode(row["question"], add_special_tokens=False).ids, np.int32)
        if spans and len(ids):
            answers = [answer["text"] for answer in row["answers"]]
            data.questions.append(Question(row["question"], ids, places[text], answers, spans))
    return data


def _context(domain: str, text: str, tokenizer: Tokenizer, starts_of: Callable[[str], list[int]]) -> Context:
    encoding = tokenizer.encode(text, add_special_tokens=False)
    starts, ends = [s for s, _ in encoding.offsets], [e for _, e in encoding.offsets]

    def pieces(start: int, end: int) -> tuple[int, int]:
        return bisect_left(starts, start), bisect_left(starts, end)

    return Context(
        domain,
        text,
        np.array(encoding.ids, np.int32),
        starts,
        ends,
        [pieces(s.start, s.end) for s in split_sentences(text)],
        [pieces(p.start, p.end) for p in split_passages(0, text, starts_of)],
        held_out(text),
    )


def _pieces(context: Context, start: int, end: int) -> tuple[int, int] | None:
    """Word pieces that overlap a range of code points."""
    first, last = bisect_right(context.ends, start), bisect_left(context.starts, end)
    return (first, last) if first < last else None


# ---- hard negatives ------------------------------------------------------------------------------------------------


def _mine(data: ReadingData, embedder: Path) -> None:
    model = Embedder(embedder, threads=2)
    windows = [(c, w) for c, context in enumerate(data.contexts) for w in range(len(context.windows))]
    texts = [window_text(data.contexts[c], data.contexts[c].windows[w]) for c, w in windows]
    vectors = model.embed(texts)
    questions = model.embed([question.text for question in data.questions])
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for i, (c, _) in enumerate(windows):
        groups[data.contexts[c].domain, data.contexts[c].held_out].append(i)
    for (domain, out), members in groups.items():
        rows = [
            i
            for i, question in enumerate(data.questions)
            if (data.contexts[question.context].domain, data.contexts[question.context].held_out) == (domain, out)
        ]
        words = _WordIndex([texts[i] for i in members])
        for batch in range(0, len(rows), 512):
            chosen = rows[batch : batch + 512]
            near = questions[chosen] @ vectors[members].T  # (512, windows of the group)
            for row, scores in zip(chosen, near, strict=True):
                question = data.questions[row]
                ranked = [
                    np.argsort(-scores)[: BY_MEANING * 2],
                    words.best(question.text, BY_WORDS * 2),
                ]
                question.negatives = _negatives(data, question, [[windows[members[i]] for i in r] for r in ranked])


def _negatives(
    data: ReadingData, question: Question, ranked: Sequence[Sequence[tuple[int, int]]]
) -> list[tuple[int, int]]:
    own = question.context
    context = data.contexts[own]
    spoken = {answer.lower() for answer in question.answers}
    result = [
        (own, w)
        for w, (first, last) in enumerate(context.windows)
        if all(end <= first or start >= last for start, end in question.spans)
        # The same words elsewhere in the text may well answer too.
        and not any(answer in window_text(context, (first, last)).lower() for answer in spoken)
    ][:3]
    for found, limit in zip(ranked, (BY_MEANING, BY_WORDS), strict=True):
        others = [pair for pair in found if pair[0] != own and pair not in result]
        result += others[:limit]
    return result


class _WordIndex:
    """BM25 over a few thousand windows."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        counts = [Counter(content_words(text)) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], np.float32)
        norm = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for i, count in enumerate(counts):
            for word, n in count.items():
                postings[word].append((i, n))
        self._size = len(texts)
        self._postings: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]] = {}
        for word, entries in postings.items():
            rows = np.array([i for i, _ in entries])
            times = np.array([n for _, n in entries], np.float32)
            idf = math.log(1 + (len(texts) - len(entries) + 0.5) / (len(entries) + 0.5))
            self._postings[word] = rows, idf * times * (k1 + 1) / (times + norm[rows])

    def best(self, question: str, limit: int) -> npt.NDArray[np.int64]:
        scores = np.zeros(self._size, np.float32)
        for word in set(content_words(question)):
            if word in self._postings:
                rows, weights = self._postings[word]
                scores[rows] += weights
        order = np.argsort(-scores)[:limit]
        return order[scores[order] > 0]


def window_text(context: Context, window: tuple[int, int]) -> str:
    first, last = window
    return context.text[context.starts[first] : context.ends[last - 1]] if last > first else ""
