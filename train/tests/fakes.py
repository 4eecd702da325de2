"""Stand-ins for the other services, over real HTTP: what the pipeline sends goes through the wire and back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from personal_assistant_train.contracts import ScoredQuestion

TOKEN = "a-token-for-tests-only"
WORKSPACE = "6f1f3d3e-3d0b-4ba1-9f5b-0c7d3a4b5c6d"

Answer = tuple[int, dict[str, Any]]


class FakeHttpServer:
    """Answers with `handle(method, path, query, body)` and checks the service token."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, Any], dict[str, str]]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else {}
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                if self.headers.get("authorization") != f"Bearer {TOKEN}":
                    status, answer = 401, {"code": "UNAUTHENTICATED", "message": "Wrong token."}
                else:
                    headers = {key.lower(): value for key, value in self.headers.items()}
                    fake.requests.append((self.command, parts.path, body, headers))
                    status, answer = fake.handle(self.command, parts.path, query, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = _answer  # noqa: N815
            do_POST = _answer  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        raise NotImplementedError

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class FakeDataService(FakeHttpServer):
    """One model in `PROCESSING`, with attempts as the real service keeps them."""

    def __init__(self, texts: list[str], parent: dict[str, Any] | None = None, model_id: int = 7) -> None:
        super().__init__()
        self.model_id = model_id
        self.texts: list[dict[str, Any]] = [{"id": i + 1, "text": text} for i, text in enumerate(texts)]
        self.parent = parent
        self.pairs: list[dict[str, Any]] = []
        self.status = "PROCESSING"
        self.attempts = 0
        self.token: str | None = None
        self.claimed = threading.Event()
        self.completed: dict[str, Any] | None = None
        self.failed: list[dict[str, Any]] = []
        self.progress: list[dict[str, Any]] = []
        self.on_progress: Callable[[dict[str, Any]], None] = lambda _body: None
        self.failures_to_come = 0
        self.page_limit: int | None = None
        self.golden: list[dict[str, Any]] = []
        self.live: dict[str, Any] | None = None

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        if self.failures_to_come > 0:
            self.failures_to_come -= 1
            return 503, {"code": "UNAVAILABLE", "message": "Starting."}
        action = path.removeprefix(f"/internal/models/{self.model_id}/")
        if action == "claim":
            return self._claim()
        token = query.get("attemptToken") or body.get("attemptToken")
        if action == "attempt" and self.status == "DONE" and token == self.token:
            return 200, {"ok": True}
        if self.status != "PROCESSING" or token != self.token:
            return 409, {"code": "STALE_ATTEMPT", "message": "A newer attempt took over."}
        if action == "texts":
            return self._page(int(query["after"]), self.page_limit or int(query["limit"]))
        if action == "pairs":
            return 200, {"items": self.pairs}
        if action == "golden":
            return self._golden(int(query["after"]))
        if action == "progress":
            self.progress.append(body)
            self.on_progress(body)
        elif action == "attempt":
            pass
        elif action == "complete":
            self.status, self.completed = "DONE", body
        elif action == "fail":
            self.failed.append(body)
            self.status = "PROCESSING" if body["retryable"] else "FAILED"
            self.token = None
        else:
            return 404, {"code": "NOT_FOUND", "message": f"Nothing at {path}."}
        return 200, {"ok": True}

    def cancel(self) -> None:
        """The approvers do not want it any more."""
        self.status, self.token = "CANCELLED", None

    def supersede(self) -> None:
        """Another worker claims the model."""
        self._claim()

    def claim_body(self) -> dict[str, Any]:
        return self._claim()[1]

    def _claim(self) -> Answer:
        if self.status != "PROCESSING":
            return 409, {"code": "CONFLICT", "message": "The model is not in work."}
        self.attempts += 1
        self.claimed.set()
        self.token = f"00000000-0000-4000-8000-{self.attempts:012}"
        return 200, {
            "modelId": self.model_id,
            "name": "first",
            "workspaceId": WORKSPACE,
            "attemptToken": self.token,
            "parent": self.parent,
            "live": self.live,
            "texts": len(self.texts),
            "falseAnswerTarget": 0.05,
        }

    def _golden(self, after: int) -> Answer:
        items = [one for one in self.golden if one["id"] > after][:2]
        return 200, {"items": items, "next": items[-1]["id"] if len(items) == 2 else None}

    def _page(self, after: int, limit: int) -> Answer:
        items = [text for text in self.texts if text["id"] > after][:limit]
        more = len(items) == limit and items[-1]["id"] != self.texts[-1]["id"]
        return 200, {"items": items, "next": items[-1]["id"] if more else None}


class FakePrediction(FakeHttpServer):
    """Scores questions by the words they share with the taught texts; `scores` overrides it."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts
        self.directories: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.reader: dict[str, str] | None = None
        self.threshold: float | None = None
        self.status = 200
        self.on_score: Callable[[], None] = lambda: None
        self.refused: str | None = None
        self.answers: Callable[[str, list[str]], list[ScoredQuestion]] | None = None
        # By the id of a version's language model, "" for the server's own: what it says. None: it is not served.
        self.worded: Callable[[str], str | None] = lambda _model: None

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        if path != "/internal/versions/score":
            return 404, {"code": "NOT_FOUND", "message": f"Nothing at {path}."}
        if self.status != 200:
            return self.status, {"code": "CONFLICT", "message": "The version cannot be loaded."}
        if body["directory"] == self.refused:
            return 404, {"code": "NOT_FOUND", "message": "There is no version directory."}
        self.directories.append(body["directory"])
        self.asked.append(body)
        self.on_score()
        if "wordedBy" in body:
            return self._word((body["wordedBy"].get("model") or {}).get("id", ""), len(body["questions"]))
        if self.answers:
            given = [one.model_dump(by_alias=True) for one in self.answers(body["directory"], body["questions"])]
            return 200, {"results": given, "reader": self.reader, "threshold": self.threshold}
        without = body.get("without") or [[] for _ in body["questions"]]
        results = [
            self._score(question, left_out) for question, left_out in zip(body["questions"], without, strict=True)
        ]
        return 200, {"results": results, "reader": self.reader, "threshold": self.threshold}

    def _word(self, model: str, count: int) -> Answer:
        said = self.worded(model)
        answer = {"confidence": 1 if said else 0, "answer": said or "", "quote": said or "", "trainDataId": None}
        results: list[dict[str, Any]] = [{**answer, "retrieved": []} for _ in range(count)]
        return 200, {"results": results, "reader": None, "threshold": None, "worded": 0 if said is None else count}

    def _score(self, question: str, left_out: list[int]) -> dict[str, Any]:
        words = {word for word in question.lower().strip("?").split() if len(word) > 3}
        shares = [
            (len([w for w in words if w in text.lower()]) / max(len(words), 1), i)
            for i, text in enumerate(self.texts)
            if i + 1 not in left_out
        ]
        ranked = sorted(shares, key=lambda pair: (-pair[0], pair[1]))[:10]
        if not ranked:
            return {"confidence": 0, "answer": "", "quote": "", "trainDataId": None, "retrieved": []}
        return {
            "confidence": ranked[0][0],
            "answer": self.texts[ranked[0][1]][:80],
            "quote": self.texts[ranked[0][1]][:80],
            "trainDataId": ranked[0][1] + 1,
            "retrieved": [i + 1 for _, i in ranked],
        }
