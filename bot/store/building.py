"""The writing side of the store: one update, from the old generation to the next.

Nothing that exists is changed: an update writes new segments, then a manifest, then switches. Until the switch the old
generation answers; after a crash the next update removes what is not referred to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import engines
from bot.store import files
from bot.store.manifest import Counts, Manifest, Part, joined, newest, publish, sweep, within
from bot.store.reading import ENGINE, Store
from bot.store.segment import FILE, Head, Packed, Segment, SegmentWriter, SourceRecord


class PartWriter:
    """Writes one part: its segment, and its engine's files as soon as the index is large enough for them.

    `others` is how many chunks the index has besides.
    """

    def __init__(self, folder: Path, name: str, engine: str, others: int) -> None:
        self.name = name
        self.folder = folder / "segments" / name
        self._engine_name = engine
        self._others = others
        self._engine: engines.PartWriter | None = None
        self._without = ""  # the engine chosen so far, which keeps no files
        self._waiting: list[str] = []
        self.folder.mkdir(parents=True)
        self.segment = SegmentWriter(self.folder, self._feed)

    def _feed(self, terms: str) -> None:
        """Give the next chunk's words and bigrams to the engine; they wait while it is open whether one with files is needed."""
        if self._engine is None:
            self._waiting.append(terms)
            name = engines.choose(self._engine_name, self._others + self.segment.chunks)
            if name == self._without:
                return
            kind = engines.kind(name)
            if kind.write is None:
                self._without = name
                return
            place = self.folder / ENGINE
            place.mkdir()
            self._engine = kind.write(place)
            for earlier in self._waiting:
                self._engine.add(earlier)
            self._waiting.clear()
        else:
            self._engine.add(terms)

    def close(self) -> tuple[Part, Counts]:
        """Finish and sync every file of the part."""
        size, digest, counts = self.segment.close()
        written = {FILE: (size, digest)}
        if self._engine is not None:
            self._engine.close()
            mode = (self.folder / FILE).stat().st_mode
            for path in sorted(path for path in (self.folder / ENGINE).iterdir() if path.suffix != ".lock"):
                path.chmod(mode)  # an engine's library may make files that only this user can read
                files.sync(path)
                written[f"{ENGINE}/{path.name}"] = (path.stat().st_size, files.sha256(path))
            files.sync(self.folder / ENGINE)
        files.sync(self.folder)
        files.sync(self.folder.parent)
        return Part(self.name, counts.documents, counts.chunks, files=written), counts


@dataclass(slots=True)
class _Gone:
    """Positions removed from one part by this update."""

    documents: list[tuple[int, int]] = field(default_factory=list)
    chunks: list[tuple[int, int]] = field(default_factory=list)


class Update:
    """What an update adds and removes. Use under the writer lock; nothing takes effect before `publish`."""

    def __init__(self, folder: Path, old: Store | None, fingerprint: str, engine: str) -> None:
        self._folder = folder
        self._old = old
        self._fingerprint = fingerprint
        self._engine = engine
        self._generation = newest(folder) + 1
        self._parts = list(old.parts()) if old else []
        self._gone = [_Gone() for _ in self._parts]
        self._removed = Counts()
        self._freed: set[str] = set()
        self._written = 0
        self._new: PartWriter | None = None
        self.known = old.records() if old else {}

    def documents(self, source: str) -> dict[str, tuple[int, int, Head]]:
        """The live documents of a source in the old generation: id -> (part, position, head)."""
        found: dict[str, tuple[int, int, Head]] = {}
        key = json.dumps(source)
        for number, (part, segment, _) in enumerate(self._parts):
            row = segment.names.get(key)
            if row is not None:
                for position in segment.holds(row):
                    if not within(position, part.gone_documents):
                        head = segment.head(position)
                        found[head.id] = (number, position, head)
        return found

    def owner(self, identity: str) -> str | None:
        """The source that holds this document in the old generation, None if this update removed it."""
        if self._old is None or identity in self._freed:
            return None
        try:
            return self._old.head(identity).source
        except KeyError:
            return None

    def add(self, packed: Packed) -> None:
        """Add a document with its chunks."""
        self._part().segment.document(packed)

    def source(self, record: SourceRecord, added: int) -> None:
        """Write what is now known of a source, after its `added` new documents."""
        self._part().segment.source(record, added)

    def _part(self) -> PartWriter:
        if self._new is None:
            others = self._old.count if self._old else 0
            self._new = PartWriter(self._folder, self._name(), self._engine, others)
        return self._new

    def _name(self) -> str:
        self._written += 1
        return f"{self._generation:08d}-{self._written}"

    def remove(self, number: int, position: int, head: Head) -> None:
        """Remove a document of the old generation."""
        self._freed.add(head.id)
        gone = self._gone[number]
        gone.documents.append((position, position + 1))
        if head.chunks:
            gone.chunks.append((head.first, head.first + head.chunks))
        segment = self._parts[number][1]
        words = self._part().segment.forget([segment.compact(row) for row in range(head.first, head.first + head.chunks)])
        self._removed += Counts(0, 1, head.articles, head.chunks, words)

    def publish(self, sources: Path, files_indexed: int) -> Manifest:
        """Finish all files, merge small parts, and switch to the new generation."""
        part, added = self._part().close()
        counts = replace((self._old.counts if self._old else Counts()) - self._removed + added, files=files_indexed)
        engine = engines.choose(self._engine, counts.chunks)
        parts = [
            replace(old, gone_documents=joined(old.gone_documents, gone.documents), gone_chunks=joined(old.gone_chunks, gone.chunks))
            for (old, _, _), gone in zip(self._parts, self._gone, strict=True)
        ]
        parts = self._merged([*parts, part], counts.chunks)
        manifest = Manifest(self._generation, self._fingerprint, engine, str(sources.absolute()), counts, tuple(parts))
        publish(self._folder, manifest)
        sweep(self._folder, manifest)
        return manifest

    def _merged(self, parts: list[Part], chunks: int) -> list[Part]:
        """The parts with the small ones at the end made one; all of them if some lack the engine's files."""
        start = 0 if _lacking(parts, self._engine, chunks) else first_to_merge([part.live for part in parts])
        if start is None:
            return parts
        merged = PartWriter(self._folder, self._name(), engines.choose(self._engine, chunks), 0)
        segments = [(part, Segment(self._folder / "segments" / part.name)) for part in parts[start:]]
        merged.segment.merge(segments, oldest=start == 0)
        return [*parts[:start], merged.close()[0]]


def lacks_engine(old: Store, engine: str) -> bool:
    """Whether a generation is without the files of the engine asked for, at its size."""
    return _lacking(old.manifest.parts, engine, old.count)


def _lacking(parts: Sequence[Part], engine: str, chunks: int) -> bool:
    keeps = engines.kind(engines.choose(engine, chunks)).write is not None
    return keeps and any(part.chunks and not part.has(ENGINE) for part in parts)


def first_to_merge(sizes: Sequence[int]) -> int | None:
    """From which part on to merge: the first of at least four that is not larger than all after it together.

    Each chunk is so rewritten a logarithmic number of times, and the number of parts stays logarithmic.

    >>> first_to_merge([100_000, 5, 5, 5]), first_to_merge([100_000, 5, 5, 5, 5])
    (None, 1)
    """
    for start in range(len(sizes) - 3):
        if sizes[start] <= sum(sizes[start + 1 :]):
            return start
    return None
