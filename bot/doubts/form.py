"""What an answer looks like, whatever it says: a reason, a person's name, a day, so many things. The quotes may hold none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot import patterns
from bot.doubts.ground import Ground
from bot.doubts.usage import Usage
from bot.gazetteer import may_be_person
from bot.questions import Asked

Found = Iterator[tuple[str, str, float]]
"""Check, word, and how sure it is (0 to 1)."""

NAME = 4  # characters of a name
BESIDE = 0.9  # how sure it is that what is asked is missing, if it stands beside the quote


def formless(asked: Asked, here: Ground, words: Mapping[str, Any], alike: Sequence[str], usage: Usage) -> Found:
    """What the quotes hold none of; `words` is form.yaml, `alike` the measure words that may stand for each other."""
    if patterns.search(words["reason"]["asked"], asked.folded) and not patterns.search(words["reason"]["given"], here.near):
        yield "reason", "", 1.0
    yield from _person(asked, here, words["person"], usage)
    yield from _time(asked, here, words["times"], words["stamp"])
    yield from _years(asked, here, words["years"])
    yield from _things(asked, here, words["things"], alike)


def _person(asked: Asked, here: Ground, words: Mapping[str, str], usage: Usage) -> Found:
    """The name of somebody is asked who is in the quotes by a noun (护林员), and no name stands beside that noun."""
    noun = _asked_person(asked, words)
    if not noun or noun not in here.quote or patterns.search(words["foreign"], here.typed):
        return
    former = "" if patterns.search(words["former"], asked.folded) else f"(?<!{words['former']})"
    own = former + re.escape(noun)
    if re.search(rf"{own}[:,、(“为是叫名]{{0,2}}{asked.people.name}|{asked.people.name}[,(]?{own}", here.quote):
        return
    said = [*patterns.findall(words["some"], here.quote), *_joined(here.words, asked)]
    for name in dict.fromkeys(one for one in said if len(one) > 1 and one not in asked.folded):
        after = rf"{own}(?:[^,。;、]{{0,5}}|[:,、(“为是叫名][^,。;]{{0,8}}){re.escape(name)}"
        before = rf"{re.escape(name)}(?:[^,。;]{{0,12}}|[,(是为系][^。;]{{0,14}}){own}"
        if re.search(f"{after}|{before}", here.quote) and (patterns.fullmatch(words["some"], name) or _name(name, asked, usage)):
            return
    yield "person", noun, 1.0


def _asked_person(asked: Asked, words: Mapping[str, str]) -> str:
    """The noun for the person whose name is asked: 护林员 of 两名护林员叫什么名字, 船工 of 哪位摆渡的船工; "" if none is."""
    if asked.kind not in ("who", "definition", "other"):
        return ""
    before = patterns.search(rf"(?P<noun>[\u4e00-\u9fff]{{0,3}}{words['noun']}){words['asked']}", asked.folded)
    after = patterns.search(rf"哪一?[位个名](?:(?!的)[\u4e00-\u9fff]){{0,6}}?{words['noun']}(?!的)", asked.folded)
    said = before["noun"] if before else after[0] if after else ""
    return max((word for word in asked.query.content.split() if len(word) > 1 and said.endswith(word)), key=len, default="")


def _joined(words: Sequence[str], asked: Asked) -> Iterator[str]:
    """Words, and a surname with what follows it: a name that the dictionary lacks may be cut."""
    yield from words
    yield from (one + after for one, after in pairwise(words) if len(one) == 1 and patterns.fullmatch(asked.people.name, one + after))


def _name(word: str, asked: Asked, usage: Usage) -> bool:
    """Whether a word may be somebody's name."""
    return (
        len(word) <= NAME and word not in usage.common and may_be_person(word, like_one=bool(patterns.fullmatch(asked.people.name, word)))
    )


def _time(asked: Asked, here: Ground, times: Sequence[tuple[str, str]], stamp: str) -> Found:
    """A time as exact as it is asked: an hour for 几点, a day for 哪天. The last of `times`, a year, may be said beside it."""
    if asked.kind != "date":
        return
    exact = next((value for question, value in times if patterns.search(question, asked.folded)), "")
    told = here.near if exact == times[-1][1] else here.quote
    if exact and not patterns.search(exact, patterns.sub(stamp, "", told)):
        yield "type", "", 1.0


def _years(asked: Asked, here: Ground, words: Mapping[str, str]) -> Found:
    """How many years: a date is none."""
    if asked.kind != "number" or not patterns.search(words["asked"], asked.folded):
        return
    if not patterns.search(words["long"], patterns.sub(words["date"], "", here.quote)):
        yield "type", "", 1.0


def _things(asked: Asked, here: Ground, words: Mapping[str, Any], alike: Sequence[str]) -> Found:
    """So many of what is counted: 3起, 30户; a number of people in any words for them. What the question says itself is no answer."""
    for found in patterns.finditer(words["asked"], asked.folded) if asked.kind == "number" else ():
        counted = patterns.pattern(_counted(found, asked, words, alike))
        if not _fresh(counted, here.quote, asked):
            yield "type", "", BESIDE if _fresh(counted, here.near, asked) else 1.0


def _fresh(counted: re.Pattern[str], text: str, asked: Asked) -> bool:
    """Whether a text counts so, with another figure than those of the question."""
    return any(found["amount"] is None or found["amount"] not in asked.folded for found in counted.finditer(text))


def _counted(found: re.Match[str], asked: Asked, words: Mapping[str, Any], alike: Sequence[str]) -> str:
    """What a number of the counted things may look like."""
    unit, noun, amount, han = found["unit"], found["noun"], f"(?P<amount>{words['amount']})", "[\u4e00-\u9fff]"
    if patterns.match(words["people"], unit + noun) or (unit == "个" and patterns.match(words["people"], noun)):
        return rf"{amount}(?:{words['people_stand']})|[员生人孩]\d+"
    if unit in words["any"]:
        thing = next((word for word in asked.words if asked.folded.startswith(word, found.end("unit"))), noun)
        after = rf"|{re.escape(thing)}{han}{{0,4}}\d" if thing else ""
        return rf"{amount}(?:{han}{{0,5}}{thing[-1:] or unit}|{han}{{0,2}}{words['stand']})|、{han}+[、和]{after}"
    same = "".join(group for group in alike if unit in group)
    besides = f"|{words['besides'][unit]}" if unit in words["besides"] else ""
    return rf"{amount}(?:{han}{{0,2}}[{unit}{same}]{f'|个?{noun[0]}' if noun else ''}){besides}"
