"""Characters with places -> lines in reading order -> paragraphs. Plain geometry, no library.

Coordinates are points, x to the right and y down. em: the size of a line's letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_CJK = re.compile(r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
CELLS = "  "
_COLUMN_CHARACTERS = 8
_COLUMN_LINES = 4
"""A column has at least so many lines of so many characters."""
_CELL_GAP, _CELL_GAP_WITH_SPACE = 0.9, 1.2
"""White that parts two cells, in em: an ideographic space, which is one em, is written into a sentence and parts none."""
_WIDEST_PAGE = 20_000
_SENTENCE_END = re.compile(r"[。！？!?…：:；;.][”’」』）)]*\Z")


class Char(NamedTuple):
    """A character, its box, the size of its letters, and whether a space is written before it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    space: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of one in a column: two spaces stand where it has a wide gap, as between a table's cells.

    `column` is the column's number, `edge` whether it stands at the head or foot of the page.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    column: int = 0
    edge: bool = False

    @property
    def cells(self) -> list[str]:
        """The parts between wide gaps."""
        return self.text.split(CELLS)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines of a page in reading order.

    Characters that follow each other on one height are a line; a wide gap in it is two spaces, as between a table's cells,
    unless it is the white between two columns. Lines drawn straight across the columns are put in the order of the columns.
    """
    pieces = _pieces(chars)
    gutters = _gutters(pieces)
    lines: list[Line] = []
    rows = _rows(pieces)
    for row, columns in zip(rows, _columns(rows, gutters), strict=True):
        for at, piece in enumerate(row):
            line = replace(piece, column=columns[at])
            if at and columns[at - 1] == columns[at]:
                lines[-1] = _joined(lines[-1], line)
            else:
                lines.append(line)
    return _by_columns(lines) if _crosses(lines) else lines


def _rows(pieces: Iterable[Line]) -> list[list[Line]]:
    """Pieces that follow each other on one height, from left to right."""
    rows: list[list[Line]] = []
    for piece in pieces:
        if rows and _same_height(rows[-1][-1], piece) and piece.left >= rows[-1][-1].right:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _columns(rows: Sequence[Sequence[Line]], gutters: Sequence[float]) -> list[list[int]]:
    """For each piece of each row the number of its column, -1 if it goes over the white between two.

    A table below the columns goes over them with all its rows, though some of its cells stand on one side of the white.
    """
    columns = [[_column(piece, gutters) for piece in row] for row in rows]
    over = [-1 in found or (len(set(found)) > 1 and _is_table_row(row, gutters)) for row, found in zip(rows, columns, strict=True)]
    for order in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        for at in order:
            beside = at - 1 if order.step > 0 else at + 1
            over[at] = over[at] or (over[beside] and len(rows[beside]) > 1 and _are_cells(rows[at]))
    return [[-1] * len(found) if whole else found for whole, found in zip(over, columns, strict=True)]


def _column(piece: Line, gutters: Sequence[float]) -> int:
    if any(piece.left < gutter < piece.right for gutter in gutters):
        return -1
    return sum(gutter < (piece.left + piece.right) / 2 for gutter in gutters)


def _is_table_row(row: Sequence[Line], gutters: Sequence[float]) -> bool:
    """Whether the pieces on one height are cells though they stand in columns: more than columns, none nearly a column's line."""
    return len(row) > len(gutters) + 1 and all(len(piece.text) < _COLUMN_CHARACTERS for piece in row)


def _are_cells(row: Sequence[Line]) -> bool:
    return len(row) > 2 and all(len(piece.text) < 2 * _COLUMN_CHARACTERS for piece in row)


def paragraphs_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in reading order, cut to paragraphs by size, distance, indent and short last lines.

    A line at the top of the next column goes on with the paragraph unless it is indented or a sentence has just ended.
    """
    if not lines:
        return []
    steps = [lower.bottom - upper.bottom for upper, lower in pairwise(lines) if lower.column == upper.column]
    pitch = median([step for step in steps if step > 0] or [0.0])
    edges = {column: _edges([line for line in lines if line.column == column]) for column in {line.column for line in lines}}
    paragraphs = [[lines[0]]]
    for upper, lower in pairwise(lines):
        if _begins(upper, lower, pitch, edges):
            paragraphs.append([])
        paragraphs[-1].append(lower)
    return paragraphs


def goes_on(page: Sequence[Line], following: Sequence[Line]) -> bool:
    """Whether the last paragraph of a page goes on at the top of the next one."""
    if not page or not following:
        return False
    upper, lower = page[-1], following[0]
    above = _edges([line for line in page if line.column == upper.column])
    below = _edges([line for line in following if line.column == lower.column])
    table = CELLS in upper.text or CELLS in lower.text
    return not (table or _other_size(upper, lower) or _ended(upper) or _short(upper, above) or _indented(lower, below))


def _begins(upper: Line, lower: Line, pitch: float, edges: Mapping[int, tuple[float, float]]) -> bool:
    """Whether a paragraph begins at the lower of two lines that follow each other on a page."""
    above, below = edges[upper.column], edges[lower.column]
    if _other_size(upper, lower):
        return True
    if lower.column != upper.column or lower.bottom <= upper.bottom:
        return _ended(upper) or _short(upper, above) or _indented(lower, below)
    if CELLS in upper.text and CELLS in lower.text:
        return True
    if lower.bottom - upper.bottom > 1.45 * pitch or lower.left - upper.left > 1.2 * lower.size:
        return True
    return _short(upper, above) and (_ended(upper) or _indented(lower, below))


def _other_size(upper: Line, lower: Line) -> bool:
    return abs(upper.size - lower.size) > 0.15 * max(upper.size, lower.size)


def _ended(line: Line) -> bool:
    return _SENTENCE_END.search(line.text) is not None


def _short(line: Line, edges: tuple[float, float]) -> bool:
    """Whether a line ends well before its column does; Western text is ragged."""
    left, right = edges
    return line.right < right - (2.5 * line.size if _CJK.match(line.text[-1]) else 0.25 * (right - left))


def _indented(line: Line, edges: tuple[float, float]) -> bool:
    return line.left > edges[0] + 1.2 * line.size


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right edge of a column: the leftmost place at which several lines begin, and where the longest tenth ends."""
    lefts = Counter(round(line.left) for line in lines)
    left = min(place for place, count in lefts.items() if count >= 0.15 * len(lines) or count == max(lefts.values()))
    rights = sorted(line.right for line in lines)
    return left, rights[int(0.9 * len(rights))]


