"""What every stage of a training works with."""

from __future__ import annotations

from dataclasses import dataclass

from .config import Settings
from .data_service import TrainingAttempt
from .progress import Progress
from .publication import VersionDirectory
from .remote import RemoteService


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
