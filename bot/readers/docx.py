"""Word files: paragraphs, headings, lists and tables in the order of the document.

Runs in a child process. python-docx opens the file and resolves its styles; the text is walked here, because
`paragraph.text` leaves out inserted (tracked) text, content controls and fields, and an answer that lost a 未 is a lie.
Deleted text, headers and footers are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from bot.errors import SourceError
from bot.readers.blocks import heading, join, one_line
from bot.readers.tables import Cell, grid, table_lines
from bot.readers.values import Limits, Reading

_HEADING_STYLE = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "标题"})
_GONE = frozenset(qn(f"w:{name}") for name in ("del", "moveFrom", "rPr", "pPr", "instrText", "delText", "footnoteReference"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_TEXT, _TAB, _HYPHEN, _BOX = qn("w:t"), qn("w:tab"), qn("w:noBreakHyphen"), qn("w:txbxContent")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_VALUE = qn("w:val")
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def read(data: bytes, limits: Limits, encoding: str | None = None) -> Reading:  # noqa: ARG001 - a docx says its encoding itself
    """The text of a Word file."""
    _check_zip(data, limits)
    document = Document(io.BytesIO(data))
    levels = _heading_levels(document)
    return Reading(join(list(_blocks(document.element.body, levels)), limits))


def _check_zip(data: bytes, limits: Limits) -> None:
    """Look at what the archive says that it holds, before anything is unpacked; no more than that is unpacked later."""
    if data.startswith(_OLD_WORD):
        raise SourceError("an old Word file, or one with a password; save it as docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise SourceError("not a docx file, or a damaged one; save it again") from error
    if len(entries) > limits.zip_entries:
        raise SourceError(f"holds {len(entries):,} files inside; raise zip_entries under limits if you trust it")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise SourceError(f"unpacks to {unpacked:,} bytes; raise unpacked_bytes under limits if you trust it")
    if any(entry.flag_bits & 1 for entry in entries):
        raise SourceError("has a password; save it without one")
    if not any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise SourceError("a zip file, but not a docx; unpack it")


def _heading_levels(document: Any) -> dict[str, int]:
    """Style id -> heading level, by the style's name or outline level, or those of the style that it is based on."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iterfind(qn("w:style")):
        identity = style.get(qn("w:styleId")) or ""
        name = _value(style, "w:name").strip()
        outline = _value(style, "w:pPr/w:outlineLvl")
        if match := _HEADING_STYLE.fullmatch(name):
            own[identity] = int(match[1])
        elif name.lower() in _TITLE_STYLES:
            own[identity] = 1
        elif outline.isdigit() and int(outline) < 9:
            own[identity] = int(outline) + 1
        based[identity] = _value(style, "w:basedOn")
    return {identity: level for identity in based if (level := _inherited(identity, own, based))}


def _inherited(identity: str, own: dict[str, int], based: dict[str, str]) -> int:
    """The level of a style or of its nearest ancestor that has one; 0 for none. Files exist whose styles go in a circle."""
    for _ in range(20):
        if identity in own:
            return own[identity]
        identity = based.get(identity, "")
    return 0


def _blocks(parent: Any, levels: dict[str, int]) -> Iterator[str]:
    """The blocks below a body, cell, text box or content control, in order."""
    for child in parent.iterchildren():
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child, levels)
        elif child.tag == _TABLE:
            yield from _table(child, levels)
        elif child.tag not in _GONE and child.tag != _FALLBACK:
            yield from _blocks(child, levels)


def _paragraph(paragraph: Any, levels: dict[str, int]) -> Iterator[str]:
    """A paragraph's text, with its heading mark, and after it the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, pieces, boxes)
    text = "".join(pieces)
    level = _level(paragraph, levels)
    if level and text.strip():
        yield heading(level, one_line(text.replace("\v", " ")))
    else:
        yield "\n".join(line for part in text.split("\v") if (line := one_line(part)))
    for box in boxes:
        yield from _blocks(box, levels)


def _collect(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """The text below an element in order, without what is deleted; text boxes apart."""
    for child in element.iterchildren():
        tag = child.tag
        if tag == _TEXT:
            pieces.append(child.text or "")
        elif tag == _TAB:
            pieces.append(" ")
        elif tag in _BREAKS:
            pieces.append("\v")
        elif tag == _HYPHEN:
            pieces.append("-")
        elif tag == _BOX:
            boxes.append(child)
        elif tag not in _GONE and tag != _FALLBACK:
            _collect(child, pieces, boxes)


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    """The paragraph's heading level: its own outline level, else its style's; 0 for body text."""
    outline = _value(paragraph, "w:pPr/w:outlineLvl")
    if outline.isdigit():
        return int(outline) + 1 if int(outline) < 9 else 0
    return levels.get(_value(paragraph, "w:pPr/w:pStyle"), 0)


def _table(table: Any, levels: dict[str, int]) -> Iterator[str]:
    """A table's rows as lines; the paragraphs of a table of one column, which only frames them."""
    rows = [(row, list(_within(row, _CELL))) for row in _within(table, _ROW)]
    if max((len(cells) for _, cells in rows), default=0) < 2:
        for _, cells in rows:
            for cell in cells:
                yield from _blocks(cell, levels)
        return
    names = 0
    while names < len(rows) and rows[names][0].find(qn("w:trPr") + "/" + qn("w:tblHeader")) is not None:
        names += 1
    lines = table_lines(_merged([cells for _, cells in rows]), names=names)
    yield "\n".join(lines)


def _merged(rows: list[list[Any]]) -> list[list[str]]:
    """The text at each place; a cell that goes on from the row above (vMerge) has that row's text."""
    texts: list[list[str]] = []
    for cells in rows:
        row = grid([[Cell(" ".join(_blocks(cell, {})), int(_value(cell, "w:tcPr/w:gridSpan") or 1)) for cell in cells]])[0]
        column = 0
        for cell in cells:
            merge = cell.find(qn("w:tcPr") + "/" + qn("w:vMerge"))
            if merge is not None and merge.get(_VALUE) != "restart" and texts and column < len(texts[-1]) and column < len(row):
                row[column] = texts[-1][column]
            column += int(_value(cell, "w:tcPr/w:gridSpan") or 1)
        texts.append(row)
    return texts


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those inside content controls and insertions too, not those of tables inside."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in {_ROW, _CELL, _TABLE, _PARAGRAPH}:
            yield from _within(child, tag)


def _value(element: Any, path: str) -> str:
    """The w:val of the first element at a path of w: names, "" for none."""
    found = element.find("/".join(qn(name) for name in path.split("/")))
    return (found.get(_VALUE) or "") if found is not None else ""
