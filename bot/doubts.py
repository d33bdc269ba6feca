"""What was asked and does not stand in the evidence: each check compares one asked thing with the quote and what is near it.

A check that fires is a doubt with a weight. Few sure ones refuse (in `confidence`), the others are said to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.config import Lexicon
from bot.questions import Asked
from bot.schema import Citation, Document

NEAR = 150  # characters around a quote, in its document, that are near it
READ = 100_000  # characters of a document that are looked at as a whole


@dataclass(frozen=True, slots=True)
class Doubt:
    """One asked thing that the evidence lacks. `check` names the check, `what` is the question's word for it."""

    check: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer stands on, folded: its quotes, what is near them (headline, section, paragraphs around), the whole document."""

    quote: str
    near: str
    document: str


WEIGHT = {"year": 4.0, "period": 1.5, "role": 3.0, "attribute": 2.5, "type": 2.5, "name": 3.0, "place": 3.0, "counted": 1.0}

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?=年|[^\d%.]|$)")
_PERIOD = re.compile(r"第?[一二三四1-4]季度|[上下]半年|前[一二三四五六七八九十两\d]+个?(?:季度|月)|\d{1,2}月份?(?:\d{1,2}[日号])?|\d{1,2}(?:至|-|到)\d{1,2}月")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+[届次期代批]|[一二三四五六七八九十]+届?[一二三四五六七八九十]+次|[a-z]*\d+[a-z英]+\w*")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:自治[区州县]|开发区|新区|[区县市省镇乡州村])(?!长|委|政|民|级|场|域|内|里|外|道|块|别|份)")
_NO_PLACE = re.compile(r"(?:地|城|园|社|小|片|辖|全|各|该|本|我|首|省|市|县|都|超|农|乡|股|菜|一个|哪[些个]?|什么|哪[些个]?城|库|山|保护|示范|聚集|集聚|产业|度假|风景|景|校|厂|矿|林|牧|灾|疫|郊|新|老|主城|工业)[区县市省镇乡州村]|开发区|新区|高新区|经开区")
_COUNTED = re.compile(r"(?:多少|几)[个家名项条座种位所台辆艘栋只篇部届]([\u4e00-\u9fff]{2,8})")


def examine(asked: Asked, ground: Ground, lexicon: Lexicon) -> list[Doubt]:
    """The doubts about an answer, by the order of the checks."""
    found = [*_years(asked, ground), *_period(asked, ground), *_role(asked, ground), *_named(asked, ground)]
    found += [*_attribute(asked, ground, lexicon.tables["attributes"]["same"]), *_unit(asked, ground, lexicon.tables["units"])]
    return [Doubt(check, what, WEIGHT[check] * share) for check, what, share in found]


Found = Iterator[tuple[str, str, float]]


def _years(asked: Asked, ground: Ground) -> Found:
    """An asked year stands near, or is what 今年, 去年 or 明年 means there; a text that dates nothing is not blamed."""
    here = set(_YEAR.findall(ground.near))
    for year in dict.fromkeys(_YEAR.findall(asked.folded)):
        if year in here or year in _meant(ground.near, ground.document):
            continue
        if set(_YEAR.findall(ground.quote)) or year not in ground.document:
            yield "year", year, 1.0
        elif here:
            yield "year", year, 0.5


def _meant(near: str, document: str) -> set[str]:
    """The years that 今年, 去年, 明年 and 前年 mean: now is the latest year of the document that is no plan's."""
    words = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "报告期": 0}
    used = {shift for word, shift in words.items() if word in near}
    if not used:
        return set()
    years = [int(y[0]) for y in _YEAR.finditer(document) if not re.search(r"[到至]$", document[: y.start()])]
    return {str(max(years) + shift) for shift in used} if years else {str(y) for y in range(2000, 2040)}


