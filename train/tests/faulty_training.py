"""The training process, with a fault where one of its stages begins: `python -m tests.faulty_training <stage> <fault>`.

`kill`: it dies as by kill -9. `full`: from there on the system refuses every byte that is written to a file.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from personal_assistant_train import child, pipeline
from personal_assistant_train.data_service import TrainingAttempt
from personal_assistant_train.exam import Exam
from personal_assistant_train.progress import Progress

# The functions that the stages begin with.
BEGINNINGS: dict[str, tuple[Any, str]] = {
    "collect": (pipeline, "collect"),
    "passages": (pipeline, "split"),
    "embed": (pipeline, "embed"),
    "index": (pipeline, "index"),
    "learn": (pipeline, "learn"),
    "calibrate": (Exam, "calibrate"),
    "evaluate": (Exam, "measure"),
    "publish": (pipeline, "publish"),
    # The directory is in place, and nobody knows of it yet.
    "announce": (TrainingAttempt, "complete"),
    # Everything is done; only the service was not told.
    "end": (Progress, "__exit__"),
}


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


FAULTS: dict[str, Callable[[], None]] = {"kill": kill, "full": full}


def main(stage: str, fault: str) -> None:
    place, name = BEGINNINGS[stage]
    real = getattr(place, name)

    def faulty(*arguments: Any) -> Any:
        FAULTS[fault]()
        return real(*arguments)

    setattr(place, name, faulty)
    child.main()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
