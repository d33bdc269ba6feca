"""The process that loads one parser and forks for each file: `python -m bot.readers FORMAT`.

On its standard input, a socket, it is told the limits and the encoding for each file and handed one end of another socket. The fork
reads the file's bytes there, answers in JSON and ends; its exit code goes back on the first socket. This process itself never holds a
byte of any file, so every file finds the same fresh parser, all its memory and all its time. A fork confines itself before it parses.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress

from bot.errors import SourceError
from bot.readers.values import Limits

_LONGEST_REQUEST = 1 << 16


def main(kind: str) -> None:
    """Serve files until the other side closes the socket or ends."""
    control = socket.socket(fileno=sys.stdin.fileno())
    with suppress(Exception):  # what is wrong with the parser each file is told
        importlib.import_module(f"bot.readers.{kind}")
    gc.freeze()  # or the first collection of each fork copies all that was loaded
    while True:
        asked, handles, *_ = socket.recv_fds(control, _LONGEST_REQUEST, 1)
        if not handles:
            return
        with socket.socket(fileno=handles[0]) as channel:
            child = _fork()
            if child == 0:
                control.close()
                request = json.loads(asked)
                _serve(channel, kind, Limits(**request["limits"]), request["encoding"])
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child > 0 else child
        control.sendall(b"%d\n" % code)


def _fork() -> int:
    """As `os.fork`; where there is no room for a process, the exit code of one that was killed."""
    try:
        return os.fork()
    except OSError:
        return -int(signal.SIGKILL)


def _serve(channel: socket.socket, kind: str, limits: Limits, encoding: str | None) -> None:
    """Read one file, answer, and end."""
    code = 1
    try:
        _confine(limits)
        channel.sendall(_answer(channel, kind, limits, encoding))
        code = 0
    finally:
        os._exit(code)


def _answer(channel: socket.socket, kind: str, limits: Limits, encoding: str | None) -> bytes:
    """The reading of the bytes as JSON, `{"text", "pages", "encoding"}`, or `{"error"}` with the reason."""
    try:
        with channel.makefile("rb") as file:
            data = file.read()
        reading = importlib.import_module(f"bot.readers.{kind}").read(data, limits, encoding)
        return _json({"text": reading.text, "pages": reading.pages, "encoding": reading.encoding})
    except SourceError as error:
        said = str(error)
    except MemoryError:
        said = f"takes more than {limits.memory_bytes:,} bytes of memory; simplify it, or raise limit_memory_mb"
    except ModuleNotFoundError as error:
        said = f"reading {kind} needs {error.name}; install it, or install wenju again"
    except Exception as error:  # noqa: BLE001 - a parser raises anything on a broken file
        words = "".join(character if character.isprintable() else "?" for character in str(error)[:100])
        said = f"damaged, or not {kind} ({type(error).__name__}: {words}); open it in its program and save it again"
    return _json({"error": said})


def _json(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _confine(limits: Limits) -> None:
    """Bound time, memory and processor time of this process, and let it write no file; where the system can't, the clocks are left."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    seconds = int(limits.seconds) + 1
    for name, most in (("RLIMIT_AS", limits.memory_bytes), ("RLIMIT_CPU", seconds), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        allowed = resource.getrlimit(getattr(resource, name))[1]
        if allowed == resource.RLIM_INFINITY or most < allowed:
            with suppress(ValueError, OSError):  # macOS refuses some
                resource.setrlimit(getattr(resource, name), (most, most if name != "RLIMIT_CPU" else most + 1))


if __name__ == "__main__":
    main(sys.argv[1])