def _period(asked: Asked, ground: Ground) -> Found:
    for period in dict.fromkeys(_PERIOD.findall(asked.folded)):
        bare = period.removesuffix("份").removesuffix("号").removesuffix("日")
        if bare not in ground.near and not (re.fullmatch(r"\d{1,2}月", bare) and re.search(rf"(?<!\d){bare}|\d+(至|-)\d+月", ground.near)):
            yield "period", period, 1.0


def _role(asked: Asked, ground: Ground) -> Found:
    """The asked post stands beside a name; the asked person beside a post."""
    people = asked.people
    if asked.holder:
        plain = asked.holder
        if not re.search(rf"(?<!副){plain}", ground.near):
            yield "role", plain, 1.0
        elif not re.search(rf"(?<!副){plain}[\u4e00-\u9fffa-z·、,和]{{0,3}}?{people.name}|{people.name}[^。]{{0,12}}(?<!副){plain}|(?<!副){plain}[^。;]{{0,12}}[是为由:]", ground.quote):
            yield "role", plain, 0.7
    if asked.kind == "post" and asked.person:
        name = re.escape(asked.person)
        if not re.search(rf"{people.post}[^,。]{{0,3}}{name}|{name}[^。]{{0,24}}{people.post}|{name}[^。]{{0,10}}[是为]", ground.quote):
            yield "role", asked.person, 1.0


def _named(asked: Asked, ground: Ground) -> Found:
    """Names, ordinals, places and quotations of the question stand near the quote, or at least in its document."""
    for word in dict.fromkeys(_ORDINAL.findall(asked.folded)):
        if word not in ground.near and not (word.isascii() and word in ground.document):
            yield "name", word, 1.0
    for word in asked.names:
        if word not in ground.near:
            yield "name", word, 1.0 if word not in ground.document else 0.6
    for match in _PLACE.finditer(asked.folded):
        place = match[0]
        if _NO_PLACE.search(place) or place[-3:] in ground.near or place[-3:-1] in ground.near or (len(place) == 3 and place[:2] in ground.near):  # noqa: PLR2004
            continue
        yield "place", place[-3:], 1.0 if place[-3:-1] not in ground.document else 0.5


def _attribute(asked: Asked, ground: Ground, same: Sequence[str]) -> Found:
    """The asked attribute, or another word for it, stands near."""
    for group in same:
        match = re.search(group, asked.folded)
        if match and re.search(r"[\u4e00-\u9fffa-z]{2}", match[0]) and not re.search(group, ground.near):
            yield "attribute", match[0], 1.0
            return


def _unit(asked: Asked, ground: Ground, units: Mapping[str, Mapping[str, str]]) -> Found:
    """The quote holds a figure of the asked measure."""
    if asked.kind not in ("number", "date"):
        return
    for unit in units.values():
        if match := re.search(unit["asked"], asked.folded):
            if not re.search(unit["value"], ground.quote):
                yield "type", "", 1.0
            return
    if asked.value and not asked.value.search(ground.quote):
        yield "type", "", 1.0
    for counted in _COUNTED.findall(asked.folded):
        if counted[:2] not in ground.near and counted[-2:] not in ground.near:
            yield "counted", counted, 1.0


def ground(document: Document, citations: Sequence[Citation], fold: Callable[[str], str]) -> Ground:
    """What the quotes of one document stand on."""
    first, last = min(c.spans[0].start for c in citations), max(c.spans[-1].end for c in citations)
    around = document.text[max(0, first - NEAR) : min(last, first + 4 * NEAR) + NEAR]
    near = [c.chunk.context for c in citations] + [c.chunk.publication for c in citations] + [c.chunk.text for c in citations] + [around]
    return Ground(_solid(fold("\n".join(c.quote for c in citations))), _solid(fold("\n".join(near))), _document(document.text, fold))


@lru_cache(maxsize=64)
def _document(text: str, fold: Callable[[str], str]) -> str:
    return _solid(fold(text[:READ]))


def _solid(text: str) -> str:
    """Without white space between Han characters: a word may be torn at a line's end."""
    return re.sub(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])", "", text)
