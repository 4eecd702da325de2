"""A training that is killed or runs out of disk at each of its stages: it is told, and nothing is left over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from personal_assistant_train.builds import Builds
from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import BuildModelJob
from personal_assistant_train.publication import remove_abandoned

from .conftest import OFFICE
from .fakes import TOKEN, WORKSPACE, FakeDataService, FakePrediction
from .faulty_training import BEGINNINGS

JOB = BuildModelJob(model_id=7, correlation_id="c-1")
OLDER = "6"


@pytest.fixture
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, FakeDataService]]:
    data, prediction = FakeDataService(OFFICE), FakePrediction(OFFICE)
    changed = settings.model_copy(update={"data_service_url": data.url})
    for name, value in {
        "SERVICE_TOKEN": TOKEN,
        "DATA_SERVICE_URL": data.url,
        "PREDICTION_SERVICE_URL": prediction.url,
        "MODELS_DIR": str(changed.models_directory),
        "BASE_MODELS_DIR": str(changed.base_models_dir),
    }.items():
        monkeypatch.setenv(name, value)
    (changed.models_directory / WORKSPACE / OLDER).mkdir(parents=True)
    with data.running(), prediction.running():
        yield changed, data


def versions(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.models_directory / WORKSPACE).iterdir())


def faulty(stage: str, fault: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.faulty_training", stage, fault)


async def test_killed_at_any_stage_it_leaves_nothing_and_the_next_attempt_publishes(
    configured: tuple[Settings, FakeDataService],
) -> None:
    settings, data = configured
    for stage in (stage for stage in BEGINNINGS if stage != "end"):
        await Builds(settings, faulty(stage, "kill")).build(JOB)
        failure = data.failed.pop()
        assert (stage, failure["retryable"]) == (stage, True)
        assert "killed" in failure["reason"]
        # A directory in place is whole, though nobody was told: what this attempt wrote is taken back all the same.
        assert (stage, versions(settings)) == (stage, [OLDER])
    await Builds(settings).build(JOB)
    assert data.status == "DONE"
    assert versions(settings) == [OLDER, "7"]


async def test_killed_after_it_was_announced_the_version_stays(configured: tuple[Settings, FakeDataService]) -> None:
    settings, data = configured
    await Builds(settings, faulty("end", "kill")).build(JOB)
    assert data.status == "DONE"
    assert data.failed == []
    assert versions(settings) == [OLDER, "7"]


@pytest.mark.parametrize("stage", ["index", "calibrate", "evaluate", "publish"])
async def test_with_a_full_disk_it_says_so_and_leaves_nothing(
    configured: tuple[Settings, FakeDataService], stage: str
) -> None:
    settings, data = configured
    await Builds(settings, faulty(stage, "full")).build(JOB)
    (failure,) = data.failed
    assert "could not be written" in failure["reason"]
    assert "check MODELS_DIR and free disk space" in failure["reason"]
    assert failure["retryable"] is True
    assert versions(settings) == [OLDER]


async def test_without_room_for_a_directory_it_says_so(configured: tuple[Settings, FakeDataService]) -> None:
    settings, data = configured
    (settings.models_directory / WORKSPACE).rename(settings.models_directory / "moved")
    (settings.models_directory / WORKSPACE).write_text("in the way, as a disk without a free inode would be")
    await Builds(settings).build(JOB)
    (failure,) = data.failed
    assert "could not be written" in failure["reason"]


def test_what_nobody_came_back_for_goes_away_at_the_next_start(settings: Settings) -> None:
    workspace = settings.models_directory / WORKSPACE
    old, running, version = workspace / "7.a.tmp", workspace / "8.b.tmp", workspace / "6"
    half_learned = workspace / "7.checkpoints"
    for directory in (old, half_learned, running, version):
        directory.mkdir(parents=True)
    for directory in (old, half_learned, version):
        os.utime(directory, (1, 1))
    remove_abandoned(settings.models_directory)
    assert versions(settings) == ["6", "8.b.tmp"]


def test_nothing_to_remove_where_there_is_no_folder_yet(tmp_path: Path) -> None:
    remove_abandoned(tmp_path / "missing")
