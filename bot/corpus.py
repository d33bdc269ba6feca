"""From a folder to texts: which files there are, what changed since, what is skipped and why. Nothing is ever written here."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.errors import SourceError
from bot.schema import SourceState

JSON_LINES = (".jsonl", ".ndjson")
_SETTLED_NS = 2_000_000_000
_PIECE = 1 << 20


class Reading(Protocol):
    """What a reader gives for a file: its text, the offsets at which its pages begin, and how it was decoded."""

    @property
    def text(self) -> str: ...
    @property
    def pages(self) -> tuple[int, ...]: ...
    @property
    def encoding(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A file below the sources folder. `stamp` changes whenever the file may have changed."""

    source: str
    path: Path
    stamp: str
    size: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is to become a document. `title` is a JSON line's own. `key` differs when title or text differ."""

    id: str
    source: str
    title: str | None
    text: str
    sha256: str
    key: str
    pages: tuple[int, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was left out. `place` is a source, or a source and line; `reason` says why and what to do."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{escape(self.place)}: {self.reason}"


def escape(name: str) -> str:
    r"""A name as it can be shown on one line: control, format and undecodable characters are escaped.

    >>> escape("a\nb\u202e.txt")
    'a\\nb\\u202e.txt'
    """
    return "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else c.encode("unicode_escape").decode() for c in name)


def scan(folder: Path) -> tuple[list[Found], list[Skipped]]:
    """The files below a folder, sorted by source, and what is not even looked at.

    Links are not followed, hidden files are left alone, and nothing but ordinary files is opened.
    Raises SourceError if there is no such folder.
    """
    if not folder.is_dir():
        raise SourceError(f"there is no folder {str(folder)!r}; nothing was indexed or changed; name one with --sources")
    found: list[Found] = []
    skipped: list[Skipped] = []
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            skipped.append(Skipped(prefix or "/", f"the folder cannot be read ({error.strerror}); mend its rights"))
            continue
        for entry in entries:
            source = prefix + entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, source + "/"))
            else:
                _sort_in(entry, source, found, skipped)
    return sorted(found, key=lambda item: item.source), sorted(skipped, key=lambda item: item.place)


def _sort_in(entry: os.DirEntry[str], source: str, found: list[Found], skipped: list[Skipped]) -> None:
    """Put one folder entry that is not a folder where it belongs."""
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError as error:
        skipped.append(Skipped(source, f"cannot be looked at ({error.strerror}); mend its rights"))
        return
    if stat.S_ISLNK(about.st_mode):
        skipped.append(Skipped(source, "a link is not followed; put the file itself here"))
    elif not stat.S_ISREG(about.st_mode):
        skipped.append(Skipped(source, "not an ordinary file; remove it from the folder"))
    else:
        found.append(Found(source, Path(entry.path), _stamp(about), about.st_size))


def _stamp(about: os.stat_result) -> str:
    """Size and times. A file that changed within the last two seconds may change again unseen: its stamp never compares equal."""
    moment = max(about.st_mtime_ns, about.st_ctime_ns)
    fresh = "" if time.time_ns() - moment > _SETTLED_NS else "?"
    return f"{about.st_size}:{about.st_mtime_ns}:{about.st_ctime_ns}{fresh}"


def same_stamp(left: str, right: str) -> bool:
    """Whether two stamps prove that a file did not change."""
    return left == right and not left.endswith("?")


def digest(path: Path) -> str:
    """The sha256 of a file's bytes. Raises OSError."""
    sums = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            sums.update(piece)
    return sums.hexdigest()


def texts(found: Found, sha256: str, read: Callable[[Path], Reading]) -> Iterator[Text | Skipped]:
    """The texts of one file, and what of it is skipped: one text, or one for each line of JSON lines.

    `sha256` is the file's; `read` turns another file into text and raises SourceError if it cannot.
    """
    if found.path.suffix.lower() in JSON_LINES:
        yield from _json_lines(found)
        return
    try:
        reading = read(found.path)
    except SourceError as error:
        yield Skipped(found.source, str(error))
        return
    except OSError as error:
        yield Skipped(found.source, f"cannot be read ({error.strerror}); mend its rights")
        return
    yield Text(found.source, found.source, None, reading.text, sha256, sha256, reading.pages, reading.encoding)


def _json_lines(found: Found) -> Iterator[Text | Skipped]:
    """One text a line: {"id", "title", "text"}. A line that is not that is skipped by its number."""
    try:
        with found.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _json_line(found.source, number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
    except OSError as error:
        yield Skipped(found.source, f"cannot be read to its end ({error.strerror}); mend its rights")


def _json_line(source: str, number: int, line: bytes) -> Text | Skipped:
    place = f"{source}:{number}"
    try:
        row: Any = json.loads(line.decode())
        text, title = row["text"], row.get("title")
        identity = row["id"]
        if type(identity) is int:
            identity = str(identity)
        encoded = text.encode()
        identity.encode()
        if not identity or not (title is None or isinstance(title, str)):
            raise TypeError
    except (ValueError, RecursionError):
        return Skipped(place, "not a line of JSON in UTF-8; mend the line")
    except (KeyError, TypeError, AttributeError):
        return Skipped(place, 'not an object with the strings "id" and "text"; mend the line')
    sha256 = hashlib.sha256(encoded).hexdigest()
    key = hashlib.sha256(f"{sha256}{title}".encode("utf-8", "surrogatepass")).hexdigest()
    return Text(identity, source, title, text, sha256, key)


class SourceWatch:
    """Tells whether sources still say what was indexed: by their stamp, and where that differs by their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str, str], SourceState] = {}

    def state(self, source: str, stamp: str, sha256: str, identity: str, text_sha256: str) -> SourceState:
        """The state of a document: its source's stamp and sha256 when indexed, its id, and the sha256 of its own text."""
        path = self._folder / source
        try:
            now = _stamp(path.stat())
            if same_stamp(now, stamp):
                return "unchanged"
            known = (source, identity, now)
            if known not in self._known:
                state = _compare(Found(source, path, now, 0), sha256, identity, text_sha256)
                if now.endswith("?"):
                    return state
                self._known[known] = state
            return self._known[known]
        except OSError:
            return "missing"


def _compare(found: Found, sha256: str, identity: str, text_sha256: str) -> SourceState:
    if digest(found.path) == sha256:
        return "unchanged"
    if found.path.suffix.lower() in JSON_LINES:
        for text in _json_lines(found):
            if isinstance(text, Text) and text.id == identity:
                return "unchanged" if text.sha256 == text_sha256 else "changed"
        return "missing"
    return "changed"
