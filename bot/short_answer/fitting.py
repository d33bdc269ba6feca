"""What of a phrase is the answer, and whether it can be one."""

from __future__ import annotations

from bot import patterns
from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.reading import Reading, Span, balanced
from bot.short_answer.words import Words

LONGEST = {"who": 14, "where": 22}
LONG = 24  # characters of any other answer at most
NAME = 5  # characters of a name that is neither foreign nor a group's at most


def trimmed(gap: Gap, here: Reading, words: Words, start: int, end: int) -> Span:
    """A phrase without what means nothing at its ends, a name without its post, a place without what it is said to be."""
    folded = here.folded
    while start < end and (folded[end - 1] in " 、:" or folded[here.begins.get(end, end - 1) : end] in words.skipped | words.adverbs):
        end = here.begins.get(end, end - 1)
    while start < end and (folded[start] in " 、:" or folded[start : here.words.get(start, start + 1)] in words.adverbs):
        start = here.words.get(start, start + 1)
    if gap.form in ("who", "which", "what") and (dated := words.plain.dated.match(folded, start, end)):
        start = dated.end()
    if gap.form in ("where", "which") and (placed := words.plain.placed.match(folded, start, end)):
        start = placed.end()
    if gap.form == "where" and (kind := words.plain.kind_of.search(folded, start, end)):
        end = kind.start()
    while start < end and folded[start] in '“‘「『"' and not balanced(folded[start:end]):
        start += 1
    if gap.form == "who" and (title := words.title.match(folded[start:end])):
        start += title.end()
    if folded[end : end + 1] in ("》", "”", "’", "」", "』") and not balanced(folded[start:end]):
        end += 1
    return start, end


def lawful(asked: Asked, gap: Gap, here: Reading, words: Words, start: int, end: int) -> bool:
    """Whether a phrase is whole, says something new, and has the asked form."""
    said = here.folded[start:end]
    if (
        not 2 <= len(said) <= LONGEST.get(gap.form, LONG)
        or patterns.search("[,。;:!?]", said)
        or said in asked.folded
        or not balanced(said)
    ):
        return False
    if said[0] in "并而及或" or words.plain.counts_off.match(said):
        return False
    pieces = here.cut(said)
    barred = words.opens | words.closes
    if not pieces or pieces[0] in barred or pieces[-1] in barred or words.vague.intersection(pieces) or {"是", "为"}.intersection(pieces):
        return False
    body = said.removesuffix(gap.head)
    known = sum(body[at : at + 2] in asked.folded for at in range(len(body) - 1))
    if not body or body in words.vague or words.plain.only_count.fullmatch(body) or 2 * known >= len(body):
        return False
    if not gap.left and words.adverbs.intersection(pieces):
        return False
    if gap.form == "who" and pieces[-1] in words.does:
        return False
    if (gap.form == "who" or not gap.left) and barred.intersection(pieces):
        return False
    return (
        _alone(here, start, end) and _as_many(asked, gap, words, said) and _named(gap, words, said) and _affirmed(asked, here, words, start)
    )


def _alone(here: Reading, start: int, end: int) -> bool:
    """Whether it is no part of a row."""
    return "、" not in (here.folded[max(0, start - 1) : start], here.folded[end : end + 1])


def _as_many(asked: Asked, gap: Gap, words: Words, said: str) -> bool:
    """Whether several things are said where several are asked, and one where one is."""
    several = bool(words.plain.joins.search(said))
    return several if gap.several else not (several and words.plain.asks_one.search(asked.folded))


def _named(gap: Gap, words: Words, said: str) -> bool:
    """Whether it can be a person or a group, where one is asked for."""
    if gap.form != "who":
        return True
    long = len(said) > NAME and not (words.group.search(said) or words.plain.joins.search(said) or "·" in said)
    return not long and not words.plain.dates.match(said)


def _affirmed(asked: Asked, here: Reading, words: Words, start: int) -> bool:
    """Whether the sentence says no where the question does."""
    return not words.plain.denies.search(asked.folded) or bool(words.plain.denies.search(here.folded[slice(*here.sentence(start))]))
