"""In how many passages each term stands: a table of numbers, made from hundreds of them at once.

A term is known by 56 bits that its characters and its field make. Two terms of ten million share a number in one collection of
a thousand, and all that changes then is how rare one of the two is held to be. Made in numpy a passage costs some ten
microseconds, not the hundreds that its terms cost as strings, and a table is merged, written and asked as sorted numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

import numpy as np
import numpy.typing as npt

from bot.analyzer import HAN_RANGES
from bot.occurrences import Passages, units

_U64 = np.uint64
_MASK = (1 << 64) - 1
_BASE = 0x9E3779B97F4A7C15  # any odd number will do
_INVERSE = pow(_BASE, -1, 1 << 64)
_FIRST = tuple(pow(_BASE, at, _MASK + 1) for at in range(16))
_MIX = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # of splitmix64: every bit of its result depends on every bit of what it is given
_FIELDS = {"w": 0xA0761D6478BD642F, "u": 0xE7037ED1A0B428DB, "b": 0x8EBC6AF09C88C6E3}
_TOGETHER = 256  # passages: the number of one has the eight bits that a term leaves
_BREAK = 10
_PENDING = 1 << 21  # counts that wait to be added up

_Numbers = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Terms by their numbers, sorted, each once, and what is counted of each."""

    terms: _Numbers
    counts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.terms)


NONE = Counts(np.zeros(0, _U64), np.zeros(0, np.int64))


def number(term: str) -> int:
    """The number of a term, which names its field by its first letter."""
    characters = units(term[1:])
    powers = _FIRST if len(characters) <= len(_FIRST) else (pow(_BASE, at, _MASK + 1) for at in range(len(characters)))
    value: int = sum(map(mul, characters, powers)) & _MASK ^ _FIELDS[term[0]]
    value = (value ^ (value >> 30)) * _MIX[0] & _MASK
    value = (value ^ (value >> 27)) * _MIX[1] & _MASK
    return (value ^ (value >> 31)) >> 8


def count(rows: Sequence[bytes]) -> Counts:
    """In how many of the compact passages each term stands: what `analyzer.all_terms` gives of each, as a set."""
    return add([_count(rows[at : at + _TOGETHER]) for at in range(0, len(rows), _TOGETHER)])


def add(tables: Sequence[Counts]) -> Counts:
    """Tables added up; what comes to nothing is left out."""
    if len(tables) < 2:
        return tables[0] if tables else NONE
    terms = np.concatenate([table.terms for table in tables])
    counts = np.concatenate([table.counts for table in tables])
    order = terms.argsort(kind="stable")  # which is quick where much is in order already, as tables are
    terms = terms.take(order)
    begin = _changes(terms)
    sums = np.add.reduceat(counts.take(order), begin) if len(begin) else counts
    kept = sums != 0
    return Counts(terms[begin][kept], sums[kept])


def negative(table: Counts) -> Counts:
    """What takes a table away again when it is added."""
    return Counts(table.terms, -table.counts)


class Sum:
    """Tables added up as they come, some millions of counts at a time."""

    def __init__(self) -> None:
        self._waiting = [NONE]
        self._size = 0

    def add(self, table: Counts) -> None:
        """Add one."""
        self._waiting.append(table)
        self._size += len(table)
        if self._size > max(_PENDING, len(self._waiting[0])):
            self.total()

    def total(self) -> Counts:
        """All of them as one."""
        self._waiting = [add(self._waiting)]
        self._size = 0
        return self._waiting[0]


def _count(rows: Sequence[bytes]) -> Counts:
    """The same of at most 256 passages."""
    passages = Passages(rows)
    units = passages.units
    letter, han = units > _BREAK, _HAN.take(units)
    text = _Text(units)
    words, word_ends = _pieces(passages.starts)
    tokens, token_ends = _pieces(passages.starts | han)
    word, token, is_han = letter.take(words), letter.take(tokens), han.take(tokens)
    pair = np.flatnonzero(token[:-1] & token[1:] & (is_han[:-1] | is_han[1:]))
    owner = np.arange(len(rows), dtype=_U64).repeat(np.diff(passages.bounds[::2], append=len(units)))
    fields = [
        ("w", words[word], word_ends[word]),
        ("u", tokens[token], token_ends[token]),
        ("b", tokens[pair], token_ends[pair + 1]),
    ]
    once = np.concatenate([text.numbers(field, begin, end) | owner.take(begin) for field, begin, end in fields])
    once = once.take((once >> _U64(48)).astype(np.uint16).argsort(kind="stable"))  # by counting: in order but for neighbours
    once.sort(kind="stable")
    once = once[_changes(once)] >> _U64(8)
    begin = _changes(once)
    return Counts(once[begin], np.diff(begin, append=len(once)))


class _Text:
    """Characters whose pieces become numbers: sums of their codes by powers of the base, from the start of the piece."""

    def __init__(self, units: npt.NDArray[np.uint16]) -> None:
        self._sums = np.zeros(len(units) + 1, _U64)
        np.cumsum(units * _powers(_BASE, len(units)), out=self._sums[1:])
        self._back = _powers(_INVERSE, len(units) + 1)

    def numbers(self, field: str, begin: _Places, end: _Places) -> _Numbers:
        """The numbers of pieces, in their upper 56 bits; the lower eight are 0."""
        value = (self._sums.take(end) - self._sums.take(begin)) * self._back.take(begin) ^ _U64(_FIELDS[field])
        for shift, factor in zip((30, 27), _MIX, strict=True):
            value = (value ^ (value >> _U64(shift))) * _U64(factor)
        return (value ^ (value >> _U64(31))) & _U64(_MASK ^ 0xFF)


_POWERS: dict[int, _Numbers] = {}


def _powers(base: int, count: int) -> _Numbers:
    """The first powers of a base, modulo 2 ** 64; made once, as many as any text needed."""
    known = _POWERS.get(base)
    if known is None or len(known) < count:
        known = np.full(max(count, 1 << 16), base, _U64)
        known[0] = 1
        _POWERS[base] = np.cumprod(known, out=known)
    return _POWERS[base][:count]


def _pieces(begins: npt.NDArray[np.bool_]) -> tuple[_Places, _Places]:
    """Where pieces begin and end, each up to the next."""
    begin = np.flatnonzero(begins)
    return begin, np.append(begin[1:], len(begins))


def _changes(ordered: _Numbers) -> _Places:
    """Where another number begins."""
    differs = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=differs[1:])
    return np.flatnonzero(differs)


def _han() -> npt.NDArray[np.bool_]:
    """Which units begin a Han character; of one beyond the first 65,536 it is the first of its two."""
    table = np.zeros(0x10000, np.bool_)
    for first, last in HAN_RANGES:
        units = np.frombuffer(f"{chr(first)}{chr(last)}".encode("utf-16-le"), "<u2").tolist()
        table[units[0] : units[len(units) // 2] + 1] = True
    return table


_HAN = _han()
