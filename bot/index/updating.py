"""Keep an index up to date with a folder: compare, read what changed, switch to the next generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot import corpus, engines, store
from bot.analyzer import Analyzer
from bot.corpus import Found, Skipped, Text
from bot.errors import DamagedIndex, NoIndex, SourceError, StoreError, printable
from bot.index.preparing import Prepared, Preparer, few_collections
from bot.readers import Limits
from bot.store import Head, Manifest, SourceRecord, Store, Update


@dataclass(frozen=True, slots=True)
class Step:
    """How far an update is.

    stage        indexing (reading and cutting into passages), then writing
    done, total  bytes of the sources to be read
    source       that is read now, the `file`-th of `files` (from 1)
    chunks       passages made so far
    """

    stage: str
    done: int
    total: int
    source: str
    file: int
    files: int
    chunks: int


Progress = Callable[[Step], None]
"""Called before each text and before the writing; what it raises stops the update, and the old generation stays."""

_REPEATED = "its id stands in the index already, from another line or file; give each document an id of its own"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an update did: sums and `skipped` are of the whole index, `added` and `removed` are documents of this update."""

    generation: int
    files: int
    articles: int
    chunks: int
    engine: str
    skipped: tuple[Skipped, ...]
    added: int = 0
    removed: int = 0


def update(  # noqa: PLR0913 - what an index is made of
    folder: Path,
    sources: Path,
    analyzer: Analyzer,
    *,
    engine: str = engines.AUTO,
    limits: Limits | None = None,
    encoding: str | None = None,
    rebuild: bool = False,
    progress: Progress | None = None,
    uploads: Path | None = None,
) -> Summary:
    """Bring the index at `folder` up to date with the files below `sources` and `uploads`; readers of the old one are not disturbed.

    Without a change nothing is written. A damaged index is built anew. Raises SourceError
    without such a folder or any file in it, StoreError if the index cannot be written or another process writes it,
    OtherFormat if another program or tokeniser made it and `rebuild` is not asked for. After any error, and after a crash
    at any moment, the old generation answers.
    """
    found, left_out = corpus.scan(sources, uploads)
    old = None if rebuild else _previous(folder, analyzer.fingerprint)
    if not found and (old is None or old.manifest.sources != str(sources.absolute())):
        raise SourceError(f"{printable(str(sources))}: the folder holds no file; nothing was changed; put documents there")
    limits = limits or Limits()
    reading = f"{encoding} {limits}"
    plan = compare(old, found, reading)
    if old and not plan and not store.lacks_engine(old, engine):
        _sweep_later(folder, old)
        return _summary(old.manifest, [*left_out, *_skipped_before(old)])
    with store.only_writer(folder), store.writing(folder), few_collections():
        now = None if rebuild else _newest(folder, old, analyzer.fingerprint)
        if now and now is not old:  # another process was quicker
            plan = compare(now, found, reading)
        if now:
            store.sweep(folder, now.manifest)
        run = _Run(Update(folder, now, analyzer.fingerprint, engine), analyzer, limits, encoding)
        run.all(plan if now else compare(None, found, reading), found, progress)
        manifest = run.change.publish(sources, run.files)
    return replace(_summary(manifest, [*left_out, *run.skipped]), added=run.added, removed=run.removed)


def _summary(manifest: Manifest, skipped: Sequence[Skipped]) -> Summary:
    counts = manifest.counts
    ordered = tuple(sorted(skipped, key=lambda item: item.source))
    return Summary(manifest.generation, counts.files, counts.articles, counts.chunks, manifest.engine, ordered)


def _sweep_later(folder: Path, old: Store) -> None:
    """Remove what a build left that was killed after its switch, if that can be done now."""
    if store.rubbish(folder, old.manifest):
        with suppress(StoreError), store.only_writer(folder):
            store.sweep(folder, store.current(folder))


def _previous(folder: Path, fingerprint: str) -> Store | None:
    """The generation to start from, None if there is none or it is damaged."""
    try:
        return Store.open(folder, fingerprint)
    except (NoIndex, DamagedIndex):
        return None


def _newest(folder: Path, old: Store | None, fingerprint: str) -> Store | None:
    """The generation to start from, now that no other process writes: the one that is open already, if it is still the current one."""
    with suppress(NoIndex, DamagedIndex):
        if old and store.current(folder) == old.manifest:
            return old
    return _previous(folder, fingerprint)


