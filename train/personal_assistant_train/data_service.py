"""What this service asks of the data service: the life of a training attempt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from .contracts import (
    ClaimedModel,
    ClaimModelRequest,
    CompleteModel,
    FailModel,
    GoldenQuestion,
    GoldenQuestions,
    GoldenReport,
    ModelMetrics,
    ModelPairs,
    ModelProgress,
    ModelTexts,
    Stage,
    TaughtPair,
    TaughtText,
)
from .remote import RemoteError, RemoteService

PAGE = 1000
CONFLICT = 409


class SupersededError(Exception):
    """The attempt is no longer the current one, or the model is no longer in work: stop, and say nothing."""


class Anything(BaseModel):
    model_config = ConfigDict(extra="allow")


class TrainingAttempts:
    """Claims attempts. A refused claim is the normal end of a job that came twice."""

    def __init__(self, service: RemoteService, worker: str) -> None:
        self._service = service
        self._worker = worker

    def claim(self, model_id: int) -> ClaimedModel:
        """Raises SupersededError when there is nothing to do for this model (any more)."""
        try:
            body = ClaimModelRequest(worker=self._worker)
            return self._service.call("POST", f"/internal/models/{model_id}/claim", ClaimedModel, body)
        except RemoteError as error:
            if error.status in (CONFLICT, 404):
                raise SupersededError(error.message) from error
            raise


class TrainingAttempt:
    """One claimed attempt. Every call may raise SupersededError; an unreachable data service is waited for."""

    def __init__(self, service: RemoteService, claim: ClaimedModel) -> None:
        self._service = service
        self.claim = claim

    def texts(self) -> Iterator[list[TaughtText]]:
        """The snapshot in pages, ordered by id."""
        yield from self._pages("texts", ModelTexts)

    def pairs(self) -> list[TaughtPair]:
        """Questions with their answers that the reader may learn from."""
        found: ModelPairs = self._call("GET", f"pairs?attemptToken={self.claim.attempt_token}", ModelPairs, None)
        return found.items

    def golden(self) -> list[GoldenQuestion]:
        """The questions that the version is held against, by id."""
        return [question for page in self._pages("golden", GoldenQuestions) for question in page]

    def progress(self, stage: Stage, fraction: float, detail: str | None) -> None:
        """One try only: the next heartbeat follows soon."""
        try:
            self._service.call_once("POST", self._path("progress"), Anything, self._progress(stage, fraction, detail))
        except RemoteError as error:
            raise _superseded(error) from error

    def confirm(self, stage: Stage, fraction: float, detail: str | None) -> None:
        """Progress that is waited for: returns only while this attempt is the current one."""
        self._call("POST", "progress", Anything, self._progress(stage, fraction, detail))

    def check(self) -> None:
        """One try: is this attempt still the current one, or has it published? Says nothing about progress."""
        try:
            path = self._path(f"attempt?attemptToken={self.claim.attempt_token}")
            self._service.call_once("GET", path, Anything)
        except RemoteError as error:
            raise _superseded(error) from error

    def complete(
        self,
        directory: str,
        manifest_sha256: str,
        metrics: ModelMetrics,
        golden: GoldenReport | None = None,
        loss_curve: str | None = None,
    ) -> None:
        """Args: `loss_curve`: a PNG, in base64."""
        body = CompleteModel(
            attempt_token=self.claim.attempt_token,
            directory=directory,
            manifest_sha256=manifest_sha256,
            metrics=metrics,
            golden=golden,
            loss_curve=loss_curve,
        )
        self._call("POST", "complete", Anything, body)

    def fail(self, reason: str, *, retryable: bool) -> None:
        body = FailModel(attempt_token=self.claim.attempt_token, reason=reason[:500], retryable=retryable)
        self._call("POST", "fail", Anything, body)

    def _progress(self, stage: Stage, fraction: float, detail: str | None) -> ModelProgress:
        token = self.claim.attempt_token
        return ModelProgress(attempt_token=token, stage=stage, fraction=fraction, detail=detail and detail[:200])

    def _pages(self, what: str, page_of: type[Any]) -> Iterator[list[Any]]:
        """What is ordered by id, page by page."""
        after: int | None = 0
        while after is not None:
            query = f"attemptToken={self.claim.attempt_token}&after={after}&limit={PAGE}"
            page = self._call("GET", f"{what}?{query}", page_of, None)
            yield page.items
            after = page.next

    def _call(self, method: str, path: str, answer: type[Any], body: BaseModel | None) -> Any:
        try:
            return self._service.call(method, self._path(path), answer, body)
        except RemoteError as error:
            raise _superseded(error) from error

    def _path(self, path: str) -> str:
        return f"/internal/models/{self.claim.model_id}/{path}"


def _superseded(error: RemoteError) -> Exception:
    return SupersededError(error.message) if error.status == CONFLICT else error
