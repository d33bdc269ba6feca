"""Word files: paragraphs, headings, lists and tables in the order of the document.

Runs in a child process. python-docx opens the file and resolves its styles; the text is walked here, because
`paragraph.text` leaves out inserted (tracked) text, content controls and fields, and an answer that lost a 未 is a lie.
Deleted text, headers and footers are left out; footnotes stand at the end.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from bot.errors import SourceError
from bot.readers.blocks import broken, heading, inline, join, one_line
from bot.readers.docx_styles import Styles, styles_of, value
from bot.readers.tables import MOST_COLUMNS, Cell, grid, table_lines
from bot.readers.values import Limits, Reading

_GONE = frozenset(qn(f"w:{name}") for name in ("del", "moveFrom", "rPr", "pPr", "instrText", "delText", "footnoteReference"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_TEXT, _TAB, _HYPHEN, _BOX = qn("w:t"), qn("w:tab"), qn("w:noBreakHyphen"), qn("w:txbxContent")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def read(data: bytes, limits: Limits, encoding: str | None = None) -> Reading:  # noqa: ARG001 - a docx says its encoding itself
    """The text of a Word file."""
    _check_zip(data, limits)
    document = Document(io.BytesIO(data))
    if document.element.getroottree().docinfo.doctype:
        raise SourceError("declares a document type, which no Word file does; do not trust it")
    styles = styles_of(document)
    return Reading(join([*_blocks(document.element.body, styles), *_notes(document, styles)], limits))


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
        raise SourceError(f"holds {len(entries):,} files inside; raise limit_zip_entries if you trust it")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise SourceError(f"unpacks to {unpacked:,} bytes; raise limit_unpacked_mb if you trust it")
    if any(entry.flag_bits & 1 for entry in entries):
        raise SourceError("has a password; save it without one")
    if not any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise SourceError("a zip file, but not a docx; unpack it")


def _notes(document: Any, styles: Styles) -> Iterator[str]:
    """Footnotes and endnotes, at the end of the text; those that only draw a line have a type."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type")) in {None, "normal"}:
                    yield from _blocks(note, styles)


def _blocks(parent: Any, styles: Styles) -> Iterator[str]:
    """The blocks below a body, cell, text box or content control, in order."""
    for child in parent.iterchildren():
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child, styles)
        elif child.tag == _TABLE:
            yield from _table(child, styles)
        elif child.tag not in _GONE and child.tag != _FALLBACK:
            yield from _blocks(child, styles)


def _paragraph(paragraph: Any, styles: Styles) -> Iterator[str]:
    """A paragraph's text, with its heading mark, and after it the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, pieces, boxes)
    text = "".join(pieces)
    if text.strip():
        level, number = styles.heading(paragraph), styles.number(paragraph)
        if level:
            yield heading(level, number.removeprefix("- ") + one_line(text.replace("\v", " ")))
        else:
            first, *more = broken(text)
            yield number + first
            yield from more
    for box in boxes:
        yield from _blocks(box, styles)


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


def _table(table: Any, styles: Styles) -> Iterator[str]:
    """A table's rows as lines; the paragraphs of a table of one column, which only frames them."""
    rows = [(row, list(_within(row, _CELL))) for row in _within(table, _ROW)]
    if max((len(cells) for _, cells in rows), default=0) < 2:
        for _, cells in rows:
            for cell in cells:
                yield from _blocks(cell, styles)
        return
    names = 0
    while names < len(rows) and rows[names][0].find(qn("w:trPr") + "/" + qn("w:tblHeader")) is not None:
        names += 1
    yield from table_lines(_merged([cells for _, cells in rows], styles), names=names)


def _merged(rows: list[list[Any]], styles: Styles) -> list[list[str]]:
    """The text at each place; a cell that goes on from the row above (vMerge) has that row's text."""
    texts: list[list[str]] = []
    for cells in rows:
        spans = [min(int(value(cell, "w:tcPr/w:gridSpan") or 1), MOST_COLUMNS) for cell in cells]
        row = grid([[Cell(inline(_blocks(cell, styles)), span) for cell, span in zip(cells, spans, strict=True)]])[0]
        for column, cell in zip(accumulate(spans, initial=0), cells, strict=False):
            merge = cell.find(qn("w:tcPr") + "/" + qn("w:vMerge"))
            if merge is not None and merge.get(qn("w:val")) != "restart" and texts and column < min(len(texts[-1]), len(row)):
                row[column] = texts[-1][column]
        texts.append(row)
    return texts


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those inside content controls and insertions too, not those of tables inside."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in {_ROW, _CELL, _TABLE, _PARAGRAPH}:
            yield from _within(child, tag)
