"""Text -> blocks: what stands together on the page, before anyone asks what it is.

A block is a run of lines without a blank one between them, cut further where its lines are plainly paragraphs of their own
(each ends a sentence, is opened by an indent, is a list item), and kept whole where they are one wrapped paragraph, a table
or a verse.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.layout.marks import CREDIT, HASH, LEAD, ORNAMENTS, RULE

_ITEM = re.compile(r"(?:[-*+•·●○]|\d{1,3}[.)、．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[A-Za-z][.)])\s*\S")
_FENCES = ("```", "~~~")
_FIELD = re.compile(r"[\w.-]+\s*:|-\s|#|[\"'\]\[}{]")
_TITLE_FIELD = re.compile(r"(?:title|标题|題名|题名|標題)\s*:\s*[\"']?(?P<title>[^\"'\s](?:.*?[^\"'\s])?)[\"']?\s*\Z", re.IGNORECASE)
_LONGEST_FRONT, _LONGEST_TITLE = 60, 200  # lines, characters
_STAMPED = re.compile(  # a line of a chat or a log
    r"[\[（(【]?(?:\d{2,4}[-/.年])?(?:\d{1,2}[-/.月]\d{1,2}日?)?[ T]{0,2}\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d+)?[\]）)】]?"
    r"(?:[\s:：,，]|(?![-—–~～至到\d]))\s*\S"
)
_ENDS = re.compile(r"[。！？!?；;：:…—.][”’」』）)\]】》\"']*\Z")
_DASHED = re.compile("[—–]{2}")
_STOP = re.compile("[，。；,;]")
_WIDE = re.compile("[\u2e80-\U0010ffff“”‘’…—·]")
_WORD = re.compile(r"[0-9A-Za-z%.,'\"-]+|.")
_NARROW = 26  # columns: lines this short are a verse
_LONG = 88  # columns: a line longer than this was not wrapped by hand


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start` to `end` of the text, no white space at either end. `gap` counts the line breaks before it.

    `furniture`: a running head or page number, which a reader of a paged format has put between form feeds.
    """

    start: int
    end: int
    text: str
    gap: int
    furniture: bool = False

    @property
    def last(self) -> str:
        """The last line."""
        return self.text.rsplit("\n", 1)[-1].strip()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indent: bool
    wide: bool  # set in by full-width spaces, as only paragraphs are
    gap: int
    furniture: bool


def columns(text: str) -> int:
    """Width in half-width columns: a CJK character takes two.

    >>> columns("ab问据")
    6
    """
    return len(text) + len(_WIDE.findall(text))


def exceeds(text: str, most: int) -> bool:
    """Whether a text is wider than so many columns; of most texts that is plain without counting."""
    return len(text) > most or (2 * len(text) > most and columns(text) > most)


def split(text: str) -> list[Block]:
    """The blocks of a text, in file order; together they hold every character that is not white space."""
    lines = list(_lines(text))
    if len(lines) == 1:
        (line,) = lines
        return [Block(line.start, line.end, line.text, line.gap, line.furniture)]
    result = list(_front_matter(lines))
    start = sum(line.start < result[-1].end for line in lines) if result else 0
    for first, last, whole in _runs(lines, start):
        for part in [lines[first:last]] if whole else _parts(lines[first:last]):
            head, end = part[0], part[-1].end
            result.append(Block(head.start, end, text[head.start : end], head.gap, head.furniture))
    return result


def _runs(lines: Sequence[_Line], start: int) -> Iterator[tuple[int, int, bool]]:
    """The lines from `start` on between blank lines; True for code between two fences, which is never cut."""
    closing = {fence: [at for at, line in enumerate(lines) if line.text == fence] for fence in _FENCES}
    at = start
    while at < len(lines):
        closes = closing.get(lines[at].text[:3], [])
        place = bisect_right(closes, at)
        end = closes[place] + 1 if place < len(closes) else at + 1
        if place == len(closes):
            while end < len(lines) and lines[end].gap < 2 and lines[end].text[:3] not in _FENCES:
                end += 1
        yield at, end, place < len(closes)
        at = end


