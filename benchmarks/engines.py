"""Retrieval side by side with its peers: rank-bm25, bm25s (numpy, numba), tantivy plain and SQLite FTS5, fed the same terms.

Each system lives in processes of its own (`systems`) over the same passages (`generator`), at its best documented setting. Questions go
to the systems in turn, so that what else the machine does meets all of them. wenju finds candidates and ranks them exactly; it gives the
numbers and scores of its ten best, the peers those of theirs. `wenju-texts` and `tantivy-texts` give the ten with their texts (wenju
with headlines, places and each word's share too). Milliseconds are of CPU time (and wall time beside them): compare the ratios within
a run, not milliseconds between machines.

build       from JSON lines for wenju and tantivy (the ratio is against tokenising and tantivy alone), else from a file of terms
cold start  from the start of a process to its first answer
memory      resident after all questions, and in brackets what of it no file backs
disk        against the passages' texts in UTF-8
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks import generator, systems

SIZES = (1_000, 10_000, 100_000)
LARGE = 1_000_000
ASKED = 100
SELDOM = 10_000  # from here on rank-bm25 is asked only a few questions: it reads every passage for each
FEW = 5
FIRST = 100_000  # passages that the questions are taken from: making a million once more would take minutes
MOST = {"rank-bm25": 100_000, "bm25s-numpy": 100_000, "bm25s-numba": 100_000}
"""Passages up to which a peer takes part: these make their index in memory, some 10 GB for a million passages."""


@dataclass(slots=True)
class Figures:
    """What was measured of one system at one size: milliseconds, seconds, megabytes; disk as a share of the texts."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    resident: float = 0.0
    private: float = 0.0
    build_cpu: list[float] = field(default_factory=list)
    build_wall: list[float] = field(default_factory=list)
    build_peak: float = 0.0
    disk: float = 0.0


@dataclass(slots=True)
class Size:
    """All systems at one size; `add` in seconds, `ask` the cold start of the whole command line in seconds."""

    passages: int
    megabytes: float
    figures: dict[str, Figures]
    add: float = 0.0
    ask: float = 0.0


def run(*, large: bool = False, plots: Path | None = None, only: Sequence[int] = (), names: Sequence[str] = ()) -> None:
    """Print the tables of each size, then what was to be reached; write the plots if a folder is given."""
    compare(only or ((*SIZES, LARGE) if large else SIZES), plots, names)


def compare(sizes: Sequence[int], plots: Path | None = None, names: Sequence[str] = ()) -> None:
    """As `run`, at these sizes."""
    if unknown := set(names) - set(systems.SYSTEMS):
        raise SystemExit(f"unknown system {', '.join(sorted(unknown))}; known are {', '.join(systems.SYSTEMS)}")
    taken = [name for name in systems.SYSTEMS if not names or name in {*names, "wenju", "tantivy"}]
    measured = []
    for passages in sizes:
        with tempfile.TemporaryDirectory(prefix="wenju-bench-") as folder:
            measured.append(measure(Path(folder), passages, taken))
        show(measured[-1])
    reached(measured)
    if plots:
        from benchmarks.plots import draw

        draw(measured, plots)


def measure(folder: Path, passages: int, taken: Sequence[str]) -> Size:
    """Everything at one size, of the systems that are taken."""
    (folder / "sources").mkdir()
    text = generator.write(folder / "sources" / "passages.jsonl", passages)
    names = [name for name in taken if passages <= MOST.get(name, passages)]
    size = Size(passages, text / 1e6, {name: Figures() for name in names})
    build(folder, size, rounds=3 if passages <= SELDOM else 1)
    for name in size.figures.keys() & systems.FILES.keys():
        size.figures[name].disk = _bytes(folder / systems.FILES[name]) / text
    asked = systems.made_ready(generator.questions(ASKED, min(passages, FIRST)))
    for name in [name for name in names * 2 if name != "rank-bm25" or passages < SELDOM]:
        with served(folder, name, asked[0], size.figures[name]):
            pass
    serve(folder, size, asked)
    size.ask = statistics.median(_ask(folder, asked[0]["question"]) for _ in range(3))
    size.add = _job("add", "wenju", folder)[0]
    return size


def build(folder: Path, size: Size, rounds: int) -> None:
    """Build each system's files, wenju and tantivy in turn `rounds` times."""
    for turn in range(rounds):
        for name in size.figures if turn == 0 else ("wenju", "tantivy"):
            if name == "wenju-texts":
                continue  # it reads wenju's
            if turn:
                subprocess.run(["rm", "-r", str(folder / systems.FILES[name])], check=True)
            cpu, wall, peak = _job("build", name, folder)
            figures = size.figures[name]
            figures.build_cpu.append(cpu)
            figures.build_wall.append(wall)
            figures.build_peak = max(figures.build_peak, peak)
            if turn == 0 and name == "wenju" and systems.write_terms(folder) != size.passages:
                raise AssertionError("a passage is not one chunk")


@dataclass(slots=True)
class Server:
    """A running process that answers."""

    to: IO[str]
    back: IO[str]
    figures: Figures

    def ask(self, question: dict[str, Any]) -> None:
        """Ask it, and note what it took."""
        cpu, wall, _ = self._reply(json.dumps(question))
        self.figures.cpu.append(cpu)
        self.figures.wall.append(wall)

    def remember(self) -> None:
        """Note its memory."""
        self.figures.resident, self.figures.private = self._reply("")

    def _reply(self, line: str) -> list[float]:
        self.to.write(line + "\n")
        self.to.flush()
        return [float(number) for number in self.back.readline().split()]


