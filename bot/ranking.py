"""The exact score of a passage, from its analysed text and the collection's document frequencies alone, whatever the engine.

BM25 in Lucene's form (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over three fields, unigrams, bigrams
and words, each term counted in the passage and, for less, in its context (headline, section, byline). The sum is divided by that
of an ideal passage that holds every term once, so scores of different questions can be compared: 0 shares nothing, 1 says it all.
The best ones are ranked again by how much of the question stands close together in two neighbouring sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from bot import occurrences
from bot.analyzer import HAN, Analyzer, Query, all_terms, engine_terms, is_han, seam
from bot.occurrences import Pattern, analysed
from bot.schema import Chunk, Hit

Floats = npt.NDArray[np.float64]


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
    frequent: float = 0.15
    rerank: int = 15


HEADS = ("title", "heading")
_OF_HAN = re.compile(f"[{HAN}]*")
OPENING = 4  # characters of a headline that tell whether a question may name it
FEW = 8  # different words: shorter passages are alike by chance


class Passage(Protocol):
    """What is ranked: an Entry, or one that is only loaded as far as it is looked at."""

    @property
    def number(self) -> int:
        """The chunk's number."""
        ...

    @property
    def compact(self) -> bytes:
        """The chunk's analysed text and that of its context, see `occurrences`."""
        ...

    @property
    def title(self) -> str:
        """Its headline."""
        ...

    @property
    def chunk(self) -> Chunk:
        """The chunk itself."""
        ...


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


class Term(NamedTuple):
    """A term of the query, with what is looked for."""

    term: str
    often: float  # how often it is asked, times its field's weight
    worth: float  # the same times its idf
    pattern: Pattern
    frequency: int  # in how many passages it stands


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query made ready for one collection."""

    query: Query
    terms: Sequence[Term]
    mean_length: float
    weights: Weights

    @property
    def sought(self) -> dict[str, float]:
        """The words and bigrams that candidates are found by, and what each counts.

        A word of two characters is looked for as the pair that it is, which counts for both. The most frequent terms, which together
        hold little of the question's worth, are left out: to read their long lists would be most of the work, and what they add is
        counted in the candidates.
        """
        known = {term.term: term for term in self.terms if term.frequency and term.term[0] != "u"}
        often = {name: term.often for name, term in known.items()}
        worth = {name: term.worth for name, term in known.items()}
        spare = self.weights.frequent * sum(worth.values())
        for name in known:
            pair = "b" + name[1:]
            if name[0] == "w" and pair in known:
                often[pair] += often.pop(name)
                worth[pair] += worth.pop(name)
        for name in sorted(often, key=lambda name: -known[name].frequency):
            spare -= worth[name]
            if spare < 0:
                break
            del often[name]
        return often


def idf(count: int, frequency: int) -> float:
    """Inverse document frequency in Lucene's form, never negative: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


