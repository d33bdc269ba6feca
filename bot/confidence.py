"""How far an answer can be trusted: two logistic models over few signals of its evidence.

`stands` tells whether the collection holds the answer at all; `right` whether the quotes hold it. Both came from fits on public
questions and our own, with and without the documents that answer them (benchmarks/fit_answers.py prints the newest). Those of
`stands` were then rounded and set by hand: they refuse more and lose less on questions that no fit saw (docs/answers.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.doubts import Doubt

STANDS = {
    "score": 5.2, "gap": 3.7, "odds": 0.18, "first": 1.7, "terms": 0.57, "size": -4.8, "latin": 1.4, "": -3.9,
}  # fmt: skip
PLAIN = ("year", "period", "name")  # checks that count the same among many passages: what they look for has no other word
NEIGHBOUR = ("away", "person", "reason")  # checks that only a few pages need, where all is near: they fade faster among many passages
FELT = 2.0  # what a doubt takes at least
RIGHT = {
    "score": -0.29, "gap": 1.86, "odds": 0.76, "first": 1.87, "quote": -0.62, "near": -1.87, "absent": -0.62, "holds": 0.17,
    "terms": 0.53, "size": -0.36, "latin": -1.01, "fresh": 0.3, "": -0.7,
}  # fmt: skip


def stands(signals: Mapping[str, float], doubts: Sequence[Doubt]) -> float:
    """The chance that the collection answers the question, 0 to 1; below one half it is not answered.

    In a large collection some passage always shares much with a question, so more must be shared; in English less is shared.
    """
    return _logistic(_sum(STANDS, signals) - doubted(signals, doubts))


def doubted(signals: Mapping[str, float], doubts: Sequence[Doubt]) -> float:
    """What the doubts take off: all their weight in a small collection, where every passage is on the topic and only checks tell.

    In a large one a passage that shares much is seldom beside the point, and the word that is missing often has another one.
    """
    eased = min(1.0, max(0.0, 1 - signals.get("size", 0.0)))
    return sum(doubt.weight * (1.0 if doubt.check in PLAIN else eased**2 if doubt.check in NEIGHBOUR else eased) for doubt in doubts)


def right(signals: Mapping[str, float], doubts: Sequence[Doubt]) -> float:
    """The chance that the quotes hold the answer, 0 to 1: the confidence that is shown. A doubt that is said is always felt in it.

    RIGHT was learned where an answer is there to be found; that it may not be is the other factor: its root, because both chances see
    the same passages; the whole factor ranks right answers less well.
    """
    return _logistic(_sum(RIGHT, signals) - felt(doubts)) * math.sqrt(stands(signals, doubts))


def felt(doubts: Sequence[Doubt]) -> float:
    """What the doubts take off `right`: the answer may be there though a check misses a word."""
    return sum(max(FELT, doubt.weight / 2) for doubt in doubts)


def signal(signals: Mapping[str, float], name: str) -> float:
    """A signal of the evidence; "" is the constant."""
    return signals.get(name, 0.0) if name else 1.0


def _sum(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    return sum(weight * signal(signals, name) for name, weight in weights.items())


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
