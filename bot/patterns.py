"""The functions of `re`, for the patterns of the lexicon.

`re` keeps the 512 patterns that it compiled last. A question is held against a thousand: with that cache each of them would be compiled
anew for each question, which takes longer than everything else together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

pattern = lru_cache(maxsize=8192)(re.compile)


def search(text: str, string: str) -> re.Match[str] | None:
    """`re.search`."""
    return pattern(text).search(string)


def match(text: str, string: str) -> re.Match[str] | None:
    """`re.match`."""
    return pattern(text).match(string)


def fullmatch(text: str, string: str) -> re.Match[str] | None:
    """`re.fullmatch`."""
    return pattern(text).fullmatch(string)


def finditer(text: str, string: str) -> Iterator[re.Match[str]]:
    """`re.finditer`."""
    return pattern(text).finditer(string)


def findall(text: str, string: str) -> list[str]:
    """`re.findall`, of a pattern with one group or none."""
    return pattern(text).findall(string)


def sub(text: str, by: str | Callable[[re.Match[str]], str], string: str) -> str:
    """`re.sub`, of every place."""
    return pattern(text).sub(by, string)


def split(text: str, string: str) -> list[str]:
    """`re.split`."""
    return pattern(text).split(string)
