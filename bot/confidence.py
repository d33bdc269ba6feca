"""How far an answer can be trusted: two logistic models over few signals of its evidence.

`stands` tells whether the collection holds the answer at all; `right` whether the quotes hold it. Both began as a fit on public
questions, with and without the documents that answer them (benchmarks/fit_answers.py prints it); docs/answers.md says what was
set by hand since.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.doubts import Doubt

STANDS = {"score": 5.2, "odds": 0.18, "first": 1.7, "gap": 3.7, "terms": 0.57, "": -7.2}
RIGHT = {"score": 0.2, "quote": 3.5, "near": -2.9, "odds": 0.5, "terms": 0.9, "gap": 0.9, "": -2.4}
SMALL, FEW = 180, -2.7  # what must be reached in a folder of 180 passages
CROWD, MOST = 1.3, 0.45  # how fast more must be reached in a larger one, with the logarithm of its size, and at most
LATIN = 1.2  # less in English, whose questions share fewer words with their answers


def stands(signals: Mapping[str, float], doubts: Sequence[Doubt], passages: int, *, latin: bool) -> float:
    """The chance that the collection answers the question, 0 to 1; below one half it is not answered.

    In a large collection some passage always shares much with a question, so more must be shared.
    """
    needed = min(MOST, FEW + CROWD * max(0.0, math.log(max(passages, 1) / SMALL))) - (LATIN if latin else 0.0)
    return _logistic(_sum(STANDS, signals) - needed - sum(doubt.weight for doubt in doubts))


def right(signals: Mapping[str, float], doubts: Sequence[Doubt]) -> float:
    """The chance that the quotes hold the answer, 0 to 1: the confidence that is shown."""
    return _logistic(_sum(RIGHT, signals) - sum(doubt.weight for doubt in doubts) / 2)


def _sum(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    return sum(weight * signals.get(name, 1.0 if not name else 0.0) for name, weight in weights.items())


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
