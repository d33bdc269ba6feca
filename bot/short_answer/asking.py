"""A question as a text with a gap: which words ask, what stands before and after them, and the noun that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.questions import Asked
from bot.short_answer.reading import HAN, Words


@dataclass(frozen=True, slots=True)
class Gap:
    """`form` is a key of `forms` in short.yaml; `head` the noun that is asked for, "" if none; `count` how many things, 0 if not said.

    `left` and `right` are what stands before and after the words that ask, in folded text; `right` begins with the head if it stands there.
    """

    form: str
    left: str
    right: str
    head: str
    count: int
    several: bool


_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def read(asked: Asked, words: Words, cut: Callable[[str], Sequence[str]]) -> Gap | None:
    """The gap of a question; keywords have theirs at the end. None where two things are asked."""
    text = re.sub(r"[?\s]+$", "", asked.folded)
    found = sorted(
        (match.start(), order, form, match) for order, (form, pattern) in enumerate(words.forms.items()) for match in pattern.finditer(text)
    )
    if not found:
        pieces = cut(text)
        return Gap("keywords", text, "", pieces[-1] if pieces else "", 0, False)
    start, _, form, match = found[0]
    if any(other[0] >= match.end() for other in found[1:]):
        return None
    left, right = text[:start], text[match.end() :]
    count = next((_COUNTS[ch] for ch in match[0] if ch in _COUNTS), 0)
    return Gap(form, left, right, _head(form, left, right, words, cut), count, bool(count or re.search("几|些", match[0])))


def _head(form: str, left: str, right: str, words: Words, cut: Callable[[str], Sequence[str]]) -> str:
    """The noun after 什么 or 哪个, or the last one before 是什么."""
    if form not in ("what", "which"):
        return ""
    if follows := re.match(rf"[{HAN}a-z]+", right):
        noun = cut(follows[0])[0]
        return "" if noun in words.opens | words.closes else noun
    before = [word for word in cut(words.copula.sub("", left)) if word not in words.empty]
    return before[-1] if before and words.copula.search(left) else ""
