"""A model folder that any server can load: the base model with the adapter computed into its weights."""

from __future__ import annotations

from pathlib import Path

from peft import PeftModel

from .base import load_model, load_tokenizer


def write_merged(base: Path, adapter: Path, folder: Path) -> None:
    """Weights as safetensors in the base's own precision, with its configuration, tokenizer and chat template."""
    model = PeftModel.from_pretrained(load_model(base, "auto"), adapter)
    model.merge_and_unload(safe_merge=True).save_pretrained(folder)
    load_tokenizer(base).save_pretrained(folder)
