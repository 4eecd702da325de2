"""`base/contrast.py`; needs the environment with PyTorch."""

from math import exp, log

import pytest

from .learning_environment import run_there


def test_the_passages_of_a_question_are_compared() -> None:
    report = run_there("tests.hand_made_reading")
    # Of four positions in each of two passages ([SEP] counts), and of two passages.
    assert report["torn"] == pytest.approx(log(8) + log(2), rel=1e-4)
    assert report["wrong"] == pytest.approx(log(7 + exp(8)) + log(1 + exp(8)), rel=1e-4)
    assert report["sure"] < 1e-6
    # What counts is how far a passage's best word leads over its own «no answer here».
    assert report["shifted"] == pytest.approx(report["sure"], abs=1e-6)
    assert report["alone"] == 0
