"""Checks of a text that is about to be taught: its length in tokens and its language."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from .contracts import TextCheck

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "und"
# Fewer letters, a less certain guess, or a rival that is nearly as likely, say nothing about a language. Tried: short
# everyday sentences are named right from a probability of 0.3 on.
LEAST_LETTERS = 8
LEAST_CERTAINTY = 0.3
LEAST_LEAD = 2.0
# More text does not make the guess better.
SAMPLE = 2000


class TextChecks:
    """Loads tokenizer and language model at the first call: a service at rest does not hold them."""

    def __init__(self, embedder_directory: Path) -> None:
        self._directory = embedder_directory
        self._lock = Lock()
        self._tokenizer: Tokenizer | None = None
        self._languages: Any = None

    def check(self, texts: list[str]) -> list[TextCheck]:
        with self._lock:  # the language model keeps its state between calls
            tokenizer, languages = self._load()
            encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
            return [
                TextCheck(tokens=len(encoding.ids), language=_language(languages, text))
                for encoding, text in zip(encoded, texts, strict=True)
            ]

    def _load(self) -> tuple[Tokenizer, Any]:
        if self._tokenizer is None:
            from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

            from .embedder import load_tokenizer

            languages = LanguageIdentifier.from_model_file(MODEL_DIR / MODEL_FILE, norm_probs=True)
            # The contract speaks ISO 639-1; leaving out the rest also makes short texts surer.
            languages.set_languages([label for label in languages.labels if len(label) == 2])
            self._languages = languages
            self._tokenizer = load_tokenizer(self._directory)
        return self._tokenizer, self._languages


def _language(languages: Any, text: str) -> str:
    sample = text[:SAMPLE]
    # A letter of Chinese or Japanese says as much as a short word elsewhere.
    letters = sum(3 if ord(c) > 0x2E80 else 1 for c in sample if unicodedata.category(c).startswith("L"))
    if letters < LEAST_LETTERS:
        return UNKNOWN
    (language, certainty), (_, rival) = languages.rank(sample)[:2]
    return str(language) if certainty >= max(LEAST_CERTAINTY, LEAST_LEAD * rival) else UNKNOWN
