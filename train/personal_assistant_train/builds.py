"""Runs the training of a model: claims the attempt, watches the process that does the work, reports how it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from pydantic import ValidationError

from .child import Order, Outcome
from .config import Settings
from .contracts import BuildModelJob
from .data_service import SupersededError, TrainingAttempt, TrainingAttempts
from .logs import with_correlation
from .metrics import training_running, training_seconds, trainings
from .publication import VersionDirectory
from .remote import RemoteError, RemoteService, RemoteUnreachableError, StoppedError

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "personal_assistant_train.pipeline")
# How soon a training that was cancelled ends, whatever it is doing.
WATCH_S = 1.0
STOPPED = "The train service was stopped while it worked"


class Builds:
    """The handler of build jobs. Raises for nothing that belongs to the work: the data service keeps a model's fate."""

    def __init__(self, settings: Settings, command: tuple[str, ...] = COMMAND) -> None:
        self._stop = threading.Event()
        self._models_directory = settings.models_directory
        token = settings.service_token.get_secret_value()
        self._data = RemoteService("data service", settings.data_service_url, token, stop=self._stop)
        self._attempts = TrainingAttempts(self._data, worker=f"train:{os.uname().nodename}:{os.getpid()}"[:200])
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    async def build(self, job: BuildModelJob) -> None:
        """Returns when the attempt is over, however it ended."""
        with with_correlation(job.correlation_id):
            try:
                claim = await asyncio.to_thread(self._attempts.claim, job.model_id)
            except SupersededError as error:
                log.info("nothing to build", extra={"modelId": job.model_id, "reason": str(error)})
                return
            except StoppedError:
                return
            except RemoteError as error:
                log.error("the data service refused the claim", extra={"modelId": job.model_id, "reason": str(error)})  # noqa: TRY400
                return
            order = Order(claim=claim, correlation_id=job.correlation_id, parent_pid=os.getpid())
            log.info("training begins", extra={"modelId": claim.model_id, "texts": claim.texts})
            attempt = TrainingAttempt(self._data, claim)
            with training_running.track_inprogress():
                outcome = await self._run(order, attempt)
            await self._settle(attempt, outcome)

    def stop(self) -> None:
        """Ends the training in work; the data service hears of it and gives the model to the next attempt."""
        self._stop.set()
        if self._process and self._process.returncode is None:
            self._process.kill()

    def close(self) -> None:
        self._data.close()

    async def _run(self, order: Order, attempt: TrainingAttempt) -> Outcome:
        if self._stop.is_set():
            return Outcome(outcome="failed", reason=STOPPED, retryable=True)
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )
        watch = asyncio.create_task(self._watch(attempt, self._process))
        output, _ = await self._process.communicate(order.model_dump_json().encode())
        watch.cancel()
        (over,) = await asyncio.gather(watch, return_exceptions=True)
        if isinstance(over, SupersededError):
            await asyncio.to_thread(VersionDirectory(self._models_directory, attempt.claim).retract)
            return Outcome(outcome="superseded", reason=str(over))
        if self._stop.is_set():
            return Outcome(outcome="failed", reason=STOPPED, retryable=True)
        try:
            return Outcome.model_validate_json(output.splitlines()[-1] if output.strip() else b"")
        except ValidationError:
            return Outcome(outcome="failed", reason=_death(self._process.returncode or 0), retryable=True)

    async def _watch(self, attempt: TrainingAttempt, process: asyncio.subprocess.Process) -> None:
        """Ends the process once its attempt is over. It notices that itself only where it reports progress.

        Raises:
            SupersededError: the attempt is over; the process was killed.
        """
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                await asyncio.to_thread(attempt.check)
            except SupersededError:
                if process.returncode is None:
                    process.kill()
                raise
            except (RemoteError, RemoteUnreachableError) as error:
                log.debug("nobody can say whether the attempt goes on", extra={"reason": str(error)})

    async def _settle(self, attempt: TrainingAttempt, outcome: Outcome) -> None:
        trainings.labels(outcome.outcome).inc()
        details = {"modelId": attempt.claim.model_id, "reason": outcome.reason, "seconds": outcome.seconds}
        if outcome.outcome == "published":
            training_seconds.observe(outcome.seconds)
            log.info("version published", extra=details)
            return
        if outcome.outcome == "superseded":
            log.info("attempt superseded", extra=details)
            return
        log.error("training failed", extra=details | {"retryable": outcome.retryable})
        directory = VersionDirectory(self._models_directory, attempt.claim)
        try:
            # A process that was killed tidied nothing up.
            await asyncio.to_thread(directory.discard)
            await asyncio.to_thread(attempt.fail, outcome.reason, retryable=outcome.retryable)
            # Whoever may fail has announced nothing, so what it put into place is known to nobody.
            await asyncio.to_thread(directory.retract)
        except (SupersededError, StoppedError, RemoteError) as error:
            # The data service notices by the missing heartbeat.
            log.warning("the failure could not be reported", extra={"reason": str(error)})


def _death(status: int) -> str:
    if status == -signal.SIGKILL:
        return "The training process was killed, perhaps for lack of memory"
    if status < 0:
        return f"The training process died of signal {signal.Signals(-status).name}"
    return f"The training process ended unexpectedly (exit status {status}); its log says why"
