"""A segment: one sealed file with the documents, chunks and term frequencies of one update, written once.

Tables of rows: `sources`, `heads` (what is listed of a document), `bodies` (articles), `pages`, `texts`, `chunks`. A table of
pieces: `analysed` (each chunk's analysed text, compact). Tables of keys: `names` (source -> row), `ids` (document -> row). Tallies: `terms`
(number of a term -> change of its document frequency by this update: what it added less what it removed from older segments, so the
sum over all segments is exact and merging segments adds their tables up).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bot.analyzer import engine_terms
from bot.occurrences import Passages, analysed
from bot.schema import Chunk, Document, Span
from bot.store import counts, tallies
from bot.store.manifest import Counts, Part, joined, within
from bot.store.packing import Articles, Packed, named, sha256, unpack_articles
from bot.store.table import Json, Sealed, TableWriter
from bot.store.tallies import Tallies

FILE = "segment"
_TOGETHER = 256  # chunks whose terms are counted at once
_BLOCK_SIZES = {"heads": 1024, "chunks": 1024, "bodies": 4096}
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
    reading    limits and encoding setting under which it was read: under others, what was left out may be read
    """

    source: str
    stamp: str
    sha256: str
    encoding: str = ""
    documents: int = 0
    skipped: tuple[str, ...] = ()
    repeats: bool = False
    gone: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What is listed of a document without loading it.

    own     its sha256, "" where that is the sha256 of its text
    key     differs when the text that it was made of, or that text's own title, differ
    size    of its text, in characters
    first   row of its first chunk in its segment
    text    reads its text
    """

    id: str
    source: str
    own: str
    key: str
    encoding: str
    size: int
    titles: tuple[str, ...]
    articles: int
    first: int
    chunks: int
    text: Callable[[], str] = field(compare=False, repr=False)

    @property
    def sha256(self) -> str:
        """Of the file's bytes, or of the text of a JSON line."""
        return self.own or sha256(self.text())


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
            record.reading,
            holds,
        ]
        self._names[json.dumps(record.source)] = self._tables.append("sources", row)

    def document(self, packed: Packed) -> None:
        """Write a document with its chunks, in reading order."""
        head = [*packed.head, self.chunks, len(packed.chunks)]
        position = self._tables.append("heads", head)
        self._tables.append_text("bodies", packed.body)
        self._tables.append_text("pages", packed.pages)
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
        row = [head.id, head.source, head.own, head.key, head.encoding, head.size, head.titles, head.articles, self.chunks, head.chunks]
        here = self._tables.append("heads", row)
        for table, value in segment.copied(position).items():
            self._tables.append(table, value)
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
        self._bodies = tables.rows("bodies")
        self._pages = tables.rows("pages")
        self._texts = tables.rows("texts")
        self.names = tables.keys("names")
        self.ids = tables.keys("ids")
        self._terms = Tallies(tables.blocks("terms"))

    def head(self, position: int) -> Head:
        """What is listed of the document at a position."""
        identity, source, own, key, encoding, size, titles, articles, first, chunks = self._heads[position]
        text = partial(self._texts.__getitem__, position)
        return Head(identity, source, own, key, encoding, size, tuple(titles), articles, first, chunks, text)

    def document(self, position: int) -> Document:
        """The whole document at a position."""
        head = self.head(position)
        text = head.text()
        articles = Articles(lambda: unpack_articles(self._bodies[position], head.titles))
        return Document(head.id, head.source, text, head.own or sha256(text), articles, tuple(self._pages[position]))

    def copied(self, position: int) -> dict[str, Json]:
        """What a segment made of older ones takes over of a document as it is, by table."""
        return {"bodies": self._bodies[position], "pages": self._pages[position], "texts": self._texts[position]}

    def chunk(self, row: int, number: int) -> Chunk:
        """The chunk at a row; `number` is its number in the generation."""
        position, _, title, section, byline, publication, kind, spans = self.chunks[row]
        paragraphs = tuple(tuple(Span(*span) for span in paragraph) for paragraph in spans)
        head = self.head(position)
        whole = Document(head.id, head.source, head.text(), "")
        text = "\n".join(map(whole.quote, paragraphs))
        return Chunk(number, head.id, head.source, named(head.titles, title), section, byline, publication, kind, paragraphs, text)

    def title(self, row: int) -> str:
        """The headline of the chunk at a row."""
        position, _, title = self.chunks[row][:3]
        return named(self._heads[position][6], title)

    def place(self, row: int) -> tuple[int, int]:
        """The document's position and the article's position in it, of the chunk at a row."""
        position, article = self.chunks[row][:2]
        return position, article

    def compact(self, row: int) -> bytes:
        """The analysed text of the chunk at a row, compact."""
        return self._analysed[row]

    def compacts(self, rows: Sequence[int]) -> list[bytes]:
        """The same of several rows."""
        return self._analysed.take(rows)

    def analysed(self, row: int) -> Analysed:
        """The analysed text of the chunk at a row."""
        return Analysed(*analysed(self._analysed[row]))

    def frequencies_of(self, terms: Sequence[int]) -> list[int]:
        """What this segment changes of the document frequency of each term, by its number."""
        return self._terms.counts(terms)

    def frequencies(self) -> counts.Counts:
        """The same of all terms."""
        return self._terms.all()

    def all_analysed(self) -> Iterator[Analysed]:
        """The analysed text of every chunk, in order, the removed ones included."""
        return (Analysed(*analysed(row)) for row in self._analysed)

    def record(self, row: int) -> SourceRecord:
        """What is known of the source at a row."""
        source, stamp, digest, encoding, documents, skipped, repeats, gone, reading, _ = self.sources[row]
        return SourceRecord(source, stamp, digest, encoding, documents, tuple(skipped), repeats, gone, reading)

    def holds(self, row: int) -> Iterator[int]:
        """Positions in this segment of the documents of the source at a row, the removed ones included."""
        return chain.from_iterable(range(start, end) for start, end in self.sources[row][-1])
