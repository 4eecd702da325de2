"""The training process: takes its order from standard input, leaves its outcome on standard output.

The service (`builds.py`) claims the attempt, starts this process, and reports for it should it die without a word.
"""

from __future__ import annotations

import os
import sys
from typing import Literal

from pydantic import BaseModel

from .config import load_settings
from .contracts import ClaimedModel
from .data_service import SupersededError, TrainingAttempt
from .embedder import BaseModelError
from .logs import set_up_logging, with_correlation
from .orphans import die_with_parent
from .progress import Progress
from .publication import VersionDirectory
from .remote import RemoteService


class Order(BaseModel):
    claim: ClaimedModel
    correlation_id: str
    parent_pid: int


class Outcome(BaseModel):
    """What became of the attempt. `reason` is for the approvers."""

    outcome: Literal["published", "superseded", "failed"]
    reason: str = ""
    retryable: bool = False
    seconds: float = 0.0


def main() -> None:
    order = Order.model_validate_json(sys.stdin.buffer.read())
    die_with_parent(order.parent_pid)
    # Training must not make answering wait: it takes what the processors have left.
    os.nice(5)
    outcome = run(order)
    sys.stdout.write(outcome.model_dump_json() + "\n")


def run(order: Order) -> Outcome:
    from .lab import Lab, TrainingError
    from .pipeline import train

    settings = load_settings()
    set_up_logging(settings.log_level)
    token = settings.service_token.get_secret_value()
    data = RemoteService("data service", settings.data_service_url, token)
    prediction = RemoteService("prediction service", settings.prediction_service_url, token, timeout_s=120)
    attempt = TrainingAttempt(data, order.claim)
    directory = VersionDirectory(settings.models_directory, order.claim)
    with with_correlation(order.correlation_id):
        try:
            with Progress(attempt) as progress:
                metrics = train(Lab(settings, attempt, prediction, progress, directory))
            return Outcome(outcome="published", seconds=metrics.seconds)
        except SupersededError as error:
            return Outcome(outcome="superseded", reason=str(error))
        except TrainingError as error:
            return Outcome(outcome="failed", reason=str(error), retryable=error.retryable)
        except BaseModelError as error:
            return Outcome(outcome="failed", reason=str(error))
        except OSError as error:
            reason = (
                f"The version could not be written ({error.strerror or error}): check MODELS_DIR and free disk space"
            )
            return Outcome(outcome="failed", reason=reason, retryable=True)
