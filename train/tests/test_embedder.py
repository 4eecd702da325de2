from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from personal_assistant_train.embedder import BaseModelError, Embedder, verified_checksums

from .conftest import EMBEDDER

# Vectors of the float32 weights, made by train/base (rounded to four digits).
FLOAT_VECTORS = json.loads((Path(__file__).parent / "float_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(EMBEDDER, threads=2)


def test_vectors_are_those_of_the_float_weights_but_for_rounding(embedder: Embedder) -> None:
    texts = list(FLOAT_VECTORS)
    vectors = embedder.embed(texts)
    expected = np.array([FLOAT_VECTORS[text] for text in texts], np.float32)
    cosines = (vectors * expected).sum(axis=1)
    assert cosines.min() > 0.97
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    # Each is nearest to its own.
    assert (vectors @ expected.T).argmax(axis=1).tolist() == list(range(len(texts)))


def test_a_vector_does_not_depend_on_the_texts_beside_it(embedder: Embedder) -> None:
    texts = list(FLOAT_VECTORS)
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_any_text_has_a_vector(embedder: Embedder) -> None:
    vectors = embedder.embed(["", "word " * 5000, "🎉", "\x00"])
    assert vectors.shape == (4, 384)
    assert np.isfinite(vectors).all()
    assert embedder.embed([]).shape == (0, 384)


def test_progress_is_told(embedder: Embedder) -> None:
    seen: list[int] = []
    embedder.embed(["a"] * 40, seen.append)
    assert seen == [16, 32]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    for name in ("checksums.json", "config.json", "tokenizer.json", "MODEL_CARD.md"):
        shutil.copy(EMBEDDER / name, tmp_path / name)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(BaseModelError, match=r"model\.onnx differs"):
        verified_checksums(tmp_path)
    (tmp_path / "model.onnx").unlink()
    with pytest.raises(BaseModelError, match=r"model\.onnx is missing"):
        verified_checksums(tmp_path)
