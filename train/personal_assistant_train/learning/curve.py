"""The loss of a fine-tuning as a picture, for the approvers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .fine_tune import EpochPoint

# Told apart by people who cannot tell red from green, too.
_YOURS, _GENERAL, _LEARNED = "#0b66c3", "#c2570c", "#8a94a3"
_INK = "#3a4350"


def draw(points: Sequence[EpochPoint], taken: EpochPoint, path: Path) -> None:
    """Writes a PNG of 1280 × 720 pixels: what was learned from, what was held out, and what must not be forgotten.

    Args:
        taken: how the weights stand that the version reads with; ringed.
    """
    figure = Figure(figsize=(8, 4.5), dpi=160, layout="constrained")
    axes = figure.add_subplot()
    epochs = [point.epoch for point in points]
    learned = [(point.epoch, point.learning) for point in points if point.learning is not None]
    axes.plot(
        [epoch for epoch, _ in learned],
        [loss for _, loss in learned],
        color=_LEARNED,
        linestyle="--",
        label="learned from",
    )
    for color, label, losses, loss in (
        (_GENERAL, "general questions, held out", [point.base for point in points], taken.base),
        (_YOURS, "your pairs, held out", [point.held_out for point in points], taken.held_out),
    ):
        axes.plot(epochs, losses, color=color, linewidth=2.4, marker="o", markersize=5, label=label)
        axes.plot(taken.epoch, loss, color=color, marker="o", markersize=11, fillstyle="none", markeredgewidth=2)
        axes.annotate(f"{loss:.2f}", (taken.epoch, loss), (0, 11), textcoords="offset points", ha="center", color=color)
    axes.axvline(taken.epoch, color=_INK, alpha=0.25, linewidth=6, zorder=0, label="taken")
    axes.set_xlabel("times everything was seen", color=_INK)
    axes.set_ylabel("loss (lower is better)", color=_INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0, top=axes.get_ylim()[1] * 1.06)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=_INK)
    axes.grid(axis="y", alpha=0.25)
    figure.legend(loc="outside upper center", ncols=4, frameon=False, labelcolor=_INK)
    figure.savefig(path)
