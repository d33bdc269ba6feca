"""The asked date: the only one in the clause that shares most with the question."""

from __future__ import annotations

import re

from bot import patterns
from bot.questions import Asked
from bot.short_answer import asking
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

AHEAD = 0.1  # how much more of the question the clause shares than the next best one with a date
ENOUGH = 0.25  # of the question that the clause shares at least
MUCH = 0.6  # of the question that a clause shares which does not have the word for what happened


def find(asked: Asked, here: Reading, words: Words) -> Span | None:
    """The date, as exact as it is asked: a year alone where 哪一年 is asked."""
    rows = [
        (share(asked, here.folded[start:end]), -start, start, end)
        for start, end in here.clauses
        if words.plain.dates.search(here.folded, start, end)
    ]
    rows.sort(reverse=True)
    event = asking.noun(asking.bare(asked), words.forms["date"], words, here.cut)
    told = [row for row in rows if event and words.same(event, here.folded[row[2] : row[3]])]
    if len(told) == 1 and (rows[0][0] < ENOUGH or rows[0][0] - told[0][0] < AHEAD):
        rows = told
    elif not rows or rows[0][0] < ENOUGH or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    if len(told) == 1 and told[0] != rows[0]:  # another clause with a date has the word for what happened
        return None
    start, end = rows[0][2:]
    clause = here.folded[start:end]
    if words.plain.born.search(clause) and not words.plain.born.search(asked.folded):  # 出生于1979年，2006年毕业
        return None
    if words.plain.moved.search(clause) or (event and not words.same(event, clause) and rows[0][0] < MUCH):
        return None
    found = [match for match in words.plain.dates.finditer(here.folded, start, end) if match[0] not in asked.folded]
    if (
        len(found) != 1
        or words.plain.spans.search(here.folded[: found[0].start()])
        or words.plain.spanned.match(here.folded, found[0].end())
    ):
        return None
    return _as_asked(asked, found[0], words)


def _as_asked(asked: Asked, date: re.Match[str], words: Words) -> Span | None:
    """The date where it says the asked day, its year alone where a year is asked; 今年 by itself is none."""
    if patterns.fullmatch("[今去明前]年", date[0]):
        return None
    if words.plain.asks_day.search(asked.folded) and not patterns.search("[日号]", date[0]):
        return None
    if words.plain.asks_year.search(asked.folded):
        year = patterns.match("(公元前?)?[0-9〇零一二三四五六七八九]+年", date[0])
        return (date.start(), date.start() + year.end()) if year else None
    return date.span()
