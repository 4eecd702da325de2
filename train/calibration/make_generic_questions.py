"""Makes `generic_questions.jsonl`: general questions that no workspace was taught the answer to.

    python train/calibration/make_generic_questions.py --data ../shared/data/reading-train.jsonl.gz

Only questions that can be understood alone are taken («Who annexed Armenia?», not «Why did she leave?»): a person who
asks a group's assistant asks like that. The answers of the source are kept, for a workspace may know them after all.
Sources and licences: `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PER_DOMAIN = 40
DOMAINS = ("new_wiki", "reddit", "amazon_reviews", "qamr", "fairytale")
OUT = Path(__file__).parent / "generic_questions.jsonl"

_QUESTION_WORD = re.compile(r"(what|who|when|where|which|how|why)\b", re.IGNORECASE)
# Words that point outside of the question.
_POINTING = re.compile(
    r"\b(he|she|it|its|it's|his|hers?|him|they|them|their|theirs|this|that|these|those|here|there|then|i|my|me|we|our|us"
    r"|your?|one|ones|other|others?|another|both|same|someone|somebody|something|people|person|man|woman|girl|boy"
    r"|author|writer|poster|reviewer|review|users?|customer|buyer|buy|bought|purchased?|product|item|op|narrator|speaker"
    r"|characters?|article|passage|text|story|paragraph|post|thread|commenter|redditor|mentioned|said|says|used|discuss(?:ed|ing)?|described|asked|else|some|all|being)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=\s)[A-Z][a-z]{2,}")
_DEFINITE = re.compile(r"\bthe\b", re.IGNORECASE)


def understandable_alone(question: str) -> bool:
    words = question.split()
    if not 4 <= len(words) <= 14 or not _QUESTION_WORD.match(question) or _POINTING.search(question):
        return False
    # «the deep fryer» needs its review; «the Battle of Hastings» explains itself.
    return bool(_NAME.search(question)) or (not _DEFINITE.search(question) and len(words) >= 6)


def candidates(data: Path) -> Iterator[dict[str, Any]]:
    """One question per context, in an order that only depends on the questions themselves."""
    seen: set[str] = set()
    asked: set[str] = set()
    with gzip.open(data, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows.sort(key=lambda row: hashlib.sha256(row["question"].encode()).digest())
    for row in rows:
        question = " ".join(row["question"].split()).rstrip(" ?") + "?"
        if row["context"] not in seen and question not in asked and understandable_alone(question):
            seen.add(row["context"])
            asked.add(question)
            answers = dict.fromkeys(" ".join(answer["text"].split()) for answer in row["answers"])
            yield {"domain": row["domain"], "question": question[0].upper() + question[1:], "answers": list(answers)}


def main(data: Path) -> None:
    chosen: dict[str, list[dict[str, Any]]] = {domain: [] for domain in DOMAINS}
    for candidate in candidates(data):
        if len(chosen[candidate["domain"]]) < PER_DOMAIN:
            chosen[candidate["domain"]].append(candidate)
    lines = [json.dumps(entry, ensure_ascii=False) for domain in DOMAINS for entry in chosen[domain]]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} questions written to {OUT.name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    main(parser.parse_args().data)
