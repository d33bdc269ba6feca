"""HTML by lxml's parser, as a stream of events: no tree is built, so depth and broken markup cost nothing.

Runs in a child process. Headings, paragraphs, list items and tables come out as Markdown-like blocks; scripts, styles,
navigation, forms and what is marked hidden are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from bot.errors import SourceError
from bot.readers.blocks import broken, heading, inline, join, one_line
from bot.readers.encoding import decode
from bot.readers.tables import Cell, grid, table_lines
from bot.readers.values import Limits, Reading

_LEFT_OUT = frozenset({
    "script", "style", "template", "noscript", "nav", "footer", "form", "button", "select", "textarea", "svg", "math", "object", "iframe",
    "canvas", "audio", "video",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "td", "th",
    "title", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_LAYOUT_CELL = 200
"""A cell longer than this, or one with a table inside, shows a table that only places things on the page."""


def read(data: bytes, limits: Limits, encoding: str | None = None) -> Reading:
    """The text of an HTML page."""
    charset = _CHARSET.search(data, 0, _HEAD_BYTES)
    text, name = decode(data, encoding, charset[1].decode("ascii") if charset else None)
    page = _Page()
    target: Any = page
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    if text.strip():
        etree.fromstring(text.encode(), parser)
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise SourceError("its markup breaks off the parser; save it again from a browser")
    return Reading(join(page.text_blocks(), limits), encoding=name)


@dataclass(slots=True)
class _Cell:
    """A table's cell being read: its blocks, the columns and rows it covers, whether it is a th."""

    across: int
    down: int
    names: bool
    blocks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table being read; `places` when one of its cells holds a table: then it only places things on the page."""

    rows: list[list[_Cell]] = field(default_factory=list)
    places: bool = False


@dataclass(slots=True)
class _List:
    """A list being read: the number of its next item, None for bullets."""

    number: int | None


class _Page:
    """The parser's target: it is told of each tag and text in order, and collects blocks."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.title = ""
        self._sinks = [self.blocks]
        self._pieces: list[str] = []
        self._mark = ""
        self._skipped = 0
        self._tables: list[_Table] = []
        self._lists: list[_List] = []
        self._verbatim = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or tag in _LEFT_OUT or "hidden" in attributes:
            self._skipped += 1
            return
        if tag == "br":
            self._pieces.append("\v")
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._flush()
            self._open(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._close(tag)

    def data(self, text: str) -> None:
        if not self._skipped:
            self._pieces.append(text)

    def close(self) -> None:
        while self._tables:
            self._close("table")
        self._flush()

    def text_blocks(self) -> list[str]:
        """All blocks; the page's title stands as its headline where it has no heading."""
        if self.title and not any(block.startswith("#") for block in self.blocks):
            return [heading(1, self.title), *self.blocks]
        return self.blocks

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _HEADINGS:
            self._mark = "#" * _HEADINGS[tag] + " "
        elif tag == "table":
            if self._tables:
                self._tables[-1].places = True
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in {"td", "th"} and self._tables:
            cell = _Cell(_number(attributes.get("colspan")), _number(attributes.get("rowspan")), tag == "th")
            rows = self._tables[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append(cell)
            self._sinks.append(cell.blocks)
        elif tag in {"ul", "ol"}:
            self._lists.append(_List(1 if tag == "ol" else None))
        elif tag == "li":
            self._mark = self._bullet()
        elif tag == "pre":
            self._verbatim += 1

    def _close(self, tag: str) -> None:
        if tag == "title":
            self.title = one_line("".join(self._pieces))
            self._pieces.clear()
        self._flush()
        if tag == "table" and self._tables:
            self._place(self._tables.pop())
        elif tag in {"td", "th"} and self._tables and len(self._sinks) > 1:
            self._sinks.pop()
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "pre" and self._verbatim:
            self._verbatim -= 1
        self._mark = ""

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1].number is None:
            return "- "
        self._lists[-1].number += 1
        return f"{self._lists[-1].number - 1}. "

    def _flush(self) -> None:
        """End the block that is being read."""
        text = "".join(self._pieces)
        self._pieces.clear()
        if self._verbatim:
            blocks = [text.replace("\v", "\n").strip("\n")]
        elif self._mark.startswith("#"):
            blocks = [one_line(text.replace("\v", " "))]
        else:
            blocks = broken(text)
        for block in blocks:
            if block.strip():
                self._sinks[-1].append(self._mark + block)
                self._mark = ""

    def _place(self, table: _Table) -> None:
        """Put a finished table's lines where it stands; of one that only places things, its cells' blocks."""
        rows = [[Cell(inline(cell.blocks), cell.across, cell.down) for cell in row] for row in table.rows]
        single = max(map(len, rows), default=0) < 2
        if table.places or single or any(len(cell.text) > _LAYOUT_CELL for row in rows for cell in row):
            self._sinks[-1].extend(block for row in table.rows for cell in row for block in cell.blocks)
            return
        named = [all(cell.names for cell in row) for row in table.rows if row]
        self._sinks[-1].extend(table_lines(grid(rows), names=[*named, False].index(False)))


def _number(value: str | None) -> int:
    """A colspan or rowspan as written, 1 where it is no sensible number."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else 1
