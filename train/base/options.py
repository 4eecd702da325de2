"""Settings of a training, dataclasses within dataclasses, as options of its command."""

from __future__ import annotations

import argparse
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

S = TypeVar("S")


def add_options(parser: argparse.ArgumentParser, settings: Any) -> None:
    """`--batch-tokens` for `batch_tokens`, with the value in `settings` as default."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        if is_dataclass(value):
            add_options(parser, value)
        else:
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(value), default=value)


def chosen(given: argparse.Namespace, settings: S) -> S:
    """The settings with what was given."""
    values: dict[str, Any] = {}
    for field in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, field.name)
        values[field.name] = chosen(given, value) if is_dataclass(value) else getattr(given, field.name)
    return replace(settings, **values)  # type: ignore[type-var]
