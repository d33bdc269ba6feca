"""Persons and posts: the name after the asked post, the post before the asked name, the one who speaks, a byline's names."""

from __future__ import annotations

import re

from bot.questions import Asked
from bot.short_answer.reading import Reading


HEARD = 0.5  # of the question that stands in the quote of the one who speaks


def post(asked: Asked, here: Reading) -> tuple[int, int] | None:
    """The post before the asked name, with the office it is in and the posts beside it."""
    if not asked.person:
        return None
    named = re.search(rf"(?P<post>[^,。;:!?“”‘’(（)）\s■□—]*?{asked.people.post}){re.escape(asked.person)}", here.folded)
    if not named:
        return None
    start, end = named.span("post")
    start += len(re.match(r"(?:\d{1,2}月\d{1,2}日|作为|据|由|访)?", here.folded[start:end])[0])  # type: ignore[index]
    return start, end


def holder(asked: Asked, here: Reading) -> tuple[int, int] | None:
    """The one name after the asked post."""
    people = asked.people
    text = re.sub(r"[?\s]+$", "", asked.folded)
    posts = list(re.finditer(people.post, text))
    if not posts or not re.search("谁|哪[位名]", text) or not re.search(rf"{re.escape(posts[-1][0])}(?:(?:的名字)?[是叫]?(?:谁|哪[位名]))?$", text):
        return None
    post = posts[-1]
    if text.startswith("谁") or asked.holder:
        before = text[max(0, post.start() - 2) : post.start()]
        does = rf"{people.speech}|[,。:;、在的“(（]|$|率|主持|出席|举行|与|和|作(?!为)"
        pattern = rf"(?<!副){re.escape(post[0])}(?P<name>{people.name}?(?={does})|[\u4e00-\u9fff·]{{2,10}}?(?={people.speech}))"
        near = here.folded.find(before)
        if found := (_one(pattern, here) if near >= 0 and len(before) == 2 else None):
            return found
    if not asked.holder:
        return None
    pattern = rf"(?<!副){asked.holder}(?P<name>{people.name}?)(?={people.speech}|[,。:;、在的“(（]|$|率|主持|出席|作|说)"
    return _one(pattern, here)


def speaker(asked: Asked, here: Reading) -> tuple[int, int] | None:
    """The one name before a word of speech."""
    people = asked.people
    if asked.share(term for term in asked.worth if term[1:] in here.folded) < HEARD:
        return None
    return _one(rf"(?:{people.post}|[,。”]|^)(?P<name>{people.name}?)(?={people.speech})", here)


def author(here: Reading) -> tuple[int, int] | None:
    """The names after 记者, where they stand once."""
    bylines = list(re.finditer(r"记者\s*(?P<names>[\u4e00-\u9fff]{2,3}(?:[ 、][\u4e00-\u9fff]{2,3})*)(?=\s*摄|\s*[)）]|\s*$)", here.folded))
    return bylines[0].span("names") if len(bylines) == 1 else None


def _one(pattern: str, here: Reading) -> tuple[int, int] | None:
    names = {match["name"]: match.span("name") for match in re.finditer(pattern, here.folded)}
    return next(iter(names.values())) if len(names) == 1 else None
