"""tantivy: an engine whose files stay on disk, for a large index.

Each part of the index is a tantivy index of its own, written once and never changed. What is rare is told over all parts,
without what was removed since: a term's weight in a part is corrected by the ratio of its idf there to its idf in that part.
"""

from __future__ import annotations

import errno
import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from bot.engines import Frequencies, Kind, Part, is_gone
from bot.errors import EngineError
from bot.schema import Candidate

_TERMS = "terms"
_NUMBER = "number"
_HEAP = 768_000_000  # bytes at most: a part is written in few pieces, each with the whole vocabulary in it
_TRIES = 10  # what is left in the system's folder for temporary files after so many is a few links
_WRITE = "cannot write"
_REFUSED = re.compile(r"\bos error (\d+)")  # how Rust names the system's errors


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_TERMS, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field(_NUMBER, stored=False, fast=True)
    return builder.build()


class Writer:
    """Writes the tantivy index of one part into an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._position = 0
        with _mapped(_WRITE):
            self._index = tantivy.Index(_schema(), path=str(folder), reuse=False)
            self._index.config_reader(reload_policy="manual")  # or a thread follows each commit and makes lock files
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)

    def add(self, terms: str) -> None:
        """The terms of the next chunk, joined by spaces."""
        document = tantivy.Document()
        document.add_text(_TERMS, terms)
        document.add_unsigned(_NUMBER, self._position)
        with _mapped(_WRITE):
            self._writer.add_document(document)
        self._position += 1

    def close(self) -> None:
        """Commit, wait for merges, and leave only the files that a reader needs."""
        with _mapped(_WRITE):
            self._writer.commit()
            self._writer.wait_merging_threads()
        del self._writer, self._index
        for lock in self._folder.glob(".*.lock"):
            lock.unlink(missing_ok=True)


class Tantivy:
    """Candidates from the tantivy indexes of all parts."""

    def __init__(self, parts: Sequence[Part], frequencies: Frequencies) -> None:
        self._schema = _schema()
        self._frequencies = frequencies
        self._count = sum(part.count - sum(end - start for start, end in part.gone) for part in parts)
        with _mapped("cannot open"):
            self._parts = [(part, _searcher(part.folder)) for part in parts if part.count]

    def search(self, terms: Mapping[str, float], n: int) -> list[Candidate]:
        """Up to n candidates, best first."""
        if n <= 0:
            return []
        with _mapped("cannot search"):
            weights = self._weights(terms)
            found = [candidate for place in range(len(self._parts)) for candidate in self._search(place, weights[place], n)]
        return sorted(found, key=_best_first)[:n]

    def _weights(self, terms: Mapping[str, float]) -> list[Mapping[str, float]]:
        """For each part the weight of each term that it has: what it counts, times idf in the whole index / idf in the part."""
        if len(self._parts) == 1 and not self._parts[0][0].gone:
            return [terms]
        rare = {term: terms[term] * _idf(self._count, count) for term, count in self._frequencies(terms).items()}
        return [
            {term: worth / _idf(part.count, here) for term, worth in rare.items() if (here := searcher.doc_freq(_TERMS, term))}
            for part, searcher in self._parts
        ]

    def _search(self, place: int, weights: Mapping[str, float], n: int) -> list[Candidate]:
        """Up to n live candidates of one part: more are asked for while removed ones stand among them."""
        part, searcher = self._parts[place]
        if not weights:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term(term, weight)) for term, weight in weights.items()])
        asked = n
        while True:
            hits = searcher.search(query, limit=asked, count=False).hits
            positions = searcher.fast_field_values(_NUMBER, [address for _, address in hits])
            found = zip(hits, positions, strict=True)
            live = [Candidate(part.base + int(position), score) for (score, _), position in found if position is not None]
            if part.gone:
                live = [candidate for candidate in live if not is_gone(candidate.number - part.base, part.gone)]
            if len(live) >= n or len(hits) < asked:
                return live[:n]
            asked *= 4

    def _term(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, _TERMS, term, "freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _best_first(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.number


def _idf(total: int, count: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def _searcher(folder: Path) -> tantivy.Searcher:
    """Open an index through links in a private folder, which is gone again when this returns: the files are mapped by then.

    tantivy makes a lock file beside what it opens, and the index folder may be read-only.
    """
    links = Path(tempfile.mkdtemp(prefix="wenju-"))
    try:
        for path in folder.iterdir():
            (links / path.name).symlink_to(path.absolute())
        index = tantivy.Index.open(str(links))
        index.config_reader(reload_policy="manual")
        return index.searcher()
    finally:
        for _ in range(_TRIES):  # a thread of tantivy's may make its lock file once more meanwhile
            shutil.rmtree(links, ignore_errors=True)
            if not links.exists():
                break


@contextmanager
def _mapped(what: str) -> Iterator[None]:
    """Turn whatever tantivy raises, a Rust panic included, into EngineError. The system's own refusals to write pass as such."""
    try:
        yield
    except (MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic is not an Exception
        refused = _REFUSED.search(str(error))
        if what == _WRITE and (refused or isinstance(error, OSError)):
            code = int(refused[1]) if refused else getattr(error, "errno", None) or errno.EIO
            raise OSError(code, os.strerror(code)) from error
        raise EngineError(
            f"the engine tantivy {what}: {error}; the texts of the index are untouched; "
            "run `wenju index --rebuild` with the same --sources and --index"
        ) from error


KIND = Kind("tantivy", Writer, Tantivy)
