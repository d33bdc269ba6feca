"""What goes by the asked noun: 哪个县 by the one name that ends with 县, 哪本书 by the one title, 哪个国家 by the one country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot import patterns
from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.fitting import lawful, trimmed
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

ENOUGH = 0.3  # of the question that the clause and the one before it share at least
AHEAD = 0.15  # how much more they share than those of the next best name


def title(asked: Asked, here: Reading, words: Words) -> Span | None:
    """The one title of a work, where a work is asked for."""
    if not words.plain.asks_work.search(asked.folded):
        return None
    found = (match.span() for match in words.plain.work.finditer(here.folded) if match["inside"] not in asked.folded)
    return _one(asked, here, found)


def kind(asked: Asked, gap: Gap, here: Reading, words: Words) -> Span | None:
    """The one name that ends with the asked noun, or the one country."""
    if gap.form != "which" or gap.several or not gap.head or patterns.search(asked.people.post, gap.head):
        return None
    if words.plain.asks_country.fullmatch(gap.head):
        inside = gap.left.endswith(("在", "于"))  # 在印度北部建立 says nothing of what was founded
        found = (
            match.span()
            for match in words.country.finditer(here.folded)
            if match[0] not in asked.folded and (inside or here.folded[match.start() - 1 : match.start()] not in ("在", "于"))
        )
        return _one(asked, here, found)
    if len(gap.head) == 1 and not words.plain.place_end.fullmatch(gap.head):
        return None
    return _one(asked, here, (span for span in _ending(asked, gap, here, words) if not _does_another(gap, here, words, span)))


def _does_another(gap: Gap, here: Reading, words: Words, span: Span) -> bool:
    """Whether what the asked one does stands in another sentence only."""
    sentence = here.folded[slice(*here.sentence(span[0]))]
    done = [word for word in here.cut(gap.right.removeprefix(gap.head)) if len(word) > 1 and word not in words.empty]
    return any(word in here.folded and word not in sentence for word in done)


def _ending(asked: Asked, gap: Gap, here: Reading, words: Words) -> Iterator[Span]:
    """The phrases that end with the asked noun, from the last word before them that can be no part of a name."""
    barred = words.opens | words.adverbs | words.closes | words.does
    places = [match for match in patterns.finditer(re.escape(gap.head), here.folded) if not here.within(match.end())]
    for match in places:
        end = match.end()
        if any(other is not match and here.sentence(other.start()) == here.sentence(match.start()) for other in places):
            continue  # one of some
        if branch := words.plain.branch.match(here.folded, end):
            end = branch.end()
        left, _ = here.clause(end - 1)
        start = here.begins.get(match.end(), match.start())
        while start > left and (before := here.begins.get(start)) is not None and before >= left:
            word = here.folded[before:start]
            if word in barred or (len(word) > 1 and word in asked.folded):
                break
            start = before
        if inside := words.plain.inside.match(here.folded, start, end):
            start = inside.end()
        start, end = trimmed(gap, here, words, start, end)
        said = here.folded[start:end]
        own = said.partition(gap.head)[0]
        if own and not words.plain.no_name.match(said) and lawful(asked, gap, here, words, start, end):
            yield start, end


def _one(asked: Asked, here: Reading, spans: Iterable[Span]) -> Span | None:
    """The only one of several names, or the one in whose clause and the one before it more of the question stands than in any other's."""
    best: dict[str, tuple[float, Span]] = {}
    for start, end in spans:
        left, right = here.clause(start)
        around = share(asked, here.before(start) + here.folded[left:start] + " " + here.folded[end:right])
        said = here.folded[start:end]
        best[said] = max(best.get(said, (0.0, (0, 0))), (around, (start, end)))
    rows = sorted(best.values(), reverse=True)
    if not rows or rows[0][0] < ENOUGH or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    return rows[0][1]
