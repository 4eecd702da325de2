"""`/health/live` says that the process runs, `/health/ready` whether it can do its work and what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], Awaitable[None]]
TIMEOUT_S = 3.0


class HealthRegistry:
    """Checks of what the service depends on. A check that raises makes the service not ready."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def register(self, name: str, check: Check) -> None:
        self._checks[name] = check

    async def run(self) -> dict[str, dict[str, Any]]:
        results = await asyncio.gather(*(self._one(check) for check in self._checks.values()))
        return dict(zip(self._checks, results, strict=True))

    async def _one(self, check: Check) -> dict[str, Any]:
        try:
            await asyncio.wait_for(check(), TIMEOUT_S)
        except TimeoutError:
            return {"ok": False, "error": f"no answer within {TIMEOUT_S:.0f} s"}
        except Exception as error:
            return {"ok": False, "error": str(error) or type(error).__name__}
        return {"ok": True}


def health_router(registry: HealthRegistry) -> APIRouter:
    router = APIRouter()

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/health")
    @router.get("/health/ready")
    async def ready(response: Response) -> dict[str, Any]:
        dependencies = await registry.run()
        is_ready = all(dependency["ok"] for dependency in dependencies.values())
        response.status_code = 200 if is_ready else 503
        return {"status": "ready" if is_ready else "not ready", "dependencies": dependencies}

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
