"""Gives each request its correlation id, a log line and a place in the latency histogram."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import unexpected
from .logs import CORRELATION_HEADER, with_correlation
from .metrics import http_duration

log = logging.getLogger(__name__)


class ObserveRequests:
    """Outermost middleware: also what nobody caught ends here, as a 500 with an id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        started = time.perf_counter()

        with with_correlation(Headers(scope=scope).get(CORRELATION_HEADER)) as identifier:

            async def observed_send(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    MutableHeaders(scope=message)[CORRELATION_HEADER] = identifier
                await send(message)

            try:
                await self._app(scope, receive, observed_send)
            except Exception as error:
                response = unexpected(error)
                if status == 0:
                    await response(scope, receive, observed_send)
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            http_duration.labels(scope["method"], route, status).observe(seconds)
            details = {"method": scope["method"], "path": scope["path"], "status": status, "seconds": round(seconds, 4)}
            log.debug("request", extra=details)
