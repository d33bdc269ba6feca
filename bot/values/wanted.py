"""What a question for a figure asks: the attribute, the words of its subject, the measure, the time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from bot import patterns
from bot.config import Lexicon
from bot.figures import DATE, Figure, Reading, Time
from bot.questions import Asked

_MEASURED = {"share", "money", "area", "length", "weight", "people"}  # tables of units.yaml that name one measure of figures.yaml


@dataclass(frozen=True, slots=True)
class Wanted:
    """The figure that is asked for.

    attribute  a pattern of the words that say it
    subject    the words that must stand near it
    measure    of its unit, "" if any
    years      and `part` of a year: what is asked of, () and "" if no time is
    words      the lexicon's table `values`
    """

    attribute: str
    subject: tuple[str, ...]
    measure: str
    years: tuple[int, ...]
    part: str
    words: Mapping[str, str]
    reading: Reading

    def figures(self, folded: str) -> list[Figure]:
        """The figures of a text, or its dates where a date is asked."""
        return self.reading.dates(folded) if self.measure == DATE else self.reading.figures(folded)

    def times(self, folded: str) -> list[Time]:
        """The times that may date a figure; nothing dates a date."""
        return [] if self.measure == DATE else self.reading.times(folded)

    def named(self, folded: str) -> bool:
        """Whether a text can say it: it has a word for the attribute, or an area, which needs none (28万亩的园区)."""
        return self.measure == "area" or bool(patterns.search(self.attribute, folded))


def wanted(asked: Asked, lexicon: Lexicon) -> Wanted | None:
    """The one figure that a question asks for; None where it asks for something else, or does not say of what."""
    words: Mapping[str, Any] = lexicon.tables["values"]
    question = asked.folded
    if asked.kind not in ("number", "date", "other", "definition") or patterns.search(words["unfit"], question) or question.isascii():
        return None
    reading = _reading(lexicon)
    times = reading.times(question)
    measure = DATE if asked.kind == "date" else _measure(question, reading, lexicon)
    attribute = _event(question, words) if measure == DATE else _attribute(asked, measure, reading, lexicon)
    if not attribute or (asked.kind != "number" and not measure) or any(time.shift is not None for time in times):
        return None
    subject = _subject(asked, attribute, times, reading, words)
    if all(len(word) < 2 or patterns.fullmatch(words["generic"], word) for word in subject):
        return None
    if patterns.search(words["rate"], attribute) and not any(patterns.search(words["grows"], word) for word in subject):
        return None  # how much something of it grew: of what?
    years = tuple(time.year for time in times if time.year)
    return Wanted(attribute, subject, measure, years, next((time.part for time in times if time.part), ""), words, reading)


@lru_cache(maxsize=2)
def _reading(lexicon: Lexicon) -> Reading:
    return Reading(lexicon.tables["figures"])


def _measure(question: str, reading: Reading, lexicon: Lexicon) -> str:
    """The measure of the asked unit, or of the asked attribute; "" if only the figure can tell."""
    if said := patterns.search(_counted(reading), question):
        return str(reading.units[said[2]][0])
    units = lexicon.tables["units"]
    return next((name for name in units if name in _MEASURED and patterns.search(units[name]["asked"], question)), "")


def _counted(reading: Reading) -> str:
    """多少 or 几 with a unit."""
    return rf"(多少|几)(?:个?[百千万亿]+)?({reading.unit})"


def _attribute(asked: Asked, measure: str, reading: Reading, lexicon: Lexicon) -> str:
    """A pattern of the words for the asked attribute: a narrow group of the lexicon, else the very word, else the thing that is counted."""
    words, question, content = lexicon.tables["values"], asked.folded, asked.query.content.split()
    rate = patterns.search(words["rate"], question) if measure == "share" else None
    groups = [(word, group) for group in words["attributes"] for word in group if word in (rate[0] if rate else question)]
    if not groups and measure == "area" and patterns.search("亩|公顷|平方", question):
        groups = [("占地", group) for group in words["attributes"] if "占地" in group]
    if groups:
        said, group = max(groups, key=lambda pair: len(pair[0]))
        longer = [word for word in content if said in word and word not in group]  # 利润率 is no 利润
        return "|".join(sorted(map(re.escape, longer or group), key=len, reverse=True))
    ratios = [(before + word if len(word) == 1 else word) for before, word in pairwise(["", *content]) if word.endswith("率")]
    if measure == "share" and ratios:
        return re.escape(ratios[-1])
    bare = patterns.sub(_counted(reading), r"\1", question)  # 千瓦 in 多少千瓦 is no attribute
    same = [found[0] for pattern in lexicon.tables["attributes"]["same"] for found in patterns.finditer(pattern, bare) if len(found[0]) > 1]
    if same:
        said = max(same, key=len)
        return re.escape(next((word for word in content if said in word), said))
    return re.escape(_thing(bare, content, words["frame"]))


def _event(question: str, words: Mapping[str, Any]) -> str:
    """A pattern of the words for what happened, "" where that is none of the few that happen once."""
    groups = [(word, group) for group in words["events"] for word in group if word in question]
    return "|".join(sorted(max(groups, key=lambda pair: len(pair[0]))[1], key=len, reverse=True)) if groups else ""


def _thing(question: str, content: Sequence[str], frame: str) -> str:
    """What is counted: the last word after 多少, or before it."""
    before, mark, after = question.rpartition("多少" if "多少" in question else "几")
    where = after if patterns.search("[\u4e00-\u9fff]{2}", after) else before
    near = [word for word in content if len(word) > 1 and word in where and not patterns.fullmatch(frame, word)]
    return near[-1] if mark and near else ""


def _subject(asked: Asked, attribute: str, times: Sequence[Time], reading: Reading, words: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of the question beside its attribute, time, unit and frame."""
    bare = asked.folded
    for time in reversed(times):
        bare = bare[: time.start] + " " + bare[time.end :]
    bare = patterns.sub(rf"{attribute}|{_counted(reading)}", " ", bare)
    left = [patterns.sub(attribute, "", word) for word in asked.query.content.split()]
    kept = [word for word in left if word and word in bare and not patterns.fullmatch(rf"(?:{words['frame']})+|[\d.%]+", word)]
    return tuple(dict.fromkeys(_joined(kept, asked.folded)))


def _joined(words: Sequence[str], question: str) -> list[str]:
    """Words with a single character joined to the one beside it in the question: 西 挪威 is 西挪威, not 西 anywhere."""
    whole: list[str] = []
    for word in words:
        if whole and (len(word) == 1 or len(whole[-1]) == 1) and whole[-1] + word in question:
            whole[-1] += word
        else:
            whole.append(word)
    return whole
