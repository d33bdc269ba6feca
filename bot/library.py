"""A folder of documents, ready to be searched: where its index lives, how it is brought up to date, and the ranking over it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from bot import layout, readers
from bot.analyzer import Analyzer, Query, all_terms, engine_terms
from bot.chunker import chunk
from bot.config import Settings, shipped
from bot.corpus import Text
from bot.errors import SourceError
from bot.index import Index, Summary, update
from bot.ranking import rank
from bot.schema import Document, Entry, Hit, SourceState
from bot.store import Cutter, Head

CANDIDATES = 60  # what an engine is asked for: 20 to 30 already hold 99.9 % of the exact first ten

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Library:
    """One generation of the index of a folder; immutable, thread-safe."""

    folder: Path
    sources: Path | None
    engine: str
    analyzer: Analyzer
    index: Index

    @classmethod
    def open(cls, settings: Settings, analyzer: Analyzer) -> Library:
        """The index that the settings name, as it stands on disk."""
        folder, sources = index_folder(settings), source_folder(settings)
        index = Index.open(folder, _cutter(analyzer), engine=settings.engine, sources=sources)
        return cls(folder, sources, settings.engine, analyzer, index)

    def newest(self) -> Library:
        """The newest generation: this very library if it is that."""
        index = Index.open(self.folder, _cutter(self.analyzer), engine=self.engine, sources=self.sources)
        return self if index.store.generation == self.index.store.generation else replace(self, index=index)

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best k passages, ranked exactly, the same for every engine."""
        found = self.index.candidates(query.terms, max(CANDIDATES, k))
        return rank(query, self.index.store.entries(c.number for c in found), self, self.analyzer, k)

    def document(self, document_id: str) -> Document:
        """A document by its id; SourceError if the index has none."""
        try:
            return self.index.store.document(document_id)
        except KeyError:
            raise SourceError(f"{document_id[:200]!r}: no such document in the index; nothing was changed") from None

    def source_state(self, document_id: str) -> SourceState:
        """Whether the document's source still says what was indexed."""
        return self.index.store.source_state(document_id)

    @cached_property
    def documents(self) -> tuple[Head, ...]:
        """What is listed of every document."""
        return tuple(self.index.store.documents())

    @property
    def generation(self) -> int:
        """Rises with every change of the index."""
        return self.index.store.generation

    @property
    def count(self) -> int:
        """How many chunks there are."""
        return self.index.store.count

    @cached_property
    def mean_length(self) -> float:
        """Mean number of words of a chunk."""
        return self.index.store.mean_length.get("body.w", 0.0)

    def frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many chunks each term stands."""
        return self.index.store.frequencies(terms)


def source_folder(settings: Settings) -> Path | None:
    """The folder of documents: the five pages where neither sources nor an index is named."""
    if settings.sources is None and settings.index is None:
        return shipped("seeds")
    return settings.sources


def index_folder(settings: Settings) -> Path:
    """Where the index lives: as named, else below the home folder, one for each folder of sources."""
    if settings.index is not None:
        return settings.index
    sources = (source_folder(settings) or Path()).absolute()
    return settings.home / "index" / f"{sources.name or 'root'}-{hashlib.sha256(str(sources).encode()).hexdigest()[:12]}"


def no_progress(stage: str, done: int, total: int) -> None:
    """Nothing is shown."""


def build(settings: Settings, analyzer: Analyzer, *, rebuild: bool = False, progress: Progress = no_progress) -> Summary:
    """Bring the index up to date with the folder of sources; only changed files are read."""
    sources = source_folder(settings)
    if sources is None:
        raise SourceError("no folder of sources; nothing was changed; name one with --sources")
    return update(
        index_folder(settings),
        sources,
        partial(_read, sources, settings.encoding),
        partial(_prepare, analyzer),
        _cutter(analyzer),
        engine=settings.engine,
        rebuild=rebuild,
        progress=progress,
    )


def _cutter(analyzer: Analyzer) -> Cutter:
    return Cutter(analyzer.fingerprint, engine_terms, _all_terms)


def _all_terms(analysed: str) -> list[str]:
    return list(all_terms(analysed))


def _read(sources: Path, encoding: str | None, path: Path) -> readers.Reading:
    return readers.read_file(path, sources, readers.Limits(), encoding)


def _prepare(analyzer: Analyzer, text: Text) -> tuple[Document, Sequence[Entry]]:
    """A text with its articles, cut into chunks and analysed."""
    articles = layout.read_page(text.text, title=text.title or None)
    document = Document(text.id, text.source, text.text, text.sha256, articles, text.pages)
    return document, list(_entries(document, analyzer))


def _entries(document: Document, analyzer: Analyzer) -> Iterator[Entry]:
    context, analysed = "", ""
    for piece in chunk(document, analyzer):
        if piece.context != context:
            context, analysed = piece.context, analyzer.analyze(piece.context)
        yield Entry(piece, analyzer.analyze(piece.text), analysed)
