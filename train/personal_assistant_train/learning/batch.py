"""Examples as tensors, and the loss of what the reader makes of them. Shapes: B pairs, T word pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from .device import multiplies_bfloat16
from .examples import Example
from .reader_model import Reading


@dataclass(slots=True)
class Batch:
    """Inputs (B, T) and the targets' distributions over positions (B, T); `answerable` (B) from 0 to 1."""

    inputs: tuple[Tensor, Tensor, Tensor]
    start: Tensor
    end: Tensor
    answerable: Tensor

    def to(self, device: torch.device) -> Batch:
        ids, mask, types = (tensor.to(device, non_blocking=True) for tensor in self.inputs)
        return Batch((ids, mask, types), self.start.to(device), self.end.to(device), self.answerable.to(device))


def collate(chosen: Sequence[Example]) -> Batch:
    """Padded to the longest; a span that several annotators chose weighs as much more, [CLS] is «no answer here»."""
    length = max(len(example.ids) for example in chosen)
    shape = (len(chosen), length)
    ids, mask, types = (torch.zeros(shape, dtype=torch.int64) for _ in range(3))
    start, end = torch.zeros(shape), torch.zeros(shape)
    answerable = torch.tensor([float(bool(example.spans)) for example in chosen])
    for row, example in enumerate(chosen):
        n = len(example.ids)
        ids[row, :n] = torch.from_numpy(example.ids.astype(np.int64))
        mask[row, :n] = 1
        types[row, example.passage : n] = 1
        if example.targets:
            start[row, :n] = torch.from_numpy(example.targets.start)
            end[row, :n] = torch.from_numpy(example.targets.end)
            answerable[row] = example.targets.answerable
            continue
        for first, last in example.spans or [(0, 0)]:
            start[row, first] += 1 / max(1, len(example.spans))
            end[row, last] += 1 / max(1, len(example.spans))
    return Batch((ids, mask, types), start, end, answerable)


def read_batch(reader: nn.Module, batch: Batch) -> Reading:
    """What the reader makes of a batch on its device, in float32; computed in bfloat16 where that is faster."""
    device = batch.inputs[0].device
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=multiplies_bfloat16(device)):
        return Reading(*(part.float() for part in reader(*batch.inputs)))


def reading_loss(read: Reading, start: Tensor, end: Tensor, answerable: Tensor, judge_weight: float) -> Tensor:
    """Mean cross entropy of both ends against target distributions (B, T), and of «answers at all» (B)."""
    losses = [
        -(target * logits.log_softmax(dim=1)).sum(dim=1).mean()
        for logits, target in ((read.start, start), (read.end, end))
    ]
    judged = nn.functional.binary_cross_entropy_with_logits(read.answerable, answerable)
    return (losses[0] + losses[1]) / 2 + judge_weight * judged


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Weight decay for matrices only, as usual for transformers."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]


def rate_at(done: float, warmup: float) -> float:
    """Share of the peak learning rate: linear warm up, then linear decay to zero. `done` is the share that is over."""
    return min(done / warmup, (1 - done) / (1 - warmup)) if 0 < done < 1 else 0.0


def set_dropout(model: nn.Module, share: float) -> None:
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = share
