"""The HTTP bodies and jobs of this service; `tests/test_contracts.py` checks them against `libs/contracts`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

# Of a picture of a training in base64; the data service takes no longer one.
MAX_PICTURE_BASE64 = 400_000

Stage = Literal["collect", "passages", "embed", "index", "learn", "calibrate", "evaluate", "publish"]


class Contract(BaseModel):
    """Fields are snake_case here and camelCase on the wire. Unknown fields are ignored: the other side may be newer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


# ---- checking a text (our API)


class ValidateRequest(Contract):
    texts: Annotated[list[str], Field(min_length=1, max_length=1000)]


class TextCheck(Contract):
    tokens: Annotated[int, Field(ge=0)]
    language: str


class ValidateResponse(Contract):
    checks: list[TextCheck]


# ---- removing a version (our API)


class RemoveVersion(Contract):
    workspace_id: UUID
    model_id: Annotated[int, Field(gt=0)]


# ---- building a version (data service)


class BuildModelJob(Contract):
    model_id: Annotated[int, Field(gt=0)]
    correlation_id: str


class ClaimModelRequest(Contract):
    worker: Annotated[str, Field(min_length=1, max_length=200)]


class ParentVersion(Contract):
    model_id: int
    directory: str


class LiveVersion(Contract):
    """`threshold`: the confidence below which it says «not taught». `withdrawn`: texts that it passes over."""

    model_id: int
    directory: str
    threshold: float
    withdrawn: list[int] = []


class ClaimedModel(Contract):
    """A training attempt. `attempt_token` fences it: a newer claim makes it stale."""

    model_id: int
    name: str
    workspace_id: UUID
    attempt_token: UUID
    parent: ParentVersion | None
    live: LiveVersion | None = None
    texts: int
    false_answer_target: float


class TaughtText(Contract):
    """`pair`: taught as question and answer; the first line asks, the others answer."""

    id: int
    text: str
    pair: bool = False


class ModelTexts(Contract):
    items: list[TaughtText]
    next: int | None


class TaughtPair(Contract):
    """A question with its answer, of the text `train_data_id`.

    `unproven`: new since the live version, and no correction of it: has to fit what the other texts say.
    """

    train_data_id: int
    question: str
    answer: str
    unproven: bool = False


class ModelPairs(Contract):
    items: list[TaughtPair]


class GoldenQuestion(Contract):
    """`answer` None: nothing taught answers it, and that is what is to be said."""

    id: int
    question: str
    answer: str | None


class GoldenQuestions(Contract):
    items: list[GoldenQuestion]
    next: int | None


Verdict = Literal["fixed", "broken", "unchanged"]


class GoldenSide(Contract):
    answer: Annotated[str | None, Field(max_length=500)] = None
    right: bool
    train_data_id: int | None = None
    cited_ids: Annotated[list[int] | None, Field(max_length=20)] = None


class GoldenItem(Contract):
    id: int
    question: Annotated[str, Field(max_length=500)]
    expected: Annotated[str | None, Field(max_length=500)] = None
    verdict: Verdict
    candidate: GoldenSide
    live: GoldenSide | None = None


class DoubtExample(Contract):
    """Apart from `doubt`, because it goes once one of its texts is taken back."""

    question: Annotated[str, Field(max_length=500)]
    pair: Annotated[str, Field(max_length=500)]
    texts: Annotated[str, Field(max_length=500)]
    train_data_ids: Annotated[list[int], Field(max_length=10)]


class GoldenReport(Contract):
    asked: Annotated[int, Field(ge=0)]
    right: Annotated[int, Field(ge=0)]
    live_right: Annotated[int | None, Field(ge=0)] = None
    fixed: Annotated[int, Field(ge=0)]
    broken: Annotated[int, Field(ge=0)]
    note: Annotated[str | None, Field(max_length=300)] = None
    live_model_id: int | None = None
    doubt: Annotated[str | None, Field(max_length=300)] = None
    doubt_example: DoubtExample | None = None
    hesitant: Annotated[int | None, Field(ge=0)] = None
    items: Annotated[list[GoldenItem], Field(max_length=400)]


class ModelProgress(Contract):
    attempt_token: UUID
    stage: Stage
    fraction: Annotated[float, Field(ge=0, le=1)]
    detail: Annotated[str | None, Field(max_length=200)] = None


class Learned(Contract):
    """What fine-tuning the reader came to: `pairs` that could be used, mean losses on held-out ones.

    `epochs` 0 or absent: the base reader stayed, `note` says why.
    """

    pairs: int
    epochs: int | None = None
    loss_before: float | None = None
    loss_after: float | None = None
    note: Annotated[str | None, Field(max_length=300)] = None


class Adapted(Contract):
    """What teaching the language model came to: `examples` learned from, mean losses per word piece of the answers.

    `steps` 0 or absent: there is no adapter, `note` says why.
    """

    examples: int
    steps: int | None = None
    loss_before: float | None = None
    loss_after: float | None = None
    note: Annotated[str | None, Field(max_length=300)] = None


class LanguageModel(Contract):
    """What goes with a version: the name it is asked under, how it gets into a server, and its folder."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    served: Literal["vllm", "merged", "folder"]
    directory: Literal["adapter", "language-model"]


class ModelMetrics(Contract):
    texts: int
    passages: int
    seconds: float
    threshold: float
    false_answer_rate: float
    recall_at1: float | None = None
    recall_at5: float | None = None
    answered_rate: float | None = None
    learned: Learned | None = None
    adapted: Adapted | None = None


class CompleteModel(Contract):
    attempt_token: UUID
    directory: str
    manifest_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    metrics: ModelMetrics
    golden: GoldenReport | None = None
    loss_curve: Annotated[str | None, Field(max_length=MAX_PICTURE_BASE64)] = None


class FailModel(Contract):
    attempt_token: UUID
    reason: Annotated[str, Field(max_length=500)]
    retryable: bool


# ---- scoring probe questions (prediction service)


class ModelIdentity(Contract):
    """An ONNX model: equal sums compute equal numbers."""

    name: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class WordedBy(Contract):
    """`model` None: the language model that the server has anyway (LLM_MODEL)."""

    model: LanguageModel | None = None


class ScoreQuestions(Contract):
    """`without`: for each question texts that are passed over as if never taught; `withdrawn`: for every one.

    `worded_by`: answers in the words of this language model, where it can be asked; None: the reader's.
    """

    directory: str
    questions: Annotated[list[str], Field(min_length=1, max_length=256)]
    without: Annotated[list[list[int]] | None, Field(max_length=256)] = None
    withdrawn: list[int] | None = None
    embedder: ModelIdentity | None = None
    false_answer_target: Annotated[float | None, Field(gt=0, lt=1)] = None
    worded_by: WordedBy | None = None


class ScoredQuestion(Contract):
    confidence: float
    answer: str
    quote: str
    train_data_id: int | None
    cited_ids: list[int] | None = None
    retrieved: list[int]


class ScoredQuestions(Contract):
    """`threshold`: what was measured for the `reader` and versions of this size when it was made, if it was.

    `worded`: how many were decided by the language model that was asked for.
    """

    results: list[ScoredQuestion]
    reader: ModelIdentity | None
    threshold: Annotated[float | None, Field(ge=0, le=1)]
    worded: Annotated[int | None, Field(ge=0)] = None


class ErrorBody(Contract):
    code: str
    message: str
    error_id: str | None = None
