"""Writes `passages.lance`: text, vector and full-text index of every passage. The prediction service reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import lance
import numpy as np
import pyarrow as pa

from .embedder import Vectors
from .passages import Passage

TABLE = "passages.lance"
ROWS_PER_BATCH = 5_000
# Up to here exact search is fast (a few ms) and finds everything; above it an approximate index takes over.
EXACT_SEARCH_UP_TO = 50_000
ROWS_OF_A_PARTITION = 16_000
# The vectors have length one, so exact search by L2 orders alike.
METRIC = "cosine"

_FIELDS: list[pa.Field[Any]] = [
    pa.field("id", pa.int64(), nullable=False),
    pa.field("train_data_id", pa.int64(), nullable=False),
    pa.field("text", pa.string(), nullable=False),
    pa.field("start", pa.int32(), nullable=False),
    pa.field("end", pa.int32(), nullable=False),
    pa.field("sentences", pa.list_(pa.list_(pa.int32())), nullable=False),
]


def _schema(dimensions: int) -> pa.Schema:
    vector: pa.Field[Any] = pa.field("vector", pa.list_(pa.float32(), dimensions), nullable=False)
    return pa.schema([*_FIELDS, vector])


def write_index(directory: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Args: `directory` is absolute; `vectors` (N, D) in the order of `passages`."""
    table = write_table(directory, passages, vectors)
    index_words(table)
    index_vectors(table)


def write_table(directory: Path, passages: Sequence[Passage], vectors: Vectors) -> lance.LanceDataset:
    """The rows alone; arguments as of `write_index`."""
    rows = pa.RecordBatchReader.from_batches(_schema(vectors.shape[1]), _batches(passages, vectors))
    return lance.write_dataset(rows, directory / TABLE)


def index_words(table: lance.LanceDataset) -> None:
    """Word by word in lower case, without accents, stemmed and without stop words, which questions are full of."""
    table.create_scalar_index(
        "text",
        "INVERTED",
        base_tokenizer="simple",
        language="English",
        lower_case=True,
        stem=True,
        remove_stop_words=True,
        ascii_folding=True,
        with_position=False,
    )


def index_vectors(table: lance.LanceDataset) -> None:
    """An approximate index where exact search would take too long; the prediction service says how far it looks."""
    rows = table.count_rows()
    if rows > EXACT_SEARCH_UP_TO:
        partitions = max(1, round(rows / ROWS_OF_A_PARTITION))
        table.create_index("vector", "IVF_HNSW_SQ", metric=METRIC, num_partitions=partitions)


def _batches(passages: Sequence[Passage], vectors: Vectors) -> Iterator[pa.RecordBatch]:
    for first in range(0, len(passages), ROWS_PER_BATCH):
        rows = passages[first : first + ROWS_PER_BATCH]
        flat = pa.array(np.ascontiguousarray(vectors[first : first + len(rows)]).reshape(-1), pa.float32())
        yield pa.RecordBatch.from_arrays(
            [
                pa.array(range(first + 1, first + len(rows) + 1), pa.int64()),
                pa.array([row.train_data_id for row in rows], pa.int64()),
                pa.array([row.text for row in rows], pa.string()),
                pa.array([row.start for row in rows], pa.int32()),
                pa.array([row.end for row in rows], pa.int32()),
                pa.array([[[s.start, s.end] for s in row.sentences] for row in rows], pa.list_(pa.list_(pa.int32()))),
                pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
            ],
            schema=_schema(vectors.shape[1]),
        )


def known_vectors(directory: Path) -> tuple[dict[str, int], Vectors]:
    """Row of each passage text of another version, and its vectors (M, D)."""
    columns: Any = lance.dataset(directory / TABLE).to_table(columns=["text", "vector"])
    texts = columns.column("text").to_pylist()
    flat = columns.column("vector").combine_chunks()
    values = flat.flatten().to_numpy(zero_copy_only=False).astype(np.float32, copy=False)
    return {text: row for row, text in enumerate(texts)}, values.reshape(len(texts), -1)
