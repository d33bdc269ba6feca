"""Documents and chunks as a segment holds them: built-in values and JSON, titles named by number."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, overload

from bot.analyzer import engine_terms
from bot.schema import Article, Chunk, Document, Entry, Paragraph, Span
from bot.store.table import Json, as_json


class Packed(NamedTuple):
    """A document with its chunks as a segment holds them: a tuple of built-in values, cheap to send between processes.

    head     id, source, sha256 if it is not the text's, key, encoding, size, titles, articles
    body     articles, as JSON
    pages    as JSON
    text     as JSON
    chunks   each chunk's article, its title's number, section, byline, publication, kind and spans, as the end of a JSON list
    analysed each chunk's analysed body and context, compact
    terms    what an engine is given of each chunk, joined by spaces
    words    of all analysed bodies
    """

    head: tuple[Json, ...]
    body: str
    pages: str
    text: str
    chunks: list[str]
    analysed: list[bytes]
    terms: list[str]
    words: int

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.head[0])

    @property
    def articles(self) -> int:
        """How many articles it has."""
        return int(self.head[-1])


def pack(document: Document, key: str, encoding: str, entries: Sequence[Entry]) -> Packed:
    """A document and its chunks, in reading order, ready to be written."""
    starts = _article_starts(document.articles)
    titles = [article.title for article in document.articles if article.title]
    numbers = {title: number for number, title in enumerate(titles, 1)}
    own = "" if document.sha256 == sha256(document.text) else document.sha256
    return Packed(
        (document.id, document.source, own, key, encoding, len(document.text), titles, len(document.articles)),
        as_json(_pack_articles(document.articles, numbers)),
        as_json(document.pages) if document.pages else "[]",
        as_json(document.text),
        [_pack_chunk(entry.chunk, starts, numbers) for entry in entries],
        [entry.compact for entry in entries],
        [" ".join(engine_terms(f"{entry.body}\n{entry.context}")) for entry in entries],
        sum(len(entry.body.split()) for entry in entries),
    )


def sha256(text: str) -> str:
    """The sha256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _pack_chunk(chunk: Chunk, starts: list[tuple[int, int]], titles: Mapping[str, int]) -> str:
    article = starts[bisect_right(starts, (chunk.paragraphs[0][0].start, len(starts))) - 1][1] if starts else 0
    return as_json([article, titles.get(chunk.title, 0), chunk.section, chunk.byline, chunk.publication, chunk.kind, chunk.paragraphs])[1:]


class Articles(Sequence[Article]):
    """The articles of a document, read when they are first looked at: a quote needs its text alone."""

    def __init__(self, load: Callable[[], tuple[Article, ...]]) -> None:
        self._load = cache(load)

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, at: int | slice) -> Article | tuple[Article, ...]:
        return self._load()[at]

    def __len__(self) -> int:
        return len(self._load())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._load() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._load())

    def __repr__(self) -> str:
        return repr(self._load())


def named(titles: Sequence[str], number: int) -> str:
    """The title of that number, from 1; "" for 0."""
    return titles[number - 1] if number else ""


def _article_starts(articles: Sequence[Article]) -> list[tuple[int, int]]:
    """(offset, article) of every span, sorted: which article an offset belongs to."""
    return sorted(
        (span.start, number) for number, article in enumerate(articles) for paragraph in article.paragraphs for span in paragraph.spans
    )


def _pack_articles(articles: Sequence[Article], titles: Mapping[str, int]) -> list[Any]:
    return [
        [titles.get(a.title or "", 0), a.byline, a.publication, a.date, [[p.spans, p.kind, p.section, p.duplicate] for p in a.paragraphs]]
        for a in articles
    ]


def unpack_articles(packed: list[Any], titles: Sequence[str]) -> tuple[Article, ...]:
    """Articles as they were packed, with the titles of their document."""
    return tuple(
        Article(
            named(titles, title) or None,
            byline,
            publication,
            date,
            tuple(
                Paragraph(tuple(Span(*span) for span in spans), kind, section, duplicate) for spans, kind, section, duplicate in paragraphs
            ),
        )
        for title, byline, publication, date, paragraphs in packed
    )
