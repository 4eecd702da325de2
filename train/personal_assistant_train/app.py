"""The HTTP application and what runs beside it: `create_app(settings)` has no side effects until it is started."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from .access import ServiceAccess
from .builds import Builds
from .checks import TextChecks
from .config import Settings
from .contracts import RemoveVersion, ValidateRequest, ValidateResponse
from .errors import install_error_handlers
from .health import HealthRegistry, health_router
from .observing import ObserveRequests
from .publication import remove_abandoned
from .queues import BuildQueue
from .removal import finish_removals, remove_version

log = logging.getLogger(__name__)


def create_app(settings: Settings, *, with_worker: bool = True) -> FastAPI:
    """Args: `with_worker`: take build jobs off the queue while the application runs."""
    health = HealthRegistry()
    checks = TextChecks(settings.embedder_directory)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        settings.models_directory.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(finish_removals, settings.models_directory)
        if not with_worker:
            yield
            return
        remove_abandoned(settings.models_directory)
        builds = Builds(settings)
        queue = BuildQueue(settings, builds.build)
        health.register("queue", queue.check)
        queue.start()
        try:
            yield
        finally:
            builds.stop()
            await queue.close()
            builds.close()
            log.info("stopped")

    async def models_directory_is_writable() -> None:
        if not os.access(settings.models_directory, os.W_OK):
            raise PermissionError(f"{settings.models_directory} cannot be written; check MODELS_DIR")

    health.register("models", models_directory_is_writable)
    app = FastAPI(title="Train service", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_router(health))
    install_error_handlers(app)

    @app.post("/validate")
    def validate(body: ValidateRequest) -> ValidateResponse:
        """Length in tokens and language of texts, in their order."""
        return ValidateResponse(checks=checks.check(body.texts))

    @app.post("/internal/versions/remove")
    def remove(body: RemoveVersion) -> dict[str, bool]:
        """Answers once the files of the version are gone. This service wrote them, so it deletes them."""
        remove_version(settings.models_directory, body.workspace_id, body.model_id)
        return {"ok": True}

    app.add_middleware(ServiceAccess, token=settings.service_token.get_secret_value())
    app.add_middleware(ObserveRequests)
    return app
