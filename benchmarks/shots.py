"""Pictures of every state of the page. Look at each before it is committed.

python -m benchmarks.shots            those of docs/img
python -m benchmarks.shots FOLDER     every state, in both languages, light and dark, wide and narrow; states named after it: only those

tests/web/test_accessibility.py looks at the same states.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import serving

FOLDER = Path(__file__).parents[1] / "docs" / "img"
SETTLED = 300  # milliseconds: what comes last is drawn
FACT, FOLLOWING = "华普生物在石家庄建设什么基地？", "它是什么时候落户的？"
REVENUE = "石家庄生物医药产业2023年营业收入是多少？"
NEAR, NOTHING = "华普生物2019年的净利润是多少？", "火星上的房租是多少？"
JOB = {"files": ["年报.pdf"], "state": "running", "stage": "reading", "done": 40, "total": 100, "source": "年报.pdf", "file": 3, "count": 8,
       "chunks": 1234, "error": "", "code": "", "skipped": []}  # fmt: skip
SCAN: dict[str, object] = {"name": "扫描.pdf", "at": None, "code": "scan", "places": [], "line": ""}


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer and what could be asked next."""
    before = page.locator(".turn").count()
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.turn').length > n && !document.querySelector('[aria-busy=true]')", arg=before)
    page.wait_for_selector(".turn:last-child .next .ask")


def opened(page: Page) -> None:
    """The source of the first citation."""
    ask(page, FACT)
    page.click(".quote .cite >> nth=0")
    page.wait_for_selector("#src mark")


def peeked(page: Page) -> None:
    """The whole quote over a marker that the pointer is on."""
    ask(page, FACT)
    page.hover(".quote .cite >> nth=0")


def followed(page: Page) -> None:
    """A follow-up with its rewritten question."""
    ask(page, FACT)
    ask(page, FOLLOWING)


def edited(page: Page) -> None:
    """The rewritten question is being edited."""
    followed(page)
    page.locator(".asked .b >> nth=0").click()


def raw(page: Page) -> None:
    """The raw lines."""
    opened(page)
    page.click("[data-view=raw]")
    page.wait_for_selector("#src .raw mark")


def found(page: Page) -> None:
    """Searching inside the source."""
    opened(page)
    if page.locator("#src input").is_hidden():
        page.click(".toc-b")  # on a phone with the contents
    page.fill("#src input", "生物医药")
    page.wait_for_function("document.querySelector('#src output').textContent")


def changed(page: Page) -> None:
    """A link to a source that has changed since."""
    page.goto(page.url + "&doc=000_04bdb1302b74a13f.txt&span=10-20&sha=" + "0" * 64)
    page.wait_for_selector("#src .notice")


def values(page: Page) -> None:
    """Several values side by side: two of the pages do not agree."""
    ask(page, "石家庄市国际生物医药园占地多少万亩？")
    page.wait_for_selector("[role=table], table")


def judged(page: Page) -> None:
    """Not helpful, and the question what was wrong."""
    ask(page, FACT)
    page.locator(".acts [aria-pressed] >> nth=1").click()
    page.wait_for_selector(".reasons")


def chatted(page: Page) -> None:
    """A greeting."""
    page.fill("#q", "你好")
    page.press("#q", "Enter")
    page.wait_for_selector(".turn .own:not(.wait)")


def library(page: Page) -> None:
    """What can be asked about."""
    page.click("#b-lib")
    page.wait_for_selector("#library td")


def _uploading(page: Page, job: dict[str, object]) -> None:
    with page.expect_response("**/api/files/job*"):
        library(page)
    page.route(re.compile(r"/api/files\?"), lambda route: route.fulfill(json={"name": "年报.pdf"}))
    page.route("**/api/files/index", lambda route: route.fulfill(json=JOB))
    page.route("**/api/files/job*", lambda route: route.fulfill(json=job))
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in ("年报.pdf", "图.png")]
    page.set_input_files("#library input[type=file]", files)  # type: ignore[arg-type]
    page.wait_for_selector("#library .job:has(.skipd)")


def added(page: Page) -> None:
    """Files were added; two could not be read."""
    _uploading(page, JOB | {"state": "done", "skipped": [SCAN]})
    page.wait_for_selector("#close-job")


def taken(page: Page) -> None:
    """A file came in: what can be asked of it."""
    page.route("**/api/next*", lambda route: route.fulfill(json={"questions": [FACT, REVENUE]}))
    _uploading(page, JOB | {"state": "done"})
    page.wait_for_selector("#library .job .ask")


def running(page: Page) -> None:
    """Files are being read."""
    _uploading(page, JOB)
    page.wait_for_selector("#library progress[value]")


def failed(page: Page) -> None:
    """The index could not be written."""
    _uploading(page, JOB | {"state": "failed", "code": "store", "error": "disk full"})
    page.wait_for_selector("#close-job")


def locked(page: Page) -> None:
    """Nothing can be read without a token."""
    page.route("**/api/library*", lambda route: route.fulfill(status=401, json={"error": "", "code": "token"}))
    page.reload()
    page.wait_for_selector("#token")


