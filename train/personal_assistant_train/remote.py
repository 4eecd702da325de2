"""Calls to the other services: service token, correlation id, and a retry that outlives their restarts."""

from __future__ import annotations

import logging
import random
import threading
import time
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from .contracts import ErrorBody
from .logs import CORRELATION_HEADER, correlation_id

log = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)

FIRST_DELAY_S = 0.25
LONGEST_DELAY_S = 10.0


class RemoteError(Exception):
    """The other service refused: it will refuse again, so there is no retry."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class RemoteUnreachableError(Exception):
    """No usable answer: connection refused, timeout, 5xx or 429."""


class StoppedError(Exception):
    """The caller was told to stop while it waited for another service."""


class RemoteService:
    """One other service. Threads may share it.

    Args:
        name: for logs and messages ("data service").
        stop: set it and waiting calls raise `StoppedError`.
    """

    def __init__(
        self, name: str, base_url: str, token: str, timeout_s: float = 30, stop: threading.Event | None = None
    ) -> None:
        self.name = name
        self._stop = stop or threading.Event()
        self._client = httpx2.Client(
            base_url=base_url, timeout=timeout_s, headers={"authorization": f"Bearer {token}"}, trust_env=False
        )

    def close(self) -> None:
        self._client.close()

    def call(
        self, method: str, path: str, answer: type[T], body: BaseModel | None = None, patience_s: float | None = None
    ) -> T:
        """Calls until there is an answer.

        Args:
            patience_s: seconds to keep trying while the service is not reachable; `None` for ever.

        Raises:
            RemoteError: it answered 4xx.
            RemoteUnreachableError: patience ran out.
            StoppedError: `stop` was set.
        """
        deadline = None if patience_s is None else time.monotonic() + patience_s
        delay = FIRST_DELAY_S
        while True:
            try:
                return self.call_once(method, path, answer, body)
            except RemoteUnreachableError as error:
                if deadline is not None and time.monotonic() + delay > deadline:
                    raise
                log.warning("%s is not reachable; retrying", self.name, extra={"reason": str(error), "delay": delay})
            if self._stop.wait(delay * random.uniform(1, 1.25)):  # noqa: S311 - spreads retries, no secret
                raise StoppedError
            delay = min(delay * 2, LONGEST_DELAY_S)

    def call_once(self, method: str, path: str, answer: type[T], body: BaseModel | None = None) -> T:
        """One try.

        Raises:
            RemoteError: it answered 4xx.
            RemoteUnreachableError: it did not answer, or 5xx, 429, or something that is not the contract's.
        """
        headers = {CORRELATION_HEADER: correlation_id() or ""}
        content = body.model_dump_json(by_alias=True, exclude_none=True) if body else None
        if content is not None:
            headers["content-type"] = "application/json"
        try:
            response = self._client.request(method, path, content=content, headers=headers)
        except httpx2.HTTPError as error:
            raise RemoteUnreachableError(f"{type(error).__name__}: {error}") from error
        if response.status_code >= 500 or response.status_code == 429:
            raise RemoteUnreachableError(f"it answered {response.status_code}")
        try:
            if response.is_success:
                return answer.model_validate_json(response.content)
            refusal = ErrorBody.model_validate_json(response.content)
        except ValidationError as error:
            raise RemoteUnreachableError(f"it answered {response.status_code} in an unknown form") from error
        raise RemoteError(response.status_code, refusal.code, refusal.message)
