"""Configuration: the environment variables of the system that this service reads, parsed once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class ConfigError(Exception):
    """A variable has a value that cannot be used; the message names it and says what it must be."""


class Settings(BaseSettings):
    """Names, meanings and defaults are those of the shared schema (`libs/service-kit/src/config/schema.ts`)."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: Port = 4005
    log_level: Literal["trace", "debug", "info", "warn", "error", "fatal"] = "info"
    service_token: Annotated[SecretStr, Field(min_length=16)]
    data_service_url: Address = "http://localhost:4002"
    prediction_service_url: Address = "http://localhost:4004"
    data_dir: Path = Path(".data")
    models_dir: Path | None = None
    base_models_dir: Path = Path("models/base")
    embedder_model: Path | None = None
    reader_model: Path | None = None
    queue_backend: Literal["postgres", "redis"] = "postgres"
    redis_mode: Literal["client", "cluster"] = "client"
    redis_host: str = "localhost"
    redis_port: Port = 6379
    postgresql_user: str = "postgres"
    postgresql_password: SecretStr = SecretStr("postgres")
    postgresql_host: str = "localhost"
    postgresql_db: str = "personal_assistant"
    postgresql_port: Port = 5432
    train_threads: Annotated[int, Field(ge=0, le=256)] = 0
    train_prediction_patience_s: Annotated[float, Field(ge=0)] = 300
    train_min_pairs: Annotated[int, Field(ge=1)] = 30
    train_learning_python: Path | None = None
    base_model: Path | None = None
    llm_adapters: Literal["vllm", "merged", "folder"] = "vllm"
    train_adapter_seconds: Annotated[float, Field(ge=0)] = 1800

    @property
    def models_directory(self) -> Path:
        """Absolute folder of the versions; the prediction service reads the same one."""
        return (self.models_dir or self.data_dir / "models").absolute()

    @property
    def embedder_directory(self) -> Path:
        return (self.embedder_model or self.base_models_dir / "embedder").absolute()

    @property
    def reader_directory(self) -> Path:
        return (self.reader_model or self.base_models_dir / "reader").absolute()

    @property
    def learning_python(self) -> Path | None:
        """The Python that has PyTorch, if any: TRAIN_LEARNING_PYTHON, or what `npm run setup:learning` made."""
        made = Path(__file__).parents[1] / ".venv-learning" / "bin" / "python"
        return self.train_learning_python or (made if made.exists() else None)

    @property
    def reader_share(self) -> float:
        """How much of the stage `learn` the reader takes; a language model takes the rest."""
        return 1.0 if self.base_model is None else 0.2

    @property
    def threads(self) -> int:
        """Texts embedded at the same time: `TRAIN_THREADS`, 0 for the processors that this process may use."""
        available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.train_threads or available

    @property
    def database_url(self) -> str:
        credentials = f"{quote(self.postgresql_user, '')}:{quote(self.postgresql_password.get_secret_value(), '')}"
        place = f"{self.postgresql_host}:{self.postgresql_port}/{quote(self.postgresql_db, '')}"
        return f"postgresql://{credentials}@{place}"


def load_settings() -> Settings:
    """Parses the environment.

    Raises:
        ConfigError: one line that names every wrong variable.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment
    except ValidationError as error:
        problems = "; ".join(
            _problem(str(issue["loc"][0]).upper(), issue["type"], issue["msg"]) for issue in error.errors()
        )
        raise ConfigError(f"Wrong configuration. {problems}. See docs/configuration.md.") from None


def _problem(name: str, kind: str, message: str) -> str:
    if kind == "missing":
        return f"{name}: is not set; give all services the same secret of at least 16 characters"
    if name == "SERVICE_TOKEN":
        return f"{name}: must have at least 16 characters"
    if kind == "string_pattern_mismatch":
        return f"{name}: must be an address such as http://localhost:4002"
    return f"{name}: {message[:1].lower()}{message[1:]}"
