"""Cold and warm latency over seeds/, each against the thing that nobody can be faster than, interleaved in one run.

Each in seconds and in seconds of CPU, which other programs on the machine do not stretch as much.

ask     a fresh process to its answer          against  python -c "import jieba; jieba.initialize()"
health  a fresh server to its first /health    against  python -c "import fastapi, uvicorn"
page    a fresh server to its page             against  python -c "import gradio"
warm    an answer in a running process, and the repair of a page: milliseconds
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from benchmarks.page import cpu
from bot.bot import Bot
from bot.config import Settings
from bot.evaluate import read_questions
from bot.layout import read_page

ROUNDS = 7
Cost = tuple[float, float]  # seconds on the clock, and of CPU
QUESTIONS = Path(__file__).parent / "questions" / "open.jsonl"
QUESTION = "石家庄生物医药产业2023年营业收入是多少？"


def run(*, large: bool = False, plots: Path | None = None) -> None:  # noqa: ARG001 - every benchmark is called alike
    """Print the table."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "WENJU_HOME": home, "TMPDIR": home}
        python(environment, "-m", "bot", "ask", QUESTION)  # the index is there, byte code and jieba's cache are warm
        python(environment, "-c", "import jieba; jieba.initialize()")
        print("| | median s | against | median s | ratio | CPU s | CPU s | ratio | at most |\n|---|---|---|---|---|---|---|---|---|")
        compare("ask, fresh process", lambda: python(environment, "-m", "bot", "ask", QUESTION), "import jieba; jieba.initialize()", 2.5)
        compare("/health, fresh server", lambda: server(environment, "/health", b'"ready"'), "import fastapi, uvicorn", 2.0)
        compare("page, fresh server", lambda: server(environment, "/", b"gradio"), "import gradio", 1.5)
        warm(home)


def compare(name: str, ours: Callable[[], Cost], theirs: str, limit: float) -> None:
    """Run both in turn and print the ratios of the medians."""
    pairs = [(ours(), python(dict(os.environ), "-c", theirs)) for _ in range(ROUNDS)]
    left, right = ([statistics.median(kind) for kind in zip(*costs, strict=True)] for costs in zip(*pairs, strict=True))
    wall = f"{left[0]:.2f} | `{theirs}` | {right[0]:.2f} | {left[0] / right[0]:.2f}"
    print(f"| {name} | {wall} | {left[1]:.2f} | {right[1]:.2f} | {left[1] / right[1]:.2f} | {limit} |", flush=True)


def python(environment: dict[str, str], *arguments: str) -> Cost:
    """A process from start to end."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, used


def server(environment: dict[str, str], path: str, holds: bytes) -> Cost:
    """From the start of a server to the first response at a path that holds these bytes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - start < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
                    if holds in response.read():
                        return time.perf_counter() - start, cpu(process)
            except OSError:
                pass
            time.sleep(0.01)
        raise TimeoutError(path)
    finally:
        process.terminate()
        process.wait()


def warm(home: str) -> None:
    """Milliseconds of an answer in a running process: over the shipped questions, and over stretches of the pages themselves."""
    bot = Bot.open(Settings.load({"home": home}))
    store = bot.library.index.store
    own = [store.chunk(number).text[:24] for number in store.numbers()]
    for name, questions in (("shipped questions", [one.question for one in read_questions(QUESTIONS)]), ("stretches of the pages", own)):
        show(f"warm answer on seeds/, {name}", [bot.ask(question).timing.total for question in questions * 2], "20 at p95")
    pages = [bot.document(head.id).text for head in bot.library.documents]
    show("a page of 4,000 characters (12 KB) read by the layout", [read(text) for text in pages * 20], "30 at p95")


def read(text: str) -> float:
    """Milliseconds that the page repair takes."""
    start = time.perf_counter()
    read_page(text)
    return (time.perf_counter() - start) * 1000


def show(name: str, times: list[float], limit: str) -> None:
    """Print the median and the 95th percentile."""
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    print(f"\n{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, n {len(ordered)} (at most {limit})", flush=True)


if __name__ == "__main__":
    run()
