"""The index as a whole: a folder of documents as something that can be searched.

`Index` is one generation of the store with its engine, never changing and safe to use from many threads; `update` makes the
next generation from what changed in the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import engines, store
from bot.analyzer import Analyzer, Query, all_terms
from bot.config import Settings, shipped
from bot.corpus import SourceWatch
from bot.engines import Engine
from bot.errors import NoIndex, StoreError
from bot.index.updating import Summary, update
from bot.ranking import rank
from bot.readers import Limits
from bot.schema import Hit, SourceState
from bot.store import Segment, Store

__all__ = ["CANDIDATES", "Index", "Place", "Summary", "place_of", "update"]

CANDIDATES = 60  # an engine's first 20-30 hold the exact first ten in 99.9 % of real questions


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index is and what it is made from. `sources` is None for an index that is used as it is."""

    folder: Path
    sources: Path | None


def place_of(settings: Settings) -> Place:
    """The index that the settings name. Sources alone have theirs below the home folder, each folder its own."""
    if settings.index is not None:
        return Place(settings.index, settings.sources)
    sources = settings.sources or shipped("seeds")
    name = hashlib.sha256(str(sources.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return Place(settings.home / "index" / f"{sources.name or 'root'}-{name}", sources)


@dataclass(frozen=True)
class Index:
    """One generation, open."""

    place: Place
    store: Store
    engine_name: str
    _engine: Engine
    _analyzer: Analyzer
    _watch: SourceWatch
    _wanted: str

    @classmethod
    def open(cls, settings: Settings, analyzer: Analyzer, say: Callable[[str], None] | None = None) -> Index:
        """Bring the index that the settings name up to date, where they name sources, and open it.

        If it cannot be written, the index as it was answers, and `say` gets the reason. Raises what `update` and `load` raise.
        """
        place = place_of(settings)
        if place.sources is not None:
            try:
                update(place.folder, place.sources, analyzer, engine=settings.engine, encoding=settings.encoding, say=say)
            except StoreError as error:
                if type(error) is not StoreError:
                    raise
                return cls._as_it_was(place, analyzer, settings.engine, error, say)
        return cls.load(place, analyzer, settings.engine)

    @classmethod
    def _as_it_was(cls, place: Place, analyzer: Analyzer, engine: str, error: StoreError, say: Callable[[str], None] | None) -> Index:
        try:
            index = cls.load(place, analyzer, engine)
        except NoIndex:
            raise error from None
        if say:
            say(f"answering from the index as it was: {error}")
        return index

    @classmethod
    def load(cls, place: Place, analyzer: Analyzer, engine: str = engines.AUTO) -> Index:
        """Open the current generation as it is.

        Raises NoIndex, DamagedIndex, OtherFormat; EngineError if the index holds no files of the engine asked for.
        """
        generation = Store.open(place.folder, analyzer.fingerprint)
        name = generation.manifest.engine if engine == engines.AUTO else engine
        kind = engines.kind(name)
        if kind.write is not None:
            generation.verify_engine(name)
        watch = SourceWatch(place.sources or Path(generation.manifest.sources), Limits())
        return cls(place, generation, name, kind.open(_parts(generation)), analyzer, watch, engine)

    def newest(self) -> Index:
        """The newest generation of the same index: this one, if it is that."""
        if store.current(self.place.folder).generation == self.store.generation:
            return self
        return Index.load(self.place, self._analyzer, self._wanted)

    def search(self, query: Query, k: int) -> list[Hit]:
        """The best k passages, best first; each shares a term with the query."""
        found = self._engine.search(query.terms, max(CANDIDATES, k))
        return rank(query, self.store.entries(number for number, _ in found), self.store, self._analyzer, k)

    def source_state(self, document_id: str) -> SourceState:
        """Whether the document's source still says what was indexed."""
        head = self.store.head(document_id)
        record = self.store.record(head.source)
        return self._watch.state(head.source, record.stamp, record.sha256, head.id, head.sha256) if record else "missing"


def _parts(generation: Store) -> list[engines.Part]:
    """The parts of a generation as an engine is given them."""

    def terms_of(segment: Segment) -> Callable[[], Iterator[list[str]]]:
        return lambda: (
            [term for term in all_terms(f"{analysed.body}\n{analysed.context}") if term[0] != "u"] for analysed in segment.all_analysed()
        )

    return [
        engines.Part(segment.folder / store.ENGINE, base, part.chunks, part.gone_chunks, terms_of(segment))
        for part, segment, base in generation.parts()
    ]
