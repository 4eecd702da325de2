"""What is asked of a version before it is published; what comes out stands in its directory, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from .calibration import (
    Calibration,
    GeneralQuestion,
    LeftOutQuestion,
    Untaught,
    choose_threshold,
    false_answers,
    general_questions,
    left_out_questions,
    suffices,
    unanswerable,
)
from .contracts import LanguageModel
from .embedder import Vectors
from .evaluation import Evaluation, Probe, evaluate, make_probes
from .golden import Comparison, examine
from .jury import Jury
from .lab import Lab
from .passages import Passage
from .repeats import repeated_texts


@dataclass(frozen=True)
class Proof:
    """How a version does."""

    calibration: Calibration
    evaluation: Evaluation
    golden: Comparison

    @property
    def worse(self) -> bool:
        """Than the live version, on the golden questions."""
        live_right = self.golden.report.live_right
        return live_right is not None and self.golden.report.right < live_right


def exam_of(lab: Lab, jury: Jury, passages: Sequence[Passage], answers: Mapping[int, str], vectors: Vectors) -> Exam:
    """Args: `answers` of the pairs, by id; `vectors` (N, D) of the passages."""
    probes = make_probes(passages)
    untaught = Untaught(
        general=unanswerable(general_questions(), [passage.text for passage in passages]),
        left_out=left_out_questions(probes, passages, answers, repeated_texts(answers, passages, vectors)),
    )
    return Exam(lab, jury, probes, untaught)


@dataclass(frozen=True)
class Exam:
    """The questions, for as often as the version changes."""

    lab: Lab
    jury: Jury
    probes: Sequence[Probe]
    untaught: Untaught

    def take(self, language_model: LanguageModel | None) -> Proof:
        """Sets the threshold of the version as it is now, and puts its questions to it."""
        calibration = self.calibrate()
        return Proof(calibration, *self.measure(calibration, language_model))

    def calibrate(self) -> Calibration:
        """Asks the version what it was not taught, and sets the threshold so that it would stay silent."""
        self.lab.progress.at("calibrate")
        general, left_out = self.untaught.general, self.untaught.left_out
        silent = self._false_answers(left_out, [question.without for question in left_out])
        # Every other one: the file is ordered by source.
        asked = self._false_answers(general[::2])
        target = self.lab.attempt.claim.false_answer_target
        otherwise = choose_threshold([], silent, target, self.jury.threshold)
        if not suffices(asked, otherwise.threshold):
            asked += self._false_answers(general[1::2])
        calibration = choose_threshold(asked, silent, target, self.jury.threshold)
        confidences = {"general": sorted(asked), "left_out": sorted(silent)}
        self.lab.directory.write_json(
            "calibration.json", asdict(calibration) | {"target": target, "confidences": confidences}
        )
        return calibration

    def _false_answers(
        self,
        questions: Sequence[GeneralQuestion | LeftOutQuestion],
        without: Sequence[Sequence[int]] | None = None,
    ) -> list[float]:
        scored = self.jury.score("calibrate", [question.question for question in questions], without)
        return false_answers(questions, scored)

    def measure(self, calibration: Calibration, language_model: LanguageModel | None) -> tuple[Evaluation, Comparison]:
        """Does it find what it was taught, and is it as good as the live version on the golden questions?"""
        self.lab.progress.at("evaluate")
        results = self.jury.score("evaluate", [probe.question for probe in self.probes])
        evaluation = evaluate(self.probes, results, calibration.threshold)
        missed = [
            {"question": probe.question, "trainDataId": probe.train_data_id, "retrieved": result.retrieved[:5]}
            for probe, result in zip(self.probes, results, strict=True)
            if probe.train_data_id not in result.retrieved[:5]
        ]
        golden = examine(self.lab, self.jury, calibration.threshold, language_model)
        details = [question.model_dump(by_alias=True) for question in golden.details]
        report = golden.report.model_dump(by_alias=True, exclude={"items"})
        self.lab.directory.write_json(
            "evaluation.json", asdict(evaluation) | {"missed": missed, "golden": report | {"questions": details}}
        )
        return evaluation, golden
