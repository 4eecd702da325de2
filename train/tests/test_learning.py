"""What the reader learns from, and the fine-tuning itself where PyTorch is installed."""

from __future__ import annotations

import base64
import json
import random
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from personal_assistant_train.config import Settings
from personal_assistant_train.contracts import Learned, TaughtPair
from personal_assistant_train.embedder import Embedder, load_tokenizer, token_starts, verified_checksums
from personal_assistant_train.lab import Lab
from personal_assistant_train.learn import LOSSES, READER, learn, loss_curve
from personal_assistant_train.learning.examples import Example, assemble, batches_of
from personal_assistant_train.learning.files import read_examples, write_examples
from personal_assistant_train.material import Writer, is_held_out, occurrences, usable_pairs, write_groups
from personal_assistant_train.passages import Passage, split_passages

from .conftest import EMBEDDER, ROOT
from .learning_environment import learning_python, run_there

BASE_READER = ROOT / "models" / "base" / "reader"
ROOMS = ["kitchen", "library", "workshop", "cellar", "studio", "garden", "office", "attic", "garage", "sauna"]


def passages_of(texts: list[str]) -> list[Passage]:
    starts = token_starts(load_tokenizer(EMBEDDER))
    return [passage for i, text in enumerate(texts, 1) for passage in split_passages(i, text, starts)]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(EMBEDDER, 2)


# ---- material


def test_an_answer_is_found_as_whole_words_whatever_its_case_and_spacing() -> None:
    text = "Keys: door 12, DOOR  12 and door 123."
    assert occurrences(text, "door 12.") == [(6, 13), (15, 23)]
    assert occurrences(text, "oor 12") == []
    assert occurrences(text, " ") == []
    assert occurrences("a+b is (a+b)", "a+b") == [(0, 3), (8, 11)]


def test_a_pair_is_usable_where_another_text_holds_its_answer(embedder: Embedder) -> None:
    texts = [
        "The key of the cellar hangs behind door 41.",
        "Where hangs the cellar key?\nBehind door 41",
        "The sauna is heated on Fridays.",
        "Who waters the plants?\nOlga",
    ]
    passages = passages_of(texts)
    pairs = [
        TaughtPair(train_data_id=2, question="Where hangs the cellar key?", answer="Behind door 41"),
        TaughtPair(train_data_id=4, question="Who waters the plants?", answer="Olga"),
    ]
    vectors = embedder.embed([passage.text for passage in passages])
    [usable] = usable_pairs(pairs, passages, vectors, embedder.embed([pair.question for pair in pairs]))
    assert usable.pair == pairs[0]
    assert passages[usable.passage].train_data_id == 1
    negatives = {passages[i].train_data_id for i in usable.negatives}
    assert negatives == {3, 4}, "never its own text, never one that holds the answer"


def test_examples_point_at_the_answer_in_word_pieces() -> None:
    tokenizer = load_tokenizer(EMBEDDER)
    passage = "Das Café öffnet um 8:30 Uhr; the sauna 🔥 at noon."
    example = Writer(tokenizer).example("When does the sauna open?", passage, occurrences(passage, "at noon"))
    [(first, last)] = example.spans
    assert tokenizer.decode(example.ids[first : last + 1].tolist()) == "at noon"
    assert tokenizer.decode(example.ids[: example.passage].tolist(), skip_special_tokens=False).startswith("[CLS] when")
    assert Writer(tokenizer).example("When?", passage, []).spans == []


def test_an_answer_that_does_not_fit_is_left_out() -> None:
    ids = np.arange(50, dtype=np.int32)
    example = assemble(101, 102, ids[:5], ids, [(0, 2), (30, 40)], 30)
    assert len(example.ids) == 30
    assert example.spans == [(7, 8)]


def test_a_pair_stays_on_its_side() -> None:
    questions = [f"Where is the key of room {i}?" for i in range(700)]
    held = [question for question in questions if is_held_out(question)]
    assert 70 <= len(held) <= 130
    assert all(is_held_out(question.upper()) for question in held)


