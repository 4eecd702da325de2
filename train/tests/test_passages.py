from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personal_assistant_train.embedder import load_tokenizer, token_starts
from personal_assistant_train.passages import WINDOW_TOKENS, Passage, split_passages

from .conftest import EMBEDDER, WIFI

STARTS = token_starts(load_tokenizer(EMBEDDER))
LONG_TEXT = " ".join(f"Sentence number {i} says something about topic {i * 7}." for i in range(60))


def passages(text: str) -> list[Passage]:
    return split_passages(3, text, STARTS)


def check(text: str, found: list[Passage]) -> None:
    covered: set[int] = set()
    for passage in found:
        assert passage.train_data_id == 3
        assert passage.text == text[passage.start : passage.end]
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        for sentence in passage.sentences:
            assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end] != ""
            covered |= set(range(sentence.start, sentence.end))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


def test_a_short_text_is_one_passage() -> None:
    (only,) = passages(f"  {WIFI} Ask Maria.\n")
    assert only.text == f"{WIFI} Ask Maria."
    assert [(s.start, s.end) for s in only.sentences] == [(2, 43), (44, 54)]


def test_long_texts_become_windows_that_share_a_sentence() -> None:
    found = passages(LONG_TEXT)
    check(LONG_TEXT, found)
    assert len(found) > 5
    assert all(len(STARTS(passage.text)) <= WINDOW_TOKENS for passage in found)
    for before, after in pairwise(found):
        assert before.sentences[-1] == after.sentences[0]
        assert after.end > before.end


@pytest.mark.parametrize(
    "text",
    [
        "word " * 700,
        "中" * 700,
        "x" * 9000,
        "a, b and c; " * 300,
        "🎉" * 600,
        "one\n" * 500,
        "No end " * 100 + ". " * 50,
    ],
)
def test_text_without_sentences_is_cut_to_windows_all_the_same(text: str) -> None:
    found = passages(text)
    check(text, found)
    assert all(
        len(STARTS(passage.text)) <= WINDOW_TOKENS and len(passage.text) <= 12 * WINDOW_TOKENS + 50 for passage in found
    )


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    clause = "and then another clause of this very long sentence follows,"
    found = passages("First of all, " + " ".join([clause] * 20) + " at last.")
    pieces = [found_passage.text for found_passage in found]
    assert all(piece.endswith((",", ".")) for piece in pieces)


@pytest.mark.parametrize("text", ["", "   \n\t", "\u2028"])
def test_nothing_visible_gives_no_passage(text: str) -> None:
    assert passages(text) == []


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("ab C.!?\n,;🎉中é\u0301 ") | st.characters(codec="utf-8"), max_size=400), st.integers(1, 6)
)
def test_offsets_always_reproduce_the_text(part: str, times: int) -> None:
    text = part * times
    check(text, passages(text))


def test_windows_move_forward_even_when_each_sentence_fills_one() -> None:
    sentence = re.sub(r"\s+", " ", "many words of one long sentence " * 12).strip() + "."
    text = " ".join([sentence] * 5)
    found = passages(text)
    check(text, found)
    assert len({passage.start for passage in found}) == len(found)
