"""Passages as short as what people teach, with questions that they nearly answer.

Of each question: the sentences around its answer, the same ones without it or the sentence of its text that is most
like it, and now and then a made fact among them (`made_facts.py`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

import numpy as np
from tokenizers import Tokenizer

from base.made_facts import made_fact, thing_in
from base.reading_data import Context, Ids, Question, ReadingData, window_text
from personal_assistant_train.learning.examples import Example, assemble

# Sentences beside those of the answer, on each side.
NEIGHBOURS = (0, 0, 0, 1, 1, 2)
NEAR_MISSES = 0.7
MADE_FACTS = 0.6
# Questions of chats lack their capital and their question mark as often as not.
CARELESS = 0.5

Range = tuple[int, int]


def short_examples(
    data: ReadingData, tokenizer: Tokenizer, question: Question, ids: Ids, longest: int, chance: random.Random
) -> Iterator[Example]:
    """Of one question, written as `ids`."""
    context = data.contexts[question.context]
    around = sentences_around(context, question.spans, chance)
    marks = data.marks

    def example(asked: Ids, passage: Ids, spans: Sequence[Range]) -> Example:
        return assemble(marks.cls, marks.sep, asked, passage, spans, longest)

    first, last = around[0][0], around[-1][1]
    inside = [(start - first, end - first) for start, end in question.spans]
    yield example(ids, context.ids[first:last], inside)
    if chance.random() < NEAR_MISSES:
        missed = near_miss(data, question, around, chance)
        if missed is not None:
            yield example(ids, missed, [])
    if chance.random() < MADE_FACTS:
        text = window_text(context, (first, last))
        thing = thing_in(text, chance)
        if thing is None:
            return
        fact = made_fact(thing, text, chance)
        own = tokenizer.encode(fact.statement, add_special_tokens=False)
        # Alone, or between two of the sentences.
        alone = chance.random() < 0.3
        before = [] if alone else around[: chance.randint(0, len(around))]
        after = [] if alone else around[len(before) :]
        passage = np.concatenate(
            [*(context.ids[s:e] for s, e in before), np.array(own.ids, np.int32), *(context.ids[s:e] for s, e in after)]
        )
        shift = sum(e - s for s, e in before)
        for asked, answer in fact.asked:
            spans = [] if answer is None else [_pieces_of(own.offsets, fact.statement, answer, shift)]
            yield example(_written(tokenizer, asked, chance), passage, spans)


def sentences_around(context: Context, spans: Sequence[Range], chance: random.Random) -> list[Range]:
    """The sentences of one annotator's answer and some beside them, in word pieces."""
    start, end = chance.choice(spans)
    touched = [i for i, (s, e) in enumerate(context.sentences) if s < end and e > start]
    if not touched:
        return [(start, end)]
    first = max(0, touched[0] - chance.choice(NEIGHBOURS))
    last = touched[-1] + 1 + chance.choice(NEIGHBOURS)
    return [(s, e) for s, e in context.sentences[first:last] if e > s]


def near_miss(data: ReadingData, question: Question, around: Sequence[Range], chance: random.Random) -> Ids | None:
    """What lies beside the answer without it, or the sentence most like the question that has not its words."""
    context = data.contexts[question.context]
    said = [answer.lower() for answer in question.answers]

    def silent(sentence: Range) -> bool:
        start, end = sentence
        if any(s < end and e > start for s, e in question.spans):
            return False
        text = window_text(context, sentence).lower()
        return not any(answer in text for answer in said)

    left = [context.ids[s:e] for s, e in around if silent((s, e))]
    if left and chance.random() < 0.4:
        return np.concatenate(left)
    others = [sentence for sentence in context.sentences if sentence[1] - sentence[0] > 4 and silent(sentence)]
    if others:
        return context.ids[slice(*_most_alike(context, question, others, chance))]
    # A text of one sentence: one of another text, which retrieval finds near.
    foreign = [(c, w) for c, w in question.negatives if c != question.context]
    if not foreign:
        return None
    c, w = chance.choice(foreign[:6])
    other = data.contexts[c]
    first, last = other.windows[w]
    inside = [(s, e) for s, e in other.sentences if s >= first and e <= last and e > s]
    return other.ids[slice(*_most_alike(other, question, inside, chance))] if inside else other.ids[first:last]


def _most_alike(context: Context, question: Question, sentences: Sequence[Range], chance: random.Random) -> Range:
    """By how many word pieces they share with the question; of the two best, either."""
    asked = set(question.ids.tolist())
    scores = [len(asked & set(context.ids[s:e].tolist())) + chance.random() for s, e in sentences]
    best = sorted(range(len(sentences)), key=lambda i: -scores[i])[:2]
    return sentences[chance.choice(best)]


def _pieces_of(offsets: Sequence[Range], statement: str, answer: str, shift: int) -> Range:
    """Half-open range of word pieces that the answer covers."""
    begin = statement.index(answer)
    covered = [i for i, (s, e) in enumerate(offsets) if s < begin + len(answer) and e > begin]
    return covered[0] + shift, covered[-1] + 1 + shift


def _written(tokenizer: Tokenizer, question: str, chance: random.Random) -> Ids:
    if chance.random() < CARELESS:
        question = re.sub(r"\?$", "", question)
    return np.array(tokenizer.encode(question, add_special_tokens=False).ids, np.int32)
