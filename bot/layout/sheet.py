"""A page as a whole: its blocks, which of them run on, and what they say about one another."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.layout import marks, seams, widths
from bot.layout.blocks import Block
from bot.layout.kinds import Look
from bot.layout.widths import Size

_LARGE = 60_000  # characters: beyond a newspaper page, what it repeats is not looked up


@dataclass(frozen=True, slots=True)
class Sheet:
    """What blocks are judged by.

    inner      numbers of the blocks that are read one after another: no captions, marks and copies
    newspaper  something is printed that only newspapers print: a byline, a credit, a continuation mark
    marked     section titles carry an ornament or #
    torn       some paragraph surely breaks off (asked of a newspaper alone)
    widths     of the columns, in half-width columns; () if unknown
    grams      the page's runs of three and four characters (of a newspaper page)
    printed    all its text, a block a line, without ornaments (of a newspaper page)
    """

    blocks: Sequence[Block]
    looks: Sequence[Look]
    inner: Sequence[int]
    newspaper: bool
    marked: bool
    torn: bool
    widths: tuple[int, ...]
    grams: frozenset[str]
    printed: str

    def block(self, place: int) -> Block:
        """The block at a place of the reading."""
        return self.blocks[self.inner[place]]

    def look(self, place: int) -> Look:
        """What the block at a place looks like."""
        return self.looks[self.inner[place]]

    def between(self, place: int) -> list[Look]:
        """What stands aside between the block at a place and the next."""
        end = self.inner[place + 1] if place + 1 < len(self.inner) else len(self.blocks)
        return [self.looks[at] for at in range(self.inner[place] + 1, end)]

    def starts_over(self, place: int) -> bool:
        """Whether a mark between a block and the next says that a continuation begins there."""
        end = self.inner[place + 1] if place + 1 < len(self.inner) else len(self.blocks)
        return any(self.looks[at] == "mark" and marks.CONTINUES.match(self.blocks[at].text) for at in range(self.inner[place] + 1, end))

    def size(self, place: int) -> Size:
        """The size of the block at a place."""
        return widths.size(self.block(place).text, self.block(place + 1).text if place + 1 < len(self.inner) else "")


def survey(blocks: Sequence[Block], looks: Sequence[Look], aside: AbstractSet[int]) -> Sheet:
    """Read off a page what its blocks are judged by."""
    newspaper = is_newspaper(blocks, looks)
    small = newspaper and sum(len(block.text) for block in blocks) < _LARGE
    return Sheet(
        blocks,
        looks,
        [at for at in range(len(blocks)) if at not in aside],
        newspaper,
        any(kind in ("square", "hash") for kind in looks),
        newspaper and any(_breaks_off(block.text, kind) for block, kind in zip(blocks, looks, strict=True)),
        (),
        seams.page_grams(block.text for block in blocks) if small else frozenset(),
        "\n".join(block.text.lstrip(marks.ORNAMENTS + "# ") for block in blocks) if small else "",
    )


def first_widths(sheet: Sheet) -> tuple[int, ...]:
    """The column widths as the blocks that surely break off tell them, and, less, the lines without a stop."""
    sure, doubtful = [], []
    for place in range(len(sheet.inner)):
        text, kind = sheet.block(place).text, sheet.look(place)
        if _breaks_off(text, kind):
            sure.append(sheet.size(place))
        elif kind == "line" and not seams.is_stopped(text):
            doubtful.append(sheet.size(place))
    return widths.column_widths(sure, doubtful)


def is_newspaper(blocks: Sequence[Block], looks: Sequence[Look]) -> bool:
    """Whether something is printed that only newspapers print."""
    return any(_is_newspaper(block, kind) for block, kind in zip(blocks, looks, strict=True))


def _is_newspaper(block: Block, kind: Look) -> bool:
    if kind == "mark":
        return bool(marks.CONTINUES.match(block.text) or marks.CONTINUED.match(block.text))
    if kind == "prose":
        return bool(marks.LEAD.match(block.text) or seams.signature(block.text))
    return kind in ("byline", "caption")


def _breaks_off(text: str, kind: Look) -> bool:
    if kind not in ("prose", "line") or "\n" in text or not seams.breaks_off(text):
        return False
    return kind == "prose" or len(text) > 60 or seams.is_dangling(text) or bool(seams.unclosed(text))
