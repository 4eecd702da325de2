from __future__ import annotations

import numpy as np
import pytest

from personal_assistant_train import repeats
from personal_assistant_train.contracts import TaughtText
from personal_assistant_train.embedder import Vectors
from personal_assistant_train.repeats import NEAR, answers_of_pairs, repeated_texts

from .test_calibration import passage

TEXTS = [
    passage(1, "We open at 8 am. Lunch is at noon."),
    passage(2, "The garage opens at 6 am. Its code is 7788."),
    passage(2, "Dogs stay in the garage."),
]


def alike(*rows: list[float]) -> Vectors:
    """(N, D) of length one."""
    vectors = np.array(rows, np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_the_answer_of_a_pair_is_what_stands_below_its_first_line() -> None:
    texts = [
        TaughtText(id=1, text="A note\nof two lines"),
        TaughtText(id=2, text="When?\nAt 8.\nOr at 9.", pair=True),
    ]
    assert answers_of_pairs(texts) == {2: "At 8.\nOr at 9."}


def test_a_pair_repeats_the_nearest_text_that_agrees_with_its_answer() -> None:
    pairs = [passage(3, "What is the code?\n7788"), passage(4, "When is lunch?\n11"), passage(5, "When?\n6 am")]
    vectors = alike([1, 0], [0, 1], [0.2, 1], [1, 0.3], [1, 0], [1, 0])
    answers = {3: "7788", 4: "11", 5: "6 am"}
    # The text that is nearer says nothing of it; that lunch is at 11 no text says; who says 6 am says it in a sentence.
    assert repeated_texts(answers, [*TEXTS, *pairs], vectors) == {3: 2, 5: 2}


def test_a_pair_never_repeats_a_pair() -> None:
    pairs = [passage(3, "What is the code?\n7788"), passage(4, "What opens the garage?\n7788")]
    vectors = alike([1, 0], [1, 0])
    assert repeated_texts({3: "7788", 4: "7788"}, pairs, vectors) == {}
    assert repeated_texts({}, TEXTS, alike([1, 0], [0, 1], [1, 1])) == {}
    # One that became no passage.
    assert repeated_texts({9: "7788"}, TEXTS, alike([1, 0], [0, 1], [1, 1])) == {}


@pytest.mark.parametrize("at_a_time", [1, 16_000_000])
def test_only_texts_near_the_pair_are_looked_at(at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_AT_A_TIME", at_a_time)
    others = [passage(10 + i, f"Rule {i}.") for i in range(NEAR)]
    pairs = [passage(3, "What is the code?\n7788"), passage(4, "The code?\n7788")]
    rows = [[1.0, i / 100] for i in range(NEAR)]
    passages = [*others, TEXTS[1], *pairs]
    # From the first pair ten rules are nearer than the text, from the second one none.
    assert repeated_texts({3: "7788", 4: "7788"}, passages, alike(*rows, [0, 1], [1, 0], [0, 1])) == {4: 2}
