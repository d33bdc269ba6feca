"""JSON lines: one document a line, read as a stream, so the file may be larger than memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from bot.errors import SourceError
from bot.readers.values import Limits, Record

_FAULTS_NAMED = 20


def read_lines(file: BinaryIO, limits: Limits, encoding: str | None = None) -> Iterator[Record | SourceError]:
    """The records of a file in order, and an error, not raised, for a line that is none; the rest goes on.

    After twenty faults the further ones are only counted, in one last error. `encoding` is the user's setting; JSON lines are
    UTF-8 by their standard. An error holds the line and the reason; the caller names the file.
    """
    faults = 0
    number = 0
    while line := file.readline(limits.file_bytes + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            if len(line) > limits.file_bytes:
                _skip_rest(file)
                raise SourceError(f"longer than {limits.file_bytes:,} bytes; split it, or raise file_bytes under limits")
            if line.strip():
                yield _record(line, number, limits, encoding or "utf-8")
        except SourceError as error:
            faults += 1
            if faults <= _FAULTS_NAMED:
                yield SourceError(f"line {number}: {error}")
    if faults > _FAULTS_NAMED:
        yield SourceError(f"{faults - _FAULTS_NAMED} more lines could not be read; correct the first ones and index again")


def _skip_rest(file: BinaryIO) -> None:
    """Go to the end of a line that is too long, in small steps."""
    while (piece := file.readline(1 << 20)) and not piece.endswith(b"\n"):
        pass


def _record(line: bytes, number: int, limits: Limits, encoding: str) -> Record:
    """The record of one line. Raises SourceError with the reason."""
    try:
        value = json.loads(line.decode(encoding), object_pairs_hook=_object)
    except (UnicodeError, LookupError) as error:
        raise SourceError(f"not {encoding}; save the file as UTF-8 or set encoding") from error
    except RecursionError as error:
        raise SourceError("nested too deeply; write one flat object") from error
    except ValueError as error:
        raise SourceError(f"not JSON ({error}); write one object on each line") from error
    if not isinstance(value, dict):
        raise SourceError('not an object; write {"id", "title", "text"}')
    identity, title, text = value.get("id"), value.get("title"), value.get("text")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise SourceError("has no id; give each line its own")
    if not isinstance(title, str | None):
        raise SourceError("the title is not text; write it in quotes")
    if not isinstance(text, str) or not text.strip():
        raise SourceError("has no text; write it, or remove the line")
    if len(text) > limits.text_characters:
        raise SourceError(f"holds more than {limits.text_characters:,} characters; split it, or raise text_characters under limits")
    for part in (identity, title or "", text):
        if not part.isascii() and not _is_text(part) or "\0" in part:
            raise SourceError("holds half a character or a NUL; write it again from the source")
    return Record(identity, title or "", text, number)


def _is_text(text: str) -> bool:
    r"""Whether it can be written as UTF-8: JSON lets through halves of a pair, "\ud83d"."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands twice is an error, not a choice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value
