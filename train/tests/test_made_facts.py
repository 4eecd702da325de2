"""A made fact answers some questions by its own words, and is only like an answer to others."""

import random
import re

import pytest

from base.made_facts import ATTRIBUTES, Fact, made_fact, thing_in, unsaid

PASSAGE = "Nobody likes the old sauna more than Maria Lopez does."


def facts(count: int = 2000) -> list[Fact]:
    chance = random.Random(4)
    return [made_fact("the sauna", PASSAGE, chance) for _ in range(count)]


def test_answers_stand_in_the_statement_once() -> None:
    for fact in facts():
        for question, answer in fact.asked:
            assert answer is None or fact.statement.count(answer) == 1, (fact.statement, question, answer)


def test_nearly_all_facts_are_asked_for_what_they_say_and_for_what_they_do_not() -> None:
    made = facts()
    both = [fact for fact in made if {answer is None for _, answer in fact.asked} == {True, False}]
    assert len(both) > 0.9 * len(made)


def test_an_answer_that_is_missing_is_of_another_kind_or_case() -> None:
    """Neither the statement nor the passage has words in which such an answer could stand."""
    for fact in facts():
        for question, answer in fact.asked:
            kinds = [
                kind for kind in ATTRIBUTES.values() if question in {q.format(x="the sauna") for q in kind["questions"]}
            ]
            if answer is None:
                assert not any(re.search(kind["cue"], PASSAGE + fact.statement, re.IGNORECASE) for kind in kinds)


def test_what_is_forbidden_somewhere_does_not_say_where_it_is_allowed() -> None:
    forbidden = [fact for fact in facts() if re.search(r"\bnot\b|^Never", fact.statement)]
    alone = [fact for fact in forbidden if fact.statement.count(".") == 1]
    both = [fact for fact in forbidden if fact.statement.count(".") == 2]
    assert alone
    assert both
    for fact in alone:
        (_, allowed), (_, place) = fact.asked
        assert allowed is None
        assert place is not None
        assert place in fact.statement
    for fact in both:
        (_, allowed), (_, place) = fact.asked
        assert allowed != place


@pytest.mark.parametrize(
    ("passage", "things"),
    [
        (PASSAGE, {"the old sauna", "Maria Lopez"}),
        ("Our pottery class meets here.", {"our pottery class"}),
        ("We like it.", {None}),
        ("Here is the similarities between.", {None}),
    ],
)
def test_things_are_nouns_with_an_article_and_names(passage: str, things: set[str | None]) -> None:
    chance = random.Random(1)
    assert {thing_in(passage, chance) for _ in range(40)} == things


def test_a_passage_that_may_say_everything_is_asked_for_nothing() -> None:
    cues = "costs 12345, ask who is old, open, day until 3 hours, phone, @mail, code, red people, weighs, hot, lives in"
    assert unsaid("the sauna", cues, random.Random(1)) is None
