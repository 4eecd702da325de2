"""Builds one model version, from the claimed attempt to the published directory: read it from top to bottom.

    collect → passages → embed → index → doubt, learn → calibrate → evaluate → publish

Runs as a process of its own: `python -m personal_assistant_train.pipeline`, see `child.py`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from . import __version__
from .adapt import adapt, forget_adapter, unadapted, with_verdict
from .contracts import (
    GoldenReport,
    LanguageModel,
    Learned,
    ModelIdentity,
    ModelMetrics,
    TaughtPair,
    TaughtText,
)
from .data_service import SupersededError
from .doubt import opinion_of
from .embedder import Embedder, Vectors, token_starts
from .exam import Proof, exam_of
from .index import known_vectors, write_index
from .jury import Jury
from .lab import Lab, TrainingError
from .learn import READER, learn, loss_curve
from .passages import WINDOW_TOKENS, Passage, split_passages
from .publication import MANIFEST
from .repeats import answers_of_pairs

log = logging.getLogger(__name__)

MANIFEST_FORMAT = 1


@dataclass(frozen=True)
class Made:
    """The models that the version was built and measured with. None: no trained reader, no language model."""

    embedder: ModelIdentity
    reader: ModelIdentity | None
    language_model: LanguageModel | None


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
        jury = Jury(lab, embedder.identity)
        pairs = lab.attempt.pairs()
        opinion = opinion_of(pairs, jury)
        doubt = opinion.doubt
        learned = unlearned(pairs) if doubt else learn(lab, pairs, passages, vectors, embedder)
        adapted, own = unadapted(lab) if doubt else adapt(lab, pairs, passages, vectors, embedder)
        # Doubtful pairs are no other way to say what the texts say.
        exam = exam_of(lab, jury, passages, {} if doubt else answers_of_pairs(texts), vectors)
        proof = exam.take(own)
        if adapted and own and proof.golden.worded and proof.worse:
            adapted, own = forget_adapter(lab, adapted)
            proof = exam.take(own)
        if learned.epochs and proof.worse:
            learned, proof = better_reader(lab, learned, proof, partial(exam.take, own))
        calibration, evaluation, golden = proof.calibration, proof.evaluation, proof.golden
        metrics = ModelMetrics(
            texts=len(texts),
            passages=len(passages),
            seconds=round(time.monotonic() - started, 2),
            threshold=calibration.threshold,
            false_answer_rate=round(calibration.false_answer_rate, 4),
            recall_at1=evaluation.recall_at1,
            recall_at5=evaluation.recall_at5,
            answered_rate=evaluation.answered_rate,
            learned=learned,
            adapted=adapted and with_verdict(adapted, golden),
        )
        made = Made(embedder.identity, jury.reader, own)
        report = golden.report
        if opinion.fit and report.live_right is not None:
            report = report.model_copy(update={"hesitant": golden.hesitant})
        if doubt:
            report = report.model_copy(update={"doubt": doubt.reason, "doubt_example": doubt.example})
        publish(lab, texts, made, metrics, report)
    except SupersededError:
        lab.directory.retract()
        raise
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
    """(N, D). A passage that the parent version holds too keeps its vector; equal passages are computed once."""
    vectors = np.empty((len(passages), embedder.dimensions), np.float32)
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
    nothing: tuple[dict[str, int], Vectors] = ({}, np.empty((0, embedder.dimensions), np.float32))
    parent = lab.attempt.claim.parent
    if parent is None:
        return nothing
    directory = lab.settings.models_directory / parent.directory
    try:
        manifest = json.loads((directory / MANIFEST).read_bytes())
        same = manifest["embedder"]["sha256"] == embedder.identity.sha256
        return known_vectors(directory) if same else nothing
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        log.warning("the parent version cannot be read; all passages are embedded", extra={"reason": str(error)})
        return nothing


def index(lab: Lab, passages: Sequence[Passage], vectors: Vectors) -> None:
    lab.progress.at("index", 0, f"{len(passages)} passages")
    write_index(lab.directory.path, passages, vectors)


def unlearned(pairs: Sequence[TaughtPair]) -> Learned:
    return Learned(
        pairs=len(pairs), note="most new pairs say something else than the other texts, so none was learned from"
    )


def better_reader(lab: Lab, learned: Learned, tuned: Proof, again: Callable[[], Proof]) -> tuple[Learned, Proof]:
    """The base reader in place of the fine-tuned one, which is worse than what is live, unless it is worse still."""
    reader, aside = lab.directory.path / READER, lab.directory.path / "set-aside"
    reader.rename(aside)
    base = again()
    if base.golden.report.right < tuned.golden.report.right:
        aside.rename(reader)
        return learned, again()  # what the base reader left in the directory is written over
    shutil.rmtree(aside)
    note = "with the fine-tuned reader fewer golden questions were right, so the base reader stays"
    return learned.model_copy(update={"epochs": 0, "note": note}), base


def publish(
    lab: Lab,
    texts: Sequence[TaughtText],
    made: Made,
    metrics: ModelMetrics,
    golden: GoldenReport,
) -> None:
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
            "embedder": made.embedder.model_dump(),
            "reader": made.reader.model_dump() if made.reader else None,
            "languageModel": made.language_model.model_dump() if made.language_model else None,
            "settings": {"windowTokens": WINDOW_TOKENS, "falseAnswerTarget": claim.false_answer_target},
            "texts": {"ids": [text.id for text in texts], "sha256": texts_checksum(texts)},
            "metrics": metrics.model_dump(by_alias=True, exclude_none=True),
        }
    )
    curve = loss_curve(lab.directory.path)
    # Only the current attempt may put its directory into place: an older one that wakes up is told so here.
    lab.progress.confirm()
    lab.directory.publish()
    lab.attempt.complete(lab.directory.published_name, manifest_sha256, metrics, golden, curve)


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
