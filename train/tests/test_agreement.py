from __future__ import annotations

import pytest

from personal_assistant_train.agreement import agrees, verdict


@pytest.mark.parametrize(
    ("golden", "answer", "quote"),
    [
        ("sunflower-42", "Sunflower-42.", "The password is sunflower-42."),
        ("the U.S.S.R.", "USSR", ""),
        ("Maria Lopez", "our accountant Maria Lopez", ""),
        ("The office closes at 7 in the evening.", "7 in the evening", "The office closes at 7 in the evening."),
        ("noon", "Lunch is served in the canteen from noon on.", "Lunch is served in the canteen from noon on."),
        ("8 am", "8", "The office opens at 8 am."),
    ],
)
def test_answers_that_say_the_same_agree(golden: str, answer: str, quote: str) -> None:
    assert agrees(golden, answer, quote)


@pytest.mark.parametrize(
    ("golden", "answer", "quote"),
    [
        ("8 am", "7 am", "It opens at 7 am."),
        ("Maria Lopez", "Peter Smith", "Our accountant is Maria Lopez, her deputy is Peter Smith."),
        ("The office closes at 7 in the evening.", "8", "The office opens at 8 and closes at 7 in the evening."),
        ("The office closes at 7 in the evening.", "evening", "In the evening the canteen serves soup to guests."),
        ("Monday", "", ""),
        ("...", "...", "..."),
    ],
)
def test_other_answers_do_not(golden: str, answer: str, quote: str) -> None:
    assert not agrees(golden, answer, quote)


GUESTS = "Members can bring up to three guests."
DOGS = "Dogs are not allowed."
OPEN = "The gym is open Monday to Friday."


@pytest.mark.parametrize(
    ("golden", "answer", "quote"),
    [
        # As it is said where a sentence plainly says yes or no.
        ("Yes.", "Yes", OPEN),
        ("yes", "Yes", OPEN),
        ("No, they are not.", "No", DOGS),
        ("Yes, from Monday to Friday.", "Yes", OPEN),
        ("no", "no smell", "There is no smell."),
        ("Yes, up to 3 guests.", "Yes", GUESTS),
        # Only the answer says it: the golden one is the sentence that it stands for.
        ("Dogs aren't allowed.", "No", DOGS),
        ("Members can bring three guests.", "Yes", GUESTS),
        # Only the golden one says it: the sentence is shown as it was taught.
        ("Yes, members can bring guests.", GUESTS, GUESTS),
        ("No, dogs are not allowed in the office.", "Dogs are not allowed in the garden.", ""),
    ],
)
def test_yes_and_no_agree_with_themselves_and_with_the_sentence_they_stand_for(
    golden: str, answer: str, quote: str
) -> None:
    assert agrees(golden, answer, quote)


@pytest.mark.parametrize(
    ("golden", "answer", "quote"),
    [
        ("Yes.", "No", DOGS),
        ("No, dogs are not allowed.", "Yes", "Dogs are allowed."),
        ("Yes, at 8 am.", "Yes, at 9 am.", ""),
        # The contrary in nearly the same words.
        ("Dogs are not allowed.", "Yes", "Dogs are allowed."),
        ("No, dogs are not allowed.", "Dogs are allowed in the garden.", "Dogs are allowed in the garden."),
        ("Yes, dogs are allowed.", DOGS, DOGS),
        # Nothing to compare the sentence with.
        ("Yes.", GUESTS, GUESTS),
        ("Yes, members can bring 2 guests.", "Members can bring 3 guests.", "Members can bring 3 guests."),
        ("No dogs.", "No", "Cats are not allowed."),
    ],
)
def test_they_do_not_agree_with_the_contrary(golden: str, answer: str, quote: str) -> None:
    assert not agrees(golden, answer, quote)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Yes", ("yes", "")),
        ("NO!", ("no", "")),
        ("Yes, it is.", ("yes", "it is.")),
        ("No – ask first.", ("no", "ask first.")),
        ("No it is closed", ("no", "it is closed")),
        ("yes we do", ("yes", "we do")),
        ("No dogs", (None, "No dogs")),
        ("No one", (None, "No one")),
        ("Nobody", (None, "Nobody")),
        ("Yesterday", (None, "Yesterday")),
        ("Not on Sundays", (None, "Not on Sundays")),
        ("no. 7", ("no", "7")),
        ("", (None, "")),
    ],
)
def test_what_begins_with_yes_or_no_is_a_verdict(answer: str, expected: tuple[str | None, str]) -> None:
    assert verdict(answer) == expected
