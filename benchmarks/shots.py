"""Pictures of every state of the page for docs/img: `python -m benchmarks.shots`. Look at each before it is committed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import serving

FOLDER = Path(__file__).parents[1] / "docs" / "img"
SETTLED = 1200  # milliseconds: the highlight has faded in
FACT, FOLLOWING, NOTHING = "华普生物在石家庄建设什么基地？", "它是什么时候落户的？", "火星上的房租是多少？"


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator(".turn").count()
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.turn').length > n && !document.querySelector('[aria-busy=true]')", arg=before)


def opened(page: Page) -> None:
    """The source of the first citation."""
    ask(page, FACT)
    page.click(".quote .cite >> nth=0")
    page.wait_for_selector("#src mark")


def peeked(page: Page) -> None:
    """The whole quote over a marker."""
    ask(page, FACT)
    page.focus(".quote .cite >> nth=0")


def followed(page: Page) -> None:
    """A follow-up with its rewritten question."""
    ask(page, FACT)
    ask(page, FOLLOWING)


def raw(page: Page) -> None:
    """The raw lines."""
    opened(page)
    page.click("[data-view=raw]")


def talks(page: Page) -> None:
    """The conversations beside the chat."""
    ask(page, FACT)
    page.click("#b-talks")


def lost(page: Page) -> None:
    """The connection is gone."""
    ask(page, FACT)
    page.route("**/health", lambda route: route.abort())
    page.wait_for_selector("#banner:not([hidden])")


STATES: dict[str, tuple[Callable[[Page], None], str, int]] = {
    "empty": (lambda _: None, "light", 1280),
    "answer": (lambda page: ask(page, FACT), "light", 1280),
    "preview": (peeked, "dark", 1280),
    "source": (opened, "light", 1280),
    "source-dark": (opened, "dark", 1280),
    "raw": (raw, "light", 1280),
    "follow-up": (followed, "light", 1280),
    "no-answer": (lambda page: ask(page, NOTHING), "light", 1280),
    "library": (lambda page: page.click("#b-lib"), "light", 1280),
    "conversations": (talks, "light", 1280),
    "settings": (lambda page: page.click("#b-set"), "light", 1280),
    "offline": (lost, "light", 1280),
    "phone-answer": (lambda page: ask(page, FACT), "light", 390),
    "phone-source": (opened, "dark", 390),
}


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as home, serving(home) as (url, _), sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, (reach, theme, width) in STATES.items():
            _shoot(browser, f"{url}/?theme={theme}&lang={'en' if name == 'settings' else 'zh'}", name, reach, width)
        browser.close()


def _shoot(browser: Browser, url: str, name: str, reach: Callable[[Page], None], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800 if width > 500 else 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".hello .ask")
    reach(page)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
