"""The labels of a page's blocks that fit together best: what is a headline, what a paragraph, what a torn half.

One pass of dynamic programming over the blocks in file order. A label's own score comes from the block, a transition's
from its neighbours; captions and marks stand aside and never come between two halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.layout.blocks import Block, columns
from bot.layout.kinds import Look
from bot.layout.seams import ending, opening, seam

Label = Literal["title", "heading", "byline", "whole", "left", "middle", "right"]
_ENTERS = {"middle", "right"}  # begins in mid-sentence
_LEAVES = {"left", "middle"}  # ends in mid-sentence
FAR = -6.0  # a half whose other half does not stand beside it


def label(blocks: Sequence[Block], looks: Sequence[Look]) -> list[Label | None]:
    """A label for each block, None for those that stand aside (captions, marks)."""
    result: list[Label | None] = [None] * len(blocks)
    inner = [at for at, kind in enumerate(looks) if kind not in ("caption", "mark")]
    best: dict[Label, float] = {}
    backs: list[dict[Label, Label]] = []
    for order, at in enumerate(inner):
        before = inner[order - 1] if order else None
        scores: dict[Label, float] = {}
        back: dict[Label, Label] = {}
        for name, own in _own(blocks[at], looks[at]).items():
            if before is None:
                scores[name] = own + _first(name)
                continue
            join = seam(blocks[before].text, blocks[at].text)
            chosen = max(best, key=lambda previous: best[previous] + _step(previous, name, join))
            scores[name] = own + best[chosen] + _step(chosen, name, join)
            back[name] = chosen
        best = scores
        backs.append(back)
    if not inner:
        return result
    current = max(best, key=lambda name: best[name] + (FAR if name in _LEAVES else 0.0))
    for order in range(len(inner) - 1, -1, -1):
        result[inner[order]] = current
        if order:
            current = backs[order][current]
    return result


def _own(block: Block, kind: Look) -> dict[Label, float]:
    """The labels that a block may carry, with their scores."""
    if kind == "byline":
        return {"byline": 0.0}
    if kind == "hash":
        return {"title": 0.0, "heading": 0.0}
    if kind in ("square", "number"):
        return {"heading": 0.0}
    if kind in ("sub", "name"):
        return {"title": 0.0}
    end, start = ending(block.text), opening(block.text)
    scores: dict[Label, float] = {"whole": 0.0, "left": end, "right": start, "middle": end + start}
    if kind == "line":
        size = columns(block.text)
        scores["heading"] = scores["title"] = 4.0 - size / 20
    return scores


def _first(name: Label) -> float:
    return FAR if name in _ENTERS else 0.0


def _step(before: Label, after: Label, join: float) -> float:
    """The score of two labels side by side."""
    if before in _LEAVES:
        return join if after in _ENTERS else FAR
    if after in _ENTERS:
        return FAR
    return 0.0
