"""The answering prompt, as the prediction service writes it (`apps/prediction/src/generation/prompt.ts`).

Its words are not written twice: they come from `contracts/prompt.json`, which is made from there. What is done here
once more, the fences, is held against the prompts in that file by the tests.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

Message = dict[str, str]

_FILE = Path(__file__).parents[1] / "contracts" / "prompt.json"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OPENING = re.compile(r"<(?=([/|!?\s\ufeff]*)(.?))", re.DOTALL)


def declined() -> str:
    """What the model writes when the passages do not hold the answer."""
    return str(_words()["declined"])


def prompt_of(question: str, passages: Sequence[str]) -> list[Message]:
    """Rules, fenced passages with their numbers, fenced question, and the rules once more in short."""
    fenced = [f'<passage number="{i}">\n{as_data(text)}\n</passage>' for i, text in enumerate(passages, 1)]
    content = "\n\n".join([*fenced, f"<question>\n{as_data(question)}\n</question>", _words()["reminder"]])
    return [{"role": "system", "content": _words()["rules"]}, {"role": "user", "content": content}]


def as_data(text: str) -> str:
    """Text that cannot end its fence, pose as another passage or speak a chat template."""
    plain = _OPENING.sub(lambda found: "‹" if _begins_a_tag(*found.groups()) else "<", _CONTROL.sub("", text))
    return plain.replace("[", "(").replace("]", ")")


def _begins_a_tag(between: str, character: str) -> bool:
    return "|" in between or character == "_" or (character != "" and unicodedata.category(character).startswith("L"))


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return words