def test_held_out_pairs_and_replay_never_meet_what_is_learned(embedder: Embedder) -> None:
    texts = [f"The key of the {room} hangs behind door {i + 40}." for i, room in enumerate(ROOMS)]
    pairs = [
        TaughtPair(train_data_id=100 + i, question=f"Where hangs the key of the {room}?", answer=f"door {i + 40}")
        for i, room in enumerate(ROOMS)
    ]
    passages = passages_of(texts)
    vectors = embedder.embed([passage.text for passage in passages])
    usable = usable_pairs(pairs, passages, vectors, embedder.embed([pair.question for pair in pairs]))
    assert len(usable) == len(ROOMS)
    groups = write_groups(usable, passages, Writer(load_tokenizer(EMBEDDER)))
    assert sum(bool(example.spans) for example in groups.learn + groups.held_out) == len(ROOMS)
    assert len(groups.replay) > 800
    assert 100 < len(groups.replay_held_out) < 400
    questions = [{example.ids[: example.passage].tobytes() for example in group} for group in groups.by_name.values()]
    assert all(a.isdisjoint(b) for i, a in enumerate(questions) for b in questions[i + 1 :])


def test_examples_survive_the_file(tmp_path: Path) -> None:
    chance = random.Random(3)
    examples = [
        Example(np.arange(n, dtype=np.int32), 3, [(4, 5)] * chance.randrange(3))
        for n in chance.sample(range(6, 60), 20)
    ]
    write_examples(tmp_path / "examples.npz", {"learn": examples, "held_out": []})
    read = read_examples(tmp_path / "examples.npz")
    assert read["held_out"] == []
    assert [(e.ids.tolist(), e.passage, e.spans) for e in read["learn"]] == [
        (e.ids.tolist(), e.passage, e.spans) for e in examples
    ]


def test_batches_hold_everything_once_and_keep_to_their_size() -> None:
    examples = [Example(np.zeros(n, np.int32), 2) for n in range(5, 100)]
    batches = batches_of(examples, 300, random.Random(1))
    assert sorted(len(e.ids) for batch in batches for e in batch) == list(range(5, 100))
    assert all(max(len(e.ids) for e in batch) * len(batch) <= 300 for batch in batches)
    assert batches_of([], 300, random.Random(1)) == []


# ---- the stage


class FakeProgress:
    def __init__(self) -> None:
        self.details: list[str] = []

    def at(self, _stage: str, _share: float = 0.0, detail: str | None = None) -> None:
        self.details.append(detail or "")


def lab_of(settings: Settings, folder: Path) -> tuple[Lab, FakeProgress]:
    """A lab of which the stage uses only these parts."""
    progress = FakeProgress()

    def write_json(name: str, content: dict[str, Any]) -> None:
        (folder / name).write_text(json.dumps(content))

    parts = SimpleNamespace(
        settings=settings,
        progress=progress,
        directory=SimpleNamespace(path=folder, write_json=write_json),
    )
    return cast(Lab, parts), progress


def run(settings: Settings, folder: Path, embedder: Embedder, count: int) -> tuple[Learned, FakeProgress]:
    """The stage on so many pairs, each with a text that answers it in other words."""
    texts = [
        f"Members often ask about room {i}. Its key, since last spring, hangs in the hall behind door {i + 400}. "
        f"The {ROOMS[i % 10]} next to it is cleaned on day {i % 28 + 1} of each month."
        for i in range(count)
    ]
    pairs = [
        TaughtPair(train_data_id=1000 + i, question=f"key room {i} where", answer=f"door {i + 400}")
        for i in range(count)
    ]
    lab, progress = lab_of(settings, folder)
    passages = passages_of(texts)
    vectors = embedder.embed([passage.text for passage in passages])
    return learn(lab, pairs, passages, vectors, embedder), progress


def fake_reader(folder: Path) -> Path:
    reader = folder / "base-reader"
    reader.mkdir()
    (reader / "tokenizer.json").write_bytes((EMBEDDER / "tokenizer.json").read_bytes())
    (reader / "checksums.json").write_text('{"sha256": {}}')
    return reader


