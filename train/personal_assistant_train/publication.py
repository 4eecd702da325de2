"""A version directory: written under a name of its own, flushed to disk, and renamed into place whole."""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from .checksums import sha256_of
from .contracts import ClaimedModel
from .data_service import SupersededError

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
UNPUBLISHED = ".tmp"
# Of an unfinished training: what the next attempt goes on from.
CHECKPOINTS = ".checkpoints"
# A language model with its adapter merged in.
MERGED: Literal["language-model"] = "language-model"
# In the manifest: which attempt wrote it.
ATTEMPT = "attempt"
# Longer than any attempt takes. Seconds.
ABANDONED_AFTER = 24 * 3600


class VersionDirectory:
    """Where one attempt writes, and where its version ends up: `<MODELS_DIR>/<workspace>/<model>`."""

    def __init__(self, models_directory: Path, claim: ClaimedModel) -> None:
        self._root = models_directory
        self._begun = 0.0
        self._attempt = str(claim.attempt_token)
        workspace = models_directory / str(claim.workspace_id)
        self.target = workspace / str(claim.model_id)
        self.path = workspace / f"{claim.model_id}.{claim.attempt_token}{UNPUBLISHED}"
        self._replaced = workspace / f"{claim.model_id}.{claim.attempt_token}.replaced{UNPUBLISHED}"

        self.checkpoints = workspace / f"{claim.model_id}{CHECKPOINTS}"

    @property
    def published_name(self) -> str:
        """Relative to MODELS_DIR, with `/` on every system."""
        return self.target.relative_to(self._root).as_posix()

    @property
    def unpublished_name(self) -> str:
        return self.path.relative_to(self._root).as_posix()

    def create(self) -> None:
        """Makes the directory anew and removes what interrupted attempts left: one training runs per workspace."""
        self._begun = time.time()
        workspace = self.path.parent
        workspace.mkdir(parents=True, exist_ok=True)
        for leftover in workspace.glob(f"*{UNPUBLISHED}"):
            log.info("removing what an interrupted attempt left", extra={"directory": leftover.name})
            shutil.rmtree(leftover, ignore_errors=True)
        for leftover in workspace.glob(f"*{CHECKPOINTS}"):
            if leftover != self.checkpoints:
                shutil.rmtree(leftover, ignore_errors=True)
        self.path.mkdir()

    def write_json(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (self.path / name).write_text(text, encoding="utf-8")

    def seal(self, manifest: dict[str, Any]) -> str:
        """Adds the manifest with a checksum per file and flushes everything to disk. Returns the manifest's SHA-256.

        A whole language model has a list of its own: another server opens it, and going back to a version must not
        wait for gigabytes to be read.
        """
        sums = {
            file.relative_to(self.path).as_posix(): sha256_of(file)
            for file in sorted(self.path.rglob("*"))
            if file.is_file()
        }
        apart = {name: sums.pop(name) for name in list(sums) if name.startswith(f"{MERGED}/")}
        more = {"languageModelFiles": apart} if apart else {}
        self.write_json(MANIFEST, manifest | {ATTEMPT: self._attempt, "files": sums} | more)
        for file in self.path.rglob("*"):
            flush(file)
        flush(self.path)
        return sha256_of(self.path / MANIFEST)

    def publish(self) -> None:
        """Renames into place. What an earlier attempt of this model left there was never announced: it gives way.

        Raises:
            SupersededError: a version was put there since this attempt began, so a newer attempt did it (this process
                was held up long enough to miss that it is over).
        """
        manifest = self.target / MANIFEST
        if manifest.exists() and manifest.stat().st_mtime > self._begun:
            raise SupersededError(f"{self.published_name} was published by a newer attempt")
        if self.target.exists():
            self.target.rename(self._replaced)
        self.path.rename(self.target)
        flush(self.target.parent)
        shutil.rmtree(self._replaced, ignore_errors=True)
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def retract(self) -> None:
        """Removes whatever this attempt wrote, put into place or not: for one that was told that it is over."""
        self.discard()
        if self._published_by_us():
            log.info("removing what was never announced", extra={"directory": self.published_name})
            self.target.rename(self._replaced)
        shutil.rmtree(self._replaced, ignore_errors=True)

    def _published_by_us(self) -> bool:
        try:
            manifest = json.loads((self.target / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return False
        return isinstance(manifest, dict) and manifest.get(ATTEMPT) == self._attempt


def remove_abandoned(models_directory: Path) -> None:
    """Removes what was begun long ago and never came into place; a training in its workspace would do it at once."""
    leftovers = [found for name in (UNPUBLISHED, CHECKPOINTS) for found in models_directory.glob(f"*/*{name}")]
    for leftover in leftovers:
        with suppress(FileNotFoundError):  # another replica was faster
            if time.time() - leftover.stat().st_mtime > ABANDONED_AFTER:
                log.info("removing what nobody came back for", extra={"directory": leftover.name})
                shutil.rmtree(leftover, ignore_errors=True)


def flush(path: Path) -> None:
    """fsync of a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
