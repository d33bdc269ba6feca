"""The index as a whole: one generation of the store with its engine, and the update that makes the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import engines, store
from bot.analyzer import engine_terms
from bot.corpus import SourceWatch
from bot.engines import Engine
from bot.index.updating import Progress, Step, Summary, update
from bot.schema import Candidate, SourceState
from bot.store import Segment, Store

__all__ = ["Index", "Progress", "Step", "Summary", "update"]


@dataclass(frozen=True)
class Index:
    """One generation, open: never changing, safe to use from many threads. `engine` is the name of the one that searches."""

    store: Store
    engine: str
    _engine: Engine
    _watch: SourceWatch

    @classmethod
    def open(
        cls, folder: Path, fingerprint: str, *, engine: str = engines.AUTO, sources: Path | None = None, uploads: Path | None = None
    ) -> Index:
        """Open the current generation of the index at `folder`; `sources` where they are now, if they moved since.

        Raises NoIndex, DamagedIndex, OtherFormat; EngineError if the index holds no files of the engine asked for.
        """
        generation = Store.open(folder, fingerprint)
        name = generation.manifest.engine if engine == engines.AUTO else engine
        kind = engines.kind(name)
        if kind.write is not None:
            generation.verify_engine(name)
        watch = SourceWatch(sources or Path(generation.manifest.sources), uploads)
        return cls(generation, name, kind.open(_parts(generation), generation.frequencies), watch)

    def candidates(self, terms: Mapping[str, float], n: int) -> list[Candidate]:
        """Up to n candidates for ranking, each sharing a term, given with what it counts. Raises EngineError."""
        return self._engine.search(terms, n)

    def source_state(self, document_id: str) -> SourceState:
        """Whether the document's source still says what was indexed."""
        head = self.store.head(document_id)
        record = self.store.record(head.source)
        return self._watch.state(head.source, record.stamp, record.sha256, head.id, lambda: head.sha256) if record else "missing"


def _parts(generation: Store) -> list[engines.Part]:
    """The parts of a generation as an engine is given them."""

    def terms_of(segment: Segment) -> Callable[[], Iterator[list[str]]]:
        return lambda: (engine_terms(f"{analysed.body}\n{analysed.context}") for analysed in segment.all_analysed())

    return [
        engines.Part(segment.folder / store.ENGINE, base, part.chunks, part.gone_chunks, terms_of(segment))
        for part, segment, base in generation.parts()
    ]
