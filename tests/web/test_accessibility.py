"""axe-core's rules of WCAG 2.2 AA in every state, both languages, light and dark, wide and narrow; none off, nothing excluded."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from benchmarks.shots import STATES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults(page, state):
    """What axe finds in this state, as lines."""
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 8  # it looked
    return [f"{state}: {one['id']} {node['target']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violations(server, visit, theme, lang, width):
    """No state has any; each is reached from the empty page, as the pictures of docs/img are."""
    found = []
    for state, reach in STATES.items():
        page = visit(f"{server.url}/?theme={theme}&lang={lang}", width=width, strict=False, reduced_motion="reduce")
        page.wait_for_selector(".hello .ask")
        reach(page)
        found += faults(page, f"{state} {theme} {lang} {width}")
        page.context.close()
    assert not found
