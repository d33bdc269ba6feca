"""Plots of what `engines` measured, for docs/: speed, cold start, memory and disk by the number of passages."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl

if TYPE_CHECKING:
    from benchmarks.engines import Figures, Size

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "wenju"  # the same figures give the same file

PLOTS: dict[str, tuple[str, Callable[[Figures], float]]] = {
    "query": ("question to ten passages, CPU ms, p50", lambda figures: statistics.median(figures.cpu)),
    "cold": ("fresh process to first answer, s", lambda figures: statistics.median(figures.cold)),
    "memory": ("memory serving, MB", lambda figures: figures.resident),
    "disk": ("disk / text in UTF-8", lambda figures: figures.disk),
}


def draw(sizes: Sequence[Size], folder: Path) -> None:
    """Write bench-query.svg and so on into the folder."""
    from matplotlib import pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    for name, (label, value) in PLOTS.items():
        figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
        for system in sizes[0].figures:
            points = [(size.passages, value(size.figures[system])) for size in sizes if system in size.figures]
            if any(height for _, height in points):
                own = system == "wenju"
                axes.plot(*zip(*points, strict=True), marker="o", label=system, linewidth=3 if own else 1.2, zorder=3 if own else 2)
        axes.set_xscale("log")
        axes.set_yscale("linear" if name == "disk" else "log")
        axes.set_xlabel("passages")
        axes.set_ylabel(label)
        axes.grid(visible=True, which="major", alpha=0.3)
        axes.legend(frameon=False, fontsize=8)
        figure.savefig(folder / f"bench-{name}.svg", metadata={"Date": None})
        plt.close(figure)
