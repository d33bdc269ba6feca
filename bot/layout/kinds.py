"""What a block is by its own marks, before its neighbours are asked."""

from __future__ import annotations

import re
from typing import Literal

from bot.layout import marks
from bot.layout.blocks import Block, columns, exceeds
from bot.layout.bylines import is_byline

Look = Literal["mark", "caption", "byline", "hash", "square", "number", "sub", "name", "line", "prose"]

_LONGEST = 120  # columns of a headline
_LONGEST_HASH = 600  # of one that # calls so: a longer line is a paragraph, whatever stands before it
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条部篇]\s|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_ITEM = re.compile(r"[-*+•·]\s+\S|\d{1,3}[.)、．]\s*\D|[(（]\d{1,3}[)）]\s*\S")
_WESTERN = re.compile(r"[A-Za-z)\"'”][.!?]\Z|[a-z)][.!?] +[A-Z]")  # a sentence of a western text ends
_DASHED = re.compile(r"[—–-]{2}")
_SAID = re.compile(r"[，,。“”]")
_STOP = re.compile(r"[。；;]")
_MAY_CREDIT = re.compile(r"[摄影道图片][)）\]】]?\Z|[/／|：:][^。，]{1,20}\Z")
_ENDS = re.compile(r"[。！？!?；;，,、：:…—～][”’」』）)\]】》\"']*\Z")


def look(block: Block) -> Look:
    """The kind of line that a block's marks and shape show; "line" is short and unpunctuated, "prose" is everything else."""
    text = block.text
    if _is_page_mark(block):
        return "mark"
    if is_caption(block):
        return "byline" if text.endswith("摄影报道") and _signs(text) else "caption"  # who took the pictures and wrote
    if _signs(text):
        return "byline"
    if marks.HASH.match(text) and not exceeds(text, _LONGEST_HASH):
        return "hash"
    if exceeds(text, _LONGEST) or ("\n" in text and not _is_headline(text)):
        return "prose"
    if not exceeds(text, 60) and marks.FURNITURE.match(text):
        return "mark"
    if "\t" in text or _ITEM.match(text) or _WESTERN.search(text) or _STOP.search(text):
        return "prose"
    return _line(text)


def _signs(text: str) -> bool:
    return "\n" not in text and is_byline(text)


def _is_headline(text: str) -> bool:
    """Whether a block of two lines can be a headline below its kicker, or one of two lines: neither holds a stop or a comma."""
    lines = text.split("\n")
    return len(lines) == 2 and not re.search("[，。；：、,;:|\t]", text) and all(8 <= columns(line) <= 48 for line in lines)


def _line(text: str) -> Look:
    """What a single line is that is no sentence, by its first and last characters."""
    size, ends = columns(text), _ENDS.search(text)
    if text[0] in marks.ORNAMENTS and size <= 64 and not ends:
        return "square"
    if _DASHED.match(text) and size <= 80:
        return "sub"
    if _NUMBERED.match(text) and size <= 50 and not ends:
        return "number"
    if text[-1] in ":：" and size <= 48 and not _SAID.search(text):
        return "name"
    return "prose" if ends and text[-1] not in "！？!?" else "line"


def _is_page_mark(block: Block) -> bool:
    """Whether the line belongs to the page: a running head, a rule, or where an article comes from or goes on."""
    return block.furniture or bool(marks.RULE.match(block.text) or marks.CONTINUES.match(block.text) or marks.CONTINUED.match(block.text))


def is_caption(block: Block) -> bool:
    """Whether the block describes a picture: an ornament or 图为 and a credit, or either alone where nothing else fits."""
    text = block.text
    if exceeds(text, 400):
        return False
    credit = _credits(block.last)
    if marks.PICTURE.match(text):
        return credit or text[0] in marks.ORNAMENTS or not exceeds(text, 120)
    if text[0] in marks.ORNAMENTS:
        return credit or (block.gap >= 4 and bool(_ENDS.search(text)))
    return credit and not exceeds(text, 240) and not marks.LEAD.match(text)


def _credits(line: str) -> bool:
    """Whether a line ends in a credit; most lines end in nothing like one."""
    return bool(_MAY_CREDIT.search(line[-21:]) and marks.CREDIT.search(line))
