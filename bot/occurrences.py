"""Where the terms of a question stand in many analysed texts at once.

A passage's body and context are kept in a *compact* form that can be searched as it is: the characters without spaces, two
bytes each (UTF-16), and a bit for each that says whether a word starts there. A break is a character and a word of its own.

    context's length, body's words | context, break, body, breaks up to a multiple of eight | the bits

A question meets a hundred passages: laid end to end they are one array, and one walk over it finds every term, so the work in
Python does not grow with passages and terms.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

_HEAD = struct.Struct("<II")
_UNIT = np.dtype("<u2")
_SPACE, _BREAK = 32, 10
_LONG = 64  # characters of a word that tell it from others at first sight

_Numbers = npt.NDArray[np.intp]


def compact(body: str, context: str) -> bytes:
    """The compact form of a passage's analysed body and context."""
    spaced = np.frombuffer(f"\n{context}\n{body}".encode("utf-16-le", "surrogatepass"), _UNIT)
    breaks = spaced == _BREAK
    starts = breaks[1:] | breaks[:-1] | (spaced[:-1] == _SPACE)
    kept = spaced[1:] != _SPACE
    units = spaced[1:][kept]
    padding = 8 - len(units) % 8  # one at least: what follows is another text
    bits = np.packbits(np.concatenate((starts[kept], np.ones(padding, np.bool_))))
    ahead = len(context.encode("utf-16-le", "surrogatepass")) // 2 - context.count(" ")
    return b"".join((_HEAD.pack(ahead, len(body.split())), units.tobytes(), b"\n\0" * padding, bits.tobytes()))


def analysed(row: bytes) -> tuple[str, str]:
    r"""The analysed body and context of a compact passage.

    >>> analysed(compact("石家庄 产业\n2023 年", "新闻"))
    ('石家庄 产业\n2023 年', '新闻')
    """
    passages = Passages([row])
    units = passages.units[:-1]
    breaks = units == _BREAK
    spaces = passages.starts[:-1] & ~breaks
    spaces[1:] &= ~breaks[:-1]
    spaces[:1] = False
    places = np.arange(len(units)) + np.cumsum(spaces)
    spaced = np.full(places[-1] + 1, _SPACE, _UNIT)
    spaced[places] = units
    at = int(places[passages.bounds[1] - 1])
    return _text(spaced[at + 1 :]).rstrip("\n"), _text(spaced[:at])


def _text(units: npt.NDArray[np.uint16]) -> str:
    return units.tobytes().decode("utf-16-le", "surrogatepass")


