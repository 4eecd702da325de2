"""The base model of a language model's adapter: a local Hugging Face folder, checked before anything is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES


class UnusableBaseError(Exception):
    """The folder holds no model that can be taught; the message says what is missing, in words for approvers."""


def load_tokenizer(folder: Path) -> Any:
    """Raises UnusableBaseError when the folder is no language model that is asked in turns."""
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        raise UnusableBaseError(f"BASE_MODEL ({folder}) is no folder of a Hugging Face model") from None
    if config.get("model_type") not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        raise UnusableBaseError(f"BASE_MODEL is a «{config.get('model_type')}», not a model that writes text")
    if not any(folder.glob("*.safetensors")):
        raise UnusableBaseError("BASE_MODEL has no .safetensors files; other kinds are not opened, they may run code")
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise UnusableBaseError(f"the tokenizer of BASE_MODEL cannot be read ({_first_line(error)})") from error
    if tokenizer.chat_template is None:
        raise UnusableBaseError("BASE_MODEL has no chat template: take the «instruct» or «chat» kind of the model")
    return tokenizer


def load_model(folder: Path, dtype: torch.dtype | str) -> Any:
    """Only from safetensors, only from this folder, and no code that comes with it is run."""
    try:
        return AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
    except (OSError, ValueError) as error:
        raise UnusableBaseError(f"BASE_MODEL cannot be loaded ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:150]
