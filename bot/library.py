"""A folder of documents, ready to be searched: where its index lives, how it is brought up to date, and the ranking over it."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot import readers
from bot.analyzer import Analyzer, Query
from bot.config import Lexicon, Settings, read_lines, read_synonyms, shipped
from bot.engines import LARGE
from bot.errors import ConfigError, NoIndex, OtherFormat, SourceError, StoreError, printable
from bot.index import Index, Progress, Summary, update
from bot.ranking import Ranking, prepare, rank
from bot.schema import Document, Hit, SourceState
from bot.store import Counts, Head, current

_LOG = logging.getLogger("wenju")

YEARS = 8  # that are shown
READ_FOR_YEARS = 2_000_000  # characters of all documents together
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?=年|\b)(?![.,]?\d)")
CANDIDATES = 40  # what an engine is asked for: both engines find the same ones (tests/index/test_agreement.py)
OF_MANY = 20  # in an index for the large engine: there the best share more with a question, and to read each one takes longer


@dataclass(frozen=True)
class Library:
    """One generation of the index of a folder; immutable, thread-safe."""

    folder: Path
    sources: Path | None
    uploads: Path | None
    engine: str
    analyzer: Analyzer
    index: Index

    @classmethod
    def open(cls, settings: Settings, analyzer: Analyzer) -> Library:
        """The index that the settings name, as it stands on disk."""
        folder, sources = index_folder(settings), source_folder(settings)
        uploads = uploads_folder(settings) or settings.home / "uploads" / _key(Path(current(folder).sources))
        index = Index.open(folder, analyzer.fingerprint, engine=settings.engine, sources=sources, uploads=uploads)
        return cls(folder, sources, uploads, settings.engine, analyzer, index)

    @classmethod
    def up_to_date(cls, settings: Settings, analyzer: Analyzer, progress: Progress | None = None) -> Library:
        """The index that the settings name, brought up to date first where they name sources.

        If it cannot be written, the index as it was answers, and the log says so.
        """
        if source_folder(settings) is None:
            return cls.open(settings, analyzer)
        try:
            build(settings, analyzer, progress=progress)
        except StoreError as error:
            if type(error) is not StoreError:
                raise
            try:
                library = cls.open(settings, analyzer)
            except NoIndex:
                raise error from None
            _LOG.warning("wenju: answering from the index as it was: %s", error)
            return library
        return cls.open(settings, analyzer)

    def newest(self) -> Library:
        """The newest generation: this very library if it is that."""
        if current(self.folder).generation == self.generation:
            return self
        index = Index.open(self.folder, self.analyzer.fingerprint, engine=self.engine, sources=self.sources, uploads=self.uploads)
        return replace(self, index=index)

    def ranked(self, query: Query, k: int) -> Ranking:
        """The best k passages, ranked exactly, the same for every engine; their texts are not loaded."""
        asked = prepare(query, self)
        found = self.index.candidates(asked.sought, max(CANDIDATES if self.count < LARGE else OF_MANY, 2 * k))
        return rank(asked, self.index.store.entries([c.number for c in found]), self.analyzer, k)

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best k passages with their texts."""
        return self.ranked(query, k).hits()

    def document(self, document_id: str) -> Document:
        """A document by its id; SourceError if the index has none."""
        return self.index.store.document(document_id)

    def source_state(self, document_id: str) -> SourceState:
        """Whether the document's source still says what was indexed."""
        return self.index.source_state(document_id)

    @property
    def documents(self) -> Iterator[Head]:
        """What is listed of every document, one after the other: there may be a million."""
        return self.index.store.documents()

    @cached_property
    def characters(self) -> int:
        """Characters of all documents together."""
        return sum(head.size for head in self.documents)

    @cached_property
    def years(self) -> tuple[tuple[str, int], ...]:
        """The years that the texts name most, in their order, with how often; none where all are too long to be read for that."""
        found: Counter[str] = Counter()
        if self.characters <= READ_FOR_YEARS:
            for head in self.documents:
                found.update(_YEAR.findall(self.document(head.id).text))
        return tuple(sorted(found.most_common(YEARS)))

    @cached_property
    def skipped(self) -> Mapping[str, tuple[str, ...]]:
        """What could not be taken from a source, a line each, by source."""
        return {source: record.skipped for source, record in self.index.store.records().items() if record.skipped}

    @property
    def counts(self) -> Counts:
        """How many files, documents, articles and chunks there are."""
        return self.index.store.counts

    @property
    def generation(self) -> int:
        """Rises with every change of the index."""
        return self.index.store.generation

    @property
    def count(self) -> int:
        """How many chunks there are."""
        return self.index.store.count

    @property
    def mean_length(self) -> float:
        """Mean number of words of a chunk."""
        return self.index.store.mean_length

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
    return settings.home / "index" / _key(source_folder(settings) or Path())


def uploads_folder(settings: Settings) -> Path | None:
    """Where files go that are added on the page: below the home folder, one for each folder of sources; None without one."""
    sources = source_folder(settings)
    return settings.home / "uploads" / _key(sources) if sources is not None else None


def _key(sources: Path) -> str:
    """A name for what belongs to a folder of sources."""
    sources = sources.absolute()
    return f"{sources.name or 'root'}-{hashlib.sha256(os.fsencode(sources)).hexdigest()[:12]}"


def _is_inside(folder: Path, sources: Path) -> bool:
    """Whether a folder lies among the sources: below their folder, and in nothing hidden, which is no source (~/.local of ~)."""
    folder, sources = folder.resolve(), sources.resolve()
    return folder.is_relative_to(sources) and not any(part.startswith(".") for part in folder.relative_to(sources).parts)


def analyzer_of(settings: Settings, lexicon: Lexicon) -> Analyzer:
    """The analyzer that the settings name, with the user's words and synonyms."""
    words = read_lines(settings.user_words) if settings.user_words else ()
    return Analyzer(lexicon, settings.tokenizer, words, read_synonyms(settings.synonyms) if settings.synonyms else ())


def limits_of(settings: Settings) -> readers.Limits:
    """What reading one file may cost."""
    return readers.Limits(
        seconds=settings.limit_seconds,
        memory_bytes=settings.limit_memory_mb * 1_000_000,
        file_bytes=settings.limit_file_mb * 1_000_000,
        text_characters=settings.limit_characters,
        zip_entries=settings.limit_zip_entries,
        unpacked_bytes=settings.limit_unpacked_mb * 1_000_000,
    )


def build(settings: Settings, analyzer: Analyzer, *, rebuild: bool = False, progress: Progress | None = None) -> Summary:
    """Bring the index up to date with the folder of sources; only changed files are read.

    An index of another format is made anew below the home folder, where it is this program's own; one that was named is refused.
    """
    try:
        return _update(settings, analyzer, rebuild=rebuild, progress=progress)
    except OtherFormat:
        if settings.index is not None:
            raise
        return _update(settings, analyzer, rebuild=True, progress=progress)


def _update(settings: Settings, analyzer: Analyzer, *, rebuild: bool, progress: Progress | None) -> Summary:
    sources, folder = source_folder(settings), index_folder(settings)
    if sources is None:
        raise SourceError("no folder of sources; nothing was changed; name one with --sources")
    if _is_inside(folder, sources):
        where = printable(str(folder))
        raise ConfigError(f"{where}: the index would lie among the sources; nothing was changed; name another --index or --home")
    return update(
        folder,
        sources,
        analyzer,
        engine=settings.engine,
        limits=limits_of(settings),
        encoding=settings.encoding,
        rebuild=rebuild,
        progress=progress,
        uploads=uploads_folder(settings),
    )