@contextmanager
def served(folder: Path, name: str, first: dict[str, Any], figures: Figures) -> Iterator[Server]:
    """A fresh process with its first question answered; how long that took is noted as the cold start."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.systems", "serve", name, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError(name)
        server = Server(process.stdin, process.stdout, figures)
        server.ask(first)
        figures.cold.append(time.perf_counter() - start)
        figures.cpu.clear()
        figures.wall.clear()
        yield server
        process.stdin.close()


def serve(folder: Path, size: Size, asked: Sequence[dict[str, Any]]) -> None:
    """Ask all systems the same questions in turn."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(served(folder, name, asked[0], figures)) for name, figures in size.figures.items()}
        for at, question in enumerate(asked):
            for name, server in servers.items():
                if name != "rank-bm25" or size.passages < SELDOM or at < FEW:
                    server.ask(question)
        for server in servers.values():
            server.remember()


def _job(job: str, name: str, folder: Path) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.systems", job, name, str(folder)]
    return [float(number) for number in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()]


def _ask(folder: Path, question: str) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "bot", "ask", "--index", str(folder / "index"), "--home", str(folder / "home"), question]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "WENJU_TOKENIZER": "rjieba"})
    return time.perf_counter() - start


def _bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())


def show(size: Size) -> None:
    """The table of one size."""
    print(f"### {size.passages:,} passages, {size.megabytes:,.1f} MB of text\n")
    columns = ("CPU ms p50", "p95", "wall ms p50", "p95", "x tantivy", "cold start s", "memory MB", "disk / text")
    print(f"| | {' | '.join(columns)} | build CPU s | wall s | peak MB |")
    print("|---|" + "---|" * 11)
    base = statistics.median(size.figures["tantivy"].cpu)
    for name, figures in size.figures.items():
        cells = [f"{value:.2f}" for times in (figures.cpu, figures.wall) for value in (statistics.median(times), p95(times))]
        cells.append(f"{statistics.median(figures.cpu) / base:.2f}")
        cells.append(f"{statistics.median(figures.cold):.2f}")
        cells.append(f"{figures.resident:.0f} ({figures.private:.0f})")
        cells.append(f"{figures.disk:.2f}" if figures.disk else "-")
        built = (figures.build_cpu, figures.build_wall, [figures.build_peak])
        cells.extend(
            f"{statistics.median(times):.{digits}f}" if figures.build_cpu else "-" for times, digits in zip(built, (1, 1, 0), strict=True)
        )
        print(f"| {name} | {' | '.join(cells)} |")
    print(flush=True)


def reached(sizes: Sequence[Size]) -> None:
    """What was to be reached, and what is, size by size."""
    print("### What is to be reached\n\n| | " + " | ".join(f"{size.passages:,}" for size in sizes) + " | at most |")
    print("|---|" + "---|" * (len(sizes) + 1))
    rows: dict[str, tuple[Callable[[Size], float], str]] = {
        "p50 / tantivy's, CPU (1M)": (lambda s: _ratio(s, "cpu", "tantivy"), "1.5"),
        "p95 / tantivy's, CPU (1M)": (lambda s: p95(s.figures["wenju"].cpu) / p95(s.figures["tantivy"].cpu), "2"),
        "p50 with texts / tantivy's with texts, CPU": (lambda s: _ratio(s, "cpu", "tantivy-texts", of="wenju-texts"), "-"),
        "rank-bm25's p50 / wenju's (100k)": (lambda s: _ratio(s, "cpu", "rank-bm25", inverse=True), "at least 100"),
        "fresh process to first passages, s (1M)": (lambda s: statistics.median(s.figures["wenju"].cold), "2.5"),
        "`bot ask`, fresh process, s": (lambda s: s.ask, "-"),
        "memory serving, MB (1M)": (lambda s: s.figures["wenju"].resident, "400"),
        "disk / text (1M)": (lambda s: s.figures["wenju"].disk, "3"),
        "build / tokenising + tantivy, CPU": (lambda s: _ratio(s, "build_cpu", "tantivy"), "2"),
        "build / tokenising + tantivy, wall": (lambda s: _ratio(s, "build_wall", "tantivy"), "2"),
        "build peak, MB (1M)": (lambda s: s.figures["wenju"].build_peak, "2000"),
        "one file added until found, s (100k)": (lambda s: s.add, "0.5"),
    }
    for name, (figure, limit) in rows.items():
        print(f"| {name} | " + " | ".join(f"{figure(size):.2f}" for size in sizes) + f" | {limit} |")
    print(flush=True)


def _ratio(size: Size, what: str, peer: str, *, of: str = "wenju", inverse: bool = False) -> float:
    """The ratio of wenju's median to a peer's, NaN if the peer was left out."""
    if peer not in size.figures:
        return math.nan
    ours, theirs = (statistics.median(getattr(size.figures[name], what)) for name in (of, peer))
    return float(theirs / ours if inverse else ours / theirs)


def p95(times: Sequence[float]) -> float:
    """The value that 95 % do not exceed."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
