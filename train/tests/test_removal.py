from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from personal_assistant_train.app import create_app
from personal_assistant_train.config import Settings
from personal_assistant_train.errors import AppError
from personal_assistant_train.removal import finish_removals, remove_version

from .fakes import TOKEN, WORKSPACE

OTHER = "22222222-2222-4222-8222-222222222222"
AUTHORIZED = {"authorization": f"Bearer {TOKEN}"}


def version(root: Path, name: str, workspace: str = WORKSPACE) -> Path:
    directory = root / workspace / name
    (directory / "passages.lance").mkdir(parents=True)
    (directory / "manifest.json").write_text("{}")
    (directory / "passages.lance" / "data").write_text("what was taught")
    return directory


def names(root: Path, workspace: str = WORKSPACE) -> list[str]:
    return sorted(path.name for path in (root / workspace).iterdir())


def test_exactly_the_version_goes_with_what_its_attempts_left(tmp_path: Path) -> None:
    for name in ("7", "70", "8", "7.a.tmp", "7.a.replaced.tmp", "7.checkpoints", "70.b.tmp", "70.checkpoints"):
        version(tmp_path, name)
    version(tmp_path, "7", OTHER)
    remove_version(tmp_path, UUID(WORKSPACE), 7)
    assert names(tmp_path) == ["70", "70.b.tmp", "70.checkpoints", "8"]
    assert names(tmp_path, OTHER) == ["7"]


def test_what_is_gone_already_is_done(tmp_path: Path) -> None:
    remove_version(tmp_path, UUID(WORKSPACE), 7)
    version(tmp_path, "7")
    for _ in range(2):
        remove_version(tmp_path, UUID(WORKSPACE), 7)
    assert names(tmp_path) == []


def test_a_crash_in_between_leaves_nothing_that_looks_like_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version(tmp_path, "7")

    def crash(_path: Path) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(shutil, "rmtree", crash)
    with pytest.raises(OSError, match="power cut"):
        remove_version(tmp_path, UUID(WORKSPACE), 7)
    monkeypatch.undo()
    assert names(tmp_path) == ["7.removed"]
    remove_version(tmp_path, UUID(WORKSPACE), 7)
    assert names(tmp_path) == []


def test_leftovers_go_when_the_service_starts(tmp_path: Path, settings: Settings) -> None:
    for name in ("6", "7.removed", "8.a.tmp"):
        version(settings.models_directory, name)
    with TestClient(create_app(settings, with_worker=False)):
        assert names(settings.models_directory) == ["6", "8.a.tmp"]
    finish_removals(tmp_path / "nowhere")


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    models, outside = tmp_path / "models", tmp_path / "outside"
    version(outside, "7")
    models.mkdir()
    (models / WORKSPACE).symlink_to(outside / WORKSPACE)
    with pytest.raises(AppError, match="MODELS_DIR"):
        remove_version(models, UUID(WORKSPACE), 7)
    assert (outside / WORKSPACE / "7" / "manifest.json").exists()
    version(models, "8", OTHER)
    (models / OTHER / "8" / "link").symlink_to(outside)
    remove_version(models, UUID(OTHER), 8)
    assert (outside / WORKSPACE / "7" / "manifest.json").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"workspaceId": "..", "modelId": 7},
        {"workspaceId": WORKSPACE, "modelId": "../7"},
        {"workspaceId": WORKSPACE, "modelId": 0},
        {},
    ],
)
def test_the_route_takes_ids_only(settings: Settings, body: dict[str, object]) -> None:
    with TestClient(create_app(settings, with_worker=False)) as client:
        directory = version(settings.models_directory, "7")
        assert client.post("/internal/versions/remove", json=body, headers=AUTHORIZED).status_code == 400
        whole = {"workspaceId": WORKSPACE, "modelId": 7}
        assert client.post("/internal/versions/remove", json=whole).status_code == 401
        assert directory.exists()
        for _ in range(2):
            response = client.post("/internal/versions/remove", json=whole, headers=AUTHORIZED)
            assert (response.status_code, response.json()) == (200, {"ok": True})
        assert not directory.exists()
