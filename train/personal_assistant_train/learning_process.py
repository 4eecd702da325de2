"""Runs a program of the environment that has PyTorch: it tells its progress a line at a time, and dies with us."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

WITHOUT_PYTORCH = "PyTorch is not installed: run npm run setup:learning once, then train again"

Line = dict[str, Any]


class LearningError(Exception):
    """Nothing was learned; the message ends up beside the version's scores. `killed`: by a signal, with no word."""

    def __init__(self, message: str, *, killed: bool = False) -> None:
        super().__init__(message)
        self.killed = killed


def run_learning(python: Path, module: str, folder: Path, told: Callable[[Line], None]) -> None:
    """Runs `python -m personal_assistant_train.<module> <folder>` to its end, and kills it when `told` raises.

    Raises:
        LearningError: it says itself that it cannot, or ended early.
    """
    command = [str(python), "-m", f"personal_assistant_train.{module}", str(folder)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(Path(__file__).parents[1])}
    said: Line = {}
    with (
        (folder / "errors.txt").open("w+", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process,
    ):
        try:
            for line in process.stdout or ():
                if not line.startswith("{"):  # libraries like to print
                    continue
                said = json.loads(line)
                if "share" in said:
                    told(said)
        except BaseException:
            process.kill()
            raise
        status = process.wait()
        errors.seek(0)
        last = errors.read().strip().splitlines()[-1:]
    if "failed" in said:
        raise LearningError(said["failed"])
    if status != 0:
        why = last[0][:200] if last else f"exit status {status}"
        raise LearningError(f"the process that learns ended early ({why})", killed=status < 0)
