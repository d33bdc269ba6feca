"""Parse a file in a process of its own, so that a file that hangs, swells or crashes its parser costs one error and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import bot
from bot.errors import SourceError
from bot.readers.values import Limits, Reading


def read_apart(kind: str, data: bytes, limits: Limits, encoding: str | None = None) -> Reading:
    """The reading of these bytes by `bot.readers.{kind}`, in a child process under the limits.

    Raises SourceError with the reason alone; the caller names the file.
    """
    # -P and a set path: the folder that the program is started in, perhaps one of strangers' files, is not searched for modules.
    command = [sys.executable, "-P", "-m", "bot.readers", kind, json.dumps(asdict(limits)), encoding or ""]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(_path()), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, the file's name is not passed
            command, input=data, capture_output=True, timeout=limits.seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(_too_long(limits)) from error
    except OSError as error:
        raise SourceError(f"no process could be started to read it ({error.strerror}); free memory and index again") from error
    if done.returncode == 0:
        return _reading(done.stdout)
    raise SourceError(_death(done.returncode, done.stderr, limits))


def _path() -> list[str]:
    """Where the child finds this program: where it is here, then where it would have looked."""
    return [str(Path(bot.__file__).resolve().parent.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _reading(output: bytes) -> Reading:
    """The child's answer; what it says is checked, because it has had a stranger's file in its hands."""
    try:
        answer = json.loads(output)
        if "error" in answer:
            raise SourceError(answer["error"])
        text, pages, encoding = answer["text"], tuple(answer["pages"]), answer["encoding"]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError("its reader gave no usable answer; report this file") from error
    lawful = isinstance(text, str) and isinstance(encoding, str) and all(isinstance(at, int) and 0 <= at <= len(text) for at in pages)
    if not lawful or list(pages) != sorted(pages):
        raise SourceError("its reader gave no usable answer; report this file")
    return Reading(text, pages, encoding)


def _death(code: int, stderr: bytes, limits: Limits) -> str:
    """Why a child ended without an answer: its exit code, or the signal that ended it (negative)."""
    if code == -24:  # SIGXCPU
        return _too_long(limits)
    if b"MemoryError" in stderr or code in {-6, -7, -9, -11}:  # abort, bus, kill, segment: what comes of too little memory
        return f"its parser crashed, most likely out of memory (limit_memory_mb: {limits.memory_bytes:,}); save it again, simpler"
    return f"its parser stopped (code {code}); save it again in its own program"


def _too_long(limits: Limits) -> str:
    return f"takes more than {limits.seconds:g} seconds to read; simplify it, or raise limit_seconds"
