"""Structured logs: JSON lines on standard error, in the fields of the other services, with the correlation id."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

CORRELATION_HEADER = "x-correlation-id"
_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)

_LEVEL_OF = {"trace": 5, "debug": 10, "info": 20, "warn": 30, "error": 40, "fatal": 50}
_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def correlation_id() -> str | None:
    return _correlation.get()


@contextmanager
def with_correlation(given: str | None) -> Iterator[str]:
    """Everything logged or sent inside carries the id; a new one when none, or none usable, was given."""
    value = given if given and len(given) <= 100 else str(uuid4())
    token = _correlation.set(value)
    try:
        yield value
    finally:
        _correlation.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, levels as in pino (info = 30)."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "level": record.levelno + 10,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "service": "TRAIN_SERVICE",
            "context": record.name.removeprefix("personal_assistant_train."),
        }
        if identifier := correlation_id():
            line["correlationId"] = identifier
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD_FIELDS}
        if record.exc_info:
            line["err"] = {"stack": self.formatException(record.exc_info)}
        line["msg"] = record.getMessage()
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logging(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=_LEVEL_OF[level], handlers=[handler], force=True)
    # Requests are logged by our own middleware; libraries speak up only when something is wrong.
    for name in ("httpx2", "httpcore2", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, _LEVEL_OF[level]))