class Ranked(NamedTuple):
    """A passage with its exact score, and those further down that are its reprints."""

    row: int
    number: int
    score: float
    again: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The best passages, best first; ties by number. What each says is loaded by `hits` alone."""

    query: Query
    best: tuple[Ranked, ...] = ()
    found: _Found | None = None

    def hits(self) -> list[Hit]:
        """The passages themselves, with the share of each word of the question in their score."""
        if self.found is None:
            return []
        passages = self.found.passages
        words = _words(self.query)
        owners = [words.get(term.term) or (term.term[1:],) for term in self.found.terms]
        return [
            Hit(
                passages[one.row].chunk,
                one.score,
                _why(self.found, one.row, owners),
                tuple(passages[other].chunk for other in one.again),
            )
            for one in self.best
        ]


def rank(asked: Asked, passages: Sequence[Passage], analyzer: Analyzer, k: int) -> Ranking:
    """The best k passages that share a term with the query, best first; ties by number."""
    query, terms, weights = asked.query, asked.terms, asked.weights
    if not terms or not passages:
        return Ranking(query)
    found = _Found(passages, terms, asked.mean_length, weights)
    ideal = sum(term.worth for term in terms if term.term in query.weights) or 1.0
    scores = (_sums(found.gains + weights.cover * found.covers) / ideal).tolist()
    order = _near(found, scores, weights)[: max(weights.rerank, 2 * k)]
    if not order:
        return Ranking(query)
    again = order[: weights.rerank]
    gains = [weights.window * window / ideal for window in _windows(query, found, again, weights)]
    for row, gain in zip(again, _fits(query, gains, found, again, analyzer, weights), strict=True):
        scores[row] += gain
    order.sort(key=lambda row: (-scores[row], passages[row].number))
    whole = 1.0 + weights.cover + weights.window  # an ideal passage has it all in one window
    return Ranking(
        query,
        tuple(
            Ranked(row, passages[row].number, round(max(scores[row], 0.0) / whole, 6), again)
            for row, again in _once(order, found, weights)[:k]
        ),
        found,
    )


class _Found:
    """What was found of the terms in all passages at once; a row is a passage's, a column a term's.

    context  whether it stands in the context
    gains    what it adds to the score
    covers   its worth where it stands
    """

    def __init__(self, passages: Sequence[Passage], terms: Sequence[Term], mean: float, weights: Weights) -> None:
        self.passages = passages
        self.terms = terms
        self.worth = np.array([term.worth for term in terms])
        self.places = occurrences.find([passage.compact for passage in passages], [term.pattern for term in terms])
        counts = self.places.counts()
        context, body = counts[:, 0], counts[:, 1]
        self.context = context > 0
        often = body + weights.context * context
        length = weights.k1 * (1 - weights.b + weights.b * self.places.passages.words / (mean or 1.0))
        self.gains = self.worth * often * (weights.k1 + 1) / (often + length[:, np.newaxis])
        self.covers = self.worth * (often > 0)


def _sums(rows: Floats) -> Floats:
    """The sum of each row, added up in the order of the terms whatever the machine: equal passages have equal scores."""
    return rows.cumsum(axis=1)[:, -1] if rows.shape[1] else np.zeros(len(rows))


def _near(found: _Found, scores: Sequence[float], weights: Weights) -> list[int]:
    """Those that share enough words and bigrams with the query, by the measure of the one that shares most, best first.

    The rest is noise, and at the mercy of an engine's last places: engines see no unigrams.
    """
    seen = _sums(found.gains[:, [at for at, term in enumerate(found.terms) if term.term[0] != "u"]]).tolist()
    least = weights.near * max(seen)
    near = [row for row, share in enumerate(seen) if share > 0 and share >= least]
    return sorted(near, key=lambda row: (-scores[row], found.passages[row].number))


def _once(best: Sequence[int], found: _Found, weights: Weights) -> list[tuple[int, tuple[int, ...]]]:
    """Each passage once, with those further down that are its reprints."""
    alike = found.places.passages.alike(best, weights.reprint)
    if np.count_nonzero(alike) == len(best):  # each is like itself alone
        return [(row, ()) for row in best]
    kept: dict[int, tuple[int, ...]] = {}
    for at, row in enumerate(best):
        first = (best[other] for other in alike[at, :at].nonzero()[0].tolist() if best[other] in kept)
        again = next((other for other in first if _reprint(found, other, row, weights)), None)
        if again is None:
            kept[row] = ()
        else:
            kept[again] += (row,)
    return list(kept.items())


def _reprint(found: _Found, one: int, other: int, weights: Weights) -> bool:
    """Whether nearly all words of the shorter one stand in the other."""
    kind = found.places.passages.kind
    if kind(one) != kind(other):
        return False
    texts = (analysed(found.passages[row].compact)[0] for row in (one, other))
    shorter, longer = sorted((frozenset(text.split()) for text in texts), key=len)
    return len(longer) <= 2 * len(shorter) and len(shorter) >= FEW and len(shorter & longer) >= weights.reprint * len(shorter)


def prepare(query: Query, statistics: Statistics, weights: Weights = Weights()) -> Asked:
    """The query's terms with their worth in this collection, those of other words for what is asked last."""
    asked = dict(query.weights)
    for word, worth in query.similar.items():
        for term in engine_terms(word):
            asked.setdefault(term, worth)
    frequencies = statistics.frequencies(asked)
    fields = {"u": weights.unigram, "b": weights.bigram, "w": weights.word}
    terms = []
    for term, times in asked.items():
        often, frequency = times * fields[term[0]], frequencies.get(term, 0)
        terms.append(Term(term, often, often * idf(statistics.count, frequency), _pattern(term), frequency))
    return Asked(query, terms, statistics.mean_length, weights)


