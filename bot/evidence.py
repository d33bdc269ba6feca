"""Hits to citations: the sentences that answer, as spans of their source, each compared with the source before it is one.

A sentence is worth what it shares with the question (bigrams, unigrams, words, by how rare they are), whether it holds a value of
the kind that is asked for, and how good its passage is. What stands only in its headline, section or neighbour counts less.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.analyzer import Analyzer, Query, is_han
from bot.config import Lexicon
from bot.ranking import Statistics, idf
from bot.schema import Citation, Document, Hit, Span, check_spans

READ = 6  # passages that are read for evidence
MOST = 3  # citations of an answer
NEAR = 0.62  # a further citation is at least this share of the best one
LENGTH = 150  # characters to which a quote is filled up with its neighbour sentence
BESIDE = 0.35  # what a term in the context or the neighbour sentence counts


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for: its terms with their worth, and the pattern of a fitting value (None: any)."""

    query: Query
    worth: Mapping[str, float]
    kind: str
    value: re.Pattern[str] | None
    missing: tuple[str, ...]

    def covered(self, text: str) -> frozenset[str]:
        """The terms that stand in a folded text."""
        return frozenset(term for term in self.worth if term[1:] in text)

    def share(self, terms: Iterable[str]) -> float:
        """Their part of the question, 0 to 1."""
        total = sum(self.worth.values())
        return sum(self.worth[term] for term in terms) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The citations found, best first, and how well the best one covers the question (0 to 1)."""

    citations: tuple[Citation, ...] = ()
    coverage: float = 0.0
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: Hit
    document: Document
    spans: tuple[Span, ...]  # of its paragraph
    offsets: list[int]
    span: Span  # in the paragraph's text
    text: str
    covered: frozenset[str]
    score: float


def understand(query: Query, analyzer: Analyzer, statistics: Statistics, lexicon: Lexicon) -> Asked:
    """What the question asks for."""
    frequencies = statistics.frequencies(query.weights)
    field_worth = {"b": 1.0, "u": 0.5, "w": 0.5}
    worth = {term: field_worth[term[0]] * idf(statistics.count, frequencies.get(term, 0)) for term in query.weights}
    folded = analyzer.fold(query.text)
    kinds: Mapping[str, Mapping[str, str]] = lexicon.tables["kinds"]
    kind = next((name for name, table in kinds.items() if re.search(table["asked"], folded)), "other")
    value = kinds.get(kind, {}).get("value", "")
    missing = tuple(
        term[1:]
        for term in query.weights
        if term[0] == "w" and len(term) > 2 and not frequencies.get(term) and not _anywhere(term[1:], frequencies)
    )
    return Asked(query, worth, kind, re.compile(value) if value else None, missing)


def _anywhere(word: str, frequencies: Mapping[str, int]) -> bool:
    """Whether each bigram of a Han word stands somewhere: then the tokeniser only cut it otherwise."""
    return len(word) > 1 and is_han(word[0]) and all(frequencies.get(f"b{a}{b}") for a, b in itertools.pairwise(word))


def find(asked: Asked, hits: Sequence[Hit], open_document: Callable[[str], Document], analyzer: Analyzer) -> Evidence:
    """The best sentences of the best hits, each extended by the neighbour that it needs, as verified citations."""
    if not hits:
        return Evidence()
    sentences = [s for hit in hits[:READ] for s in _sentences(asked, hit, open_document(hit.chunk.document_id), analyzer, hits[0].score)]
    sentences.sort(key=lambda s: -s.score)
    citations: list[Citation] = []
    coverage = 0.0
    for best in sentences:
        if len(citations) == MOST or (citations and best.score < NEAR * sentences[0].score):
            break
        if any(c.chunk.number == best.hit.chunk.number for c in citations):
            continue
        span = _extended(asked, best, analyzer)
        if citation := cite(best.hit, best.document, best.document.cut(best.spans, best.offsets, *span), best.score):
            citations.append(citation)
            coverage = coverage or asked.share(asked.covered(analyzer.fold(citation.quote + "\n" + best.hit.chunk.context)))
    return Evidence(tuple(citations), coverage)


def cite(hit: Hit, document: Document, spans: tuple[Span, ...], score: float) -> Citation | None:
    """A citation, or None where the quote is not its slices: what cannot be checked is not shown."""
    quote = document.quote(spans).strip()
    if not check_spans(document.text, spans) or "".join(quote.split()) != "".join("".join(document.text[a:b] for a, b in spans).split()):
        return None
    start = spans[0].start
    return Citation(hit.chunk, document.sha256, spans, quote, round(score, 6), document.line(start), document.page(start))


def _sentences(asked: Asked, hit: Hit, document: Document, analyzer: Analyzer, top: float) -> Iterable[_Sentence]:
    context = asked.covered(analyzer.fold(hit.chunk.context))
    for spans in hit.chunk.paragraphs:
        text, offsets = document.trace(spans)
        folded = analyzer.fold(text)
        bounds = analyzer.sentences(text)
        inside = [asked.covered(folded[start:end]) for start, end in bounds]
        for at, span in enumerate(bounds):
            beside = context.union(*inside[max(0, at - 1) : at + 2]) - inside[at]
            score = asked.share(inside[at]) + BESIDE * asked.share(beside) + hit.score / (top or 1.0)
            if asked.value is None or asked.value.search(folded, *span):
                score += 0.3
            if text[span.end - 1] in "？?":
                score -= 0.2
            yield _Sentence(hit, document, spans, offsets, span, text, inside[at], score)


def _extended(asked: Asked, best: _Sentence, analyzer: Analyzer) -> Span:
    """The sentence, with the neighbour that brings more of the question, as long as both are short."""
    bounds = analyzer.sentences(best.text)
    at = bounds.index(best.span)
    span = best.span
    gains = []
    for other in (at - 1, at + 1):
        if 0 <= other < len(bounds):
            both = Span(min(span.start, bounds[other].start), max(span.end, bounds[other].end))
            new = asked.covered(analyzer.fold(best.text[both.start : both.end])) - best.covered
            gains.append((asked.share(new), both))
    gain, both = max(gains, default=(0.0, span))
    return both if gain >= 0.08 and both.end - both.start <= LENGTH else span
