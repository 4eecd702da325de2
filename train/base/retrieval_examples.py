"""What the embedder is trained on: batches of questions and windows in which much is alike and little belongs together.

The other windows of a batch are a question's negatives, so a batch is made of clusters: a window that answers, and the
windows that retrieval confuses with it (`Question.negatives`), most of which answer other questions of the batch. All
of a batch are of one domain, as the texts of a group are.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from base.reading_data import Ids, Marks, Question, ReadingData, window_text
from base.reading_examples import noisy

# (context, window)
Place = tuple[int, int]
# An answer as short as this stands in many texts that have nothing to do with the question.
SHORT_ANSWER = 4


@dataclass(frozen=True)
class Mixture:
    """`windows`: in a batch; `cluster`: windows that are alike; `each`: questions of a window, at most, in an epoch.

    `idle`: of a cluster's windows, how many at most answer nothing in the batch; `noise`: share of questions written
    carelessly.
    """

    windows: int = 192
    cluster: int = 4
    idle: int = 1
    each: int = 4
    noise: float = 0.15
    qamr_share: float = 0.3
    seed: int = 1


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Q questions and W windows as word pieces with [CLS] and [SEP].

    `relevant` (Q, W): the window answers; `counted` (Q, W): it answers, or surely does not.
    """

    questions: list[Ids]
    windows: list[Ids]
    relevant: npt.NDArray[np.bool_]
    counted: npt.NDArray[np.bool_]


def pair_batches(data: ReadingData, mixture: Mixture, epoch: int) -> Iterator[PairBatch]:
    """All of an epoch, shuffled; the same for the same seed."""
    chance = random.Random(mixture.seed * 1000 + epoch)
    asked = _asked(data, mixture, chance)
    by_domain: dict[str, list[Place]] = defaultdict(list)
    for place in asked:
        by_domain[data.contexts[place[0]].domain].append(place)
    batches = [batch for places in by_domain.values() for batch in _clustered(data, asked, places, mixture, chance)]
    chance.shuffle(batches)
    for batch in batches:
        yield assemble(data, batch, [q for place in batch for q in asked.get(place, ())], mixture, chance)


def _asked(data: ReadingData, mixture: Mixture, chance: random.Random) -> dict[Place, list[int]]:
    """The questions of each window, each question with one of the windows that answer it."""
    asked: dict[Place, list[int]] = defaultdict(list)
    order = list(range(len(data.questions)))
    chance.shuffle(order)
    for i in order:
        question = data.questions[i]
        context = data.contexts[question.context]
        if context.held_out or (context.domain == "qamr" and chance.random() >= mixture.qamr_share):
            continue
        holding = answering(data, question)
        if holding:
            place = question.context, chance.choice(holding)
            if len(asked[place]) < mixture.each:
                asked[place].append(i)
    return dict(asked)


def answering(data: ReadingData, question: Question) -> list[int]:
    """The windows of the question's context that hold one of its answers whole."""
    return [
        w
        for w, (first, last) in enumerate(data.contexts[question.context].windows)
        if any(first <= start and end <= last for start, end in question.spans)
    ]


def _clustered(
    data: ReadingData, asked: dict[Place, list[int]], places: list[Place], mixture: Mixture, chance: random.Random
) -> Iterator[list[Place]]:
    order = list(places)
    chance.shuffle(order)
    left = dict.fromkeys(order)
    batch: dict[Place, None] = {}
    for seed in order:
        if seed not in left:
            continue
        del left[seed]
        cluster, idle = [seed], 0
        near = [place for question in asked[seed] for place in data.questions[question].negatives]
        chance.shuffle(near)
        for place in near:
            if len(cluster) == mixture.cluster:
                break
            if place in left:
                del left[place]
                cluster.append(place)
            elif place not in batch and place not in cluster and idle < mixture.idle:
                idle += 1
                cluster.append(place)
        batch |= dict.fromkeys(cluster)
        if len(batch) >= mixture.windows:
            yield list(batch)
            batch = {}
    # A few windows are too easy to tell apart to be worth a step.
    if len(batch) >= mixture.windows // 2:
        yield list(batch)


def assemble(
    data: ReadingData, places: Sequence[Place], questions: Sequence[int], mixture: Mixture, chance: random.Random
) -> PairBatch:
    relevant = np.zeros((len(questions), len(places)), np.bool_)
    counted = np.ones_like(relevant)
    texts = [window_text(data.contexts[c], data.contexts[c].windows[w]).lower() for c, w in places]
    for row, i in enumerate(questions):
        question = data.questions[i]
        holding = set(answering(data, question))
        spoken = {answer.lower() for answer in question.answers if len(answer) >= SHORT_ANSWER}
        for column, (c, w) in enumerate(places):
            if c == question.context and w in holding:
                relevant[row, column] = True
            elif any(answer in texts[column] for answer in spoken):
                # Who says the same words may well answer too.
                counted[row, column] = False
    asked = [data.questions[i].ids for i in questions]
    return PairBatch(
        [
            _framed(data.marks, noisy(data.marks, ids, chance) if chance.random() < mixture.noise else ids)
            for ids in asked
        ],
        [window_ids(data, place) for place in places],
        relevant,
        counted,
    )


def window_ids(data: ReadingData, place: Place) -> Ids:
    c, w = place
    first, last = data.contexts[c].windows[w]
    return _framed(data.marks, data.contexts[c].ids[first:last])


def question_ids(data: ReadingData, question: int) -> Ids:
    return _framed(data.marks, data.questions[question].ids)


def _framed(marks: Marks, ids: Ids) -> Ids:
    """At most the 256 word pieces that the embedder reads."""
    return np.concatenate([[marks.cls], ids[:254], [marks.sep]]).astype(np.int32)
