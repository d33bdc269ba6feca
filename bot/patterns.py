"""The functions of `re`, for the patterns of the lexicon.

`re` keeps the 512 patterns that it compiled last. A question is held against a thousand: with that cache each of them would be compiled
anew for each question, which takes longer than everything else together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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


def places(text: str, string: str) -> Iterator[tuple[int, int]]:
    """Start and end of every place where a pattern stands, those that overlap too."""
    return (found.span(1) for found in pattern(f"(?=({text}))").finditer(string))


def before(text: str, string: str, end: int) -> re.Match[str] | None:
    """The first match of a pattern that ends there."""
    return pattern(rf"(?:{text})\Z").search(string, 0, end)


def beside(word: str, string: str, left: Sequence[str] = (), right: Sequence[str] = ()) -> bool:
    r"""Whether a word stands in a string with one of some patterns right before or right after it.

    As a search for `leftword|wordright`; but a question's own word with the lexicon's long lists in one pattern would have to be
    compiled for each question, which takes longer than its answer.

    >>> beside("王小明", "厂长王小明说", ["厂长|经理"]), beside("王小明", "王小明的厂长", ["厂长|经理"], [r"\d"])
    (True, False)
    """
    return any(
        any(before(text, string, start) for text in left) or any(pattern(text).match(string, end) for text in right)
        for start, end in places(word, string)
    )


def split(text: str, string: str) -> list[str]:
    """`re.split`."""
    return pattern(text).split(string)
