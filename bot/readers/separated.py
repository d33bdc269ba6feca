"""Tables as text (csv, tsv): each row a line that can be read, and quoted, alone, its values behind their columns' names."""

from __future__ import annotations

import csv
import io
from itertools import islice

from bot.errors import SourceError
from bot.readers.blocks import join, one_line
from bot.readers.encoding import decode
from bot.readers.tables import has_names, table_lines
from bot.readers.values import Limits, Reading

_SEPARATORS = ",\t;，|"
_LOOKED_AT = 20  # rows that tell the separator
_MOST_LINES = 50  # in one cell; more is a quotation mark that nobody closed


def read_separated(data: bytes, limits: Limits, encoding: str | None = None) -> Reading:
    r"""The rows of a table. Raises SourceError with the reason alone.

    >>> read_separated("年份,产值\n2023,1078.6亿元\n2022,976亿元\n".encode(), Limits()).text
    '年份：2023；产值：1078.6亿元\n\n年份：2022；产值：976亿元\n'
    """
    text, name = decode(data, encoding)
    rows = _rows(text)
    titles = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)  # lines above the table
    table = rows[titles:]
    lines = table_lines(table, names=int(has_names(table)))
    return Reading(join([cell for row in rows[:titles] for cell in row if cell] + lines, limits), encoding=name)


def _rows(text: str) -> list[list[str]]:
    """The rows that hold anything, their cells on one line each."""
    separator = _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        if any(cell.count("\n") > _MOST_LINES for row in rows for cell in row):
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise SourceError(f"damaged, or not csv ({error}); open it in its program and save it again") from error
    rows = [[one_line(cell) for cell in row] for row in rows]
    return [row for row in rows if any(row)]


def _separator(text: str) -> str:
    """The separator that the first rows share: the one that stands in most of them, then the most frequent one."""
    lines = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]
    return max(_SEPARATORS, key=lambda one: (sum(one in line for line in lines), sum(line.count(one) for line in lines)))
