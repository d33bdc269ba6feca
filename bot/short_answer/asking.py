"""A question as a text with a gap: what stands before and after the words that ask, and the noun that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot import patterns
from bot.questions import Asked
from bot.short_answer.reading import HAN, Reading
from bot.short_answer.words import Words

NEXT = 2  # words after those that ask of which one may be the noun or what happened: 何时能投产
LONG = 6  # characters of a noun of several words at most
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a question asks.

    form     a key of `forms` in short.yaml; keywords: nothing asks
    left     what stands before the words that ask, folded; right: what stands after them, with the noun
    head     the noun that is asked for, after 哪个 or before 是什么; "" if there is none
    count    how many things are asked for, 0 if that is not said
    several  whether more than one is asked for
    """

    form: str
    left: str
    right: str
    head: str
    count: int = 0
    several: bool = False


def read(asked: Asked, words: Words, here: Reading) -> Gap | None:
    """The gap of a question, at the end of keywords; None where two things are asked."""
    text = bare(asked)
    found = sorted((match.start(), n, form, match) for n, form in enumerate(words.forms) for match in words.forms[form].finditer(text))
    if not found:
        pieces = here.cut(text)
        return Gap("keywords", text, "", pieces[-1] if pieces else "")
    _, _, form, match = found[0]
    if any(start >= match.end() for start, *_ in found[1:]):
        return None
    left, right = text[: match.start()], text[match.end() :]
    count = next((_COUNTS[ch] for ch in match[0] if ch in _COUNTS), 0)
    head = _head(left, right, words, here) if form in ("what", "which") else ""
    return Gap(form, left, right, head, count, bool(count) or "几" in match[0] or "些" in match[0])


def bare(asked: Asked) -> str:
    """The folded question without its mark."""
    return patterns.sub(r"[?\s]+$", "", asked.folded)


def noun(text: str, asks: re.Pattern[str], words: Words, cut: Callable[[str], Sequence[str]]) -> str:
    """The word right after the words that ask, or else the last one before them, that names something; "" if none does."""
    match = asks.search(text)
    if not match:
        return ""
    after = [word for word in cut(text[match.end() :])[:NEXT] if len(word) > 1 and word not in words.empty]
    before = [word for word in cut(text[: match.start()]) if len(word) > 1 and word not in words.empty]
    return (after[:1] or before[-1:] or [""])[0]


def _head(left: str, right: str, words: Words, here: Reading) -> str:
    """The noun after the words that ask, up to what is done; whole where the quote has it so, or the last one before 是."""
    if follows := patterns.match(rf"[\s\"“‘「『《]*([{HAN}a-z]+)", right):
        pieces = here.cut(follows[1])
        noun = "".join(takewhile(lambda piece: piece not in words.does and not (len(piece) > 3 and piece[:2] in words.does), pieces))
        whole = noun if follows.end() == len(right) and len(noun) <= LONG and noun in here.folded else noun[: len(pieces[0])]
        return "" if pieces[0] in words.opens | words.closes else whole
    named = [word for word in here.cut(words.plain.copula.sub("", left)) if word not in words.empty]
    return named[-1] if named and words.plain.copula.search(left) else ""
