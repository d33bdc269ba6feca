"""Whose value it is: an asked place, thing or year may stand in the passage, and the value beside it be its neighbour's.

Every value in the quotes that may be the answer is looked at with what is said before it, nearest first: its clause, its sentence,
its paragraph, the headline. Where each of them is another's (白石村's road, where 红石村's is asked) or stands where the asked thing has
not been named yet, the quotes do not answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot import patterns
from bot.doubts.ground import Ground, Spot, spots
from bot.doubts.usage import Usage
from bot.questions import Asked

SAME = 6  # characters after a name's own part that may belong to it: 红石油茶专业合作社
LEFT = 3  # characters before the last two of a name that may belong to it, and one more
LOOK = 120  # characters before a sentence in which a year may be named that holds on


@dataclass(frozen=True, slots=True)
class Loose:
    """What the values of the quotes are not bound to: `what` was asked, `other` stands in its place ("" if nothing does)."""

    what: str
    other: str


def unbound(asked: Asked, here: Ground, lexicon: Mapping[str, Any], usage: Usage) -> list[Loose]:
    """What each value in the quotes lacks of what was asked; nothing where one of them lacks nothing."""
    if asked.kind not in ("number", "who", "date") or len(asked.years) > 1 or (asked.kind == "number" and "哪" in asked.folded):
        return []
    words: Mapping[str, Any] = lexicon["binding"]
    head = [] if patterns.fullmatch(lexicon["checks"]["measures"], asked.head) else [re.escape(asked.head)]
    same = [*lexicon["attributes"]["same"], *head]
    found = _focused(asked, list(spots(here, pattern)), same) if (pattern := _values(asked, words)) else []
    rivals = [_lacks(asked, spot, words, usage) for spot in found]
    if found and all(rivals):
        return min(rivals, key=len)[:1]
    away = [word for word in _subjects(asked, words, usage) if found and all(_not_yet(usage.forms(word), spot) for spot in found)]
    return [Loose(word, "") for word in away if any(word in quoted.said + quoted.below for quoted in here.quotes)][:1]


def _values(asked: Asked, words: Mapping[str, Any]) -> re.Pattern[str] | None:
    """What the answer may look like: a figure of the measure, a date, the post or the thing whose holder is asked."""
    if asked.kind == "number":
        return asked.measure or patterns.pattern(words["figure"])
    if asked.kind == "date":
        return asked.value
    post = rf"(?<!副){asked.holder}" if asked.holder else re.escape(asked.head)
    return patterns.pattern(post) if post else None


def _focused(asked: Asked, found: Sequence[Spot], same: Sequence[str]) -> Sequence[Spot]:
    """The values in whose sentence the asked attribute stands, if it does in any."""
    names = (
        words for words in same if (match := patterns.search(words, asked.folded)) and patterns.search(r"[\u4e00-\u9fffa-z]{2}", match[0])
    )
    attribute = next(names, "")
    return [spot for spot in found if attribute and patterns.search(attribute, spot.before + spot.clause)] or found


def _lacks(asked: Asked, spot: Spot, words: Mapping[str, Any], usage: Usage) -> list[Loose]:
    """What stands beside one value in the place of what was asked."""
    return [
        *_other_name(asked, spot, words, usage),
        *_other_like(asked, spot, words),
        *_other_year(asked, spot, words),
        *_whole(asked, spot, words),
        *_part(asked, spot, words),
    ]


def _named(asked: Asked, words: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The names of the question with their class and own part: 白石村, 村|社区, 白石."""
    content = asked.query.content.split()
    endings = "|".join(words["classes"])
    joined = [a + b for a, b in pairwise(content) if patterns.fullmatch(endings, b) and a + b in asked.folded]
    for word in dict.fromkeys([*joined, *(word for word in asked.words if not any(word in longer for longer in joined))]):
        for kind in words["classes"] if patterns.search(f"..(?:{endings})$", word) else ():
            if name := patterns.fullmatch(rf"(?P<own>.{{2,}}?)(?:{kind})", word):
                if not patterns.search(rf"{words['no_name']}$", name["own"]):
                    yield word, kind, name["own"]
                break


def _other_name(asked: Asked, spot: Spot, words: Mapping[str, Any], usage: Usage) -> Iterator[Loose]:
    """The nearest name of the asked one's class, or number of its like, is another one."""
    for word, kind, own in _named(asked, words):
        han, bad = r"[\u4e00-\u9fff]", words["no_name"]
        mention = rf".?{re.escape(own)}{han}{{0,{SAME}}}(?:{kind})?"
        rival = _nearest(mention, rf"(?P<rival>(?!{words['joins']}){han}(?!{bad}){han})(?:{kind})", spot)
        if rival and rival["rival"] not in usage.common and not all(character in asked.folded for character in rival["rival"]):
            yield Loose(word, _whole_name(rival, words))
    for match in patterns.finditer(rf"(?<![哪这那每某])(?:{words['number']})({words['numbered']})", asked.folded):
        key = re.escape(match[0].removeprefix("第"))
        if rival := _nearest(f"第?{key}", rf"(?:{words['number']}){match[1]}", spot):
            yield Loose(match[0], rival[0])


