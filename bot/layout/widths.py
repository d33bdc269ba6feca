"""The width of the page's columns: a torn left half fills whole lines, a headline or a last line hardly ever does."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from bot.layout.blocks import columns

_INDENT = 4  # half-width columns: a paragraph's first line is set in by two characters
_HIT, _MISS = 0.9, 0.1
_NARROWEST, _WIDEST = 22, 80


def column_width(halves: Sequence[str]) -> int | None:
    """The column width, in half-width columns, that most left halves fill in whole lines; None if they share none."""
    sizes = [columns(text) + _INDENT for text in halves]
    if len(sizes) < 2:
        return None
    score, width = max((sum(_evidence(size, width) for size in sizes), -width) for width in range(_NARROWEST, _WIDEST))
    return -width if score > 2.5 else None


def fills(text: str, width: int | None) -> float:
    """Log-odds that a block ends where the column does."""
    if width is None:
        return 0.0
    size = columns(text)
    return max(_evidence(size + _INDENT, width), _evidence(size, width) - 1.0)


def _evidence(size: int, width: int) -> float:
    slack = 2 + size // 120
    lines = max(1, round(size / width))
    by_chance = min(0.9, (2 * slack + 1) / width)
    hit = abs(size - lines * width) <= slack
    return log(_HIT / by_chance) if hit else log(_MISS / (1 - by_chance))
