"""A、B和C分别X、Y和Z: the value of the asked name, where names and values can be counted one to one."""

from __future__ import annotations

import re

from bot.questions import YEAR, Asked
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

ENOUGH = 0.25  # of the question that stands from the start of the sentence to the last value at least
AHEAD = 0.3  # how much more of the asked name the question holds than of any other


def find(asked: Asked, here: Reading, words: Words, measure: re.Pattern[str] | None) -> Span | None:
    """The value of the asked name, None where they do not count alike, or two names or sentences may be meant."""
    found = {span for mark in words.plain.together.finditer(here.folded) if (span := _value(asked, here, words, mark.span(), measure))}
    return found.pop() if len(found) == 1 else None


def _value(asked: Asked, here: Reading, words: Words, mark: Span, measure: re.Pattern[str] | None) -> Span | None:
    start, _ = here.sentence(mark[0])
    before = here.folded[start : mark[0]]
    names = [name for name in words.plain.parts.split(before[before.rfind(",") + 1 :]) if name]
    values = _row(here, words, mark[1])
    if len(values) < 2 or len(names) != len(values) or (measure and not all(measure.search(here.folded[a:b]) for a, b in values)):
        return None
    years = YEAR.findall(before)
    if share(asked, here.folded[start : values[-1][1]]) < ENOUGH or (asked.years and years and years[-1] not in asked.years):
        return None
    held = [_held(name, asked.folded, names) for name in names]
    best = max(range(len(names)), key=held.__getitem__)
    return values[best] if held[best] - max(held[:best] + held[best + 1 :]) >= AHEAD else None


def _row(here: Reading, words: Words, start: int) -> list[Span]:
    """The figures of the clause with nothing but 、 or 和 between."""
    row: list[Span] = []
    for match in words.amount.finditer(here.folded, start, here.clause(start)[1]):
        if row and not words.plain.parts.fullmatch(here.folded[row[-1][1] : match.start()]):
            break
        row.append(match.span())
    return row


def _held(name: str, question: str, names: list[str]) -> float:
    """How much of a name, what it shares with the others left out, stands in the question."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    own = [pair for pair in pairs if sum(pair in other for other in names) == 1]
    return sum(pair in question for pair in own) / len(own) if own else 0.0
