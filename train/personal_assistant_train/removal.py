"""Removes version directories: under another name first, so that what is left of a crash is not taken for a version."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from uuid import UUID

from .errors import AppError
from .publication import CHECKPOINTS, UNPUBLISHED, flush

log = logging.getLogger(__name__)

REMOVED = ".removed"


def remove_version(models_directory: Path, workspace_id: UUID, model_id: int) -> None:
    """Removes `<models_directory>/<workspace_id>/<model_id>`, and whatever its attempts left beside it.

    Done already is done: the directory, or all that is left of it, may be gone.

    Raises:
        AppError: it is a link that leads out of `models_directory`; nothing was changed.
        OSError: something could not be deleted; try again.
    """
    workspace = models_directory / str(workspace_id)
    if not workspace.is_dir():
        return
    target, removed = workspace / str(model_id), workspace / f"{model_id}{REMOVED}"
    if not target.resolve().is_relative_to(models_directory.resolve()):
        raise AppError("BAD_REQUEST", f"{target} leads out of MODELS_DIR; remove what it points to yourself.")
    _delete(removed)
    if target.exists():
        target.rename(removed)
        flush(workspace)
        _delete(removed)
        log.info("version removed", extra={"modelId": model_id, "workspaceId": str(workspace_id)})
    for leftover in (*workspace.glob(f"{model_id}.*{UNPUBLISHED}"), workspace / f"{model_id}{CHECKPOINTS}"):
        _delete(leftover)


def finish_removals(models_directory: Path) -> None:
    """Deletes what was renamed when the service was killed."""
    for leftover in models_directory.glob(f"*/*{REMOVED}"):
        log.info("deleting what is left of a removed version", extra={"directory": leftover.name})
        shutil.rmtree(leftover, ignore_errors=True)


def _delete(directory: Path) -> None:
    """rmtree follows no links. Another call may be deleting the same: what it was faster with is gone, too."""
    while directory.exists():
        try:
            shutil.rmtree(directory)
        except FileNotFoundError:
            continue
