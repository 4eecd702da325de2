from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from personal_assistant_train import pipeline
from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import DoubtExample, Learned, ScoredQuestion, Stage, TaughtPair
from personal_assistant_train.doubt import MOST_ASKED, Doubt, Opinion, opinion_of
from personal_assistant_train.embedder import Embedder
from personal_assistant_train.jury import Jury
from personal_assistant_train.learn import READER

from .conftest import OFFICE
from .fakes import FakeDataService, FakePrediction
from .test_golden import QUESTIONS, laboratory


class Reads:
    """Answers question i with «answer i», so sure; remembers what was asked."""

    threshold: float | None = 0.5

    def __init__(self, confidences: Sequence[float]) -> None:
        self.confidences = confidences
        self.asked: list[tuple[str, int]] = []

    def score(self, stage: Stage, questions: Sequence[str], without: Sequence[Sequence[int]]) -> list[ScoredQuestion]:
        self.asked = [(question, own) for question, (own,) in zip(questions, without, strict=True)]
        numbers = [int(question.split()[1]) for question in questions]
        return [
            ScoredQuestion(
                confidence=self.confidences[i % len(self.confidences)],
                answer=f"answer {i}",
                quote="",
                train_data_id=1,
                retrieved=[],
            )
            for i in numbers
        ]


def pairs(count: int, shift: int = 0, unproven: bool = True) -> list[TaughtPair]:
    """`shift` 0: honest; else each has the answer of another."""
    answers = [f"answer {(i + shift) % count}" for i in range(count)]
    return [
        TaughtPair(train_data_id=i, question=f"question {i} ?", answer=answer, unproven=unproven)
        for i, answer in enumerate(answers)
    ]


def doubt(some: list[TaughtPair], confidences: Sequence[float] = (0.9,)) -> tuple[Opinion, Reads]:
    reads = Reads(confidences)
    return opinion_of(some, cast(Jury, reads)), reads


def test_honest_pairs_pass_and_exchanged_ones_do_not() -> None:
    assert doubt(pairs(40))[0] == Opinion(fit=True)
    against = Doubt(
        reason="40 of 40 new pairs ask what other texts answer, and only 0 give the same answer",
        example=DoubtExample(question="question 0 ?", pair="answer 1", texts="answer 0", train_data_ids=[0, 1]),
    )
    assert doubt(pairs(40, shift=1))[0] == Opinion(against)


def test_each_is_asked_without_its_own_text_and_of_many_a_sample() -> None:
    _, reads = doubt(pairs(200))
    assert len(reads.asked) == MOST_ASKED
    assert all(question == f"question {without} ?" for question, without in reads.asked)


@pytest.mark.parametrize(
    ("some", "confidences"),
    [
        (pairs(9, shift=1), (0.9,)),
        # All there is about their subject: without their own text hardly anything is answered.
        (pairs(40, shift=1), (0.9, 0.1, 0.1, 0.1, 0.1)),
        (pairs(40, shift=1, unproven=False), (0.9,)),
    ],
)
def test_little_is_no_reason_for_doubt_nor_for_trust(some: list[TaughtPair], confidences: Sequence[float]) -> None:
    assert doubt(some, confidences)[0] == Opinion()


def test_nothing_is_learned_from_pairs_in_doubt_and_the_gate_hears_of_it(settings: Settings) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.pairs = [{"trainDataId": 100 + i, "question": QUESTIONS[0]["question"], "answer": f"{i}", "unproven": True}
                  for i in range(12)]  # fmt: skip
    prediction.answers = lambda _, questions: [scored("sunflower-42") for _ in questions]
    with data.running(), prediction.running():
        metrics = pipeline.train(laboratory(settings, data, prediction))
    assert metrics.learned is not None
    assert metrics.learned.epochs is None
    assert "none was learned from" in (metrics.learned.note or "")
    assert "only 0 give the same answer" in completed(data)["doubt"]
    assert completed(data)["doubtExample"]["trainDataIds"] == [100, 1]


