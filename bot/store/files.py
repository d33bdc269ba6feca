"""File operations that survive a crash: write once, sync, one atomic switch, one writer.

Every byte of an index is written by the functions of this module (an engine's own files are synced by it). An operating
system's refusal becomes one `StoreError` that says that the previous index still answers.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import DamagedIndex, StoreError

_PIECE = 1 << 20
_ENOUGH = 1 << 17  # bytes to be written at once


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn an operating system's refusal to write below `place` into one line."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(
            f"cannot write the index at {str(place)!r}: {reason}; what was indexed before is untouched; "
            "free space or mend the rights, then run `wenju index` again"
        ) from error


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the index folder's writer lock; the system frees it when the process ends, however it ends."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"another process is writing the index at {str(folder)!r}; what was indexed before still answers; try again when it is done"
            ) from error
        yield
    finally:
        os.close(handle)


class NewFile:
    """A file that is written once, front to end: it must not exist yet, and it is on the disk after `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._length = 0  # of what waits
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)

    def write(self, content: bytes) -> int:
        """Append; returns the offset at which the content begins. What is short waits for more: each call costs more than its bytes."""
        begin = self.size
        self._waiting.append(content)
        self._length += len(content)
        self.size += len(content)
        if self._length >= _ENOUGH:
            self._flush()
        return begin

    def _flush(self) -> None:
        """Write what waits. A short write is continued."""
        content = b"".join(self._waiting)
        self._waiting.clear()
        self._length = 0
        self._digest.update(content)
        view = memoryview(content)
        while view:
            view = view[os.write(self._handle, view) :]

    def close(self) -> str:
        """Sync and close; returns the sha256 of the file."""
        self._flush()
        handle, self._handle = self._handle, -1
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def write_new(path: Path, content: bytes) -> str:
    """Write a whole new file and sync it; returns its sha256."""
    with NewFile(path) as file:
        file.write(content)
        return file.close()


def switch(path: Path, content: bytes) -> None:
    """Replace a small file atomically: a reader sees the old bytes or the new ones, also after a crash."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, content)
    fresh.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The sha256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def remove(path: Path) -> None:
    """Remove a file or folder that nothing refers to any more; what cannot be removed now is left for the next build."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


class OldFile:
    """A finished file, read at offsets. Reads are thread-safe; missing bytes are `DamagedIndex`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path):
            self._handle = os.open(path, os.O_RDONLY)
            self.size = os.fstat(self._handle).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`."""
        try:
            content = os.pread(self._handle, length, offset)
        except OSError:
            with reading(self.path):  # the rare way may be slow
                raise
        if len(content) != length:
            raise damaged(self.path)
        return content

    def read_all(self, places: Iterable[tuple[int, int]]) -> list[bytes]:
        """As much as there is of each length from each offset: for what brings its own check, and is read a hundred at a time."""
        pread, handle = os.pread, self._handle
        with reading(self.path):
            return [pread(handle, length, offset) for length, offset in places]

    def __del__(self) -> None:
        handle = getattr(self, "_handle", -1)
        if handle >= 0:
            os.close(handle)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failed read of an index file into `DamagedIndex`."""
    try:
        yield
    except PermissionError as error:
        raise DamagedIndex(f"the index file {str(path)!r} may not be read; nothing was changed; mend its rights") from error
    except OSError as error:
        raise damaged(path, error.strerror or type(error).__name__) from error


def damaged(path: Path, reason: str = "its bytes are not what was written") -> DamagedIndex:
    """The error for an index file that cannot be trusted."""
    return DamagedIndex(
        f"the index file {str(path)!r} is damaged ({reason}); nothing was answered from it; "
        "run `wenju index --rebuild` with the same --sources and --index"
    )
