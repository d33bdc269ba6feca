"""What `engines` compares, each in processes of its own that `engines` starts: `python -m benchmarks.systems JOB SYSTEM FOLDER`.

build   make the files; prints seconds of CPU, seconds, and megabytes at the peak
serve   open them and answer a question a line: `{"question", "terms"}` -> milliseconds of CPU, milliseconds, seconds of CPU since the start
add     (wenju) put one more file into the sources and find it; prints seconds for each of three
memory  as `serve`, at an empty line: megabytes resident, and those of them that no file backs

FOLDER holds sources/passages.jsonl, terms.txt (a passage a line, the words and bigrams that wenju makes of it) and a folder a system.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

K = 10
Ask = Callable[[list[str]], Any]


class System(Protocol):
    """Makes its files in `folder`; opens them, giving a function from terms to the ten best passages."""

    def build(self, folder: Path) -> None:
        """Make the files."""
        ...

    def open(self, folder: Path) -> Ask:
        """Open them."""
        ...


class Wenju:
    """Our program, with the engine that `auto` takes: candidates and their exact ranking; with `texts`, the ten passages as well."""

    def __init__(self, *, texts: bool = False) -> None:
        self.texts = texts

    def build(self, folder: Path) -> None:
        """Make the files."""
        from bot.library import build

        if not self.texts:
            build(_settings(folder), _analyzer())

    def open(self, folder: Path) -> Ask:
        """Not used: it is given questions, see `_answers`."""
        raise NotImplementedError


class RankBM25:
    """rank-bm25's Okapi, all in memory, with its defaults."""

    def build(self, folder: Path) -> None:
        """It keeps no files; how long it takes to be ready."""
        from rank_bm25 import BM25Okapi

        BM25Okapi([line.split() for line in _lines(folder)])

    def open(self, folder: Path) -> Ask:
        """Open them."""
        import numpy as np
        from rank_bm25 import BM25Okapi

        okapi = BM25Okapi([line.split() for line in _lines(folder)])

        def ask(terms: list[str]) -> Any:
            scores = okapi.get_scores(terms)
            best = np.argpartition(-scores, K)[:K]
            return best[np.argsort(-scores[best])]

        return ask


class BM25S:
    """bm25s: scores made while indexing, held in memory, with the backend numpy or numba."""

    def __init__(self, backend: str) -> None:
        self._backend = backend

    def build(self, folder: Path) -> None:
        """Make the files."""
        import bm25s

        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(term, len(numbers)) for term in line.split()] for line in _lines(folder)]
        retriever = bm25s.BM25(backend=self._backend)
        retriever.index(bm25s.tokenization.Tokenized(ids, numbers), show_progress=False)
        retriever.save(folder / self._backend)

    def open(self, folder: Path) -> Ask:
        """Open them."""
        import bm25s

        retriever = bm25s.BM25.load(folder / self._backend, load_corpus=False)
        retriever.backend = self._backend
        if self._backend == "numba":
            retriever.activate_numba_scorer()
        return lambda terms: retriever.retrieve([terms], k=K, show_progress=False)


class Tantivy:
    """tantivy alone: one field, cut at white space, term counts without positions; tokenised from the JSON lines as wenju does it.

    With `texts` it is an index of its own, made of terms that are cut already, which gives the texts of the ten best too.
    """

    def __init__(self, *, texts: bool = False) -> None:
        self.texts = texts

    def build(self, folder: Path) -> None:
        """Make the files."""
        import tantivy

        place = folder / self._files
        place.mkdir()
        writer = tantivy.Index(self._schema(), path=str(place)).writer(768_000_000, 1)
        with (folder / "sources" / "passages.jsonl").open(encoding="utf-8") as lines:
            records = map(json.loads, lines)
            for record, terms in zip(records, _lines(folder), strict=True) if self.texts else _tokenised(records):
                document = tantivy.Document()
                document.add_text("terms", terms)
                if self.texts:
                    document.add_bytes("text", record["text"].encode())
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Ask:
        """Open them."""
        import tantivy

        schema, searcher = self._schema(), tantivy.Index.open(str(folder / self._files)).searcher()

        def ask(terms: list[str]) -> Any:
            parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term, "freq")) for term in terms]
            hits = searcher.search(tantivy.Query.boolean_query(parts), limit=K, count=False).hits
            return [bytes(searcher.doc(address)["text"][0]).decode() for _, address in hits] if self.texts else hits

        return ask

    @property
    def _files(self) -> str:
        return "tantivy-texts" if self.texts else "tantivy"

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder().add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        return (builder.add_bytes_field("text", stored=True) if self.texts else builder).build()


def _tokenised(records: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], str]]:
    """Each record with its words and bigrams."""
    from bot.analyzer import engine_terms

    analyzer = _analyzer()
    for record in records:
        yield record, " ".join(engine_terms(f"{analyzer.analyze(record['text'])}\n{analyzer.analyze(record['title'])}"))


