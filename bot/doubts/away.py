"""What stands in the passage, but away from each value that may be the answer: another's value, or another attribute's.

A document that has the very word would have it beside the value, in the same paragraph or in the headline. Where it names the asked
thing or attribute somewhere else alone, the value is likely its neighbour's, and no list of names or endings is needed to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot import patterns
from bot.doubts.ground import Ground, Quoted, Spot, spots
from bot.doubts.usage import Usage
from bot.questions import Asked

KINDS = ("number", "who", "date", "place", "org", "post")  # whose answer is a few characters: others may be spread over sentences
MOST = 40  # values that are looked at
LEAST = 0.1  # of the question's worth: a word of less is not missed
LOOSE = 0.3  # how much less a common word counts, which may stand there by chance
ATTRIBUTE = 0.25  # what the asked attribute of a figure or a time counts more
SUBJECT = 0.15  # what the first word of a question counts more, if it is no common one: it names what the question is about
LEAD = 80  # first characters of an article: what is named there is what all of it is about
LEANS = 300  # characters above a paragraph that begins with 该 or 这
BESIDE = (0.0, 0.1, 0.2, 0.3, 0.4)
"""How far a word is: in the value's clause, before it, after it, a sentence before or above, in the paragraph."""
AWAY, NOWHERE = 0.9, 0.8  # elsewhere in the article; in none of it, so perhaps in other words

_CLAUSE = re.compile(r"[^,;。!?\n:]+")
_LAST = re.compile(r"[^。!?\n]+[。!?]?[”\"]?$")


@dataclass(frozen=True, slots=True)
class Reach:
    """What is said with a value, nearest first, and what the article says elsewhere."""

    beside: tuple[str, ...]
    elsewhere: str

    def far(self, forms: re.Pattern[str]) -> float:
        """How far a word is, 0 to 1."""
        at = next((far for far, text in zip(BESIDE, self.beside, strict=True) if forms.search(text)), None)
        return at if at is not None else AWAY if forms.search(self.elsewhere) else NOWHERE


def away(asked: Asked, here: Ground, usage: Usage, checks: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The words that stand away from every value, each with how much of the question it is; nothing where one value has all beside it."""
    worth = {word: one for word, one in _worth(asked, usage).items() if not patterns.fullmatch(checks["measures"], word)}
    if asked.kind not in KINDS or not worth:
        return
    forms, attributes = {word: usage.forms(word) for word in worth}, _attributes(asked, (checks["counted"], checks["when"]))
    best: tuple[float, Mapping[str, float]] | None = None
    for spot in _candidates(asked, here):
        reach = _reach(asked, spot, here)
        far = {word: reach.far(forms[word]) for word in worth}
        distance = sum(worth[word] * far[word] for word in worth)
        if best is None or distance < best[0]:
            best = distance, far
    for word in best[1] if best else ():
        if best and best[1][word] == AWAY:
            share = worth[word] * LOOSE if usage.loose(word) else worth[word] + SUBJECT * (word == next(iter(worth)))
            share += ATTRIBUTE * (word in attributes)
            if share >= LEAST:
                yield word, share


def _worth(asked: Asked, usage: Usage) -> Mapping[str, float]:
    """The words of the question with their part of its worth."""
    words = [word for word in asked.words if not patterns.search(usage.no_word, word)]
    worth = {word: asked.worth.get(f"w{word}", 0.0) + sum(asked.worth.get(f"b{a}{b}", 0.0) for a, b in pairwise(word)) for word in words}
    total = sum(worth.values())
    return {word: one / total for word, one in worth.items()} if total else {}


def _attributes(asked: Asked, before: Sequence[str]) -> frozenset[str]:
    """What is asked of a thing: the word before 是多少, what is counted after 多少名, what came about after 什么时候."""
    ends = [found.end() for pattern in before for found in patterns.finditer(pattern, asked.folded)]
    return frozenset([asked.head, *(word for word in asked.words for end in ends if asked.folded.startswith(word, end))])


def _candidates(asked: Asked, here: Ground) -> Sequence[Spot]:
    """The figures, times or posts that may be the answer; every clause where none is there, or where it may look like anything."""
    value = asked.measure or asked.value if asked.kind in ("number", "date") else None
    pattern = patterns.pattern(rf"(?<!副){asked.holder}") if asked.holder else value
    found = [spot for spot in spots(here, pattern) if asked.holder or spot.value not in asked.folded] if pattern else []
    return (found or list(spots(here, _CLAUSE)))[:MOST]


def _reach(asked: Asked, spot: Spot, here: Ground) -> Reach:
    quoted, before = spot.quoted, spot.paragraph
    sentence = quoted.said[spot.opening : spot.until]
    last = _LAST.search(before)
    near = (last[0] if last else "") + "\n" + quoted.heads
    return Reach(
        (spot.clause, spot.before, sentence, near, before + _leant(asked, quoted) + (quoted.above or "")[:LEAD]),
        f"{quoted.above or ''}\n{here.near}\n{here.quote}",
    )


def _leant(asked: Asked, quoted: Quoted) -> str:
    """What stands above a paragraph that begins with 该 or 这."""
    return (quoted.above or "")[-LEANS:] if asked.links.opens.match(quoted.paragraph + quoted.said) else ""