def fake_python(folder: Path, script: str) -> Path:
    """Stands in for the learning process; the real one is below."""
    program = folder / "fake-learning-python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_too_few_pairs_are_said_and_nothing_is_started(settings: Settings, tmp_path: Path, embedder: Embedder) -> None:
    changed = settings.model_copy(
        update={"reader_model": fake_reader(tmp_path), "train_learning_python": Path("/nowhere/python")}
    )
    learned, _ = run(changed, tmp_path, embedder, 12)
    assert learned == Learned(pairs=12, note="12 of the 30 pairs that fine-tuning the reader needs")


def test_the_picture_goes_along_unless_it_is_missing_or_huge(tmp_path: Path) -> None:
    assert loss_curve(tmp_path) is None
    (tmp_path / "loss.png").write_bytes(b"\x89PNG picture")
    assert base64.b64decode(loss_curve(tmp_path) or "") == b"\x89PNG picture"
    (tmp_path / "loss.png").write_bytes(bytes(300_001))
    assert loss_curve(tmp_path) is None


def test_without_pytorch_it_says_what_to_do(settings: Settings, tmp_path: Path, embedder: Embedder) -> None:
    changed = settings.model_copy(update={"reader_model": fake_reader(tmp_path), "train_min_pairs": 5})
    if changed.learning_python is not None:
        changed = changed.model_copy(update={"train_learning_python": None})
        pytest.skip("PyTorch is installed here")
    learned, _ = run(changed, tmp_path, embedder, 6)
    assert "npm run setup:learning" in (learned.note or "")


@pytest.mark.parametrize(
    ("script", "note"),
    [
        ('echo \'{"failed": "this reader cannot learn"}\'', "this reader cannot learn"),
        ("echo 'Traceback' >&2; echo 'MemoryError: no room' >&2; exit 1", "MemoryError: no room"),
        ("kill -9 $$", "ended early"),
    ],
)
def test_a_process_that_fails_costs_the_fine_tuning_only(
    settings: Settings, tmp_path: Path, embedder: Embedder, script: str, note: str
) -> None:
    changed = settings.model_copy(
        update={
            "reader_model": fake_reader(tmp_path),
            "train_min_pairs": 5,
            "train_learning_python": fake_python(tmp_path, script),
        }
    )
    folder = tmp_path / "version"
    folder.mkdir()
    learned, _ = run(changed, folder, embedder, 6)
    assert note in (learned.note or "")
    assert learned.epochs is None
    assert list(folder.iterdir()) == []


def test_the_reader_gets_better_at_pairs_like_those_it_learned(
    settings: Settings, tmp_path: Path, embedder: Embedder
) -> None:
    if not BASE_READER.exists():
        pytest.skip("models/base/reader is not there")
    changed = settings.model_copy(update={"train_learning_python": learning_python(settings)})
    learned, progress = run(changed, tmp_path, embedder, 60)
    assert learned.note is None
    assert learned.epochs is not None
    assert learned.loss_before is not None
    assert learned.loss_after is not None
    assert learned.loss_after < 0.8 * learned.loss_before
    losses = json.loads((tmp_path / LOSSES).read_text())
    # It forgets nothing: general questions are read as well as before.
    base = [losses["points"][0]["base"], losses["best"]["base"]]
    assert base[1] < base[0] + 0.05
    picture = base64.b64decode(loss_curve(tmp_path) or "")
    assert picture.startswith(b"\x89PNG")
    assert any(detail.startswith("epoch 1") for detail in progress.details)
    sums = verified_checksums(tmp_path / READER)
    assert sums["model.onnx"] != verified_checksums(BASE_READER)["model.onnx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["learning.json", "loss.png", "reader"]


def test_what_is_replayed_is_read_halfway_as_the_base_reads_it() -> None:
    report = run_there("tests.tiny_reader")
    (own_before, own_after), (before, after) = report["own"], report["replayed"]
    assert max(own_before, before) < 0.1
    assert own_after > 0.9
    # It could have learned all of it as well.
    assert 0.4 < after < 0.7
