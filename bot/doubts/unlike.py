"""Another thing of nearly the same name: 东干渠 where 西干渠 is asked, 居民水价 where 非居民水价 is, the A5 where the A5 Pro is.

One character tells such things apart, so shared words make them look alike to every other check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot import patterns
from bot.doubts.binding import Loose
from bot.doubts.ground import Ground, spots
from bot.doubts.usage import Usage
from bot.gazetteer import is_place
from bot.questions import Asked

HAN = "[\u4e00-\u9fff]"
SHORT = 3  # characters of a place's name; longer ones are of regions and offices, which have other names
PLACED = ("number", "date", "list", "org")  # kinds that ask for what differs from place to place


def unlike(asked: Asked, here: Ground, words: Mapping[str, Any], usage: Usage) -> list[Loose]:
    """What stands in the quotes under nearly the asked name, where the asked one stands nowhere near; `words` is binding.yaml."""
    around = here.near + "\n" + here.quote
    return [
        *_opposed(asked, here.quote, around, words["heads"]),
        *_negated(asked, here.quote, around, words["negates"], usage),
        *_model(asked, here.tight, around, words["edition"]),
        *_numbered(asked, here, words["measured"]),
        *_place(asked, here, around, words["no_place"], usage),
    ]


def _opposed(asked: Asked, quote: str, around: str, heads: Sequence[str]) -> Iterator[Loose]:
    """东 before the asked word where 西 is asked: the first characters of one group tell things apart, whatever the word."""
    for group in heads:
        for match in patterns.finditer(rf"(?P<head>[{group}])(?=(?P<word>{HAN}{{2}}))", asked.folded):
            others = f"[{group.replace(match['head'], '')}]{match['word']}"
            if match["head"] + match["word"] in around or patterns.search(others, asked.folded):
                continue
            if other := patterns.search(others, quote):
                yield Loose(match["head"] + match["word"], other[0])


def _negated(asked: Asked, quote: str, around: str, negates: str, usage: Usage) -> Iterator[Loose]:
    """A figure of 非居民 is asked and only 居民 stands there, or the other way round."""
    if asked.kind != "number":
        return
    negated = list(patterns.finditer(rf"{negates}(?P<word>{HAN}{{2}})", asked.folded))
    yield from (Loose(one[0], one["word"]) for one in negated if one[0] not in around and one["word"] in quote)
    for word in asked.words:
        every = set(patterns.findall(rf"(?:{negates})?{re.escape(word)}", around))
        if every and word not in every and not usage.loose(word) and not any(word in one[0] + word[2:] for one in negated):
            yield Loose(word, min(every))


def _model(asked: Asked, tight: str, around: str, edition: str) -> Iterator[Loose]:
    """A model of the same line with another number, or another edition of it."""
    tight, around = (patterns.sub(r"[\s-]+", "", text) for text in (tight, around))
    for match in patterns.finditer(rf"(?<![a-z\d])(?P<line>[a-z]+)-?\d+[a-z]?(?:[ -]?(?:{edition}))*(?![a-z\d])", asked.folded):
        own = patterns.sub(r"[\s-]+", "", match[0])
        if patterns.search(rf"(?<![a-z\d]){own}(?!\d|{edition})", around):
            continue
        if other := patterns.search(rf"(?<![a-z\d]){match['line']}\d+[a-z]*", tight):
            yield Loose(match[0], other[0])


def _numbered(asked: Asked, here: Ground, measured: str) -> Iterator[Loose]:
    """A figure or time of what goes by another number: 金穗15 asked, and each stands behind 金穗12."""
    value = asked.measure or asked.value if asked.kind in ("number", "date") else None
    for match in patterns.finditer(rf"(?P<line>{HAN}{{2}})[”\"]?(?P<number>\d{{1,4}})(?!\d|{measured})", asked.folded) if value else ():
        own = rf"{match['line']}[”\" ]*(\d+)(?!\d|{measured})"
        found = [spot for spot in spots(here, value) if spot.value not in asked.folded] if value else []
        nearest = [(patterns.findall(own, spot.before + spot.clause) or [""])[-1] for spot in found]
        if any(nearest) and match["number"] not in nearest:
            yield Loose(match["line"] + match["number"], match["line"] + next(filter(None, nearest)))


def _place(asked: Asked, here: Ground, around: str, no_place: str, usage: Usage) -> Iterator[Loose]:
    """A well-known place is asked about that stands nowhere near, and the quotes are about another one."""
    if asked.kind not in PLACED:
        return

    def known(word: str) -> bool:
        return 1 < len(word) <= SHORT and not usage.loose(word) and is_place(word) and not patterns.fullmatch(no_place, word)

    for word in asked.words:
        place = word.removesuffix("人") if len(word) > 2 else word
        if usage.stands(place, around) or not known(place) or place[:2] in here.document:
            continue
        if other := next((one for one in here.words if known(one) and one not in asked.folded), ""):
            yield Loose(word, other)
