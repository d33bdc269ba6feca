"""What each block of a page is among its neighbours: a headline, a paragraph, or a half of a torn one.

Two blocks side by side are joined, or the first of them is called a headline, by the better score of a pass of dynamic
programming over the page in reading order. Captions, marks and copies stand aside: they never come between two halves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.layout import widths
from bot.layout.clues import headline, joined, log_chance
from bot.layout.sheet import Sheet, first_widths

Label = Literal["head", "byline", "whole", "left"]
_DOUBT = 0.5  # by how much a join must be likelier than not
_SURE = 3.0  # a join that the column widths are read off


def label(sheet: Sheet) -> tuple[Sheet, dict[int, Label], dict[int, int]]:
    """A label for each block that does not stand aside, and the joins: block that breaks off -> block that goes on.

    Done twice: the sure joins of the first pass tell the widths of the columns, which then judge the doubtful ones. The sheet
    comes back with them. What is no newspaper has neither: there each block is what it is by itself.
    """
    if not sheet.newspaper:
        return sheet, {at: _alone(sheet, place) for place, at in enumerate(sheet.inner)}, {}
    sheet = replace(sheet, widths=first_widths(sheet))
    labels, joins, odds = _label(sheet)
    sure = [sheet.size(place) for place in range(len(sheet.inner)) if sheet.inner[place] in joins and odds[place] >= _SURE]
    found = widths.column_widths(sure)
    if found and found != sheet.widths:
        sheet = replace(sheet, widths=found)
        labels, joins, odds = _label(sheet)
    return sheet, labels, joins


def _alone(sheet: Sheet, place: int) -> Label:
    """The likeliest label of a block."""
    own = _own(sheet, place)
    return max(own, key=lambda name: own[name])


def _label(sheet: Sheet) -> tuple[dict[int, Label], dict[int, int], dict[int, float]]:
    best: dict[Label, float] = {"whole": 0.0}
    backs: list[dict[Label, Label]] = []
    odds: dict[int, float] = {}
    for place in range(len(sheet.inner)):
        own = _own(sheet, place)
        if place + 1 < len(sheet.inner) and (join := joined(sheet, place)) is not None:
            own["left"] = odds[place] = join - _DOUBT
        scores: dict[Label, float] = {}
        back: dict[Label, Label] = {}
        for name, score in own.items():
            steps = {before: value for before, value in best.items() if before != "left" or name in ("whole", "left")}
            if steps:
                back[name] = max(steps, key=lambda before: steps[before])
                scores[name] = score + steps[back[name]]
        best = scores
        backs.append(back)
    return (*_trace(sheet, best, backs), odds)


def _trace(sheet: Sheet, best: dict[Label, float], backs: list[dict[Label, Label]]) -> tuple[dict[int, Label], dict[int, int]]:
    """Follow the best labels back from the end of the page."""
    labels: dict[int, Label] = {}
    joins: dict[int, int] = {}
    current: Label = max(best, key=lambda name: best[name])
    for place in range(len(sheet.inner) - 1, -1, -1):
        labels[sheet.inner[place]] = current
        current = backs[place][current]
        if current == "left":
            joins[sheet.inner[place - 1]] = sheet.inner[place]
    return labels, joins


def _own(sheet: Sheet, place: int) -> dict[Label, float]:
    """The labels that a block may carry where it is not gone on with beside it, with their scores."""
    kind = sheet.look(place)
    if kind == "byline":
        return {"byline": 0.0}
    if kind in ("hash", "square", "number", "sub", "name"):
        return {"head": 0.0}
    if kind == "line":
        odds = headline(sheet, place)
        return {"head": log_chance(odds), "whole": log_chance(-odds)}
    return {"whole": 0.0}
