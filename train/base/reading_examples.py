"""What the reader is trained on: views of answers and of hard negatives, as word pieces, in batches of one length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from base.reading_data import Context, Ids, Marks, Question, ReadingData
from base.short_examples import short_examples
from personal_assistant_train.learning.examples import Example, assemble, batches_of_groups

# Length buckets are sorted within this many batches, so that batches stay mixed over an epoch.
POOL = 64


@dataclass(frozen=True)
class Views:
    """How questions and passages are put together.

    `longest`: word pieces of question and passage; `long_share`: of the positives, how many show more of the text than
    the serving window; `negatives`: on average for a question; `noise`: share of questions written carelessly;
    `short_share`: of the questions that are asked of passages as short as what people teach (`short_examples.py`).
    """

    batch_tokens: int = 4096
    negatives: float = 1.0
    long_share: float = 0.4
    longest: int = 320
    noise: float = 0.15
    qamr_share: float = 1.0
    short_share: float = 0.0
    seed: int = 1


def examples(data: ReadingData, tokenizer: Tokenizer, views: Views, epoch: int) -> Iterator[list[Example]]:
    """All of an epoch, those of one question together, shuffled; the same for the same seed."""
    chance = random.Random(views.seed * 1000 + epoch)
    order = [
        i
        for i, question in enumerate(data.questions)
        if not data.contexts[question.context].held_out
        and (data.contexts[question.context].domain != "qamr" or chance.random() < views.qamr_share)
    ]
    chance.shuffle(order)
    for i in order:
        question = data.questions[i]
        context = data.contexts[question.context]
        ids = noisy(data.marks, question.ids, chance) if chance.random() < views.noise else question.ids
        if views.short_share and chance.random() < views.short_share:
            yield list(short_examples(data, tokenizer, question, ids, views.longest, chance))
            continue
        shown = positive_range(question, context, views, chance)
        found = [pair(data.marks, ids, context, shown, question.spans, views.longest)]
        count = int(views.negatives) + (chance.random() < views.negatives % 1)
        for c, w in chance.sample(question.negatives, min(count, len(question.negatives))):
            # A negative is as long as a positive now and then, else length would tell them apart.
            other = data.contexts[c]
            window = other.windows[w]
            if c != question.context and chance.random() < views.long_share:
                window = widened(other, window, views.longest - len(ids), chance)
            found.append(pair(data.marks, ids, other, window, [], views.longest))
        yield found


def positive_range(question: Question, context: Context, views: Views, chance: random.Random) -> tuple[int, int]:
    start, end = chance.choice(question.spans)
    holding = [w for w in context.windows if w[0] <= start and end <= w[1]]
    window = chance.choice(holding) if holding else (max(0, start - 50), min(len(context.ids), end + 50))
    if holding and chance.random() >= views.long_share:
        return window
    return widened(context, window, views.longest - len(question.ids), chance)


def widened(context: Context, window: tuple[int, int], most: int, chance: random.Random) -> tuple[int, int]:
    """The window with whole sentences added on both sides in turn, up to a random length of at most `most`."""
    first, last = window
    wanted = most if chance.random() < 0.5 else chance.randint(last - first, max(most, last - first))
    before = [s for s, _ in context.sentences if s < first]
    after = [e for _, e in context.sentences if e > last]
    while before or after:
        left = bool(before) and (not after or chance.random() < 0.5)
        bounds = (before.pop(), last) if left else (first, after.pop(0))
        if bounds[1] - bounds[0] > wanted:
            break
        first, last = bounds
    return first, last


def noisy(marks: Marks, ids: Ids, chance: random.Random) -> Ids:
    """A question as chats have it: no question mark, a word missing or two swapped."""
    words = [i for i in ids.tolist() if i != marks.question]
    if len(words) > 4:
        at = chance.randrange(len(words) - 1)
        match chance.randrange(3):
            case 0:
                words.pop(at)
            case 1:
                words[at], words[at + 1] = words[at + 1], words[at]
    return np.array(words or ids.tolist(), np.int32)


def pair(
    marks: Marks, ids: Ids, context: Context, window: tuple[int, int], spans: Sequence[tuple[int, int]], longest: int
) -> Example:
    """Question and window, at most `longest`; spans outside the window are left out."""
    first, last = window
    inside = [(start - first, end - first) for start, end in spans]
    return assemble(marks.cls, marks.sep, ids, context.ids[first:last], inside, longest)


def batches(
    data: ReadingData, tokenizer: Tokenizer, views: Views, epoch: int, together: bool = False
) -> Iterator[list[Example]]:
    """Examples of about one length, `batch_tokens` word pieces with padding; `together`: all of a question in one."""
    chance = random.Random(views.seed * 1000 + epoch + 500)
    pool: list[list[Example]] = []
    tokens = 0
    for found in examples(data, tokenizer, views, epoch):
        pool.extend([found] if together else [[example] for example in found])
        tokens += sum(len(example.ids) for example in found)
        if tokens > POOL * views.batch_tokens:
            yield from batches_of_groups(pool, views.batch_tokens, chance)
            pool, tokens = [], 0
    if pool:
        yield from batches_of_groups(pool, views.batch_tokens, chance)
