"""Names of places, organisations and persons, from the dictionary that comes with jieba.

A question may well use a word that no document has. If that word is 杭州, it asks about something else.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_NAMES = (b"ns", b"nt")  # its tags of places and of organisations
_PERSONS = (b"nr", b"nrt", b"nrfg")  # of persons: they stand on many common words too


def is_place(word: str) -> bool:
    """Whether a word is the name of a known place or organisation, in simplified characters.

    >>> is_place("杭州"), is_place("婚假")
    (True, False)
    """
    return _tag(word) in _NAMES


def may_be_person(word: str, like_one: bool) -> bool:
    """Whether a word may be somebody's name: a known one, or one that looks `like_one` and is no word of the dictionary.

    >>> may_be_person("鲁迅", True), may_be_person("苗一川", True), may_be_person("方面", True)
    (True, True, False)
    """
    tag = _tag(word)
    return tag in _PERSONS or (like_one and not tag)


@lru_cache(maxsize=4096)
def _tag(word: str) -> bytes:
    """The dictionary's tag of a word, b"" for one that it lacks: a line is `word frequency tag`."""
    lines = _dictionary()
    start = lines.find(f"\n{word} ".encode())
    return lines[start + 1 : lines.find(b"\n", start + 1)].rpartition(b" ")[2].strip() if start >= 0 else b""


@lru_cache(maxsize=1)
def _dictionary() -> bytes:
    """Five megabytes, searched as they are: a walk over them takes two milliseconds, a table of their names a fifth of a second."""
    jieba = find_spec("jieba")  # not imported: that takes long, and rjieba may cut instead
    return Path(jieba.origin).with_name("dict.txt").read_bytes() if jieba and jieba.origin else b""