def _front_matter(lines: Sequence[_Line]) -> Iterator[Block]:
    """What a Markdown file says about itself between two lines of dashes at its head: not its text, the title aside."""
    end = next((at for at, line in enumerate(lines[1:_LONGEST_FRONT], 1) if line.text == "---"), 0)
    if not end or lines[0].text != "---" or not all(_FIELD.match(line.text) for line in lines[1:end]):
        return
    for line in lines[: end + 1]:
        title = _TITLE_FIELD.match(line.text) if len(line.text) < _LONGEST_TITLE else None
        places = [0, title.start("title"), title.end("title"), len(line.text)] if title else [0, len(line.text)]
        for at, (first, last) in enumerate(itertools.pairwise(places)):
            part = line.text[first:last].rstrip()
            if part:
                yield Block(line.start + first, line.start + first + len(part), part, line.gap if at == 0 else 0, furniture=at != 1)


def _lines(text: str) -> Iterator[_Line]:
    before = 0
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + len(raw) - len(raw.lstrip())
            lead = raw[: start - at]
            indent = "\u3000" in lead or "\t" in lead or len(lead) > 1
            furniture = raw[0] == raw[-1] == "\f"
            yield _Line(start, start + len(stripped), stripped, indent, "\u3000" in lead, before, furniture)
            before = 0
        before += 1
        at += len(raw) + 1


def _parts(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    """Cut the lines of one block into paragraphs."""
    if len(lines) == 1:
        yield lines
        return
    cuts = _cuts(lines)
    start = 0
    for at in range(1, len(lines)):
        if cuts[at]:
            yield lines[start:at]
            start = at
    yield lines[start:]


def _cuts(lines: Sequence[_Line]) -> list[bool]:
    """For each line of a block, whether a paragraph begins there."""
    marked = [_opens(line) for line in lines]
    for pattern in (_ITEM, _STAMPED):
        found = [bool(pattern.match(line.text)) for line in lines]
        if sum(found) > 1:
            marked = [one or other for one, other in zip(marked, found, strict=True)]
    wrapped = _is_wrapped(lines)
    indents = sum(line.indent for line in lines)
    width = _width(lines)
    indented = 0 < indents < len(lines) or (indents == len(lines) and (not wrapped or all(line.wide for line in lines)))
    cuts = []
    for at, line in enumerate(lines):
        before = lines[at - 1].text if at else ""
        cut = at == 0 or marked[at] or bool(HASH.match(before) or RULE.match(before)) or _is_sub(before, line.text)
        cut = cut or (indented and line.indent and not _is_table(before))
        if not cut and not wrapped:
            cut = (bool(_ENDS.search(before)) and exceeds(before, 24)) or exceeds(before, _LONG)
        elif not cut:
            cut = bool(_ENDS.search(before)) and _has_room(before, line.text, width)
        cuts.append(cut and not (at and not exceeds(line.text, 60) and CREDIT.search(line.text)))
    return cuts


def _opens(line: _Line) -> bool:
    return bool(HASH.match(line.text) or RULE.match(line.text) or LEAD.match(line.text)) or line.text[0] in ORNAMENTS


def _is_sub(before: str, text: str) -> bool:
    """Whether a line is a sub-headline, by its dash, below a headline."""
    return bool(_DASHED.match(text)) and columns(before) <= 60 >= columns(text) and not any(_STOP.search(line) for line in (before, text))


def _is_table(text: str) -> bool:
    return "\t" in text or "|" in text


def _width(lines: Sequence[_Line]) -> int:
    return max(columns(line.text) + (4 if line.indent else 0) for line in lines)


def _has_room(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would have stood on this one."""
    word = _WORD.match(following)
    return columns(line) + columns(word.group() if word else "") + 4 < width


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether the lines were broken because they were full: hardly one had room for the next line's first word."""
    width = _width(lines)
    if not 20 <= width <= 120 or any(_is_table(line.text) for line in lines):
        return False
    roomy = sum(_has_room(line.text, after.text, width) and not _ENDS.search(line.text) for line, after in itertools.pairwise(lines))
    full = sum(not _has_room(line.text, after.text, width) for line, after in itertools.pairwise(lines))
    if len(lines) > 2 and width < _NARROW:
        return False  # a verse
    return full * 2 >= len(lines) - 1 and roomy * 8 <= full


def fold(text: str) -> str:
    """The text with half-width forms and no white space: for comparing blocks, never for quoting."""
    return "".join(unicodedata.normalize("NFKC", text).split())
