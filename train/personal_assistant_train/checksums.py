"""SHA-256 of files, and what they say of a model."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256_of(file: Path) -> str:
    """Hexadecimal; reads the file in pieces."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def model_sha256(model: str, tokenizer: str) -> str:
    """The identity of a model, from the sums of its two files: equal sums compute equal numbers."""
    return hashlib.sha256((model + tokenizer).encode()).hexdigest()