class FTS5:
    """SQLite FTS5 without contents and positions, merged into one; a number stands for each term, as its tokeniser has no bigrams."""

    def build(self, folder: Path) -> None:
        """Make the files."""
        numbers: dict[str, int] = {}
        with sqlite3.connect(folder / "fts5.db") as base:
            base.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', detail=none, columnsize=1)")
            rows = ((" ".join(f"t{numbers.setdefault(term, len(numbers))}" for term in line.split()),) for line in _lines(folder))
            base.executemany("INSERT INTO passages(terms) VALUES (?)", rows)
            base.execute("INSERT INTO passages(passages) VALUES ('optimize')")
            base.execute("CREATE TABLE numbers(term PRIMARY KEY, number) WITHOUT ROWID")
            base.executemany("INSERT INTO numbers VALUES (?, ?)", sorted(numbers.items()))

    def open(self, folder: Path) -> Ask:
        """Open them."""
        base = sqlite3.connect(folder / "fts5.db")
        base.execute("PRAGMA mmap_size=4000000000")

        def ask(terms: list[str]) -> Any:
            found = base.execute(f"SELECT number FROM numbers WHERE term IN ({','.join('?' * len(terms))})", terms).fetchall()
            wanted = " OR ".join(f"t{number}" for (number,) in found)
            return base.execute("SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (wanted, K)).fetchall()

        return ask


SYSTEMS: dict[str, System] = {
    "wenju": Wenju(),
    "wenju-texts": Wenju(texts=True),
    "tantivy": Tantivy(),
    "tantivy-texts": Tantivy(texts=True),
    "bm25s-numpy": BM25S("numpy"),
    "bm25s-numba": BM25S("numba"),
    "fts5": FTS5(),
    "rank-bm25": RankBM25(),
}
FILES = {
    "wenju": "index",
    "tantivy": "tantivy",
    "tantivy-texts": "tantivy-texts",
    "bm25s-numpy": "numpy",
    "bm25s-numba": "numba",
    "fts5": "fts5.db",
}
"""What is in the folder of each that keeps files."""


def write_terms(folder: Path) -> int:
    """terms.txt, read off wenju's index; returns how many passages there are."""
    from bot.analyzer import engine_terms
    from bot.library import Library

    store = Library.open(_settings(folder), _analyzer()).index.store
    with (folder / "terms.txt").open("w", encoding="utf-8") as out:
        for row in map(store.analysed, store.numbers()):
            out.write(" ".join(engine_terms(f"{row.body}\n{row.context}")) + "\n")
    return store.count


def made_ready(questions: list[str]) -> list[dict[str, Any]]:
    """Each question with the terms that every system is asked for."""
    analyzer = _analyzer()
    return [{"question": question, "terms": analyzer.query(question).terms} for question in questions]


def _lines(folder: Path) -> Iterator[str]:
    with (folder / "terms.txt").open(encoding="utf-8") as lines:
        yield from lines


def _settings(folder: Path) -> Any:
    from bot.config import Settings

    return Settings.load({"sources": folder / "sources", "index": folder / "index", "tokenizer": "rjieba"}, environ={})


def _analyzer() -> Any:
    from bot.analyzer import Analyzer
    from bot.config import Lexicon

    return Analyzer(Lexicon.load(), "rjieba")


def _build(name: str, folder: Path) -> None:
    start = time.perf_counter()
    SYSTEMS[name].build(folder)
    wall = time.perf_counter() - start
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(sum(use.ru_utime + use.ru_stime for use in usage), wall, _memory("VmHWM")[0] + usage[1].ru_maxrss / 1024)


def _answers(name: str, folder: Path) -> Iterator[Callable[[], Any]]:
    """What is to be timed for each question on stdin, one after the other; nothing for an empty line."""
    system = SYSTEMS[name]
    if not isinstance(system, Wenju):
        ask = system.open(folder)
        for line in sys.stdin:
            terms = json.loads(line)["terms"] if line.strip() else None
            yield (lambda terms=terms: ask(terms)) if terms else None  # type: ignore[misc]
        return
    from bot.library import Library

    analyzer = _analyzer()
    library = Library.open(_settings(folder), analyzer)
    for line in sys.stdin:
        query = analyzer.query(json.loads(line)["question"]) if line.strip() else None
        answer = library.search if system.texts else library.ranked
        yield (lambda query=query, answer=answer: answer(query, K)) if query else None  # type: ignore[misc]


def _serve(name: str, folder: Path) -> None:
    for answer in _answers(name, folder):
        if answer is None:
            print(*_memory("VmRSS", "RssAnon"), flush=True)
            continue
        cpu, wall = time.process_time(), time.perf_counter()
        answer()
        print(1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall), time.process_time(), flush=True)


def _memory(*keys: str) -> list[float]:
    """Megabytes of this process: VmHWM at the peak, VmRSS now, RssAnon of them not backed by a file."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return [int(status[key].split()[0]) / 1024 for key in keys]


def _add(folder: Path) -> None:
    """Seconds from a new file in the folder of an open index to the first answer that holds it, three times; their median."""
    from bot.library import Library, build

    settings, analyzer = _settings(folder), _analyzer()
    library = Library.open(settings, analyzer)
    library.search(analyzer.query("某某问题"), K)
    times = []
    for number in range(3):
        name = f"{number}号样本水闸"
        start = time.perf_counter()
        (folder / "sources" / f"new{number}.txt").write_text(f"{name}今年三月完成检修，耗时十二天。", "utf-8")
        build(settings, analyzer)
        library = library.newest()
        hits = library.search(analyzer.query(f"{name}耗时几天？"), K)
        times.append(time.perf_counter() - start)
        if hits[0].chunk.source != f"new{number}.txt":
            raise AssertionError(hits[0])
    print(statistics.median(times))


def main(job: str, name: str, folder: Path) -> None:
    """Do one job."""
    if job == "build":
        _build(name, folder)
    elif job == "serve":
        _serve(name, folder)
    else:
        _add(folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