def _pieces(chars: Iterable[Char]) -> list[Line]:
    """Runs of characters on one height without a gap as wide as between cells."""
    pieces: list[Line] = []
    run: list[Char] = []
    for char in chars:
        if run and not _goes_on(run[-1], char):
            pieces.append(_line(run))
            run = []
        run.append(char)
    return [*pieces, _line(run)] if run else pieces


def _goes_on(last: Char, char: Char) -> bool:
    """Whether a character stands next to the last one on its line (a letter may stand a little back, over its neighbour)."""
    widest = _CELL_GAP_WITH_SPACE if char.space else _CELL_GAP
    return _same_height(last, char) and -0.7 * char.size <= char.left - last.right <= widest * max(char.size, last.size)


def _same_height(one: Char | Line, other: Char | Line) -> bool:
    """Whether two boxes share at least half of the lower one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _line(run: Sequence[Char]) -> Line:
    """One piece of a line; a space stands where one is written, or where the gap shows one."""
    text = [run[0].text]
    for last, char in pairwise(run):
        gap = char.left - last.right
        if _CJK.match(last.text) and _CJK.match(char.text):
            spaced = gap > (0.2 if char.space else 0.6) * char.size
        else:
            spaced = char.space or gap > 0.2 * char.size
        text.append(" " + char.text if spaced else char.text)
    size = Counter(char.size for char in run).most_common(1)[0][0]
    left, right = min(char.left for char in run), max(char.right for char in run)
    return Line("".join(text), left, min(char.top for char in run), right, max(char.bottom for char in run), size)


def _joined(left: Line, right: Line) -> Line:
    """Two pieces of one line, as the cells of a table's row: two spaces between."""
    top, bottom = min(left.top, right.top), max(left.bottom, right.bottom)
    return replace(left, text=f"{left.text}{CELLS}{right.text}", right=right.right, top=top, bottom=bottom)


def _gutters(pieces: Sequence[Line]) -> list[float]:
    """The middles of the white strips between columns of full lines.

    A table has white strips too, but its cells don't fill their columns.
    """
    size = median([piece.size for piece in pieces] or [0.0])
    long = [piece for piece in pieces if len(piece.text) >= _COLUMN_CHARACTERS and piece.size <= 1.1 * size]
    if len(long) < 2 * _COLUMN_LINES:
        return []
    first = min(piece.left for piece in long)
    width = max(piece.right for piece in long) - first
    if not width < _WIDEST_PAGE:
        return []
    cover = [0] * (int(width) + 2)
    for piece in long:
        for place in range(int(piece.left - first), int(piece.right - first) + 1):
            cover[place] += 1
    white = [place for place, count in enumerate(cover) if count <= 0.15 * max(cover)]
    strips: list[list[int]] = []
    for place in white:
        if strips and strips[-1][-1] == place - 1:
            strips[-1].append(place)
        else:
            strips.append([place])
    middles = [first + (strip[0] + strip[-1]) / 2 for strip in strips if len(strip) >= 0.5 * size]
    return [middle for at, middle in enumerate(middles) if _is_gutter(long, middles, at)]


def _is_gutter(long: Sequence[Line], middles: Sequence[float], at: int) -> bool:
    """Whether on both sides of a white strip there is a column of lines that mostly fill it."""
    bounds = [float("-inf"), *middles, float("inf")]
    for low, high in (bounds[at : at + 2], bounds[at + 1 : at + 3]):
        widths = sorted(line.right - line.left for line in long if line.left >= low and line.right <= high)
        if len(widths) < _COLUMN_LINES:
            return False
        full = 0.85 * widths[int(0.9 * (len(widths) - 1))]
        if sum(width >= full for width in widths) < 0.5 * len(widths):
            return False
    return True


def _crosses(lines: Sequence[Line]) -> bool:
    """Whether a page is drawn straight across its columns: a quarter of its lines go on in another column on the same height."""
    pairs = [(one, other) for one, other in pairwise(lines) if one.column != other.column and min(one.column, other.column) >= 0]
    return sum(_same_height(one, other) for one, other in pairs) > 0.25 * len(lines)


def _by_columns(lines: Sequence[Line]) -> list[Line]:
    """Lines from the top, column by column between the lines that go over all columns."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        if line.column < 0:
            ordered += [*sorted(band, key=lambda line: line.column), line]
            band = []
        else:
            band.append(line)
    return ordered + sorted(band, key=lambda line: line.column)
