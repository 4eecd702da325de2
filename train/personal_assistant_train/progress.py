"""Progress of a training, sent from a thread of its own: it is also the heartbeat, whatever the stage is doing."""

from __future__ import annotations

import contextvars
import logging
import threading
from types import TracebackType

from .contracts import Stage
from .data_service import SupersededError, TrainingAttempt
from .remote import RemoteError, RemoteUnreachableError

log = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
LEAST_INTERVAL_S = 0.3

# Where each stage begins on the bar, from trainings of a thousand texts.
_BEGINS: dict[Stage, float] = {
    "collect": 0.0,
    "passages": 0.03,
    "embed": 0.06,
    "index": 0.60,
    "learn": 0.64,
    "calibrate": 0.74,
    "evaluate": 0.86,
    "publish": 0.96,
}
_ORDER = list(_BEGINS)


class Progress:
    """`with Progress(attempt) as progress:` … `progress.at("embed", done / all, "120 of 300 passages")`"""

    def __init__(self, attempt: TrainingAttempt, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._attempt = attempt
        self._heartbeat_s = heartbeat_s
        self._state: tuple[Stage, float, str | None] = ("collect", 0.0, None)
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._superseded: SupersededError | None = None
        context = contextvars.copy_context()  # the correlation id goes along
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="heartbeat", daemon=True)

    def at(self, stage: Stage, share: float = 0.0, detail: str | None = None) -> None:
        """Args: `share` of the stage that is done. Raises SupersededError once a heartbeat was refused."""
        if self._superseded:
            raise self._superseded
        begin = _BEGINS[stage]
        place = _ORDER.index(stage) + 1
        end = _BEGINS[_ORDER[place]] if place < len(_ORDER) else 1.0
        self._state = (stage, round(begin + (end - begin) * min(max(share, 0.0), 1.0), 4), detail)
        self._changed.set()

    def confirm(self) -> None:
        """Asks the data service whether this attempt is still the current one; waits while it cannot say."""
        self._attempt.confirm(*self._state)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._changed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._changed.clear()
            try:
                self._attempt.progress(*self._state)
            except SupersededError as error:
                self._superseded = error
                return
            except (RemoteUnreachableError, RemoteError) as error:
                log.warning("heartbeat not delivered; the next one follows", extra={"reason": str(error)})
            self._stopped.wait(LEAST_INTERVAL_S)
            self._changed.wait(self._heartbeat_s)
