from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personal_assistant_train.calibration import (
    HIGHEST_THRESHOLD,
    LEAST_QUESTIONS,
    LOWEST_THRESHOLD,
    QUESTIONS_FILE,
    GeneralQuestion,
    LeftOutQuestion,
    choose_threshold,
    false_answers,
    general_questions,
    left_out_questions,
    suffices,
    unanswerable,
)
from personal_assistant_train.contracts import ScoredQuestion
from personal_assistant_train.evaluation import Probe, evaluate, make_probes
from personal_assistant_train.passages import Passage
from personal_assistant_train.sentences import split_sentences
from personal_assistant_train.words import content_words

from .conftest import OFFICE, WIFI


def passage(train_data_id: int, text: str) -> Passage:
    return Passage(train_data_id, text, 0, len(text), tuple(split_sentences(text)))


def scored(train_data_id: int, confidence: float, retrieved: list[int]) -> ScoredQuestion:
    return ScoredQuestion(confidence=confidence, answer="", quote="", train_data_id=train_data_id, retrieved=retrieved)


def test_at_most_the_target_share_is_answered() -> None:
    confidences = [i / 100 for i in range(100)]
    calibration = choose_threshold(confidences, [], 0.05, None)
    assert sum(confidence >= calibration.threshold for confidence in confidences) == 5
    assert calibration.false_answer_rate == 0.05


CONFIDENCES = st.lists(st.floats(0, 1), max_size=300)


@given(CONFIDENCES, CONFIDENCES, st.floats(0.01, 0.5), st.none() | st.floats(0, 1))
def test_the_target_is_kept_whatever_the_scores(
    general: list[float], left_out: list[float], target: float, measured: float | None
) -> None:
    calibration = choose_threshold(general, left_out, target, measured)
    threshold = calibration.threshold
    assert min(LOWEST_THRESHOLD if measured is None else measured, HIGHEST_THRESHOLD) <= threshold <= HIGHEST_THRESHOLD
    for confidences in (general, left_out):
        if len(confidences) >= LEAST_QUESTIONS and threshold < HIGHEST_THRESHOLD:
            assert sum(confidence >= threshold for confidence in confidences) <= target * len(confidences)


def test_equal_scores_are_all_kept_silent() -> None:
    assert choose_threshold([0.6] * 100, [0.7] * 40, 0.05, 0.1).false_answer_rate == 0


@pytest.mark.parametrize(
    ("general", "left_out", "measured", "expected"),
    [
        ([0.01] * 200, [], None, LOWEST_THRESHOLD),
        ([], [], None, LOWEST_THRESHOLD),
        ([0.01] * 200, [], 0.2, 0.2),
        ([0.5] * 200, [0.1] * 50, 0.2, 0.5001),
        ([0.1] * 200, [0.6] * 50, 0.2, 0.6001),
        # Too few questions to tell anything.
        ([0.1] * 200, [0.6] * 39, 0.2, 0.2),
        ([1.0] * 200, [], 0.2, HIGHEST_THRESHOLD),
    ],
)
def test_the_strictest_yardstick_counts(
    general: list[float], left_out: list[float], measured: float | None, expected: float
) -> None:
    assert choose_threshold(general, left_out, 0.05, measured).threshold == expected


@pytest.mark.parametrize(
    ("half", "enough"),
    [
        ([0.1] * 50, True),
        ([0.1] * 49 + [0.4], False),
        # Too few to tell.
        ([0.1] * 39, False),
    ],
)
def test_half_of_the_general_questions_suffices_where_none_comes_near(half: list[float], enough: bool) -> None:
    assert suffices(half, 0.4) is enough


