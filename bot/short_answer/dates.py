"""The asked date: the only one in the clause that shares most with the question."""

from __future__ import annotations

import re

from bot.questions import Asked
from bot.short_answer.reading import Reading, Words

AHEAD = 0.1  # how much more of the question the clause shares than the next best one with a date
ENOUGH = 0.25  # of the question that the clause shares at least


def find(asked: Asked, here: Reading, words: Words) -> tuple[int, int] | None:
    """The date, as exact as it is asked: a year alone where 哪一年 is asked."""
    rows = []
    for start, end in here.clauses:
        if words.date.search(here.folded, start, end):
            rows.append((asked.share(t for t in asked.worth if t[1:] in here.folded[start:end]), -start, start, end))
    rows.sort(reverse=True)
    if not rows or rows[0][0] < ENOUGH or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    clause = rows[0][2], rows[0][3]
    if re.search("由.{1,16}[到至为]|推迟", here.folded[slice(*clause)]):
        return None
    found = [match for match in words.date.finditer(here.folded, *clause) if match[0] not in asked.folded]
    if len(found) != 1 or (words.asks_day.search(asked.folded) and not re.search("[日号]", found[0][0])):
        return None
    event = _event(asked, here, words)
    if event and not words.same(event, here.folded[slice(*clause)]) and rows[0][0] < 0.5:
        return None
    start, end = found[0].span()
    if words.asks_year.search(asked.folded) and not re.search("年", found[0][0][2:]):
        return None
    if words.asks_year.search(asked.folded) and (year := re.match(r"(\d{4}|[〇一二三四五六七八九]{4})年", found[0][0])):
        end = start + year.end()
    return start, end


def _event(asked: Asked, here: Reading, words: Words) -> str:
    """What happened, as the question says it: the word after 哪一年, or the last one before it."""
    text = re.sub(r"[?\s]+$", "", asked.folded)
    match = words.forms["date"].search(text)
    if not match:
        return ""
    after = [word for word in here.cut(text[match.end() :]) if len(word) > 1 and word not in words.empty]
    before = [word for word in here.cut(text[: match.start()]) if len(word) > 1 and word not in words.empty]
    return after[0] if after else before[-1] if before else ""
