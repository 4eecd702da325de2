"""Builds one model version, from the claimed attempt to the published directory: read it from top to bottom.

    collect → passages → embed → index → calibrate → evaluate → publish

Runs as a process of its own: `python -m personal_assistant_train.pipeline`, see `child.py`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from . import __version__
from .calibration import Calibration, choose_threshold, generic_questions, unanswerable
from .config import Settings
from .contracts import ModelMetrics, ScoredQuestion, ScoredQuestions, ScoreQuestions, Stage, TaughtText
from .data_service import TrainingAttempt
from .embedder import DIMENSIONS, Embedder, Vectors, token_starts
from .evaluation import Evaluation, Probe, evaluate, make_probes
from .index import known_vectors, write_index
from .passages import WINDOW_TOKENS, Passage, split_passages
from .progress import Progress
from .publication import MANIFEST, VersionDirectory
from .remote import RemoteError, RemoteService, RemoteUnreachableError

log = logging.getLogger(__name__)

MANIFEST_FORMAT = 1
# One call opens the version once and shares what the reader computes about its passages.
QUESTIONS_PER_CALL = 100


class TrainingError(Exception):
    """The version cannot be built; the message is for the approvers. `retryable`: another attempt may succeed."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


@dataclass(frozen=True)
class Lab:
    """What every stage works with."""

    settings: Settings
    attempt: TrainingAttempt
    prediction: RemoteService
    progress: Progress
    directory: VersionDirectory


def train(lab: Lab) -> ModelMetrics:
    """Builds and publishes the version of the attempt.

    Raises:
        TrainingError: it cannot be built.
        SupersededError: a newer attempt took over; nothing was published.
    """
    started = time.monotonic()
    lab.progress.confirm()  # creating removes what older attempts left, so this must not be one of them
    lab.directory.create()
    try:
        embedder = Embedder(lab.settings.embedder_directory, lab.settings.threads)
        texts = collect(lab)
        passages = split(lab, texts, embedder)
        vectors = embed(lab, passages, embedder)
        index(lab, passages, vectors)
        calibration = calibrate(lab, passages)
        probes = make_probes(passages)
        evaluation = measure(lab, probes, calibration)
        metrics = ModelMetrics(
            texts=len(texts),
            passages=len(passages),
            seconds=round(time.monotonic() - started, 2),
            threshold=calibration.threshold,
            false_answer_rate=round(calibration.false_answer_rate, 4),
            recall_at1=evaluation.recall_at1,
            recall_at5=evaluation.recall_at5,
            answered_rate=evaluation.answered_rate,
        )
        publish(lab, texts, embedder, metrics)
    finally:
        lab.directory.discard()
    return metrics


def collect(lab: Lab) -> list[TaughtText]:
    """The workspace's approved texts, as they were when the training was started."""
    lab.progress.at("collect")
    texts: list[TaughtText] = []
    for page in lab.attempt.texts():
        texts += page
        lab.progress.at("collect", len(texts) / max(lab.attempt.claim.texts, 1), f"{len(texts)} texts")
    return texts


def split(lab: Lab, texts: Sequence[TaughtText], embedder: Embedder) -> list[Passage]:
    """Windows of about 100 word pieces."""
    starts = token_starts(embedder.tokenizer)
    passages: list[Passage] = []
    for count, text in enumerate(texts):
        if count % 100 == 0:
            lab.progress.at("passages", count / len(texts), f"{count} of {len(texts)} texts")
        passages += split_passages(text.id, text.text, starts)
    if not passages:
        raise TrainingError("There is no text to learn from: teach something with /train first", retryable=False)
    return passages


def embed(lab: Lab, passages: Sequence[Passage], embedder: Embedder) -> Vectors:
    """(N, 384). A passage that the parent version holds too keeps its vector; equal passages are computed once."""
    vectors = np.empty((len(passages), DIMENSIONS), np.float32)
    rows, known = parent_vectors(lab, embedder)
    new: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        row = rows.get(passage.text)
        if row is None:
            new.setdefault(passage.text, []).append(place)
        else:
            vectors[place] = known[row]
    lab.progress.at("embed", 0, f"{len(new)} of {len(passages)} passages are new")
    texts = list(new)
    computed = embedder.embed(
        texts, lambda n: lab.progress.at("embed", n / len(texts), f"{n} of {len(texts)} passages")
    )
    for text, vector in zip(texts, computed, strict=True):
        vectors[new[text]] = vector
    return vectors


