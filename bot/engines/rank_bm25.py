"""rank-bm25: the reference, and the default of a small index. It holds all terms in memory and reads every chunk for a question.

Three traps of the library are avoided: it divides by zero without documents, its idf floor gives a frequent term a share of
the average idf (so scores may be negative, and change with the vocabulary), and it returns documents that share no term.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi  # type: ignore[import-untyped,unused-ignore]  # ships no types

from bot.engines import Kind, Part, is_gone
from bot.schema import Candidate


class RankBM25:
    """Okapi BM25 over lists of terms in memory, with Lucene's idf, which is always above zero.

    Lengths are as tantivy has them, in one byte and against the mean of their part, so that both engines find the same.
    The library's own loop asks every chunk for every term; its numbers are laid out by term once instead: the same scores
    to the last bit, in a hundredth of the time.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        numbers: list[int] = []
        lists: list[Sequence[str]] = []
        means: list[float] = []
        for part in parts:
            length = 0
            for position, terms in enumerate(part.terms()):
                length += len(terms)
                if terms and not is_gone(position, part.gone):
                    numbers.append(part.base + position)
                    lists.append(terms)
            means += [length / (part.count or 1)] * (len(lists) - len(means))
        self._numbers = numbers
        self._rows: dict[str, int] = {}
        if lists:
            self._lay_out(_okapi(lists), np.array(means))

    def _lay_out(self, okapi: BM25Okapi, means: np.ndarray) -> None:
        """Positions and weights of each term, one term after the other; `_starts[row]` is where a term's begin."""
        rows = self._rows = {term: row for row, term in enumerate(okapi.idf)}
        counts = okapi.doc_freqs
        row = np.fromiter((rows[term] for chunk in counts for term in chunk), np.int32)
        often = np.fromiter((count for chunk in counts for count in chunk.values()), np.int32)
        at = np.repeat(np.arange(len(counts), dtype=np.int32), [len(chunk) for chunk in counts])
        lengths = (np.array([_rounded(length) for length in okapi.doc_len]) / means)[at]
        idf = np.fromiter(okapi.idf.values(), np.float64)[row]
        weights = idf * (often * (okapi.k1 + 1) / (often + okapi.k1 * (1 - okapi.b + okapi.b * lengths)))
        order = np.argsort(row, kind="stable")
        self._positions, self._weights = at[order], weights[order]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(rows)))))

    def search(self, terms: Mapping[str, float], n: int) -> list[Candidate]:
        """Up to n candidates, best first; every score is above zero, so each shares a term."""
        known = [(self._rows[term], counts) for term, counts in terms.items() if term in self._rows]
        if n <= 0 or not known:
            return []
        scores = np.zeros(len(self._numbers))
        for row, counts in known:
            start, end = self._starts[row], self._starts[row + 1]
            scores[self._positions[start:end]] += counts * self._weights[start:end]
        best = np.argsort(-scores, kind="stable")[:n]
        return [Candidate(self._numbers[at], float(scores[at])) for at in best.tolist() if scores[at] > 0]


def _okapi(lists: list[Sequence[str]]) -> BM25Okapi:
    okapi = BM25Okapi(lists, k1=1.2, b=0.75)  # as in Lucene and tantivy, so engines find the same
    frequencies: dict[str, int] = {}
    for counts in okapi.doc_freqs:
        for term in counts:
            frequencies[term] = frequencies.get(term, 0) + 1
    total = len(lists)
    okapi.idf = {term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in frequencies.items()}
    return okapi


def _rounded(length: int) -> int:
    """A length as Lucene and tantivy keep it in one byte: exact to 40, then four binary digits of what is over 24.

    >>> _rounded(39), _rounded(41), _rounded(150)
    (39, 40, 144)
    """
    over = max(length - 24, 0)
    lost = max(over.bit_length() - 4, 0)
    return length - over + (over >> lost << lost)


KIND = Kind("rank-bm25", None, lambda parts, _: RankBM25(parts))
