"""How likely one character follows others: shipped counts (seams.txt), and the log-odds of a seam made from them.

The counts come from the contexts of CMRC 2018 and the words of jieba's dictionary; see README.md here for their licences and
`benchmarks/build_seams.py` for how they are made. A line is `history total kinds followers`; followers stand in groups, each
after a lower-case letter: a count of 2 ** (0, 0.8, 1.6 …).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from math import log

START = "^"
STEPS = 1.25
_WIDE = str.maketrans(",:;?!()", "，：；？！（）")
_DIGIT = re.compile(r"[0-9０-９]")
_LETTER = re.compile(r"[^一-鿿0，。、：；？！（）“”‘’《》—…·%]")
_SPACE = re.compile(r"\s+")
_STOPS = "，。、；：！？"
_LEVELS = "abcdefghijklmnopqrstuvwxyz"[::-1]


def simplify(text: str) -> str:
    """Text as the counts know it: full-width punctuation, 0 for any digit, A for any letter or rare sign, no white space."""
    return _LETTER.sub("A", _DIGIT.sub("0", _SPACE.sub("", text.translate(_WIDE))))


@cache
def _table() -> dict[str, str]:
    """History -> the rest of its line; it is taken apart only when asked for."""
    lines = files("bot.layout").joinpath("seams.txt").read_text(encoding="utf-8").split("\n")
    return dict([line.split(" ", 1) for line in lines if line])


def _entry(history: str) -> tuple[int, int, str] | None:
    line = _table().get(history)
    if line is None:
        return None
    total, kinds, followers = line.split(" ")
    return int(total), int(kinds), followers


def _seen(followers: str, character: str) -> float:
    at = followers.find(character)
    if at < 0:
        return 0.0
    level = followers[max(followers.rfind(letter, 0, at) for letter in _LEVELS)]
    return float(2 ** ((ord(level) - ord("a")) / STEPS))


@lru_cache(maxsize=1 << 14)
def chance(history: str, character: str) -> float:
    """The probability of a character after up to two others (Witten-Bell: the longer history, backed off to the shorter)."""
    if not history:
        total, kinds, followers = _entry("*") or (0, 0, "")
        return (_seen(followers, character) + 0.5) / (total + 0.5 * (kinds + 2000))
    shorter = chance(history[1:], character)
    entry = _entry(history)
    if entry is None:
        return shorter
    total, kinds, followers = entry
    return (_seen(followers, character) + (kinds + 1) * shorter) / (total + kinds + 1)


def likelihood(history: str, text: str) -> float:
    """The log-probability of a text after a history, both simplified."""
    score = 0.0
    for character in text:
        score += log(chance(history[-2:], character))
        history += character
    return score


def goes_on(left: str, right: str) -> float:
    """Log-odds that `right` goes on where `left` ends, against `right` being the beginning of a sentence."""
    head = simplify(right[:6])[:2]
    return likelihood(simplify(left[-6:])[-2:], head) - likelihood(START, head)


def fits(left: str, right: str) -> float:
    """Log-odds of the first character of `right` after `left`, against its standing anywhere."""
    head = simplify(right[:6])[:1]
    return log(chance(simplify(left[-6:])[-2:], head) / chance("", head)) if head else 0.0


def may_end(left: str) -> float:
    """Log-odds that a clause ends after the last characters of `left`, against their being cut off from what follows."""
    history = simplify(left[-6:])[-2:]
    ends = sum(chance(history, stop) for stop in _STOPS)
    return log(ends / (1 - ends))


def begins_inside(right: str) -> float:
    """Log-odds that `right` stands somewhere inside a sentence, against its beginning; nothing is known of what came before."""
    head = simplify(right[:6])[:2]
    return likelihood("", head) - likelihood(START, head)
