"""From a question's terms to ranked passages: this program beside rank-bm25, bm25s, tantivy and SQLite FTS5, fed the same terms.

Every system is given the words and bigrams of the same generated passages and asked for ten passages by the terms of the same
questions, in turn, one thread each. This program finds candidates and ranks them exactly, with texts loaded; the peers are at their best
documented settings and give numbers and scores alone. A fresh process tells the cold start and the memory after a hundred
questions. Ratios within one run mean something, milliseconds of one machine do not.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.generated import questions, write
from bot.analyzer import Analyzer, Query, engine_terms
from bot.config import Lexicon
from bot.index import Index, update
from bot.ranking import rank

SIZES = (1_000, 10_000, 100_000)
LARGE = 1_000_000
MOST_RANK_BM25 = 100_000  # it reads every passage for each question, and holds all in memory
ASKED = 100
K = 10


class System(Protocol):
    """One system: made once from the terms of all passages, opened, asked."""

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None: ...
    def open(self, folder: Path) -> Callable[[Query], Any]: ...


class Wenju:
    """This program, with the engine that `auto` takes."""

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None:
        """The index stands there already: the terms come from it."""

    def open(self, folder: Path) -> Callable[[Query], Any]:
        analyzer = _analyzer()
        index = Index.open(folder.parent / "index", analyzer.fingerprint)
        return lambda query: rank(query, index.store.entries(c.number for c in index.candidates(query.terms, 60)), index.store, analyzer, K)


class RankBM25:
    """rank-bm25: Okapi in memory."""

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None:
        (folder / "lists.json").write_text(json.dumps(lists, ensure_ascii=False), "utf-8")

    def open(self, folder: Path) -> Callable[[Query], Any]:
        import numpy as np
        from rank_bm25 import BM25Okapi

        okapi = BM25Okapi(json.loads((folder / "lists.json").read_text("utf-8")))

        def ask(query: Query) -> Any:
            scores = okapi.get_scores(query.terms)
            return np.argpartition(-scores, K)[:K]

        return ask


class BM25S:
    """bm25s: eager sparse scores, by numpy or numba, mapped from disk."""

    def __init__(self, backend: str) -> None:
        self._backend = backend

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None:
        import bm25s

        retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.6, backend=self._backend)
        retriever.index(lists, show_progress=False)
        retriever.save(folder)

    def open(self, folder: Path) -> Callable[[Query], Any]:
        import bm25s

        retriever = bm25s.BM25.load(folder, mmap=True, load_corpus=False)
        retriever.backend = self._backend
        if self._backend == "numba":
            retriever.activate_numba_scorer()
        return lambda query: retriever.retrieve([_known(query, retriever.vocab_dict)], k=K, n_threads=0, show_progress=False)


def _known(query: Query, vocabulary: dict[str, int]) -> list[str]:
    return [term for term in query.terms if term in vocabulary] or [next(iter(vocabulary))]


class Tantivy:
    """tantivy alone: one index of one field, the ten best by its own score."""

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None:
        import tantivy

        writer = tantivy.Index(_schema(), path=str(folder)).writer(256_000_000, 1)
        for at, terms in enumerate(lists):
            document = tantivy.Document()
            document.add_text("terms", " ".join(terms))
            document.add_unsigned("number", at)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Callable[[Query], Any]:
        import tantivy

        schema, searcher = _schema(), tantivy.Index.open(str(folder)).searcher()

        def ask(query: Query) -> Any:
            parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term, "freq")) for term in query.terms]
            hits = searcher.search(tantivy.Query.boolean_query(parts), limit=K, count=False).hits
            return searcher.fast_field_values("number", [address for _, address in hits])

        return ask


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("number", fast=True)
    return builder.build()


class FTS5:
    """SQLite FTS5, contentless, without positions; each term is a number to its tokeniser."""

    def build(self, folder: Path, lists: Sequence[list[str]]) -> None:
        numbers: dict[str, int] = {}
        with sqlite3.connect(folder / "fts.db") as base:
            base.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', detail=none)")
            rows = ((at, " ".join(f"t{numbers.setdefault(term, len(numbers))}" for term in terms)) for at, terms in enumerate(lists))
            base.executemany("INSERT INTO passages(rowid, terms) VALUES (?, ?)", rows)
            base.execute("INSERT INTO passages(passages) VALUES ('optimize')")
            base.execute("CREATE TABLE numbers(term PRIMARY KEY, number) WITHOUT ROWID")
            base.executemany("INSERT INTO numbers VALUES (?, ?)", numbers.items())

    def open(self, folder: Path) -> Callable[[Query], Any]:
        base = sqlite3.connect(folder / "fts.db")

        def ask(query: Query) -> Any:
            found = [base.execute("SELECT number FROM numbers WHERE term = ?", (term,)).fetchone() for term in query.terms]
            wanted = " OR ".join(f"t{row[0]}" for row in found if row)
            return base.execute("SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (wanted or "t", K)).fetchall()

        return ask


SYSTEMS: dict[str, System] = {
    "wenju": Wenju(),
    "tantivy": Tantivy(),
    "bm25s numpy": BM25S("numpy"),
    "bm25s numba": BM25S("numba"),
    "SQLite FTS5": FTS5(),
    "rank-bm25": RankBM25(),
}


def _analyzer() -> Analyzer:
    made = Analyzer(Lexicon.load(), "rjieba")
    made.analyze("先装好词典")
    return made


def run(*, large: bool) -> None:
    """Print a table for each size."""
    for size in (*SIZES, LARGE) if large else SIZES:
        with tempfile.TemporaryDirectory(prefix="wenju-bench-") as folder:
            _compare(Path(folder), size)


def _compare(folder: Path, size: int) -> None:
    (folder / "sources").mkdir()
    text = write(folder / "sources" / "passages.jsonl", size)
    analyzer = _analyzer()
    built = {"wenju": _timed(lambda: update(folder / "index", folder / "sources", analyzer))}
    store = Index.open(folder / "index", analyzer.fingerprint).store
    lists = [engine_terms(f"{row.body}\n{row.context}") for row in map(store.analysed, store.numbers())]
    names = [name for name in SYSTEMS if name != "rank-bm25" or size <= MOST_RANK_BM25]
    for name in names:
        place = folder / name.replace(" ", "-")
        place.mkdir()
        built.setdefault(name, _timed(lambda name=name, place=place: SYSTEMS[name].build(place, lists)))  # type: ignore[misc]
    del lists
    times = _interleaved(folder, names, [analyzer.query(question) for question in questions(ASKED, size)])
    print(f"### {size:,} passages, {text / 1e6:.0f} MB of text\n")
    print("| | p50 ms | p95 ms | p50 / tantivy | cold start s | memory MB | disk / text | build s |\n|---|---|---|---|---|---|---|---|")
    base = statistics.median(times["tantivy"])
    for name in names:
        cold, memory = _fresh(folder, name, size)
        p50, p95 = statistics.median(times[name]), sorted(times[name])[int(0.95 * len(times[name]))]
        disk = _disk(folder / "index" if name == "wenju" else folder / name.replace(" ", "-")) / text
        print(f"| {name} | {p50:.2f} | {p95:.2f} | {p50 / base:.2f} | {cold:.2f} | {memory:.0f} | {disk:.2f} | {built[name]:.1f} |")
    print(flush=True)


def _interleaved(folder: Path, names: Sequence[str], asked: Sequence[Query]) -> dict[str, list[float]]:
    """Milliseconds of each system for each question, the systems in turn. The slowest is asked one question in ten."""
    ask = {name: SYSTEMS[name].open(folder / name.replace(" ", "-")) for name in names}
    for name in names:
        ask[name](asked[0])
    times: dict[str, list[float]] = {name: [] for name in names}
    for at, query in enumerate(asked):
        for name in names:
            if name != "rank-bm25" or at % 10 == 0:
                times[name].append(1000 * _timed(lambda name=name, query=query: ask[name](query)))  # type: ignore[misc]
    return times


def _fresh(folder: Path, name: str, size: int) -> tuple[float, float]:
    """Seconds from the start of a process to its first answer, and its memory after all questions."""
    command = [sys.executable, "-m", "benchmarks.retrieval", str(folder), name, str(size)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(shown[0]), float(shown[1])


def _one(folder: Path, name: str, size: int) -> None:
    """In a fresh process: seconds since it was started to the first answer, and megabytes in the end."""
    analyzer = _analyzer()
    asked = [analyzer.query(question) for question in questions(ASKED, min(size, 1_000))]
    generating = time.time() - _STARTED
    ask = SYSTEMS[name].open(folder / name.replace(" ", "-"))
    ask(asked[0])
    cold = time.time() - _STARTED - generating
    for query in asked[: 3 if name == "rank-bm25" else None]:
        ask(query)
    print(cold, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


_STARTED = time.time()

if __name__ == "__main__":
    _one(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
