"""The embedder is trained on batches whose windows are alike, and is never told that what answers does not."""

import random

from base.reading_data import ReadingData, window_text
from base.retrieval_examples import Mixture, answering, assemble, pair_batches
from personal_assistant_train.embedder import load_tokenizer

from .conftest import EMBEDDER
from .reading_rooms import ROOMS

MIXTURE = Mixture(windows=6, cluster=3, noise=0)


def test_a_question_belongs_to_the_windows_that_hold_its_answer(data: ReadingData) -> None:
    for i, question in enumerate(data.questions):
        context = data.contexts[question.context]
        holding = answering(data, question)
        assert holding
        for w, window in enumerate(context.windows):
            assert (w in holding) == (f"behind door {i + 40}." in window_text(context, window))


def test_every_question_of_a_batch_has_its_window_and_others_that_are_alike(data: ReadingData) -> None:
    tokenizer = load_tokenizer(EMBEDDER)
    found = list(pair_batches(data, MIXTURE, epoch=0))
    assert found
    for batch in found:
        assert batch.relevant.shape == (len(batch.questions), len(batch.windows))
        assert len(batch.windows) >= MIXTURE.windows // 2
        assert (batch.relevant & batch.counted).any(axis=1).all()
        assert (~batch.relevant & batch.counted).any(axis=1).all()
        for row, ids in enumerate(batch.questions):
            asked = tokenizer.decode(ids.tolist())
            room = next(room for room in ROOMS if room in asked)
            for column, window in enumerate(batch.windows):
                shown = tokenizer.decode(window.tolist())
                assert batch.relevant[row, column] == (f"key of the {room} hangs" in shown)


def test_a_window_that_says_the_same_words_is_neither_right_nor_wrong(data: ReadingData) -> None:
    places = [(q.context, answering(data, q)[0]) for q in data.questions][:3]
    # The second question is answered by what the first text says, too.
    data.questions[1].answers.append(data.questions[0].answers[0])
    batch = assemble(data, places, [0, 1, 2], MIXTURE, random.Random(1))
    data.questions[1].answers.pop()
    assert batch.relevant.tolist() == [[True, False, False], [False, True, False], [False, False, True]]
    assert batch.counted.tolist() == [[True, True, True], [False, True, True], [True, True, True]]


def test_contexts_that_are_held_out_are_never_seen(data: ReadingData) -> None:
    for context in data.contexts:
        context.held_out = True
    try:
        assert list(pair_batches(data, MIXTURE, epoch=0)) == []
    finally:
        for context in data.contexts:
            context.held_out = False


def test_an_epoch_is_the_same_again_and_the_next_one_another(data: ReadingData) -> None:
    def shown(epoch: int) -> list[list[list[int]]]:
        return [[ids.tolist() for ids in batch.windows] for batch in pair_batches(data, MIXTURE, epoch)]

    assert shown(1) == shown(1)
    assert shown(1) != shown(2)
