"""axe-core's rules of WCAG 2.2 AA in every state, both languages, light and dark, wide and narrow; none off, nothing excluded."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SETTLED = 1000  # milliseconds: the highlight fades in


def faults(page, state):
    """What axe finds in this state, as lines."""
    page.wait_for_timeout(SETTLED)
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 8  # it looked
    return [f"{state}: {one['id']} {node['target']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violations(server, visit, ask, theme, lang, width):
    """Empty, answer, source, raw lines, no answer, chat, library, conversations and settings have none."""
    page = visit(f"{server.url}/?theme={theme}&lang={lang}", width=width)
    found = faults(page, "empty")
    turn = ask(page, "石家庄生物医药产业2023年营业收入是多少？")
    found += faults(page, "answer")
    turn.locator(".acts [aria-pressed]").nth(1).click()
    page.wait_for_selector(".reasons")
    found += faults(page, "reasons")
    turn.locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    found += faults(page, "source")
    page.click("[data-view=raw]")
    found += faults(page, "raw")
    page.keyboard.press("Escape")
    ask(page, "火星上的房租是多少？")
    found += faults(page, "no answer")
    ask(page, "你好")
    found += faults(page, "chat")
    page.click("#b-lib")
    found += faults(page, "library")
    page.keyboard.press("Escape")
    page.click("#b-talks")
    page.click("#talks li .b >> nth=0")
    found += faults(page, "conversations")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.click("#b-set")
    found += faults(page, "settings")
    assert not found
