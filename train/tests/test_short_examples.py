"""Passages as short as what people teach, with and without the answer."""

import random
from itertools import chain

from tokenizers import Tokenizer

from base.reading_data import ReadingData
from base.reading_examples import Views, examples
from base.short_examples import near_miss, sentences_around, short_examples
from personal_assistant_train.learning.examples import Example


def shown(data: ReadingData, tokenizer: Tokenizer, seed: int = 1) -> list[Example]:
    chance = random.Random(seed)
    return [
        example
        for question in data.questions
        for example in short_examples(data, tokenizer, question, question.ids, 256, chance)
    ]


def words(tokenizer: Tokenizer, example: Example) -> str:
    return tokenizer.decode(example.ids[example.passage : -1].tolist())


def test_what_is_marked_is_the_answer_and_the_rest_has_none(data: ReadingData, tokenizer: Tokenizer) -> None:
    for question in data.questions:
        chance = random.Random(2)
        first, *others = short_examples(data, tokenizer, question, question.ids, 256, chance)
        said = [tokenizer.decode(first.ids[s : e + 1].tolist()) for s, e in first.spans]
        assert said == [answer.lower() for answer in question.answers]
        for example in others:
            if not example.spans:
                assert not any(answer.lower() in words(tokenizer, example) for answer in question.answers) or (
                    example.ids[1 : example.passage - 1].tolist() != question.ids.tolist()
                )


def test_made_facts_are_marked_inside_their_passage(data: ReadingData, tokenizer: Tokenizer) -> None:
    asked = {tuple(question.ids.tolist()) for question in data.questions}
    made = [e for e in shown(data, tokenizer) if tuple(e.ids[1 : e.passage - 1].tolist()) not in asked]
    assert made
    for example in made:
        for first, last in example.spans:
            assert example.passage <= first <= last < len(example.ids) - 1


def test_a_near_miss_holds_none_of_the_answers(data: ReadingData) -> None:
    chance = random.Random(3)
    missed = [
        (
            question,
            near_miss(
                data, question, sentences_around(data.contexts[question.context], question.spans, chance), chance
            ),
        )
        for question in data.questions
    ]
    assert any(ids is not None for _, ids in missed)
    for question, ids in missed:
        context = data.contexts[question.context]
        for start, end in question.spans:
            answer = context.ids[start:end].tolist()
            held = [] if ids is None else ids.tolist()
            assert answer not in [held[i : i + len(answer)] for i in range(len(held))]


def test_a_share_of_the_questions_is_asked_of_short_passages(data: ReadingData, tokenizer: Tokenizer) -> None:
    lengths = [
        sum(len(e.ids) for e in found) / len(found)
        for share in (0.0, 1.0)
        if (found := list(chain(*examples(data, tokenizer, Views(short_share=share, noise=0), epoch=0))))
    ]
    assert lengths[1] < lengths[0]
