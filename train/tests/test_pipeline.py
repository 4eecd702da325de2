"""The training process as the service runs it, against stand-ins for the data and prediction services."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import lance
import numpy as np
import pytest

from personal_assistant_train.config import Settings

from .conftest import EMBEDDER, FIXTURES, OFFICE, ROOT, SHARED_DATA
from .fakes import TOKEN, WORKSPACE, FakeDataService, FakePrediction

STAGES = ["collect", "passages", "embed", "index", "learn", "calibrate", "evaluate", "publish"]


@contextmanager
def services(texts: list[str], **options: Any) -> Iterator[tuple[FakeDataService, FakePrediction]]:
    data, prediction = FakeDataService(texts, **options), FakePrediction(texts)
    with ExitStack() as stack:
        stack.enter_context(data.running())
        stack.enter_context(prediction.running())
        yield data, prediction


def environment(settings: Settings, data: FakeDataService, prediction: FakePrediction) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "train"),
        "SERVICE_TOKEN": TOKEN,
        "MODELS_DIR": str(settings.models_directory),
        "BASE_MODELS_DIR": str(settings.base_models_dir),
        "EMBEDDER_MODEL": str(settings.embedder_model or ""),
        "DATA_SERVICE_URL": data.url,
        "PREDICTION_SERVICE_URL": prediction.url,
        "TRAIN_PREDICTION_PATIENCE_S": "0",
        "LOG_LEVEL": "warn",
    }


def train(
    settings: Settings, data: FakeDataService, prediction: FakePrediction, more: dict[str, str] | None = None
) -> dict[str, Any]:
    order = {"claim": data.claim_body(), "correlation_id": "c-42", "parent_pid": os.getpid()}
    result = subprocess.run(
        [sys.executable, "-m", "personal_assistant_train.pipeline"],
        input=json.dumps(order),
        env=environment(settings, data, prediction) | (more or {}),
        capture_output=True,
        text=True,
        timeout=450,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    outcome: dict[str, Any] = json.loads(result.stdout)
    return outcome


def processor_seconds() -> float:
    """Of all child processes so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def left_in(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.models_directory / WORKSPACE).iterdir())


def test_a_version_is_built_whole(settings: Settings) -> None:
    texts = [*OFFICE, "Long. " + " ".join(f"Rule {i} of the house concerns item {i * 3}." for i in range(40))]
    with services(texts) as (data, prediction):
        data.page_limit = 4
        assert train(settings, data, prediction)["outcome"] == "published"
        assert data.completed is not None
        completed = data.completed

        # What was announced is what lies there.
        directory = settings.models_directory / completed["directory"]
        assert completed["directory"] == f"{WORKSPACE}/7"
        manifest_bytes = (directory / "manifest.json").read_bytes()
        assert completed["manifestSha256"] == hashlib.sha256(manifest_bytes).hexdigest()
        manifest = json.loads(manifest_bytes)
        assert manifest["metrics"] == completed["metrics"]
        assert manifest["texts"]["ids"] == [1, 2, 3, 4, 5, 6]
        files = {str(p.relative_to(directory)) for p in directory.rglob("*") if p.is_file()} - {"manifest.json"}
        assert set(manifest["files"]) == files
        assert left_in(settings) == ["7"]

        # The passages reproduce the texts.
        rows = lance.dataset(directory / "passages.lance").to_table().to_pylist()
        assert len(rows) == completed["metrics"]["passages"] > 6
        assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            assert row["text"] == texts[row["train_data_id"] - 1][row["start"] : row["end"]]
            assert row["sentences"][0][0] == row["start"]
            assert row["sentences"][-1][1] == row["end"]
            assert abs(float(np.linalg.norm(row["vector"])) - 1) < 1e-4
        hits = lance.dataset(directory / "passages.lance").to_table(
            full_text_query="vegetarian", columns=["train_data_id", "_score"]
        )
        assert hits["train_data_id"].to_pylist() == [3]

        # Progress went forward through the stages, and everything carried token and correlation id.
        fractions = [body["fraction"] for body in data.progress]
        assert fractions == sorted(fractions)
        seen = [body["stage"] for body in data.progress]
        assert sorted(seen, key=STAGES.index) == seen
        assert seen[-1] == "publish"
        assert {headers["x-correlation-id"] for *_, headers in data.requests[1:]} == {"c-42"}
        assert set(prediction.directories) == {f"{WORKSPACE}/7.{data.token}.tmp"}

        assert completed["metrics"]["recallAt1"] == 1
        assert 0.35 <= completed["metrics"]["threshold"] < 1
        assert completed["metrics"]["falseAnswerRate"] <= 0.05


