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
    """

    def __init__(self, rows: Sequence[bytes]) -> None:
        head, at = _HEAD.size, 0
        texts: list[bytes] = []
        bits: list[bytes] = []
        bounds: list[int] = []
        abouts: list[int] = []
        for row in rows:
            end = head + (len(row) - head) // 17 * 16  # eight characters have two bytes each, and a bit
            texts.append(row[head:end])
            bits.append(row[end:])
            ahead, about = _HEAD.unpack_from(row)
            bounds += (at, at + ahead + 1)
            abouts.append(about)
            at += (end - head) >> 1
        self._texts, self._bounds, self._abouts = texts, bounds, abouts
        self.units = np.frombuffer(b"".join((*texts, b"\0\0")), _UNIT)
        self.starts = np.unpackbits(np.frombuffer(b"".join((*bits, b"\x80")), np.uint8)).view(np.bool_)[: at + 1]
        self.bounds = np.array(bounds, np.intp)
        self.words = np.array(abouts, np.intp) & _WORDS

    def __len__(self) -> int:
        return len(self._texts)

    def kind(self, row: int) -> Kind:
        """What kind of passage it is."""
        return _KINDS[self._abouts[row] >> _KIND & 7]

    def titled(self, row: int) -> bool:
        """Whether its context begins with a headline."""
        return bool(self._abouts[row] >> _TITLED)

    def body(self, row: int) -> str:
        """The characters of a body without spaces; breaks stay."""
        ahead = self._bounds[2 * row + 1] - self._bounds[2 * row]
        return self._texts[row][2 * ahead :].decode("utf-16-le", "surrogatepass").rstrip("\n")

    def opening(self, row: int, size: int) -> str:
        """The first characters of a context."""
        return self._texts[row][: 2 * size].decode("utf-16-le", "replace")

    def are_words(self, at: _Numbers, sizes: _Numbers) -> npt.NDArray[np.bool_]:
        """Whether a word of that size starts at each place; of size 0, always."""
        starts = self.starts
        are: npt.NDArray[np.bool_] = (starts.take(at) & starts.take(at + sizes)) | (sizes == 0)
        inside = 1
        while len(longer := (sizes > inside).nonzero()[0]):
            are[longer[starts.take(at.take(longer) + inside)]] = False
            inside += 1
        return are

    def alike(self, rows: Sequence[int], share: float) -> npt.NDArray[np.bool_]:
        """Of each two bodies whether as large a share of the shorter one's words may stand in the other.

        Words are told apart by the lower byte of how they begin: no pair that is alike is missed, whoever needs to be sure looks again.
        """
        words = self.starts[:-1].nonzero()[0]
        begins = np.append(words.searchsorted(self.bounds), len(words))
        holds = np.zeros((len(self.bounds), _BYTES), np.float32)
        owners = np.arange(0, holds.size, _BYTES).repeat(begins[1:] - begins[:-1])
        holds.reshape(-1)[owners + self.units.take(words) % _BYTES] = 1
        bodies = holds[[2 * row + 1 for row in rows]]
        common = bodies @ bodies.T  # how many bytes each two share
        needed = common.diagonal() - (1 - share) * self.words[rows] - _ROUNDING
        alike: npt.NDArray[np.bool_] = common >= np.minimum(needed, needed[:, np.newaxis])
        return alike


_BYTES = 256
_ROUNDING = 0.01


class Pattern(NamedTuple):
    """Characters to look for. With a `size`, a word of so many characters starts `start` characters in; else words do not matter."""

    characters: str
    start: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Every place where one of the patterns stands.

    at, pattern  offset in the passages and number of the pattern
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

    def sentences(self) -> tuple[npt.NDArray[np.bool_], _Numbers]:
        """Which pattern stands in which sentence of the bodies, [sentence, pattern], and where each body's begin; last, how many there are.

        What follows a body up to the next one, padding and the next context, makes sentences in which nothing stands.
        """
        breaks = self.passages.units == _BREAK
        begins = self.passages.bounds[1::2]
        begin = np.zeros(len(breaks), np.bool_)
        np.logical_and(breaks[:-1], breaks[1:], out=begin[:-1])
        begin[begins] = True
        begin[: begins[0] + 1] = False  # the first is number 0
        number = begin.cumsum()
        there = (self.places & 1).nonzero()[0]
        inside = np.zeros((int(number[-1]) + 1, self.count), np.bool_)
        inside[number.take(self.at.take(there)), self.pattern.take(there)] = True
        bounds = np.empty(len(begins) + 1, np.intp)
        bounds[:-1], bounds[-1] = number.take(begins), len(inside)
        return inside, bounds


def find(rows: Sequence[bytes], patterns: Sequence[Pattern]) -> Occurrences:
    """Where the patterns stand in the compact passages; of places of one that overlap, the first counts."""
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
    pattern, at = pattern.take(there), at.take(there)
    if tree.overlapping:
        pattern, at = _apart(pattern, at, tree)
    return Occurrences(passages, len(patterns), at, pattern, passages.bounds.searchsorted(at, "right") - 1)


def _ended(tree: _Tree, states: Sequence[_Numbers], ats: Sequence[_Numbers]) -> tuple[_Numbers, _Numbers]:
    """The patterns whose characters were all met, and where they began: each pattern's places rise."""
    if not states:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    patterns = tree.ends.take(np.concatenate(states), axis=1)
    found = (patterns.ravel() >= 0).nonzero()[0]
    return patterns.take(found), np.concatenate(ats).take(found, mode="wrap")  # each row of patterns has the same places