def talks(page: Page) -> None:
    """The conversations beside the chat."""
    ask(page, FACT)
    page.click("#b-talks")


def menu(page: Page) -> None:
    """What can be done with a conversation."""
    talks(page)
    page.click("#talks li .b >> nth=0")


def renamed(page: Page) -> None:
    """A conversation gets another name."""
    menu(page)
    page.click("#talks .menu .b >> nth=0")


def deleted(page: Page) -> None:
    """A conversation is gone, and can be brought back."""
    menu(page)
    page.click("#talks .menu .b >> nth=3")
    page.wait_for_selector("#toast:not([hidden])")


def settings(page: Page) -> None:
    """Language, appearance, keys."""
    page.click("#b-set")


def lost(page: Page) -> None:
    """The connection is gone; a draft stands in the box."""
    ask(page, FACT)
    page.fill("#q", "草稿")
    page.route("**/health", lambda route: route.abort())
    page.wait_for_selector("#banner:not([hidden])")


def halved(page: Page) -> None:
    """The connection broke within an answer."""
    part = {
        "question": FACT, "asked": FACT, "lang": "zh", "status": "answered", "segments": [["总投资28亿元", 1]], "short": None, "doubts": [],
        "values": [], "citations": [], "near": [], "missing": [], "partial": True,
    }  # fmt: skip
    body = f"event: generating\ndata: {json.dumps([part])}\n\n"
    page.route("**/gradio_api/call/ask/*", lambda route: route.fulfill(content_type="text/event-stream", body=body))
    page.route("**/health", lambda route: route.abort())
    page.fill("#q", FACT)
    page.press("#q", "Enter")
    page.wait_for_selector(".halfway")


def full(page: Page) -> None:
    """Too many questions at once."""
    page.route("**/gradio_api/call/ask", lambda route: route.fulfill(status=503, json={}))
    page.fill("#q", FACT)
    page.press("#q", "Enter")
    page.wait_for_selector(".turn .own:not(.wait)")


STATES: dict[str, Callable[[Page], None]] = {
    "empty": lambda _: None, "answer": lambda page: ask(page, FACT), "preview": peeked, "source": opened, "raw": raw, "find": found,
    "changed": changed, "follow-up": followed, "edit": edited, "values": values, "reasons": judged, "chat": chatted,
    "no-answer": lambda page: ask(page, NOTHING), "near": lambda page: ask(page, NEAR), "library": library, "library-running": running,
    "library-added": added, "library-taken": taken, "library-failed": failed, "library-locked": locked,
    "conversations": talks, "menu": menu, "rename": renamed, "deleted": deleted,
    "settings": settings, "offline": lost, "half": halved, "full": full,
}  # fmt: skip
"""Every state: how it is reached from the empty page."""

PICTURES = {
    "empty": ("empty", "light", 1280, "zh"), "answer": ("answer", "light", 1280, "zh"), "preview": ("preview", "dark", 1280, "zh"),
    "page": ("source", "light", 1280, "zh"), "source-dark": ("source", "dark", 1280, "zh"), "raw": ("raw", "light", 1280, "zh"),
    "follow-up": ("follow-up", "light", 1280, "zh"), "values": ("values", "light", 1280, "zh"), "near": ("near", "light", 1280, "zh"),
    "no-answer": ("no-answer", "light", 1280, "zh"), "reasons": ("reasons", "light", 1280, "zh"), "half": ("half", "light", 1280, "zh"),
    "changed": ("changed", "light", 1280, "zh"), "library": ("library", "light", 1280, "zh"), "offline": ("offline", "light", 1280, "zh"),
    "library-running": ("library-running", "light", 1280, "zh"), "library-taken": ("library-taken", "light", 1280, "zh"),
    "library-added": ("library-added", "dark", 1280, "zh"),
    "library-locked": ("library-locked", "light", 1280, "en"), "conversations": ("menu", "light", 1280, "zh"),
    "settings": ("settings", "light", 1280, "en"), "phone-answer": ("answer", "light", 390, "zh"),
    "phone-source": ("source", "dark", 390, "zh"), "phone-near": ("near", "light", 390, "zh"),
    "phone-library": ("library", "light", 390, "zh"),
}  # fmt: skip
"""What docs/img holds: state, theme, width, language."""


def main() -> None:
    """Take them: those of docs/img, or all into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    pictures = PICTURES
    if len(sys.argv) > 1:
        every = product(sys.argv[2:] or STATES, ("light", "dark"), (1280, 390), ("zh", "en"))
        pictures = {f"{state}-{theme}-{width}-{lang}": (state, theme, width, lang) for state, theme, width, lang in every}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(home) as (url, _), sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, (state, theme, width, lang) in pictures.items():
            _shoot(browser, f"{url}/?theme={theme}&lang={lang}", folder / f"{name}.png", STATES[state], width)
        browser.close()


def _shoot(browser: Browser, url: str, file: Path, reach: Callable[[Page], None], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800 if width > 500 else 844}, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".hello .ask")
    reach(page)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main()
