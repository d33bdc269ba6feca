"""The panels beside the chat, in any order and in any window: nothing lies beyond its edge, and what makes way comes back."""

from itertools import permutations

import pytest

pytestmark = pytest.mark.browser

FACT = "华普生物在石家庄建设什么基地？"
WIDTHS = [760, 820, 1024, 1099, 1100, 1280, 1366, 1439, 1440, 1535, 1536, 1600]
ORDERS = [order for count in (1, 2, 3) for order in permutations(("library", "talks", "source"), count)]
BEYOND = """() => [...document.querySelectorAll('#wj *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1) && !one.closest('.sr, .skip, #i-menu');
}).map(one => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 20))"""
READABLE = 360  # pixels that the chat or the library keeps, the width of a small phone
SHUT = ("#src [data-tl=close_source]", "#b-talks[aria-expanded=true]", "#b-lib[aria-pressed=true]")


def opened(page, panel):
    """Open one panel as a person does: a source from what is in sight, the library's or the answer's."""
    if panel == "source":
        page.locator(".quote .cite:visible, #library .t:visible").first.click()
        page.wait_for_selector("#src .pg")
    elif panel == "talks":
        page.click("#b-talks")
        page.wait_for_selector("#talks li")
    else:
        page.click("#b-lib")
        page.wait_for_selector("#library td")


def shut(page):
    """Shut whatever is open."""
    for button in SHUT:
        if page.locator(button).is_visible():
            page.click(button)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_panels_together_are_wider_than_the_window(server, visit, ask, width):
    """Library, conversations and source, one, two or all three, in every order: all of it in sight, the middle wide enough to read."""
    page = visit(server.url, width=width, reduced_motion="reduce")
    ask(page, FACT)
    faults = []
    for order in ORDERS:
        for panel in order:
            opened(page, panel)
        faults += [(order, one) for one in page.evaluate(BEYOND)]
        faults += [(order, "narrow")] if page.locator("#main").bounding_box()["width"] < READABLE else []
        assert page.locator("#src" if order[-1] == "source" else f"#{order[-1]}").is_visible()
        shut(page)
    assert faults == []


def test_a_window_made_narrow_shows_no_more_than_fits(server, visit, ask):
    """With conversations and source open, a window drawn narrower keeps the source, and has the list again when it is wide."""
    page = visit(server.url, width=1600, reduced_motion="reduce")
    ask(page, FACT)
    opened(page, "talks")
    opened(page, "source")
    for width in [*reversed(WIDTHS), *WIDTHS]:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("wide => !document.querySelector('#talks').hidden === wide", arg=width >= 1536)
        assert page.locator("#src").is_visible()
        assert page.evaluate(BEYOND) == []


def test_the_conversations_make_way_for_a_source_and_come_back(server, visit, ask):
    """In a window without room for both, Escape brings the list back; asked for by its button, the list shuts the source."""
    page = visit(server.url, width=1280)
    ask(page, FACT)
    opened(page, "talks")
    opened(page, "source")
    assert page.locator("#talks").is_hidden()
    assert page.get_attribute("#b-talks", "aria-expanded") == "false"
    page.keyboard.press("Escape")
    assert page.locator("#src").is_hidden()
    assert page.locator("#talks").is_visible()
    assert page.evaluate("document.activeElement.className") == "cite"
    opened(page, "source")
    opened(page, "talks")
    assert page.locator("#src").is_hidden()
    assert page.evaluate("document.activeElement.type") == "search"


def test_the_library_shuts_a_source_and_gives_the_focus_back(server, visit, ask):
    """A source belongs to what it was opened from: the library shuts that of an answer, and Escape goes back to the row of its own."""
    page = visit(server.url, width=1280)
    ask(page, FACT)
    opened(page, "source")
    opened(page, "library")
    assert page.locator("#src").is_hidden()
    opened(page, "source")
    page.keyboard.press("Escape")
    assert page.locator("#src").is_hidden()
    assert page.locator("#library").is_visible()
    assert page.evaluate("document.activeElement.matches('#library .t')")


def test_one_escape_shuts_a_source_though_a_quote_was_looked_at(server, visit, ask):
    """The quote over a marker is gone when its source opens and does not come up by itself when the focus comes back to it."""
    page = visit(server.url, width=1280)
    ask(page, FACT)
    for _ in range(3):
        page.hover(".quote .cite >> nth=0")
        page.wait_for_selector("#pop:not([hidden])")
        page.click(".quote .cite >> nth=0")
        page.wait_for_selector("#src mark")
        page.keyboard.press("Escape")
        assert page.locator("#src").is_hidden()
        assert page.locator("#pop").is_hidden()
        page.mouse.move(1, 700)
