from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from personal_assistant_train.access import PUBLIC_PATHS
from personal_assistant_train.app import create_app
from personal_assistant_train.config import ConfigError, Settings, load_settings
from personal_assistant_train.errors import AppError
from personal_assistant_train.logs import JsonFormatter, with_correlation

from .conftest import ROOT, WIFI
from .fakes import TOKEN

AUTHORIZED = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings, with_worker=False)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_every_route_but_health_and_metrics_needs_the_service_token(app: FastAPI, client: TestClient) -> None:
    @app.get("/added-later")
    def added_later() -> None: ...

    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    seen = {route.path for route in routes} | {"/added-later", "/validate", *PUBLIC_PATHS}
    assert len(seen) >= 6
    for path in seen:
        for method in ("GET", "POST"):
            status = client.request(method, path).status_code
            assert (status == 401) == (path not in PUBLIC_PATHS), (method, path, status)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer  {TOKEN}"]
)
def test_a_wrong_token_is_refused_in_words(client: TestClient, header: str) -> None:
    response = client.post("/validate", json={"texts": ["a"]}, headers={"authorization": header})
    assert response.status_code == 401
    assert response.json() == {
        "code": "UNAUTHENTICATED",
        "message": "This address is for the services of this installation only.",
    }


def test_texts_are_counted_and_their_language_named_in_their_order(client: TestClient) -> None:
    texts = [
        WIFI,
        "",
        "ok",
        "Die Tür zum Keller ist immer abgeschlossen.",
        "La porte de la cave est toujours fermée à clé.",
        "Дверь в подвал всегда заперта.",
        "地下室的门总是锁着的。",
        "باب القبو مغلق دائما.",
        "12345 67890",
        "👍👍👍",
        "null \x00 byte and \ud7ff",
    ]
    response = client.post("/validate", json={"texts": texts}, headers=AUTHORIZED)
    assert response.status_code == 200
    checks = response.json()["checks"]
    assert [check["language"] for check in checks[:8]] == ["en", "und", "und", "de", "fr", "ru", "zh", "ar"]
    assert [check["language"] for check in checks[8:10]] == ["und", "und"]
    assert [check["tokens"] for check in checks[:3]] == [12, 0, 1]
    assert len(checks) == len(texts)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "body"),
        ('{"texts": []}', "texts"),
        ('{"texts": [1]}', "texts.0"),
        (json.dumps({"texts": ["a"] * 1001}), "texts"),
    ],
)
def test_bad_bodies_are_answered_with_one_sentence(client: TestClient, body: str, words: str) -> None:
    response = client.post("/validate", content=body, headers=AUTHORIZED | {"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["code"] == "BAD_REQUEST"
    assert words in response.json()["message"]


def test_unknown_addresses_and_methods(client: TestClient) -> None:
    assert client.get("/nothing", headers=AUTHORIZED).json()["code"] == "NOT_FOUND"
    assert client.get("/validate", headers=AUTHORIZED).status_code == 405


def test_an_unexpected_error_shows_an_id_that_the_log_has_and_nothing_else(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/boom")
    def boom() -> None:
        raise RuntimeError("the secret")

    response = client.get("/boom", headers=AUTHORIZED)
    assert response.status_code == 500
    body = response.json()
    assert body["code"] == "INTERNAL"
    assert "the secret" not in response.text
    assert [vars(record)["errorId"] for record in caplog.records if record.msg == "unexpected error"] == [
        body["errorId"]
    ]


def test_a_broken_rule_becomes_its_status(app: FastAPI, client: TestClient) -> None:
    @app.get("/rule")
    def rule() -> None:
        raise AppError("TOO_LARGE", "Send less.")

    response = client.get("/rule", headers=AUTHORIZED)
    assert (response.status_code, response.json()) == (413, {"code": "TOO_LARGE", "message": "Send less."})


def test_health_tells_what_is_missing(client: TestClient, settings: Settings) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    settings.models_directory.rmdir()
    gone = client.get("/health")
    assert gone.status_code == 503
    assert "MODELS_DIR" in gone.json()["dependencies"]["models"]["error"]


def test_metrics_count_requests_by_route(client: TestClient) -> None:
    client.post("/validate", json={"texts": ["a"]}, headers=AUTHORIZED)
    text = client.get("/metrics").text
    assert 'http_request_duration_seconds_count{method="POST",route="/validate",status="200"}' in text
    assert "trainings_running" in text


def test_the_correlation_id_is_taken_over_or_made(client: TestClient) -> None:
    assert client.get("/health/live", headers={"x-correlation-id": "abc"}).headers["x-correlation-id"] == "abc"
    assert len(client.get("/health/live").headers["x-correlation-id"]) == 36
    assert len(client.get("/health/live", headers={"x-correlation-id": "a" * 101}).headers["x-correlation-id"]) == 36


def test_logs_are_json_lines_with_the_correlation_id() -> None:
    record = logging.makeLogRecord(
        {"name": "personal_assistant_train.builds", "levelno": 30, "msg": "x %s", "args": (1,)}
    )
    record.modelId = 7
    with with_correlation("c-1"):
        line = json.loads(JsonFormatter().format(record))
    assert {key: line[key] for key in ("level", "service", "context", "correlationId", "modelId", "msg")} == {
        "level": 40,
        "service": "TRAIN_SERVICE",
        "context": "builds",
        "correlationId": "c-1",
        "modelId": 7,
        "msg": "x 1",
    }


# ---- configuration


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "abc"),
        ("LOG_LEVEL", "loud"),
        ("SERVICE_TOKEN", "short"),
        ("DATA_SERVICE_URL", "localhost:4002"),
        ("QUEUE_BACKEND", "kafka"),
        ("REDIS_MODE", "sentinel"),
        ("POSTGRESQL_PORT", "0"),
        ("TRAIN_THREADS", "-1"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("SERVICE_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert f"{name}: " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert value not in str(caught.value) or name != "SERVICE_TOKEN"


def test_empty_variables_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_TOKEN", TOKEN)
    for name in ("PORT", "MODELS_DIR", "REDIS_HOST"):
        monkeypatch.setenv(name, "")
    loaded = load_settings()
    assert (loaded.port, loaded.models_directory, loaded.redis_host) == (
        4005,
        Path(".data/models").absolute(),
        "localhost",
    )


def test_the_database_address_survives_any_password(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_TOKEN", TOKEN)
    monkeypatch.setenv("POSTGRESQL_PASSWORD", "a/b@c:d?#")
    assert load_settings().database_url == "postgresql://postgres:a%2Fb%40c%3Ad%3F%23@localhost:5432/personal_assistant"


def test_every_variable_is_in_the_shared_schema() -> None:
    schema = (ROOT / "libs" / "service-kit" / "src" / "config" / "schema.ts").read_text()
    missing = [name.upper() for name in Settings.model_fields if f"\n  {name.upper()}: " not in schema]
    assert missing == []


@pytest.mark.parametrize(
    ("environment", "parts"),
    [
        ({"PORT": "x"}, ["PORT: ", "SERVICE_TOKEN: is not set"]),
        ({"SERVICE_TOKEN": TOKEN, "BASE_MODELS_DIR": "/nowhere"}, ["checksums.json is missing", "BASE_MODELS_DIR"]),
    ],
)
def test_a_wrong_configuration_ends_the_process_with_one_line_and_status_2(
    environment: dict[str, str], parts: list[str]
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "personal_assistant_train"],
        env=environment | {"PYTHONPATH": str(ROOT / "train")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert all(part in line for part in parts)