# Stands in for the process with PyTorch; tests/test_adapter.py runs the real one.
TEACHES = """
import json, pathlib, sys
folder = pathlib.Path(sys.argv[-1])
order = json.loads((folder / "order.json").read_text())
pathlib.Path(order["checkpoints"]).mkdir(parents=True)
(pathlib.Path(order["checkpoints"]) / "checkpoint.safetensors").write_text("half way")
(folder / "adapter").mkdir()
(folder / "adapter" / "adapter_model.safetensors").write_text("weights")
if order["merge"]:
    (folder / "language-model").mkdir()
    (folder / "language-model" / "model.safetensors").write_text("all weights")
lessons = (folder / "lessons.jsonl").read_text().splitlines()
point = {"step": 4, "learning": 1.0, "held_out": 0.5}
result = {"step": 4, "steps": 4, "points": [point | {"step": 0, "held_out": 2.0}, point], "resumed_from": 0}
(folder / "result.json").write_text(json.dumps(result | {"examples": len(lessons), "heldOut": 0}))
"""


def teaching(folder: Path) -> dict[str, str]:
    """Variables with which a language model is taught by that stand-in."""
    python = folder / "python"
    (folder / "teaches.py").write_text(TEACHES)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} {folder / "teaches.py"} "$@"\n')
    python.chmod(0o755)
    return {"BASE_MODEL": str(folder), "TRAIN_LEARNING_PYTHON": str(python)}


def test_a_language_model_whose_words_are_worse_is_dropped(settings: Settings, tmp_path: Path) -> None:
    with services(OFFICE) as (data, prediction):
        assert train(settings, data, prediction)["outcome"] == "published"
        first = data.completed or {}
        data.status, data.completed, data.model_id = "PROCESSING", None, 8
        data.live = {"modelId": 7, "directory": first["directory"], "threshold": first["metrics"]["threshold"]}
        data.golden = [{"id": 1, "question": "Who is our accountant?", "answer": "Maria Lopez"}]
        prediction.worded = lambda model: "Peter Smith" if model else "Maria Lopez"
        assert train(settings, data, prediction, teaching(tmp_path))["outcome"] == "published"
        assert data.completed is not None
        adapted = data.completed["metrics"]["adapted"]
        assert adapted["steps"] == 0
        assert "fewer golden questions" in adapted["note"]
        assert data.completed["golden"]["broken"] == 0
        directory = settings.models_directory / data.completed["directory"]
        assert json.loads((directory / "manifest.json").read_bytes())["languageModel"] is None
        assert not (directory / "adapter").exists()


def test_a_whole_language_model_is_not_read_when_its_version_is_loaded(settings: Settings, tmp_path: Path) -> None:
    with services(OFFICE) as (data, prediction):
        variables = teaching(tmp_path) | {"LLM_ADAPTERS": "merged"}
        assert train(settings, data, prediction, variables)["outcome"] == "published"
        directory = settings.models_directory / (data.completed or {})["directory"]
        manifest = json.loads((directory / "manifest.json").read_bytes())
        assert manifest["languageModel"]["directory"] == "language-model"
        assert not (directory / "adapter").exists()
        name = "language-model/model.safetensors"
        assert manifest["languageModelFiles"] == {name: hashlib.sha256((directory / name).read_bytes()).hexdigest()}
        assert name not in manifest["files"]


def test_a_version_remembers_the_language_model_that_was_taught_with_it(settings: Settings, tmp_path: Path) -> None:
    with services(OFFICE) as (data, prediction):
        data.golden = [{"id": 1, "question": "Who is our accountant?", "answer": "Maria Lopez"}]
        prediction.worded = lambda model: "Maria Lopez" if model.startswith("assistant-7-") else None
        older = settings.models_directory / WORKSPACE / "3.checkpoints"
        older.mkdir(parents=True)
        assert train(settings, data, prediction, teaching(tmp_path))["outcome"] == "published"
        assert data.completed is not None
        directory = settings.models_directory / data.completed["directory"]
        manifest = json.loads((directory / "manifest.json").read_bytes())
        model = manifest["languageModel"]
        assert model["id"] == "assistant-7-" + hashlib.sha256(b"weights").hexdigest()[:12]
        assert (model["served"], model["directory"]) == ("vllm", "adapter")
        assert {"adapter/adapter_model.safetensors", "language-model.json"} <= set(manifest["files"])
        adapted = data.completed["metrics"]["adapted"]
        assert adapted["examples"] >= len(OFFICE)
        assert (adapted["steps"], adapted["lossBefore"], adapted["lossAfter"]) == (4, 2.0, 0.5)
        assert "in its words" in adapted["note"]
        assert data.completed["golden"]["right"] == 1
        # Nothing is left of what was half way, of this training or an older one.
        assert left_in(settings) == ["7"]


