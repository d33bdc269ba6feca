"""The index as a whole: kept up to date from a folder, and opened to find candidates.

`update` reads only what changed; `Index` is one generation with its engine, safe to use from many threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import corpus, engines, store
from bot.corpus import Found, Reading, Skipped, Text
from bot.engines import Engine
from bot.errors import DamagedIndex, NoIndex, SourceError
from bot.schema import Candidate, Document, Entry
from bot.store import Cutter, Head, Segment, SourceRecord, Store, Update

_REPEATED = "its id stands in the index already, from another line or file; give each document an id of its own"

Read = Callable[[Path], Reading]
Prepare = Callable[[Text], tuple[Document, Sequence[Entry]]]
Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done and how much there is, in bytes of sources."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an update found: sums over the whole index, and everything that was left out."""

    generation: int
    files: int
    articles: int
    chunks: int
    engine: str
    skipped: tuple[Skipped, ...]
    added: int
    removed: int


def update(
    folder: Path,
    sources: Path,
    read: Read,
    prepare: Prepare,
    cutter: Cutter,
    *,
    engine: str = engines.AUTO,
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Summary:
    """Bring the index at `folder` up to date with the files below `sources`; readers of the old generation are not disturbed.

    A damaged index is built anew. Raises SourceError without such a folder, StoreError if the index cannot be written or
    another process writes it, OtherFormat if another program or tokeniser made it and `rebuild` is not asked for. After
    any error, and after a crash at any moment, the old generation answers.
    """
    found, left_out = corpus.scan(sources)
    with store.only_writer(folder), store.writing(folder):
        old = None if rebuild else _previous(folder, cutter.fingerprint)
        if not found and (old is None or old.manifest.sources != str(sources.absolute())):
            raise SourceError(f"the folder {str(sources)!r} holds no file to index; nothing was changed; put documents there")
        if old:
            store.sweep(folder, old.manifest)
        change = store.Update(folder, old, cutter, engine)
        run = _Run(change, read, prepare, progress)
        run.all(found)
        manifest = old.manifest if old and not change.needed else change.publish(sources, run.files)
    counts = manifest.counts
    skipped = tuple(sorted([*left_out, *run.skipped], key=lambda item: item.place))
    return Summary(manifest.generation, counts.files, counts.articles, counts.chunks, manifest.engine, skipped, run.added, run.removed)


def _previous(folder: Path, fingerprint: str) -> Store | None:
    """The generation to start from, None if there is none or it is damaged."""
    try:
        return Store.open(folder, fingerprint)
    except (NoIndex, DamagedIndex):
        return None


class _Run:
    """One pass over the sources: tells what changed, reads that, and hands it to the update."""

    def __init__(self, change: Update, read: Read, prepare: Prepare, progress: Progress) -> None:
        self._change = change
        self._read = read
        self._prepare = prepare
        self._progress = progress
        self._known = change.known()
        self._taken: set[str] = set()
        self._waiting: set[str] = set()
        self.skipped: list[Skipped] = []
        self.files = self.added = self.removed = 0

    def all(self, found: Sequence[Found]) -> None:
        """Take out what is gone, then read what is new or changed."""
        present = {item.source for item in found}
        changed = [(item, sha256) for item in found if (sha256 := self._changed(item)) is not None]
        gone = [record for source, record in self._known.items() if source not in present]
        if changed or gone:
            names = {item.source for item, _ in changed}
            changed.extend((item, self._known[item.source].sha256) for item in found if item.source not in names and self._repeats(item))
            changed.sort(key=lambda pair: pair[0].source)
        self._waiting = {item.source for item, _ in changed}
        for record in gone:
            self._forget(self._change.documents(record.source))
            self._change.source(replace(record, skipped=(), gone=True), 0)
        self._keep([item for item in found if item.source not in self._waiting])
        done, total = 0, sum(item.size for item, _ in changed)
        for item, sha256 in changed:
            self._progress("reading", done, total)
            self._source(item, sha256)
            done += item.size
        self._progress("reading", done, total)

    def _changed(self, item: Found) -> str | None:
        """The sha256 of a file that is new or changed, None if it is as it was."""
        known = self._known.get(item.source)
        if known and corpus.same_stamp(known.stamp, item.stamp):
            return None
        try:
            sha256 = corpus.digest(item.path)
        except OSError:
            return ""  # it cannot be read: `texts` says so
        return None if known and known.sha256 == sha256 else sha256

    def _repeats(self, item: Found) -> bool:
        """Whether ids of this source were left out because another had them: they may be free now."""
        return any(reason == _REPEATED for _, reason in self._known[item.source].skipped)

    def _keep(self, found: Sequence[Found]) -> None:
        """Count the files that stay, and repeat what was left out of them."""
        for item in found:
            record = self._known[item.source]
            self.files += record.documents > 0
            self.skipped.extend(Skipped(place, reason) for place, reason in record.skipped)

    def _source(self, item: Found, sha256: str) -> None:
        """Read one file; documents that are as they were stay where they are."""
        before = {name: place for name, place in self._change.documents(item.source).items() if name not in self._taken}
        skipped: list[Skipped] = []
        kept = added = 0
        encoding = ""
        for text in corpus.texts(item, sha256, self._read):
            if isinstance(text, Skipped):
                skipped.append(text)
            elif text.id in self._taken or not self._free(text.id, item.source):
                skipped.append(Skipped(f"{item.source}: {text.id}", _REPEATED))
            elif text.id in before and before[text.id][2].key == text.key:
                del before[text.id]
                self._taken.add(text.id)
                kept += 1
            elif self._add(text, skipped):
                encoding = text.encoding
                added += 1
        self._forget(before)
        pairs = tuple((line.place, line.reason) for line in skipped)
        self._change.source(SourceRecord(item.source, item.stamp, sha256, encoding, kept + added, pairs), added)
        self.skipped.extend(skipped)
        self.files += kept + added > 0
        self.added += added

    def _free(self, name: str, source: str) -> bool:
        """Whether no unchanged source has a document of that id; one that a later source had is taken over."""
        owner = self._change.owner(name)
        if owner is None or owner == source:
            return True
        if owner not in self._waiting:
            return False
        self._forget({name: self._change.documents(owner)[name]})
        return True

    def _add(self, text: Text, skipped: list[Skipped]) -> bool:
        try:
            document, entries = self._prepare(text)
        except SourceError as error:
            skipped.append(Skipped(text.id, str(error)))
            return False
        if not entries:
            skipped.append(Skipped(text.id, "it holds no text; remove it or give it a text"))
            return False
        self._change.add(document, text.key, text.encoding, entries)
        self._taken.add(text.id)
        return True

    def _forget(self, documents: Mapping[str, tuple[int, int, Head]]) -> None:
        for place in documents.values():
            self._change.remove(*place)
        self.removed += len(documents)


class Index:
    """One generation, open: its store and its engine. Thread-safe, never changing."""

    def __init__(self, generation: Store, engine: Engine, engine_name: str) -> None:
        self.store = generation
        self.engine_name = engine_name
        self._engine = engine

    @classmethod
    def open(cls, folder: Path, cutter: Cutter, *, engine: str = engines.AUTO, sources: Path | None = None) -> Index:
        """Open the current generation of the index at `folder`.

        Raises NoIndex, DamagedIndex, OtherFormat; EngineError if the index holds no files of the engine asked for.
        """
        generation = Store.open(folder, cutter.fingerprint, sources)
        name = generation.manifest.engine if engine == engines.AUTO else engine
        kind = engines.kind(name)
        if kind.write is not None:
            generation.verify_engine(name)
        return cls(generation, kind.open(_engine_parts(generation, cutter)), name)

    def candidates(self, terms: Sequence[str], n: int) -> list[Candidate]:
        """Up to n candidates for ranking, each sharing a term with the query. Raises EngineError."""
        return self._engine.search(terms, n)


def _engine_parts(generation: Store, cutter: Cutter) -> list[engines.Part]:
    """The parts of a generation as an engine is given them."""

    def terms_of(segment: Segment) -> Callable[[], Iterator[list[str]]]:
        return lambda: (cutter.terms(f"{analysed.body}\n{analysed.context}") for analysed in segment.all_analysed())

    return [
        engines.Part(segment.folder / store.ENGINE, base, part.chunks, part.gone_chunks, terms_of(segment))
        for part, segment, base in generation.parts()
    ]
