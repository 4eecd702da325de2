"""The embedder's training learns, and one that was stopped goes on as if nothing had been."""

from pathlib import Path

from .learning_environment import run_there
from .reading_rooms import read_rooms


def test_a_training_learns_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    # PyTorch's environment has no runtime for the embedder that finds the negatives: what is found is cached here.
    read_rooms(tmp_path)
    report = run_there("tests.tiny_embedder", tmp_path)
    assert report["same"]
    assert report["after"] < report["before"] / 3
