"""The service's side of a training: claims, watches the process, reports its end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from personal_assistant_train.builds import Builds
from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import BuildModelJob

from .conftest import OFFICE
from .fakes import TOKEN, WORKSPACE, FakeDataService, FakePrediction

JOB = BuildModelJob(model_id=7, correlation_id="c-1")


@pytest.fixture
def data() -> Iterator[FakeDataService]:
    fake = FakeDataService(OFFICE)
    with fake.running():
        yield fake


@pytest.fixture
def configured(settings: Settings, data: FakeDataService, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the service has, and that its child reads from the environment."""
    changed = settings.model_copy(update={"data_service_url": data.url})
    monkeypatch.setenv("SERVICE_TOKEN", TOKEN)
    monkeypatch.setenv("DATA_SERVICE_URL", data.url)
    monkeypatch.setenv("MODELS_DIR", str(changed.models_directory))
    monkeypatch.setenv("BASE_MODELS_DIR", str(changed.base_models_dir))
    return changed


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import os, signal, sys, time; sys.stdin.read(); {code}")


async def test_a_job_becomes_a_version(
    configured: Settings, data: FakeDataService, monkeypatch: pytest.MonkeyPatch
) -> None:
    prediction = FakePrediction(OFFICE)
    monkeypatch.setenv("PREDICTION_SERVICE_URL", prediction.url)
    with prediction.running():
        await Builds(configured).build(JOB)
    assert data.status == "DONE"
    assert data.completed is not None
    assert (configured.models_directory / data.completed["directory"] / "manifest.json").exists()
    assert data.failed == []


async def test_a_job_that_comes_again_does_nothing(configured: Settings, data: FakeDataService) -> None:
    data.status = "DONE"
    await Builds(configured, script("sys.exit('must not run')")).build(JOB)
    assert data.failed == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed, perhaps for lack of memory"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "died of signal SIGSEGV"),
        ("sys.exit(3)", "exit status 3"),
        ("print('{')", "ended unexpectedly"),
        ("raise RuntimeError('bug')", "exit status 1"),
    ],
)
async def test_a_crash_is_reported_and_the_model_tried_again(
    configured: Settings, data: FakeDataService, code: str, reason: str
) -> None:
    await Builds(configured, script(code)).build(JOB)
    (failure,) = data.failed
    assert reason in failure["reason"]
    assert failure["retryable"] is True
    assert failure["attemptToken"] == "00000000-0000-4000-8000-000000000001"


async def test_what_the_training_says_is_passed_on(configured: Settings, data: FakeDataService) -> None:
    outcome = '{"outcome": "failed", "reason": "No text.", "retryable": false}'
    await Builds(configured, script(f"print('{outcome}')")).build(JOB)
    assert [(f["reason"], f["retryable"]) for f in data.failed] == [("No text.", False)]
    assert data.status == "FAILED"


async def test_a_superseded_attempt_is_silent(configured: Settings, data: FakeDataService) -> None:
    await Builds(configured, script("""print('{"outcome": "superseded"}')""")).build(JOB)
    assert data.failed == []


