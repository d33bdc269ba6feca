"""rank-bm25: the reference, and the default of a small index. It holds all terms in memory and reads every chunk for a question.

Three traps of the library are avoided: it divides by zero without documents, its idf floor gives a frequent term a share of
the average idf (so scores may be negative, and change with the vocabulary), and it returns documents that share no term.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rank_bm25 import BM25Okapi  # type: ignore[import-untyped,unused-ignore]  # ships no types

from bot.engines import Kind, Part, is_gone
from bot.schema import Candidate


class RankBM25:
    """Okapi BM25 over lists of terms in memory, with Lucene's idf, which is always above zero."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._numbers: list[int] = []
        lists: list[Sequence[str]] = []
        for part in parts:
            for position, terms in enumerate(part.terms()):
                if terms and not is_gone(position, part.gone):
                    self._numbers.append(part.base + position)
                    lists.append(terms)
        self._scores = _okapi(lists) if lists else None

    def search(self, terms: Sequence[str], n: int) -> list[Candidate]:
        """Up to n candidates, best first; every score is above zero, so each shares a term."""
        if self._scores is None or n <= 0:
            return []
        known = [term for term in dict.fromkeys(terms) if term in self._scores.idf]
        scores = self._scores.get_scores(known).tolist() if known else []
        found = [Candidate(number, score) for number, score in zip(self._numbers, scores, strict=False) if score > 0]
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.number))[:n]


def _okapi(lists: list[Sequence[str]]) -> BM25Okapi:
    okapi = BM25Okapi(lists)
    frequencies: dict[str, int] = {}
    for counts in okapi.doc_freqs:
        for term in counts:
            frequencies[term] = frequencies.get(term, 0) + 1
    total = len(lists)
    okapi.idf = {term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in frequencies.items()}
    return okapi


KIND = Kind("rank-bm25", None, RankBM25)
