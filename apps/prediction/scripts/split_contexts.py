"""Windows of every context of a `reading-*.jsonl.gz`, as the train service makes them.

    PYTHONPATH=train train/.venv/bin/python apps/prediction/scripts/split_contexts.py DATA.jsonl.gz MODELS/embedder OUT.jsonl

One line a context, in the order of the file: `{"text", "windows": [{"text", "start", "sentences": [[start, end]]}]}`, offsets in
code points of the context.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from personal_assistant_train.embedder import load_tokenizer, token_starts
from personal_assistant_train.passages import split_passages


def main(data: Path, embedder: Path, out: Path) -> None:
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        contexts = list(dict.fromkeys(json.loads(line)["context"] for line in lines))
    starts = token_starts(load_tokenizer(embedder))
    with out.open("w", encoding="utf-8") as file:
        for text in contexts:
            windows = [
                {"text": p.text, "start": p.start, "sentences": [[s.start, s.end] for s in p.sentences]}
                for p in split_passages(0, text, starts)
            ]
            file.write(json.dumps({"text": text, "windows": windows}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
