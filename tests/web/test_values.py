"""The table of values on the page: times, readings, what a click opens, and what a copy carries."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TIMES = "石家庄生物医药产业的营业收入是多少？"
READINGS = "石家庄市国际生物医药园占地多少万亩？"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def cells(turn):
    """The rows of the table as texts."""
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in turn.locator(".vals tbody tr").all()]


def test_times_stand_in_rows_with_their_values_and_markers(server, visit, ask):
    """Several times of one thing are a table in the source's words, the newest last; no short answer picks one."""
    page = visit(server.url)
    turn = ask(page, TIMES)
    assert cells(turn) == [["“2022年”", "855亿元", "", "[2]"], ["“2023年”", "1078.6亿元", "", "[1]"]]
    assert page.get_by_role("columnheader").all_inner_texts() == ["时间，照原文", "数值", "条长从 0 起", "出处"]
    assert turn.locator(".short").count() == 0
    assert turn.locator(".refs .quote strong").all_inner_texts() == ["1078.6亿元", "855亿元"]


def test_readings_that_disagree_are_grouped_by_value(server, visit, ask):
    """Where the pages disagree each reading is a row, the note says so, and none is in front as the answer."""
    page = visit(server.url)
    turn = ask(page, READINGS)
    assert cells(turn) == [["2.8万亩", "[1]"], ["28万亩", "[2]"]]
    assert "说法不一" in turn.locator(".own").first.inner_text()
    page.click("#b-set")
    page.click("[data-lang=en]")
    assert turn.locator(".vals thead th").all_inner_texts() == ["Reading", "Sources"]


def test_a_value_opens_its_source_and_escape_comes_back(server, visit, ask):
    """A click on a value opens the source at its quote; Escape gives the focus back to the row's marker."""
    page = visit(server.url)
    turn = ask(page, READINGS)
    turn.locator(".vals tbody .v").nth(1).click()
    page.wait_for_selector("#src mark")
    assert "28万亩" in "".join(page.locator("#src mark").all_inner_texts())
    page.keyboard.press("Escape")
    assert turn.locator(".vals tbody .cite").nth(1).evaluate("node => node === document.activeElement")


@pytest.mark.parametrize(
    ("theme", "lang", "width"), [("light", "zh", 1280), ("dark", "en", 1280), ("light", "en", 390), ("dark", "zh", 390)]
)
def test_a_table_is_one_for_everybody(server, visit, ask, theme, lang, width):
    """Rows, cells and headers keep their roles on a phone too, and axe-core finds nothing."""
    page = visit(f"{server.url}/?theme={theme}&lang={lang}", width=width)
    for question in (TIMES, READINGS):
        turn = ask(page, question)
        assert turn.get_by_role("table").count() == 1
        assert turn.get_by_role("rowheader").count() == 2
    page.wait_for_timeout(1000)
    assert not Axe().run(page, options=RULES).response["violations"]


def test_a_copy_carries_the_table(server, visit, ask):
    """The exported Markdown has a row for each value."""
    page = visit(server.url)
    ask(page, TIMES)
    page.click("#b-talks")
    page.click("#talks li .b >> nth=0")
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="导出 Markdown").or_(page.get_by_role("button", name="导出 Markdown")).click()
    text = saved.value.path().read_text("utf-8")
    assert r"| 2022年 | 855亿元 | \[2\] |" in text
    assert r"| 2023年 | 1078.6亿元 | \[1\] |" in text
