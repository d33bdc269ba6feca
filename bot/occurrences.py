"""Where the terms of a question stand in many analysed texts at once.

A passage's body and context are kept in a *compact* form that can be searched as it is: the characters without spaces, two
bytes each (UTF-16), and a bit for each that says whether a word starts there. A break is a character and a word of its own.

    context's length, body's words and what kind of passage it is | context, break, body, breaks up to a multiple of eight | the bits

A question meets many passages: laid end to end they are one array, and one walk over it finds every term, so the work in
Python does not grow with passages and terms.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from bot.schema import Kind

_HEAD = struct.Struct("<II")
_UNIT = np.dtype("<u2")
_UNIT_BITS, _LAST_UNIT = 16, 0xFFFF
_SPACE, _BREAK = 32, 10
_KINDS: tuple[Kind, ...] = get_args(Kind)
_WORDS = (1 << 24) - 1  # the lower bits of the second number; above them the kind, and whether there is a headline
_KIND, _TITLED = 24, 31

_Numbers = npt.NDArray[np.intp]


def compact(body: str, context: str, kind: Kind = "body", *, titled: bool = False) -> bytes:
    """The compact form of a passage's analysed body and context; `titled`: the context begins with a headline."""
    text = f"{context}\n{body}"
    characters = text.replace(" ", "")
    units = _encoded(characters)
    words = text.replace("\n", " \n ").split(" ")
    sizes = map(len, words if len(units) == 2 * len(characters) else [_encoded(word)[::2] for word in words])
    starts = "".join(map(_STARTS.__getitem__, sizes))
    padding = 8 - len(starts) % 8  # one at least: what follows is another text
    bits = int(starts + "1" * padding, 2).to_bytes((len(starts) + padding) // 8, "big")
    ahead = len(_encoded(context.replace(" ", ""))) // 2
    about = min(len(body.split()), _WORDS) | _KINDS.index(kind) << _KIND | titled << _TITLED
    return b"".join((_HEAD.pack(ahead, about), units, b"\n\0" * padding, bits))


class _Starts(dict[int, str]):
    """A word of so many characters as bits: the first is one."""

    def __missing__(self, size: int) -> str:
        self[size] = bits = "1".ljust(size, "0")[:size]
        return bits


_STARTS = _Starts()


def _encoded(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


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
    titled  whether its context begins with a headline
    """

    def __init__(self, rows: Sequence[bytes]) -> None:
        head = _HEAD.size
        ends = [head + (len(row) - head) // 17 * 16 for row in rows]  # eight characters have two bytes each, and a bit
        self.units = np.frombuffer(b"".join([row[head:end] for row, end in zip(rows, ends, strict=True)]) + b"\0\0", _UNIT)
        bits = np.frombuffer(b"".join([row[end:] for row, end in zip(rows, ends, strict=True)]) + b"\x80", np.uint8)
        self.starts = np.unpackbits(bits).view(np.bool_)[: len(self.units)]
        heads = np.frombuffer(b"".join([row[:head] for row in rows]), "<u4").reshape(-1, 2)
        about = heads[:, 1].astype(np.intp)
        self._rows = rows
        self._kinds = about >> _KIND & 7
        self.words = about & _WORDS
        self.titled = (about >> _TITLED).astype(np.bool_)
        sizes = (np.array(ends) - head) >> 1
        self.bounds = np.empty(2 * len(sizes), np.intp)
        self.bounds[::2] = sizes.cumsum() - sizes
        self.bounds[1::2] = self.bounds[::2] + heads[:, 0] + 1

    def __len__(self) -> int:
        return len(self.words)

    def kind(self, row: int) -> Kind:
        """What kind of passage it is."""
        return _KINDS[int(self._kinds[row])]

    def body(self, row: int) -> str:
        """The characters of a body without spaces; breaks stay."""
        content, head = self._rows[row], _HEAD.size
        ahead, _ = _HEAD.unpack_from(content)
        end = head + (len(content) - head) // 17 * 16
        return content[head + 2 * ahead + 2 : end].decode("utf-16-le", "surrogatepass").rstrip("\n")

    def are_words(self, at: _Numbers, sizes: _Numbers) -> npt.NDArray[np.bool_]:
        """Whether a word of that size starts at each place; of size 0, always."""
        starts = self.starts
        are: npt.NDArray[np.bool_] = (starts.take(at) & starts.take(at + sizes)) | (sizes == 0)
        inside = 1
        while len(longer := (sizes > inside).nonzero()[0]):
            are[longer[starts.take(at.take(longer) + inside)]] = False
            inside += 1
        return are

    def first(self, row: int) -> str:
        """The first character of a context."""
        return chr(self.units[self.bounds[2 * row]])

    def alike(self, rows: Sequence[int], share: float) -> npt.NDArray[np.bool_]:
        """Of each two bodies whether as large a share of the shorter one's words may stand in the other.

        Words are told apart by a byte made of how they begin: no pair that is alike is missed, whoever needs to be sure looks again.
        """
        words = self.starts[:-1].nonzero()[0]
        begins = np.append(words.searchsorted(self.bounds), len(words))
        holds = np.zeros(256 * len(self.bounds), np.bool_)
        owners = np.arange(0, len(holds), 256).repeat(begins[1:] - begins[:-1])
        holds[owners + (self.units.take(words) * _FACTOR >> _TOP)] = True
        bits = np.packbits(holds.reshape(-1, 256)[2 * np.array(rows) + 1], axis=1).view(np.uint64)
        missing = np.bitwise_count(bits[:, np.newaxis] & ~bits).sum(axis=2)  # bytes of the words of one that the other has not
        enough = missing <= (1 - share) * self.words[rows][:, np.newaxis] + _ROUNDING
        either: npt.NDArray[np.bool_] = enough | enough.T
        return either


_TOP = np.uint32(24)
_ROUNDING = 0.01
_FACTOR = np.uint32(0x9E3779B1)  # odd, its bits well mixed


class Pattern(NamedTuple):
    """Characters to look for. With a `size`, a word of so many characters starts `start` characters in; else words do not matter."""

    characters: str
    start: int = 0
    size: int = 0


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
        breaks = self.passages.units == _BREAK
        ends = (breaks[:-1] & breaks[1:]).nonzero()[0]
        places = np.append(ends.searchsorted(self.passages.bounds), len(ends))
        bodies = 2 * np.array(rows) + 1
        before = places[bodies]  # ends of sentences before each body; its padding makes some that are empty
        begin = np.zeros(len(rows) + 1, np.intp)
        (places[bodies + 1] - before + 1).cumsum(out=begin[1:])
        shift = np.full(2 * len(self.passages), -1, np.intp)
        shift[bodies] = begin[:-1]
        shift[bodies] -= before
        known = np.zeros(len(shift), np.bool_)
        known[bodies] = True
        there = known[self.places].nonzero()[0]
        at, owners = self.at[there], self.places[there]
        inside = np.zeros((int(begin[-1]), self.count), np.bool_)
        inside[shift[owners] + ends.searchsorted(at), self.pattern[there]] = True
        return inside, begin.tolist()


def find(rows: Sequence[bytes], patterns: Sequence[Pattern]) -> Occurrences:
    """Where the patterns, each another one, stand in the compact passages; of places that overlap, the first counts."""
    passages = Passages(rows)
    tree = _Tree(patterns)
    symbols = tree.codes.take(passages.units)
    at = (symbols > 0).nonzero()[0]
    state = tree.next.take(symbols.take(at))
    states, ats = [], []
    length = 1
    while len(going := state.nonzero()[0]):
        at, state = at.take(going), state.take(going)
        states.append(state)
        ats.append(at)
        state = tree.next.take(state * tree.width + symbols.take(at + length))
        length += 1
    pattern, at = _ended(tree, states, ats)
    there = passages.are_words(at + tree.start.take(pattern), tree.size.take(pattern)).nonzero()[0]
    bits = len(symbols).bit_length()
    everywhere = pattern.take(there) << bits | at.take(there)
    everywhere.sort()
    everywhere = _apart(everywhere, bits, tree.reach)
    at = everywhere & ((1 << bits) - 1)
    return Occurrences(passages, len(patterns), at, everywhere >> bits, passages.bounds.searchsorted(at, "right") - 1)


def _ended(tree: _Tree, states: Sequence[_Numbers], ats: Sequence[_Numbers]) -> tuple[_Numbers, _Numbers]:
    """The patterns whose characters were all met, and where they began."""
    if not states:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    patterns = tree.ends.take(np.concatenate(states), axis=1)
    found = (patterns.ravel() >= 0).nonzero()[0]
    return patterns.take(found), np.concatenate(ats).take(found, mode="wrap")  # each row of patterns has the same places


def _apart(places: _Numbers, bits: int, reach: _Numbers) -> _Numbers:
    """Those places of each pattern, whose number stands above so many bits, that do not overlap the one before."""
    close = (places[1:] - places[:-1] < reach.take(places[:-1] >> bits)).nonzero()[0]
    if not len(close):
        return places
    dropped: set[int] = set()
    for before in close.tolist():
        if before not in dropped:
            dropped.add(before + 1)
    return np.delete(places, list(dropped))


class _Tree:
    """The characters of the patterns as a tree.

    codes        of a character its number among those of the patterns, 0 if it is in none
    next         [state, code] -> state, 0 for none and for the root
    ends         of a state the pattern that ends there, -1 for none; a row more for each that has the same characters
    start, size, reach  of each pattern, see `_Units`
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        known: dict[int, int] = {}
        branches: dict[int, int] = {}
        ends: list[dict[int, int]] = [{}]
        shapes = []
        for number, pattern in enumerate(patterns):
            units, *shape = _in_units(pattern)
            shapes.append(shape)
            state = 0
            for unit in units:
                known.setdefault(unit, len(known) + 1)
                state = branches.setdefault(state << _UNIT_BITS | unit, len(branches) + 1)
            if ends[0].setdefault(state, number) != number:
                table = next((table for table in ends[1:] if state not in table), None)
                if table is None:
                    ends.append(table := {})
                table[state] = number
        self.codes: npt.NDArray[np.uint16 | np.uint8] = np.zeros(1 << _UNIT_BITS, np.uint8 if len(known) < 256 else np.uint16)
        self.codes[list(known)] = list(known.values())
        self.width = len(known) + 1
        keys = np.array(list(branches), np.intp)
        self.next = np.zeros((len(branches) + 1) * self.width, np.intp)
        self.next[(keys >> _UNIT_BITS) * self.width + self.codes.take(keys & _LAST_UNIT)] = np.arange(1, len(keys) + 1)
        self.ends = np.full((len(ends), len(branches) + 1), -1, np.intp)
        for row, table in zip(self.ends, ends, strict=True):
            row[list(table)] = list(table.values())
        self.start, self.size, self.reach = np.array(shapes, np.intp).reshape(-1, 3).T.copy()


class _Units(NamedTuple):
    """A pattern in UTF-16 units.

    start, size  of the word, as in the pattern
    reach        from a place of it to the next that it may have; whole words that follow each other share their space
    """

    units: tuple[int, ...]
    start: int
    size: int
    reach: int


@lru_cache(maxsize=1 << 15)
def _in_units(pattern: Pattern) -> _Units:
    characters, start, size = pattern
    units, before, word = map(_units, (characters, characters[:start], characters[start : start + size]))
    return _Units(units, len(before), len(word), len(units) + (len(word) == len(units)))


def _units(text: str) -> tuple[int, ...]:
    """The UTF-16 units of a text."""
    return tuple(np.frombuffer(_encoded(text), _UNIT).tolist())
