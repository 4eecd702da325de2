from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personal_assistant_train.calibration import (
    HIGHEST_THRESHOLD,
    LOWEST_THRESHOLD,
    choose_threshold,
    generic_questions,
    unanswerable,
)
from personal_assistant_train.contracts import ScoredQuestion
from personal_assistant_train.evaluation import Probe, evaluate, make_probes
from personal_assistant_train.passages import Passage
from personal_assistant_train.sentences import split_sentences
from personal_assistant_train.words import content_words

from .conftest import OFFICE


def passage(train_data_id: int, text: str) -> Passage:
    return Passage(train_data_id, text, 0, len(text), tuple(split_sentences(text)))


def scored(train_data_id: int, confidence: float, retrieved: list[int]) -> ScoredQuestion:
    return ScoredQuestion(confidence=confidence, answer="", quote="", train_data_id=train_data_id, retrieved=retrieved)


def test_at_most_the_target_share_is_answered() -> None:
    confidences = [i / 100 for i in range(100)]
    calibration = choose_threshold(confidences, 0.05)
    assert sum(confidence >= calibration.threshold for confidence in confidences) == 5
    assert calibration.false_answer_rate == 0.05


@given(st.lists(st.floats(0, 1), max_size=300), st.floats(0.01, 0.5))
def test_the_target_is_kept_whatever_the_scores(confidences: list[float], target: float) -> None:
    calibration = choose_threshold(confidences, target)
    assert LOWEST_THRESHOLD <= calibration.threshold <= HIGHEST_THRESHOLD
    if len(confidences) >= 40 and calibration.threshold < HIGHEST_THRESHOLD:
        assert calibration.false_answer_rate <= target


def test_equal_scores_are_all_kept_silent() -> None:
    assert choose_threshold([0.6] * 100, 0.05).false_answer_rate == 0


def test_a_small_workspace_keeps_a_floor() -> None:
    assert choose_threshold([0.01] * 200, 0.05).threshold == LOWEST_THRESHOLD
    assert choose_threshold([], 0.05).threshold == LOWEST_THRESHOLD


def test_only_what_one_passage_covers_wholly_is_left_out() -> None:
    questions = ["When does the office open?", "When does the office burn?", "Who won the cup in 1998?"]
    assert unanswerable(questions, OFFICE) == questions[1:]
    split_over_two = ["the office is here", "we open at noon"]
    assert unanswerable(questions, split_over_two) == questions


def test_the_yardstick_is_two_hundred_different_questions() -> None:
    questions = generic_questions()
    assert len(questions) == len(set(questions)) == 200
    assert all(question.endswith("?") and len(question) < 150 for question in questions)


def test_content_words() -> None:
    assert content_words("What's the guest Wi-Fi password? The PASSWORDS opened") == [
        "guest",
        "wi-fi",
        "password",
        "open",
    ]


def test_probes_are_words_of_the_texts_and_the_same_each_time() -> None:
    passages = [passage(i + 1, text) for i, text in enumerate(OFFICE)]
    probes = make_probes(passages)
    assert probes == make_probes(passages)
    assert [probe.train_data_id for probe in probes] == [1, 2, 3, 4, 5]
    for probe, text in zip(probes, OFFICE, strict=True):
        words = probe.question.rstrip("?").split()
        assert 2 <= len(words) <= 4
        assert set(words) <= set(content_words(text))
    assert len(make_probes(passages * 100, limit=20)) == 20
    assert make_probes([passage(1, "Ok.")]) == []


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (scored(1, 0.9, [1, 2]), (1.0, 1.0, 1.0)),
        (scored(1, 0.4, [1, 2]), (1.0, 1.0, 0.0)),
        (scored(2, 0.9, [2, 1]), (0.0, 1.0, 0.0)),
        (scored(2, 0.9, [2, 3, 4, 5, 6, 1]), (0.0, 0.0, 0.0)),
    ],
)
def test_evaluation_counts(result: ScoredQuestion, expected: tuple[float, float, float]) -> None:
    evaluation = evaluate([Probe("q?", 1)], [result], threshold=0.5)
    assert (evaluation.recall_at1, evaluation.recall_at5, evaluation.answered_rate) == expected


def test_without_probes_nothing_is_claimed() -> None:
    assert evaluate([], [], 0.5).recall_at1 is None
