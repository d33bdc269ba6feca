"""A name in quotation marks or a row of names, where the noun that is asked for stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.reading import Reading, Words

NEAR = 10  # characters after the closing mark in which the noun stands
SHORT = 6  # characters of a quotation that is not understood without the noun: “金牛座”导弹
ENOUGH = 0.25  # of the question that the clause shares at least


def quoted(asked: Asked, gap: Gap, here: Reading, words: Words) -> tuple[int, int] | None:
    """The one quotation that the asked noun follows, or that follows 被称为; a title keeps its marks."""
    found = {}
    for match in words.marked.finditer(here.folded):
        inside = match["inside"]
        left, right = here.clause(match.start())[0], here.clause(match.end() - 1)[1]
        share = asked.share(term for term in asked.worth if term[1:] in here.sentence(match.start()))
        if here.folded[match.start() - 1 : match.start()] == "、" or here.folded[match.end() : match.end() + 1] == "、":
            continue
        if inside in asked.folded or inside[-1] in "。!?," or share < ENOUGH or inside.isascii():
            continue
        after = here.folded[match.end() : min(match.end() + NEAR, right)]
        named = words.named.search(here.folded[: match.start()]) is not None and words.asks_name.search(asked.folded) is not None
        at = after.find(gap.head) if len(gap.head) > 1 else -1
        if at >= 0 or named:
            title = match[0][0] == "《"
            end = match.end() + at + len(gap.head)
            found[inside] = (match.start(), end) if at >= 0 and "的" not in after[:at] and len(inside) <= SHORT and end - match.end() <= SHORT else match.span() if title else match.span("inside")
    if len(found) != 1:
        return None
    return next(iter(found.values()))


def row(asked: Asked, gap: Gap, here: Reading, words: Words) -> tuple[int, int] | None:
    """The one row of names in the clause that shares most with the question: A、B和C, before the asked noun or after 包括."""
    rows = []
    for start, end, count, strict in _rows(asked, gap, here, words):
        if gap.count and count != gap.count:
            continue
        if here.folded[start:end] in asked.folded:
            continue
        left, right = here.sentence_start(start), here.sentence_end(start)
        rest = here.folded[left:start] + " " + here.folded[end:right]
        share = asked.share(term for term in asked.worth if term[1:] in rest)
        rows.append((strict, share, start, end))
    if not rows:
        return None
    rows.sort(reverse=True)
    strict, share, start, end = rows[0]
    if share < ENOUGH or (len(rows) > 1 and rows[1][0] == strict and share - rows[1][1] < 0.1) or not strict:
        return None
    return start, end


def _rows(asked: Asked, gap: Gap, here: Reading, words: Words) -> Iterator[tuple[int, int, int, bool]]:
    """Start, end, number of names, and whether the asked noun stands beside them."""
    for match in words.row.finditer(here.folded):
        start, end = match.span()
        first = re.search(r"[、和及与]", match[0])
        assert first
        # the first name begins after the last word that cannot be part of it
        last = start
        for at, to in here.words.items():
            word = here.folded[at:to]
            if start <= at and to < start + first.start() and (word in words.opens or (len(word) > 1 and word in asked.folded)):
                last = max(last, to)
        start = last
        stop = end
        tail = max(match.start() + m.end() for m in re.finditer(r"[、和及与]", match[0]))
        heads = [at for at in [here.folded.find(gap.head, tail)] if gap.head and at >= 0 and at <= end]
        close = [at for at, to in here.words.items() if tail <= at < end and here.folded[at:to] in words.closes and at > tail]
        stop = min([end, *close, *[h for h in heads if h > tail]])
        if counted := words.counted_end.search(here.folded[start:stop]):
            stop = start + counted.start()
        piece = here.folded[start:stop]
        names = re.split("[、和及与]", piece)
        if len(names[0]) >= 2 * max(map(len, names[1:]), default=0) + 2 or any(name in asked.folded for name in names):
            continue
        count = 1 + len(re.findall(r"、|和(?=[^、]*$)|及(?=[^、]*$)|与(?=[^、]*$)", piece))
        after = here.folded[stop : here.clause(stop - 1)[1]]
        kind = re.match("等(?:[^,。;]{0,3}?)([\u4e00-\u9fff]{2})", after)
        strict = (bool(gap.head) and gap.head in after) or (kind is not None and kind[1] in asked.folded) or bool(words.lists.search(here.folded[max(0, start - 6) : start]))
        if stop > start:
            yield start, stop, count, strict
