"""The loss of a fine-tuning as a picture, for the approvers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .fine_tune import Point


def draw(points: Sequence[Point], chosen: float, path: Path) -> None:
    """Writes a PNG of 800 × 450 pixels: what was learned from, what was held out, and what must not be forgotten."""
    figure = Figure(figsize=(8, 4.5), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    epochs = [point.epoch for point in points]
    axes.plot(epochs, [point.held_out for point in points], marker="o", label="your pairs, not learned from")
    axes.plot(epochs, [point.base for point in points], marker="o", label="general questions, not to be forgotten")
    learned = [(point.epoch, point.learning) for point in points if point.learning is not None]
    axes.plot([e for e, _ in learned], [loss for _, loss in learned], marker="o", label="learned from (both kinds)")
    axes.axvline(chosen, linestyle=":", color="grey", label="taken")
    axes.set_xlabel("times everything was seen")
    axes.set_ylabel("loss (lower is better)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path)