class Passages:
    """Compact passages end to end.

    units   characters, and one more at the end that is none
    starts  whether a word starts there
    bounds  where each context and each body begins, in turn
    words   of each body
    """

    def __init__(self, rows: Sequence[bytes]) -> None:
        head = _HEAD.size
        ends = [head + 2 * ((len(row) - head) * 8 // 17) for row in rows]  # a character has two bytes and a bit
        self.units = np.frombuffer(b"".join([row[head:end] for row, end in zip(rows, ends, strict=True)]) + b"\0\0", _UNIT)
        bits = np.frombuffer(b"".join([row[end:] for row, end in zip(rows, ends, strict=True)]) + b"\x80", np.uint8)
        self.starts = np.unpackbits(bits).view(np.bool_)[: len(self.units)]
        heads = np.frombuffer(b"".join([row[:head] for row in rows]), "<u4").reshape(-1, 2)
        self.words = heads[:, 1].astype(np.intp)
        sizes = (np.array(ends) - head) >> 1
        begin = np.cumsum(sizes) - sizes
        self.bounds = np.column_stack((begin, begin + heads[:, 0] + 1)).ravel()

    def __len__(self) -> int:
        return len(self.words)

    def _bodies(self, rows: Sequence[int]) -> list[slice]:
        ends = [*self.bounds[2::2].tolist(), len(self.units) - 1]
        begins = self.bounds[1::2].tolist()
        return [slice(begins[row], ends[row]) for row in rows]

    def body(self, row: int) -> str:
        """The characters of a body without spaces; breaks stay."""
        return _text(self.units[self._bodies([row])[0]]).rstrip("\n")

    def alike(self, rows: Sequence[int], share: float) -> npt.NDArray[np.bool_]:
        """Of each two bodies whether as large a share of the shorter one's words may stand in the other.

        Words are told apart by a byte made of their characters: no pair that is alike is missed, whoever needs to be sure looks again.
        """
        cuts = self._bodies(rows)
        units, starts = (np.concatenate([array[cut] for cut in cuts]) for array in (self.units, self.starts))
        begin = starts.nonzero()[0]
        within = np.arange(len(units)) - np.repeat(begin, np.diff(begin, append=len(units)))
        told = (np.add.reduceat(units * _FACTORS[within % _LONG], begin) >> _TOP).astype(np.intp)
        owners = np.repeat(np.arange(len(rows)), [np.count_nonzero(self.starts[cut]) for cut in cuts])
        holds = np.zeros((len(rows), 256), np.float32)
        holds[owners, told] = 1
        missing = holds.sum(axis=1)[:, np.newaxis] - holds @ holds.T  # bytes of the words of one that the other has not
        enough = missing <= (1 - share) * self.words[rows][:, np.newaxis] + _ROUNDING
        either: npt.NDArray[np.bool_] = enough | enough.T
        return either


_TOP = np.uint64(56)
_ROUNDING = 0.01
_FACTORS = np.random.default_rng(17).integers(1, 2**63, _LONG, np.uint64) | np.uint64(1)


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Every place where one of the patterns stands.

    at, pattern  offset in the passages and number of the pattern, by pattern and offset
    places       twice the passage's number, and one more in its body
    count        how many patterns there are
    """

    passages: Passages
    count: int
    at: _Numbers
    pattern: _Numbers
    places: _Numbers

    def counts(self) -> _Numbers:
        """How often each stands in each text: [passage, 0 for the context and 1 for the body, pattern]."""
        shape = len(self.passages), 2, self.count
        return np.bincount(self.places * self.count + self.pattern, minlength=math.prod(shape)).reshape(shape)

    def sentences(self, rows: Sequence[int]) -> tuple[npt.NDArray[np.bool_], list[int]]:
        """Which pattern stands in which sentence of some bodies, [sentence, pattern], and where each body's sentences begin."""
        units, bounds = self.passages.units, self.passages.bounds
        ends = ((units[:-1] == _BREAK) & (units[1:] == _BREAK)).nonzero()[0]
        before = np.searchsorted(ends, bounds)[1::2]  # ends of sentences before each body; its padding makes some that are empty
        sizes = np.append(np.searchsorted(ends, bounds)[2::2], len(ends))[rows] - before[rows] + 1
        begin = np.cumsum([0, *sizes])
        shift = np.full(2 * len(self.passages), -1, np.intp)
        shift[2 * np.array(rows) + 1] = begin[:-1]
        there = shift[self.places] >= 0
        at, places = self.at[there], self.places[there]
        inside = np.zeros((int(begin[-1]), self.count), np.bool_)
        inside[shift[places] + np.searchsorted(ends, at) - before[places >> 1], self.pattern[there]] = True
        return inside, begin.tolist()


def find(rows: Sequence[bytes], patterns: Sequence[str]) -> Occurrences:
    """Where the patterns, each another one, stand in the compact passages; of places that overlap, the first counts.

    In a pattern with spaces each is the start of a word or a break, and its other characters start none. One without spaces
    is looked for in the characters alone.
    """
    passages = Passages(rows)
    tree = _Tree(patterns)
    symbols = tree.codes[passages.units]
    at = symbols.nonzero()[0]
    symbols += passages.starts
    size, length = len(symbols), 1
    state = tree.next[symbols[at]]
    found = [np.zeros(0, np.intp)]
    while len(at := at[state > 0]):
        state = state[state > 0]
        following = symbols[at + length]
        both = tree.whole[state], np.where(following & 1, tree.closed[state], -1)
        found.extend((ends * size + at)[ends >= 0] for ends in both)
        state = tree.next[state * tree.width + following]
        length += 1
    everywhere = np.concatenate(found)
    everywhere.sort()
    pattern, at = np.divmod(_apart(everywhere, size, tree.reach), size)
    return Occurrences(passages, len(patterns), at, pattern, np.searchsorted(passages.bounds, at, "right") - 1)


def _apart(places: _Numbers, size: int, reach: _Numbers) -> _Numbers:
    """Those places of each pattern that do not overlap the one before."""
    close = (np.diff(places) < reach[places[:-1] // size]).nonzero()[0]
    if not len(close):
        return places
    dropped: set[int] = set()
    for before in close.tolist():
        if before not in dropped:
            dropped.add(before + 1)
    return np.delete(places, list(dropped))


class _Tree:
    """The patterns as a tree of symbols: a character's code, and whether a word starts there.

    codes   of a character twice its number among those of the patterns, 0 if it is in none
    next    [state, symbol] -> state, 0 for none and for the root
    whole   of a state the pattern that ends there, -1 if none does
    closed  of a state the pattern that ends there if a word starts next, -1 if none does
    reach   characters from a pattern's place to the next that it may have; words that follow each other share their space
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        steps = [_steps(pattern) for pattern in patterns]
        known = {unit: 2 * number for number, unit in enumerate(dict.fromkeys(unit for one in steps for unit, _ in one), 1)}
        self.codes = np.zeros(0x10000, np.uint16)
        self.codes[list(known)] = list(known.values())
        self.width = 2 * len(known) + 2
        alone = [pattern[0] == " " == pattern[-1] for pattern in patterns]
        self.reach = np.array([len(path) + whole for path, whole in zip(steps, alone, strict=True)], np.intp)
        branches: dict[int, int] = {}
        ends: tuple[dict[int, int], dict[int, int]] = {}, {}
        for number, (pattern, path) in enumerate(zip(patterns, steps, strict=True)):
            states = {0}
            for unit, starts in path:
                edges = [state * self.width + known[unit] + start for state in states for start in starts]
                states = {branches.setdefault(edge, len(branches) + 1) for edge in edges}
            ends[pattern[-1] == " "].update(dict.fromkeys(states, number))
        self.next = np.zeros((len(branches) + 1) * self.width, np.intp)
        self.next[list(branches)] = list(branches.values())
        self.whole, self.closed = (np.full(len(branches) + 1, -1, np.intp) for _ in ends)
        for table, known_ends in zip((self.whole, self.closed), ends, strict=True):
            table[list(known_ends)] = list(known_ends.values())


def _steps(pattern: str) -> list[tuple[int, tuple[int, ...]]]:
    """Each character of a pattern, with what may be said of it: that a word starts there (1), that none does (0)."""
    units = np.frombuffer(pattern.encode("utf-16-le", "surrogatepass"), _UNIT).tolist()
    spaced = _SPACE in units
    free = (0, 1)
    return [
        (unit, free if not spaced or before is None else (int(before == _SPACE),))
        for before, unit in pairwise([None, *units])
        if unit != _SPACE
    ]
