"""`learning/reader_file.py`; needs the environment with PyTorch."""

from __future__ import annotations

from pathlib import Path

from .learning_environment import run_there

MATRIX = [[64.0, -2.0, 3.0], [-4.0, 64.0, 0.0]]


def test_every_matrix_is_read_and_written_however_it_is_kept(tmp_path: Path) -> None:
    read, written = run_there("tests.tiny_reader_file", tmp_path)
    kept = ("quantised", "plain", "single", "untransposed")
    assert read == {f"{name}.weight": MATRIX for name in kept}
    twice = [[2 * value for value in row] for row in MATRIX]
    assert written == {f"{name}.weight": twice for name in kept}
