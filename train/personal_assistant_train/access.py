"""Who may call what: everything needs the service token, except the addresses that are named here."""

from __future__ import annotations

import hashlib
import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from .errors import error_response

PUBLIC_PATHS = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})


class ServiceAccess:
    """Refuses before routing, so a route added later is closed until somebody opens it on purpose."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = hashlib.sha256(token.encode()).digest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUBLIC_PATHS or self._knows(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        message = "This address is for the services of this installation only."
        await error_response("UNAUTHENTICATED", message)(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        # Digests of equal length: the comparison takes the same time whatever was sent.
        digest = hashlib.sha256(given.encode()).digest()
        return hmac.compare_digest(digest, self._expected) and scheme.lower() == "bearer"
