"""HTML pages come out as headings, paragraphs, items and table rows, whatever their markup."""

from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.readers.html import read
from bot.readers.values import Limits

LIMITS = Limits()


def blocks(markup: str) -> list[str]:
    """The blocks of a page."""
    return read(markup.encode(), LIMITS).text.rstrip("\n").split("\n\n")


def test_a_page_becomes_blocks() -> None:
    """Headings get their marks, paragraphs one line each, items a bullet or number; br is a line break."""
    page = """<html><head><title>站名</title><style>p {}</style></head><body><h1>大标题
      续</h1><p>第一段，<b>加粗</b>的
      文字。<p>two words<br>next line<h2>小节</h2><ul><li>甲<li>乙</ul><ol><li>一<li><p>二</p></ol>尾</body></html>"""
    assert blocks(page) == ["# 大标题续", "第一段，加粗的文字。", "two words\nnext line", "## 小节", "- 甲", "- 乙", "1. 一", "2. 二", "尾"]


def test_what_is_no_text_of_the_page_is_left_out() -> None:
    """Scripts, styles, navigation, forms, comments and hidden parts are not the page's text."""
    page = "<nav>首页</nav><script>if (a<b) '</p>'</script><!-- 注 --><p>正文<form>搜索<input></form>"
    page += "<div hidden>藏<p>藏</div><footer>版权</footer>"
    assert blocks(page) == ["正文"]


def test_the_title_is_the_headline_of_a_page_without_headings() -> None:
    """A page that has headings needs no other."""
    assert blocks("<title>题\n目</title><p>正文") == ["# 题目", "正文"]
    assert blocks("<title>题目</title><h2>小题</h2><p>正文") == ["## 小题", "正文"]


def test_tables_are_read_row_by_row_with_their_header() -> None:
    """Each row is one line; cells that cover several places stand in each."""
    head = "<table><caption>表一</caption><thead><tr><th>年份<th>产值</thead>"
    rows = "<tr><td rowspan=2>2023<td>1078.6亿元<tr><td>二千<tr><td colspan=2>合计</table>"
    assert blocks(head + rows) == ["表一", "年份：2023；产值：1078.6亿元", "年份：2023；产值：二千", "合计"]


def test_tables_that_only_place_things_are_read_as_their_cells() -> None:
    """A table around the whole page, or around another table, is no data."""
    inner = "<table><tr><td>联系人<td>张三<tr><td>电话<td>123</table>"
    assert blocks(f"<table><tr><td>栏目<td><h1>题</h1><p>正文</p>{inner}</table>") == ["栏目", "# 题", "正文", "联系人：张三", "电话：123"]
    assert blocks("<table><tr><td>" + "长" * 300 + "<td>短</table>") == ["长" * 300, "短"]


def test_preformatted_text_keeps_its_lines() -> None:
    """Inside pre, lines and spaces stay."""
    assert blocks("<pre>一\n  二</pre><p>三") == ["一\n  二", "三"]


def test_empty_and_indented_lines_begin_paragraphs() -> None:
    """Pages that write paragraphs with br are read as they look."""
    assert blocks("<p>一<br>二<br><br>三<br>&nbsp; 四<br>\n　　五") == ["一\n二", "三", "四", "五"]


def test_entities_are_characters_and_invisible_ones_are_dropped() -> None:
    """Soft hyphens and zero-width marks would break words; halves of characters and NUL are replaced."""
    assert blocks("<p>&lt;&#20013;&amp;&#x1F600;&shy;文&#8203;字&#xD800;&#0;") == ["<中&😀文字\ufffd\ufffd"]


@pytest.mark.parametrize("name", ["gb2312", "GBK", "big5", "utf-8"])
def test_the_pages_own_charset_is_believed_where_it_fits(name: str) -> None:
    """A short page is read by its meta charset; where that is wrong, by its bytes."""
    assert "年報" in read(f"<meta charset='{name}'><p>年報".encode("gbk" if name == "gb2312" else name), LIMITS).text
    assert read(f"<meta charset='{name}'><p>中国的产业".encode(), LIMITS).text == "中国的产业\n"


def test_an_unknown_charset_is_refused_only_if_nothing_else_fits() -> None:
    """A name that doesn't exist is passed over; bytes that fit nothing are refused."""
    assert read("<meta charset=x-none><p>正文".encode(), LIMITS).encoding == "utf-8"
    with pytest.raises(SourceError, match="encoding"):
        read("<meta charset=x-none><p>Größe".encode("cp1252"), LIMITS)


@pytest.mark.parametrize("page", ["", "<p></p>", "<script>a</script>", "<!-- " * 30_000])
def test_pages_without_text_are_refused(page: str) -> None:
    """Nothing to cite is said, not indexed."""
    with pytest.raises(SourceError, match="no text"):
        read(page.encode(), LIMITS)


@pytest.mark.parametrize(
    "broken",
    [
        *["<div>" * 20_000, "<b><i>" * 20_000, "<table><tr><td>" * 7_000, "<ul><li>" * 12_000],
        *["[" * 40_000, "<" * 100_000, "<a " * 30_000, "&" * 100_000, "<p>中" + " \n" * 50_000],
    ],
    ids=lambda broken: broken[:8],
)
def test_broken_markup_costs_nothing_and_loses_nothing(broken: str) -> None:
    """100 KB of nested or broken tags take no time, and what stands behind them is still read."""
    start = monotonic()
    assert "尾字" in read((broken + "<p>尾字").encode(), LIMITS).text
    assert monotonic() - start < 5


def test_large_pages_are_read_to_their_end() -> None:
    """No buffer of the parser cuts a long text node."""
    assert len(read(("<p>" + "中" * 5_000_000 + "<p>尾").encode(), LIMITS).text) == 5_000_004


TAGS = ("<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "</ul>", "<h2>", "</h2>", "<pre>", "<br>", "<b>")


@given(st.lists(st.sampled_from([*TAGS, "", "", ""])))
def test_no_order_of_tags_loses_a_character(tags: list[str]) -> None:
    """However tags are mixed, every character of the text comes out."""
    letters = [chr(0x4E00 + at) for at in range(len(tags) + 1)]
    page = "".join(tag + letter for tag, letter in zip(tags, letters, strict=False)) + letters[-1]
    text = read(page.encode(), LIMITS).text
    assert not [letter for letter in letters if letter not in text]
