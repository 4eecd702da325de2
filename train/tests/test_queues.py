"""The worker on real queues: Redis where `redis-server` is installed, PostgreSQL where the launcher can start one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from bullmq import Queue
from pydantic import SecretStr

from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import BuildModelJob
from personal_assistant_train.queues import (
    QUEUE,
    BuildQueue,
    QueueNotReadyError,
    connection_options,
    queue_schema_ready,
)

from .conftest import ROOT

LAUNCHER = ROOT / "scripts" / "launcher" / "dist" / "postgres" / "throw-away.js"
NODE_SIDE = Path(__file__).parent / "queue_node_side.mjs"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Collected:
    """A handler that keeps what it gets; the test waits for it."""

    def __init__(self) -> None:
        self.jobs: asyncio.Queue[BuildModelJob] = asyncio.Queue()

    async def __call__(self, job: BuildModelJob) -> None:
        await self.jobs.put(job)

    async def next(self) -> BuildModelJob:
        return await asyncio.wait_for(self.jobs.get(), 30)


@contextlib.contextmanager
def redis_server(port: int, folder: Path, *options: str) -> Iterator[None]:
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert any("Ready to accept connections" in line for line in process.stdout)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def redis_settings(settings: Settings) -> Settings:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    update = {"queue_backend": "redis", "redis_host": "127.0.0.1", "redis_port": free_port()}
    return settings.model_copy(update=update)


@contextlib.asynccontextmanager
async def working(queue: BuildQueue) -> AsyncIterator[None]:
    queue.start()
    try:
        yield
    finally:
        await queue.close()


async def add(settings: Settings, data: dict[str, Any], job_id: str) -> None:
    queue = Queue(QUEUE, connection_options(settings))
    await queue.add(QUEUE, data, {"jobId": job_id, "removeOnComplete": True})
    await queue.close()


async def until_ready(queue: BuildQueue) -> None:
    while True:
        try:
            await queue.check()
        except QueueNotReadyError:
            await asyncio.sleep(0.05)
        else:
            return


async def test_jobs_arrive_over_redis_and_a_malformed_one_is_dropped(redis_settings: Settings, tmp_path: Path) -> None:
    handler = Collected()
    with redis_server(redis_settings.redis_port, tmp_path):
        await add(redis_settings, {"modelId": "x"}, "1")
        await add(redis_settings, {"modelId": 7, "correlationId": "c"}, "7")
        async with working(BuildQueue(redis_settings, handler)):
            assert await handler.next() == BuildModelJob(model_id=7, correlation_id="c")
    assert handler.jobs.empty()


async def test_the_worker_outlives_a_restart_of_redis(redis_settings: Settings, tmp_path: Path) -> None:
    handler = Collected()
    queue = BuildQueue(redis_settings, handler)
    async with working(queue):
        with pytest.raises(QueueNotReadyError):
            await queue.check()
        for model_id in (1, 2):
            with redis_server(redis_settings.redis_port, tmp_path):
                await asyncio.wait_for(until_ready(queue), 30)
                await add(redis_settings, {"modelId": model_id, "correlationId": "c"}, str(model_id))
                assert (await handler.next()).model_id == model_id


async def test_closing_ends_while_redis_is_away(redis_settings: Settings, tmp_path: Path) -> None:
    queue = BuildQueue(redis_settings, Collected())
    queue.start()
    with redis_server(redis_settings.redis_port, tmp_path):
        await asyncio.wait_for(until_ready(queue), 30)
    await asyncio.wait_for(queue.close(), 20)


async def test_closing_waits_for_the_job_in_work(redis_settings: Settings, tmp_path: Path) -> None:
    started, release, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handler(_job: BuildModelJob) -> None:
        started.set()
        await release.wait()
        finished.set()

    with redis_server(redis_settings.redis_port, tmp_path):
        queue = BuildQueue(redis_settings, handler)
        queue.start()
        await add(redis_settings, {"modelId": 7, "correlationId": "c"}, "7")
        await asyncio.wait_for(started.wait(), 30)
        closing = asyncio.create_task(queue.close())
        await asyncio.sleep(0)
        assert not closing.done()
        release.set()
        await asyncio.wait_for(closing, 30)
        assert finished.is_set()
        left = Queue(QUEUE, connection_options(redis_settings))
        assert await left.getJobCounts("active", "wait", "failed", "completed") == {
            "active": 0,
            "wait": 0,
            "failed": 0,
            "completed": 0,
        }
        await left.close()


async def test_jobs_arrive_over_a_redis_cluster(redis_settings: Settings, tmp_path: Path) -> None:
    if shutil.which("redis-cli") is None:
        pytest.skip("redis-cli is not installed")
    # The bus port of a node is its port + 10000.
    ports = [port for port in (free_port() for _ in range(60)) if port < 55_000][:3]
    nodes = [f"127.0.0.1:{port}" for port in ports]
    clustered = redis_settings.model_copy(update={"redis_mode": "cluster", "redis_host": ",".join(nodes)})
    handler = Collected()
    with contextlib.ExitStack() as stack:
        for port in ports:
            folder = tmp_path / str(port)
            folder.mkdir()
            stack.enter_context(redis_server(port, folder, "--cluster-enabled", "yes"))
        command = ["redis-cli", "--cluster", "create", *nodes, "--cluster-yes"]
        created = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, check=False, timeout=60
        )
        assert created.returncode == 0, created.stdout
        async with working(BuildQueue(clustered, handler)):
            await add(clustered, {"modelId": 7, "correlationId": "c"}, "7")
            assert await handler.next() == BuildModelJob(model_id=7, correlation_id="c")


@pytest.fixture
def node_side() -> Iterator[subprocess.Popen[str]]:
    if shutil.which("node") is None or not LAUNCHER.exists():
        pytest.skip("needs Node and a built launcher")
    command = ["node", str(NODE_SIDE)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    yield process
    assert process.stdin is not None
    process.stdin.close()
    process.wait(30)


async def test_jobs_arrive_over_postgresql_once_node_has_migrated(
    settings: Settings, node_side: subprocess.Popen[str]
) -> None:
    assert node_side.stdin is not None
    assert node_side.stdout is not None
    place = json.loads(await asyncio.to_thread(node_side.stdout.readline))
    configured = settings.model_copy(
        update={
            "postgresql_host": "127.0.0.1",
            "postgresql_port": place["port"],
            "postgresql_user": place["user"],
            "postgresql_password": SecretStr(place["password"]),
            "postgresql_db": place["database"],
        }
    )
    with pytest.raises(QueueNotReadyError, match="the data service makes them"):
        await queue_schema_ready(configured)
    handler = Collected()
    queue = BuildQueue(configured, handler)
    async with working(queue):
        node_side.stdin.write(json.dumps({"modelId": 7, "correlationId": "c"}) + "\n")
        node_side.stdin.flush()
        assert await asyncio.to_thread(node_side.stdout.readline) == "added\n"
        assert await handler.next() == BuildModelJob(model_id=7, correlation_id="c")
        await queue.check()
