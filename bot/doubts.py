"""What was asked and does not stand in the evidence: each check compares one asked thing with the quote and what is near it.

A check that fires is a doubt with a weight. Few sure ones refuse (in `confidence`), the others are said to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.config import Lexicon
from bot.questions import YEAR, Asked
from bot.schema import Citation, Document

NEAR = 150  # characters around a quote, in its document, that are near it
UNKNOWN = 0.6  # share of the words from which a question is about something else
HEAD = 200  # characters of a document that date it as a whole
READ = 100_000  # characters of a document that are looked at as a whole


@dataclass(frozen=True, slots=True)
class Doubt:
    """One asked thing that the evidence lacks. `check` names the check, `what` is the question's word for it."""

    check: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer stands on, folded: its quotes, what is near them (headline, section, paragraphs around), and the document, read if needed."""

    quote: str
    near: str
    read: Callable[[], str]

    @property
    def document(self) -> str:
        """The whole document."""
        return self.read()


WEIGHT = {"year": 7.0, "period": 4.0, "role": 6.0, "attribute": 6.0, "type": 5.0, "name": 6.0, "place": 6.0, "counted": 1.5, "unknown": 1.6, "plan": 6.0}

_PERIOD = re.compile(r"第?[一二三四1-4]季度|[上下]半年|前[一二三四五六七八九十两\d]+个?(?:季度|月)|\d{1,2}月份?(?:\d{1,2}[日号])?|\d{1,2}(?:至|-|到)\d{1,2}月")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+(?:[届次期代批]|(?=人民医院|医院|中学|小学|实验))|[一二三四五六七八九十]+届?[一二三四五六七八九十]+次|[一二三四五六七八九]期|\d+英寸|[a-z]+-?\d+|\d+[a-z]+")
_REAL = re.compile(r"实际|真正|最终|到底完成|actual")
_PLAN = re.compile(r"目标|预计|预期|力争|计划|将达|将突破|有望|争取|expected|planned|target")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:自治[区州县]|[区县市省镇乡州村])")
_NO_PLACE = re.compile(r"(?:地|城|园|社|小|片|辖|全|各|该|本|我|首|省|市|县|都|超|农|乡|股|菜|个|什么|哪.*|库|山|保护|示范|聚集|集聚|产业|度假|风景|景|校|厂|矿|林|牧|灾|疫|郊|新|老|主城|工业|开发|高新|经开|政|直辖|地级|地区|城中|特别)[区县市省镇乡州村]")
_COUNTED = re.compile(r"(?:多少|几)[个家名项条座种位所台辆艘栋只篇部届]([\u4e00-\u9fff]{2,8})")


def examine(asked: Asked, ground: Ground, lexicon: Lexicon) -> list[Doubt]:
    """The doubts about an answer, by the order of the checks."""
    found = [*_years(asked, ground), *_period(asked, ground), *_role(asked, ground), *_named(asked, ground), *_plan(asked, ground), *_unknown(asked)]
    found += [*_attribute(asked, ground, lexicon.tables["attributes"]["same"]), *_unit(asked, ground, lexicon.tables["units"])]
    worst: dict[tuple[str, str], float] = {}
    for check, what, share in found:
        worst[check, what] = max(worst.get((check, what), 0.0), WEIGHT[check] * share)
    return [Doubt(check, what, weight) for (check, what), weight in worst.items()]


Found = Iterator[tuple[str, str, float]]


def _years(asked: Asked, ground: Ground) -> Found:
    """An asked year stands near, or is what 今年, 去年 or 明年 means there; a text that dates nothing is not blamed."""
    here = set(YEAR.findall(ground.near))
    several = 0.3 if asks_several(asked) else 1.0
    for year in asked.years:
        if year in here or year in ground.document[:HEAD] or year in _meant(ground.near, ground.document):
            continue
        if year not in ground.document:
            yield "year", year, several if YEAR.search(ground.document) else 0.4
        elif YEAR.search(ground.quote):
            yield "year", year, several
        elif here:
            yield "year", year, 0.5


def _meant(near: str, document: str) -> set[str]:
    """The years that 今年, 去年, 明年 and 前年 mean: now is the latest year of the document that is no plan's."""
    words = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "报告期": 0}
    used = {shift for word, shift in words.items() if word in near}
    if not used:
        return set()
    years = [int(y[0]) for y in YEAR.finditer(document) if not re.search(r"[到至]$", document[: y.start()])]
    return {str(max(years) + shift) for shift in used} if years else {str(y) for y in range(2000, 2040)}


