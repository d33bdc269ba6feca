"""The page in real Chromium and under load: what a person waits for, and what the server holds.

first load       bytes and requests of an empty cache; milliseconds until a question can be typed, cold and warm
answer           milliseconds from Enter to the first cited text and to the whole answer, one person
200 open tabs    each asks /health as the page does, while 10 questions a second come in: first cited text, errors
one question     milliseconds of the server's CPU for a question, the stream and the page's other requests for it included
200 at once      seconds until the last of 200 questions is answered, and that over 200 times one question's CPU (at most 1.5)
memory           of the server after the start, after this load, and after 1,000 questions more (--large: 5,000), each different
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from bot.bot import Bot
from bot.config import Settings

TABS = 200
EVERY = 1.5  # seconds between two looks of a tab at /health
PER_SECOND = 10
SECONDS = 15
ALONE = 50  # questions one after the other, for one question's CPU
SEEN = """selector => new Promise(done => {
    const look = () => document.querySelector(selector) ? done(performance.now()) : setTimeout(look, 2);
    look();
})"""
ENTRIES = "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
SIZES = f"[{ENTRIES}.reduce((sum, one) => sum + one.transferSize, 0), {ENTRIES}.length, performance.now()]"


def run(*, large: bool = False, plots: Path | None = None) -> None:  # noqa: ARG001 - every benchmark is called alike
    """Print every figure."""
    with tempfile.TemporaryDirectory() as home:
        questions = [one.question for one in Bot.open(Settings(home=Path(home))).samples if one.shows != "nothing"]  # all are cited
        with serving(home) as (url, process):
            httpx.get(url + "/api/library", timeout=60).raise_for_status()  # comes once everything is loaded
            start = _megabytes(process)
            with sync_playwright() as playwright:
                path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                _first_load(browser, url)
                _one_person(browser, url, questions)
                browser.close()
            asyncio.run(_load(url, questions, process))
            loaded = _megabytes(process)
            count = 5000 if large else 1000
            asyncio.run(_many(url, questions, count))
            end = _megabytes(process)
            print(
                f"memory          {start:.0f} MB after the start, {loaded:.0f} after this load, {end:.0f} after {count} questions more"
                f" ({100 * (end / start - 1):+.1f} % since the start)"
            )


def _first_load(browser: Browser, url: str) -> None:
    context = browser.new_context()
    for name in ("cold", "warm"):
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(".hello .ask")
        size, requests, usable = page.evaluate(SIZES)
        print(f"first load      {name}: {size / 1000:.0f} KB, {requests} requests, usable after {usable:.0f} ms")
        page.close()
    context.close()


def _one_person(browser: Browser, url: str, questions: Sequence[str]) -> None:
    page = browser.new_page()
    first, whole = [], []
    for at in range(30):
        page.goto(url)
        page.wait_for_selector(".hello .ask")
        page.fill("#q", questions[at % len(questions)])
        begun = page.evaluate("document.querySelector('#compose').requestSubmit() ?? performance.now()")
        first.append(page.evaluate(SEEN, ".turn:last-child .cite") - begun)
        whole.append(page.evaluate(SEEN, ".turn:last-child [aria-busy=false]") - begun)
        page.evaluate("sessionStorage.clear()")
    print(f"answer          first cited text p50 {statistics.median(first):.0f} p95 {_p95(first):.0f} ms, whole p95 {_p95(whole):.0f} ms")
    page.close()


async def _load(url: str, questions: Sequence[str], process: subprocess.Popen[str]) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=None)) as client:
        tabs = [asyncio.create_task(_tab(client, at * EVERY / TABS)) for at in range(TABS)]
        await asyncio.sleep(EVERY)
        asked = []
        for at in range(PER_SECOND * SECONDS):
            asked.append(asyncio.create_task(_ask(client, questions[at % len(questions)])))
            await asyncio.sleep(1 / PER_SECOND)
        times = await asyncio.gather(*asked)
        for tab in tabs:
            tab.cancel()
        await asyncio.gather(*tabs, return_exceptions=True)
        middle = statistics.median(times)
        print(f"{TABS} open tabs   {PER_SECOND} questions/s: first text p50 {middle:.0f} p95 {_p95(times):.0f} ms, 0 errors")
        before = cpu(process)
        for at in range(ALONE):
            await _ask(client, questions[at % len(questions)])
        one = (cpu(process) - before) / ALONE
        print(f"one question    {one * 1000:.1f} ms of CPU")
        begun = time.perf_counter()
        await asyncio.gather(*[_ask(client, questions[at % len(questions)]) for at in range(TABS)])
        last = time.perf_counter() - begun
        print(f"{TABS} at once     the last after {last:.1f} s, {last / (TABS * one):.2f} x {TABS} x one question's CPU, 0 errors")


async def _tab(client: httpx.AsyncClient, wait: float) -> None:
    await asyncio.sleep(wait)
    while True:
        (await client.get("/health")).raise_for_status()
        await asyncio.sleep(EVERY)


async def _ask(client: httpx.AsyncClient, question: str) -> float:
    """Milliseconds to the first cited text; any error is raised."""
    begun = time.perf_counter()
    joined = await client.post("/gradio_api/call/ask", json={"data": [question, [], "zh"]})
    joined.raise_for_status()
    first, complete = 0.0, False
    async with client.stream("GET", f"/gradio_api/call/ask/{joined.json()['event_id']}") as stream:
        async for line in stream.aiter_lines():
            complete |= line == "event: complete"
            if not first and line.startswith("data:") and '"citations"' in line:
                first = (time.perf_counter() - begun) * 1000
    if not complete or not first:
        raise RuntimeError(f"no answer: {question}")
    return first


async def _many(url: str, questions: Sequence[str], count: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for at in range(0, count, 8):
            await asyncio.gather(*[_ask(client, f"{questions[n % len(questions)]}{at + n}") for n in range(8)])


@contextmanager
def serving(home: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`wenju serve` on a free port: its address once the page is there, and its process."""
    command = [sys.executable, "-m", "bot", "serve", "--home", home, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        if process.stderr is None:
            raise RuntimeError("no standard error")
        url = next(line for line in process.stderr if line.startswith("http")).split()[0]
        try:
            while httpx.get(url).status_code != httpx.codes.OK:
                time.sleep(0.2)
            yield url, process
        finally:
            process.terminate()


def _megabytes(process: subprocess.Popen[str]) -> float:
    """Resident memory."""
    line = next(line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def cpu(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> float:
    """Seconds of CPU so far, of user and system."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