def parent_vectors(lab: Lab, embedder: Embedder) -> tuple[dict[str, int], Vectors]:
    """What the parent version knows, if the same embedder made it. That it cannot be read costs time only."""
    nothing: tuple[dict[str, int], Vectors] = ({}, np.empty((0, DIMENSIONS), np.float32))
    parent = lab.attempt.claim.parent
    if parent is None:
        return nothing
    directory = lab.settings.models_directory / parent.directory
    try:
        manifest = json.loads((directory / MANIFEST).read_bytes())
        same = manifest["embedder"]["sha256"] == embedder.sha256
        return known_vectors(directory) if same else nothing
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        log.warning("the parent version cannot be read; all passages are embedded", extra={"reason": str(error)})
        return nothing


def index(lab: Lab, passages: Sequence[Passage], vectors: Vectors) -> None:
    lab.progress.at("index", 0, f"{len(passages)} passages")
    write_index(lab.directory.path, passages, vectors)


def calibrate(lab: Lab, passages: Sequence[Passage]) -> Calibration:
    """Asks the version what it was not taught, and sets the threshold so that it would stay silent."""
    lab.progress.at("calibrate")
    questions = unanswerable(generic_questions(), [passage.text for passage in passages])
    results = score(lab, "calibrate", questions)
    left_out = len(generic_questions()) - len(questions)
    target = lab.attempt.claim.false_answer_target
    calibration = choose_threshold([result.confidence for result in results], target, left_out)
    confidences = sorted(round(result.confidence, 4) for result in results)
    lab.directory.write_json("calibration.json", asdict(calibration) | {"target": target, "confidences": confidences})
    return calibration


def measure(lab: Lab, probes: Sequence[Probe], calibration: Calibration) -> Evaluation:
    """Does it find what it was taught?"""
    lab.progress.at("evaluate")
    results = score(lab, "evaluate", [probe.question for probe in probes])
    evaluation = evaluate(probes, results, calibration.threshold)
    missed = [
        {"question": probe.question, "trainDataId": probe.train_data_id, "retrieved": result.retrieved[:5]}
        for probe, result in zip(probes, results, strict=True)
        if probe.train_data_id not in result.retrieved[:5]
    ]
    lab.directory.write_json("evaluation.json", asdict(evaluation) | {"missed": missed})
    return evaluation


def score(lab: Lab, stage: Stage, questions: Sequence[str]) -> list[ScoredQuestion]:
    """Answers by the very code that will serve the version: the prediction service, on the unpublished directory."""
    results: list[ScoredQuestion] = []
    for first in range(0, len(questions), QUESTIONS_PER_CALL):
        part = list(questions[first : first + QUESTIONS_PER_CALL])
        body = ScoreQuestions(directory=lab.directory.unpublished_name, questions=part)
        try:
            patience = lab.settings.train_prediction_patience_s
            answer = lab.prediction.call("POST", "/internal/versions/score", ScoredQuestions, body, patience)
        except RemoteUnreachableError as error:
            raise TrainingError(
                "The prediction service, which tests the version, is not reachable", retryable=True
            ) from error
        except RemoteError as error:
            raise TrainingError(
                f"The prediction service refused the version: {error.message}", retryable=False
            ) from error
        if len(answer.results) != len(part):
            raise TrainingError("The prediction service answered another number of questions", retryable=True)
        results += answer.results
        share = len(results) / len(questions)
        lab.progress.at(stage, share, f"{len(results)} questions asked")
    return results


def publish(lab: Lab, texts: Sequence[TaughtText], embedder: Embedder, metrics: ModelMetrics) -> None:
    """Writes the manifest, puts the directory into place and announces it."""
    claim = lab.attempt.claim
    lab.progress.at("publish")
    manifest_sha256 = lab.directory.seal(
        {
            "format": MANIFEST_FORMAT,
            "modelId": claim.model_id,
            "name": claim.name,
            "workspaceId": str(claim.workspace_id),
            "createdAt": datetime.now(UTC).isoformat(timespec="seconds"),
            "code": {"package": "personal_assistant_train", "version": __version__, "sha256": code_checksum()},
            "parents": [claim.parent.model_dump(by_alias=True)] if claim.parent else [],
            "embedder": {"name": embedder.name, "sha256": embedder.sha256},
            "settings": {"windowTokens": WINDOW_TOKENS, "falseAnswerTarget": claim.false_answer_target},
            "texts": {"ids": [text.id for text in texts], "sha256": texts_checksum(texts)},
            "metrics": metrics.model_dump(by_alias=True, exclude_none=True),
        }
    )
    # Only the current attempt may put its directory into place: an older one that wakes up is told so here.
    lab.progress.confirm()
    lab.directory.publish()
    lab.attempt.complete(lab.directory.published_name, manifest_sha256, metrics)


def texts_checksum(texts: Sequence[TaughtText]) -> str:
    """SHA-256 over id and text of all, in order: two versions with equal sums were taught the same."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(json.dumps([text.id, text.text], ensure_ascii=False).encode())
    return digest.hexdigest()


def code_checksum() -> str:
    """SHA-256 over the sources of this package."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    from .child import main

    main()
