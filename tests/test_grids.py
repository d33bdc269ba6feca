"""Tables that stand in a text as lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grids import rows
from bot.schema import Span


def lines(text):
    """The rows of a whole text, as text."""
    return [text[slice(*row)] for row in rows(text, [Span(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("村名\t人口\n东村\t312", 2),
        ("| 村名 | 人口 |\n|---|---|\n| 东村 | 312 |", 2),
        ("村名   人口   耕地\n东村   312    40亩\n西村   208    35亩", 3),
        ("表1 各村人口\n村名|人口\n东村|312\n西村|208", 3),
    ],
)
def test_tabs_bars_and_columns_of_spaces_make_a_table(text, count):
    """The names of the columns come first; a line above them and a line of rules are no rows."""
    found = lines(text)
    assert len(found) == count
    assert "村名" in found[0]


@pytest.mark.parametrize("text", ["昨天下雨。\n今天天晴。", "东村\t312", "昨天  下雨。\n今天  天晴。\n明天  多云。", "- 东村\n- 西村"])
def test_sentences_and_lists_are_no_table(text):
    """A line alone, sentences with gaps and lists have no rows."""
    assert lines(text) == []


@given(text=st.text(alphabet="村1 \t|\n-。\u3000", max_size=60))
def test_rows_are_whole_lines_in_order(text):
    """Whatever the text, each row is a line of it without white space around it, and rows come in order."""
    found = rows(text, [Span(0, len(text))])
    assert all(text[slice(*row)] in [line.strip() for line in text.split("\n")] for row in found)
    assert found == sorted(set(found))
