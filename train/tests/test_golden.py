from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import (
    ClaimedModel,
    GoldenQuestion,
    GoldenSide,
    LanguageModel,
    ModelIdentity,
    ScoredQuestion,
)
from personal_assistant_train.data_service import TrainingAttempt
from personal_assistant_train.golden import examine, is_hesitant, item, side
from personal_assistant_train.jury import Jury
from personal_assistant_train.lab import Lab
from personal_assistant_train.progress import Progress
from personal_assistant_train.publication import VersionDirectory
from personal_assistant_train.remote import RemoteService

from .conftest import OFFICE
from .fakes import TOKEN, WORKSPACE, FakeDataService, FakePrediction

EMBEDDER = ModelIdentity(name="e", sha256="e" * 64)


def scored(confidence: float, answer: str = "Maria Lopez") -> ScoredQuestion:
    return ScoredQuestion(confidence=confidence, answer=answer, quote=answer, train_data_id=1, retrieved=[1])


WHO = GoldenQuestion(id=1, question="Who?", answer="Maria Lopez")
UNKNOWN = GoldenQuestion(id=2, question="What for?", answer=None)


def test_only_what_reaches_the_threshold_is_an_answer() -> None:
    assert side(WHO, scored(0.5), 0.5) == GoldenSide(answer="Maria Lopez", right=True, train_data_id=1)
    assert side(WHO, scored(0.49), 0.5) == GoldenSide(answer=None, right=False)
    assert side(UNKNOWN, scored(0.49), 0.5) == GoldenSide(answer=None, right=True)
    assert side(UNKNOWN, scored(0.5), 0.5) == GoldenSide(answer="Maria Lopez", right=False, train_data_id=1)
    assert side(UNKNOWN, scored(0.9, ""), 0.5).right


@pytest.mark.parametrize(
    ("candidate", "live", "verdict"),
    [
        (True, False, "fixed"),
        (False, True, "broken"),
        (True, True, "unchanged"),
        (False, False, "unchanged"),
        (False, None, "unchanged"),
    ],
)
def test_the_verdict_is_about_right_and_wrong(candidate: bool, live: bool | None, verdict: str) -> None:
    sides = [None if right is None else GoldenSide(right=right) for right in (candidate, live)]
    assert sides[0] is not None
    assert item(WHO, sides[0], sides[1]).verdict == verdict


def test_who_says_nothing_and_would_be_right_is_hesitant() -> None:
    silent, spoken = GoldenSide(right=False), GoldenSide(answer="Maria Lopez", right=True)
    assert is_hesitant(WHO, scored(0.4), silent)
    assert not is_hesitant(WHO, scored(0.4, "Peter Smith"), silent)
    assert not is_hesitant(WHO, scored(0.9), spoken)
    assert not is_hesitant(UNKNOWN, scored(0.4), silent)


def laboratory(settings: Settings, data: FakeDataService, prediction: FakePrediction) -> Lab:
    attempt = TrainingAttempt(RemoteService("data", data.url, TOKEN), ClaimedModel.model_validate(data.claim_body()))
    directory = VersionDirectory(settings.models_directory, attempt.claim)
    remote = RemoteService("prediction", prediction.url, TOKEN)
    return Lab(settings, attempt, remote, Progress(attempt), directory)


def golden(*pairs: tuple[str, str | None]) -> list[dict[str, object]]:
    return [{"id": i + 1, "question": question, "answer": answer} for i, (question, answer) in enumerate(pairs)]


QUESTIONS = golden(
    ("What is the guest password?", "sunflower-42"),
    ("Who is our accountant?", "Maria Lopez"),
    ("Where may bicycles be parked?", None),
)


def live_version(
    settings: Settings, data: FakeDataService, sha256: str = EMBEDDER.sha256, model: LanguageModel | None = None
) -> None:
    data.live = {"modelId": 5, "directory": f"{WORKSPACE}/5", "threshold": 0.9, "withdrawn": [17]}
    directory = settings.models_directory / WORKSPACE / "5"
    directory.mkdir(parents=True)
    manifest = {"embedder": {"name": "e", "sha256": sha256}, "languageModel": model and model.model_dump()}
    (directory / "manifest.json").write_text(json.dumps(manifest))


