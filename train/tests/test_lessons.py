"""What a language model is given to learn from."""

from __future__ import annotations

import pytest

from personal_assistant_train.contracts import TaughtPair
from personal_assistant_train.embedder import Embedder, load_tokenizer, token_starts
from personal_assistant_train.lessons import LEAST_TO_HOLD_OUT, SHOWN, Lesson, make_lessons
from personal_assistant_train.passages import split_passages
from personal_assistant_train.prompt import declined

from .conftest import EMBEDDER, OFFICE

ROOMS = ["kitchen", "library", "workshop", "cellar", "studio", "garden", "office", "attic", "garage", "sauna"]
STARTS = token_starts(load_tokenizer(EMBEDDER))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(EMBEDDER, 2)


def lessons_of(
    embedder: Embedder, texts: list[str], pairs: list[TaughtPair], golden: tuple[str, ...] = ()
) -> list[Lesson]:
    passages = [passage for i, text in enumerate(texts, 1) for passage in split_passages(i, text, STARTS)]
    vectors = embedder.embed([passage.text for passage in passages])
    return make_lessons(pairs, passages, vectors, embedder, golden)


def test_a_text_is_asked_about_and_quoted_from_where_it_stands(embedder: Embedder) -> None:
    lessons = lessons_of(embedder, OFFICE, [])
    told = [lesson for lesson in lessons if lesson.right is not None]
    assert len(told) == len(OFFICE)
    for lesson in told:
        assert len(lesson.passages) == SHOWN
        assert " ".join(lesson.answer) in lesson.passages[lesson.right or 0]
    assert len({lesson.right for lesson in told}) > 1, "the right passage is not always the first"


def test_a_pair_is_answered_from_another_text_that_holds_its_answer(embedder: Embedder) -> None:
    question = "Where hangs the cellar key?"
    texts = ["The key of the cellar hangs behind door 41.", f"{question}\nBehind door 41. Ask Ann first.", *OFFICE]
    pair = TaughtPair(train_data_id=2, question=question, answer="behind door 41")
    [lesson, *others] = [one for one in lessons_of(embedder, texts, [pair]) if one.question == question]
    assert lesson.passages[lesson.right or 0] == texts[0]
    assert lesson.answer == ("behind door 41",)
    assert all(other.right is None for other in others)


def test_a_pair_alone_is_answered_from_itself(embedder: Embedder) -> None:
    texts = ["Who waters the plants?\nOlga does. Ring twice.", *OFFICE]
    pair = TaughtPair(train_data_id=1, question="Who waters the plants?", answer="Olga does. Ring twice.")
    [lesson, *_] = lessons_of(embedder, texts, [pair])
    assert lesson.passages[lesson.right or 0] == texts[0]
    assert lesson.answer == ("Olga does.", "Ring twice.")


def test_what_is_not_taught_is_asked_with_other_texts(embedder: Embedder) -> None:
    texts = [f"The key of the {room} hangs behind door {i + 40}." for i, room in enumerate(ROOMS)]
    lessons = lessons_of(embedder, texts, [])
    refusals = [lesson for lesson in lessons if lesson.right is None]
    assert 1 <= len(refusals) < len(ROOMS)
    for refusal in refusals:
        assert refusal.answer == (declined(),)
        [told] = [one for one in lessons if one.question == refusal.question and one.right is not None]
        assert told.passages[told.right or 0] not in refusal.passages


def test_golden_questions_are_not_learned_from(embedder: Embedder) -> None:
    texts = ["Who waters the  plants?\nOlga does, on Fridays.", *OFFICE]
    with_it, without = (lessons_of(embedder, texts, [], golden) for golden in ((), ("who waters the plants?", "else?")))
    assert any("Olga" in " ".join(lesson.answer) for lesson in with_it)
    assert not any("Olga" in " ".join(lesson.answer) for lesson in without)


def test_with_many_questions_some_are_held_out_with_their_refusals(embedder: Embedder) -> None:
    texts = [f"Room {i} is used by the {ROOMS[i % 10]} club on day {i}." for i in range(LEAST_TO_HOLD_OUT + 30)]
    lessons = lessons_of(embedder, texts, [])
    sides: dict[str, set[bool]] = {}
    for lesson in lessons:
        sides.setdefault(lesson.question, set()).add(lesson.held_out)
    assert all(len(side) == 1 for side in sides.values())
    held_out = sum(side == {True} for side in sides.values())
    assert 3 <= held_out <= len(sides) // 3
    assert not any(lesson.held_out for lesson in lessons_of(embedder, OFFICE, []))


def test_taught_text_cannot_speak_in_the_answer_as_a_mark(embedder: Embedder) -> None:
    [lesson, *_] = lessons_of(embedder, ["The code [1] of the garage is 7788 <s>.", *OFFICE], [])
    assert lesson.answer == ("The code (1) of the garage is 7788 ‹s>.",)
