"""The widths of a page's columns: a torn left half fills whole lines of its column, a headline or a last line hardly ever does.

Sizes are in half-width columns. A paragraph's first line is set in by two characters; a number or foreign word that goes over
to the next column leaves the line short by as much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log
from typing import NamedTuple

from bot.layout.blocks import columns

_INDENT = 4
_HIT, _MISS = 0.9, 0.1
_NARROWEST, _WIDEST = 22, 80
_ENOUGH = 2.5  # log-odds that a page needs before a width is believed
_DOUBTFUL = 0.4  # what a line counts that may be a headline
_WORD = re.compile(r"[0-9A-Za-z.%]+")


class Size(NamedTuple):
    """How long a block is, and how much its last line may lack because the next block begins with a word that cannot be cut."""

    columns: int
    lacks: int


def size(text: str, following: str = "") -> Size:
    """The size of a block that may go on with another."""
    word = _WORD.match(following)
    return Size(columns(text), min(10, len(word.group())) if word else 0)


def column_widths(sure: Sequence[Size], doubtful: Sequence[Size] = ()) -> tuple[int, ...]:
    """The column widths, at most two, that the left halves of a page fill in whole lines; () if they share none."""
    found: list[int] = []
    rest = list(sure)
    lines = list(doubtful)
    while len(found) < 2 and len(rest) + len(lines) > 1:
        score, width = max((_support(rest, lines, width), -width) for width in range(_NARROWEST, _WIDEST))
        if score < _ENOUGH:
            break
        found.append(-width)
        rest = [one for one in rest if _evidence(one, -width) < 0]
        lines = [one for one in lines if _evidence(one, -width) < 0]
    return tuple(found)


def fills(one: Size, widths: Sequence[int]) -> float:
    """Log-odds that a block ends where its column does."""
    if not widths:
        return 0.0
    inside = max(_evidence(Size(one.columns - _INDENT, one.lacks), width) for width in widths)
    return max(*(_evidence(one, width) for width in widths), inside - 1.0)


def _support(sure: Sequence[Size], doubtful: Sequence[Size], width: int) -> float:
    score = sum(_evidence(one, width) for one in sure)
    return score + _DOUBTFUL * sum(max(0.0, _evidence(one, width)) for one in doubtful)


def _evidence(one: Size, width: int) -> float:
    length = one.columns + _INDENT
    slack = 2 + length // 120
    lines = max(1, round((length + one.lacks / 2) / width))
    by_chance = min(0.9, (2 * slack + 1 + one.lacks) / width)
    hit = lines * width - slack - one.lacks <= length <= lines * width + slack
    return log(_HIT / by_chance) if hit else log(_MISS / (1 - by_chance))
