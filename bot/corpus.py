"""From a folder to texts: which files there are, what changed since, what is skipped and why. Nothing is ever written here."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot import readers
from bot.errors import SourceError, printable
from bot.readers import Children, Limits, Record
from bot.schema import SourceState

_SETTLED_NS = 2_000_000_000
_PIECE = 1 << 20
_HANDS = 2  # files that are parsed at the same time
_HIDDEN = (".", "~$")  # how names of hidden files begin, and of those that Office keeps beside an open document
_AHEAD = 4  # files that are read, or being read, before they are asked for
UPLOADED = ".uploads/"  # before the path of an uploaded file: no file of the sources folder can have it, because it is hidden


@dataclass(frozen=True, slots=True)
class Found:
    """A file below the sources folder, or uploaded. `stamp` differs whenever the file may have changed; `size` is in bytes.

    root    the folder that the file must lie in
    """

    source: str
    path: Path
    stamp: str
    size: int
    root: Path


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
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was left out: its source, and the line that says so, with the reason and what to do."""

    source: str
    line: str

    def __str__(self) -> str:
        return self.line


def scan(folder: Path, uploads: Path | None = None) -> tuple[list[Found], list[Skipped]]:
    """The files below a folder, and those below `uploads` as if they lay in it, sorted by source; and what is not even opened.

    Folders are walked without following links; what is hidden (a leading dot, Office's lock files) is left alone; nothing but an
    ordinary file, or a link to one inside the folder, is opened later. Raises SourceError if there is no such folder.
    """
    if folder.is_file():
        raise SourceError(
            f"{printable(str(folder))}: a file, not a folder; nothing was changed; name the folder that holds it with --sources"
        )
    if not folder.is_dir():
        raise SourceError(f"{printable(str(folder))}: no such folder; nothing was changed; name one with --sources")
    found, skipped = _walk(folder, "")
    if uploads is not None and uploads.is_dir():
        more, left_out = _walk(uploads, UPLOADED)
        found, skipped = found + more, skipped + left_out
    return sorted(found, key=lambda item: item.source), skipped


def _walk(folder: Path, below: str) -> tuple[list[Found], list[Skipped]]:
    """The files of one folder; `below` is put before their paths."""
    found: list[Found] = []
    skipped: list[Skipped] = []
    waiting = [(str(folder), below)]
    while waiting:
        path, prefix = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.startswith(_HIDDEN):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, f"{prefix}{entry.name}/"))
                    else:
                        _sort_in(entry, prefix + entry.name, folder, found, skipped)
        except OSError as error:
            skipped.append(_skip(prefix or ".", f"cannot be listed ({error.strerror}); mend its rights"))
    return found, skipped


def _sort_in(entry: os.DirEntry[str], source: str, root: Path, found: list[Found], skipped: list[Skipped]) -> None:
    """Put one entry of a folder, which is no folder itself, where it belongs."""
    try:
        about = entry.stat()
    except OSError as error:
        skipped.append(_skip(source, f"cannot be looked at ({error.strerror}); mend it or remove it"))
        return
    if stat.S_ISREG(about.st_mode):
        found.append(Found(source, Path(entry.path), _stamp(about), about.st_size, root))
    elif stat.S_ISDIR(about.st_mode):
        skipped.append(_skip(source, "a link to a folder is not followed; put the folder itself here"))
    else:
        skipped.append(_skip(source, "not an ordinary file; remove it"))


def _skip(source: str, reason: str) -> Skipped:
    return Skipped(source, f"{printable(source)}: {reason}")


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


def is_readable(item: Found, limits: Limits) -> bool:
    """Whether a file is of a format that is read, and no larger than is read: of a film not even the digest is taken."""
    return readers.holds_records(item.path) or (readers.is_known(item.path) and item.size <= limits.file_bytes)


Readings = Generator[tuple[Found, Iterator[Text | Skipped]], None, None]


def read(found: Iterable[Found], limits: Limits, encoding: str | None = None) -> Readings:
    """Each file with its texts, in order. Files that have to be parsed are read ahead, two at a time, while the caller works."""
    waiting: deque[tuple[Found, Future[list[Text | Skipped]] | None]] = deque()
    coming = iter(found)
    with ThreadPoolExecutor(_HANDS, "read") as hands, Children() as children:
        while True:
            for item in islice(coming, _AHEAD - len(waiting)):
                parsed = readers.is_parsed(item.path)
                waiting.append((item, hands.submit(_listed, item, limits, encoding, children) if parsed else None))
            if not waiting:
                return
            item, ahead = waiting.popleft()
            yield item, iter(ahead.result()) if ahead else texts(item, limits, encoding, children)


def _listed(item: Found, limits: Limits, encoding: str | None, children: Children) -> list[Text | Skipped]:
    return list(texts(item, limits, encoding, children))


def texts(item: Found, limits: Limits, encoding: str | None = None, children: Children | None = None) -> Iterator[Text | Skipped]:
    """The texts of one file, one for each line of JSON lines, and what of it is skipped."""
    if readers.holds_records(item.path):
        for record in readers.read_records(item.path, item.root, limits, encoding):
            yield _of_record(item.source, record) if isinstance(record, Record) else Skipped(item.source, str(record))
        return
    try:
        reading = readers.read_file(item.path, item.root, limits, encoding, children)
    except SourceError as error:
        yield Skipped(item.source, str(error))
        return
    key = hashlib.sha256(f"{reading.sha256} {reading.encoding}".encode()).hexdigest()[:16]
    yield Text(item.source, item.source, None, reading.text, reading.sha256, key, reading.pages, reading.encoding)


def _of_record(source: str, record: Record) -> Text:
    sha256 = hashlib.sha256(record.text.encode()).hexdigest()
    key = hashlib.sha256(f"{sha256} {record.title}".encode()).hexdigest()[:16]
    return Text(record.id, source, record.title or None, record.text, sha256, key)


class SourceWatch:
    """Tells whether sources still say what was indexed: by their stamp, and where that differs by their content."""

    def __init__(self, folder: Path, uploads: Path | None = None) -> None:
        self._folder = folder
        self._uploads = uploads
        self._known: dict[tuple[str, str, str], SourceState] = {}

    def state(self, source: str, stamp: str, sha256: str, identity: str, text_sha256: Callable[[], str]) -> SourceState:
        """The state of a document: its source's stamp and sha256 when indexed, its id, and the sha256 of its own text, if it is needed."""
        uploaded = self._uploads is not None and source.startswith(UPLOADED)
        root = self._uploads if uploaded and self._uploads else self._folder
        path = root / (source.removeprefix(UPLOADED) if uploaded else source)
        try:
            now = _stamp(path.stat())
            if same_stamp(now, stamp):
                return "unchanged"
            place = (source, identity, now)
            if place in self._known:
                return self._known[place]
            state: SourceState = "unchanged" if digest(path) == sha256 else self._line_state(path, root, identity, text_sha256())
        except OSError:
            return "missing"
        if not now.endswith("?"):
            self._known[place] = state
        return state

    def _line_state(self, path: Path, root: Path, identity: str, text_sha256: str) -> SourceState:
        """The state of one line of a changed file: it may be as it was. Any other document of a changed file has changed."""
        if not readers.holds_records(path):
            return "changed"
        for record in readers.read_records(path, root, Limits()):
            if isinstance(record, Record) and record.id == identity:
                return "unchanged" if hashlib.sha256(record.text.encode()).hexdigest() == text_sha256 else "changed"
        return "missing"
