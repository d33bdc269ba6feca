"""PDF by PDFium: characters with their places, put together to lines, paragraphs, headings and running heads.

Runs in a child process. Text stands in the order in which the file draws it, as most programs write columns one after the
other; where a page is drawn straight across its columns they are read one by one. What repeats at the head or foot of pages stands in
blocks of its own, between form feeds.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from bot.errors import SourceError
from bot.readers.blocks import checked, clean, heading, one_line
from bot.readers.pdf_lines import Char, Line, goes_on, lines_of, paragraphs_of
from bot.readers.tables import table_lines
from bot.readers.values import Limits, Reading

_EDGE = 0.12
"""The head and the foot of a page, where running heads stand: this share of its height."""
_LARGER = 1.15
"""A heading's letters are larger than the text's by this."""
_LONGEST_HEADING = 80
_DIGITS = re.compile(r"\d+")
_FOLIO = re.compile(r"[-–—·•\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?(?:\s*[/／,，]?\s*共\s*\d{1,4}\s*页)?[-–—·•\s]*")


def read(data: bytes, limits: Limits, encoding: str | None = None) -> Reading:  # noqa: ARG001 - a PDF says its encoding itself
    """The text of a PDF, and where its pages begin."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise SourceError("has a password; save it without one") from error
        raise SourceError("not a PDF, or a damaged one; open it and save it again") from error
    pages: list[list[Line]] = []
    characters = 0
    for number in range(len(document)):
        pages.append(_page_lines(document, number))
        characters += sum(len(line.text) for line in pages[-1])
        if characters > limits.text_characters:
            break
    if not characters:
        raise SourceError("holds no text (scanned pages?); run text recognition on it first")
    return _written(pages, limits)


def _page_lines(document: Any, number: int) -> list[Line]:
    """The lines of one page in reading order; text that runs in another direction than most comes after it."""
    page = document[number]
    text_page = page.get_textpage()
    left, bottom, right, top = page.get_mediabox()
    chars: dict[int, list[Char]] = {}
    for turn, char in _chars(text_page.raw):
        chars.setdefault(turn, []).append(_turned(char, turn, (left, bottom, right, top)))
    text_page.close()
    page.close()
    lines: list[Line] = []
    for turn in sorted(chars, key=lambda turn: -len(chars[turn])):
        height = right - left if turn % 2 else top - bottom
        lines += [replace(line, edge=line.top < _EDGE * height or line.bottom > (1 - _EDGE) * height) for line in lines_of(chars[turn])]
    return lines


def _chars(text_page: Any) -> Iterator[tuple[int, Char]]:
    """The characters that the page draws, in its order and its coordinates (y up), each with the quarter turns of its line."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    space = False
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if pdfium.FPDFText_IsGenerated(text_page, index) or code <= 0x20 or code in {0xA0, 0x3000}:
            space = space or pdfium.FPDFText_IsGenerated(text_page, index) != 1
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
        pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        size = pdfium.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
        yield turn, Char(chr(code), box.left, box.top, box.right, box.bottom, size, space)
        space = False


def _turned(char: Char, turn: int, media: tuple[float, float, float, float]) -> Char:
    """The character where a reader sees it who turns the page so that its line runs to the right: x to the right, y down."""
    left, bottom, right, top = media
    if turn == 1:
        return char._replace(left=char.bottom - bottom, top=char.left - left, right=char.top - bottom, bottom=char.right - left)
    if turn == 2:
        return char._replace(left=right - char.right, top=char.bottom - bottom, right=right - char.left, bottom=char.top - bottom)
    if turn == 3:
        return char._replace(left=top - char.top, top=right - char.right, right=top - char.bottom, bottom=right - char.left)
    return char._replace(left=char.left - left, top=top - char.top, right=char.right - left, bottom=top - char.bottom)


def _written(pages: list[list[Line]], limits: Limits) -> Reading:
    """All pages as one text.

    Running heads stand between form feeds, which tells the layout what they are, at the beginning of their page; or, where a
    paragraph goes on from the page before, after its end: so it stays whole.
    """
    levels, running = _levels(pages), _running(pages)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    above: list[Line] = []
    for lines in pages:
        furniture = [f"\f{line.text}\f" for line in lines if _is_furniture(line, running)]
        body = [line for line in lines if not _is_furniture(line, running)]
        blocks = list(_blocks(paragraphs_of(body), levels))
        if goes_on(above, body) and not blocks[0].startswith("#"):
            parts[-1] = parts[-1].removesuffix("\n")
            length -= 1
            furniture.insert(0, blocks.pop(0))
        starts.append(length)
        for block in (*furniture, *blocks):
            parts.append(clean(block) + "\n\n")
            length += len(parts[-1])
        above = body if blocks else []
    text = checked("".join(parts)[:-1], limits)
    return Reading(text, tuple(min(start, len(text)) for start in starts))


def _levels(pages: list[list[Line]]) -> dict[float, int]:
    """Size of letters -> heading level, for the sizes above that of most of the text; the largest is level 1."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[_size(line)] += len(line.text)
    most = sizes.most_common(1)[0][0]
    return {size: min(level, 6) for level, size in enumerate(sorted((size for size in sizes if size >= most * _LARGER), reverse=True), 1)}


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _blocks(paragraphs: list[list[Line]], levels: dict[float, int]) -> Iterator[str]:
    """Paragraphs as blocks. Rows of as many cells each, three at least, are a table; pairs may be a number and its text (第一条  ...)."""
    for cells, group in groupby(paragraphs, key=lambda paragraph: len(paragraph[0].cells) if len(paragraph) == 1 else 1):
        rows = list(group)
        if cells > 2 and len(rows) > 1:
            yield from table_lines([row[0].cells for row in rows])
        else:
            yield from (_block(paragraph, levels) for paragraph in rows)


def _block(paragraph: list[Line], levels: dict[float, int]) -> str:
    """A paragraph with the lines that it has on the page, or a heading in Markdown."""
    level = levels.get(_size(paragraph[0]))
    text = "\n".join(line.text for line in paragraph)
    if level and len(text) <= _LONGEST_HEADING and not text.endswith("。"):
        return heading(level, one_line(text))
    return text


def _running(pages: list[list[Line]]) -> frozenset[str]:
    """Lines at the edge of pages that repeat, digits aside, on a third of the pages or more (two at least)."""
    seen = Counter(key for lines in pages for key in {_DIGITS.sub("0", line.text) for line in lines if line.edge})
    return frozenset(key for key, count in seen.items() if count >= max(2, len(pages) / 3))


def _is_furniture(line: Line, running: frozenset[str]) -> bool:
    """Whether a line is a running head or a page number."""
    return line.edge and (_DIGITS.sub("0", line.text) in running or _FOLIO.fullmatch(line.text) is not None)