def test_the_threshold_is_measured_on_questions_without_their_text_too(settings: Settings) -> None:
    rooms = [f"The room called maple{i} has chairs from 19{i} and a beamer." for i in range(10, 60)]
    with services([*OFFICE, *rooms]) as (data, prediction):
        prediction.reader = {"name": "reader", "sha256": "a" * 64}
        prediction.threshold = 0.41
        assert train(settings, data, prediction)["outcome"] == "published"
        assert data.completed is not None
        directory = settings.models_directory / data.completed["directory"]
        manifest = json.loads((directory / "manifest.json").read_text())
        calibration = json.loads((directory / "calibration.json").read_text())
        first = prediction.asked[0]

    # It says what it was built and measured with, and asks for what this size of version needs.
    assert manifest["reader"] == prediction.reader
    assert first["embedder"] == manifest["embedder"]
    assert first["falseAnswerTarget"] == 0.05
    # The questions without their text are about all texts, and each leaves out the text it was made from.
    asked = [
        (question, without)
        for body in prediction.asked
        for question, without in zip(body["questions"], body.get("without") or [], strict=False)
    ]
    left_out = [(question, without) for question, without in asked if without]
    assert len(calibration["confidences"]["left_out"]) == len(left_out) >= 40
    assert calibration["measured"] == 0.41
    # Another room has most of the words: a yardstick that general questions are not.
    assert calibration["left_out"] > 0.41 > calibration["general"]
    assert data.completed["metrics"]["threshold"] == calibration["left_out"]


def test_a_text_and_the_pairs_that_repeat_it_are_left_out_together(settings: Settings) -> None:
    rooms = [f"The room called maple{i} has chairs from 19{i} and a beamer." for i in range(10, 60)]
    asked = [f"Of which year are the chairs of maple{i}?\n19{i}" for i in range(10, 30)]
    exchanged = [f"Of which year are the chairs of maple{i}?\n18{i}" for i in range(30, 40)]
    with services([*rooms, *asked, *exchanged]) as (data, prediction):
        for text in data.texts[len(rooms) :]:
            text["pair"] = True
        assert train(settings, data, prediction)["outcome"] == "published"
    without = {tuple(ids) for body in prediction.asked for ids in body.get("without", [])}
    pairs = {ids for ids in without if len(ids) == 2}
    assert len(pairs) > 5
    assert pairs <= {(i, i + len(rooms)) for i in range(1, 21)}
    # Of the other rooms nothing is repeated, least of all by a pair that says something else.
    assert {ids for ids in without if ids[0] > 20} == {(i,) for (i,) in without - pairs}