def _whole_name(rival: re.Match[str], words: Mapping[str, Any]) -> str:
    """A name from its first character on: of 石家庄市 the pattern finds 家庄市. What cannot be told from the words before it is cut off."""
    name = patterns.pattern(rf"(?:(?!{words['no_name']})[\u4e00-\u9fff]){{0,{LEFT}}}$").search(rival.string, 0, rival.start())
    return (name[0] if name and len(name[0]) < LEFT else "") + rival[0]


def _nearest(key: str, rival: str, spot: Spot) -> re.Match[str] | None:
    """The nearest rival of a key before a value, None where the key is nearer or stands in its clause, or neither is there."""
    for text in (spot.clause, spot.before, spot.paragraph, spot.quoted.heads):
        found = list(_either(patterns.pattern(key), patterns.pattern(rival), text))
        if found:
            is_key, last = found[-1]
            return None if is_key or (text is spot.clause and any(is_key for is_key, _ in found)) else last
    return None


def _either(key: re.Pattern[str], rival: re.Pattern[str], text: str) -> Iterator[tuple[bool, re.Match[str]]]:
    """Where a key or a rival stands, in order, with whether it is the key: as `key|rival` would find them.

    Apart, because the key is the question's own and a rival's pattern long: it is compiled once, not for each question.
    """
    at = 0
    while True:
        own, other = key.search(text, at), rival.search(text, at)
        found = min(filter(None, (own, other)), key=lambda match: match.start(), default=None)
        if found is None:
            return
        yield found is own, found
        at = found.end()


def _other_like(asked: Asked, spot: Spot, words: Mapping[str, Any]) -> Iterator[Loose]:
    """The sentence names the opposite of the asked thing: 新校区 where 老校区 is asked."""
    for group in words["contrasts"]:
        for one in group["one_of"]:
            match = patterns.search(rf"(?:{one})(?P<frame>{group['before']})", asked.folded)
            if not match:
                continue
            others = "|".join(other for other in group["one_of"] if other != one)
            if patterns.search(rf"(?:{others}){match['frame']}", asked.folded):
                continue
            for text in (spot.clause, spot.before):
                if patterns.search(rf"(?:{one}){match['frame']}", text):
                    break
                if other := patterns.search(rf"(?:{others}){match['frame']}", text):
                    yield Loose(match[0], other[0])
                    break


def _other_year(asked: Asked, spot: Spot, words: Mapping[str, Any]) -> Iterator[Loose]:
    """The nearest year is last year where this one is asked; what is dated otherwise is not judged."""
    years: Mapping[str, int] = words["years"]
    match = patterns.search("|".join(years), asked.folded)
    if not match or asked.years:
        return
    for text in (spot.clause, spot.before, spot.paragraph[-LOOK:]):
        if said := patterns.findall(words["dated"], text):
            if all(years.get(word, years[match[0]]) != years[match[0]] for word in said):
                yield Loose(match[0], said[-1])
            return


def _whole(asked: Asked, spot: Spot, words: Mapping[str, Any]) -> Iterator[Loose]:
    """A district is asked about, and the nearest owner is the whole city."""
    if asked.kind != "number":
        return
    for word, _, own in _named(asked, words):
        if patterns.search(words["part"], word) and (city := _first_level(spot, own, words["whole"])):
            yield Loose(word, city)


def _part(asked: Asked, spot: Spot, words: Mapping[str, Any]) -> Iterator[Loose]:
    """The whole city or an office of it is asked about, and the clause names a district."""
    whole = patterns.search(words["whole_asked"], asked.folded)
    if whole and not patterns.search(words["city"], spot.clause) and (part := patterns.search(words["district"], spot.clause)):
        yield Loose(whole[0], part[0])


def _first_level(spot: Spot, own: str, whole: str) -> str:
    """The whole city where it is named nearer than the district: 石县是全市第一 is about the district."""
    for text in (spot.clause, spot.before, spot.paragraph, spot.quoted.heads):
        if own in text:
            return ""
        if city := patterns.search(whole, text):
            return city[0]
    return ""


def _subjects(asked: Asked, words: Mapping[str, Any], usage: Usage) -> list[str]:
    """What the question is about: its names, and its first word if that is no common one."""
    first = [word for word in asked.words if not patterns.search(usage.no_word, word)][:1]
    named = [word for word, _, _ in _named(asked, words)]
    return list(
        dict.fromkeys(word for word in (*filter(str.isalnum, asked.names), *named, *first) if word != asked.head and not usage.loose(word))
    )


def _not_yet(forms: re.Pattern[str], spot: Spot) -> bool:
    """Whether a word, in whatever form, has not been named up to the end of a value's sentence."""
    quoted = spot.quoted
    speaker = (quoted.said[spot.until :] + quoted.below)[:LOOK] if quoted.said[spot.opening : spot.opening + 1] == "“" else ""
    said = quoted.said[: spot.until] + speaker
    if forms.search(quoted.heads) or forms.search(said):
        return False
    return quoted.above is not None and not forms.search(quoted.above)
