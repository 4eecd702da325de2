"""Lessons as word pieces: the prompt in the model's own chat template, and the answer that is to follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from ...prompt import prompt_of
from .base import UnusableBaseError

LONGEST_ANSWER = 256


@dataclass(frozen=True, slots=True)
class Example:
    """`ids` (T,), of which the ones from `answer` on are to be learned."""

    ids: list[int]
    answer: int


def as_examples(tokenizer: Any, lessons: Sequence[dict[str, Any]], longest: int) -> list[Example]:
    """At most `longest` word pieces each: passages that do not answer are left out, then what is still too long."""
    found = (_example(tokenizer, lesson, longest) for lesson in lessons)
    return [example for example in found if example is not None]


def _example(tokenizer: Any, lesson: dict[str, Any], longest: int) -> Example | None:
    passages, right = list(lesson["passages"]), lesson["right"]
    while True:
        messages = prompt_of(lesson["question"], passages)
        prompt, answer = _in_template(tokenizer, messages, _cited(lesson["answer"], right))
        asked = tokenizer(prompt, add_special_tokens=False).input_ids
        said = tokenizer(answer, add_special_tokens=False).input_ids
        if len(said) > LONGEST_ANSWER:
            return None
        if len(asked) + len(said) <= longest:
            return Example(asked + said, len(asked))
        others = [i for i in range(len(passages)) if i != right]
        if not others:
            return None
        passages.pop(others[-1])
        if right is not None and others[-1] < right:
            right -= 1


def _cited(sentences: Sequence[str], right: int | None) -> str:
    """Every sentence with the number of its passage; a mark stands before the full stop, as the rules want it."""
    if right is None:
        return " ".join(sentences)
    return " ".join(f"{_without_stop(sentence)} [{right + 1}]." for sentence in sentences)


def _without_stop(sentence: str) -> str:
    return sentence[:-1] if sentence.endswith(".") else sentence


def _in_template(tokenizer: Any, messages: list[dict[str, str]], answer: str) -> tuple[str, str]:
    """The prompt up to where the model speaks, and what it is to say with the mark that ends its turn."""
    try:
        prompt: str = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        whole: str = tokenizer.apply_chat_template(
            [*messages, {"role": "assistant", "content": answer}], tokenize=False
        )
    except TemplateError as error:
        raise UnusableBaseError(f"the chat template of BASE_MODEL refuses the prompt ({error})") from error
    if whole.startswith(prompt) and whole[len(prompt) :].startswith(answer):
        return prompt, whole[len(prompt) :].rstrip("\n")
    # Templates that put more into a finished turn (such as an empty thought) than the model is given to begin with.
    return prompt, answer + (tokenizer.eos_token or "")
