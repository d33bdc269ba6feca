"""JSON lines: one document a line, read as a stream, so the file may be larger than memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from bot.errors import SourceError
from bot.readers.blocks import checked
from bot.readers.values import Limits, Record

_FAULTS_NAMED = 20


def read_lines(file: BinaryIO, limits: Limits, encoding: str | None = None) -> Iterator[Record | SourceError]:
    """The records of a file in order, and an error, not raised, for a line that is none; the rest goes on.

    After twenty faults the further ones are only counted, in one last error. `encoding` is the user's setting; JSON lines are
    UTF-8 by their standard. An error holds the line and the reason; the caller names the file.
    """
    faults = 0
    for number, line in enumerate(iter(lambda: file.readline(limits.file_bytes + 1), b""), 1):
        try:
            if line.strip() and line != codecs.BOM_UTF8:
                yield _record(_parsed(_whole(line, file, limits), encoding), number, limits)
        except SourceError as error:
            faults += 1
            if faults <= _FAULTS_NAMED:
                yield SourceError(f"line {number}: {error}")
    if faults > _FAULTS_NAMED:
        yield SourceError(f"{faults - _FAULTS_NAMED} more lines could not be read; correct the first ones and index again")


def _whole(line: bytes, file: BinaryIO, limits: Limits) -> bytes:
    """The line, if it isn't too long; of one that is, the rest is passed over."""
    if len(line) <= limits.file_bytes:
        return line
    while not line.endswith(b"\n") and (line := file.readline(1 << 20)):
        pass
    raise SourceError(f"longer than {limits.file_bytes:,} bytes; split it, or raise limit_file_mb")


def _parsed(line: bytes, setting: str | None) -> dict[str, Any]:
    """The object of one line: in UTF-8, else in the encoding of the user's setting."""
    try:
        encoding = setting if setting and not _is_utf8(line) else None
        value = _DECODER.decode(line.decode(encoding) if encoding else line.removeprefix(codecs.BOM_UTF8).decode())
    except (UnicodeError, LookupError) as error:
        raise SourceError("not UTF-8 or what the encoding setting says; save the file as UTF-8 or correct encoding") from error
    except RecursionError as error:
        raise SourceError("nested too deeply; write one flat object") from error
    except ValueError as error:
        raise SourceError(f"not JSON ({error}); write one object on each line") from error
    if not isinstance(value, dict):
        raise SourceError('not an object; write {"id", "title", "text"}')
    return value


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeError:
        return False
    return b"\0" not in line


def _record(value: dict[str, Any], number: int, limits: Limits) -> Record:
    """The record that an object holds; a number may be an id, and null or nothing a title."""
    identity, title, text = value.get("id"), value.get("title") or "", value.get("text")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise SourceError("has no id; give each line its own")
    if not isinstance(title, str):
        raise SourceError("the title is not text; write it in quotes")
    if not isinstance(text, str) or not text.strip():
        raise SourceError("has no text; write it, or remove the line")
    if not _is_text(identity + title + text):
        raise SourceError("holds half a character or a NUL; write it again from the source")
    return Record(identity, title, checked(text, limits), number)


def _is_text(text: str) -> bool:
    r"""Whether it can be written as UTF-8 (JSON lets through halves of a pair, "\ud83d") and holds no NUL."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands twice is an error, not a choice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object)
