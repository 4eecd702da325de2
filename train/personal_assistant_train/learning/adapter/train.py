"""Trains a LoRA adapter for a language model. One process, or several that `accelerate` started: each takes its share.

Shapes: B examples of a step over all processes, T word pieces.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor, nn

from ..batch import rate_at
from . import checkpoint
from .base import load_model
from .checkpoint import State
from .tokens import Example

IGNORED = -100
# From here on activations are computed twice rather than kept.
LARGE = 1_000_000_000


@dataclass(frozen=True)
class Config:
    """`seconds`: a budget for all attempts together, 0 for none. `longest`: word pieces of prompt and answer.

    `checkpoint_seconds`: how often the state is kept; `checkpoint_steps`, if not 0, by steps as well.
    """

    epochs: int = 3
    seconds: float = 1800.0
    rate: float = 2e-4
    warmup: float = 0.05
    rank: int = 16
    alpha: int = 32
    batch: int = 8
    micro_tokens: int = 4096
    longest: int = 1536
    evaluations: int = 6
    patience: int = 2
    checkpoint_seconds: float = 60.0
    checkpoint_steps: int = 0
    seed: int = 1


@dataclass(frozen=True)
class AdapterMaterial:
    """`held_out` empty: too little was taught to hold anything back; then what is learned from says how it goes."""

    learn: Sequence[Example]
    held_out: Sequence[Example]


@dataclass(frozen=True)
class StepPoint:
    """After so many steps (0: the base model): mean loss per word piece of the answers."""

    step: int
    learning: float | None
    held_out: float


@dataclass(frozen=True)
class AdapterResult:
    """`step` 0: nothing was better than the base model, and no adapter was written."""

    step: int
    steps: int
    points: list[StepPoint]
    resumed_from: int


Told = Callable[[float, StepPoint], None]


def train_adapter(
    base: Path,
    material: AdapterMaterial,
    config: Config,
    folder: Path,
    checkpoints: Path,
    key: str,
    told: Told = lambda *_: None,
) -> AdapterResult:
    """Writes the best adapter seen (`adapter_config.json`, `adapter_model.safetensors`) into `folder`.

    Args:
        checkpoints: where the state is kept; what another process left there under the same `key` is gone on from.
        told: hears, in the main process, which share is over, and how it stands.
    """
    torch.manual_seed(config.seed)
    accelerator = Accelerator(mixed_precision="bf16" if torch.cuda.is_available() else "no")
    model = _with_adapter(load_model(base, _dtype()), config)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=config.rate, weight_decay=0.0, betas=(0.9, 0.98))
    state = checkpoint.load(checkpoints, key) or State()
    if state.weights:
        set_peft_model_state_dict(model, state.weights)
    prepared, optimizer = accelerator.prepare(model, optimizer)
    if state.moments:
        checkpoint.restore_moments(optimizer.optimizer, state.moments)
    run = _Run(accelerator, prepared, model, optimizer, material, config, state)
    resumed_from = state.step
    run.train(lambda: checkpoint.save(checkpoints, key, state), told)
    points = [StepPoint(**point) for point in state.points]
    best = min(points, key=lambda point: point.held_out)
    if accelerator.is_main_process and best.step > 0:
        set_peft_model_state_dict(model, state.best)
        model.save_pretrained(folder)
        (folder / "README.md").unlink(missing_ok=True)
    accelerator.wait_for_everyone()
    return AdapterResult(best.step, run.steps, points, resumed_from)


def _dtype() -> torch.dtype:
    return torch.bfloat16 if torch.cuda.is_available() else torch.float32


def _with_adapter(model: Any, config: Config) -> Any:
    model.config.use_cache = False
    if sum(parameter.numel() for parameter in model.parameters()) > LARGE:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        model.enable_input_require_grads()
    lora = LoraConfig(
        r=config.rank,
        lora_alpha=config.alpha,
        target_modules="all-linear",
        lora_dropout=0.0,  # so that a step depends on nothing but its number
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, lora)


class _Run:
    """The loop, with what it needs at hand."""

    def __init__(
        self,
        accelerator: Accelerator,
        prepared: nn.Module,
        model: Any,
        optimizer: Any,
        material: AdapterMaterial,
        config: Config,
        state: State,
    ) -> None:
        self._accelerator = accelerator
        self._prepared = prepared
        self._model = model
        self._optimizer = optimizer
        self._material = material
        self._config = config
        self._state = state
        self._began = time.monotonic() - state.seconds
        self.batch = max(config.batch, accelerator.num_processes)
        self.steps = max(1, -(-len(material.learn) * config.epochs // self.batch))
        self._every = max(1, self.steps // max(1, config.evaluations))

    def train(self, keep: Callable[[], None], told: Told) -> None:
        state, config = self._state, self._config
        if not state.points:
            self._measure(None, told)
        losses: list[float] = []
        kept = time.monotonic()
        while state.step < self.steps and not self._is_over():
            done = max(self._done(), 1e-6)
            for group in self._optimizer.param_groups:
                group["lr"] = config.rate * rate_at(done, config.warmup)
            losses.append(self._step())
            state.step += 1
            measured = state.step % self._every == 0 or state.step == self.steps or self._done() >= 1
            if measured:
                self._measure(sum(losses) / len(losses), told)
                losses = []
            elif self._accelerator.is_main_process:
                told(self._done(), StepPoint(state.step, losses[-1], state.points[-1]["held_out"]))
            due = config.checkpoint_steps and state.step % config.checkpoint_steps == 0
            if measured or due or time.monotonic() - kept >= config.checkpoint_seconds:
                self._keep(keep)
                kept = time.monotonic()

    def _keep(self, keep: Callable[[], None]) -> None:
        if self._accelerator.is_main_process:
            self._state.weights = self._adapter()
            self._state.moments = checkpoint.moments_of(self._optimizer.optimizer)
            self._state.seconds = time.monotonic() - self._began
            keep()

    def _is_over(self) -> bool:
        """The budget is spent, or it got no better lately. All processes must agree, so the first one decides."""
        points = self._state.points
        best = min(range(len(points)), key=lambda i: points[i]["held_out"])
        waited = len(points) - 1 - best
        over = self._done() >= 1 or bool(self._material.held_out and waited >= self._config.patience)
        flag = torch.tensor(float(over), device=self._accelerator.device)
        return bool(_of_first(flag, self._accelerator) > 0)

    def _done(self) -> float:
        """Share of the training that is over, by steps or by time."""
        share = self._state.step / self.steps
        if not self._config.seconds:
            return share
        return max(share, (time.monotonic() - self._began) / self._config.seconds)

    def _step(self) -> float:
        """One step of the optimiser on B examples. Returns the mean loss per word piece to be learned."""
        accelerator, batch = self._accelerator, self._examples()
        count = sum(len(example.ids) - example.answer for example in batch)
        own = batch[accelerator.process_index :: accelerator.num_processes]
        self._prepared.train()
        total = 0.0
        parts = list(_micro_batches(own, self._config.micro_tokens))
        for i, part in enumerate(parts):
            last = i == len(parts) - 1
            with contextlib.nullcontext() if last else accelerator.no_sync(self._prepared):
                loss = self._loss(self._prepared, part)
                total += float(loss.detach())
                # Gradients are averaged over the processes: the share of each counts as a sum.
                accelerator.backward(loss * accelerator.num_processes / count)
        accelerator.clip_grad_norm_(self._prepared.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return total / max(1, sum(len(example.ids) - example.answer for example in own))

    def _examples(self) -> list[Example]:
        """B of them: each epoch in an order of its own, which follows from its number."""
        learn = self._material.learn
        chosen = []
        for place in range(self._state.step * self.batch, (self._state.step + 1) * self.batch):
            epoch, i = divmod(place, len(learn))
            chosen.append(learn[_order(len(learn), epoch, self._config.seed)[i]])
        return chosen

    def _measure(self, learning: float | None, told: Told) -> None:
        examples = self._material.held_out or self._material.learn
        point = StepPoint(self._state.step, learning and round(learning, 4), round(self._mean_loss(examples), 4))
        if not self._state.points or point.held_out < min(p["held_out"] for p in self._state.points):
            self._state.best = self._adapter()
        self._state.points.append(asdict(point))
        if self._accelerator.is_main_process:
            told(self._done(), point)

    @torch.no_grad()
    def _mean_loss(self, examples: Sequence[Example]) -> float:
        """Each process takes its share; the model itself is asked, without what keeps the processes in step."""
        accelerator = self._accelerator
        self._prepared.eval()
        own = examples[accelerator.process_index :: accelerator.num_processes]
        sums = [float(self._loss(self._model, part)) for part in _micro_batches(own, self._config.micro_tokens * 2)]
        counts = sum(len(example.ids) - example.answer for example in own)
        total = torch.tensor([sum(sums), float(counts)], device=accelerator.device, dtype=torch.float64)
        summed = accelerator.reduce(total, "sum")
        return float(summed[0] / summed[1])

    def _loss(self, model: Any, part: Sequence[Example]) -> Tensor:
        """Sum over the word pieces that are to be learned."""
        length = max(len(example.ids) for example in part)
        ids = torch.zeros((len(part), length), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        wanted = torch.full_like(ids, IGNORED)
        for row, example in enumerate(part):
            own = torch.tensor(example.ids)
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
            wanted[row, example.answer : len(own)] = own[example.answer :]
        device = self._accelerator.device
        with self._accelerator.autocast():
            logits = model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits  # (B, T, V)
        return nn.functional.cross_entropy(
            logits[:, :-1].flatten(0, 1).float(),
            wanted[:, 1:].flatten().to(device),
            ignore_index=IGNORED,
            reduction="sum",
        )

    def _adapter(self) -> dict[str, Tensor]:
        weights = get_peft_model_state_dict(self._model)
        return {name: value.detach().cpu().clone() for name, value in weights.items()}


def _of_first(value: Tensor, accelerator: Accelerator) -> float:
    """The first process's value, in every process."""
    return float(accelerator.gather(value.reshape(1))[0])


def _order(count: int, epoch: int, seed: int) -> list[int]:
    order = list(range(count))
    random.Random(f"{seed}/{epoch}").shuffle(order)  # noqa: S311 - an order, no secret
    return order


def _micro_batches(examples: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Of about one length, with at most so many word pieces including padding; a longer example is alone."""
    part: list[Example] = []
    for example in sorted(examples, key=lambda example: len(example.ids)):
        if part and (len(part) + 1) * len(example.ids) > tokens:
            yield part
            part = []
        part.append(example)
    if part:
        yield part
