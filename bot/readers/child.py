"""Parse each file in a process of its own, so that a file that hangs, swells or crashes its parser costs one error and no more.

Python and a parser take a tenth of a second to load, a fork of a process that has loaded both a thousandth: see `__main__`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Self

import bot
from bot.errors import SourceError
from bot.readers.values import Limits, Reading

_GRACE = 30.0  # seconds beyond the limit, which a file's process keeps itself, until all is ended: the loading is among them


class Children:
    """Processes that read files, started when they are needed; use it in a `with`: they end with it.

    Thread-safe: each thread that reads has a process of its own.
    """

    def __init__(self) -> None:
        self._idle: dict[str, list[_Loaded]] = {}
        self._all: list[_Loaded] = []
        self._lock = Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, at once: a thread that waits for one gets an error."""
        with self._lock:
            self._closed = True
            for child in self._all:
                child.kill()
            for child in chain.from_iterable(self._idle.values()):
                child.close()

    def read(self, kind: str, data: bytes, limits: Limits, encoding: str | None = None) -> Reading:
        """The reading of these bytes by `bot.readers.{kind}`, under the limits.

        Raises SourceError with the reason alone; the caller names the file.
        """
        for _ in range(2):  # a process that was ended from outside, perhaps while it was idle, is no fault of the file
            child = self._take(kind)
            try:
                code, output = child.parse(data, limits, encoding)
            except TimeoutError as error:
                child.close()
                raise SourceError(_too_long(limits)) from error
            except (OSError, EOFError):
                child.close()
                continue
            self._give_back(kind, child)
            if code:
                raise SourceError(_death(code, limits))
            return _reading(output)
        raise SourceError("the process that should read it does not start, or is ended from outside; free memory and index again")

    def _take(self, kind: str) -> _Loaded:
        """An idle process that has loaded the parser, or a new one."""
        with self._lock:
            if self._closed:
                raise SourceError("was not read: the reading was ended; index again")
            idle = self._idle.setdefault(kind, [])
            if idle:
                return idle.pop()
            try:
                child = _Loaded(kind)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise SourceError(f"no process could be started to read it ({reason}); free memory and index again") from error
            self._all.append(child)
            return child

    def _give_back(self, kind: str, child: _Loaded) -> None:
        with self._lock:
            if self._closed:
                child.close()
            else:
                self._idle[kind].append(child)


class _Loaded:
    """A process that has loaded a parser."""

    def __init__(self, kind: str) -> None:
        # -P and a set path: the folder that the program is started in, perhaps one of strangers' files, is not searched for modules.
        command = [sys.executable, "-P", "-m", "bot.readers", kind]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(_path())}
        self._control, theirs = socket.socketpair()
        quiet = subprocess.DEVNULL
        try:  # a group of its own: Ctrl-C is for this program, which ends the group
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell, the file's name is not passed
                command, stdin=theirs.fileno(), stdout=quiet, stderr=quiet, env=environment, process_group=0
            )
        except OSError:
            self._control.close()
            raise
        finally:
            theirs.close()

    def parse(self, data: bytes, limits: Limits, encoding: str | None) -> tuple[int, bytes]:
        """Hand over a file's bytes: the exit code of the process that parsed them, and what it answered.

        Raises TimeoutError, and OSError or EOFError if the process is gone.
        """
        until = monotonic() + limits.seconds + _GRACE
        request = json.dumps({"limits": asdict(limits), "encoding": encoding}).encode()
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._control, [request], [theirs.fileno()])
            with suppress(BrokenPipeError, ConnectionResetError):  # it ended before it had read all
                ours.settimeout(_left(until))
                ours.sendall(data)
                ours.shutdown(socket.SHUT_WR)
            output = b"".join(_received(ours, until))
        code = b"".join(_received(self._control, until, b"\n"))
        if not code.endswith(b"\n"):
            raise EOFError
        return int(code), output

    def kill(self) -> None:
        """End it and what it parses; again is allowed."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """End it, by the thread that has it."""
        self.kill()
        self._control.close()


def _received(place: socket.socket, until: float, last: bytes | None = None) -> Iterator[bytes]:
    """What comes until the other side closes, or until a piece ends in `last`."""
    piece = b"-"
    while piece and not (last and piece.endswith(last)):
        place.settimeout(_left(until))
        try:
            piece = place.recv(1 << 20)
        except ConnectionResetError:  # it ended before it had read all
            return
        yield piece


def _left(until: float) -> float:
    """Seconds until then; never 0, which would mean not to wait at all."""
    return max(until - monotonic(), 0.001)


def _path() -> list[str]:
    """Where the child finds this program: where it is here, then where it would have looked."""
    return [str(Path(bot.__file__).resolve().parent.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _reading(output: bytes) -> Reading:
    """The child's answer; what it says is checked, because it has had a stranger's file in its hands."""
    try:
        answer = json.loads(output)
        if "error" in answer:
            raise SourceError(str(answer["error"]))
        text, pages, encoding = answer["text"], tuple(answer["pages"]), answer["encoding"]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError("its reader gave no usable answer; report this file") from error
    lawful = isinstance(text, str) and isinstance(encoding, str) and all(isinstance(at, int) and 0 <= at <= len(text) for at in pages)
    if not lawful or list(pages) != sorted(pages):
        raise SourceError("its reader gave no usable answer; report this file")
    return Reading(text, pages, encoding)


def _death(code: int, limits: Limits) -> str:
    """Why a process ended without an answer: its exit code, or the signal that ended it (negative)."""
    if code in {-signal.SIGALRM, -signal.SIGXCPU}:
        return _too_long(limits)
    if code in {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGKILL, -signal.SIGSEGV}:  # what comes of too little memory
        return f"its parser crashed, most likely out of memory (limit_memory_mb: {limits.memory_bytes:,}); save it again, simpler"
    return f"its parser stopped (code {code}); save it again in its own program"


def _too_long(limits: Limits) -> str:
    return f"takes more than {limits.seconds:g} seconds to read; simplify it, or raise limit_seconds"
