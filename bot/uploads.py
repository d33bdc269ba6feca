"""Files that people add on the page: kept below the home folder, never among the sources.

Names are made safe once, here; a deleted file rests in a hidden folder, from which it can be brought back.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SourceError, StoreError, printable
from bot.readers import FORMATS

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST = 180  # bytes of a name, in UTF-8: file systems allow 255
_MOST = 10_000  # files
BIN = ".deleted"


@dataclass(frozen=True, slots=True)
class Uploads:
    """One folder of uploaded files, each directly in it.

    Raises:
        SourceError: a name or a file that cannot be used.
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
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            place = self.folder / f".part-{os.urandom(8).hex()}"
            place.touch(0o600)
        except OSError as error:
            raise StoreError(f"{printable(str(self.folder))}: cannot be written ({error.strerror}); nothing was added") from error
        return place

    def finish(self, part: Path, name: str) -> str:
        """Put a written file in its place; the name that it got. A file of that name is replaced."""
        final = safe(name)
        part.replace(self.folder / final)
        return final

    def delete(self, name: str) -> None:
        """Take a file out; `restore` brings it back until another of its name is deleted."""
        self._move(self.folder / safe(name), self.folder / BIN / safe(name), name)

    def restore(self, name: str) -> None:
        """Bring a deleted file back."""
        self._move(self.folder / BIN / safe(name), self.folder / safe(name), name)

    def _move(self, old: Path, new: Path, name: str) -> None:
        try:
            new.parent.mkdir(exist_ok=True)
            old.replace(new)
        except FileNotFoundError as error:
            raise SourceError(f"{printable(name)}: no such uploaded file; nothing was changed") from error
        except OSError as error:
            raise StoreError(f"{printable(name)}: cannot be moved ({error.strerror}); nothing was changed") from error


def safe(name: str) -> str:
    r"""A file name that stays in its folder and shows what it is: no path, no control or format character, a known suffix.

    >>> safe("../年报\u202e.TXT")
    '年报.TXT'
    """
    bare = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    shown = "".join(c for c in bare if unicodedata.category(c)[0] != "C" and not _FORBIDDEN.match(c)).strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    if not stem or f"{dot}{suffix}".lower() not in FORMATS:
        raise SourceError(f"{printable(name[:80])}: not a file that can be read; nothing was added; use {' '.join(FORMATS)}")
    while len(f"{stem}{dot}{suffix}".encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"
