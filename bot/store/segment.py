"""A segment: one sealed file with the documents, chunks and term frequencies of one update, written once.

Tables of rows: `sources`, `heads` (what is listed of a document), `bodies` (articles and pages), `texts`, `chunks`. A table of
pieces: `analysed` (each chunk's analysed text, compact). Tables of keys: `names` (source -> row), `ids` (document -> row). Tallies: `terms`
(number of a term -> change of its document frequency by this update: what it added less what it removed from older segments, so the
sum over all segments is exact and merging segments adds their tables up).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from bot.analyzer import engine_terms
from bot.occurrences import Passages, analysed
from bot.schema import Article, Chunk, Document, Entry, Kind, Paragraph, Span
from bot.store import counts, tallies
from bot.store.manifest import Counts, Part, joined, within
from bot.store.table import Json, Sealed, TableWriter, as_json
from bot.store.tallies import Tallies

FILE = "segment"
_TOGETHER = 256  # chunks whose terms are counted at once
_BLOCK_SIZES = {"heads": 512, "chunks": 512, "bodies": 4096}
"""Characters: small where a question reads a row here and there, large where a document is opened."""


class Analysed(NamedTuple):
    """A chunk's analysed body and context alone."""

    body: str
    context: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is known of a source file.

    stamp      size and times at which it was read: while they stand, it is not read again
    sha256     of its bytes, "" if they could not be read
    documents  how many were taken from it
    skipped    a line for each thing that could not be taken from it
    repeats    some were left out because another document had their id
    gone       the file was there before and is not any more
    """

    source: str
    stamp: str
    sha256: str
    encoding: str = ""
    documents: int = 0
    skipped: tuple[str, ...] = ()
    repeats: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What is listed of a document without loading it.

    key     differs when the text that it was made of, or that text's own title, differ
    size    of its text, in characters
    first   row of its first chunk in its segment
    """

    id: str
    source: str
    sha256: str
    key: str
    encoding: str
    size: int
    titles: tuple[str, ...]
    articles: int
    first: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A document with its chunks as a segment holds them: built-in values alone, cheap to send between processes.

    head     id, source, sha256, key, encoding, size, titles, articles
    body     articles and pages, as JSON
    text     as JSON
    chunks   each chunk's article, title, section, byline, publication, kind and spans, as the end of a JSON list
    analysed each chunk's analysed body and context, compact
    terms    what an engine is given of each chunk, joined by spaces
    words    of all analysed bodies
    """

    head: tuple[Json, ...]
    body: str
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
    return Packed(
        (document.id, document.source, document.sha256, key, encoding, len(document.text), titles, len(document.articles)),
        as_json([_pack_articles(document.articles), document.pages]),
        as_json(document.text),
        [_pack_chunk(entry.chunk, starts) for entry in entries],
        [entry.compact for entry in entries],
        [" ".join(engine_terms(f"{entry.body}\n{entry.context}")) for entry in entries],
        sum(len(entry.body.split()) for entry in entries),
    )


def _pack_chunk(chunk: Chunk, starts: list[tuple[int, int]]) -> str:
    article = starts[bisect_right(starts, (chunk.paragraphs[0][0].start, len(starts))) - 1][1] if starts else 0
    return as_json([article, chunk.title, chunk.section, chunk.byline, chunk.publication, chunk.kind, chunk.paragraphs])[1:]


class SegmentWriter:
    """Writes one segment. `feed` is called with the words and bigrams of each chunk, joined by spaces, in order."""

    def __init__(self, folder: Path, feed: Callable[[str], None]) -> None:
        self._tables = TableWriter(folder / FILE, _BLOCK_SIZES)
        self._feed = feed
        self._frequencies = counts.Sum()
        self._uncounted: list[bytes] = []
        self._words = 0
        self._names: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._articles = 0
        self.chunks = 0

    @property
    def documents(self) -> int:
        """Documents written so far."""
        return len(self._ids)

    def source(self, record: SourceRecord, added: int) -> None:
        """Write what is known of a source, whose new documents are the last `added` ones."""
        self._record(record, [(self.documents - added, self.documents)])

    def _record(self, record: SourceRecord, holds: Sequence[tuple[int, int]]) -> None:
        row = [
            record.source,
            record.stamp,
            record.sha256,
            record.encoding,
            record.documents,
            record.skipped,
            record.repeats,
            record.gone,
            holds,
        ]
        self._names[json.dumps(record.source)] = self._tables.append("sources", row)

    def document(self, packed: Packed) -> None:
        """Write a document with its chunks, in reading order."""
        head = [*packed.head, self.chunks, len(packed.chunks)]
        position = self._tables.append("heads", head)
        self._tables.append_text("bodies", packed.body)
        self._tables.append_text("texts", packed.text)
        self._ids[json.dumps(packed.id)] = position
        for chunk, compact, terms in zip(packed.chunks, packed.analysed, packed.terms, strict=True):
            self._tables.append_text("chunks", f"[{position},{chunk}")
            self._tables.piece("analysed", compact)
            self.chunks += 1
            self._feed(terms)
        self._uncounted += packed.analysed
        if len(self._uncounted) >= _TOGETHER:
            self._count()
        self._words += packed.words
        self._articles += packed.articles

    def _count(self) -> None:
        self._frequencies.add(counts.count(self._uncounted))
        self._uncounted.clear()

    def forget(self, gone: Sequence[bytes]) -> int:
        """Take compact chunks of older segments out of the document frequencies; returns how many words their bodies held."""
        if not gone:
            return 0
        self._frequencies.add(counts.negative(counts.count(gone)))
        return int(Passages(gone).words.sum())

    def merge(self, segments: Sequence[tuple[Part, Segment]], *, oldest: bool) -> None:
        """Take over what older segments still hold, in their order.

        `oldest`: no segment is older than these, so what is gone may be forgotten.
        """
        records: dict[str, SourceRecord] = {}
        held: dict[str, list[tuple[int, int]]] = {}
        for part, segment in segments:
            for row in range(len(segment.sources)):
                record = segment.record(row)
                records[record.source] = record
            for position in range(part.documents):
                if not within(position, part.gone_documents):
                    source = segment.head(position).source
                    held.setdefault(source, []).append((self.documents, self.documents + 1))
                    self._take(segment, position)
        for source, record in records.items():
            if not (record.gone and oldest):
                self._record(record, joined(held.get(source, [])))
        for _, segment in segments:
            self._frequencies.add(segment.frequencies())

    def _take(self, segment: Segment, position: int) -> None:
        """Copy one document of an older segment."""
        head = segment.head(position)
        row = [head.id, head.source, head.sha256, head.key, head.encoding, head.size, head.titles, head.articles, self.chunks, head.chunks]
        here = self._tables.append("heads", row)
        self._tables.append_text("bodies", as_json(segment.bodies[position]))
        self._tables.append_text("texts", as_json(segment.texts[position]))
        self._ids[json.dumps(head.id)] = here
        for place in range(head.first, head.first + head.chunks):
            self._tables.append("chunks", [here, *segment.chunks[place][1:]])
            compact = segment.compact(place)
            self._tables.piece("analysed", compact)
            self.chunks += 1
            self._feed(" ".join(engine_terms("\n".join(analysed(compact)))))

    def close(self) -> tuple[int, str, Counts]:
        """Finish the file; returns its size, its sha256 and what it holds (of a merge: without words)."""
        self._tables.keys("names", sorted(self._names.items()))
        self._tables.keys("ids", sorted(self._ids.items()))
        self._count()
        tallies.write(self._tables, "terms", self._frequencies.total())
        size, digest = self._tables.close()
        return size, digest, Counts(0, self.documents, self._articles, self.chunks, self._words)


class Segment:
    """A finished segment, read row by row."""

    def __init__(self, folder: Path) -> None:
        tables = Sealed(folder / FILE)
        self.folder = folder
        self.sources = tables.rows("sources")
        self.chunks = tables.rows("chunks")
        self._analysed = tables.pieces("analysed")
        self._heads = tables.rows("heads")
        self.bodies = tables.rows("bodies")
        self.texts = tables.rows("texts")
        self.names = tables.keys("names")
        self.ids = tables.keys("ids")
        self._terms = Tallies(tables.blocks("terms"))

    def head(self, position: int) -> Head:
        """What is listed of the document at a position."""
        identity, source, digest, key, encoding, size, titles, *rest = self._heads[position]
        return Head(identity, source, digest, key, encoding, size, tuple(titles), *rest)

    def document(self, position: int) -> Document:
        """The whole document at a position."""
        head = self.head(position)
        articles, pages = self.bodies[position]
        return Document(head.id, head.source, self.texts[position], head.sha256, _unpack_articles(articles), tuple(pages))

    def chunk(self, row: int, number: int) -> Chunk:
        """The chunk at a row; `number` is its number in the generation."""
        position, _, title, section, byline, publication, kind, spans = self.chunks[row]
        paragraphs = tuple(tuple(Span(*span) for span in paragraph) for paragraph in spans)
        identity, source = self._heads[position][:2]
        whole = Document(identity, source, self.texts[position], "")
        text = "\n".join(map(whole.quote, paragraphs))
        return Chunk(number, identity, source, title, section, byline, publication, kind, paragraphs, text)

    def title(self, row: int) -> str:
        """The headline of the chunk at a row."""
        return str(self.chunks[row][2])

    def kind(self, row: int) -> Kind:
        """The kind of the chunk at a row."""
        kind: Kind = self.chunks[row][6]
        return kind

    def place(self, row: int) -> tuple[int, int]:
        """The document's position and the article's position in it, of the chunk at a row."""
        position, article = self.chunks[row][:2]
        return position, article

    def compact(self, row: int) -> bytes:
        """The analysed text of the chunk at a row, compact."""
        return self._analysed[row]

    def analysed(self, row: int) -> Analysed:
        """The analysed text of the chunk at a row."""
        return Analysed(*analysed(self._analysed[row]))

    def frequency(self, term: int) -> int:
        """What this segment changes of the document frequency of a term, by its number."""
        return self._terms.get(term)

    def frequencies(self) -> counts.Counts:
        """The same of all terms."""
        return self._terms.all()

    def all_analysed(self) -> Iterator[Analysed]:
        """The analysed text of every chunk, in order, the removed ones included."""
        return (Analysed(*analysed(row)) for row in self._analysed)

    def record(self, row: int) -> SourceRecord:
        """What is known of the source at a row."""
        source, stamp, digest, encoding, documents, skipped, repeats, gone, _ = self.sources[row]
        return SourceRecord(source, stamp, digest, encoding, documents, tuple(skipped), repeats, gone)

    def holds(self, row: int) -> Iterator[int]:
        """Positions in this segment of the documents of the source at a row, the removed ones included."""
        return chain.from_iterable(range(start, end) for start, end in self.sources[row][-1])


def _article_starts(articles: Sequence[Article]) -> list[tuple[int, int]]:
    """(offset, article) of every span, sorted: which article an offset belongs to."""
    return sorted(
        (span.start, number) for number, article in enumerate(articles) for paragraph in article.paragraphs for span in paragraph.spans
    )


def _pack_articles(articles: Sequence[Article]) -> list[Any]:
    return [[a.title, a.byline, a.publication, a.date, [[p.spans, p.kind, p.section, p.duplicate] for p in a.paragraphs]] for a in articles]


def _unpack_articles(packed: list[Any]) -> tuple[Article, ...]:
    return tuple(
        Article(
            title,
            byline,
            publication,
            date,
            tuple(
                Paragraph(tuple(Span(*span) for span in spans), kind, section, duplicate) for spans, kind, section, duplicate in paragraphs
            ),
        )
        for title, byline, publication, date, paragraphs in packed
    )
