"""Files that people add on the page: kept below the home folder, never among the sources.

Names are made safe once, here. A file takes its place whole or not at all, and never silently another's; a deleted one rests
for a day in a hidden folder, from which it can be brought back.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from bot.errors import SourceError, StoreError, printable
from bot.readers import FORMATS

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST = 180  # bytes of a name, in UTF-8: file systems allow 255
_MOST = 10_000  # files
_PART = ".part-"
BIN = ".deleted"
KEPT = 86_400  # seconds that a deleted file can be brought back


Change = Literal["added", "replaced"] | None


class Taken(SourceError):
    """Another file has that name."""

    code = "exists"


@dataclass(frozen=True, slots=True)
class Uploads:
    """One folder of uploaded files, each directly in it.

    Raises:
        SourceError: a name or a file that cannot be used; Taken if it is another's.
        StoreError: the folder cannot be written.
    """

    folder: Path

    def names(self) -> list[str]:
        """The files, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))

    def begin(self, name: str) -> Path:
        """A hidden file to write an upload into; `finish` gives it its name."""
        safe(name)
        if len(self.names()) >= _MOST:
            raise SourceError(f"there are {_MOST} uploaded files, the most there may be; nothing was added; delete some")
        place = self.folder / f"{_PART}{os.urandom(8).hex()}"
        with writing(name):
            self.folder.mkdir(parents=True, exist_ok=True)
            place.touch(0o600)
        return place

    def finish(self, part: Path, name: str, *, replace: bool = False) -> tuple[str, Change]:
        """Put a written file in its place: the name that it got, and what that changed.

        Another file of that name raises Taken, unless it is to be replaced; then `restore` brings that one back. The same bytes
        under the same name are no change.
        """
        final = safe(name)
        place = self.folder / final
        with writing(name):
            with part.open("rb") as file:
                os.fsync(file.fileno())
            there = place.exists()
            if there and _digest(place) == _digest(part):
                part.unlink()
                return final, None
            if there and not replace:
                raise Taken(f"{printable(final)}: another file of that name is here; nothing was added; replace it or rename yours")
            if there:
                self._move(place, self.folder / BIN / final, final)
            part.replace(place)
        return final, "replaced" if there else "added"

    def delete(self, name: str) -> None:
        """Take a file out; for a day `restore` brings it back, until another of its name is deleted."""
        self._move(self.folder / _exactly(name), self.folder / BIN / name, name)

    def restore(self, name: str, *, replace: bool = False) -> None:
        """Bring a deleted file back; Taken if another has its name by now, unless that is to be replaced."""
        place = self.folder / _exactly(name)
        if place.exists() and not replace:
            raise Taken(f"{printable(name)}: another file of that name was added since; nothing was changed; delete that one first")
        self._move(self.folder / BIN / name, place, name)

    def tidy(self) -> None:
        """Remove for good what was deleted over a day ago, and what uploads that broke off then have left."""
        oldest = time.time() - KEPT
        for path in [*self.folder.glob(f"{_PART}*"), *(self.folder / BIN).glob("*")]:
            with writing(path.name):
                if path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)

    def _move(self, old: Path, new: Path, name: str) -> None:
        try:
            new.parent.mkdir(exist_ok=True)
            if not old.is_symlink():
                os.utime(old)  # from now on the day counts
            old.replace(new)
        except FileNotFoundError as error:
            raise SourceError(f"{printable(name)}: no such uploaded file; nothing was changed") from error
        except OSError as error:
            raise StoreError(f"{printable(name)}: cannot be moved ({error.strerror}); nothing was changed; mend its folder") from error


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Whatever the disk says while a file of that name is written, as one line."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{printable(name)}: cannot be written ({error.strerror}); nothing was added; make room and try again") from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def _exactly(name: str) -> str:
    """The name itself, if an uploaded file can have it: what is deleted is what was named."""
    if safe(name) != name:
        raise SourceError(f"{printable(name[:80])}: no such uploaded file; nothing was changed")
    return name


def safe(name: str) -> str:
    r"""A file name that stays in its folder and shows what it is: no path, no control or format character, a known suffix.

    >>> safe("../年报\u202e.TXT")
    '年报.TXT'
    """
    bare = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in bare if unicodedata.category(c)[0] != "C" and not _FORBIDDEN.match(c))
    shown = re.sub(r"^[\s.]+|[\s.]+$", "", unicodedata.normalize("NFC", kept))
    stem, dot, suffix = shown.rpartition(".")
    if not stem or f"{dot}{suffix}".lower() not in FORMATS:
        raise SourceError(f"{printable(name[:80])}: not a file that can be read; nothing was added; use {' '.join(FORMATS)}")
    while len(f"{stem}{dot}{suffix}".encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"