def _skipped_before(old: Store) -> list[Skipped]:
    return [Skipped(record.source, line) for record in old.records().values() for line in record.skipped]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the folder differs from the index: files to read, and records of files that are gone."""

    changed: tuple[Found, ...] = ()
    gone: tuple[SourceRecord, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


def compare(old: Store | None, found: Sequence[Found], reading: str) -> Plan:
    """The plan that brings a generation up to date with the files found; only files whose stamp differs are read, to be hashed.

    `reading` names limits and encoding setting.
    """
    known = old.records() if old else {}
    present = {item.source for item in found}
    changed = [item for item in found if _changed(item, known.get(item.source), reading)]
    gone = tuple(record for source, record in known.items() if source not in present)
    if changed or gone:  # an id that was left out as a repetition may be free now
        names = {item.source for item in changed}
        changed.extend(item for item in found if item.source not in names and known[item.source].repeats)
        changed.sort(key=lambda item: item.source)
    return Plan(tuple(changed), gone)


def _changed(item: Found, record: SourceRecord | None, reading: str) -> bool:
    """Whether a file is to be read: it changed, or other settings may read what was left out of it or was no Unicode."""
    if record is None:
        return True
    if record.reading != reading and (record.skipped or not (record.encoding or "utf-").startswith("utf-")):
        return True
    if corpus.same_stamp(record.stamp, item.stamp):
        return False
    return not record.sha256 or _digest(item) != record.sha256


def _digest(item: Found) -> str:
    """The sha256 of the file, "" if it cannot be read: its reader will say why."""
    try:
        return corpus.digest(item.path)
    except OSError:
        return ""


class _Run:
    """One pass over what changed, handing documents to the update."""

    def __init__(self, change: Update, analyzer: Analyzer, limits: Limits, encoding: str | None) -> None:
        self.change = change
        self.skipped: list[Skipped] = []
        self.files = self.added = self.removed = self.chunks = 0
        self._analyzer = analyzer
        self._limits = limits
        self._encoding = encoding
        self._reading = f"{encoding} {limits}"
        self._taken: set[str] = set()
        self._waiting: set[str] = set()
        self._repeats = False

    def all(self, plan: Plan, found: Sequence[Found], progress: Progress | None) -> None:
        """Take out what is gone, then read what is new or changed."""
        self._waiting = {item.source for item in plan.changed}
        for record in plan.gone:
            self._forget(self.change.documents(record.source))
            self.change.source(replace(record, skipped=(), gone=True), 0)
        for item in found:
            if item.source not in self._waiting:
                record = self.change.known[item.source]
                self.files += record.documents > 0
                self.skipped.extend(Skipped(record.source, line) for line in record.skipped)
        total, files = sum(item.size for item in plan.changed), len(plan.changed)
        done = 0
        with Preparer(self._analyzer, total) as prepared, closing(corpus.read(plan.changed, self._limits, self._encoding)) as reading:
            for at, (item, texts) in enumerate(reading, 1):
                for within in self._source(item, texts, prepared):
                    if progress:
                        progress(Step("indexing", done + min(within, item.size), total, item.source, at, files, self.chunks))
                done += item.size
        if progress and files:
            progress(Step("writing", total, total, plan.changed[-1].source, files, files, self.chunks))

    def _source(self, item: Found, texts: Iterable[Text | Skipped], prepared: Callable[[Iterable[Text]], Prepared]) -> Iterator[int]:
        """Read one file, telling after each new text how many bytes were read; documents that are as they were stay where they are."""
        before = {name: place for name, place in self.change.documents(item.source).items() if name not in self._taken}
        first, kept = len(self.skipped), len(before)
        sha256 = _digest(item) if corpus.is_readable(item, self._limits) else ""
        added = read = 0
        encoding = ""
        self._repeats = False
        for text, packed in prepared(self._wanted(item, texts, before)):
            if packed is None:
                self._taken.discard(text.id)
                self._skip(item, f"{printable(text.id)}: holds nothing to cite; remove it or give it a text")
                continue
            self.change.add(packed)
            self.chunks += len(packed.chunks)
            encoding = text.encoding
            added += 1
            read += len(text.text.encode())
            yield read
        kept -= len(before)
        self._forget(before)
        lines = tuple(skipped.line for skipped in self.skipped[first:])
        record = SourceRecord(item.source, item.stamp, sha256, encoding, kept + added, lines, self._repeats, reading=self._reading)
        self.change.source(record, added)
        self.files += kept + added > 0
        self.added += added

    def _wanted(self, item: Found, texts: Iterable[Text | Skipped], before: dict[str, tuple[int, int, Head]]) -> Iterator[Text]:
        """The texts of a file that are new or changed; those that are as they were are taken out of `before`."""
        for text in texts:
            if isinstance(text, Skipped):
                self.skipped.append(text)
            elif text.id in self._taken or not self._free(text.id, item.source):
                self._repeats = True
                self._skip(item, f"{printable(text.id)}: {_REPEATED}")
            else:
                self._taken.add(text.id)
                if text.id in before and before[text.id][2].key == text.key:
                    del before[text.id]
                else:
                    yield text

    def _skip(self, item: Found, reason: str) -> None:
        self.skipped.append(Skipped(item.source, f"{printable(item.source)}: {reason}"))

    def _free(self, name: str, source: str) -> bool:
        """Whether no unchanged source has a document of that id; one that a later source had is taken over."""
        owner = self.change.owner(name)
        if owner is None or owner == source:
            return True
        if owner not in self._waiting:
            return False
        self._forget({name: self.change.documents(owner)[name]})
        return True

    def _forget(self, documents: Mapping[str, tuple[int, int, Head]]) -> None:
        for place in documents.values():
            self.change.remove(*place)
        self.removed += len(documents)
