"""The Python models against the JSON Schema of `libs/contracts`: same fields, same types, same limits."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from pydantic import BaseModel

from personal_assistant_train import contracts

from .conftest import ROOT

SCHEMAS: dict[str, dict[str, Any]] = json.loads((ROOT / "train" / "contracts" / "schema.json").read_text())
SCRIPT = ROOT / "libs" / "contracts" / "scripts" / "json-schema.mjs"
TOKEN = UUID("0b9f4d0e-6d0c-4b52-9c1c-1f1b7a1c2d3e")
METRICS = contracts.ModelMetrics(texts=1, passages=2, seconds=0.5, threshold=0.4, false_answer_rate=0.0, recall_at1=1.0)

EXAMPLES: list[contracts.Contract] = [
    contracts.BuildModelJob(model_id=1, correlation_id="c"),
    contracts.ClaimModelRequest(worker="w"),
    contracts.CompleteModel(
        attempt_token=TOKEN,
        directory="w/1",
        manifest_sha256="0" * 64,
        metrics=METRICS,
    ),
    contracts.CompleteModel(
        attempt_token=TOKEN,
        directory="w/1",
        manifest_sha256="0" * 64,
        metrics=METRICS,
        loss_curve="iVBORw0KGgo=",
        golden=contracts.GoldenReport(
            asked=1,
            right=0,
            live_right=1,
            fixed=0,
            broken=1,
            live_model_id=3,
            items=[
                contracts.GoldenItem(
                    id=1,
                    question="q",
                    expected="a",
                    verdict="broken",
                    candidate=contracts.GoldenSide(right=False),
                    live=contracts.GoldenSide(answer="a", right=True),
                )
            ],
        ),
    ),
    contracts.ErrorBody(code="INTERNAL", message="m", error_id="e"),
    contracts.FailModel(attempt_token=TOKEN, reason="r", retryable=True),
    METRICS,
    contracts.ModelProgress(attempt_token=TOKEN, stage="embed", fraction=0.5, detail="d"),
    contracts.ScoreQuestions(directory="w/1", questions=["q"]),
    contracts.ScoreQuestions(
        directory="w/1",
        questions=["q", "r"],
        without=[[], [7, 8]],
        embedder=contracts.ModelIdentity(name="e", sha256="0" * 64),
        false_answer_target=0.05,
    ),
    contracts.ValidateResponse(checks=[contracts.TextCheck(tokens=3, language="en")]),
]

CHECKED_KEYWORDS = (
    "type",
    "enum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maximum",
    "minimum",
    "exclusiveMinimum",
)
SAFE_INTEGERS = (-9007199254740991, 9007199254740991)


def shape(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """What both generators must agree on, without the notations in which they differ."""
    if "$ref" in schema:
        return shape(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "anyOf" in schema:
        kinds = [shape(option, definitions) for option in schema["anyOf"] if option.get("type") != "null"]
        return {"optional or null": kinds[0]}
    if schema.get("type") == "object":
        required = set(schema.get("required", []))
        properties = {}
        for name, part in schema["properties"].items():
            inner = shape(part, definitions)
            # An optional field is «absent» on the wire and None in Python; null itself is never sent for it.
            absent = name not in required and isinstance(inner, dict) and "optional or null" in inner
            properties[name] = inner["optional or null"] if absent else inner
        return {"properties": properties, "required": required}
    if isinstance(schema.get("type"), list):
        (kind,) = [one for one in schema["type"] if one != "null"]
        return {"optional or null": shape(schema | {"type": kind}, definitions)}
    kept = {key: schema[key] for key in CHECKED_KEYWORDS if key in schema and schema[key] not in SAFE_INTEGERS}
    if schema.get("format") == "uuid":
        kept["format"] = "uuid"
    if "items" in schema:
        kept["items"] = shape(schema["items"], definitions)
    return kept


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_model_has_the_shape_of_the_contract(name: str) -> None:
    model: type[BaseModel] = getattr(contracts, name)
    mine = model.model_json_schema(by_alias=True)
    ours, theirs = shape(mine, mine.get("$defs", {})), shape(SCHEMAS[name], SCHEMAS[name].get("$defs", {}))
    if name == "ErrorBody":  # we read the codes of every service as text: a newer service may have new ones
        assert "NOT_FOUND" in theirs["properties"]["code"].pop("enum")
    assert ours == theirs


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: type(example).__name__)
def test_what_is_sent_fits_the_contract(example: contracts.Contract) -> None:
    body = json.loads(example.model_dump_json(by_alias=True, exclude_none=True))
    jsonschema.validate(body, SCHEMAS[type(example).__name__])


def test_our_own_error_codes_are_known_to_the_contract() -> None:
    from personal_assistant_train.errors import HTTP_STATUS

    assert set(HTTP_STATUS) <= set(SCHEMAS["ErrorBody"]["properties"]["code"]["enum"])


def test_the_schema_file_is_up_to_date() -> None:
    if shutil.which("node") is None or not (ROOT / "libs" / "contracts" / "dist" / "index.js").exists():
        pytest.skip("needs Node and a built libs/contracts")
    result = subprocess.run(["node", str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
