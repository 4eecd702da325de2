"""Measures a reader: EM and F1 on the right text, and how well it tells passages that answer from those that do not.

python -m base.measure_reader --encoder <wheel> --reader <.pt or ONNX folder> --data reading-dev.jsonl.gz --cache work

Reads the serving windows of the right text (the best one counts) and, for comparison, the whole text. Scores as
SQuAD's: lower case, no punctuation, no articles; the best over the annotators. Near: the sentences of the answer
against those beside it, or the one of the same text that is most like the question.
"""

from __future__ import annotations

import argparse
import random
import re
import string
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from base.encoder import Encoder, read_encoder
from base.reading_data import Context, Ids, Marks, Question, ReadingData, read
from base.reading_examples import pair
from base.short_examples import near_miss, sentences_around
from base.train_reader import load_reader
from base.training import EMBEDDER
from personal_assistant_train.learning.batch import collate
from personal_assistant_train.learning.examples import Example, assemble

LONGEST = 384
LONGEST_ANSWER = 40
DOMAINS = ("reddit", "amazon_reviews", "new_wiki")
Floats = npt.NDArray[np.float32]
# ids, mask, types (1, T) → start (T,), end (T,), answerable
Run = Callable[[Example], tuple[Floats, Floats, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """`score`: the best span's logits over those of «no answer here», with the judge's logit."""

    answer: str
    span: float
    judge: float

    @property
    def score(self) -> float:
        return self.span + self.judge


def torch_run(weights: Path, encoder: Encoder) -> Run:
    model = load_reader(encoder, weights).eval()
    torch.set_num_threads(1)

    def run(example: Example) -> tuple[Floats, Floats, float]:
        with torch.no_grad():
            start, end, judged = model(*collate([example]).inputs)
        return start[0].numpy(), end[0].numpy(), float(judged[0])

    return run


def onnx_run(folder: Path) -> Run:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])

    def run(example: Example) -> tuple[Floats, Floats, float]:
        names = ("input_ids", "attention_mask", "token_type_ids")
        inputs = collate([example]).inputs
        start, end, judged = session.run(None, {n: t.numpy() for n, t in zip(names, inputs, strict=True)})
        return start[0], end[0], float(judged[0])

    return run


def best_span(start: Floats, end: Floats, passage: int) -> tuple[int, int, float]:
    """Positions and the sum of logits of the best span of the passage, over that of [CLS]."""
    last = len(start) - 1  # [SEP]
    scores = start[passage:last, None] + end[None, passage:last]
    length = np.arange(len(scores))[None, :] - np.arange(len(scores))[:, None]
    scores = np.where((length >= 0) & (length < LONGEST_ANSWER), scores, -np.inf)
    first, final = np.unravel_index(int(scores.argmax()), scores.shape)
    return int(first), int(final), float(scores[first, final] - start[0] - end[0])


def answer_in(run: Run, marks: Marks, question: Question, context: Context, window: tuple[int, int]) -> Found:
    example = pair(marks, question.ids, context, window, [], LONGEST)
    start, end, judged = run(example)
    first, final, score = best_span(start, end, example.passage)
    begin = window[0] + first
    text = context.text[context.starts[begin] : context.ends[window[0] + final]]
    return Found(text, score, judged)


def normalize(text: str) -> list[str]:
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def f1(answer: str, gold: str) -> float:
    mine, theirs = normalize(answer), normalize(gold)
    common = sum((Counter(mine) & Counter(theirs)).values())
    if not mine or not theirs:
        return float(mine == theirs)
    return 2 * common / (len(mine) + len(theirs))


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    ordered = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    ranks = sum(rank for rank, (_, label) in enumerate(ordered, 1) if label)
    return (ranks - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


@dataclass(frozen=True, slots=True)
class Score:
    """Means in percent; `whole`: F1 with all of the text at once; `auc`: the right text against others, `near`: the
    sentences of the answer against those that are only like an answer.
    """

    count: int
    em: float
    f1: float
    whole: float
    auc: float
    near: float


# By domain, and of all.
Scores = dict[str, Score]


def score(data: ReadingData, rows: Sequence[Question], run: Run) -> Scores:
    results: dict[str, list[tuple[float, ...]]] = defaultdict(list)

    def one(question: Question) -> tuple[str, tuple[float, ...]]:
        context = data.contexts[question.context]
        found = max((answer_in(run, data.marks, question, context, w) for w in context.windows), key=lambda f: f.score)
        whole = answer_in(run, data.marks, question, context, (0, len(context.ids)))
        other = [
            answer_in(run, data.marks, question, data.contexts[c], data.contexts[c].windows[w]).score
            for c, w in [pair for pair in question.negatives if pair[0] != question.context][:2]
        ]
        return context.domain, (
            max(f1(found.answer, gold) for gold in question.answers),
            float(any(normalize(found.answer) == normalize(gold) for gold in question.answers)),
            max(f1(whole.answer, gold) for gold in question.answers),
            found.score,
            max(other, default=-99.0),
            *short_scores(run, data, question),
        )

    with ThreadPoolExecutor(2) as pool:
        for domain, row in pool.map(one, rows):
            for name in (domain, "all"):
                results[name].append(row)
    scores: Scores = {}
    for name, found in results.items():
        means = np.array(found).mean(axis=0) * 100
        ability = auc([row[3] for row in found], [row[4] for row in found])
        near = auc([row[5] for row in found], [row[6] for row in found])
        scores[name] = Score(len(found), float(means[1]), float(means[0]), float(means[2]), ability, near)
    return scores


def short_scores(run: Run, data: ReadingData, question: Question) -> tuple[float, float]:
    """Of the sentences of an answer, and of some that have none."""
    # The same ones for every reader.
    chance = random.Random(question.text)
    context = data.contexts[question.context]
    around = sentences_around(context, question.spans, chance)
    missed = near_miss(data, question, around, chance)

    def score_of(passage: Ids) -> float:
        example = assemble(data.marks.cls, data.marks.sep, question.ids, passage, [], LONGEST)
        start, end, judged = run(example)
        return best_span(start, end, example.passage)[2] + judged

    return score_of(context.ids[around[0][0] : around[-1][1]]), -99.0 if missed is None else score_of(missed)


def measure(data: ReadingData, rows: Sequence[Question], run: Run) -> None:
    began = time.perf_counter()
    scores = score(data, rows, run)
    print(f"{'domain':16}{'n':>6}{'EM':>7}{'F1':>7}{'F1 whole':>10}{'AUC':>8}{'near':>8}")
    for name, one in sorted(scores.items()):
        print(f"{name:16}{one.count:6}{one.em:7.1f}{one.f1:7.1f}{one.whole:10.1f}{one.auc:8.3f}{one.near:8.3f}")
    print(f"{time.perf_counter() - began:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embedder", type=Path, default=EMBEDDER)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--domains", nargs="*", default=DOMAINS)
    parser.add_argument("--held-out", action="store_true", help="only the contexts that are never trained on")
    parser.add_argument("--limit", type=int, default=0)
    given = parser.parse_args()
    encoder = read_encoder(given.encoder)
    data = read(given.data, encoder.tokenizer, given.embedder, given.cache)
    rows = [
        q
        for q in data.questions
        if data.contexts[q.context].domain in given.domains
        and (data.contexts[q.context].held_out or not given.held_out)
    ]
    random.Random(1).shuffle(rows)
    run = onnx_run(given.reader) if given.reader.is_dir() else torch_run(given.reader, encoder)
    measure(data, rows[: given.limit or None], run)


if __name__ == "__main__":
    main()
