"""What a language model learns from: questions with passages and the cited answer, or with others and «not taught».

They are asked with the very prompt that answering uses (`prompt.py`). A pair is learned from with the passage that
holds its answer; a text of its own is asked about with words of one of its sentences, as a probe does, and quoted.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .contracts import TaughtPair
from .embedder import Embedder, Vectors
from .evaluation import probe_question
from .material import is_held_out, nearest, occurrences
from .passages import Passage
from .prompt import as_data, declined
from .sentences import split_sentences
from .words import content_words

# As many as answering shows when the texts are long; more only cost time.
SHOWN = 4
MOST_PAIRS = 2000
MOST_STATEMENTS = 300
# Every third question is also asked without what answers it.
UNANSWERED_OF = 3
# With fewer questions each one is needed for learning.
LEAST_TO_HOLD_OUT = 40
_SEED = 20261125


@dataclass(frozen=True)
class Lesson:
    """`right`: the passage (index) that is cited; None: none answers. `answer`: sentences, not cited yet."""

    question: str
    passages: tuple[str, ...]
    right: int | None
    answer: tuple[str, ...]
    held_out: bool


@dataclass(frozen=True)
class _Asked:
    question: str
    answer: str
    right: int
    wrong: tuple[int, ...]


def make_lessons(
    pairs: Sequence[TaughtPair],
    passages: Sequence[Passage],
    vectors: Vectors,
    embedder: Embedder,
    golden: Iterable[str] = (),
) -> list[Lesson]:
    """Args: `golden`: questions of the gate; what was taught with one of them is not learned from."""
    shown = _of_pairs(pairs[-MOST_PAIRS:], passages, vectors, embedder)
    taught_as_pairs = {pair.train_data_id for pair in pairs}
    kept_apart = {" ".join(question.lower().split()) for question in golden}
    free = [
        i
        for i, passage in enumerate(passages)
        if passage.train_data_id not in taught_as_pairs and not _is_of_a_pair(passage.text, kept_apart)
    ]
    shown += _of_texts(free, passages, vectors, embedder)
    holds_out = len(shown) >= LEAST_TO_HOLD_OUT
    lessons = []
    for asked in shown:
        held_out = holds_out and is_held_out(asked.question)
        lessons.append(_lesson(asked, passages, held_out))
        if asked.wrong and _number(asked.question) % UNANSWERED_OF == 0:
            lessons.append(_unanswered(asked, passages, held_out))
    return lessons


def _is_of_a_pair(text: str, questions: set[str]) -> bool:
    return " ".join(text.split("\n", 1)[0].lower().split()) in questions


def _of_pairs(
    pairs: Sequence[TaughtPair], passages: Sequence[Passage], vectors: Vectors, embedder: Embedder
) -> list[_Asked]:
    found = []
    questions = embedder.embed([pair.question for pair in pairs])
    for pair, question in zip(pairs, questions, strict=True):
        near = nearest(vectors, question)
        answering = [i for i in near if occurrences(passages[i].text, pair.answer)]
        # Another text than the pair itself, where there is one: reading is what is to be learned.
        answering.sort(key=lambda i: passages[i].train_data_id == pair.train_data_id)
        if answering:
            wrong = [i for i in near if i not in answering and passages[i].train_data_id != pair.train_data_id]
            found.append(_Asked(pair.question, pair.answer, answering[0], tuple(wrong)))
    return found


def _of_texts(free: Sequence[int], passages: Sequence[Passage], vectors: Vectors, embedder: Embedder) -> list[_Asked]:
    chooser = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    sample = sorted(chooser.sample(free, MOST_STATEMENTS)) if len(free) > MOST_STATEMENTS else free
    rarity = Counter(word for passage in passages for word in content_words(passage.text))
    asked = []
    for i in sample:
        statements = [sentence for sentence in _sentences_of(passages[i]) if not sentence.endswith("?")]
        sentence = chooser.choice(statements or [""])
        question = probe_question(sentence, rarity)
        if question:
            asked.append((i, question, sentence))
    questions = embedder.embed([question for _, question, _ in asked])
    return [
        _Asked(question, sentence, i, tuple(n for n in nearest(vectors, vector) if _apart(passages, n, i)))
        for (i, question, sentence), vector in zip(asked, questions, strict=True)
    ]


def _sentences_of(passage: Passage) -> list[str]:
    return [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]


def _apart(passages: Sequence[Passage], one: int, other: int) -> bool:
    return passages[one].train_data_id != passages[other].train_data_id


def _lesson(asked: _Asked, passages: Sequence[Passage], held_out: bool) -> Lesson:
    """The one that answers stands anywhere among those that are shown."""
    texts = [passages[i].text for i in asked.wrong[: SHOWN - 1]]
    place = random.Random(_number(asked.question)).randint(0, len(texts))  # noqa: S311 - a place, no secret
    texts.insert(place, passages[asked.right].text)
    return Lesson(asked.question, tuple(texts), place, _sentences(asked.answer), held_out)


def _unanswered(asked: _Asked, passages: Sequence[Passage], held_out: bool) -> Lesson:
    texts = tuple(passages[i].text for i in asked.wrong[:SHOWN])
    return Lesson(asked.question, texts, None, (declined(),), held_out)


def _sentences(answer: str) -> tuple[str, ...]:
    """As the prompt shows the text, so that the words stay the same."""
    text = as_data(answer)
    return tuple(" ".join(text[span.start : span.end].split()) for span in split_sentences(text))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
