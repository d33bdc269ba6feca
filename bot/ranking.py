"""The exact score of a passage, from its analysed text and the collection's document frequencies alone, whatever the engine.

BM25 in Lucene's form (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over three fields, unigrams, bigrams
and words, each term counted in the passage and, for less, in its context (headline, section, byline). The sum is divided by that
of an ideal passage that holds every term once, so scores of different questions can be compared: 0 shares nothing, 1 says it all.
The best ones are ranked again by how much of the question stands close together in two neighbouring sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from bot.analyzer import Analyzer, Query, all_terms, engine_terms, is_han
from bot.schema import Chunk, Hit


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the score; measured, see docs/retrieval.md."""

    k1: float = 0.9
    b: float = 0.5
    unigram: float = 1.0
    bigram: float = 0.7
    word: float = 1.0
    context: float = 0.5
    window: float = 0.6
    beside: float = 0.5
    value: float = 0.4
    head: float = 0.25  # taken from a headline or a section title: it names a thing, it seldom answers
    wants: float = 1.0
    named: float = 0.1
    cover: float = 0.2
    reprint: float = 0.9
    near: float = 0.15
    rerank: int = 15


HEADS = ("title", "heading")
FEW = 8  # different words: shorter passages are alike by chance


class Passage(Protocol):
    """What is ranked: an Entry, or one whose chunk is only loaded when it is looked at."""

    @property
    def number(self) -> int:
        """The chunk's number."""
        ...

    @property
    def body(self) -> str:
        """The chunk's analysed text."""
        ...

    @property
    def context(self) -> str:
        """The analysed text of its context."""
        ...

    @property
    def chunk(self) -> Chunk:
        """The chunk itself."""
        ...


_Row = tuple[float, Passage, dict[str, float]]  # score, passage, what each term added


class Statistics(Protocol):
    """What the score needs to know of the whole collection: one generation of the store."""

    @property
    def count(self) -> int:
        """How many chunks there are."""
        ...

    @property
    def mean_length(self) -> float:
        """Mean number of words of a chunk."""
        ...

    def frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many chunks each term stands, body and context together."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A term of the query, with what is looked for: in the text with its spaces (whole words) or without (runs of Han)."""

    term: str
    worth: float  # its idf times its field's weight
    pattern: str
    spaced: bool
    words: tuple[str, ...]  # the words of the question that it is part of


class View:
    """An analysed text as it is searched: with a space on either side of each word and break, and without any."""

    __slots__ = ("solid", "spaced")

    def __init__(self, analysed: str) -> None:
        self.spaced = " " + analysed.replace("\n", " \n ") + " "
        self.solid = analysed.replace(" ", "")

    def holds(self, term: Term) -> bool:
        """Whether the term stands in the text."""
        return term.pattern in (self.spaced if term.spaced else self.solid)


def idf(count: int, frequency: int) -> float:
    """Inverse document frequency in Lucene's form, never negative: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def rank(
    query: Query, entries: Iterable[Passage], statistics: Statistics, analyzer: Analyzer, k: int, weights: Weights = Weights()
) -> list[Hit]:
    """The best k entries that share a term with the query, best first; ties by number."""
    terms = prepare(query, statistics, weights)
    ideal = sum(term.worth for term in terms if term.term in query.weights) or 1.0
    scored = []
    for entry, gains in _near([(entry, gained(terms, entry, statistics.mean_length, weights)) for entry in entries], weights):
        cover = sum(term.worth for term in terms if term.term in gains)
        scored.append(((sum(gains.values()) + weights.cover * cover) / ideal, entry, gains))
    scored.sort(key=lambda row: (-row[0], row[1].number))
    best = scored[: max(weights.rerank, 2 * k)]
    best = [
        (score + (_fit(query, terms, ideal, entry, analyzer, weights) if at < weights.rerank else 0.0), entry, gains)
        for at, (score, entry, gains) in enumerate(best)
    ]
    best.sort(key=lambda row: (-row[0], row[1].number))
    words = {term.term: term.words for term in terms}
    whole = 1.0 + weights.cover + weights.window  # an ideal passage has it all in one window
    return [
        Hit(entry.chunk, round(max(score, 0.0) / whole, 6), _why(gains, words), tuple(other.chunk for other in again))
        for (score, entry, gains), again in _once(best, weights)[:k]
    ]


def _near(found: Sequence[tuple[Passage, dict[str, float]]], weights: Weights) -> list[tuple[Passage, dict[str, float]]]:
    """Those that share enough words and bigrams with the query, by the measure of the one that shares most.

    The rest is noise, and at the mercy of an engine's last places: engines see no unigrams.
    """
    seen = [sum(gain for term, gain in gains.items() if term[0] != "u") for _, gains in found]
    floor = weights.near * max(seen, default=0.0)
    return [row for row, engine in zip(found, seen, strict=True) if engine > 0 and engine >= floor]


def _once(best: Sequence[_Row], weights: Weights) -> list[tuple[_Row, list[Passage]]]:
    """Each passage once, with those further down that are its reprints: nearly all words of the shorter one stand in the other."""
    kept: list[tuple[_Row, list[Passage], frozenset[str]]] = []
    for row in best:
        words = frozenset(row[1].body.split())
        for first, again, known in kept:
            shorter, longer = sorted((words, known), key=len)
            alike = first[1].chunk.kind == row[1].chunk.kind and len(longer) <= 2 * len(shorter) and len(shorter) >= FEW
            if alike and len(shorter & longer) >= weights.reprint * len(shorter):
                again.append(row[1])
                break
        else:
            kept.append((row, [], words))
    return [(row, again) for row, again, _ in kept]


def prepare(query: Query, statistics: Statistics, weights: Weights) -> list[Term]:
    """The query's terms with their worth in this collection, those of other words for what is asked last."""
    owners = _owners(query.content)
    asked = {term: (count, owners.get(term, ())) for term, count in query.weights.items()}
    for word, worth in query.similar.items():
        for term in engine_terms(word):
            asked.setdefault(term, (worth, (word.replace(" ", ""),)))
    frequencies = statistics.frequencies(asked)
    fields = {"u": weights.unigram, "b": weights.bigram, "w": weights.word}
    return [
        Term(term, count * fields[term[0]] * idf(statistics.count, frequencies.get(term, 0)), *_pattern(term), words)
        for term, (count, words) in asked.items()
    ]


