"""Texts to what the store writes of them: read as a page, cut into chunks, analysed, packed; in several processes where it pays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import ModuleType

from bot import layout
from bot.analyzer import Analyzer
from bot.chunker import entries
from bot.corpus import Text
from bot.schema import Document
from bot.store import Packed, pack

PAYS = 8_000_000  # bytes of sources from which further processes earn the second that each takes to start
_BATCH, _ROOM = 100, 100_000  # texts at most that a process is given at once, and characters after which they are enough
_AHEAD = 3  # batches for each process


_SELDOM = 100_000  # new objects until Python looks for cycles among them: there are none, and it would look at each text a dozen times


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for cycles seldom while texts are prepared and written."""
    before = gc.get_threshold()
    gc.set_threshold(max(_SELDOM, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def prepare(text: Text, analyzer: Analyzer) -> Packed | None:
    """The document of a text with its chunks, None if it holds nothing to cite."""
    return prepare_all([text], analyzer)[0]


def prepare_all(texts: Sequence[Text], analyzer: Analyzer) -> list[Packed | None]:
    """The same of several short texts. Each step takes all of them before the next: a processor's caches do not hold all steps at once."""
    documents = [
        Document(text.id, text.source, text.text, text.sha256, layout.read_page(text.text, title=text.title), text.pages) for text in texts
    ]
    found = [list(entries(document, analyzer)) for document in documents]
    return [
        pack(document, text.key, text.encoding, one) if one else None for text, document, one in zip(texts, documents, found, strict=True)
    ]


Prepared = Iterator[tuple[Text, Packed | None]]


class Preparer:
    """Prepares texts in order. Use it in a `with`: processes end with it."""

    def __init__(self, analyzer: Analyzer, size: int) -> None:
        self._analyzer = analyzer
        workers = os.cpu_count() or 1
        self._ahead = workers * _AHEAD
        self._pool: ProcessPoolExecutor | None = None
        if size >= PAYS and workers > 1:
            # Not forked: a fork copies the locks of other threads, of the page or an engine, in whatever state they are.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, context, _start, (analyzer,))

    def __enter__(self) -> Callable[[Iterable[Text]], Prepared]:
        return self._each

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _each(self, texts: Iterable[Text]) -> Prepared:
        if self._pool is None:
            yield from ((text, prepare(text, self._analyzer)) for text in texts)
            return
        waiting: deque[tuple[list[Text], Future[list[Packed | None]]]] = deque()
        source = iter(texts)
        while True:
            while len(waiting) < self._ahead and (batch := _next(source)):
                waiting.append((batch, self._submit(self._pool, batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                yield from zip(batch, future.result(), strict=True)
            except BrokenProcessPool:  # a process was ended from outside, or none could start: here it goes on, slower
                yield from ((text, prepare(text, self._analyzer)) for text in batch)

    @staticmethod
    def _submit(pool: ProcessPoolExecutor, batch: list[Text]) -> Future[list[Packed | None]]:
        try:
            with _program_aside():
                return pool.submit(_batch, batch)
        except BrokenProcessPool as error:
            broken: Future[list[Packed | None]] = Future()
            broken.set_exception(error)
            return broken


@contextmanager
def _program_aside() -> Iterator[None]:
    """A process that starts now does not run the caller's program again, as `spawn` does.

    That would do all its work twice, and wait for itself for ever where the index is built outside of `if __name__ == "__main__"`.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _next(source: Iterator[Text]) -> list[Text]:
    """The next batch: so few long texts that memory holds what is made of them."""
    batch: list[Text] = []
    room = _ROOM
    while room > 0 and len(batch) < _BATCH and (text := next(source, None)):
        batch.append(text)
        room -= len(text.text)
    return batch


_ANALYZERS: list[Analyzer] = []  # of a worker process: made once, when it starts


def _start(analyzer: Analyzer) -> None:
    _ANALYZERS.append(analyzer)
    gc.set_threshold(_SELDOM)


def _batch(texts: list[Text]) -> list[Packed | None]:
    return prepare_all(texts, _ANALYZERS[0])
