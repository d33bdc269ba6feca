"""What each part of the retrieval adds: every part switched off by itself, R@1 / R@5 on each set of questions, as Markdown.

    python -m benchmarks.ablation                      the questions of benchmarks/questions (open half)
    python -m benchmarks.ablation --sets DIR           every folder below DIR that holds questions.jsonl, perhaps with .gz:
                                                       with docs.jsonl beside it ("id", "title", "text"; questions name "doc_id"),
                                                       without it over the pages of seeds/ (questions name "evidence")

Everything happens in memory and one process; figures equal those of an index on disk, because one scoring ranks for all engines.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import compress
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

from bot import layout
from bot.analyzer import Analyzer, all_terms, engine_terms
from bot.chunker import entries
from bot.config import Lexicon, shipped
from bot.engines import Part
from bot.engines.rank_bm25 import RankBM25
from bot.numerals import normal_numbers
from bot.ranking import Weights, prepare, rank
from bot.schema import Article, Document, Entry, Hit, Paragraph, Span

OWN = Path(__file__).parent / "questions"
CANDIDATES = 60
LONGEST = 600  # characters of a passage that can count

Row = dict[str, Any]
FULL = Weights()
FLAT = Weights(window=0, value=0, wants=0, head=0, named=0, cover=0, reprint=2)
NEVER = "(?!)"  # a pattern that matches nothing


@dataclass(frozen=True)
class Set:
    """Questions over documents: each as (id, source, text, title); `others`: questions that the documents do not answer."""

    name: str
    documents: tuple[tuple[str, str, str, str | None], ...]
    questions: tuple[Row, ...]
    others: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Off:
    """One part switched off: by weights of the score, by entries of the lexicon, without numbers or without page repair."""

    name: str
    weights: Weights = FULL
    lexicon: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    simplified: bool = True
    numbers: bool = True
    repair: bool = True


PARTS = (
    Off("nothing"),
    Off("joining of torn paragraphs, kinds (blank-line blocks instead)", repair=False),
    Off("headline, section and byline as context", Weights(context=0, beside=0)),
    Off("paragraph before as context (该, 他)", lexicon={"reading": {"leans": NEVER}}),
    Off("words", Weights(word=0)),
    Off("bigrams", Weights(bigram=0)),
    Off("unigrams", Weights(unigram=0)),
    Off("bigrams and unigrams (words alone)", Weights(unigram=0, bigram=0)),
    Off("繁 to 简", simplified=False),
    Off("numbers in one form", numbers=False),
    Off("question frame and function words", lexicon={"question": {"frame": [NEVER], "function": []}}),
    Off("synonyms", lexicon={"synonyms": {"worth": 0.0, "own": 0.0, "groups": []}}),
    Off("English stop words", lexicon={"english": {"stop": []}}),
    Off("window of two sentences", Weights(window=0)),
    Off("a value of the asked kind in the window", Weights(value=0)),
    Off("kinds of passages (author, post, definition, quotation)", Weights(wants=0)),
    Off("headlines count less", Weights(head=0)),
    Off("headline named in the question", Weights(named=0)),
    Off("share of the question that stands anywhere", Weights(cover=0)),
    Off("reprints as one hit", Weights(reprint=2)),
    Off("all of the last seven (plain BM25 over three fields)", FLAT),
    Off("the same with words alone", replace(FLAT, unigram=0, bigram=0)),
)


class Collection:
    """The documents of a set, analysed, with what the score needs to know of them all."""

    def __init__(
        self, documents: Iterable[tuple[str, str, str, str | None]], analyzer: Analyzer, read: Callable[..., tuple[Article, ...]]
    ) -> None:
        self.texts = {}
        self.entries: list[Entry] = []
        for name, source, text, title in documents:
            document = Document(name, source, text, "", read(text, title=title))
            self.texts[name] = text
            for entry in entries(document, analyzer):
                self.entries.append(replace(entry, chunk=replace(entry.chunk, number=len(self.entries))))
        self.count = len(self.entries)
        self.mean_length = sum(len(entry.body.split()) for entry in self.entries) / (self.count or 1)
        self._stands_in = Counter(term for e in self.entries for term in {*all_terms(e.body), *all_terms(e.context)})
        terms = [engine_terms(f"{entry.body}\n{entry.context}") for entry in self.entries]
        self._engine = RankBM25([Part(Path(), 0, self.count, (), partial(iter, terms))])

    def frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many chunks each term stands."""
        return {term: self._stands_in[term] for term in terms}

    def search(self, question: str, analyzer: Analyzer, weights: Weights) -> list[Hit]:
        """The best ten passages."""
        query = analyzer.query(question)
        asked = prepare(query, self, weights)
        found = self._engine.search(asked.sought, CANDIDATES)
        return rank(asked, [self.entries[candidate.number] for candidate in found], analyzer, 10).hits()


