from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personal_assistant_train.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One sentence without an end"],
        ["It rains.", "We stay in!", "Do you?", "Good…"],
        ["Dr. Smith met J. Doe on Main St. 5.", "They left."],
        ["We open at 5 p.m.", "The door is locked then."],
        ["Open until 5 p.m. Monday to Friday.", "Closed on Sunday."],
        ["Bring fruit, bread, etc. for lunch, e.g. Apples.", "Thanks."],
        ["She said: “Stop!”", "He did not."],
        ["The U.S. Army is large.", "I live in the U.S.", "It is warm."],
        ["Pi is 3.14159.", "See example.com or v1.2.3 for more."],
        ["Take plan B.", "Then call 555."],
        ["Wait... what is this?", "Nothing."],
        ["Great! 🎉", "Next meeting on Monday 😀 bye"],
        ["你好。", "我是王！", "你呢？", "「好的。」", "他说"],
        ["مرحبا.", "كيف حالك؟", "أنا بخير."],
        ["यह एक वाक्य है।", "यह दूसरा है।"],
        ["Привет.", "Как дела?", "Живу на ул. Ленина, д. 5."],
        ["¿Dónde está?", "¡Aquí!", "Vale."],
    ],
)
def test_one_line_is_split_at_its_sentences(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first line\nsecond line\n\nthird", ["first line", "second line", "third"]),
        (
            "Bring:\n- a pen\n- paper. And ink\n1. Sit down. Wait.",
            ["Bring:", "- a pen", "- paper.", "And ink", "1. Sit down.", "Wait."],
        ),
        ("ok see you. bring the keys. room 5", ["ok see you.", "bring the keys.", "room 5"]),
        ("ask mr. smith or so. he knows", ["ask mr. smith or so.", "he knows"]),
        (
            "This line was wrapped by a mail program after seventy characters\nand goes on here. Done.",
            ["This line was wrapped by a mail program after seventy characters\nand goes on here.", "Done."],
        ),
        ("wow!that's one?yes", ["wow!that's one?yes"]),
        (
            "It is one of the better models.Hope it lasts!Great price.I like it. Ask Dr.Kim",
            ["It is one of the better models.", "Hope it lasts!", "Great price.", "I like it.", "Ask Dr.Kim"],
        ),
        *[
            (name, [name])
            for name in (
                "See Example.Com or https://example.org/some.Page now",
                "Write to jo.Smith@example.org about Node.Js and readme.Md",
                "The class app.Users.Profile has a field",
            )
        ],
        (" \t\n ", []),
        ("", []),
        ("\r\nCarriage returns.\r\nToo.\r\n", ["Carriage returns.", "Too."]),
        ("...", ["..."]),
    ],
)
def test_lines_lists_and_chat(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


_TEXTS = st.text(
    st.sampled_from("aB1 .!?…\n\t-,;\"'”)。！؟।🎉é\u0301\u200d中·") | st.characters(codec="utf-8"), max_size=200
)


@given(_TEXTS)
def test_sentences_are_disjoint_in_order_and_hold_every_visible_character(text: str) -> None:
    position = 0
    for span in split_sentences(text):
        assert text[position : span.start].isspace() or position == span.start
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        assert span.end > span.start
        position = span.end
    assert text[position:].strip() == ""
