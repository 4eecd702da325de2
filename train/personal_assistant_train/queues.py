"""Takes jobs off `build-model-queue`: BullMQ on PostgreSQL, on Redis, or on a Redis Cluster.

The other side is `libs/service-kit/src/queue`: same queue, same prefix, same schema.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

# All at once, also what only one backend needs: Python 3.11 breaks an import in the middle of which a lost connection
# is collected as garbage, because to warn about that imports something too.
import psycopg
from bullmq import Job, Worker
from bullmq.backends.postgres_connection import DEFAULT_SCHEMA
from bullmq.postgres import sql_loader
from pydantic import ValidationError
from redis.asyncio.cluster import ClusterNode, RedisCluster

from .config import Settings
from .contracts import BuildModelJob

log = logging.getLogger(__name__)

QUEUE = "build-model-queue"
# The hash tag keeps all keys of a queue in one slot of a Redis Cluster. PostgreSQL knows no prefix.
PREFIX = "{pa}"
RETRY_S = 2.0
# A backend that is away never answers the worker that takes its leave.
LEAVE_S = 5.0
WORKER_OPTIONS: dict[str, Any] = {
    "autorun": False,
    "concurrency": 1,
    "lockDuration": 60_000,
    "stalledInterval": 5_000,
    "maxStalledCount": 10,
    "runRetryDelay": 1_000,
    "removeOnComplete": True,
    "removeOnFail": True,
}

Handler = Callable[[BuildModelJob], Awaitable[None]]


class QueueNotReadyError(Exception):
    """The queue cannot be read yet; the message says what it waits for."""


class BuildQueue:
    """One worker that outlives restarts of its backend."""

    def __init__(self, settings: Settings, handler: Handler) -> None:
        self._settings = settings
        self._handler = handler
        self._worker: Any = None
        self._closing = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self._trouble = "it has not been reached yet"

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_working(), name="build-queue")

    async def close(self) -> None:
        """Waits for the job in work, then stops, even when the backend is away."""
        self._closing.set()
        leaving = asyncio.create_task(self._leave(self._worker))
        tasks = {leaving, self._task} if self._task else {leaving}
        stuck: set[asyncio.Task[None]] = tasks
        while stuck:
            await self._idle.wait()
            _, stuck = await asyncio.wait(tasks, timeout=LEAVE_S)
            # A job may have begun in the moment of closing: it is waited for as well.
            if self._idle.is_set():
                break
        for task in stuck:
            task.cancel()
        # What a task still raises is about a connection that nobody needs any more.
        await asyncio.gather(*tasks, return_exceptions=True)

    @staticmethod
    async def _leave(worker: Any) -> None:
        if worker:
            # `close` alone drops the result of a running job.
            await worker.pause()
            await worker.close()

    async def check(self) -> None:
        """Raises QueueNotReadyError while no job can be taken."""
        if self._trouble:
            raise QueueNotReadyError(self._trouble)
        await queue_schema_ready(self._settings) if self._settings.queue_backend == "postgres" else await self._ping()

    async def _ping(self) -> None:
        await self._worker.client.ping()

    async def _keep_working(self) -> None:
        while not self._closing.is_set():
            try:
                if self._settings.queue_backend == "postgres":
                    await queue_schema_ready(self._settings)
                self._worker = Worker(QUEUE, self._process, WORKER_OPTIONS | connection_options(self._settings))
                self._worker.on("error", self._note_error)
                self._trouble = ""
                await self._worker.run()
            except Exception as error:
                self._trouble = str(error) or type(error).__name__
                log.warning("the queue is not reachable; retrying", extra={"reason": self._trouble})
                await self._close_worker()
            if not self._closing.is_set():
                await _wait(self._closing, RETRY_S)

    async def _close_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            try:
                await worker.close(force=True)
            except Exception as error:
                log.debug("closing a broken worker", extra={"reason": str(error)})

    async def _process(self, job: Job, _token: str) -> None:
        try:
            data = BuildModelJob.model_validate(job.data)
        except ValidationError:
            log.error("job of an unknown form was dropped", extra={"jobId": job.id})  # noqa: TRY400
            return
        self._idle.clear()
        try:
            await self._handler(data)
        finally:
            self._idle.set()

    def _note_error(self, error: Exception, *_: object) -> None:
        log.warning("queue connection trouble; it is retried", extra={"reason": str(error)})


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def connection_options(settings: Settings) -> dict[str, Any]:
    if settings.queue_backend == "postgres":
        return {"backend": "postgres", "connection": settings.database_url}
    if settings.redis_mode == "client":
        host, port = _redis_nodes(settings)[0]
        return {"prefix": PREFIX, "connection": {"host": host, "port": port}}
    nodes = [ClusterNode(host, port) for host, port in _redis_nodes(settings)]
    return {"prefix": PREFIX, "connection": RedisCluster(startup_nodes=nodes, decode_responses=True)}


def _redis_nodes(settings: Settings) -> list[tuple[str, int]]:
    entries = [entry.strip().partition(":") for entry in settings.redis_host.split(",")]
    return [(host or "localhost", int(port) if port else settings.redis_port) for host, _, port in entries]


async def queue_schema_ready(settings: Settings) -> None:
    """Waits its turn: BullMQ's Python package would migrate the schema itself, but only the Node side may.

    Raises:
        QueueNotReadyError: the Node side has not migrated yet, or is older than this package.
    """
    newest = max(int(name.split("_", 1)[0]) for name in sql_loader.migration_files())
    try:
        async with await psycopg.AsyncConnection.connect(settings.database_url, connect_timeout=5) as connection:
            cursor = await connection.execute("SELECT to_regclass(%s)", (f"{DEFAULT_SCHEMA}.migration",))
            exists = await cursor.fetchone()
            if not exists or exists[0] is None:
                raise QueueNotReadyError("the queue's tables are not there yet; the data service makes them")
            row = await (await connection.execute(f"SELECT max(version) FROM {DEFAULT_SCHEMA}.migration")).fetchone()  # noqa: S608
            found = row[0] if row else None
    except psycopg.Error as error:
        raise QueueNotReadyError(f"PostgreSQL does not answer: {str(error).strip()}") from error
    if found is None or found < newest:
        raise QueueNotReadyError(
            f"the queue's tables are of version {found}, this service needs {newest}; update the data service"
        )