def test_an_embedder_of_another_size(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "embedder"
    shutil.copytree(EMBEDDER, other)
    (other / "model.onnx").write_bytes((FIXTURES / "embedder-8.onnx").read_bytes())
    config = json.loads((other / "config.json").read_text()) | {"name": "other", "dimensions": 8}
    (other / "config.json").write_text(json.dumps(config))
    sums = {
        name: hashlib.sha256((other / name).read_bytes()).hexdigest()
        for name in ("config.json", "model.onnx", "tokenizer.json")
    }
    (other / "checksums.json").write_text(json.dumps({"sha256": sums}))
    with services(OFFICE) as (data, prediction):
        assert train(settings.model_copy(update={"embedder_model": other}), data, prediction)["outcome"] == "published"
        assert data.completed is not None
        directory = settings.models_directory / data.completed["directory"]
    rows = lance.dataset(directory / "passages.lance").to_table().to_pylist()
    assert {len(row["vector"]) for row in rows} == {8}
    assert json.loads((directory / "manifest.json").read_text())["embedder"]["name"] == "other"


def test_the_vectors_of_the_parent_are_taken_over(settings: Settings) -> None:
    with services(OFFICE[:3], model_id=7) as (data, prediction):
        train(settings, data, prediction)
    parent = settings.models_directory / WORKSPACE / "7"
    marked = lance.dataset(parent / "passages.lance").to_table()
    vectors = np.zeros((3, 384), np.float32)
    vectors[:, 5] = 1  # no text has this vector: where it turns up, it was taken over
    import pyarrow as pa

    column = pa.FixedSizeListArray.from_arrays(pa.array(vectors.reshape(-1)), 384)
    place = marked.schema.get_field_index("vector")
    lance.write_dataset(
        marked.set_column(place, marked.schema.field(place), column), parent / "passages.lance", mode="overwrite"
    )

    with services(OFFICE, parent={"modelId": 7, "directory": f"{WORKSPACE}/7"}, model_id=8) as (data, prediction):
        assert train(settings, data, prediction)["outcome"] == "published"
    rows = lance.dataset(settings.models_directory / WORKSPACE / "8" / "passages.lance").to_table().to_pylist()
    assert [row["vector"][5] == 1 for row in rows] == [True, True, True, False, False]
    manifest = json.loads((settings.models_directory / WORKSPACE / "8" / "manifest.json").read_text())
    assert manifest["parents"] == [{"modelId": 7, "directory": f"{WORKSPACE}/7"}]


def test_a_parent_of_another_embedder_or_none_that_can_be_read_is_passed_over(settings: Settings) -> None:
    parent = settings.models_directory / WORKSPACE / "6"
    parent.mkdir(parents=True)
    (parent / "manifest.json").write_text(json.dumps({"embedder": {"sha256": "another"}}))
    for reference in (f"{WORKSPACE}/6", f"{WORKSPACE}/gone"):
        with services(OFFICE[:2], parent={"modelId": 6, "directory": reference}) as (data, prediction):
            assert train(settings, data, prediction)["outcome"] == "published"


def test_a_newer_attempt_stops_an_older_one_before_it_publishes(settings: Settings) -> None:
    with services(OFFICE) as (data, prediction):
        prediction.on_score = data.supersede
        assert train(settings, data, prediction)["outcome"] == "superseded"
        assert data.completed is None
    assert left_in(settings) == []


def test_a_version_whose_announcement_was_lost_is_built_again(settings: Settings) -> None:
    with services(OFFICE) as (data, prediction):
        train(settings, data, prediction)
        first = (settings.models_directory / WORKSPACE / "7" / "manifest.json").read_bytes()
        data.status, data.completed = "PROCESSING", None
        assert train(settings, data, prediction)["outcome"] == "published"
        second = (settings.models_directory / WORKSPACE / "7" / "manifest.json").read_bytes()
        assert data.completed is not None
        assert data.completed["manifestSha256"] == hashlib.sha256(second).hexdigest()
        assert first != second
    assert left_in(settings) == ["7"]


def test_the_data_service_may_restart_meanwhile(settings: Settings) -> None:
    with services(OFFICE) as (data, prediction):

        def restart(body: dict[str, Any]) -> None:
            if body["stage"] == "calibrate" and data.attempts == 1:
                data.attempts = 2
                data.failures_to_come = 3

        data.on_progress = restart
        assert train(settings, data, prediction)["outcome"] == "published"


@pytest.mark.parametrize(
    ("texts", "prediction_status", "reason", "retryable"),
    [
        (["   ", "\n"], 200, "no text to learn from", False),
        (OFFICE, 409, "refused the version: The version cannot be loaded.", False),
        (OFFICE, 503, "prediction service, which tests the version, is not reachable", True),
    ],
)
def test_failures_say_why(
    settings: Settings, texts: list[str], prediction_status: int, reason: str, retryable: bool
) -> None:
    with services(texts) as (data, prediction):
        prediction.status = prediction_status
        outcome = train(settings, data, prediction)
    assert outcome["outcome"] == "failed"
    assert reason in outcome["reason"]
    assert outcome["retryable"] is retryable
    assert left_in(settings) == []


def test_a_thousand_texts(settings: Settings) -> None:
    file = SHARED_DATA / "reading-train.jsonl.gz"
    if not file.exists():
        pytest.skip("../shared/data is not there")
    texts: dict[str, None] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["domain"] != "qamr":
                texts.setdefault(row["context"])
            if len(texts) == 1000:
                break
    with services(list(texts)) as (data, prediction):
        before = processor_seconds()
        assert train(settings, data, prediction)["outcome"] == "published"
        seconds = processor_seconds() - before
        assert data.completed is not None
        metrics = data.completed["metrics"]
        assert metrics["texts"] == 1000
        assert metrics["passages"] > 1000
        waits = [body["fraction"] for body in data.progress]
        assert len(waits) > 10
        # The bar is 60 s on two cores; in processor time, because others may use them too.
        assert seconds < 120
