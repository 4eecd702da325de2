"""Writes a large `passages.lance` with the train service's own code, and prints how long each part took.

    python build.py FOLDER ROWS SAMPLE.json

`SAMPLE.json` is `{"texts": [...], "questions": [...]}`, real ones. Their embeddings are the ground that the rows stand on: each row's
vector is a mixture of two of them with some noise, and its text five of their sentences, so that neighbours and word
frequencies are like those of a real collection. Prints a JSON object a line: `{"stage", "seconds"}`, and at last
`{"peak_bytes", "questions": [[...]], "nearest": [[...]]}` with the questions' vectors and the ids of the ten exact nearest rows.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "train"))

from personal_assistant_train import index  # noqa: E402
from personal_assistant_train.embedder import Embedder, Vectors  # noqa: E402
from personal_assistant_train.passages import Passage  # noqa: E402
from personal_assistant_train.sentences import Span, split_sentences  # noqa: E402

SENTENCES = 5
# Of the second embedding and of the noise, beside 1 of the first: the nearest row of a row is then at a cosine of about 0.8.
SECOND, NOISE = 0.6, 0.35
NEAREST = 10
ROWS_AT_ONCE = 20_000

T = TypeVar("T")


class Rows(Sequence[Passage]):
    """Made when they are read: a million of them would need gigabytes."""

    def __init__(self, count: int, sentences: list[str]) -> None:
        self.count, self.sentences = count, sentences
        picks = np.random.default_rng(2).integers(len(sentences), size=(count, SENTENCES), dtype=np.int32)
        self.picks: npt.NDArray[np.int32] = picks

    def __len__(self) -> int:
        return self.count

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> list[Passage]: ...
    def __getitem__(self, at: int | slice) -> Passage | list[Passage]:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(self.count))]
        spans, text = [], ""
        for pick in self.picks[at].tolist():
            start = len(text) + (1 if text else 0)
            text = f"{text} {self.sentences[pick]}".strip()
            spans.append(Span(start, len(text)))
        return Passage(at + 1, text, 0, len(text), tuple(spans))


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def mixtures(real: Vectors, rows: int, path: Path) -> Vectors:
    """(rows, D), in a file; D as of `real`."""
    dimensions = real.shape[1]
    random = np.random.default_rng(1)
    vectors = np.lib.format.open_memmap(path, "w+", np.float32, (rows, dimensions))
    for first in range(0, rows, ROWS_AT_ONCE):
        count = min(ROWS_AT_ONCE, rows - first)
        one, other = random.integers(len(real), size=(2, count))
        noise = random.standard_normal((count, dimensions)).astype(np.float32) * (NOISE / dimensions**0.5)
        weight = random.uniform(0, SECOND, (count, 1)).astype(np.float32)
        vectors[first : first + count] = unit(real[one] + weight * real[other] + noise)
    return vectors


def exact_nearest(vectors: Vectors, questions: Vectors) -> list[list[int]]:
    """Ids of the rows with the highest cosine to each question, best first."""
    best_ids = np.zeros((len(questions), 0), np.int64)
    best = np.zeros((len(questions), 0), np.float32)
    for first in range(0, len(vectors), ROWS_AT_ONCE):
        scores = questions @ vectors[first : first + ROWS_AT_ONCE].T
        ids = np.broadcast_to(np.arange(first, first + scores.shape[1]) + 1, scores.shape)
        best, best_ids = np.hstack([best, scores]), np.hstack([best_ids, ids])
        order = np.argsort(-best, axis=1)[:, :NEAREST]
        best, best_ids = np.take_along_axis(best, order, 1), np.take_along_axis(best_ids, order, 1)
    return best_ids.tolist()


def timed(stage: str, work: Callable[[], T]) -> T:
    begun = time.perf_counter()
    result = work()
    print(json.dumps({"stage": stage, "seconds": round(time.perf_counter() - begun, 2)}), flush=True)
    return result


def main(folder: Path, rows: int, sample: dict[str, list[str]]) -> None:
    embedder = Embedder(ROOT / "models/base/embedder", threads=2)
    real = timed("embed the sample", lambda: embedder.embed(sample["texts"]))
    questions = unit(embedder.embed(sample["questions"]))
    vectors = timed("make the vectors", lambda: mixtures(real, rows, folder / "vectors.npy"))
    sentences = [text[span.start : span.end] for text in sample["texts"] for span in split_sentences(text)]
    nearest = timed("find the exact neighbours", lambda: exact_nearest(vectors, questions))
    passages = Rows(rows, sentences)
    table = timed("write", lambda: index.write_table(folder, passages, vectors))
    timed("index words", lambda: index.index_words(table))
    timed("index vectors", lambda: index.index_vectors(table))
    (folder / "vectors.npy").unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    last: dict[str, Any] = {"peak_bytes": peak, "questions": questions.tolist(), "nearest": nearest}
    print(json.dumps(last), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()))
