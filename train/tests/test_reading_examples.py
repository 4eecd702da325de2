"""The reader is trained on windows that hold the answer, and on negatives that do not."""

from collections import Counter
from itertools import chain

from tokenizers import Tokenizer

from base.reading_data import ReadingData
from base.reading_examples import Views, batches, examples


def test_spans_are_the_words_of_the_annotators(data: ReadingData) -> None:
    for i, question in enumerate(data.questions):
        context = data.contexts[question.context]
        said = [context.text[context.starts[s] : context.ends[e - 1]] for s, e in question.spans]
        assert said == [f"door {i + 40}", f"behind door {i + 40}"]


def test_negatives_come_near_and_do_not_answer(data: ReadingData) -> None:
    for question in data.questions:
        assert len(question.negatives) > 3
        for c, w in question.negatives:
            first, last = data.contexts[c].windows[w]
            assert c != question.context or all(end <= first or start >= last for start, end in question.spans)


def test_every_view_shows_the_answer_or_none(data: ReadingData, tokenizer: Tokenizer) -> None:
    shown = list(chain(*examples(data, tokenizer, Views(negatives=2, noise=0), epoch=0)))
    positives = [example for example in shown if example.spans]
    answerable = [question for question in data.questions if not data.contexts[question.context].held_out]
    assert len(positives) == len(answerable)
    assert len(shown) == 3 * len(answerable)
    for example in positives:
        for first, last in example.spans:
            assert "door" in tokenizer.decode(example.ids[first : last + 1].tolist())
            assert first >= example.passage
    assert all(len(example.ids) <= Views().longest for example in shown)


def test_batches_hold_every_example_once_and_keep_their_size(data: ReadingData, tokenizer: Tokenizer) -> None:
    views = Views(batch_tokens=700, negatives=1)
    found = list(batches(data, tokenizer, views, epoch=3))
    assert sum(map(len, found)) == sum(map(len, examples(data, tokenizer, views, epoch=3)))
    assert all(len(batch) * max(len(example.ids) for example in batch) <= 700 for batch in found)


def test_the_passages_of_a_question_can_stay_together(data: ReadingData, tokenizer: Tokenizer) -> None:
    views = Views(batch_tokens=700, negatives=2, noise=0)
    for batch in batches(data, tokenizer, views, epoch=3, together=True):
        asked = Counter(example.ids[: example.passage].tobytes() for example in batch)
        assert set(asked.values()) == {3}
        assert sum(bool(example.spans) for example in batch) == len(asked)


def test_an_epoch_is_the_same_again(data: ReadingData, tokenizer: Tokenizer) -> None:
    first, again = ([e.ids.tolist() for e in chain(*examples(data, tokenizer, Views(), epoch=2))] for _ in range(2))
    assert first == again
