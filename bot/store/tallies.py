"""Sorted numbers of 56 bits, an integer each, as blocks of a sealed file: those that begin alike stand in one block.

A block says how many numbers it holds, then the rest of each number, a byte for each count, and those counts that no byte holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from bot.store.counts import Counts
from bot.store.table import Table, TableWriter

_BITS = 56
_SHARED = {0: 1 << 12, 8: 1 << 20, 16: 1 << _BITS}  # bits that say which block a number is in -> how many numbers it is enough for
_SIZE, _LARGE = struct.Struct("<I"), struct.Struct("<q")
_MANY = 255  # in the place of a count that no byte holds


def write(tables: TableWriter, name: str, tallies: Counts) -> None:
    """Write them as a table of that name."""
    shared = next(bits for bits, most in _SHARED.items() if len(tallies) < most)
    tables.blocks(name, _blocks(tallies, shared), {"rows": len(tallies), "shared": shared})


def _blocks(tallies: Counts, shared: int) -> Iterator[bytes]:
    begins = np.arange(1 << shared, dtype=np.uint64) << np.uint64(_BITS - shared)
    bounds = [*np.searchsorted(tallies.terms, begins).tolist(), len(tallies)]
    rest = tallies.terms.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 1 + shared // 8 :]
    counts = tallies.counts
    small = np.where((counts > 0) & (counts < _MANY), counts, _MANY).astype(np.uint8)
    for begin, end in pairwise(bounds):
        large = counts[begin:end][small[begin:end] == _MANY].astype("<i8")
        yield b"".join((_SIZE.pack(end - begin), rest[begin:end].tobytes(), small[begin:end].tobytes(), large.tobytes()))


class Tallies:
    """The same, read: one block for each number that is asked for."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._shared = int(table.about.get("shared", 0))
        self._rest = _BITS - self._shared
        self._width = self._rest // 8
        self._mask = (1 << self._rest) - 1

    def counts(self, numbers: Sequence[int]) -> list[int]:
        """The count of each number, 0 if the table has no such number."""
        if not self._table.count:
            return [0] * len(numbers)
        blocks = self._table.blocks([number >> self._rest for number in numbers])
        wanted = [(number & self._mask).to_bytes(self._width, "big") for number in numbers]
        return list(map(self._count, blocks, wanted))

    @staticmethod
    def _count(block: bytes, wanted: bytes) -> int:
        """The count in a block of the number whose rest is wanted."""
        width, begin = len(wanted), _SIZE.size
        size = int.from_bytes(block[:begin], "little")
        end = begin + size * width
        at = block.find(wanted, begin, end)
        while at >= 0 and (at - begin) % width:
            at = block.find(wanted, at + 1, end)
        if at < 0:
            return 0
        place = end + (at - begin) // width
        if block[place] != _MANY:
            return block[place]
        return int(_LARGE.unpack_from(block, end + size + _LARGE.size * block.count(_MANY, end, place))[0])

    def all(self) -> Counts:
        """All of them."""
        terms = np.zeros((self._table.count, 8), np.uint8)
        counts = np.zeros(self._table.count, np.int64)
        at = 0
        for index in range((1 << self._shared) if self._table.count else 0):
            block = self._table.block(index)
            size = int(_SIZE.unpack_from(block)[0])
            end = _SIZE.size + size * self._width
            own = slice(at, at + size)
            terms[own] = np.frombuffer((index << self._rest).to_bytes(8, "big"), np.uint8)
            terms[own, 8 - self._width :] = np.frombuffer(block[_SIZE.size : end], np.uint8).reshape(size, self._width)
            small = np.frombuffer(block[end : end + size], np.uint8)
            counts[own] = small
            counts[own][small == _MANY] = np.frombuffer(block[end + size :], "<i8")
            at += size
        return Counts(terms.view(">u8").ravel().astype(np.uint64), counts)
