"""Figures and times in a folded text: where they stand, what they measure, and whether two figures say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.numerals import chinese_number

SPREAD = 0.1  # how far 超过, 近 and 余 reach, as a part of the figure
ABOUT = 0.05

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?|[一二三四五六七八九十两][〇零一二三四五六七八九十百千]*"
_SCALES = {
    "": 1.0,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
}


DATE = "date"  # the measure of a date
_DATE = re.compile(r"(?<!\d)(?P<year>1\d\d\d|20\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit and the words that belong to it (超过1000亿元), and between what its true value lies."""

    start: int
    end: int
    measure: str
    low: float
    high: float

    def agrees(self, other: Figure) -> bool:
        """Whether both may be one value, each as exact as it is written: 2.8万亩 and 28000亩, 超过1000亿元 and 1078.6亿元."""
        return self.measure == other.measure and self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Time:
    """A time as the text says it. `year`: None if none is said; `shift`: what 今年 (0) or 去年 (-1) adds to now; `part` of a year."""

    start: int
    end: int
    year: int | None
    shift: int | None
    part: str


class Reading:
    """The lexicon's table `figures`, ready to read with."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.units = {unit: (name, float(factor)) for name, units in table["measures"].items() for unit, factor in units.items()}
        self.units |= {word: (word, 1.0) for word in table["counted"]}
        self.unit = "|".join(sorted(map(re.escape, self.units), key=len, reverse=True))
        self._scales = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
        self._figure = re.compile(
            rf"(?P<above>{table['above']})?(?P<below>{table['below']})?(?P<about>{table['about']})?"
            rf"(?<![a-z\d.第数几])(?P<number>{_NUMBER})(?P<more>[余多])?(?P<scale>{self._scales})?(?P<rest>[余多])?"
            rf"(?P<unit>{self.unit})(?P<after>{table['after']})?"
        )
        shifts = "|".join(table["shift"])
        until, plan = table["until"], table["plan"]
        self._shift: Mapping[str, int] = table["shift"]
        self._time = re.compile(
            rf"(?:(?:{until})(?=[\d今去明本前上下第一二三四]))?(?:(?P<column>{table['column']})"
            rf"|(?:(?P<year>{table['year']})|(?P<shift>{shifts}))(?P<part>{table['part']}|{table['edge']})?|(?P<alone>{table['part']})|(?P<now>{table['now']}))"
        )
        self._since = re.compile(rf"(?:{table['since']})$")
        self._begins = re.compile(rf"[^,。;]{{0,6}}?(?:{table['begins']})")
        self.plan = re.compile(plan)
        self.whole: str = table["whole"]

    def figures(self, folded: str) -> list[Figure]:
        """The figures of a text, in order."""
        return [figure for found in self._figure.finditer(folded) if (figure := self._read(found))]

    @staticmethod
    def dates(folded: str) -> list[Figure]:
        """The dates of a text as figures: 2010年 and 2010年8月 may be one, 2011年 is another."""
        return [Figure(*found.span(), DATE, _day(found, "1", "1"), _day(found, "12", "31")) for found in _DATE.finditer(folded)]

    def _read(self, found: re.Match[str]) -> Figure | None:
        digits = found["number"].replace(",", "")
        number = float(digits) if digits[0].isdigit() else chinese_number(digits)
        if number is None or (digits == "一" and not found["scale"]):
            return None
        measure, factor = self.units[found["unit"]]
        size = _SCALES[found["scale"] or ""] * factor
        step = 10.0 ** -len(digits.partition(".")[2]) if digits[0].isdigit() else 1.0
        low, high = number - 0.499 * step, number + 0.499 * step
        after = found["after"] or ""
        if found["above"] or found["more"] or found["rest"] or after in ("以上", "之多"):
            low, high = number, number * (1 + SPREAD)
        elif found["below"]:
            low, high = number * (1 - SPREAD), number
        elif found["about"] or after:
            low, high = number * (1 - ABOUT), number * (1 + ABOUT)
        return Figure(*found.span(), measure, low * size, high * size)

    def times(self, folded: str) -> list[Time]:
        """The times of a text that may date a figure, in order: not those since when or compared with which something is."""
        return [
            self._timed(found)
            for found in self._time.finditer(folded)
            if not self._since.search(folded[: found.start()]) and not self._begins.match(folded, found.end())
        ]

    def _timed(self, found: re.Match[str]) -> Time:
        said = found["column"] or found["year"]
        year = None
        if said:
            bare = said.rstrip("年度")
            year = int(bare) if bare.isascii() else chinese_number(bare)
        shift = self._shift[found["shift"]] if found["shift"] else None
        part = (found["part"] or found["alone"] or "").removeprefix("第")
        return Time(*found.span(), year, shift, "" if part == self.whole else part)


def _day(found: re.Match[str], month: str, day: str) -> float:
    """A date as a number that grows with it; `month` and `day` where none is said."""
    return float(f"{int(found['year'])}{int(found['month'] or month):02}{int(found['day'] or day):02}")
