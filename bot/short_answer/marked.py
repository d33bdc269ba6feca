"""A quotation or a row of names, where the noun that is asked for stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

NEAR = 10  # characters after the closing mark in which the noun stands
SHORT = 6  # characters of a quotation that is shown with its noun: “守山”行动
ENOUGH = 0.25  # of the question that the sentence shares at least
AHEAD = 0.1  # how much more the sentence of a row shares than that of the next best row


def quotation(asked: Asked, gap: Gap, here: Reading, words: Words) -> Span | None:
    """The one quotation that the asked noun follows, or that follows 被称为."""
    asks_name = words.plain.asks_name.search(asked.folded)
    found: dict[str, Span] = {}
    for match in words.plain.quotation.finditer(here.folded):
        inside, (start, end) = match["inside"], match.span()
        if inside in asked.folded or inside[-1] in "。!?," or inside.isascii() or "、" in here.folded[max(0, start - 1) : start]:
            continue
        if here.folded.startswith("、", end) or share(asked, here.folded[slice(*here.sentence(start))]) < ENOUGH:
            continue
        after = here.folded[end : min(end + NEAR, here.clause(end - 1)[1])]
        at = after.find(gap.head) if len(gap.head) > 1 else -1
        if at >= 0 and "的" not in after[:at] and len(inside) <= SHORT and at + len(gap.head) <= SHORT:
            found[inside] = start, end + at + len(gap.head)
        elif at >= 0 or (asks_name and words.plain.named.search(here.folded[:start])):
            found[inside] = match.span("inside")
    return next(iter(found.values())) if len(found) == 1 else None


def row(asked: Asked, gap: Gap, here: Reading, words: Words) -> Span | None:
    """The one row of names, of the asked number, that the asked noun follows or 包括 goes before: A、B和C."""
    rows = []
    for start, end in _rows(asked, gap, here, words):
        names = words.plain.joins.split(here.folded[start:end])
        uneven = len(names[0]) >= 2 * max(map(len, names[1:]), default=0) + 2  # words of the sentence stick to the first
        if (gap.count and len(names) != gap.count) or uneven or any(name in asked.folded for name in names):
            continue
        rows.append((share(asked, f"{here.around(start, end)}\n{gap.head}"), start, end))
    rows.sort(reverse=True)
    if not rows or rows[0][0] < ENOUGH or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    return rows[0][1:]


def _rows(asked: Asked, gap: Gap, here: Reading, words: Words) -> Iterator[Span]:
    """The rows that are what is asked for, without the words of the sentence before the first name and after the last."""
    for match in words.plain.row.finditer(here.folded):
        joins = [match.start() + join.start() for join in words.plain.joins.finditer(match[0])]
        start, end = match.span()
        for at, to in here.words.items():
            word = here.folded[at:to]
            if match.start() <= at and to < joins[0] and (word in words.opens or (len(word) > 1 and word in asked.folded)):
                start = max(start, to)
            elif joins[-1] + 1 < at < end and word in words.closes:
                end = at
            elif joins[-1] + 1 < at < end and gap.head and here.folded.startswith(gap.head, at):
                whole = here.folded[: joins[0]].endswith(gap.head)  # A风险、B风险和C风险: the last one keeps its noun too
                end = at + len(gap.head) if whole else at
        if counted := words.plain.counted_end.search(here.folded, start, end):
            end = counted.start()
        after = here.folded[end : here.clause(end - 1)[1]]
        like = words.plain.like.match(after)
        if (
            (gap.head and (gap.head in after or here.folded.endswith(gap.head, start, end)))
            or (like and like[1] in asked.folded)
            or words.plain.listed.search(here.folded[:start])
        ):
            yield start, end
