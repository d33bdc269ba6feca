"""What a reader is allowed to use, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost; more is an error that names the setting (limit_...).

    seconds         wall time and processor time of a file that is parsed (html, docx, pdf)
    memory_bytes    memory of the process that parses it
    file_bytes      size of a file, and of one line of a JSON-lines file (which is read line by line and may be larger)
    text_characters text that one file, or one JSON line, may yield
    zip_entries     files inside a docx
    unpacked_bytes  their size together when unpacked
    """

    seconds: float = 20.0
    memory_bytes: int = 1_000_000_000
    file_bytes: int = 50_000_000
    text_characters: int = 10_000_000
    zip_entries: int = 2_000
    unpacked_bytes: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file.

    text      the decoded text (byte-order mark removed, nothing else changed), or what was extracted from html, docx and pdf:
              blocks between blank lines, headings as `# heading`, each table row as `header：value；header：value`, the running
              heads of a PDF between form feeds
    pages     offsets in `text` at which the pages of a paged format begin, () where there are none
    encoding  what the bytes were taken for: "utf-8", "gb18030", ...; "" where the format says it itself
    sha256    of the file's bytes, the very ones that were read
    """

    text: str
    pages: tuple[int, ...] = ()
    encoding: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSON-lines file: `{"id", "title", "text"}`; a missing title is ""; `line` counts from 1."""

    id: str
    title: str
    text: str
    line: int
