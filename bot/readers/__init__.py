"""Files to text: one module a format, found by suffix and checked against the content.

    read_file(path, folder, limits)     -> Reading                      txt, md, csv, html, docx, pdf
    read_records(path, folder, limits)  -> Record | SourceError, ...    jsonl: a document a line, as a stream

Text is read here, within a size limit. What has to be parsed is parsed in a process of its own (`child`, `__main__`) under limits of
time and memory; who reads many files hands over `Children`, which keep the parsers loaded. Every failure is a SourceError of one line
that names the file, the reason and what to do. A further format is one module with a `read` and one row of `FORMATS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from bot.errors import SourceError, printable
from bot.readers.blocks import checked
from bot.readers.child import Children
from bot.readers.encoding import decode
from bot.readers.files import open_regular, read_bytes
from bot.readers.jsonl import read_lines
from bot.readers.separated import read_separated
from bot.readers.values import Limits, Reading, Record

__all__ = [
    "FORMATS",
    "Children",
    "Limits",
    "Reading",
    "Record",
    "holds_records",
    "is_known",
    "is_parsed",
    "read_file",
    "read_records",
    "read_text",
]

FORMATS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".csv": "table", ".tsv": "table",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
"""Suffix (lower case) -> format."""

_SIGNS = {
    b"%PDF-": "pdf", b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "Office", b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"{\\rtf": "RTF",
}  # fmt: skip
"""What a file begins with -> what it is, whatever its name says."""


def is_known(path: Path) -> bool:
    """Whether a file is of a format that is read."""
    return path.suffix.lower() in FORMATS


def holds_records(path: Path) -> bool:
    """Whether a file holds a document on each line: then `read_records` reads it, else `read_file`."""
    return FORMATS.get(path.suffix.lower()) == "jsonl"


def is_parsed(path: Path) -> bool:
    """Whether a file is read in a process of its own: not here, as text, tables of text and JSON lines are."""
    return FORMATS.get(path.suffix.lower()) not in {None, "text", "table", "jsonl"}


def read_file(path: Path, folder: Path, limits: Limits, encoding: str | None = None, children: Children | None = None) -> Reading:
    """The text of one file below a folder of sources.

    `encoding` is the user's setting for texts that are not UTF-8. Raises SourceError: what the folder must not hold (a pipe, a
    link out of it), what is too large, not the format it is named for, not text, in no sure encoding, damaged or without text.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "年报.txt")
    ...     _ = path.write_bytes("产值1078.6亿元。".encode())
    ...     read_file(path, Path(folder), Limits()).text
    '产值1078.6亿元。'
    """
    try:
        with nullcontext(children) if children else Children() as parsers:
            return _read(path, folder, limits, encoding, parsers)
    except SourceError as error:
        raise SourceError(f"{_shown(path, folder)}: {error}") from error


def read_records(path: Path, folder: Path, limits: Limits, encoding: str | None = None) -> Iterator[Record | SourceError]:
    """The records of a JSON-lines file in order; for a line that is none, an error that names file and line. The rest goes on."""
    name = _shown(path, folder)
    try:
        with open_regular(path, folder) as file:
            for record in read_lines(file, limits, encoding):
                yield record if isinstance(record, Record) else SourceError(f"{name}, {record}")
    except SourceError as error:
        yield SourceError(f"{name}: {error}")
    except OSError as error:
        yield SourceError(f"{name}: cannot be read to its end ({error.strerror}); check the disk")


def _read(path: Path, folder: Path, limits: Limits, encoding: str | None, children: Children) -> Reading:
    """As `read_file`; its errors hold the reason alone."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None or kind == "jsonl":
        raise SourceError(f"not a format that is read as one text; give it one of {' '.join(FORMATS)}")
    data = read_bytes(path, folder, limits.file_bytes)
    _check_content(kind, data)
    here = {"text": read_text, "table": read_separated}.get(kind)
    reading = here(data, limits, encoding) if here else children.read(kind, data, limits, encoding)
    return replace(reading, sha256=hashlib.sha256(data).hexdigest())


def read_text(data: bytes, limits: Limits, encoding: str | None) -> Reading:
    """Plain text and Markdown: decoded, not changed. Raises SourceError with the reason alone."""
    text, name = decode(data, encoding)
    if not text.strip():
        raise SourceError("holds no text; write it, or remove the file")
    return Reading(checked(text, limits), encoding=name)


def _check_content(kind: str, data: bytes) -> None:
    """Refuse a file that begins as another format than its name says."""
    if kind == "docx":
        return
    sign = next((name for sign, name in _SIGNS.items() if data.startswith(sign)), None)
    if sign and sign != kind:
        raise SourceError(f"not a {kind} file: it begins as {sign}; give it its right suffix, or remove it")


def _shown(path: Path, folder: Path) -> str:
    """The file's name below the folder, as it may be shown."""
    return printable(path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path))