def _apart(pattern: _Numbers, at: _Numbers, tree: _Tree) -> tuple[_Numbers, _Numbers]:
    """Those places of each pattern that do not overlap the one before."""
    ends = [0] * len(tree.lengths)
    kept = []
    for number, (one, place) in enumerate(zip(pattern.tolist(), at.tolist(), strict=True)):
        if place >= ends[one]:
            ends[one] = place + tree.lengths[one]
            kept.append(number)
    return pattern[kept], at[kept]


class _Tree:
    """The characters of the patterns as a tree.

    codes        of a character its number among those of the patterns, 0 if it is in none
    width        how many such numbers there are
    next         [state, code] -> state, 0 for none and for the root
    ends         of a state the pattern that ends there, -1 for none; a row more for each that has the same characters
    start, size  of each pattern's word, in UTF-16 units
    lengths      of each pattern, in the same
    overlapping  whether two places of one pattern may overlap
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        known: dict[int, int] = {}
        branches: dict[int, int] = {}
        ended: list[int] = []
        starts: list[int] = []
        sizes: list[int] = []
        self.lengths: list[int] = []
        self.overlapping = False
        for pattern in patterns:
            each, start, size = _in_units(pattern)
            state = 0
            for unit in each:
                code = known.setdefault(unit, len(known) + 1)
                state = branches.setdefault(state << _UNIT_BITS | code, len(branches) + 1)
            ended.append(state)
            starts.append(start)
            sizes.append(size)
            self.lengths.append(len(each))
            self.overlapping = self.overlapping or each[0] in each[1:]
        self.width = width = len(known) + 1
        self.codes: npt.NDArray[np.uint16 | np.uint8] = np.zeros(1 << _UNIT_BITS, np.uint8 if width <= 256 else np.uint16)
        for unit, code in known.items():
            self.codes[unit] = code
        self.next = np.zeros((len(branches) + 1) * width, np.intp)
        for branch, state in branches.items():
            self.next[(branch >> _UNIT_BITS) * width + (branch & _LAST_UNIT)] = state
        self.ends = _by_state(ended, len(branches) + 1)
        self.start, self.size = np.array(starts, np.intp), np.array(sizes, np.intp)


def _by_state(ended: Sequence[int], states: int) -> _Numbers:
    """Of each state the pattern that ends there, -1 for none, in as many rows as patterns end in one."""
    before: dict[int, int] = {}
    places = []
    for state in ended:
        row = before[state] = before.get(state, -1) + 1
        places.append((row, state))
    rows = np.full((max(before.values(), default=0) + 1, states), -1, np.intp)
    for pattern, place in enumerate(places):
        rows[place] = pattern
    return rows


def _in_units(pattern: Pattern) -> tuple[list[int], int, int]:
    """A pattern in UTF-16 units, and where its word starts and its size in them."""
    characters, start, size = pattern
    each = units(characters)
    if len(each) == len(characters):
        return each, start, size
    return each, len(units(characters[:start])), len(units(characters[start : start + size]))


def units(text: str) -> list[int]:
    """The UTF-16 units of a text."""
    codes = list(map(ord, text))
    if codes and max(codes) > _LAST_UNIT:
        codes = np.frombuffer(_encoded(text), _UNIT).tolist()
    return codes
