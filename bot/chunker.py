"""Articles to chunks: one chunk a paragraph, long ones split at sentences, very short ones joined under their headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot import grids
from bot.analyzer import Analyzer
from bot.occurrences import compact
from bot.schema import Article, Chunk, Document, Entry, Kind, Paragraph, Span

LONG = 480  # characters: a longer paragraph is split at sentences; the longest true paragraph of the seeds has 479
SHORT = 24  # a shorter body paragraph joins its neighbour under the same section
FULL = 160  # short ones are joined until this length

Group = list[tuple[Paragraph, tuple[Span, ...]]]


def chunk(document: Document, analyzer: Analyzer) -> Iterator[Chunk]:
    """The chunks of a document, numbered from 0 in reading order. Duplicates are left out: they are not to be cited.

    A headline with its byline and marks is a chunk of its own (it answers "what is it called", "who wrote it", "which one goes on
    from page 1"), a caption too. A mark that stands alone is left out.
    """
    number = 0
    for article in document.articles:
        for kind, group in _groups(document, article, analyzer):
            yield _chunk(document, article, kind, group, number)
            number += 1


def entries(document: Document, analyzer: Analyzer) -> Iterator[Entry]:
    """The chunks of a document with their analysed texts; a context that repeats is analysed once.

    A passage that leans on the one before it (该项目, 他表示) has that one as context too.
    """
    context, analysed = "", ""
    before: Entry | None = None
    for piece in chunk(document, analyzer):
        if piece.context != context:
            context, analysed = piece.context, analyzer.analyze(piece.context)
        leans = before is not None and _leans(before.chunk, piece, analyzer)
        body, around = analyzer.analyze(piece.text), f"{analysed}\n\n{before.body}".strip() if before and leans else analysed
        entry = Entry(piece, body, around, compact(body, around, piece.kind, titled=bool(piece.title)))
        yield entry
        before = entry


def _leans(before: Chunk, piece: Chunk, analyzer: Analyzer) -> bool:
    if before.kind != "body" or piece.kind != "body" or (before.title, before.section) != (piece.title, piece.section):
        return False
    return analyzer.leans(piece.text)


def _groups(document: Document, article: Article, analyzer: Analyzer) -> Iterator[tuple[Kind, Group]]:
    citable = [p for p in article.paragraphs if not p.duplicate]
    for role, run in groupby(citable, key=_role):
        paragraphs = list(run)
        if role == "head" and all(p.kind == "mark" for p in paragraphs):
            continue
        if role == "head":
            yield "title", [(p, _unmarked(document, p)) for p in paragraphs]
        elif role == "body":
            for _, same in groupby(paragraphs, key=lambda p: p.section):
                yield from (("body", group) for group in _bodies(document, list(same), analyzer))
        else:
            yield from ((p.kind, [(p, _unmarked(document, p))]) for p in paragraphs)


def _unmarked(document: Document, paragraph: Paragraph) -> tuple[Span, ...]:
    """The spans without the signs that only say "headline" in Markdown: a reader is quoted the words."""
    (start, end), *others = paragraph.spans
    sign = _SIGN.match(document.text, start, end)
    return (Span(sign.end() if sign and sign.end() < end else start, end), *others)


_SIGN = re.compile(r"#{1,6}[^\S\n]+")


def _role(paragraph: Paragraph) -> str:
    return {"title": "head", "byline": "head", "mark": "head"}.get(paragraph.kind, paragraph.kind)


def _bodies(document: Document, paragraphs: list[Paragraph], analyzer: Analyzer) -> Iterator[Group]:
    waiting: Group = []
    room = FULL
    asked = False  # the last one that waits is a question: it stays with what answers it
    for paragraph in paragraphs:
        size = _size(paragraph.spans)
        asks = size <= FULL and analyzer.asks(document.quote(paragraph.spans))
        if asked and not asks and size >= SHORT:
            *before, question = waiting
            if before:
                yield before
            first, *others = _split(document, paragraph, analyzer, LONG - _size(question[1]))
            yield [question, (paragraph, first)]
            yield from ([(paragraph, spans)] for spans in others)
            waiting, room, asked = [], FULL, False
            continue
        if waiting and not asked and (asks or size > room or (size >= SHORT and len(waiting) > 1)):
            yield waiting
            waiting, room = [], FULL
        asked = asks
        if size > LONG:
            yield from ([(paragraph, spans)] for spans in _split(document, paragraph, analyzer, LONG))
        elif size < SHORT or waiting or asks:
            waiting.append((paragraph, paragraph.spans))
            room -= size
        else:
            yield [(paragraph, paragraph.spans)]
    if waiting:
        yield waiting


def _size(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _split(document: Document, paragraph: Paragraph, analyzer: Analyzer, room: int) -> Iterator[tuple[Span, ...]]:
    """Pieces of a long paragraph, each of whole sentences and at most LONG characters, the first one of `room` (a longer sentence is cut).

    A table is split between its rows, and each piece begins with the names of its columns.
    """
    rows = grids.rows(document.text, paragraph.spans)
    if rows and max(end - start for start, end in rows) < room // 2:
        yield from _split_table(paragraph, rows, room)
        return
    text, offsets = document.trace(paragraph.spans)
    start = end = 0
    for sentence in analyzer.sentences(text):
        if sentence.end - start > room and end > start:
            yield document.cut(paragraph.spans, offsets, start, end)
            start, room = sentence.start, LONG
        while sentence.end - start > room:
            yield document.cut(paragraph.spans, offsets, start, start + room)
            start, room = start + room, LONG
        end = sentence.end
    if end > start:
        yield document.cut(paragraph.spans, offsets, start, end)


def _split_table(paragraph: Paragraph, rows: Sequence[Span], room: int) -> Iterator[tuple[Span, ...]]:
    names = rows[0]
    piece = Span(paragraph.spans[0].start, names.end)
    for row in rows[1:]:
        if row.end - piece.start > room:
            yield (piece,) if piece.start <= names.start else (names, piece)
            piece, room = row, LONG - _size([names])
        piece = Span(piece.start, row.end)
    yield (piece,) if piece.start <= names.start else (names, piece)


def _chunk(document: Document, article: Article, kind: Kind, group: Group, number: int) -> Chunk:
    return Chunk(
        number=number,
        document_id=document.id,
        source=document.source,
        title=article.title or "",
        section=next((p.section for p, _ in group if p.section), ""),
        byline=article.byline or "",
        publication=article.publication or "",
        kind=kind,
        paragraphs=tuple(spans for _, spans in group),
        text="\n".join(document.quote(spans) for _, spans in group),
    )
