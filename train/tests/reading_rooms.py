"""Reading data of eight short texts that are all alike: what is asked of each, only it answers."""

import gzip
import json
from pathlib import Path

from base.reading_data import ReadingData, read

EMBEDDER = Path(__file__).parents[2] / "models" / "base" / "embedder"

ROOMS = ["kitchen", "library", "workshop", "cellar", "studio", "garden", "office", "attic"]


def room_text(room: str, i: int) -> str:
    filler = f"Members of the {room} meet on the first Monday of a month and talk about what is broken. " * 6
    return f"{filler}The key of the {room} hangs behind door {i + 40}. {filler}"


def read_rooms(folder: Path) -> ReadingData:
    rows = []
    for i, room in enumerate(ROOMS):
        text = room_text(room, i)
        answer = f"door {i + 40}"
        start = text.index(answer)
        rows.append(
            {
                "domain": "rooms",
                "context": text,
                "question": f"Where is the key of the {room}?",
                "answers": [{"text": answer, "start": start}, {"text": f"behind {answer}", "start": start - 7}],
            }
        )
    path = folder / "rows.jsonl.gz"
    # The same bytes each time, else what is cached in the folder would not be found again.
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode(), mtime=0))
    return read(path, (EMBEDDER / "tokenizer.json").read_text(encoding="utf-8"), EMBEDDER, folder)
