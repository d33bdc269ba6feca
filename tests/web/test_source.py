"""A very long source: opened at the cited characters, found in, and read on, with only what is looked at in the browser's tree."""

import pytest

pytestmark = pytest.mark.browser

LINES = 30_000
FACT = "琉璃瓦厂的窑温在夜里达到1180摄氏度，由老师傅看火。"
MOST = 6_000  # elements of the source panel, however long the source


@pytest.fixture(scope="module")
def long(serving, tmp_path_factory):
    """A server over one source of 30,000 paragraphs, the fact far down in it."""
    folder = tmp_path_factory.mktemp("long")
    lines = [f"第{at}段说的是修路、开渠和种树，一共{at}件事。" for at in range(LINES)]
    lines[LINES * 2 // 3] = FACT
    (folder / "县志.md").write_text("# 县志\n\n" + "\n\n".join(lines), "utf-8")
    return serving(sources=folder)


def test_a_long_source_opens_at_its_cited_characters(long, visit, ask):
    """Reading and raw lines show the same highlighted characters in sight; the tree stays small; search finds what is not drawn."""
    page = visit(long.url)
    ask(page, "琉璃瓦厂的窑温达到多少摄氏度？").locator(".quote .cite").first.click()
    for view in ("read", "raw"):
        page.click(f"[data-view={view}]")
        page.wait_for_selector("#src .raw mark" if view == "raw" else "#src .pg:not(.raw) mark")
        assert page.locator("#src mark").first.inner_text() in FACT
        box, panel = page.locator("#src mark").first.bounding_box(), page.locator("#src .page").bounding_box()
        assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
        assert page.locator("#src *").count() < MOST
        page.fill("#src input", "一共29999件")
        assert page.locator("#src output").inner_text() == "1/1"
        page.wait_for_selector("#src :text('第29999段')")
        assert page.evaluate("[...CSS.highlights.get('find')].map(String)") == ["一共29999件"]
        page.fill("#src input", "")


def test_reading_on_draws_what_comes(long, visit):
    """Scrolled to its end and back, the source shows its last and its first paragraph."""
    page = visit(f"{long.url}/?doc=县志.md")
    page.wait_for_selector("#src :text('第0段')")
    page.evaluate("document.querySelector('#src .page').scrollTop = 1e9")
    page.wait_for_selector("#src :text('第29990段')")
    page.evaluate("document.querySelector('#src .page').scrollTop = 0")
    page.wait_for_selector("#src :text('第0段')")
    assert page.locator("#src *").count() < MOST


def test_a_word_is_found_across_a_highlight(server, visit, ask):
    """Search inside a source also finds what begins before a highlighted place and ends in it."""
    page = visit(server.url)
    ask(page, "华普生物在石家庄建设什么基地？").locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    across = page.evaluate(
        "() => { const mark = document.querySelector('#src mark'); const after = [...document.querySelectorAll('#src mark')].at(-1);"
        " return after.textContent.slice(-2) + after.nextSibling.textContent.slice(0, 3); }"
    )
    page.fill("#src input", across)
    assert page.evaluate("[...CSS.highlights.get('find')].map(String)") == [across]


def test_the_place_that_is_looked_at_stands_out(server, visit, ask):
    """Of all places found one is the present one, Enter goes to the next, and closing the source forgets them."""
    page = visit(server.url)
    ask(page, "华普生物在石家庄建设什么基地？").locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    page.fill("#src input", "生物医药")
    here = "[...CSS.highlights.get('here')].map(one => [one.toString(), one.startContainer.parentElement.closest('[data-o]').dataset.o])"
    first = page.evaluate(here)
    page.press("#src input", "Enter")
    page.press("#src input", "Enter")
    second = page.evaluate(here)
    assert [said for said, _ in first + second] == ["生物医药", "生物医药"]
    assert first != second
    page.keyboard.press("Escape")
    assert page.evaluate("CSS.highlights.has('here') || CSS.highlights.has('find')") is False


def test_raw_lines_begin_with_a_whole_line(server, visit, ask):
    """No half line stands at the top edge."""
    page = visit(server.url)
    ask(page, "华普生物在石家庄建设什么基地？").locator(".quote .cite").first.click()
    page.click("[data-view=raw]")
    page.wait_for_selector("#src .raw mark")
    top = page.locator("#src .page").bounding_box()["y"]
    rows = [row.bounding_box() for row in page.locator("#src .raw li").all()]
    assert not [row for row in rows if row["y"] < top - 1 and row["y"] + row["height"] > top + 1]


def test_after_a_linked_source_a_question_can_be_typed(server, visit, ask):
    """A source that was opened by its link has no marker to go back to: closed, it leaves the focus in the question."""
    page = visit(server.url)
    card = ask(page, "华普生物在石家庄建设什么基地？").locator(".card .t").first
    page = visit(server.url + card.get_attribute("href"))
    page.wait_for_selector("#src mark")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"


def test_rows_of_a_table_stand_on_lines_of_their_own(serving, visit, ask, tmp_path):
    """A table with tabs keeps its lines, in the quote and in the source; the row and the names of its columns are highlighted."""
    rows = ["村名\t人口\t耕地", "东沟村\t312\t405亩", "西沟村\t208\t350亩", "南沟村\t119\t287亩"]
    (tmp_path / "villages.txt").write_text("各村情况\n\n" + "\n".join(rows) + "\n", "utf-8")
    page = visit(serving(sources=tmp_path).url)
    quote = ask(page, "西沟村的耕地有多少亩？").locator(".quote").first
    assert [line.split()[0] for line in quote.inner_text().split("\n") if line.strip()] == ["村名", "西沟村"]
    quote.locator(".cite").click()
    page.wait_for_selector("#src mark")
    shown = page.locator("#src .page .rows > span").last.inner_text().split("\n")
    assert [line.split()[0] for line in shown] == [row.split()[0] for row in rows]
    assert [mark.inner_text().split()[0] for mark in page.locator("#src mark").all()] == ["村名", "西沟村"]
