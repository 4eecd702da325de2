"""The process: `python -m personal_assistant_train.learning.adapter <folder>`; `adapt.py` starts it.

Reads `order.json` and `lessons.jsonl` of the folder, leaves `adapter/`, perhaps `language-model/`, and `result.json`
there, and tells its progress on standard output, a JSON object a line: `{"failed": "…"}` when it cannot be done.

With several GPUs it becomes PyTorch's launcher, which starts it once for each.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ...orphans import die_with_parent

NEEDED = ("accelerate", "peft", "transformers")
MODULE = "personal_assistant_train.learning.adapter"
# Set for the processes that the launcher starts: whose death is theirs.
LAUNCHER = "PERSONAL_ASSISTANT_LAUNCHER"


def main(folder: Path) -> None:
    order = json.loads((folder / "order.json").read_bytes())
    launcher = os.environ.get(LAUNCHER)
    die_with_parent(int(launcher) if launcher else order["parentPid"])
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        _say({"failed": f"{', '.join(missing)} is not installed: run npm run setup:learning again, then train again"})
        return
    import torch

    processes = order["processes"] or max(1, torch.cuda.device_count())
    if processes > 1 and launcher is None:
        _become_launcher(processes, folder)
    torch.set_num_threads(max(1, order["threads"] // processes))
    _train(order, folder)


def _become_launcher(processes: int, folder: Path) -> None:
    """PyTorch's launcher in place of this process; accelerate finds its place among the others from what it is told."""
    options = ["--standalone", "--nproc_per_node", str(processes), "-m", MODULE, str(folder)]
    program = [sys.executable, "-m", "torch.distributed.run", *options]
    os.execve(sys.executable, program, os.environ | {LAUNCHER: str(os.getpid())})  # noqa: S606 - no shell


def _train(order: dict[str, Any], folder: Path) -> None:
    from .base import UnusableBaseError, load_tokenizer
    from .merge import write_merged
    from .tokens import as_examples
    from .train import AdapterMaterial, Config, StepPoint, train_adapter

    def told(share: float, point: StepPoint) -> None:
        _say({"share": share} | asdict(point))

    base = Path(order["base"])
    config = Config(**order["config"])
    text = (folder / "lessons.jsonl").read_bytes()
    lessons = [json.loads(line) for line in text.splitlines()]
    key = hashlib.sha256(json.dumps([order["fingerprint"], order["config"]]).encode() + text).hexdigest()
    try:
        tokenizer = load_tokenizer(base)
        learn, held_out = (
            as_examples(tokenizer, [lesson for lesson in lessons if lesson["held_out"] is side], config.longest)
            for side in (False, True)
        )
        if not learn:
            _say({"failed": "no question with its passages is short enough to learn from"})
            return
        material = AdapterMaterial(learn, held_out)
        result = train_adapter(base, material, config, folder / "adapter", Path(order["checkpoints"]), key, told)
        first = int(os.environ.get("RANK", "0")) == 0
        if first and result.step > 0 and order["merge"]:
            write_merged(base, folder / "adapter", folder / "language-model")
    except UnusableBaseError as error:
        _say({"failed": str(error)})
        return
    if first:
        counts = {"examples": len(material.learn), "heldOut": len(material.held_out)}
        (folder / "result.json").write_text(json.dumps(asdict(result) | counts), encoding="utf-8")


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
