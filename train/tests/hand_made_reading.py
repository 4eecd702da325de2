"""What two passages of a question, one of which answers it, and a question alone cost when they are compared.

    PYTHONPATH=. .venv-learning/bin/python -m tests.hand_made_reading

Prints `{"sure": …, "torn": …, "wrong": …, "shifted": …, "alone": …}`: the loss when the answer leads by far, when both
passages look alike, when the other one leads, when all logits of one passage are higher by the same amount, and without
a second passage.
"""

import json

import numpy as np
import torch

from base.contrast import contrast_loss
from personal_assistant_train.learning.batch import collate
from personal_assistant_train.learning.examples import Example
from personal_assistant_train.learning.reader_model import NOWHERE, Reading

# [CLS] question [SEP] three words [SEP]; the second word is the answer.
ANSWERS = Example(np.array([1, 5, 2, 10, 11, 12, 2], np.int32), 3, [(4, 4)])
MISSES = Example(np.array([1, 5, 2, 20, 21, 22, 2], np.int32), 3)
OTHER = Example(np.array([1, 6, 2, 20, 21, 22, 2], np.int32), 3)


def loss(examples: list[Example], leads: list[float], shifts: list[float] | None = None) -> float:
    """`leads`: of the second word over [CLS] and the other ones, and of «answers»."""
    logits = torch.zeros(len(examples), 7)
    logits[:, 1:3] = NOWHERE
    logits[:, 4] = torch.tensor(leads, dtype=torch.float32)
    logits += torch.tensor(shifts or [0.0] * len(examples))[:, None]
    read = Reading(logits, logits.clone(), torch.tensor(leads, dtype=torch.float32))
    return float(contrast_loss(read, collate(examples), examples))


if __name__ == "__main__":
    both = [ANSWERS, MISSES]
    print(
        json.dumps(
            {
                "sure": loss(both, [20, -20]),
                "torn": loss(both, [0, 0]),
                "wrong": loss(both, [0, 8]),
                "shifted": loss(both, [20, -20], [0, 30]),
                "alone": loss([ANSWERS, OTHER], [0, 8]),
            }
        )
    )
