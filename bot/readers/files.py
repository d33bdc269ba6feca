"""Open a file of a folder that nobody vouches for: regular files only, no way out of the folder, never waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bot.errors import SourceError


def open_regular(path: Path, folder: Path) -> BinaryIO:
    """Open a regular file that lies in a folder (itself, or a link to a file in the same folder), for reading bytes.

    A pipe or device is neither waited for nor read. Raises SourceError with the reason alone; the caller names the file.
    """
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve(strict=True)):
            raise SourceError("a link that leads out of the folder; put a copy of the file into the folder")
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be opened ({reason}); check that it is there and may be read") from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise SourceError("not a regular file (a folder, pipe or device); remove it")


def read_bytes(path: Path, folder: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes; see `open_regular`."""
    with open_regular(path, folder) as file:
        try:
            data = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
        except OSError as error:
            raise SourceError(f"cannot be read ({error.strerror}); check the disk") from error
    if data is None or len(data) > most:
        raise SourceError(f"larger than {most:,} bytes; split it, or raise limit_file_mb")
    return data