@pytest.mark.parametrize(("agreeing", "hesitant"), [(12, 1), (9, 1), (0, None)])
def test_the_gate_hears_how_many_answers_a_version_is_too_shy_for_where_its_pairs_fit(
    settings: Settings, agreeing: int, hesitant: int | None
) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.pairs = [{"trainDataId": 100 + i, "question": f"Pair {i}?", "answer": "sunflower-42" if i < agreeing else "no",
                   "unproven": True} for i in range(12)]  # fmt: skip
    data.golden = [QUESTIONS[0], QUESTIONS[1]]
    data.live = {"modelId": 5, "directory": "w/5", "threshold": 0.5}
    live = settings.models_directory / "w" / "5"
    live.mkdir(parents=True)
    write_manifest(live, Embedder(settings.embedder_directory, 1).identity.sha256)
    prediction.reader, prediction.threshold = {"name": "reader", "sha256": "a" * 64}, 0.5

    def answer(directory: str, question: str) -> ScoredQuestion:
        if directory == "w/5":
            return scored("sunflower-42" if question == QUESTIONS[0]["question"] else "Maria Lopez")
        # Of the two golden questions the new version is not sure, and it would be right about one.
        return scored("sunflower-42", 0.99 if question.startswith("Pair") else 0.1)

    prediction.answers = lambda directory, questions: [answer(directory, question) for question in questions]
    with data.running(), prediction.running():
        pipeline.train(laboratory(settings, data, prediction))
    report = completed(data)
    assert (report["right"], report["liveRight"], report["broken"]) == (0, 2, 2)
    assert report.get("hesitant") == hesitant


@pytest.mark.parametrize("base_is_right", [True, False])
def test_of_a_fine_tuned_reader_that_is_worse_than_what_is_live_and_the_base_the_better_one_stays(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, base_is_right: bool
) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.golden = QUESTIONS[:2]
    data.live = {"modelId": 5, "directory": "w/5", "threshold": 0.5}
    live = settings.models_directory / "w" / "5"
    live.mkdir(parents=True)
    with data.running(), prediction.running():
        lab = laboratory(settings, data, prediction)
        reader = lab.directory.path / READER

        def learn(*_: Any) -> Learned:
            reader.mkdir()
            return Learned(pairs=40, epochs=2)

        def answer(directory: str, question: str) -> ScoredQuestion:
            first, second = (golden["question"] for golden in QUESTIONS[:2])
            tuned = directory != "w/5" and reader.exists()
            right = question != second if tuned else directory == "w/5" or base_is_right
            return scored({first: "sunflower-42", second: "Maria Lopez"}.get(question, "") if right else "wrong")

        monkeypatch.setattr(pipeline, "learn", learn)
        prediction.answers = lambda directory, questions: [answer(directory, question) for question in questions]
        write_manifest(live, Embedder(settings.embedder_directory, 1).identity.sha256)
        metrics = pipeline.train(lab)
    assert metrics.learned is not None
    published = settings.models_directory / completed(data, "directory")
    assert (published / READER).exists() != base_is_right
    assert not (published / "set-aside").exists()
    assert (completed(data)["right"], completed(data)["liveRight"]) == ((2, 2) if base_is_right else (1, 2))
    assert json.loads((published / "evaluation.json").read_bytes())["golden"]["right"] == completed(data)["right"]
    if base_is_right:
        assert (metrics.learned.epochs, metrics.learned.pairs) == (0, 40)
        assert "fewer golden questions" in (metrics.learned.note or "")
    else:
        assert (metrics.learned.epochs, metrics.learned.note) == (2, None)


def scored(answer: str, confidence: float = 0.99) -> ScoredQuestion:
    return ScoredQuestion(confidence=confidence, answer=answer, quote=answer, train_data_id=1, retrieved=[1])


def completed(data: FakeDataService, part: str = "golden") -> Any:
    assert data.completed is not None
    return data.completed[part]


def write_manifest(directory: Path, embedder: str) -> None:
    (directory / "manifest.json").write_text(f'{{"embedder": {{"name": "e", "sha256": "{embedder}"}}}}')
