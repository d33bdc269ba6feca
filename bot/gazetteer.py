"""Names of places, organisations and persons, from the dictionary that comes with jieba.

A question may well use a word that no document has. If that word is 杭州, it asks about something else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_PLACES = re.compile(rb"(?m)^(\S+) \d+ n[st]\r?$")  # lines of places and of organisations
_PERSONS = (b"nr", b"nrt", b"nrfg")  # of persons: they stand on many common words too


def is_place(word: str) -> bool:
    """Whether a word is the name of a known place or organisation, in simplified characters.

    >>> is_place("杭州"), is_place("婚假")
    (True, False)
    """
    return word.encode() in _places()


def may_be_person(word: str, *, like_one: bool) -> bool:
    """Whether a word may be somebody's name: a known one, or one that looks `like_one` and is no word of the dictionary.

    >>> [may_be_person(word, like_one=True) for word in ("鲁迅", "苗一川", "方面")]
    [True, True, False]
    """
    tag = _tag(word)
    return tag in _PERSONS or (like_one and not tag)


@lru_cache(maxsize=1)
def _places() -> frozenset[bytes]:
    """Made with the first word that is looked up, in a twelfth of a second; each later one costs nothing."""
    return frozenset(_PLACES.findall(_dictionary()))


@lru_cache(maxsize=4096)
def _tag(word: str) -> bytes:
    """The dictionary's tag of a word, b"" for one that it lacks: a line is `word frequency tag`."""
    lines = _dictionary()
    start = lines.find(f"\n{word} ".encode())
    return lines[start + 1 : lines.find(b"\n", start + 1)].rpartition(b" ")[2].strip() if start >= 0 else b""


@lru_cache(maxsize=1)
def _dictionary() -> bytes:
    """Five megabytes, searched as they are for a word of any kind: a walk over them takes two milliseconds, and few words need it."""
    jieba = find_spec("jieba")  # not imported: that takes long, and rjieba may cut instead
    return Path(jieba.origin).with_name("dict.txt").read_bytes() if jieba and jieba.origin else b""
