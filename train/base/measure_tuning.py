"""Measures what the product's fine-tuning gives a group: F1 on the questions it did not learn, and on other domains.

python -m base.measure_tuning --encoder <wheel> --reader <ONNX folder> --data <file> --cache work --domain reddit

The contexts of the domain are the group's texts; `--pairs` of its questions, with their answers, are what it approved.
They go the way that a training takes them (`material.py`, `learning/fine_tune.py`); what comes out is quantised and
measured like the base reader, on the best serving window of the right text. A base that was trained without the domain
can be asked all of it in the training file; what it was trained on is asked of another file, `--others-data`, or with
`--held-out` of the contexts that no base is trained on.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tokenizers import Tokenizer

from base.encoder import read_encoder
from base.measure_reader import Scores, onnx_run, score
from base.reading_data import Question, ReadingData, read
from base.training import EMBEDDER
from personal_assistant_train.contracts import TaughtPair
from personal_assistant_train.embedder import Embedder, token_starts
from personal_assistant_train.learning.fine_tune import Material, Settings, fine_tune
from personal_assistant_train.learning.reader_file import ReaderFile
from personal_assistant_train.learning.reader_model import Reader
from personal_assistant_train.material import REPLAY_FILE, Groups, Writer, usable_pairs, write_groups
from personal_assistant_train.passages import split_passages

# Texts first, then pairs: a pair is a text of its own.
FIRST_PAIR = 1_000_000


def questions_of(data: ReadingData, domain: str, held_out: bool, seed: int) -> list[Question]:
    """The domain's, shuffled; `held_out`: only those about contexts that no base is trained on."""
    found = [
        question
        for question in data.questions
        if data.contexts[question.context].domain == domain
        and (data.contexts[question.context].held_out or not held_out)
    ]
    random.Random(seed).shuffle(found)
    return found


def material_of(data: ReadingData, domain: str, chosen: list[Question], replay: Path, tokenizer: Tokenizer) -> Groups:
    """What a training makes of the domain's contexts and the chosen questions."""
    embedder = Embedder(EMBEDDER, threads=2)
    taught = [(i, context.text) for i, context in enumerate(data.contexts) if context.domain == domain]
    starts = token_starts(embedder.tokenizer)
    passages = [passage for i, text in taught for passage in split_passages(i, text, starts)]
    pairs = [
        TaughtPair(train_data_id=FIRST_PAIR + i, question=question.text, answer=question.answers[0])
        for i, question in enumerate(chosen)
    ]
    vectors = embedder.embed([passage.text for passage in passages])
    usable = usable_pairs(pairs, passages, vectors, embedder.embed([pair.question for pair in pairs]))
    print(f"{len(taught)} texts, {len(passages)} passages; {len(usable)} of {len(pairs)} pairs can be learned from")
    return write_groups(usable, passages, Writer(tokenizer), replay)


def tune(base: ReaderFile, groups: Groups, settings: Settings, out: Path) -> None:
    weights = {name: torch.from_numpy(values.copy()) for name, values in base.weights().items()}
    material = Material(groups.learn, groups.held_out, groups.replay, groups.replay_held_out)
    began = time.monotonic()
    tuned = fine_tune(Reader.restored(weights, base.shape), material, settings)
    for point in tuned.points:
        print(json.dumps(asdict(point)))
    best = tuned.best
    seconds = time.monotonic() - began
    print(f"epoch {best.epoch}, {tuned.share} of it: {best.held_out}, {best.base}; {seconds:.0f} s", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    base.write({name: value.numpy() for name, value in tuned.weights.items()}, out / "model.onnx")


def report(before: Scores, after: Scores) -> None:
    print(f"{'domain':16}{'n':>6}{'F1 base':>9}{'tuned':>8}{'gain':>8}{'AUC base':>10}{'tuned':>8}")
    for name in sorted(before):
        old, new = before[name], after[name]
        print(
            f"{name:16}{old.count:6}{old.f1:9.1f}{new.f1:8.1f}{new.f1 - old.f1:+8.1f}{old.auc:10.3f}{new.auc:8.3f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True, help="folder with the base reader's model.onnx")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--domain", required=True, help="the group's")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--others", nargs="*", default=["reddit", "amazon_reviews", "new_wiki"])
    parser.add_argument("--others-data", type=Path, help="where their questions are from; default: --data")
    parser.add_argument("--limit", type=int, default=300, help="questions asked of each domain")
    parser.add_argument("--held-out", action="store_true", help="only contexts that the base is never trained on")
    parser.add_argument(
        "--replay-file", type=Path, default=REPLAY_FILE, help="a sample without the domain, if the base is"
    )
    for name, value in asdict(Settings()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = parser.parse_args()
    encoder = read_encoder(given.encoder)
    data = read(given.data, encoder.tokenizer, EMBEDDER, given.cache)
    elsewhere = read(given.others_data, encoder.tokenizer, EMBEDDER, given.cache) if given.others_data else data
    own = questions_of(data, given.domain, given.held_out, given.seed)
    pairs, asked = own[: given.pairs], own[given.pairs :][: given.limit]
    others = [
        question
        for name in given.others
        if name != given.domain
        for question in questions_of(elsewhere, name, given.held_out, given.seed)[: given.limit]
    ]

    def scores(reader: Path) -> Scores:
        run = onnx_run(reader)
        found = score(data, asked, run) | score(elsewhere, others, run)
        del found["all"]  # of the others only
        return found

    groups = material_of(data, given.domain, pairs, given.replay_file, Tokenizer.from_str(encoder.tokenizer))
    settings = Settings(**{name: getattr(given, name) for name in asdict(Settings())})
    torch.set_num_threads(2)
    with TemporaryDirectory() as scratch:
        tune(ReaderFile(given.reader / "model.onnx"), groups, settings, Path(scratch))
        after = scores(Path(scratch))
    report(scores(given.reader), after)


if __name__ == "__main__":
    main()