def test_what_another_text_says_too_is_no_question_without_an_answer() -> None:
    passages = [passage(1, "The garage code is 7788."), passage(2, "The stapler is in the drawer."), passage(3, WIFI)]
    twice = [*passages, passage(4, "Remember: the garage code is 9911 now, not 7788.")]
    probes = [Probe("garage code 7788?", 1), Probe("stapler drawer?", 2), Probe("guest password?", 3)]
    questions = [LeftOutQuestion(probe.question, (), (probe.train_data_id,)) for probe in probes]
    assert left_out_questions(probes, passages, {}, {}) == questions
    assert left_out_questions(probes, twice, {}, {}) == questions[1:]
    assert left_out_questions([], passages, {}, {}) == []
    # Another window of the own text is left out as well.
    assert left_out_questions(probes[:1], [*passages, passage(1, "Garage code: 7788.")], {}, {}) == questions[:1]


def test_a_text_is_left_out_with_the_pairs_that_repeat_it_and_a_pair_with_the_text() -> None:
    passages = [
        passage(1, "The garage code is 7788."),
        passage(2, "The stapler is in the drawer."),
        passage(3, "What is the code of the garage?\n7788"),
        passage(4, "Where may I park?\nbehind the house"),
    ]
    probes = [Probe("garage code 7788?", 1), Probe("stapler drawer?", 2), Probe("code garage?", 3), Probe("park?", 4)]
    assert left_out_questions(probes, passages, {3: "7788", 4: "behind the house"}, {3: 1}) == [
        LeftOutQuestion("garage code 7788?", (), (1, 3)),
        LeftOutQuestion("stapler drawer?", (), (2,)),
        LeftOutQuestion("code garage?", ("7788",), (1, 3)),
        LeftOutQuestion("park?", ("behind the house",), (4,)),
    ]


def test_only_what_one_passage_covers_wholly_is_left_out() -> None:
    asked = ["When does the office open?", "When does the office burn?", "Who won the cup in 1998?"]
    questions = [GeneralQuestion(question, ()) for question in asked]
    assert unanswerable(questions, OFFICE) == questions[1:]
    split_over_two = ["the office is here", "we open at noon"]
    assert unanswerable(questions, split_over_two) == questions


def test_who_gives_the_answer_of_the_source_was_taught_it() -> None:
    questions = [
        GeneralQuestion("Who annexed Armenia?", ("Czarist Russia", "Russia")),
        GeneralQuestion("Who led Cuba?", ("Fidel Castro",)),
        GeneralQuestion("When was the dam built?", ("1270",)),
    ]
    said = [("Russia", 0.91234), ("Tito", 0.8), ("", 0.0)]
    results = [
        ScoredQuestion(confidence=confidence, answer=answer, quote=answer, train_data_id=1, retrieved=[1])
        for answer, confidence in said
    ]
    assert false_answers(questions, results) == [0.8, 0.0]
    # The same for a pair that was left out: another text says what it says.
    left_out = [LeftOutQuestion(question.question, question.answers[-1:], (7,)) for question in questions]
    assert false_answers(left_out, results) == [0.8, 0.0]


def test_the_general_questions_are_a_hundred_different_ones_of_all_sources() -> None:
    assert len(general_questions()) == 100
    assert all(question.answers for question in general_questions())
    questions = {question.question for question in general_questions()}
    assert len(questions) == 100
    rows = [json.loads(line) for line in QUESTIONS_FILE.read_text(encoding="utf-8").splitlines()]
    sources = Counter(row["domain"] for row in rows if row["question"] in questions)
    assert set(sources.values()) == {20}
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
    assert sorted(probe.train_data_id for probe in probes) == [1, 2, 3, 4, 5]
    for probe in probes:
        words = probe.question.rstrip("?").split()
        assert 2 <= len(words) <= 4
        assert set(words) <= set(content_words(OFFICE[probe.train_data_id - 1]))
    assert len(make_probes(passages * 100)) == 5
    assert make_probes([passage(1, "Ok.")]) == []


def test_more_texts_leave_most_probes_as_they_were() -> None:
    passages = [passage(i, f"Cupboard {i} holds the box of label{i}.") for i in range(400)]
    before, after = make_probes(passages[:300], limit=60), make_probes(passages, limit=60)
    assert len(before) == len(after) == 60
    # Three quarters of the texts are the same; the others' words are as rare as before.
    assert 35 <= len(set(before) & set(after)) <= 55


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
