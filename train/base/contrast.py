"""What is learned from the passages of one question side by side: which of them answers it, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor

from personal_assistant_train.learning.batch import Batch
from personal_assistant_train.learning.examples import Example
from personal_assistant_train.learning.reader_model import Reading


def contrast_loss(read: Reading, batch: Batch, chosen: Sequence[Example]) -> Tensor:
    """Cross entropy over all passages of a question at once, mean over the questions that have one with the answer and
    one without; 0 when the batch has no such question.

    Start and end: over the positions of all of its passages, each beside its own «no answer here» (shared
    normalisation, Clark & Gardner 2018), as the product compares spans of several passages. «Answers at all»: over the
    passages.
    """
    losses: list[Tensor] = []
    for rows in _passages_of_questions(chosen):
        answers = batch.answerable[rows]
        if not 0 < float(answers.sum()) < len(rows):
            continue
        ends = [
            _cross_entropy((logits[rows, 1:] - logits[rows, :1]).flatten(), target[rows, 1:].flatten())
            for logits, target in ((read.start, batch.start), (read.end, batch.end))
        ]
        losses.append((ends[0] + ends[1]) / 2 + _cross_entropy(read.answerable[rows], answers))
    return torch.stack(losses).mean() if losses else read.answerable.sum() * 0


def _passages_of_questions(chosen: Sequence[Example]) -> list[list[int]]:
    """Rows with the same question."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for row, example in enumerate(chosen):
        found[example.ids[: example.passage].tobytes()].append(row)
    return list(found.values())


def _cross_entropy(logits: Tensor, weights: Tensor) -> Tensor:
    return -(logits.log_softmax(dim=0) * weights).sum() / weights.sum()
