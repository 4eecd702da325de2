from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from personal_assistant_train.contracts import ClaimedModel
from personal_assistant_train.data_service import SupersededError
from personal_assistant_train.publication import VersionDirectory

from .fakes import WORKSPACE


def directory(root: Path, attempt: int) -> VersionDirectory:
    claim = {
        "modelId": 7,
        "name": "n",
        "workspaceId": WORKSPACE,
        "attemptToken": f"00000000-0000-4000-8000-{attempt:012}",
        "parent": None,
        "texts": 1,
        "falseAnswerTarget": 0.05,
    }
    return VersionDirectory(root, ClaimedModel.model_validate(claim))


def written(root: Path, attempt: int, content: str = "x") -> VersionDirectory:
    version = directory(root, attempt)
    version.create()
    (version.path / "passages.lance").mkdir()
    (version.path / "passages.lance" / "data").write_text(content)
    return version


def test_the_manifest_names_every_file_by_its_checksum(tmp_path: Path) -> None:
    version = written(tmp_path, 1)
    version.write_json("calibration.json", {"threshold": 0.5})
    sha256 = version.seal({"format": 1})
    manifest_bytes = (version.path / "manifest.json").read_bytes()
    assert hashlib.sha256(manifest_bytes).hexdigest() == sha256
    files = json.loads(manifest_bytes)["files"]
    assert set(files) == {"passages.lance/data", "calibration.json"}
    for name, expected in files.items():
        assert hashlib.sha256((version.path / name).read_bytes()).hexdigest() == expected


def test_nothing_stands_under_the_published_name_before_it_is_whole(tmp_path: Path) -> None:
    version = written(tmp_path, 1)
    version.seal({})
    assert not version.target.exists()
    assert version.published_name == f"{WORKSPACE}/7"
    assert version.unpublished_name.endswith(".tmp")
    version.publish()
    assert (version.target / "manifest.json").exists()
    assert [path.name for path in version.target.parent.iterdir()] == ["7"]


def test_an_announcement_that_was_lost_is_replaced_whole(tmp_path: Path) -> None:
    for attempt, content in ((1, "old"), (2, "new")):
        version = written(tmp_path, attempt, content)
        version.seal({"attempt": attempt})
        version.publish()
    assert (version.target / "passages.lance" / "data").read_text() == "new"
    assert [path.name for path in version.target.parent.iterdir()] == ["7"]


def test_what_interrupted_attempts_left_goes_away_and_versions_stay(tmp_path: Path) -> None:
    workspace = tmp_path / WORKSPACE
    (workspace / "6").mkdir(parents=True)
    (workspace / "6.dead.tmp" / "deep").mkdir(parents=True)
    (workspace / "7.dead.replaced.tmp").mkdir()
    version = directory(tmp_path, 1)
    version.create()
    assert sorted(path.name for path in workspace.iterdir()) == ["6", version.path.name]


def test_an_attempt_that_is_over_takes_its_own_back_and_nothing_else(tmp_path: Path) -> None:
    version = written(tmp_path, 1)
    version.seal({})
    version.publish()
    directory(tmp_path, 2).retract()
    assert (version.target / "manifest.json").exists()
    version.retract()
    assert list(version.target.parent.iterdir()) == []
    version.retract()


def test_an_attempt_that_slept_through_its_end_does_not_replace_the_newer_version(tmp_path: Path) -> None:
    asleep = written(tmp_path, 1, "old")
    asleep.seal({})
    newer = directory(tmp_path, 2)
    newer.path.mkdir()
    newer.seal({})
    newer.publish()
    with pytest.raises(SupersededError, match="newer attempt"):
        asleep.publish()
    assert not (newer.target / "passages.lance").exists()


def test_a_crash_while_replacing_leaves_no_half_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(tmp_path, 1, "old")
    first.seal({})
    first.publish()
    second = written(tmp_path, 2, "new")
    second.seal({})
    renames: list[Path] = []
    real = Path.rename

    def crash_at_second(self: Path, target: Path) -> Path:
        renames.append(self)
        if len(renames) == 2:
            raise OSError("power cut")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", crash_at_second)
    with pytest.raises(OSError, match="power cut"):
        second.publish()
    monkeypatch.undo()
    # The version was never announced, so it may be missing, and the next attempt clears up.
    assert not second.target.exists()
    third = written(tmp_path, 3, "newer")
    third.seal({})
    third.publish()
    assert (third.target / "passages.lance" / "data").read_text() == "newer"
    assert [path.name for path in third.target.parent.iterdir()] == ["7"]
