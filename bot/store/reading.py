"""The reading side of the store: one generation, never changing, whatever a writer does meanwhile."""

from __future__ import annotations

import json
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from bot.errors import DamagedIndex, EngineError, OtherFormat, SourceError, printable
from bot.schema import Chunk, Document
from bot.store import files
from bot.store.counts import number
from bot.store.manifest import Manifest, Part, current, within
from bot.store.segment import FILE, Analysed, Head, Segment, SourceRecord

ENGINE = "engine"
_DOCUMENTS = 16
_CHUNKS = 512  # of some thousand bytes: the next question about something meets most of them again
_TERMS = 1 << 15  # whose frequencies memory holds: single characters come again in every question
_SETTLED_NS = 2_000_000_000


class Stored:
    """A chunk as ranking reads it: its analysed text is here, what else it is is loaded when it is first looked at."""

    __slots__ = ("_load", "_row", "_segment", "compact", "number")

    def __init__(self, segment: Segment, row: int, number: int, compact: bytes, load: Callable[[int], Chunk]) -> None:
        self._segment = segment
        self._row = row
        self._load = load
        self.number = number
        self.compact = compact

    @property
    def title(self) -> str:
        """The chunk's headline."""
        return self._segment.title(self._row)

    @property
    def chunk(self) -> Chunk:
        """The chunk with its text."""
        return self._load(self.number)


class Store:
    """Documents, chunks and term frequencies of one generation. Thread-safe; holds files open, not texts.

    Chunks are numbered from 0 within the generation; numbers of removed chunks are not used.

    generation   rises with every change of the index
    counts       files, documents, articles, chunks and words, summed over the generation
    count        how many chunks there are
    mean_length  mean number of words of a chunk's body
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.generation = manifest.generation
        self.counts = manifest.counts
        self.count = manifest.counts.chunks
        self.mean_length = manifest.counts.words / self.count if self.count else 0.0
        self._segments = [_segment(folder, part) for part in manifest.parts]
        self._bases = list(accumulate((part.chunks for part in manifest.parts), initial=0))
        self._document = lru_cache(maxsize=_DOCUMENTS)(self._load)
        self._chunk = lru_cache(maxsize=_CHUNKS)(self._load_chunk)
        self._known: dict[str, int] = {}

    @classmethod
    def open(cls, folder: Path, fingerprint: str) -> Store:
        """The current generation of the index at `folder`.

        Raises NoIndex, DamagedIndex, or OtherFormat if the index was cut by something else than `fingerprint` names.
        """
        manifest = current(folder)
        while True:
            try:
                store = cls(folder, manifest)
                break
            except DamagedIndex:
                newer = current(folder)  # a writer may have swept the older generation away between the two reads
                if newer == manifest:
                    raise
                manifest = newer
        check_fingerprint(folder, manifest, fingerprint)
        return store

    def numbers(self) -> Iterator[int]:
        """The numbers of all chunks, rising."""
        for part, base in zip(self.manifest.parts, self._bases, strict=False):
            position = 0
            for start, end in part.gone_chunks:
                yield from range(base + position, base + start)
                position = end
            yield from range(base + position, base + part.chunks)

    def analysed(self, number: int) -> Analysed:
        """The analysed body and context of a chunk: what ranking reads; no text is loaded."""
        segment, row = self._place(number)
        return segment.analysed(row)

    def chunk(self, number: int) -> Chunk:
        """The chunk with its text."""
        return self._chunk(number)

    def _load_chunk(self, number: int) -> Chunk:
        segment, row = self._place(number)
        return segment.chunk(row, number)

    def entries(self, numbers: Sequence[int]) -> list[Stored]:
        """The chunks of several numbers with their analysed text, in order. Raises IndexError for one that is not in the index."""
        found: dict[int, Stored] = {}
        for segment, (base, end) in zip(self._segments, pairwise(self._bases), strict=True):
            rows = [one - base for one in numbers if base <= one < end]
            for row, compact in zip(rows, segment.compacts(rows) if rows else (), strict=True):
                found[base + row] = Stored(segment, row, base + row, compact, self._chunk)
        if missing := [one for one in numbers if one not in found]:
            raise IndexError(missing)
        return [found[one] for one in numbers]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks each term stands, over the whole generation; `counts` says how exact that is."""
        known = self._known
        found = {term: known.get(term, -1) for term in terms}
        if asked := [term for term, count in found.items() if count < 0]:
            numbers = list(map(number, asked))
            each = [segment.frequencies_of(numbers) for segment in self._segments]
            fresh = dict(zip(asked, map(sum, zip(*each, strict=True)), strict=True)) if each else dict.fromkeys(asked, 0)
            found.update(fresh)
            if len(known) + len(fresh) > _TERMS:
                known.clear()
            known.update(fresh)
        return found

    def document(self, identity: str) -> Document:
        """The whole document. Raises SourceError for an id that is not in the index."""
        try:
            return self._document(identity)
        except KeyError:
            raise SourceError(f"{printable(identity)}: no such document in the index; nothing was changed") from None

    def head(self, identity: str) -> Head:
        """What is listed of one document. Raises KeyError."""
        segment, position = self.find(identity)
        return segment.head(position)

    def documents(self) -> Iterator[Head]:
        """What is listed of every document, in the order they were indexed."""
        for segment, part in zip(self._segments, self.manifest.parts, strict=True):
            for position in range(part.documents):
                if not within(position, part.gone_documents):
                    yield segment.head(position)

    def record(self, source: str) -> SourceRecord | None:
        """What is known of a source: the newest record."""
        key = json.dumps(source)
        for segment in reversed(self._segments):
            row = segment.names.get(key)
            if row is not None:
                return segment.record(row)
        return None

    def records(self) -> dict[str, SourceRecord]:
        """The newest record of every source that is in the index."""
        records: dict[str, SourceRecord] = {}
        for segment in self._segments:
            for row in range(len(segment.sources)):
                record = segment.record(row)
                records[record.source] = record
        return {source: record for source, record in records.items() if not record.gone}

    def find(self, identity: str) -> tuple[Segment, int]:
        """The segment and position of a document. Raises KeyError."""
        key = json.dumps(identity)
        for segment, part in zip(reversed(self._segments), reversed(self.manifest.parts), strict=True):
            position = segment.ids.get(key)
            if position is not None and not within(position, part.gone_documents):
                return segment, position
        raise KeyError(identity)

    def _load(self, identity: str) -> Document:
        segment, position = self.find(identity)
        return segment.document(position)

    def _place(self, number: int) -> tuple[Segment, int]:
        place = bisect_right(self._bases, number) - 1
        if number < 0 or place >= len(self._segments):
            raise IndexError(number)
        return self._segments[place], number - self._bases[place]

    def verify_engine(self, name: str) -> None:
        """Check every byte of the engine's files, which it would not do itself. Raises EngineError if there are none."""
        for part in self.manifest.parts:
            if part.chunks and not part.has(ENGINE):
                raise EngineError(
                    f"the index at {str(self.folder)!r} has no files of {name}; it is untouched; run `wenju index --engine {name}`"
                )
            for file, (size, digest) in part.files.items():
                path = self.folder / "segments" / part.name / file
                with files.reading(path):
                    if file.startswith(ENGINE + "/") and (
                        (about := path.stat()).st_size != size or _digest(path, about.st_ctime_ns) != digest
                    ):
                        raise files.damaged(path)

    def parts(self) -> Iterator[tuple[Part, Segment, int]]:
        """Each part with its segment and the number of its first chunk."""
        return zip(self.manifest.parts, self._segments, self._bases, strict=False)