async def test_a_cancelled_training_ends_at_once_though_it_reports_nothing(
    configured: Settings, data: FakeDataService, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    workspace = configured.models_directory / WORKSPACE
    token = "00000000-0000-4000-8000-000000000001"
    building_in, in_place, older = workspace / f"7.{token}.tmp", workspace / "7", workspace / "6"
    for directory, attempt in ((building_in, token), (in_place, token), (older, "another")):
        directory.mkdir(parents=True)
        (directory / "manifest.json").write_text(json.dumps({"attempt": attempt}))
    builds = Builds(configured, script(f"open({str(started)!r}, 'w').close(); time.sleep(600)"))
    building = asyncio.create_task(builds.build(JOB))
    await asyncio.to_thread(lambda: started.open().close())
    data.cancel()
    await asyncio.wait_for(building, 5)
    assert data.failed == []
    assert [directory.name for directory in workspace.iterdir()] == ["6"]


async def test_a_training_that_published_is_left_in_peace(
    configured: Settings, data: FakeDataService, tmp_path: Path
) -> None:
    """Its process may live on for a moment: the watch must not take that for a cancellation."""
    done = "time.sleep(2.5); " + """print('{"outcome": "published", "seconds": 1}')"""
    building = asyncio.create_task(Builds(configured, script(done)).build(JOB))
    await asyncio.to_thread(data.claimed.wait, 20)
    data.status = "DONE"
    version = configured.models_directory / WORKSPACE / "7"
    version.mkdir(parents=True)
    (version / "manifest.json").write_text(json.dumps({"attempt": data.token}))
    await asyncio.wait_for(building, 20)
    assert version.exists()
    assert data.failed == []


async def test_the_watch_bears_a_data_service_that_is_away(configured: Settings, data: FakeDataService) -> None:
    failed = "time.sleep(2.5); " + """print('{"outcome": "failed", "reason": "No."}')"""
    building = asyncio.create_task(Builds(configured, script(failed)).build(JOB))
    await asyncio.to_thread(data.claimed.wait, 20)
    data.failures_to_come = 1
    await asyncio.wait_for(building, 20)
    assert [failure["reason"] for failure in data.failed] == ["No."]


async def test_the_claim_waits_for_the_data_service(configured: Settings, data: FakeDataService) -> None:
    data.failures_to_come = 2
    await Builds(configured, script("""print('{"outcome": "superseded"}')""")).build(JOB)
    assert data.attempts == 1


async def test_stopping_ends_the_training_and_gives_the_model_back(
    configured: Settings, data: FakeDataService, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    builds = Builds(configured, script(f"open({str(started)!r}, 'w').close(); time.sleep(600)"))
    building = asyncio.create_task(builds.build(JOB))
    await asyncio.to_thread(lambda: started.open().close())
    builds.stop()
    await asyncio.wait_for(building, 20)
    (failure,) = data.failed
    assert "stopped" in failure["reason"]
    assert failure["retryable"] is True


async def test_stopping_ends_the_wait_for_a_data_service_that_is_away(settings: Settings) -> None:
    builds = Builds(settings.model_copy(update={"data_service_url": "http://127.0.0.1:9"}))
    building = asyncio.create_task(builds.build(JOB))
    await asyncio.sleep(0)
    builds.stop()
    await asyncio.wait_for(building, 20)


async def test_the_training_dies_with_the_service(
    configured: Settings, data: FakeDataService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service is killed while its training asks the prediction service: no orphan goes on."""
    prediction = FakePrediction(OFFICE)
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    hold = asyncio.Event()

    def on_score() -> None:
        loop.call_soon_threadsafe(asked.set)
        asyncio.run_coroutine_threadsafe(hold.wait(), loop).result(60)

    prediction.on_score = on_score
    monkeypatch.setenv("PREDICTION_SERVICE_URL", prediction.url)
    service = (
        "import asyncio\n"
        "from personal_assistant_train.builds import Builds\n"
        "from personal_assistant_train.config import load_settings\n"
        "from personal_assistant_train.contracts import BuildModelJob\n"
        "asyncio.run(Builds(load_settings()).build(BuildModelJob(model_id=7, correlation_id='c')))\n"
    )
    root = str(Path(__file__).parents[1])
    with prediction.running():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", service, env=os.environ | {"PYTHONPATH": root}
        )
        await asyncio.wait_for(asked.wait(), 60)
        (child,) = await asyncio.to_thread(_children, process.pid)
        descriptor = os.pidfd_open(child)
        process.kill()
        await process.wait()
        died = asyncio.Event()
        loop.add_reader(descriptor, died.set)
        await asyncio.wait_for(died.wait(), 20)
        loop.remove_reader(descriptor)
        os.close(descriptor)
        hold.set()
    assert data.completed is None
    assert process.returncode == -signal.SIGKILL


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