def _blocks(text: str, *, title: str | None = None) -> tuple[Article, ...]:
    """What is between blank lines, taken for paragraphs."""
    spans = [Span(*block.span()) for block in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]
    return (Article(title, None, None, None, tuple(Paragraph((span,)) for span in spans)),)


def measure(data: Set, off: Off, known: dict[Any, Collection]) -> tuple[float, float]:
    """R@1 and R@5 in per cent with one part off; collections that are cut alike are made once."""
    loaded = Lexicon.load()
    tables = {name: {**table, **off.lexicon.get(name, {})} for name, table in loaded.tables.items()}
    analyzer = Analyzer(Lexicon(MappingProxyType(tables), loaded.simplified if off.simplified else {}))
    with mock.patch("bot.analyzer.normal_numbers", normal_numbers if off.numbers else str):
        cut = (data.name, off.repair, off.numbers, off.simplified, off.lexicon.get("reading") is None, off.lexicon.get("english") is None)
        if cut not in known:
            known[cut] = Collection(data.documents, analyzer, layout.read_page if off.repair else _blocks)
        found = [_found(row, known[cut], analyzer, off.weights) for row in data.questions]
    first, five = zip(*found, strict=True)
    return 100 * sum(first) / len(found), 100 * sum(five) / len(found)


def _found(row: Row, collection: Collection, analyzer: Analyzer, weights: Weights) -> tuple[bool, bool]:
    """Whether the first, and whether one of the first five passages is right."""
    hits = collection.search(row["question"], analyzer, weights)
    if "evidence" not in row:
        gold = set(row.get("doc_ids") or [row["doc_id"]])
        right = [hit.chunk.document_id in gold for hit in hits]
        return any(right[:1]), any(right[:5])
    every = all if row.get("all_of") else any
    needs = [max(k, len(row["evidence"])) if row.get("all_of") else k for k in (1, 5)]
    first, five = (every(_covered(piece, hits[:need], collection) for piece in row["evidence"]) for need in needs)
    return first, five


def _covered(piece: Row, hits: Sequence[Hit], collection: Collection) -> bool:
    """Whether passages hold half of a piece of evidence, white space aside."""
    text = collection.texts[piece["file"]]
    counted = [hit.chunk for hit in hits if sum(end - start for start, end in hit.chunk.spans) <= LONGEST]
    held = {at for chunk in counted if chunk.source == piece["file"] for at in _solid(text, chunk.spans)}
    wanted = set(_solid(text, [Span(piece["start"], piece["end"])] if "parts" not in piece else _parts(text, piece)))
    return len(wanted & held) * 2 >= len(wanted)


def _parts(text: str, piece: Row) -> Iterator[Span]:
    at = piece["start"]
    for part in piece["parts"]:
        at = text.index(part, at)
        yield Span(at, at + len(part))
        at += len(part)


def _solid(text: str, spans: Iterable[Span]) -> list[int]:
    return [at for start, end in spans for at in range(start, end) if not text[at].isspace()]


def sets_of(folder: Path | None, sample: int) -> Iterator[Set]:
    """The sets below a folder, and always our own."""
    own = OWN / "texts" / "open"
    yield _set("open", _files(own), OWN / "open.jsonl", 0)
    for file in sorted(folder.rglob("questions.jsonl*")) if folder else ():
        documents = next(file.parent.glob("docs.jsonl*"), None)
        if documents is None:
            yield _set(file.parent.name, _files(shipped("seeds")), file, 0)
        else:
            rows = ((row["id"], documents.name, row["text"], row.get("title") or None) for row in _lines(documents))
            yield _set(file.parent.name, tuple(rows), file, sample)


def city() -> Set:
    """The open half of the questions over a city's newspaper, near misses for the most part."""
    return _set("city-open", _files(OWN / "texts" / "city"), OWN / "city-open.jsonl", 0)


def _files(folder: Path) -> tuple[tuple[str, str, str, str | None], ...]:
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return tuple((file.name, file.name, file.read_bytes().decode("utf-8-sig"), None) for file in files)


def _set(name: str, documents: tuple[tuple[str, str, str, str | None], ...], file: Path, sample: int) -> Set:
    rows = _lines(file)
    random.Random(7).shuffle(rows)
    there = [row.get("answerable", True) for row in rows[: sample or None]]
    return Set(name, documents, tuple(compress(rows, there)), tuple(row for row, known in zip(rows, there, strict=False) if not known))


def _lines(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, help="a folder with sets of questions")
    parser.add_argument("--sample", type=int, default=300, help="questions of each set with documents of its own, 0: all (default: 300)")
    options = parser.parse_args()
    columns = []
    for data in sets_of(options.sets, options.sample):
        known: dict[Any, Collection] = {}
        columns.append((f"{data.name} ({len(data.questions)})", [measure(data, off, known) for off in PARTS]))
    print("| switched off | " + " | ".join(name for name, _ in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for at, off in enumerate(PARTS):
        print(f"| {off.name} | " + " | ".join("{:.1f} / {:.1f}".format(*figures[at]) for _, figures in columns) + " |")


if __name__ == "__main__":
    main()
