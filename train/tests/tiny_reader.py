"""Fine-tunes a reader of a few thousand weights that nobody trained, on examples of which it could learn all.

    PYTHONPATH=. .venv-learning/bin/python -m tests.tiny_reader

The workspace's questions are answered by one word, the replayed ones by another. Prints
`{"own": [before, after], "replayed": [before, after]}`: how sure the reader is of the right place, on average.
"""

import json
import random
from collections.abc import Sequence

import numpy as np
import torch

from personal_assistant_train.learning.batch import collate
from personal_assistant_train.learning.bert import BertShape
from personal_assistant_train.learning.examples import Example, assemble
from personal_assistant_train.learning.fine_tune import Material, Settings, fine_tune
from personal_assistant_train.learning.reader_model import Reader

SHAPE = BertShape(dim=32, heads=2, layers=1, hidden=64, vocabulary=100)
CLS, SEP, OWN, REPLAYED = 1, 2, 3, 4
WORDS = 12


def examples(answer: int, count: int, chance: random.Random) -> list[Example]:
    found = []
    for _ in range(count):
        words = [chance.randrange(10, 100) for _ in range(WORDS)]
        place = chance.randrange(WORDS)
        words[place] = answer
        question, passage = np.array([answer], np.int32), np.array(words, np.int32)
        found.append(assemble(CLS, SEP, question, passage, [(place, place + 1)], 64))
    return found


def certainty(reader: Reader, chosen: Sequence[Example]) -> float:
    """Probability of the right start, on average."""
    batch = collate(chosen)
    with torch.no_grad():
        starts = reader.eval()(*batch.inputs).start.softmax(dim=1)
    return float((starts * batch.start).sum(dim=1).mean())


def main() -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    chance = random.Random(1)
    reader = Reader(SHAPE, torch.randn(SHAPE.vocabulary, SHAPE.dim))
    asked = [examples(answer, 100, chance) for answer in (OWN, REPLAYED)]
    own, own_held_out, replayed = (examples(*some, chance) for some in ((OWN, 300), (OWN, 50), (REPLAYED, 300)))
    # Nothing is held out of what is replayed, so the weights that learned most are taken.
    material = Material(own, own_held_out, replayed, [])
    before = [certainty(reader, some) for some in asked]
    tuned = fine_tune(reader, material, Settings(epochs=20, rate=5e-3, replay=1, seconds=0, patience=20))
    after = [certainty(Reader.restored(tuned.weights, SHAPE), some) for some in asked]
    print(json.dumps({"own": [before[0], after[0]], "replayed": [before[1], after[1]]}))


if __name__ == "__main__":
    main()
