"""Rows of a table as lines that can be read, and quoted, alone: `header：value；header：value`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_LONGEST_NAME = 24
_FIGURE = re.compile(r"[-+−±￥$]?\d")
_GAP = re.compile(r"[-—–/…]*")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:年(?:度|末|底|\d{1,2}(?:[-—–~至到]\d{1,2})?月|上半年|下半年|[一二三四]季度)?)?|\d{1,2}月")
_MOST_CELLS = 200_000
MOST_COLUMNS = 100


class Cell(NamedTuple):
    """A cell as it is written: its text, and how many columns and rows it covers."""

    text: str
    across: int = 1
    down: int = 1


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The text at each place of a table: a cell that covers several places stands in each of them."""
    places: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in places:
                column += 1
            width = min(max(cell.across, 1), MOST_COLUMNS)
            for down in range(min(max(cell.down, 1), len(rows) - row)):
                for across in range(width):
                    places.setdefault((row + down, column + across), cell.text)
            if len(places) > _MOST_CELLS:
                return [[cell.text for cell in cells] for cells in rows]
            column += width
    widths = [0] * len(rows)
    for row, column in places:
        widths[row] = max(widths[row], column + 1)
    return [[places.get((row, column), "") for column in range(width)] for row, width in enumerate(widths)]


def table_lines(rows: Sequence[Sequence[str]], names: int = 0) -> list[str]:
    """One line for each row. `names` is the number of first rows that hold the columns' names, 0 if the format doesn't say.

    With names each value follows its column's name. Without, rows of two cells are read as name and value, and others have
    their cells divided by "；". Empty cells are left out.

    >>> table_lines([["年份", "产值"], ["2023", "1078.6亿元"]])
    ['年份：2023；产值：1078.6亿元']
    >>> table_lines([["单位", "统计局"], ["联系人", "张三"]])
    ['单位：统计局', '联系人：张三']
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    names = names or int(_begins_with_names(cells))
    if 0 < names < len(cells):
        columns = max(len(row) for row in cells[:names])
        heads = [" ".join(dict.fromkeys(row[at] for row in cells[:names] if at < len(row) and row[at])) for at in range(columns)]
        return [_named(heads, row) for row in cells[names:]]
    return [_unnamed(row) for row in cells]


def _named(names: Sequence[str], row: Sequence[str]) -> str:
    """`name：value；name：value`; a value without a name, and one that covers the whole row, stands alone."""
    if len(set(row)) == 1:
        return row[0]
    parts = []
    for column, value in enumerate(row):
        name = names[column].rstrip("：: ") if column < len(names) else ""
        if value:
            parts.append(f"{name}：{value}" if name else value)
    return "；".join(dict.fromkeys(parts))


def _unnamed(row: Sequence[str]) -> str:
    """Two cells are name and value; more are a list, a cell that covers several columns once."""
    present = [cell for at, cell in enumerate(row) if cell and (at == 0 or cell != row[at - 1])]
    if len(row) == len(present) == 2 and len(present[0]) <= _LONGEST_NAME:
        return f"{present[0].rstrip('：: ')}：{present[1]}"
    return "；".join(present)


def has_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of what surely is a table names its columns: short, different, none of them a figure."""
    if len(rows) < 2:
        return False
    first = [cell for cell in rows[0] if cell]
    figures = any(_FIGURE.match(name) and not _PERIOD.match(name) for name in first)
    return (
        len(first) >= max(2, max(map(len, rows)) - 1)
        and len(set(first)) == len(first)
        and not figures
        and max(map(len, first)) <= _LONGEST_NAME
    )


def _names_period(first: Sequence[str], at: int, rest: Sequence[Sequence[str]]) -> bool:
    """Whether a cell that begins with a figure is a column's name: 2023年产值, or 2022年 beside 2023年, above figures.

    A date alone beside no other date may be a form's value (成立日期, 2023年).
    """
    found = _PERIOD.match(first[at])
    if not found or at == 0 or not all(len(row) > at and (_FIGURE.match(row[at]) or _GAP.fullmatch(row[at])) for row in rest):
        return False
    beside = [first[place] for place in (at - 1, at + 1) if 0 < place < len(first)]
    return found.end() < len(first[at]) or any(_PERIOD.fullmatch(name) for name in beside)


def _begins_with_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row looks like the columns' names: all there, short, different, no figures.

    A form (name, value, name, value) looks alike and would be read wrongly, so an even number of columns needs more: two have
    figures in both, more have a column of figures, or four rows without a gap.
    """
    if len(rows) < 2:
        return False
    first, rest = rows[0], rows[1:]
    columns = len(first)
    if columns < 2 or not all(cell and len(cell) <= _LONGEST_NAME for cell in first) or len(set(first)) < columns:
        return False
    figures = [all(len(row) > at and _FIGURE.match(row[at]) for row in rest) for at in range(columns)]
    if any(_FIGURE.match(name) and not _names_period(first, at, rest) for at, name in enumerate(first)):
        return False
    if columns == 2:
        return all(figures)
    without_gap = all(len(row) == columns and all(row) for row in rest)
    return columns % 2 == 1 or (len(rest) > 1 and any(figures[1:])) or (len(rest) > 3 and without_gap)
