"""The embedder (shipped: a MiniLM in int8 ONNX), the same files that the prediction service runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from .checksums import model_sha256, sha256_of
from .contracts import ModelIdentity

Vectors = npt.NDArray[np.float32]


class BaseModelError(Exception):
    """`models/base` is missing or damaged; the message says what to do."""


def verified_checksums(directory: Path) -> dict[str, str]:
    """SHA-256 by file name, after comparing each with the file itself.

    Raises:
        BaseModelError: a file is missing or differs.
    """
    try:
        checksums: dict[str, str] = json.loads((directory / "checksums.json").read_bytes())["sha256"]
        for name, expected in checksums.items():
            if sha256_of(directory / name) != expected:
                raise BaseModelError(
                    f"{directory / name} differs from its checksum: fetch it again from where it came."
                )
    except OSError as error:
        raise BaseModelError(
            f"{error.filename} is missing: set BASE_MODELS_DIR, or EMBEDDER_MODEL, to the folder of the model."
        ) from error
    return checksums


def load_tokenizer(directory: Path) -> Tokenizer:
    """WordPiece, uncased; neither pads nor truncates."""
    return Tokenizer.from_file(str(directory / "tokenizer.json"))


def token_starts(tokenizer: Tokenizer) -> Callable[[str], list[int]]:
    """Where the word pieces of a text begin, in code points, without the special ones."""

    def starts(text: str) -> list[int]:
        return [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]

    return starts


class Embedder:
    """Text → unit vector.

    Each text runs alone and unpadded on one thread, `threads` texts at a time: activations are quantised with one scale
    per tensor, so in a batch the vector of a text would depend on its neighbours. It is also the fastest way
    (docs/experiments.md, 2026-11-22).
    """

    def __init__(self, directory: Path, threads: int) -> None:
        import onnxruntime as ort  # 60 MB: only the process that embeds pays for it

        checksums = verified_checksums(directory)
        config = json.loads((directory / "config.json").read_bytes())
        if config["kind"] != "embedder":
            raise BaseModelError(
                f"{directory} holds a model of kind «{config['kind']}»: set EMBEDDER_MODEL to an embedder."
            )
        self.dimensions = int(config["dimensions"])
        # Vectors of two embedders can be compared only when all that makes a vector is the same.
        sha256 = model_sha256(checksums["model.onnx"], checksums["tokenizer.json"])
        self.identity = ModelIdentity(name=config["name"], sha256=sha256)
        self.tokenizer = load_tokenizer(directory)
        self._truncating = load_tokenizer(directory)
        self._truncating.enable_truncation(int(config["maxTokens"]))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = ort.InferenceSession(
            str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._threads = threads

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda _count: None) -> Vectors:
        """(N, D), rows of length one. `done` hears how many are finished, now and then."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            for index, vector in enumerate(pool.map(self._embed_one, texts)):
                vectors[index] = vector
                if index % 16 == 15:
                    done(index + 1)
        return vectors

    def _embed_one(self, text: str) -> Vectors:
        ids = np.array([self._truncating.encode(text).ids], np.int64)  # (1, T)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector
