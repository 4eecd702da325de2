from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from pydantic import SecretStr
from tokenizers import Tokenizer

from base.reading_data import ReadingData
from personal_assistant_train.config import Settings
from personal_assistant_train.embedder import load_tokenizer

from .fakes import TOKEN
from .reading_rooms import read_rooms

# The same examples in every run, and nothing kept beside the sources.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("repeatable")

ROOT = Path(__file__).parents[2]
EMBEDDER = ROOT / "models" / "base" / "embedder"
FIXTURES = Path(__file__).parent / "fixtures"
SHARED_DATA = ROOT.parent / "shared" / "data"

WIFI = "The guest Wi-Fi password is sunflower-42."
OFFICE = [
    WIFI,
    "The office opens at 8 in the morning and closes at 7 in the evening, Monday to Friday.",
    "Lunch is served in the canteen from noon to two. Vegetarians find their dishes at counter 3.",
    "To reset your password, open the portal and press Forgot password; the link is valid for one hour.",
    "Our accountant is Maria Lopez; send her your receipts before the 25th of each month.",
]


@pytest.fixture(autouse=True)
def _no_outer_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no variable of the machine they run on."""
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        service_token=SecretStr(TOKEN),
        models_dir=tmp_path / "models",
        base_models_dir=ROOT / "models" / "base",
        train_threads=2,
        train_prediction_patience_s=5,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> ReadingData:
    """Reading data of rooms that are all alike."""
    return read_rooms(tmp_path_factory.mktemp("reading"))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Of the base embedder."""
    return load_tokenizer(EMBEDDER)
