"""What each block of a page is among its neighbours: a headline, a paragraph, or a half of a torn one.

Two blocks side by side are joined, or the first of them is called a headline, by the better score of a pass of dynamic
programming over the page in file order. Captions, marks and copies stand aside: they never come between two halves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.layout import marks, seams, widths
from bot.layout.blocks import Block, columns
from bot.layout.kinds import Look

Label = Literal["head", "byline", "whole", "left"]
_PHRASES = re.compile(r"\s*[^\s，,。：:]{3,14}(?:[\s\u3000]+[^\s，,。：:]{3,14}){1,3}\s*\Z")
_SPACED = re.compile(r"[一-鿿”》！？][ \u3000]+[“《一-鿿]")
_DOUBT = 1.0  # what a join must be better by
_UNENDED = -2.0  # a paragraph that ends without a stop and is not gone on with beside it


@dataclass(frozen=True, slots=True)
class Page:
    """What the whole page says about its blocks. `width` is the column's, in half-width columns; `marked` section titles
    carry an ornament or #; `torn` says that some paragraph surely broke off; `printed` is all its text, `grams` its short runs of characters."""

    newspaper: bool
    marked: bool
    torn: bool
    width: int | None
    grams: frozenset[str]
    printed: str


def survey(blocks: Sequence[Block], looks: Sequence[Look]) -> Page:
    """Read off a page what its blocks are judged by."""
    newspaper = any(
        kind == "byline"
        or (kind == "mark" and (marks.CONTINUES.match(block.text) or marks.CONTINUED.match(block.text)))
        or (kind == "caption")
        or (kind == "prose" and (marks.LEAD.match(block.text) or marks.TAIL.search(block.text[-90:])))
        for block, kind in zip(blocks, looks, strict=True)
    )
    halves = [block.text for block, kind in zip(blocks, looks, strict=True) if _surely_torn(block.text, kind)]
    small = sum(len(block.text) for block in blocks) < 60_000
    return Page(
        newspaper,
        any(kind in ("square", "hash") for kind in looks),
        bool(halves),
        widths.column_width(halves),
        seams.page_grams(block.text for block in blocks) if newspaper and small else frozenset(),
        "\n".join(block.text for block in blocks) if small else "",
    )


def _surely_torn(text: str, kind: Look) -> bool:
    if kind not in ("prose", "line") or "\n" in text or seams.ending(text) < 3.0:
        return False
    return kind == "prose" or "，" in text or "," in text or seams.is_dangling(text) or bool(seams.unclosed(text))


def label(blocks: Sequence[Block], looks: Sequence[Look], aside: set[int], page: Page) -> tuple[dict[int, Label], dict[int, int]]:
    """A label for each block that does not stand aside, and the joins: block that breaks off -> block that goes on."""
    inner = [at for at in range(len(blocks)) if at not in aside]
    best: dict[Label, float] = {"whole": 0.0}
    backs: list[dict[Label, Label]] = []
    for order, at in enumerate(inner):
        join = _join(blocks, looks, inner[order - 1], at, page) if order else None
        scores: dict[Label, float] = {}
        back: dict[Label, Label] = {}
        for name, own in _own(blocks, looks, inner, order, page).items():
            steps = {before: value for before in best if (value := _step(before, name, join)) is not None}
            if not steps:
                continue
            back[name] = max(steps, key=lambda before: best[before] + steps[before])
            scores[name] = own + best[back[name]] + steps[back[name]]
        best = scores
        backs.append(back)
    best.pop("left", None)
    labels: dict[int, Label] = {}
    joins: dict[int, int] = {}
    current: Label = max(best, key=lambda name: best[name])
    for order in range(len(inner) - 1, -1, -1):
        labels[inner[order]] = current
        current = backs[order][current]
        if current == "left":
            joins[inner[order - 1]] = inner[order]
    return labels, joins


def _own(blocks: Sequence[Block], looks: Sequence[Look], inner: Sequence[int], order: int, page: Page) -> dict[Label, float]:
    """The labels that a block may carry, with their scores."""
    block, kind = blocks[inner[order]], looks[inner[order]]
    if kind == "byline":
        return {"byline": 0.0}
    if kind in ("hash", "square", "number", "sub", "name"):
        return {"head": 0.0}
    scores: dict[Label, float] = {"whole": 0.0}
    if page.newspaper and not seams.is_stopped(block.text):
        torn = seams.ending(block.text)
        scores["left"] = torn + widths.fills(block.text, page.width) - (_DOUBT if page.torn else 2 * _DOUBT)
        if torn >= 3.0:
            scores["whole"] = _UNENDED
    if kind == "line":
        scores["head"] = head(block.text, page) + _place(blocks, looks, inner, order)
    return scores


def _place(blocks: Sequence[Block], looks: Sequence[Look], inner: Sequence[int], order: int) -> float:
    """What a line's neighbours say for its being a headline: a byline, sub-headline or lead follows, or nothing stands before."""
    score = 0.0
    if order + 1 < len(inner):
        after = inner[order + 1]
        if looks[after] in ("byline", "sub", "hash") or marks.LEAD.match(blocks[after].text):
            score += 3.0
    if order == 0 or looks[inner[order - 1]] == "name":
        score += 3.0
    return score


def _step(before: Label, after: Label, join: float | None) -> float | None:
    """The score of two labels side by side, None where they cannot stand so. "left" must be gone on with."""
    if before == "left":
        return join if after in ("whole", "left") else None
    return 0.0


def _join(blocks: Sequence[Block], looks: Sequence[Look], before: int, at: int, page: Page) -> float | None:
    if looks[at] not in ("prose", "line") or not page.newspaper or marks.LEAD.match(blocks[at].text):
        return None
    if any(looks[between] == "mark" and marks.CONTINUES.match(blocks[between].text) for between in range(before + 1, at)):
        return None
    return seams.seam(blocks[before].text, blocks[at].text, page.grams)


def head(text: str, page: Page) -> float:
    """Log-odds that a short line without a stop is a headline or section title, not a paragraph or half of one."""
    score = 3.0 - columns(text) / 20 - 0.5 * widths.fills(text, page.width)
    if _PHRASES.match(text):
        score += 5.0
    elif _SPACED.search(text):
        score += 3.0
    score -= 1.5 * len(re.findall("[，,]", text))
    if seams.unclosed(text) or seams.unopened(text):
        score -= 5.0
    if seams.is_dangling(text):
        score -= 3.0
    if text[-1] in "！？!?":
        score -= 4.0
    if seams.is_opener(text):
        score -= 1.5
    if len(text) > 5 and page.printed.count(text) > 1:
        score += 4.0
    return score