@lru_cache(maxsize=1 << 15)
def _pattern(term: str) -> Pattern:
    """What to look for: a number's last digit is no number, so 5日 is not in 15日."""
    name = term[1:]
    if term[0] == "w" or (term[0] == "u" and not is_han(name)):
        return Pattern(name, 0, len(name))
    if term[0] == "u" or (is_han(name[0]) and is_han(name[-1])):
        return Pattern(name)
    return Pattern(name, 0 if is_han(name[-1]) else 1, len(name) - 1)


def _words(query: Query) -> dict[str, tuple[str, ...]]:
    """Which words of the question a term is part of: a bigram over a seam belongs to both. Other words own their terms."""
    owners: dict[str, tuple[str, ...]] = {}
    for part in query.content.split("\n"):
        words = part.split()
        for word in words:
            for term in all_terms(word):
                owners.setdefault(term, (word,))
        for left, right in pairwise(words):
            owners.setdefault(seam(left, right), (left, right))
    for other in query.similar:
        for term in engine_terms(other):
            if term not in query.weights:
                owners.setdefault(term, (other.replace(" ", ""),))
    return owners


def _fits(
    query: Query, gains: Sequence[float], found: _Found, rows: Sequence[int], analyzer: Analyzer, weights: Weights
) -> Iterator[float]:
    """What each passage gains by what it is, added to what it gains by how it holds the question."""
    compact = found.places.passages
    asked = "".join(analyzer.fold(query.text).split())
    for row, by_words in zip(rows, gains, strict=True):
        kind, gain = compact.kind(row), by_words
        wants = [want for want in query.wants if not want.chunks or kind in want.chunks] if query.wants else []
        if wants:
            text = analyzer.fold(found.passages[row].chunk.text)
            gain += weights.wants * sum(want.worth for want in wants if want.holds(text))
        if compact.titled(row) and _may_name(asked, compact.opening(row, OPENING)) and query.named(found.passages[row].title):
            gain += weights.named
        if kind in HEADS and not any(kind in want.chunks for want in wants):
            gain -= weights.head
        yield gain


def _may_name(asked: str, opening: str) -> bool:
    """Whether a folded question, without white space, may name a headline that begins so: of most headlines no more need be read.

    Han characters stand in both in the same form; numbers and Latin words may not.
    """
    return opening in asked or not _OF_HAN.fullmatch(opening)


def _windows(query: Query, found: _Found, rows: Sequence[int], weights: Weights) -> list[float]:
    """Of each passage the worth of the terms in its best two neighbouring sentences.

    What only the context holds counts less, and so do sentences without a value of the kind that is asked for.
    """
    inside, begin = found.places.sentences()
    both = inside.copy()
    both[:-1] |= inside[1:]
    last = begin[1:] - 1
    both[last] = inside[last]
    beside = (weights.beside * found.worth * found.context).repeat(begin[1:] - begin[:-1], axis=0)
    covers = _sums(np.where(both, found.worth, beside)).tolist()
    at = begin.tolist()
    each = [covers[at[row] : at[row + 1]] for row in rows]
    if query.value is None:
        return [max(own) for own in each]
    return [_best(query.value, found.places.passages.body(row), own, weights) for row, own in zip(rows, each, strict=True)]


def _best(value: re.Pattern[str], body: str, covers: Sequence[float], weights: Weights) -> float:
    """The best cover, the largest looked at first; `covers[n]` is that of the sentences n and n + 1."""
    sentences = body.split("\n\n")
    best = max(covers) * (1 - weights.value)
    without: set[int] = set()
    for cover, at in sorted([pair for pair in zip(covers, range(len(sentences)), strict=False) if pair[0] > best], reverse=True):
        for one in (at, at + 1):
            if one < len(sentences) and one not in without:
                if value.search(sentences[one]):
                    return cover
                without.add(one)
    return best


def _why(found: _Found, row: int, owners: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Shares of the question's words in a passage's score, largest first; they sum to 1. `owners`: of each term, by column.

    A word of which only single characters stand there has no share: it was not what found the passage.
    """
    there = found.covers[row].nonzero()[0].tolist()
    named = {word for at in there if found.terms[at].term[0] != "u" for word in owners[at]}
    shares: dict[str, float] = {}
    for at, gain in zip(there, found.gains[row, there].tolist(), strict=True):
        own = [word for word in owners[at] if word in named]
        for word in own:
            shares[word] = shares.get(word, 0.0) + gain / len(own)
    total = sum(shares.values()) or 1.0
    return {word: share / total for word, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))}
