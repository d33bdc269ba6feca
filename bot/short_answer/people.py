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
    if asked.several and "、" not in here.folded[start:end]:
        return None  # one of the posts that are asked
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
    if before not in here.folded and before not in here.context:
        return None
    former = "" if patterns.search("原|前一?任", text) else "原前"
    name = rf"{people.brief}(?={people.speech}|{words.after_name})|[\u4e00-\u9fff·]{{2,10}}?(?={people.speech})"
    holds = rf"[\s:]?(?P<name>{name})|由(?P<taken>{people.brief})(?={people.takes})"
    places = list(patterns.places(f"(?<![副{former}]){re.escape(posts[-1][0])}", here.folded))
    places = [place for place in places if here.folded.endswith(before, 0, place[0])] or places  # 检验科主任, not the next one
    after = [patterns.pattern(holds).match(here.folded, end) for _, end in places]
    taking = rf"(?<![一-鿿])(?P<name>{people.brief})(?:{people.takes})[^,。;]{{0,12}}"
    return _one([*after, *(patterns.before(taking, here.folded, start) for start, _ in places)])


def doer(asked: Asked, here: Reading) -> Span | None:
    """The one name between a post, or 由, and what was done: 堤是谁修的, 知县王明修堤."""
    done = patterns.search("谁(?P<verb>[一-鿿]{2,4})的$", asking.bare(asked))
    if not done or share(asked, here.folded) < HEARD:
        return None
    people = asked.people
    before = rf"(?:由(?:[一-鿿]{{1,6}}?[家员师人生])?|{people.post}|[家员师人])"
    return _one(
        patterns.finditer(rf"{before}(?P<name>{people.brief})(?:主持|负责|牵头|带头|带领|集资|出资|捐资)?(?={done['verb']})", here.folded)
    )


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
    groups = ((match, "taken" if match.groupdict().get("taken") else "name") for match in found if match)
    names = {match[group]: match.span(group) for match, group in groups}
    return next(iter(names.values())) if len(names) == 1 else None
