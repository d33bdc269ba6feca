"""Questions in English: the one figure or date of a quote that can be meant."""

from __future__ import annotations

import re

from bot import patterns
from bot.analyzer import Analyzer
from bot.questions import Asked
from bot.short_answer.reading import Span
from bot.short_answer.words import Words

END = r"[.!?](?=\s|$)|\n"


def find(asked: Asked, folded: str, context: str, analyzer: Analyzer, words: Words) -> Span | None:
    """The only value of the asked form, where the quote or its headline has every word of the question."""
    value = _value(asked, words)
    found = list(value.finditer(folded)) if value else []
    new = [match for match in found if match["value"] not in asked.folded]
    if len(new) != 1 or _denied(folded, new[0], words) or _undated(asked, folded, new[0]):
        return None
    said = set(analyzer.analyze(f"{folded} {context}").split())
    return new[0].span("value") if all(word in said for word in asked.query.content.split()) else None


def _value(asked: Asked, words: Words) -> re.Pattern[str] | None:
    """What the answer may look like: 28 dollars, 14 miles, 1,200 pupils, 3 May 1987."""
    for row in words.english:
        if asks := patterns.match(row["asked"], asked.folded):
            noun = re.escape(asks["noun"][:-1]) if "noun" in asks.groupdict() else ""
            return patterns.pattern(row["value"].replace("{noun}", noun))
    return None


def _undated(asked: Asked, folded: str, found: re.Match[str]) -> bool:
    """Whether its sentence does not say the asked year."""
    end = patterns.pattern(END).search(folded, found.end("value"))
    sentence = patterns.split(END, folded[: found.start("value")])[-1] + folded[found.start("value") : end.end() if end else len(folded)]
    return any(year not in sentence for year in asked.years)


def _denied(folded: str, found: re.Match[str], words: Words) -> bool:
    """Whether it is only a bound, one end of a range, or is said not to be so."""
    before = patterns.split(END, folded[: found.start("value")])[-1]
    return bool(words.inexact_en.search(before)) or bool(patterns.match(words.range_en, folded[found.end("value") :]))
