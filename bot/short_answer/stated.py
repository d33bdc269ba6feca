"""What is stated right after the asked noun or verb: 原名Y, 总部设在Y, 位于Y."""

from __future__ import annotations

from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.fitting import lawful, trimmed
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

ENOUGH = 0.4  # of the question that stands in the sentence up to there and in the headline at least


def find(asked: Asked, gap: Gap, here: Reading, words: Words) -> Span | None:
    """The one phrase that is stated of what is asked."""
    if gap.form not in ("what", "where") or gap.several:
        return None
    states = next((states for asks, states in words.states if asks.search(asked.folded)), None)
    if states is None:
        return None
    found: dict[str, Span] = {}
    for match in states.finditer(here.folded):
        first, _ = here.sentence(match.start())
        start, end = trimmed(gap, here, words, *match.span("said"))
        if states.search(match["said"]) or _another(asked, here, words, match.start()):
            continue
        if share(asked, here.folded[first : match.end()] + here.context) >= ENOUGH and lawful(asked, gap, here, words, start, end):
            found[here.folded[start:end]] = start, end
    return next(iter(found.values())) if len(found) == 1 else None


def _another(asked: Asked, here: Reading, words: Words, at: int) -> bool:
    """Whether something else than what is asked about stands before it in its clause."""
    before = words.plain.dates.sub("", here.folded[here.clause(at)[0] : at])
    own = "".join(word for word in here.cut(before) if word not in words.adverbs | words.skipped)
    known = any(own[n : n + 2] in asked.folded for n in range(len(own) - 1))
    return len(own) > 1 and not known and not words.plain.points_back.match(own)
