"""Rows of a table come out as lines that can be read alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.readers.tables import Cell, grid, table_lines


def test_each_value_follows_its_columns_name() -> None:
    """With known names each row is `name：value；name：value`, empty cells left out."""
    assert table_lines([["年份", "产值"], ["2022", ""], ["2023", "1078.6亿元"]], names=1) == ["年份：2022", "年份：2023；产值：1078.6亿元"]


def test_names_of_two_rows_are_put_together() -> None:
    """A name above several columns stands before each of theirs."""
    rows = [["地区", "产值", "产值"], ["地区", "2022", "2023"], ["全市", "1", "2"]]
    assert table_lines(rows, names=2) == ["地区：全市；产值 2022：1；产值 2023：2"]


def test_names_are_known_by_their_look() -> None:
    """A first row of different short words above figures holds names, if the format doesn't say."""
    assert table_lines([["地区", "产值", "增速"], ["全市", "9", "5%"]]) == ["地区：全市；产值：9；增速：5%"]
    assert table_lines([["年份", "产值"], ["2022", "900"], ["2023", "1000"]])[0] == "年份：2022；产值：900"


def test_years_name_columns() -> None:
    """A column may be named by a year, alone beside other years or with words, where figures stand below."""
    assert table_lines([["指标", "2022年", "2023年"], ["产值", "62.1", "67.4"]]) == ["指标：产值；2022年：62.1；2023年：67.4"]
    rows = [["科室", "2023年门诊量", "2024年1—4月门诊量", "主任"], ["儿科", "18.3", "5.9", "张三"], ["骨科", "9.1", "3.2", "李四"]]
    assert table_lines(rows)[1] == "科室：骨科；2023年门诊量：9.1；2024年1—4月门诊量：3.2；主任：李四"


def test_dates_of_a_form_name_no_column() -> None:
    """A date that follows its name in a form stays that name's value."""
    form = [["登记日期", "2023年5月", "到期日期", "2024年5月"], ["电话", "123", "邮编", "050000"], ["年份", "2022", "人数", "12"]]
    assert table_lines(form)[0] == "登记日期；2023年5月；到期日期；2024年5月"


def test_forms_are_not_taken_for_tables_with_names() -> None:
    """Rows of name and value are read as such: nobody is given another one's value."""
    assert table_lines([["联系人：", "张三"], ["电话", "123"]]) == ["联系人：张三", "电话：123"]
    form = [["姓名", "张三", "性别", "男"], ["电话", "123", "邮编", "050000"]]
    assert table_lines(form) == ["姓名；张三；性别；男", "电话；123；邮编；050000"]


def test_a_row_over_all_columns_stands_alone() -> None:
    """A subtitle inside a table has no name before it."""
    rows = [["甲", "乙", "丙"], ["一、总计"] * 3, ["1", "2", "3"]]
    assert table_lines(rows, names=1) == ["一、总计", "甲：1；乙：2；丙：3"]


def test_a_cell_stands_at_each_place_that_it_covers() -> None:
    """Spans over columns and rows are filled in, as HTML places cells."""
    rows = [[Cell("a", across=2), Cell("b", down=2)], [Cell("c"), Cell("d")]]
    assert grid(rows) == [["a", "a", "b"], ["c", "d", "b"]]


def test_spans_without_end_cost_nothing() -> None:
    """Spans of any size give a table of bounded size."""
    rows = [[Cell("a", across=10**9, down=10**9)] * 100] * 300
    assert sum(map(len, grid(rows))) < 10**6


@given(st.lists(st.lists(st.text("甲乙12 \n：", max_size=5), max_size=4), max_size=5), st.integers(0, 3))
def test_no_value_is_lost(rows: list[list[str]], names: int) -> None:
    """Every value's words stand in some line, and each line is one line."""
    lines = table_lines(rows, names)
    assert not any("\n" in line for line in lines)
    full = [row for row in rows if any(cell.split() for cell in row)]
    written = "".join(lines)
    assert all(word.rstrip("：") in written for row in full[names or 1 :] for cell in row for word in cell.split())