def test_each_version_is_asked_by_its_own_threshold(settings: Settings) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.golden = QUESTIONS
    live_version(settings, data)

    def answers(directory: str, questions: Sequence[str]) -> list[ScoredQuestion]:
        new = directory.endswith(".tmp")
        given = {QUESTIONS[0]["question"]: (0.6, "sunflower-42"), QUESTIONS[1]["question"]: (0.95, "Maria Lopez")}
        if new:
            given = {QUESTIONS[0]["question"]: (0.6, "sunflower-42"), QUESTIONS[1]["question"]: (0.95, "Peter Smith")}
        return [scored(*given.get(question, (0.1, "x"))) for question in questions]

    prediction.answers = answers
    with data.running(), prediction.running():
        lab = laboratory(settings, data, prediction)
        comparison = examine(lab, Jury(lab, EMBEDDER), 0.5)
    report = comparison.report
    assert (report.asked, report.right, report.live_right, report.fixed, report.broken) == (3, 2, 2, 1, 1)
    assert report.live_model_id == 5
    asked = {body["directory"]: body.get("withdrawn") for _, path, body, _ in prediction.requests if "score" in path}
    assert asked.pop(f"{WORKSPACE}/5") == [17]
    assert list(asked.values()) == [None]
    assert [one.verdict for one in report.items] == ["broken", "fixed", "unchanged"]
    broken = report.items[0]
    assert (broken.candidate.answer, broken.live and broken.live.answer) == ("Peter Smith", "Maria Lopez")
    assert {body["directory"] for body in prediction.asked} == {lab.directory.unpublished_name, f"{WORKSPACE}/5"}


@pytest.mark.parametrize("case", ["no questions", "none live", "files gone", "refused", "another embedder"])
def test_it_says_why_there_is_nothing_to_compare(settings: Settings, case: str) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    if case != "no questions":
        data.golden = QUESTIONS
    if case in ("no questions", "refused"):
        live_version(settings, data)
    if case == "another embedder":
        live_version(settings, data, "f" * 64)
    if case == "files gone":
        data.live = {"modelId": 5, "directory": f"{WORKSPACE}/5", "threshold": 0.9}
    if case == "refused":
        prediction.refused = f"{WORKSPACE}/5"
    with data.running(), prediction.running():
        lab = laboratory(settings, data, prediction)
        report = examine(lab, Jury(lab, EMBEDDER), 0.5).report
    words = {
        "no questions": "no golden questions",
        "none live": "no version was live",
        "files gone": "cannot be read any more",
        "refused": "cannot be read any more",
        "another embedder": "another embedder",
    }
    assert report.live_right is None
    assert words[case] in (report.note or "")
    assert report.asked == (0 if case == "no questions" else 3)


OWN, BEFORE = (LanguageModel(id=f"assistant-{i}-abc", served="vllm", directory="adapter") for i in (7, 5))


@pytest.mark.parametrize(
    ("own", "live", "score"),
    [
        (OWN, BEFORE, (1, 1, 1, 1)),  # two adapters
        (OWN, None, (1, 0, 1, 0)),  # an adapter against what the server has
        (None, BEFORE, (0, 1, 0, 1)),  # and the reverse
    ],
)
def test_language_models_are_compared_in_their_own_words(
    settings: Settings, own: LanguageModel | None, live: LanguageModel | None, score: tuple[int, ...]
) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.golden = QUESTIONS[:2]
    live_version(settings, data, model=live)
    prediction.worded = {OWN.id: "Maria Lopez", BEFORE.id: "sunflower-42", "": "Peter Smith"}.get
    with data.running(), prediction.running():
        lab = laboratory(settings, data, prediction)
        comparison = examine(lab, Jury(lab, EMBEDDER), 0.5, own)
    report = comparison.report
    assert comparison.worded is True
    assert (report.right, report.live_right, report.fixed, report.broken) == score


def test_the_reader_decides_where_a_language_model_cannot_be_asked_yet(settings: Settings) -> None:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    data.golden = QUESTIONS
    live_version(settings, data)
    prediction.answers = lambda _directory, questions: [scored(0.95) for _ in questions]
    prediction.worded = {"": "Maria Lopez"}.get
    with data.running(), prediction.running():
        lab = laboratory(settings, data, prediction)
        with_it = examine(lab, Jury(lab, EMBEDDER), 0.5, OWN)
        without = examine(lab, Jury(lab, EMBEDDER), 0.5)
    assert (with_it.worded, without.worded) == (False, None)
    assert with_it.report == without.report
    assert (without.report.right, without.report.live_right) == (1, 1)
