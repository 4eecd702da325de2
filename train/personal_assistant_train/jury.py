"""Puts questions to a version that is not published yet."""

from __future__ import annotations

from collections.abc import Sequence

from .contracts import (
    LanguageModel,
    ModelIdentity,
    ScoredQuestion,
    ScoredQuestions,
    ScoreQuestions,
    Stage,
    WordedBy,
)
from .lab import Lab, TrainingError
from .remote import RemoteError, RemoteUnreachableError

# One call opens the version once and shares what the reader computes about its passages.
QUESTIONS_PER_CALL = 100
# A language model may take half a minute for each.
WORDED_PER_CALL = 4


class NotScoredError(Exception):
    """The prediction service refused a directory; the message says why."""


class NotWordedError(Exception):
    """A language model that is not there, or cannot be asked before its version is live."""


class Jury:
    """Answers by the very code that will serve the version: the prediction service, on the unpublished directory.

    Once it has answered, `reader` names what read the passages (None: it has no trained reader), and `threshold` is
    what was measured for that reader and versions of this size, if it was.
    """

    def __init__(self, lab: Lab, embedder: ModelIdentity) -> None:
        self._lab = lab
        self.embedder = embedder
        self.reader: ModelIdentity | None = None
        self.threshold: float | None = None

    def score(
        self, stage: Stage, questions: Sequence[str], without: Sequence[Sequence[int]] | None = None
    ) -> list[ScoredQuestion]:
        """Args: `without[i]`: texts that are passed over for question i as if they had not been taught."""
        results: list[ScoredQuestion] = []
        for first in range(0, len(questions), QUESTIONS_PER_CALL):
            part = slice(first, first + QUESTIONS_PER_CALL)
            answer = self._ask_own(list(questions[part]), [list(ids) for ids in without[part]] if without else None)
            results += answer.results
            share = len(results) / len(questions)
            self._lab.progress.at(stage, share, f"{len(results)} questions asked")
        return results

    def score_other(self, stage: Stage, directory: str, questions: Sequence[str]) -> list[ScoredQuestion]:
        """The same questions to another version.

        Raises:
            NotScoredError: its directory is gone or cannot be read.
        """
        results: list[ScoredQuestion] = []
        for first in range(0, len(questions), QUESTIONS_PER_CALL):
            results += self._ask(directory, list(questions[first : first + QUESTIONS_PER_CALL]), None).results
            self._lab.progress.at(stage, 1, f"{len(results)} questions asked of the live version")
        return results

    def score_worded(
        self, stage: Stage, directory: str, questions: Sequence[str], model: LanguageModel | None
    ) -> list[ScoredQuestion]:
        """The answers as people get them: in the words of a language model, None: the one that the server has anyway.

        Raises:
            NotWordedError: it did not answer all of them.
            NotScoredError: the directory is gone or cannot be read.
        """
        results: list[ScoredQuestion] = []
        for first in range(0, len(questions), WORDED_PER_CALL):
            part = list(questions[first : first + WORDED_PER_CALL])
            answer = self._ask(directory, part, None, WordedBy(model=model))
            if answer.worded != len(part):
                raise NotWordedError("the language model's server did not answer as this version")
            results += answer.results
            self._lab.progress.at(stage, len(results) / len(questions), f"{len(results)} questions worded")
        return results

    def _ask_own(self, questions: list[str], without: list[list[int]] | None) -> ScoredQuestions:
        try:
            answer = self._ask(self._lab.directory.unpublished_name, questions, without)
        except NotScoredError as error:
            raise TrainingError(f"The prediction service refused the version: {error}", retryable=False) from error
        self.reader, self.threshold = answer.reader, answer.threshold
        return answer

    def _ask(
        self,
        directory: str,
        questions: list[str],
        without: list[list[int]] | None,
        worded_by: WordedBy | None = None,
    ) -> ScoredQuestions:
        claim = self._lab.attempt.claim
        body = ScoreQuestions(
            directory=directory,
            questions=questions,
            without=without,
            # People get no answer from these texts any more, so they must not speak for the live version either.
            withdrawn=claim.live.withdrawn if claim.live and directory == claim.live.directory else None,
            embedder=self.embedder,
            false_answer_target=claim.false_answer_target,
            worded_by=worded_by,
        )
        try:
            patience = self._lab.settings.train_prediction_patience_s
            answer = self._lab.prediction.call("POST", "/internal/versions/score", ScoredQuestions, body, patience)
        except RemoteUnreachableError as error:
            raise TrainingError(
                "The prediction service, which tests the version, is not reachable", retryable=True
            ) from error
        except RemoteError as error:
            raise NotScoredError(error.message) from error
        if len(answer.results) != len(questions):
            raise TrainingError("The prediction service answered another number of questions", retryable=True)
        return answer
