"""The learning process: `python -m personal_assistant_train.learning <folder>`; `learn.py` starts it.

Reads `order.json` and `examples.npz` of the folder, leaves `model.onnx`, `losses.json` and `loss.png` there, and tells
its progress on standard output, a JSON object a line: `{"failed": "…"}` when the reader cannot be trained on.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from ..orphans import die_with_parent
from .curve import draw
from .files import read_examples
from .fine_tune import EpochPoint, Material, Settings, fine_tune
from .reader_file import ReaderFile, UnknownReaderError
from .reader_model import Reader


def main(folder: Path) -> None:
    order = json.loads((folder / "order.json").read_bytes())
    die_with_parent(order["parentPid"])
    torch.set_num_threads(order["threads"])
    try:
        base = ReaderFile(Path(order["reader"]))
    except UnknownReaderError as error:
        _say({"failed": str(error)})
        return
    weights = {name: torch.from_numpy(values.copy()) for name, values in base.weights().items()}
    groups = read_examples(folder / "examples.npz")
    material = Material(groups["learn"], groups["held_out"], groups["replay"], groups["replay_held_out"])
    tuned = fine_tune(Reader.restored(weights, base.shape), material, Settings(**order["settings"]), _tell)
    if tuned.best.epoch > 0:
        base.write({name: value.numpy() for name, value in tuned.weights.items()}, folder / "model.onnx")
    losses = {
        "best": asdict(tuned.best),
        "share": tuned.share,
        "points": [asdict(point) for point in tuned.points],
    }
    (folder / "losses.json").write_text(json.dumps(losses), encoding="utf-8")
    draw(tuned.points, tuned.best, folder / "loss.png")


def _tell(share: float, point: EpochPoint) -> None:
    _say({"share": share} | asdict(point))


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
