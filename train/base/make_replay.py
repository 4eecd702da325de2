"""Makes `train/replay/replay.jsonl.gz`: a sample of the base training that fine-tuning repeats, so as not to forget.

python -m base.make_replay --encoder <wheel> --data reading-train.jsonl.gz --cache work

Each question comes with the serving window that answers it, and with one that does not though it was found for it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from base.encoder import read_encoder
from base.reading_data import Question, ReadingData, read, window_text, without
from base.training import EMBEDDER
from personal_assistant_train.material import REPLAY_FILE

QUESTIONS_OF_A_DOMAIN = 150
SEED = 20261123


def rows(data: ReadingData, of_each: int = QUESTIONS_OF_A_DOMAIN) -> Iterator[dict[str, Any]]:
    """Contexts that are held out of the base training stay out."""
    chance = random.Random(SEED)
    by_domain: dict[str, list[Question]] = defaultdict(list)
    for question in data.questions:
        if not data.contexts[question.context].held_out and question.negatives:
            by_domain[data.contexts[question.context].domain].append(question)
    for _, questions in sorted(by_domain.items()):
        for question in chance.sample(questions, min(of_each, len(questions))):
            context = data.contexts[question.context]
            holding = [w for w in context.windows if all(w[0] <= s and e <= w[1] for s, e in question.spans)]
            if not holding:
                continue
            begin = context.starts[holding[0][0]]
            answers = [
                {"start": context.starts[s] - begin, "text": context.text[context.starts[s] : context.ends[e - 1]]}
                for s, e in question.spans
            ]
            yield {"question": question.text, "passage": window_text(context, holding[0]), "answers": answers}
            other, window = chance.choice(question.negatives)
            wrong = window_text(data.contexts[other], data.contexts[other].windows[window])
            yield {"question": question.text, "passage": wrong, "answers": []}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--without", nargs="*", default=[], help="domains that the base never saw")
    parser.add_argument("--out", type=Path, default=REPLAY_FILE)
    given = parser.parse_args()
    data = read(given.data, read_encoder(given.encoder).tokenizer, EMBEDDER, given.cache)
    write(without(data, given.without), given.out)


def write(data: ReadingData, out: Path) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(data))
    # No name and no time in the header: the same sample gives the same bytes.
    out.write_bytes(gzip.compress(lines.encode(), mtime=0))


if __name__ == "__main__":
    main()
