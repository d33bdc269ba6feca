"""What comes in and goes out: UTF-8 whatever the locale says, strict JSON, an error by name when it cannot be written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from math import isfinite
from pathlib import Path
from typing import Any, TextIO

from bot.errors import SourceError, StoreError, printable

LINE = 1 << 20  # characters of a batch line


def ready() -> None:
    """Make the three streams speak UTF-8: what is read and printed is Chinese, and JSON is UTF-8. A closed input is an empty one."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - stands in to the end
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - the same
    for stream, encoding, errors in (
        (sys.stdin, "utf-8-sig", "replace"),
        (sys.stdout, "utf-8", "backslashreplace"),  # half a surrogate pair becomes the escape that JSON has for it
        (sys.stderr, "utf-8", "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)


def silence() -> None:
    """Nobody reads standard output any more, or it cannot be written: Python must not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(value: dict[str, Any] | str) -> None:
    """Print a text, or a value as one line of JSON. Raises StoreError where standard output cannot be written."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if sys.stdout is None:
        raise StoreError("standard output is closed; nothing was printed; send it to a file or a terminal")
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise StoreError(f"standard output: cannot be written ({error.strerror}); what was printed before stays; free space") from error


def typed(argument: str) -> str:
    """An argument as it was typed: bytes that a locale without Chinese could not read are UTF-8; half a character becomes a mark."""
    try:
        return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return argument.encode("utf-8", "replace").decode("utf-8")


def parsed(text: str | bytes) -> Any:
    """The value of a JSON text, fit to be printed again: ValueError for NaN and infinities, half a surrogate pair becomes ?."""
    value = json.loads(text, parse_float=_finite, parse_constant=_finite)
    written = json.dumps(value, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-8", "replace"))
    return value


def _finite(number: str) -> float:
    if not isfinite(value := float(number)):
        raise ValueError(f"{number} is no number of JSON")
    return value


def lines(name: str) -> Iterator[str]:
    """The lines of a batch file, - for standard input; a file that cannot be opened is a usage error."""
    if name == "-":
        yield from _whole(sys.stdin)
        return
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            yield from _whole(file)
    except OSError as error:
        raise SourceError(
            f"{printable(name)}: cannot be read ({error.strerror}); nothing was changed; name a file of JSON lines"
        ) from error


def _whole(file: TextIO) -> Iterator[str]:
    while line := file.readline(LINE):
        rest = line
        while len(rest) == LINE and not rest.endswith("\n"):  # too long: one broken line, not several
            rest = file.readline(LINE)
        yield line
