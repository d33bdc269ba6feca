"""Checks that each compare one asked thing with the quote and with what is near it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from bot import patterns, scopes
from bot.config import Lexicon
from bot.doubts.form import formless
from bot.doubts.ground import Ground
from bot.doubts.usage import Usage
from bot.gazetteer import is_place
from bot.numerals import chinese_number, normal_numbers
from bot.questions import YEAR, Asked

UNKNOWN = 0.5  # share of the words from which a question is about something else
PERSON = 3  # characters of a name that can be known by two of them
HEAD = 200  # characters of a document that date it as a whole
SHARED = 0.67  # of a word's characters: from there on it stands near in other words
FIRST = (5.0, 2.0)  # how much more the first words of a question are missed than the others, if the collection has them elsewhere
OWN_WORD = 0.35  # how much less a word is missed that the collection never has
HEADLESS = 4.0  # how sure it is that nothing answers what is asked for by a word that is nowhere
HEADLESS_FIGURE = 0.6  # how sure it is that a figure is of something else, if what is asked for stands nowhere near
ABOVE = 0.4  # how sure it is that a passage is of another place, if its document names the asked one and it names none
BESIDE = 0.9  # how sure it is that the asked kind of figure is missing, if one stands beside the quote
OCCASION = 0.15  # how sure it is that the time of an occasion is missing
LOOSELY = 0.25  # how sure it is that a word is missing that people use for many things

Found = Iterator[tuple[str, str, float]]
"""Check, word, and how sure it is (0 to 1)."""


def asks_several(asked: Asked) -> bool:
    """Whether one question asks for several years."""
    return len(asked.years) > 1


def lacking(asked: Asked, here: Ground, lexicon: Lexicon, usage: Usage) -> list[tuple[str, str, float]]:
    """What each check finds missing."""
    table: Mapping[str, Any] = lexicon.tables["checks"]
    here = _spelled(here, asked, lexicon.tables["synonyms"]["shortened"])
    found = [
        *_years(asked, here),
        *_period(asked, here, table["period"], table["occasion"]),
        *_role(asked, here),
        *_named(asked, here, table["ordinal"]),
        *_wholes(asked, here, table, usage),
        *(("place", what, 1.0) for what in scopes.another(asked.folded, here.quote, here.near, table["levels"])),
        *_when(asked, here, table["when"], usage),
        *_plan(asked, here, table),
        *_other_side(asked, here, table["sides"]),
        *_unknown(asked, here, usage),
        *_attribute(asked, here, lexicon.tables["attributes"]),
        *_headless(asked, here, [table["measures"], *(unit["asked"] for unit in lexicon.tables["units"].values())], usage),
        *_unit(asked, here, table, usage),
        *_measure_word(asked, here, lexicon.tables["binding"]),
        *formless(asked, here, lexicon.tables["form"], lexicon.tables["binding"]["alike"], usage),
    ]
    return [
        *found,
        *_absent(asked, here, lexicon.tables["binding"]["no_place"], usage, {what for check, what, _ in found if check != "unknown"}),
    ]


def _spelled(here: Ground, asked: Asked, shortened: Sequence[Sequence[str]]) -> Ground:
    """The ground with the asked form of each name that stands there in its short or its long form."""
    named = [(one, group) for group in shortened for one in group if one in asked.folded]

    def both(text: str) -> str:
        said = [one for one, group in named if any(other in text for other in group)]
        return "\n".join([text, *(one for one in said if one not in text)])

    return replace(here, quote=both(here.quote), tight=both(here.tight), near=both(here.near))


def _years(asked: Asked, here: Ground) -> Found:
    """An asked year stands near, dates the document, or is what 今年 or 去年 means there; a text that dates nothing is hardly blamed.

    Beside the quote does not do for a figure where the quote is of another year, nor does a year that its own is compared with.
    """
    near = set(YEAR.findall(here.near))
    sure = 0.3 if asks_several(asked) else 1.0
    for year in asked.years:
        if year in _meant(here):
            continue
        if asked.kind == "number" and year in near and year not in set(_OF_ITSELF.findall(here.tight)) and _OF_ITSELF.search(here.quote):
            yield "apart", year, sure
        elif year in near or year in here.document[:HEAD]:
            continue
        elif year not in here.document:
            yield "year", year, sure if YEAR.search(here.document) else 0.2
        elif near:
            yield "year", year, sure if YEAR.search(here.quote) else 0.5


_SHIFTS = {"今年": 0, "本年": 0, "报告期": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "过去一年": -1, "过去的一年": -1, "上一年": -1}

_OF_ITSELF = re.compile(r"(?<![比较过于同])(?:19|20)\d\d(?!年?同期)")  # not what is compared with: 超过1954年, 比2020年

_COMPARED = re.compile(r"((?:19|20)\d\d)年(?:的|全年)?同期")


def _meant(here: Ground) -> set[str]:
    """The years that 今年 or 去年 mean near the quote: now is the latest year of the document's head, or of it all but for plans.

    What is compared with 2022年同期 is of 2023.
    """
    compared = {str(int(year) + 1) for year in _COMPARED.findall(here.near)}
    used = {shift for word, shift in _SHIFTS.items() if word in here.near}
    if not used:
        return compared
    dated = YEAR.findall(here.document[:HEAD])
    years = [int(year[0]) for year in YEAR.finditer(here.document) if here.document[: year.start()][-1:] not in ("到", "至")]
    now = {max(some) for some in ([int(year) for year in dated], years) if some}
    return compared | ({str(year + shift) for year in now for shift in used} if now else {str(year) for year in range(2000, 2040)})


_EACH_MONTH = re.compile(r"(?<![\d年至到二十])一月(?!份|[至到\d一二三])")


def _period(asked: Asked, here: Ground, pattern: str, occasion: str) -> Found:
    """An asked quarter, half-year or month stands near; beside the quote does not do where the quote has another one.

    When an occasion was, 12月那次采访里, is hardly missed: a text seldom says the month that it is of.
    """
    context = patterns.search(occasion, asked.folded)
    periods = dict.fromkeys(patterns.findall(pattern, _months(_EACH_MONTH.sub("", asked.folded))))
    near, tight = (_months(here.near), _months(here.tight)) if periods else ("", "")
    for period in periods:
        bare = patterns.sub(r"(?<=月)份|[日号]$", "", period)
        month = patterns.fullmatch(r"\d{1,2}月", bare)
        day = patterns.sub(r"^\d+月", "", bare)
        apart = day and not month and _in_time(bare.removesuffix(day), near) and _in_time(day + "日", near)  # 5月3日至4日
        if not _in_time(bare, near) and not apart and not (month and patterns.search(r"\d+至\d+月", near)):
            yield "period", _typed(period, asked), OCCASION if context and period in context[0] else 1.0
        elif not _in_time(bare, tight) and patterns.search(pattern, tight):
            yield "period", _typed(period, asked), 0.4


def _typed(period: str, asked: Asked) -> str:
    """A period in the numerals of the question: 四季度, not 4季度."""
    han = "一二三四"[int(period[0]) - 1] + period[1:] if patterns.match("[1-4]季度", period) else period
    return han if han in asked.folded else period


def _in_time(period: str, text: str) -> bool:
    """Whether a period stands in a text: 1月 is not in 11月, 季度 not in 前三季度."""
    return bool(patterns.search(rf"(?<![\d前至]){re.escape(period)}", text))


_SAME_TIME = {
    "1至6月": "上半年",
    "7至12月": "下半年",
    "1至3月": "1季度",
    "4至6月": "2季度",
    "7至9月": "3季度",
    "10至12月": "4季度",
    "1至9月": "前3季度",
}


def _months(text: str) -> str:
    """The text with its periods in one form: 前六个月, 1-6月 and 上半年 are one."""
    text = patterns.sub(r"(?<=\d)月?[-~—到至](?=\d+月)", "至", normal_numbers(text))
    text = patterns.sub(r"第?([一二三四1-4])季度", lambda quarter: f"{'一二三四'.find(quarter[1]) + 1 or quarter[1]}季度", text)
    text = patterns.sub(r"前([\d一二三四五六七八九十]+)个?月", lambda months: f"1至{chinese_number(months[1]) or months[1]}月", text)
    return patterns.sub(r"(?<!\d)\d{1,2}至\d{1,2}月", lambda months: _SAME_TIME.get(months[0], months[0]), text)


def _role(asked: Asked, here: Ground) -> Found:
    """The asked post stands beside a name, the asked person beside a post; one character of the name may be mistyped."""
    people = asked.people
    if asked.holder:
        post = rf"(?<!副){asked.holder}"
        after = [rf"[\u4e00-\u9fffa-z·、,和]{{0,3}}?{people.name}", "[^。;]{0,12}[是为由:]"]
        if not patterns.search(post, here.near):
            yield "role", asked.holder, 1.0
        elif not patterns.beside(post, here.quote, [rf"{people.name}[^。]{{0,12}}"], after):
            yield "role", asked.holder, 0.8
    if asked.kind == "post" and asked.person:
        name = f"(?:{_but_one(asked.person) if len(asked.person) == PERSON else re.escape(asked.person)})"
        before = [rf"{people.post}[^,。]{{0,3}}", "的[一-龥]{2,5}"]
        after = [rf"[^。]{{0,24}}{people.post}", "[^。]{0,10}[是为]"]
        if patterns.search("[做干](?:什么|啥)|工作|职业", asked.folded):
            after.append("[^,。;]{0,8}(?:[当做教开办种卖学]|从事|经营|工作|上班|务农|打工)")
        if not patterns.beside(name, here.quote, before, after):
            yield "role", asked.person, 1.0


def _named(asked: Asked, here: Ground, ordinal: str) -> Found:
    """Names, quotations and numbered things of the question stand near the quote, or at least in its document."""
    numbered = dict.fromkeys(patterns.findall(ordinal, asked.folded))
    near = here.near + here.quote if len(numbered) > 1 else here.near  # of several each may have a quote of its own
    for word in numbered:
        if word not in near and not (word.isascii() and word in here.document):
            yield "name", word, 0.3 if word.isascii() else 1.0
    bare = patterns.sub(r"\W", "", here.near)
    for word in asked.names:
        if patterns.sub(r"\W", "", word) not in bare:
            if word not in asked.words and word[:-1] in asked.words:  # a word and the character after it
                yield "name", word, 0.0 if word[:-1] in bare else 0.25
                continue
            yield "name", word, 0.1 if _mistyped(word, bare) else 0.6 if word in here.document else 1.0


def _mistyped(word: str, text: str) -> bool:
    """Whether a name of three characters stands in a text but for one character, as people type 李小明 for 李晓明."""
    return len(word) == PERSON and bool(patterns.search(_but_one(word), text))


def _but_one(word: str) -> str:
    return "|".join(re.escape(word[:at]) + "." + re.escape(word[at + 1 :]) for at in range(len(word)))


_NO_NAME = "省市县区乡镇村各全本该我新老旧对和一二两三四五六七八九十"  # what no name of a place begins with


def _wholes(asked: Asked, here: Ground, table: Mapping[str, str], usage: Usage) -> Found:
    """Whole names of places and organisations: what is before 区, 集团 or 大学 stands near.

    Where it stands only beside the quote, which has another of its kind, the quote is likely about that one.
    """
    words = asked.query.content.split()
    joined = [a + b for a, b in pairwise(words) if patterns.fullmatch(table["named"], b) and a + b in asked.folded]
    for word in dict.fromkeys([*asked.words, *joined]):
        name = patterns.fullmatch(rf"(?![{_NO_NAME}])(?P<own>[\u4e00-\u9fff]{{2,6}}?)(?<![上下到过进])(?:{table['named']})", word)
        if (
            not name
            or word in usage.common
            or patterns.search(usage.no_word, word)
            or (word not in here.near and usage.stands(word, here.near))
        ):
            continue
        own, kind = name["own"], word[name.end("own") :]
        if own not in here.near:
            named_above = own in here.document and not patterns.search(rf"[一-龥](?![{_NO_NAME}])[一-龥]{kind}", here.quote)
            yield "place", word, ABOVE if named_above else 1.0
        elif word not in here.near and (own not in here.tight or patterns.fullmatch(table["never_short"], kind)):
            yield "place", word, 0.5
        elif own not in here.tight and patterns.search(rf"[一-龥](?![{_NO_NAME}])[一-龥]{kind}", here.quote):
            yield "place", word, 0.8


def _plan(asked: Asked, here: Ground, table: Mapping[str, str]) -> Found:
    """What really came about is asked, and the quote tells of a plan."""
    if (real := patterns.search(table["real"], asked.folded)) and patterns.search(table["plan"], here.quote):
        yield "plan", real[0], 1.0


def _other_side(asked: Asked, here: Ground, sides: Sequence[tuple[str, str]]) -> Found:
    """Of two opposites the asked one stands near where the quote has the other: 出口 and 进口, 最高 and 最低."""
    for one, other in [*sides, *((other, one) for one, other in sides)]:
        match = patterns.search(one, asked.folded)
        if (
            match
            and not patterns.search(other, asked.folded)
            and not patterns.search(one, here.near)
            and patterns.search(other, here.quote)
        ):
            yield "attribute", match[0], 1.0


def _unknown(asked: Asked, here: Ground, usage: Usage) -> Found:
    """Most words of the question stand nowhere in the collection."""
    words = [word for word in asked.query.content.split() if len(word) > 1 and (word in asked.words or word.isascii())]
    missing = [
        word for word in asked.missing if word in words and not patterns.search(usage.no_word, word) and not usage.stands(word, here.near)
    ]
    if missing and len(missing) >= UNKNOWN * len({word for word in words if not patterns.search(usage.no_word, word)}):
        yield "unknown", missing[0], 1.0


def _attribute(asked: Asked, here: Ground, words: Mapping[str, Any]) -> Found:
    """The asked attribute, or another word for it, stands near; 花了多少 may be answered by many words.

    Where no figure or date is asked, a word far from the question word only says of what kind a thing is: a desert of a large 面积.
    """
    for same in words["same"]:
        match = patterns.search(same, asked.folded)
        if match and patterns.search(r"[\u4e00-\u9fffa-z]{2}", match[0]) and not patterns.search(same, here.near):
            aside = asked.kind in ("reason", "manner", "place", "who", "org", "list") and asked.focus and not _in_focus(asked, match[0])
            yield "attribute", match[0], LOOSELY if aside or patterns.fullmatch(words["loosely"], match[0]) else 1.0
            return


def _in_focus(asked: Asked, word: str) -> bool:
    """Whether a word stands beside the question word."""
    return any(f"b{a}{b}" in asked.focus for a, b in pairwise(word))


def _headless(asked: Asked, here: Ground, measures: Sequence[str], usage: Usage) -> Found:
    """What the figure is of, 库容 of 库容是多少, stands near; a word for the measure itself, 面积, has others."""
    head = asked.head
    if asked.kind != "number" or not patterns.search(rf"{re.escape(head)}(?:一?共)?[是有为达]?到?多少[?]?$", asked.folded) or not head:
        return
    if usage.loose(head) or any(patterns.search(measure, head) for measure in measures) or usage.stands(head, here.near):
        return
    if sum(ch in here.near for ch in head) < len(head):
        yield "attribute", head, HEADLESS_FIGURE


def _unit(asked: Asked, here: Ground, table: Mapping[str, str], usage: Usage) -> Found:
    """The quote holds a figure of the asked measure, or a date, and what is counted stands near."""
    if asked.kind not in ("number", "date"):
        return
    if asked.measure and not _measured(asked.measure, here.quote, table["other_unit"]):
        yield "type", "", BESIDE if _measured(asked.measure, here.near, table["other_unit"]) else 1.0
    elif not asked.measure and asked.value and not asked.value.search(here.quote):
        yield "type", "", 0.4
    for found in patterns.finditer(table["counted"], asked.folded):
        thing = next((word for word in asked.words if asked.folded.startswith(word, found.end())), "")
        if thing and not usage.stands(thing, here.near):
            yield "counted", thing, 1.0


def _measured(measure: re.Pattern[str], text: str, other: str) -> bool:
    """Whether a figure of a measure stands in a text: 8万 of 8万斤 is no money."""
    return any(found[0][-1] not in "万亿" or not patterns.match(other, text[found.end() :]) for found in measure.finditer(text))


_AMOUNT = r"(?:\d[\d.,]*|[〇一二三四五六七八九十百千万两数几半]+)[余多]?[万亿千百]*[余多]?"


def _measure_word(asked: Asked, here: Ground, words: Mapping[str, Any]) -> Found:
    """A figure with the asked measure word, or one that may stand for it, is in the quote: 多少集, 多少岁."""
    for found in patterns.finditer(words["counted"], asked.folded):
        alike = "".join(group for group in words["alike"] if found[1] in group)
        yield from _figure(rf"{_AMOUNT}[{found[1]}{alike}个]", here)
    if patterns.search(words["people_asked"], asked.folded):
        yield from _figure(_AMOUNT + words["people"], here)


def _figure(pattern: str, here: Ground) -> Found:
    """A figure that must be in the quote; where it stands beside the quote, the wrong sentence may be quoted."""
    if not patterns.search(pattern, here.quote):
        yield "type", "", BESIDE if patterns.search(pattern, here.near) else 1.0


def _when(asked: Asked, here: Ground, when: str, usage: Usage) -> Found:
    """What is asked to have come about at some time, 何时开幕, stands near."""
    for word in patterns.findall(rf"{when}(?!只有|不是|第一|之[前后间]|以[前后来])([\u4e00-\u9fff]{{2}})", asked.folded):
        if word in usage.common and not usage.stands(word, here.near):
            yield "attribute", word, 0.25


def _absent(asked: Asked, here: Ground, no_place: str, usage: Usage, doubted: Collection[str]) -> Found:
    """Words that are no common ones stand near, or begin like what stands there; who asks with a common word may mean another.

    A question names first what it is about: its first word, if other passages have it, is missed most, the second one less.
    A word that stands nowhere may be the asker's own, if it is not the very thing that is asked for and shares hardly a character
    with what is there; the name of a place that stands nowhere is not.
    """
    text = here.near + here.quote
    words = [word for word in asked.words if not patterns.search(usage.no_word, word)]
    for at, word in enumerate(words):
        if usage.loose(word) or usage.stands(word, text) or any(word in what or what in word for what in doubted if what):
            continue
        shared = [ch in text for ch in word]
        if sum(shared) < SHARED * len(word) and not shared[0]:
            kind = 1.0 if sum(shared) < SHARED * len(word) / 2 else 0.5
            if word == asked.head and word in asked.missing:
                yield "absent", word, HEADLESS * kind
            elif word in asked.missing and is_place(word) and not patterns.fullmatch(no_place, word):
                yield "place", word, 1.0
            elif word in asked.missing:
                yield "absent", word, kind * OWN_WORD
            else:
                yield "absent", word, FIRST[at] if at < len(FIRST) else kind
