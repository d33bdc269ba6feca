"""Persons and posts: the name after the asked post, the post before the asked name, the one who speaks, a byline's names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot import patterns
from bot.questions import Asked
from bot.short_answer import asking
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

HEARD = 0.4  # of the question that stands in the quote of the one who speaks


def post(asked: Asked, here: Reading, words: Words) -> Span | None:
    """The post before the asked name, with the office it is in and the posts beside it."""
    if not asked.person:
        return None
    places = [start for start, _ in patterns.places(re.escape(asked.person), here.folded)]
    before = (patterns.before(rf"[^,。;:!?“”‘’(（)）\s■□—]*?{asked.people.post}", here.folded, at) for at in places)
    named = min(filter(None, before), key=lambda match: match.start(), default=None)
    if not named:
        return None
    start, end = named.span()
    leading = words.plain.before_post.match(here.folded, start, end)
    return leading.end() if leading else start, end


def holder(asked: Asked, here: Reading, words: Words) -> Span | None:
    """The one name after the post that a question ends with: 县长是谁, 谁是某县的县长. A name of unknown form only where it speaks."""
    text, people = asking.bare(asked), asked.people
    asks = words.plain.asks_holder.search(text)
    posts = list(patterns.finditer(people.post, text))
    if not posts or not asks or posts[-1].end() != asks.start() or not (asks[0] or text.startswith("谁")):
        return None
    at = posts[-1].start()
    before = patterns.sub("的$", "", text[max(0, at - 3) : at])[-2:]
    if before not in here.folded:
        return None
    name = rf"{people.brief}(?={people.speech}|{words.after_name})|[\u4e00-\u9fff·]{{2,10}}?(?={people.speech})"
    places = patterns.places(f"(?<!副){re.escape(posts[-1][0])}", here.folded)
    return _one(patterns.pattern(f"(?P<name>{name})").match(here.folded, end) for _, end in places)


def speaker(asked: Asked, here: Reading) -> Span | None:
    """The one name before a word of speech."""
    people = asked.people
    if share(asked, here.folded) < HEARD:
        return None
    return _one(patterns.finditer(rf"(?:{people.post}|[,。”]|^)(?P<name>{people.brief})(?={people.speech})", here.folded))


def author(here: Reading, words: Words) -> Span | None:
    """The names after 记者, where they stand once."""
    bylines = list(words.plain.byline.finditer(here.folded))
    return bylines[0].span("names") if len(bylines) == 1 else None


def _one(found: Iterable[re.Match[str] | None]) -> Span | None:
    names = {match["name"]: match.span("name") for match in found if match}
    return next(iter(names.values())) if len(names) == 1 else None
