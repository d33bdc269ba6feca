"""Engines find candidates; one scoring ranks them, the same for every engine.

An engine is given numbered lists of terms, a part of the index at a time, and knows neither text nor chunk. To add one:
a module with a `KIND`, and a row in the table below.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import ConfigError, EngineError
from bot.schema import Candidate

AUTO = "auto"
LARGE = 10_000
"""Chunks from which `auto` takes the engine that keeps its files on disk."""

_MODULES = {"rank-bm25": "bot.engines.rank_bm25", "tantivy": "bot.engines.tantivy"}


class Engine(Protocol):
    """What finds candidates in one generation. Thread-safe."""

    def search(self, terms: Mapping[str, float], n: int) -> list[Candidate]:
        """Up to n candidates, best first, each sharing at least one term; ties by number. A term's score is times what it counts.

        Raises EngineError if the engine cannot answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the index, as an engine is given it.

    folder  where the engine's files of this part are (only of an engine that keeps files)
    base    number of its first chunk
    count   how many chunks it was written with
    gone    half-open ranges of positions in the part that were removed since; never to be returned
    terms   gives the list of terms of each position, in order, the removed ones included
    """

    folder: Path
    base: int
    count: int
    gone: tuple[tuple[int, int], ...]
    terms: Callable[[], Iterable[Sequence[str]]]


class PartWriter(Protocol):
    """Writes the engine's files of one part, position by position."""

    def add(self, terms: str) -> None:
        """The terms of the next chunk, joined by spaces."""
        ...

    def close(self) -> None:
        """Finish the files."""
        ...


Frequencies = Callable[[Iterable[str]], Mapping[str, int]]
"""In how many chunks each term stands, over all parts, the removed ones not counted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of engine: how its files of a part are written (None: it keeps none), and how it is opened over parts."""

    name: str
    write: Callable[[Path], PartWriter] | None
    open: Callable[[Sequence[Part], Frequencies], Engine]


def names() -> tuple[str, ...]:
    """What `--engine` accepts."""
    return (AUTO, *_MODULES)


def choose(name: str, chunks: int) -> str:
    """The engine's own name: `auto` is the small one up to 9,999 chunks, then the one that keeps files.

    >>> choose("auto", 150), choose("auto", 10_000)
    ('rank-bm25', 'tantivy')
    """
    if name != AUTO:
        return name
    return "tantivy" if chunks >= LARGE else "rank-bm25"


def kind(name: str) -> Kind:
    """The kind of that name. Raises ConfigError for an unknown one, EngineError if its library is not installed."""
    if name not in _MODULES:
        raise ConfigError(f"unknown engine {name!r}; nothing was changed; it is one of {', '.join(names())}")
    try:
        found: Kind = importlib.import_module(_MODULES[name]).KIND
    except ImportError as error:
        raise EngineError(f"the engine {name!r} is not installed ({error}); the index is untouched; run `pip install {name}`") from error
    return found


def is_gone(position: int, gone: Sequence[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the sorted ranges."""
    return any(start <= position < end for start, end in gone)