def _digest(path: Path, changed: int) -> str:
    """The sha256 of a file: most files of a generation are in the next one too, and a process reads each once while it stays.

    One that changed within the last two seconds may change again unseen: it is read.
    """
    return _settled_digest(path, changed) if time.time_ns() - changed > _SETTLED_NS else files.sha256(path)


@lru_cache(maxsize=1024)
def _settled_digest(path: Path, _changed: int) -> str:
    return files.sha256(path)


def check_fingerprint(folder: Path, manifest: Manifest, fingerprint: str) -> None:
    """Raise OtherFormat unless the index was cut by what `fingerprint` names."""
    if manifest.fingerprint != fingerprint:
        raise OtherFormat(
            f"the index at {str(folder)!r} was cut by {manifest.fingerprint!r}, this program cuts by {fingerprint!r}; "
            "nothing was changed; run `wenju index --rebuild` with the same --sources and --index"
        )


def verify(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, bool]]:
    """Every file of a generation, and whether each of its bytes is what was written."""
    for part in manifest.parts:
        for name, (size, digest) in part.files.items():
            path = folder / "segments" / part.name / name
            try:
                yield path, path.stat().st_size == size and files.sha256(path) == digest
            except OSError:
                yield path, False


def _segment(folder: Path, part: Part) -> Segment:
    """Open a segment; its size is compared here, its bytes as they are read."""
    path = folder / "segments" / part.name
    with files.reading(path / FILE):
        if (path / FILE).stat().st_size != part.files[FILE][0]:
            raise files.damaged(path / FILE)
    return Segment(path)
