"""Progress as lines for a person: stage, count, speed and time left, once a second of work has passed."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

_FIRST = 1.0
_EVERY = 0.5


class Meter:
    """Says how far a stage of known size in bytes is; nothing at all if it takes less than a second."""

    def __init__(self, say: Callable[[str], None], stage: str, files: int, size: int) -> None:
        self._say = say
        self._stage = stage
        self._files = files
        self._size = size
        self._start = monotonic()
        self._next = self._start + _FIRST

        self._done = self._within = self._files_done = self._texts = 0

    def file(self, size: int) -> None:
        """One more file is done."""
        self._files_done += 1
        self._done += size
        self._within = 0
        self._tell()

    def text(self, text: str) -> None:
        """One more text of the present file is read."""
        self._texts += 1
        self._within += len(text.encode())
        self._tell()

    def _tell(self) -> None:
        now = monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        done = min(self._size, self._done + self._within)
        speed = done / (now - self._start)
        left = f", {(self._size - done) / speed:.0f} s left" if speed else ""
        self._say(
            f"{self._stage}: {self._files_done} of {self._files} files, {self._texts} documents, "
            f"{done / 1e6:.1f} of {self._size / 1e6:.1f} MB, {speed / 1e6:.1f} MB/s{left}"
        )
