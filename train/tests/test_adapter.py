"""Teaching a language model: what keeps it from learning, and a real training from the lessons to a served answer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from personal_assistant_train import adapt as stage
from personal_assistant_train.adapt import Recipe, adapt, with_verdict
from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import Adapted, GoldenReport, LanguageModel, TaughtPair
from personal_assistant_train.embedder import Embedder, Vectors, load_tokenizer, token_starts
from personal_assistant_train.golden import Comparison
from personal_assistant_train.lab import Lab
from personal_assistant_train.lessons import make_lessons
from personal_assistant_train.passages import Passage, split_passages
from personal_assistant_train.prompt import prompt_of

from .conftest import EMBEDDER
from .learning_environment import learning_python, run_there
from .test_learning import fake_python

TEXTS = [
    "The guest Wi-Fi password is sunflower-42.",
    "The gym opens at 7:00.",
    "Olga waters the plants.",
    "The cellar key hangs behind door 41.",
]
QUESTION = "What is the password of the guest Wi-Fi?"
PAIRS = [TaughtPair(train_data_id=9, question=QUESTION, answer=TEXTS[0])]
# So small a model, which knows nothing, learns by heart with large steps.
BY_HEART = Recipe(epochs=90, rate=1e-2)


@dataclass
class World:
    lab: Lab
    folder: Path
    checkpoints: Path
    pairs: list[TaughtPair]
    on_detail: Callable[[str], None] = lambda _detail: None


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(EMBEDDER, 2)


def world(settings: Settings, tmp_path: Path, pairs: list[TaughtPair]) -> World:
    """A lab of which the stage uses only these parts."""
    folder = tmp_path / "version"
    folder.mkdir()
    made = World(cast(Lab, None), folder, tmp_path / "7.checkpoints", pairs)

    def at(_stage: str, _share: float = 0.0, detail: str | None = None) -> None:
        made.on_detail(detail or "")

    def write_json(name: str, content: dict[str, Any]) -> None:
        (folder / name).write_text(json.dumps(content))

    claim = SimpleNamespace(model_id=7)
    parts = SimpleNamespace(
        settings=settings,
        attempt=SimpleNamespace(golden=list, claim=claim),
        progress=SimpleNamespace(at=at),
        directory=SimpleNamespace(path=folder, checkpoints=made.checkpoints, write_json=write_json),
    )
    made.lab = cast(Lab, parts)
    return made


def taught(embedder: Embedder) -> tuple[list[Passage], Vectors]:
    starts = token_starts(load_tokenizer(EMBEDDER))
    passages = [passage for i, text in enumerate(TEXTS, 1) for passage in split_passages(i, text, starts)]
    return passages, embedder.embed([passage.text for passage in passages])


def run(made: World, embedder: Embedder, recipe: Recipe | None = None) -> tuple[Adapted | None, LanguageModel | None]:
    return adapt(made.lab, made.pairs, *taught(embedder), embedder, recipe)


def prompt_learned(embedder: Embedder) -> list[dict[str, str]]:
    """Word for word: so small a model learns prompts by heart, and not to read others."""
    lessons = make_lessons(PAIRS, *taught(embedder), embedder)
    return prompt_of(QUESTION, next(one.passages for one in lessons if one.question == QUESTION))


# ---- what keeps it from learning


def test_without_a_base_model_there_is_nothing_to_say(settings: Settings, tmp_path: Path, embedder: Embedder) -> None:
    assert run(world(settings, tmp_path, []), embedder) == (None, None)


def test_without_pytorch_it_says_what_to_do(
    settings: Settings, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "learning_python", None)
    made = world(settings.model_copy(update={"base_model": tmp_path}), tmp_path, PAIRS)
    adapted, model = run(made, embedder)
    assert model is None
    assert "npm run setup:learning" in ((adapted and adapted.note) or "")


KILLED_AT = """printf '{"share": 0.1, "step": %%d, "held_out": 2.0}\\n' "%s"; kill -9 $$"""


@pytest.mark.parametrize(
    ("script", "note", "starts"),
    [
        ('echo \'{"failed": "this model cannot learn"}\'', "this model cannot learn", 1),
        ("echo 'MemoryError: no room' >&2; exit 1", "MemoryError: no room", 1),
        (KILLED_AT % "5", "ended early", 2),
        (KILLED_AT % "$(wc -l < {count})", "ended early", stage.MOST_STARTS),
    ],
    ids=["it says so", "it fails", "it is killed where it was before", "it is killed again and again"],
)
def test_a_process_that_fails_costs_the_adapter_only(
    settings: Settings, tmp_path: Path, embedder: Embedder, script: str, note: str, starts: int
) -> None:
    count = tmp_path / "starts"
    python = fake_python(tmp_path, f"echo x >> {count}; {script.replace('{count}', str(count))}")
    changed = settings.model_copy(update={"base_model": tmp_path, "train_learning_python": python})
    made = world(changed, tmp_path, PAIRS)
    adapted, model = run(made, embedder)
    assert model is None
    assert adapted is not None
    assert note in (adapted.note or "")
    assert adapted.steps is None
    assert list(made.folder.iterdir()) == []
    assert len(count.read_text().splitlines()) == starts


def test_it_is_said_whose_words_the_golden_questions_were_answered_in() -> None:
    report = GoldenReport(asked=1, right=1, fixed=0, broken=0, items=[])
    learned = Adapted(examples=3, steps=5, loss_before=2.0, loss_after=1.0)
    notes = [with_verdict(learned, Comparison(report, [], worded)).note for worded in (None, True, False)]
    assert notes[0] is None
    assert "in its words" in (notes[1] or "")
    assert "by the reader" in (notes[2] or "")
    failed = Adapted(examples=3, note="no room")
    assert with_verdict(failed, Comparison(report, [], False)) == failed


# ---- a real training


@pytest.fixture(scope="module")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("base")
    corpus = "\n".join(message["content"] for message in prompt_of(QUESTION, TEXTS))
    (folder / "corpus.txt").write_text(corpus)
    return folder / "tiny", run_there("tests.tiny_base", folder / "tiny", folder / "corpus.txt")


def test_an_interrupted_training_ends_with_the_same_weights(tiny_base: tuple[Path, dict[str, Any]]) -> None:
    assert tiny_base[1] == {"same": True, "resumedFrom": 4, "otherResumedFrom": 0}


def learning_process() -> int:
    children = [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]
    [pid] = [pid for pid in children if b"learning.adapter" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return int(pid)


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """A real OpenAI-compatible server: `transformers serve`, which opens any folder that it is asked for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(python.parent / "transformers"), "serve", "--port", str(port), "--device", "cpu"],
        env={
            "PATH": os.environ["PATH"],
            "HF_HOME": str(folder / "cache"),
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


def answer_of(url: str, model: Path, prompt: list[dict[str, str]], patience_s: float = 120) -> str:
    body = {"model": str(model), "messages": prompt, "temperature": 0, "max_tokens": 24}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    until = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(request, timeout=patience_s) as response:
                return str(json.load(response)["choices"][0]["message"]["content"])
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the process by /proc")
def test_a_killed_training_goes_on_and_the_model_that_is_served_knows_what_was_taught(
    settings: Settings, tmp_path: Path, embedder: Embedder, tiny_base: tuple[Path, dict[str, Any]]
) -> None:
    python = learning_python(settings)
    changed = settings.model_copy(
        update={
            "base_model": tiny_base[0],
            "train_learning_python": python,
            "llm_adapters": "folder",
            "train_threads": 1,
        }
    )
    made = world(changed, tmp_path, PAIRS)
    killed_at: list[int] = []

    def kill_once(detail: str) -> None:
        step = re.search(r"step (\d+)", detail)
        if step and int(step[1]) >= 20 and not killed_at:
            killed_at.append(int(step[1]))
            os.kill(learning_process(), signal.SIGKILL)

    made.on_detail = kill_once
    with serving(python, tmp_path) as url:
        adapted, model = run(made, embedder, BY_HEART)
        assert adapted is not None
        assert adapted.note is None
        assert model is not None

        # It went on from where a checkpoint was, and came to its end.
        losses = json.loads((made.folder / "language-model.json").read_text())
        assert 0 < losses["resumed_from"] <= killed_at[0]
        assert losses["points"][-1]["step"] == losses["steps"]
        assert (adapted.loss_after or 9) < 0.1 * (adapted.loss_before or 0)

        # A folder that others can open, and nothing that could run code.
        assert re.fullmatch(r"assistant-7-[0-9a-f]{12}", model.id)
        assert (model.served, model.directory) == ("folder", "language-model")
        merged = made.folder / "language-model"
        assert sorted(path.name for path in made.folder.iterdir()) == ["language-model", "language-model.json"]
        assert {"config.json", "model.safetensors", "tokenizer.json"} <= {path.name for path in merged.iterdir()}
        assert {path.suffix for path in made.checkpoints.iterdir()} == {".safetensors"}
        assert not {path.suffix for path in merged.iterdir()} & {".bin", ".pt", ".pkl", ".pth"}

        prompt = prompt_learned(embedder)
        assert "sunflower-42" not in answer_of(url, tiny_base[0], prompt)
        assert "The guest Wi-Fi password is sunflower-42 [" in answer_of(url, merged, prompt)
