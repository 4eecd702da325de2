"""The stage that fine-tunes the reader on the workspace's pairs, in a process whose Python has PyTorch.

A version is built in any case. That there are too few pairs, that PyTorch is not installed, or that the process dies,
is a note beside the version's scores, and the base reader stays.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .checksums import model_sha256, sha256_of
from .contracts import MAX_PICTURE_BASE64, Learned, TaughtPair
from .embedder import Embedder, Vectors, load_tokenizer, verified_checksums
from .lab import Lab
from .learning.files import Recipe, write_examples
from .learning_process import WITHOUT_PYTORCH, LearningError, Line, run_learning
from .material import Groups, Writer, usable_pairs, write_groups
from .passages import Passage

log = logging.getLogger(__name__)

READER = "reader"
# Beside the model itself: what a fine-tuned reader takes over from its base.
KEPT_FILES = ("MODEL_CARD.md", "tokenizer.json")
CURVE = "loss.png"
LOSSES = "learning.json"


def learn(
    lab: Lab, pairs: Sequence[TaughtPair], passages: Sequence[Passage], vectors: Vectors, embedder: Embedder
) -> Learned:
    """Writes `learning.json`, `loss.png` and, when it was worth it, `reader/` into the version's directory."""
    settings = lab.settings
    lab.progress.at("learn")
    if not settings.reader_directory.exists():
        return Learned(pairs=len(pairs), note="there is no reader to fine-tune")
    if len(pairs) < settings.train_min_pairs:
        return Learned(pairs=len(pairs), note=_too_few(len(pairs), settings.train_min_pairs, "pairs"))
    lab.progress.at("learn", 0, f"looking for the answers of {len(pairs)} pairs")
    questions = embedder.embed([pair.question for pair in pairs])
    usable = usable_pairs(pairs, passages, vectors, questions)
    if len(usable) < settings.train_min_pairs:
        what = "pairs whose answer stands word for word in another taught text"
        return Learned(pairs=len(usable), note=_too_few(len(usable), settings.train_min_pairs, what))
    if settings.learning_python is None:
        return Learned(pairs=len(usable), note=WITHOUT_PYTORCH)
    groups = write_groups(usable, passages, Writer(load_tokenizer(settings.reader_directory)))
    try:
        losses = _fine_tune(lab, settings.learning_python, groups)
    except LearningError as error:
        log.warning("the reader was not fine-tuned", extra={"reason": str(error)})
        return Learned(pairs=len(usable), note=str(error))
    before, after = losses["points"][0], losses["best"]
    return Learned(
        pairs=len(usable),
        epochs=after["epoch"],
        loss_before=before["held_out"],
        loss_after=after["held_out"],
        note=None if after["epoch"] > 0 else "the base reader was no worse on pairs that were held out, so it stays",
    )


def loss_curve(directory: Path) -> str | None:
    """The picture of a version's directory in base64; None where there is none, or only a huge one."""
    try:
        picture = base64.b64encode((directory / CURVE).read_bytes()).decode()
    except FileNotFoundError:
        return None
    return picture if len(picture) <= MAX_PICTURE_BASE64 else None


def _too_few(count: int, least: int, what: str) -> str:
    return f"{count} of the {least} {what} that fine-tuning the reader needs"


def _fine_tune(lab: Lab, python: Path, groups: Groups) -> dict[str, Any]:
    """Raises LearningError; SupersededError when the attempt is over, the process then ends with it."""
    base = lab.settings.reader_directory
    verified_checksums(base)
    with TemporaryDirectory(dir=lab.directory.path, prefix="learning-") as scratch:
        folder = Path(scratch)
        write_examples(folder / "examples.npz", groups.by_name)
        order = {
            "parentPid": os.getpid(),
            "threads": lab.settings.threads,
            "reader": str(base / "model.onnx"),
            "settings": asdict(Recipe()),
        }
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        run_learning(python, "learning", folder, lambda said: _tell(lab, said))
        losses: dict[str, Any] = json.loads((folder / "losses.json").read_bytes())
        lab.directory.write_json(LOSSES, losses | {"recipe": asdict(Recipe())})
        shutil.move(folder / "loss.png", lab.directory.path / CURVE)
        if losses["best"]["epoch"] > 0:
            write_reader(base, folder / "model.onnx", lab.directory.path / READER)
    return losses


def _tell(lab: Lab, said: Line) -> None:
    loss = f"loss on held-out pairs {said['held_out']:.2f}"
    lab.progress.at("learn", said["share"] * lab.settings.reader_share, f"epoch {said['epoch']:.0f}, {loss}")


def write_reader(base: Path, model: Path, folder: Path) -> None:
    """The folder of a fine-tuned reader: the base's, with other numbers and so another identity."""
    folder.mkdir()
    for name in KEPT_FILES:
        shutil.copyfile(base / name, folder / name)
    shutil.move(model, folder / "model.onnx")
    config = json.loads((base / "config.json").read_bytes())
    _write(folder / "config.json", config | {"name": f"{config['name']}-tuned"})
    identity = model_sha256(sha256_of(folder / "model.onnx"), sha256_of(folder / "tokenizer.json"))
    confidence = base / "confidence.json"
    if confidence.exists():
        fitted = json.loads(confidence.read_bytes())
        _write(folder / "confidence.json", fitted | {"reader": {"name": f"{config['name']}-tuned", "sha256": identity}})
    sums = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
    _write(folder / "checksums.json", {"sha256": sums})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
