"""The stage that teaches a language model: a LoRA adapter for BASE_MODEL, made in a process whose Python has PyTorch.

As with the reader (`learn.py`), a version is built in any case; what kept the language model from learning is a note.
A killed process, or attempt, goes on from the last checkpoint, as long as it is about the same texts, base and recipe.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from .checksums import sha256_of
from .contracts import Adapted, LanguageModel, TaughtPair
from .embedder import Embedder, Vectors
from .golden import Comparison
from .lab import Lab
from .learning_process import WITHOUT_PYTORCH, LearningError, Line, run_learning
from .lessons import Lesson, make_lessons
from .passages import Passage
from .publication import MERGED

log = logging.getLogger(__name__)

ADAPTER: Literal["adapter"] = "adapter"
LOSSES = "language-model.json"
WEIGHTS = "adapter_model.safetensors"
# A process that was killed (for its memory, mostly) gets another chance as long as it had come further.
MOST_STARTS = 3


@dataclass(frozen=True)
class Recipe:
    """Settings of `learning.adapter.train`. `seconds` comes from TRAIN_ADAPTER_SECONDS."""

    epochs: int = 3
    rate: float = 2e-4
    rank: int = 16
    alpha: int = 32
    batch: int = 8
    longest: int = 1536
    seed: int = 1


def adapt(
    lab: Lab,
    pairs: Sequence[TaughtPair],
    passages: Sequence[Passage],
    vectors: Vectors,
    embedder: Embedder,
    recipe: Recipe | None = None,
) -> tuple[Adapted | None, LanguageModel | None]:
    """Writes `adapter/` or `language-model/`, and `language-model.json` with the losses, when it was worth it.

    Returns:
        How it went, None when no BASE_MODEL is set; and what is to be asked, None for the server's own model.
    """
    settings = lab.settings
    if settings.base_model is None:
        return None, None
    lab.progress.at("learn", settings.reader_share, "looking for what the language model can learn")
    golden = [question.question for question in lab.attempt.golden()]
    lessons = make_lessons(pairs, passages, vectors, embedder, golden)
    if not lessons:
        return Adapted(examples=0, note="nothing was taught that it could learn from"), None
    if settings.learning_python is None:
        return Adapted(examples=len(lessons), note=WITHOUT_PYTORCH), None
    try:
        with TemporaryDirectory(dir=lab.directory.path, prefix="learning-") as scratch:
            return _learned(lab, settings.learning_python, Path(scratch), lessons, recipe or Recipe())
    except (LearningError, OSError) as error:
        log.warning("the language model was not taught", extra={"reason": str(error)})
        return Adapted(examples=len(lessons), note=str(error)[:300]), None


def _learned(
    lab: Lab, python: Path, folder: Path, lessons: Sequence[Lesson], recipe: Recipe
) -> tuple[Adapted, LanguageModel | None]:
    result = _train(lab, python, folder, lessons, recipe)
    points: list[dict[str, Any]] = result["points"]
    chosen = next(point for point in points if point["step"] == result["step"])
    adapted = Adapted(
        examples=result["examples"],
        steps=result["step"],
        loss_before=points[0]["held_out"],
        loss_after=chosen["held_out"],
        note=None if result["step"] > 0 else "the base model was no worse without, so it stays",
    )
    lab.directory.write_json(LOSSES, result | {"recipe": asdict(recipe), "base": str(lab.settings.base_model)})
    if result["step"] == 0:
        return adapted, None
    return adapted, _kept(lab, folder)


def _kept(lab: Lab, folder: Path) -> LanguageModel:
    """Moves what was made into the version's directory, and gives it the name that it is asked under."""
    served = lab.settings.llm_adapters
    name = ADAPTER if served == "vllm" else MERGED
    # Equal names are equal weights: whoever has it loaded already need not load it again.
    weights = sha256_of(folder / ADAPTER / WEIGHTS)
    shutil.move(folder / name, lab.directory.path / name)
    return LanguageModel(id=f"assistant-{lab.attempt.claim.model_id}-{weights[:12]}", served=served, directory=name)


def _train(lab: Lab, python: Path, folder: Path, lessons: Sequence[Lesson], recipe: Recipe) -> dict[str, Any]:
    base = (lab.settings.base_model or Path()).absolute()
    lines = (json.dumps(asdict(lesson), ensure_ascii=False) for lesson in lessons)
    (folder / "lessons.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    order = {
        "parentPid": os.getpid(),
        "threads": lab.settings.threads,
        "processes": 0,
        "base": str(base),
        "fingerprint": fingerprint(base),
        "config": asdict(recipe) | {"seconds": lab.settings.train_adapter_seconds},
        "checkpoints": str(lab.directory.checkpoints),
        "merge": lab.settings.llm_adapters != "vllm",
    }
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    reached = -1
    for start in range(1, MOST_STARTS + 1):
        heard = _Heard(lab)
        try:
            run_learning(python, "learning.adapter", folder, heard)
            break
        except LearningError as error:
            if not error.killed or heard.step <= reached or start == MOST_STARTS:
                raise
            reached = heard.step
            log.warning("the language model's training was killed and goes on", extra={"step": reached})
    result: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    return result


class _Heard:
    """Passes progress on, and remembers how far it came."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.step = -1

    def __call__(self, said: Line) -> None:
        self.step = said["step"]
        begin = self._lab.settings.reader_share
        detail = f"language model: step {said['step']}, loss {said['held_out']:.2f}"
        self._lab.progress.at("learn", begin + said["share"] * (1 - begin), detail)


def unadapted(lab: Lab) -> tuple[Adapted | None, None]:
    """Nothing is learned from pairs that are in doubt."""
    if lab.settings.base_model is None:
        return None, None
    return Adapted(examples=0, note="most new pairs say something else than the other texts"), None


def forget_adapter(lab: Lab, adapted: Adapted) -> tuple[Adapted, None]:
    """Back to the server's own model: the version's is worse where it counts."""
    for name in (ADAPTER, MERGED):
        shutil.rmtree(lab.directory.path / name, ignore_errors=True)
    note = "in its words fewer golden questions were right, so it was not taken"
    return adapted.model_copy(update={"steps": 0, "note": note}), None


def with_verdict(adapted: Adapted, golden: Comparison) -> Adapted:
    """Adds whether the golden questions were answered by it."""
    if golden.worded is None or not adapted.steps:
        return adapted
    asked = "the golden questions were answered in its words"
    not_asked = "its server could not be asked as this version yet, so the golden questions were answered by the reader"
    return adapted.model_copy(update={"note": asked if golden.worded else not_asked})


def fingerprint(base: Path) -> str:
    """Of the base model, without reading gigabytes: its configuration, and name, size and time of every other file."""
    digest = hashlib.sha256()
    for file in sorted(base.iterdir() if base.is_dir() else []):
        if file.is_file():
            digest.update(f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
            if file.suffix == ".json":
                digest.update(file.read_bytes())
    return digest.hexdigest()
