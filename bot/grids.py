"""Tables that stand in a text as lines: cells between tabs, between bars as in Markdown, or in columns of spaces.

A row says little without the names of its columns, so a reader is quoted the first row with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from bot.schema import Span

_CELLS = (re.compile("\t+"), re.compile(r"[^\S\n]*\|[^\S\n]*"), re.compile("[ \u3000]{2,}"))  # what stands between two cells
_RULED = re.compile(r"[\s|:+=\-—─]+")  # a line that only rules a table off
_LEAST = (2, 2, 3)  # lines that make a table: spaces alone must agree in more of them
_SENTENCE = re.compile("[。；;！？!?]")  # what few cells hold, and sentences do


def rows(text: str, spans: Sequence[Span]) -> list[Span]:
    r"""The lines of a paragraph that is a table, the names of the columns first; none where it is no table.

    >>> text = "年份|产值\n2022年|3.1亿元\n2023年|3.8亿元"
    >>> [text[slice(*row)] for row in rows(text, [Span(0, len(text))])]
    ['年份|产值', '2022年|3.1亿元', '2023年|3.8亿元']
    """
    lines = list(chain.from_iterable(_lines(text, span) for span in spans))
    if len(lines) < min(_LEAST):
        return []
    written = [text[slice(*line)] for line in lines]
    for between, least in zip(_CELLS, _LEAST, strict=True):
        widths = [len(between.findall(line.strip("| "))) for line in written]
        usual, often = Counter(width for width in widths if width).most_common(1)[0] if any(widths) else (0, 0)
        if often >= least and often * 2 > len(lines) and not _speaks(written):
            first = next(at for at, width in enumerate(widths) if abs(width - usual) <= 1 and width)
            return [line for line, said in zip(lines[first:], written[first:], strict=True) if not _RULED.fullmatch(said)]
    return []


def _speaks(lines: Sequence[str]) -> bool:
    """Whether the lines are sentences: a wrapped text may have wide gaps too."""
    return 2 * sum(bool(_SENTENCE.search(line)) for line in lines) > len(lines)


def _lines(text: str, span: Span) -> list[Span]:
    """The lines of a span without white space around them."""
    found, at = [], span.start
    for line in text[slice(*span)].split("\n"):
        if said := line.strip():
            start = at + line.index(said[0])
            found.append(Span(start, start + len(said)))
        at += len(line) + 1
    return found