def _pattern(term: str) -> tuple[str, bool]:
    """What to look for, and whether in the text with spaces: a number's last digit is no number, so 5日 is not in 15日."""
    name = term[1:]
    if term[0] == "w" or (term[0] == "u" and not is_han(name)):
        return f" {name} ", True
    if term[0] == "u" or (is_han(name[0]) and is_han(name[-1])):
        return name, False
    return (f" {name[:-1]} {name[-1]}" if is_han(name[-1]) else f"{name[0]} {name[1:]} "), True


def _owners(content: str) -> dict[str, tuple[str, ...]]:
    """Which words of the question a term is part of: a bigram over a seam belongs to both."""
    owners: dict[str, tuple[str, ...]] = {}
    for part in content.split("\n"):
        words = part.split()
        for word in words:
            for term in all_terms(word):
                owners.setdefault(term, (word,))
        for left, right in pairwise(words):
            for term in all_terms(f"{left} {right}"):
                owners.setdefault(term, (left, right))
    return owners


def gained(terms: Sequence[Term], entry: Passage, mean: float, weights: Weights) -> dict[str, float]:
    """What each term of the query adds to the score."""
    body, context = View(entry.body), View(entry.context)
    length = weights.k1 * (1 - weights.b + weights.b * len(entry.body.split()) / (mean or 1.0))
    spaced, solid = body.spaced + context.spaced, f"{body.solid}\n{context.solid}"
    gains = {}
    for term in terms:
        if term.pattern in (spaced if term.spaced else solid):  # most terms stand in neither: one look tells
            if term.spaced:
                count = body.spaced.count(term.pattern) + weights.context * context.spaced.count(term.pattern)
            else:
                count = body.solid.count(term.pattern) + weights.context * context.solid.count(term.pattern)
            gains[term.term] = term.worth * count * (weights.k1 + 1) / (count + length)
    return gains


def _fit(query: Query, terms: Sequence[Term], ideal: float, entry: Passage, analyzer: Analyzer, weights: Weights) -> float:
    """What a passage gains by how it holds the question, and by what it is."""
    gain = weights.window * _window(query, terms, entry, weights) / ideal
    kind = entry.chunk.kind
    wants = [want for want in query.wants if not want.chunks or kind in want.chunks]
    if wants:
        text = analyzer.fold(entry.chunk.text)
        gain += weights.wants * sum(want.worth for want in wants if want.holds(text))
    if query.named(entry.chunk.title):
        gain += weights.named
    if kind in HEADS and not any(kind in want.chunks for want in wants):
        gain -= weights.head
    return gain


def _window(query: Query, terms: Sequence[Term], entry: Passage, weights: Weights) -> float:
    """The worth of the terms in the best two neighbouring sentences.

    What only the context holds counts less, and so do sentences without a value of the kind that is asked for.
    """
    context = View(entry.context)
    beside = {term for term in terms if context.holds(term)}
    views = [View(sentence) for sentence in entry.body.split("\n\n")]
    inside = [{term for term in terms if view.holds(term)} for view in views]
    fits = [query.value is None or bool(query.value.search(view.solid)) for view in views]
    best = 0.0
    for at, left in enumerate(inside):
        both = left | inside[at + 1] if at + 1 < len(inside) else left
        # in the order of the terms: a sum in a set's order would differ in its last bit from one process to the next
        cover = sum(term.worth if term in both else weights.beside * term.worth for term in terms if term in both or term in beside)
        best = max(best, cover if any(fits[at : at + 2]) else cover * (1 - weights.value))
    return best


def _why(gains: Mapping[str, float], owners: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """Shares of the question's words in the score, largest first; they sum to 1.

    A word of which only single characters stand there has no share: it was not what found the passage.
    """
    named = {word for term in gains if term[0] != "u" for word in owners[term] or (term[1:],)}
    shares: dict[str, float] = {}
    for term, gain in gains.items():
        words = [word for word in owners[term] or (term[1:],) if word in named]
        for word in words:
            shares[word] = shares.get(word, 0.0) + gain / len(words)
    total = sum(shares.values()) or 1.0
    return {word: share / total for word, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))}
