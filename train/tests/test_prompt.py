"""The prompts that a language model learns from are those that it will be asked."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from personal_assistant_train.prompt import as_data, declined, prompt_of

from .conftest import ROOT

PROMPT: dict[str, Any] = json.loads((ROOT / "train" / "contracts" / "prompt.json").read_text())
SCRIPT = ROOT / "apps" / "prediction" / "scripts" / "write-prompt.mjs"


@pytest.mark.parametrize("example", PROMPT["examples"], ids=lambda example: example["question"][:20])
def test_the_prompt_is_the_prediction_service_s(example: dict[str, Any]) -> None:
    assert prompt_of(example["question"], example["passages"]) == example["messages"]


def test_ordinary_text_is_left_alone() -> None:
    ordinary = "If 3 < 5 & a > b: 20 °C,\t«grüße» 😀\nنمی‌دانم"
    assert as_data(ordinary) == ordinary


def test_the_word_for_nothing_stands_in_the_rules() -> None:
    [rules, asked] = prompt_of("why?", [])
    assert declined() in rules["content"]
    assert asked["content"].endswith(PROMPT["reminder"])


def test_the_file_is_what_the_prediction_service_says() -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "apps" / "prediction" / "dist" / "generation" / "prompt.js").exists():
        pytest.skip("the prediction service is not built: npm run build:services")
    done = subprocess.run([node, str(SCRIPT), "--check"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
