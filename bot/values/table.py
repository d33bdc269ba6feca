"""Several values of one asked thing, for a table: rows only where subject, attribute and unit are surely the same.

One row stands in the first quote. None is picked, none called wrong; when in doubt there is no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot import patterns
from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.questions import Asked
from bot.schema import Citation, Document, Hit
from bot.values.claims import Passage, Row, rows
from bot.values.wanted import Wanted, wanted

MOST = 12  # rows


def find(
    asked: Asked,
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    open_document: Callable[[str], Document],
    analyzer: Analyzer,
    lexicon: Lexicon,
) -> tuple[Row, ...]:
    """The rows of a table, in order of time where that can be told; none where fewer than two values differ."""
    figure = wanted(asked, lexicon)
    if figure is None or not figure.named(analyzer.fold(citations[0].quote)):
        return ()
    hits = sorted(hits, key=lambda hit: hit.chunk != citations[0].chunk)
    said: list[Row] = []
    for passage in _passages(hits, open_document, analyzer):
        if passage.hit is not hits[0] and not any(row.inside(citations[0]) for row in said):
            return ()
        said += [row for row in rows(figure, passage, analyzer) if _is_asked(figure, row)]
    first = next((row for row in said if row.inside(citations[0])), None)
    if first is None:
        return ()
    alike = sorted((row for row in said if row.figure.measure == first.figure.measure), key=lambda row: _rank(row, citations))
    kept = _distinct(alike)
    if _unsure(kept) or all(row.figure.agrees(other.figure) for row in kept for other in kept):
        return ()
    table = _ordered([*kept, *_others(kept, alike)] if disagree(kept) else kept)
    return table if len(table) <= MOST else ()


def disagree(rows: Sequence[Row]) -> bool:
    """Whether two rows give different values for one time."""
    return any(row.key == other.key and not row.figure.agrees(other.figure) for row in rows for other in rows)


def _passages(hits: Sequence[Hit], open_document: Callable[[str], Document], analyzer: Analyzer) -> Iterator[Passage]:
    """The paragraphs of the hits, folded."""
    for hit in hits:
        document = open_document(hit.chunk.document_id)
        heads = analyzer.fold("\n".join((hit.chunk.title, hit.chunk.section)))
        for spans in hit.chunk.paragraphs:
            text, offsets = document.trace(spans)
            folded = analyzer.fold(text)
            if len(folded) == len(text):
                yield Passage(hit, document, spans, text, folded, offsets, heads)


def _rank(row: Row, citations: Sequence[Citation]) -> int:
    """The place of the citation that quotes a row, after all of them if none does."""
    return next((at for at, citation in enumerate(citations) if row.inside(citation)), len(citations))


def _is_asked(wanted: Wanted, row: Row) -> bool:
    """Where a time is asked: that time alone."""
    year, part = row.key[:2]
    return (not wanted.years or year in wanted.years) and (
        part == wanted.part if wanted.part else not wanted.years or part in ("", "底", "年底", "末", "年末")
    )


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """Each value once for each time; a value without a time once."""
    kept: list[Row] = []
    for row in rows:
        if not any(row.figure.agrees(other.figure) and (row.key == other.key or not row.when or not other.when) for other in kept):
            kept.append(row)
    return kept


def _others(rows: Sequence[Row], alike: Sequence[Row]) -> list[Row]:
    """Where the documents disagree: the other documents that say what a row says."""
    there = {(row.key, row.value, row.document.id) for row in rows}
    said = {(row.key, row.value) for row in rows}
    found = {(row.key, row.value, row.document.id): row for row in reversed(alike) if (row.key, row.value) in said}
    return [row for place, row in reversed(found.items()) if place not in there]


def _unsure(rows: Sequence[Row]) -> bool:
    """Whether two values of one time stand in one paragraph, or in one document that names no year: then they are hardly of one thing."""
    pairs = [(row, other) for row in rows for other in rows if row is not other and row.key == other.key]
    return any(row.document.id == other.document.id and (row.spans == other.spans or not row.key[0]) for row, other in pairs)


def _ordered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """By time where each row has a year, the newest last; else as found. The same value of one time stands together."""
    rows = sorted(rows, key=lambda row: next(at for at, other in enumerate(rows) if (other.key, other.value) == (row.key, row.value)))
    if all(row.key[0] for row in rows):
        rows = sorted(rows, key=lambda row: (row.key[0] or 0, _month(row.key[1]), not row.key[2]))
    return tuple(rows)


def _month(part: str) -> int:
    """Up to which month a part of a year reaches."""
    months = [int(month) for month in patterns.findall(r"(\d{1,2})(?=月)", part)]
    if months:
        return months[-1]
    quarter = patterns.search("[一二三四1-4](?=季度)", part)
    if quarter:
        return 3 * ("一二三四1234".index(quarter[0]) % 4 + 1)
    return 6 if part == "上半年" else 12
