"""The environment with PyTorch, which only some machines have: `npm run setup:learning`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr

from personal_assistant_train.config import Settings

from .fakes import TOKEN

TRAIN = Path(__file__).parents[1]


def learning_python(settings: Settings | None = None) -> Path:
    """Its interpreter; the test is skipped where it is not installed."""
    settings = settings or Settings(service_token=cast(SecretStr, TOKEN))
    outer = os.environ.get("TEST_LEARNING_PYTHON")
    python = settings.learning_python or (Path(outer) if outer else None)
    if python is None:
        pytest.skip("PyTorch is not installed: npm run setup:learning")
    if not any((python.parents[1] / "lib").glob("python*/site-packages/peft")):
        pytest.skip("PEFT is not installed: npm run setup:learning")
    return python


def run_there(module: str, *arguments: Path) -> Any:
    """Runs a module of `tests`, which tells what came out as the last line that it prints, JSON."""
    done = subprocess.run(
        [str(learning_python()), "-m", module, *map(str, arguments)],
        cwd=TRAIN,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(TRAIN), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
