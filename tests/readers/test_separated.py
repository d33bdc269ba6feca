"""Tables as text are read row by row, whatever program wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.readers import Limits
from bot.readers.separated import read_separated


def rows(text: str, encoding: str = "utf-8") -> list[str]:
    """The rows of a table as they are read."""
    return read_separated(text.encode(encoding), Limits()).text.strip().split("\n\n")


@pytest.mark.parametrize("separator", [",", "\t", ";", "，", "|"])
def test_each_value_follows_its_columns_name(separator: str) -> None:
    """A row is `name：value；name：value`, whichever character separates the cells."""
    assert rows("学校,学生,校长\n一中,2980,张三\n二中,2415,李四\n".replace(",", separator)) == [
        "学校：一中；学生：2980；校长：张三",
        "学校：二中；学生：2415；校长：李四",
    ]


def test_lines_above_a_table_stand_alone() -> None:
    """A title above the columns' names is a line of its own and names no column."""
    assert rows("各校情况,,\n学校,学生,校长\n一中,2980,张三\n") == ["各校情况", "学校：一中；学生：2980；校长：张三"]


def test_rows_without_names_are_lists() -> None:
    """A table that begins with figures has no names, and no value is taken for one."""
    assert rows("1,一中,2980\n2,二中,2415\n") == ["1；一中；2980", "2；二中；2415"]


def test_quoted_cells_stay_whole() -> None:
    """A separator or a line break inside quotation marks is the cell's, and an open quotation mark does not swallow the file."""
    assert rows('名称,说明\n甲,"一,\n二"\n') == ["名称：甲；说明：一, 二"]
    assert len(rows('名称,数量\n"甲,1\n' + "乙,2\n" * 80)) == 81


def test_what_office_writes_is_read() -> None:
    """A byte-order mark, CRLF and GB18030 are no part of the cells."""
    assert rows("\ufeff地区,产值\r\n全市的产值,9\r\n各区的产值,5\r\n") == ["地区：全市的产值；产值：9", "地区：各区的产值；产值：5"]
    text = "地区,说明\r\n全市,这是我们的产值和人口的情况\r\n各区,这些是各区的产值\r\n"
    assert rows(text, "gb18030")[0] == "地区：全市；说明：这是我们的产值和人口的情况"


def test_empty_tables_are_named() -> None:
    """A table without a word is refused with the reason."""
    with pytest.raises(SourceError, match="holds no text"):
        rows(",,,\n,,\n")


@given(st.lists(st.lists(st.text('甲乙1,"\n\t；', max_size=4), min_size=1, max_size=4), max_size=6))
def test_any_text_is_a_table_or_refused(cells: list[list[str]]) -> None:
    """Whatever stands in the file, it is read row by row or refused by name."""
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells)
    try:
        read = read_separated(text.encode(), Limits()).text
    except SourceError:
        return
    assert read.endswith("\n") and "\n\n\n" not in read
