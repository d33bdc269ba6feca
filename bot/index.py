"""A folder of documents as something that can be searched."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import layout
from bot.analyzer import Analyzer, Query, all_terms, engine_terms
from bot.chunker import chunk
from bot.config import Settings, shipped
from bot.errors import SourceError
from bot.ranking import rank
from bot.schema import Document, Entry, Hit, SourceState


@dataclass(frozen=True)
class Summary:
    id: str
    source: str
    titles: tuple[str, ...]
    articles: int
    chunks: int


class Store:
    generation = 1

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._documents: dict[str, Document] = {}
        self._entries: list[Entry] = []
        self.summaries: list[Summary] = []
        if not folder.is_dir():
            raise SourceError(f"{folder}: no such folder; nothing was changed; name one with --sources")
        for id_, source, text, title, sha in _read(folder):
            document = Document(id_, source, text, sha, layout.read_page(text, title=title))
            self._documents[id_] = document
            chunks = list(chunk(document, analyzer))
            self.summaries.append(Summary(id_, source, tuple(a.title or "" for a in document.articles), len(document.articles), len(chunks)))
            for c in chunks:
                from dataclasses import replace
                c = replace(c, number=len(self._entries))
                self._entries.append(Entry(c, analyzer.analyze(c.text), analyzer.analyze(c.context)))
        self._df = Counter(t for e in self._entries for t in {*all_terms(e.body), *all_terms(e.context)})
        self.count = len(self._entries)
        self.mean_length = sum(len(e.body.split()) for e in self._entries) / (self.count or 1)

    def frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        return {t: self._df[t] for t in terms if t in self._df}

    def document(self, id_: str) -> Document:
        return self._documents[id_]

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        return [self._entries[n] for n in numbers]

    def source_state(self, id_: str) -> SourceState:
        return "unchanged"


def _read(folder: Path):
    import json
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".jsonl":
            for line in file.read_text("utf-8").splitlines():
                row = json.loads(line)
                yield row["id"], file.name, row["text"], row.get("title") or None, hashlib.sha256(row["text"].encode()).hexdigest()
        elif file.is_file():
            data = file.read_bytes()
            yield file.name, file.name, data.decode("utf-8-sig"), None, hashlib.sha256(data).hexdigest()


class Index:
    def __init__(self, store: Store, analyzer: Analyzer) -> None:
        import numpy as np
        from rank_bm25 import BM25Okapi
        self.store, self._analyzer = store, analyzer
        self._engine = BM25Okapi([engine_terms(e.body + "\n" + e.context) or ["-"] for e in store._entries])
        self._np = np

    @classmethod
    def open(cls, settings: Settings, analyzer: Analyzer, progress: Callable[[str], None] | None = None) -> Index:
        return cls(Store(settings.sources or settings.index or shipped("seeds"), analyzer), analyzer)

    def newest(self) -> Index:
        return self

    def search(self, query: Query, k: int) -> list[Hit]:
        scores = self._engine.get_scores(query.terms)
        top = self._np.argsort(-scores, kind="stable")[:60]
        return rank(query, self.store.entries(int(n) for n in top), self.store, self._analyzer, k)