def _period(asked: Asked, ground: Ground) -> Found:
    """An asked quarter, half-year or month stands near; 前5个月 and 1-5月 are one."""
    near = _months(ground.near)
    for period in dict.fromkeys(_PERIOD.findall(_months(asked.folded))):
        bare = re.sub(r"(?<=月)份|[日号]$", "", period)
        if bare not in near and not (re.fullmatch(r"\d{1,2}月", bare) and re.search(rf"(?<!\d){bare}|\d+至\d+月", near)):
            yield "period", period, 1.0


def _months(text: str) -> str:
    return re.sub(r"前(\d+)个月", r"1至\1月", re.sub(r"(?<=\d)(?:月)?[-~—到](?=\d+月)", "至", text))


def _role(asked: Asked, ground: Ground) -> Found:
    """The asked post stands beside a name; the asked person beside a post."""
    people = asked.people
    if asked.holder:
        plain = asked.holder
        if not re.search(rf"(?<!副){plain}", ground.near):
            yield "role", plain, 1.0
        elif not re.search(rf"(?<!副){plain}[\u4e00-\u9fffa-z·、,和]{{0,3}}?{people.name}|{people.name}[^。]{{0,12}}(?<!副){plain}|(?<!副){plain}[^。;]{{0,12}}[是为由:]", ground.quote):
            yield "role", plain, 0.8
    if asked.kind == "post" and asked.person:
        name = "|".join({re.escape(asked.person), *(asked.person[i : i + 2] for i in range(len(asked.person) - 1))})  # one character may be mistyped
        name = f"(?:{name})"
        if not re.search(rf"{people.post}[^,。]{{0,3}}{name}|{name}[^。]{{0,24}}{people.post}|{name}[^。]{{0,10}}[是为]", ground.quote):
            yield "role", asked.person, 1.0


def _named(asked: Asked, ground: Ground) -> Found:
    """Names, ordinals, places and quotations of the question stand near the quote, or at least in its document."""
    for word in dict.fromkeys(_ORDINAL.findall(asked.folded)):
        if word not in ground.near and not (word.isascii() and word in ground.document):
            yield "name", word, 1.0
    for word in asked.names:
        if word not in ground.near and (word != asked.person or word[:2] not in ground.near):
            yield "name", word, 1.0 if word not in ground.document else 0.6
    for place in _places(asked.query.content):
        if place not in ground.near and place[:-1] not in ground.near:
            yield "place", place, 1.0 if place[:-1] not in ground.document else 0.6


def _places(content: str) -> Iterator[str]:
    """Whole words that name a place, also where the tokeniser set the last character apart."""
    words = content.split()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        for place in (word.removeprefix("年"), word + following if len(following) == 1 else ""):
            if _PLACE.fullmatch(place) and not _NO_PLACE.fullmatch(place):
                yield place


def _unknown(asked: Asked) -> Found:
    """Most words of the question stand nowhere in the collection."""
    words = {word for word in asked.query.content.split() if len(word) > 1}
    if asked.missing and len(asked.missing) >= UNKNOWN * len(words):
        yield "unknown", asked.missing[0], 1.0


def _plan(asked: Asked, ground: Ground) -> Found:
    """What really came about is asked, and the quote tells of a plan."""
    if (real := _REAL.search(asked.folded)) and _PLAN.search(ground.quote):
        yield "plan", real[0], 1.0


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
        yield "type", "", 0.4
    for counted in _COUNTED.findall(asked.folded):
        if counted[:2] not in ground.near and counted[-2:] not in ground.near:
            yield "counted", counted, 1.0


def asks_several(asked: Asked) -> bool:
    """Whether one question asks for several years."""
    return len(asked.years) > 1


def ground(citations: Sequence[Citation], open_document: Callable[[str], Document], fold: Callable[[str], str], *, several: bool) -> Ground:
    """What an answer stands on: its first citation, all of them where several things are asked together."""
    near: list[str] = []
    read = citations if several else citations[:1]
    texts: dict[str, str] = {}
    for citation in read:
        document = open_document(citation.chunk.document_id)
        texts[document.id] = document.text
        first, last = citation.spans[0].start, citation.spans[-1].end
        near += [citation.chunk.context, citation.chunk.publication, citation.chunk.text]
        near.append(document.text[max(0, first - NEAR) : min(last, first + 4 * NEAR) + NEAR])
    quote = _solid(fold("\n".join(citation.quote for citation in citations)))
    return Ground(quote, _solid(fold("\n".join(near))), lambda: "\n".join(_document(text, fold) for text in texts.values()))


@lru_cache(maxsize=64)
def _document(text: str, fold: Callable[[str], str]) -> str:
    return _solid(fold(text[:READ]))


def _solid(text: str) -> str:
    """Without white space between Han characters: a word may be torn at a line's end."""
    return re.sub(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])", "", text)
