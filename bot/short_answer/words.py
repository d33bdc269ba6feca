"""The words and patterns by which short answers are found, made ready from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Self

from bot import patterns
from bot.config import Lexicon
from bot.figures import Reading as Figures
from bot.questions import People

_DIGITS = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百千万亿两〇零半]+|数[十百千万]+)"


@dataclass(frozen=True, slots=True)
class Plain:
    """The patterns of short.yaml that stand there as they are used; the file says what each is."""

    copula: re.Pattern[str]
    by: re.Pattern[str]
    asks_one: re.Pattern[str]
    asks_name: re.Pattern[str]
    asks_day: re.Pattern[str]
    asks_year: re.Pattern[str]
    asks_after: re.Pattern[str]
    asks_share: re.Pattern[str]
    asks_holder: re.Pattern[str]
    asks_work: re.Pattern[str]
    asks_country: re.Pattern[str]
    work: re.Pattern[str]
    place_end: re.Pattern[str]
    inside: re.Pattern[str]
    branch: re.Pattern[str]
    points_back: re.Pattern[str]
    region: re.Pattern[str]
    placed: re.Pattern[str]
    dated: re.Pattern[str]
    no_name: re.Pattern[str]
    denies: re.Pattern[str]
    points: re.Pattern[str]
    only_count: re.Pattern[str]
    kind_of: re.Pattern[str]
    owner: re.Pattern[str]
    period: re.Pattern[str]
    whole: re.Pattern[str]
    from_now: re.Pattern[str]
    takes_out: re.Pattern[str]
    asks_price: re.Pattern[str]
    priced: re.Pattern[str]
    free: re.Pattern[str]
    lasts_on: re.Pattern[str]
    class_of: re.Pattern[str]
    counts_off: re.Pattern[str]
    says_is: re.Pattern[str]
    is_said: re.Pattern[str]
    quotation: re.Pattern[str]
    named: re.Pattern[str]
    row: re.Pattern[str]
    joins: re.Pattern[str]
    listed: re.Pattern[str]
    like: re.Pattern[str]
    counted_end: re.Pattern[str]
    about: re.Pattern[str]
    no_figure: re.Pattern[str]
    counts: re.Pattern[str]
    lasting: re.Pattern[str]
    links: re.Pattern[str]
    at_most: re.Pattern[str]
    row_after: re.Pattern[str]
    became: re.Pattern[str]
    came_to: re.Pattern[str]
    summed: re.Pattern[str]
    asks_sum: re.Pattern[str]
    together: re.Pattern[str]
    parts: re.Pattern[str]
    dates: re.Pattern[str]
    moved: re.Pattern[str]
    spans: re.Pattern[str]
    spanned: re.Pattern[str]
    byline: re.Pattern[str]
    before_post: re.Pattern[str]
    born: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """The patterns of the table, compiled."""
        return cls(**{field.name: re.compile(table[field.name]) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is understood of a question and a quote while a short answer is looked for.

    forms      what stands in the place of the answer, by its form
    skipped, opens, closes, adverbs, vague, empty, does     lists of short.yaml
    amount     a figure with what bounds it; `measured`: whether it ends in a measure word
    how_many   what asks for a figure, with its measure word; uncounted: with one that is not known
    alike      measure words that stand for an asked one, as patterns; units: figures by what they measure (units.yaml)
    country    the names of countries; states: what asks for a thing that is stated, and what goes before it
    group      the end of a group's name; officer: a name after a post; title: a post before a name
    meanings   patterns of words for one thing (attributes.yaml, synonyms.yaml)
    values     tells whether two figures say the same
    english    what asks in English, with the form of its value; what makes a figure inexact, or one of two
    """

    plain: Plain
    people: People
    forms: Mapping[str, re.Pattern[str]]
    skipped: frozenset[str]
    opens: frozenset[str]
    closes: frozenset[str]
    adverbs: frozenset[str]
    vague: frozenset[str]
    empty: frozenset[str]
    does: frozenset[str]
    amount: re.Pattern[str]
    measured: re.Pattern[str]
    row_before: re.Pattern[str]
    how_many: re.Pattern[str]
    uncounted: re.Pattern[str]
    alike: Mapping[str, str]
    units: tuple[Mapping[str, str], ...]
    ordinal: re.Pattern[str]
    group: re.Pattern[str]
    officer: re.Pattern[str]
    title: re.Pattern[str]
    after_name: str
    country: re.Pattern[str]
    states: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    meanings: tuple[re.Pattern[str], ...]
    values: Figures
    english: tuple[Mapping[str, str], ...]
    inexact_en: re.Pattern[str]
    range_en: str

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, lexicon: Lexicon) -> Words:
        """The words of a lexicon."""
        table: Mapping[str, Any] = lexicon.tables["short"]
        people = People.of(lexicon)
        measures, about, bounds = table["measures"], table["about"], table["bounds"]
        number = rf"{_DIGITS}[余多]?[百千万亿]*[余多]?(?:\s?(?:{measures}))?"
        alike = (*lexicon.tables["synonyms"]["groups"], *lexicon.tables["synonyms"]["shortened"])
        same = [*lexicon.tables["attributes"]["same"], *map("|".join, alike)]
        return cls(
            plain=Plain.of(table),
            people=people,
            forms={form: re.compile(pattern) for form, pattern in table["forms"].items()},
            **{name: frozenset(table[name]) for name in ("skipped", "opens", "closes", "adverbs", "vague", "empty", "does")},
            amount=re.compile(
                rf"(?:(?:{about})(?=[\d一二三四五六七八九十百千两数半]))?(?<![a-z\d.])(?:{number}(?:至|-|~|到))?{number}(?:{bounds})?"
            ),
            measured=re.compile(f"(?:{measures})(?:{bounds})?$"),
            row_before=re.compile(rf"{number}(?:[、和及与]|以及)(?:{about})?$"),
            how_many=re.compile(rf"(?P<ordinal>第)?(?:多少|几)[十百千万亿]*(?P<measure>{measures})?|多[大高长久远重宽深厚](?!的)"),
            uncounted=re.compile(rf"(?:多少|几)(?!{measures}|[钱成点分度百千万亿])[\u4e00-\u9fff]$"),
            alike=table["alike"],
            units=tuple(lexicon.tables["units"].values()),
            ordinal=re.compile(lexicon.tables["checks"]["ordinal"]),
            group=re.compile(f"(?:{table['groups']})$"),
            officer=re.compile(rf"(?:{people.post})(?P<name>{people.name})"),
            title=re.compile(rf".*?{people.post}(?=[\u4e00-\u9fff·]{{2,}}$)"),
            after_name=table["after_name"],
            country=re.compile("|".join(sorted(table["countries"].split(), key=len, reverse=True))),
            states=tuple((re.compile(row["asked"]), re.compile(row["said"] + table["stated"])) for row in table["states"]),
            meanings=tuple(map(re.compile, same)),
            values=Figures(lexicon.tables["figures"]),
            english=tuple(table["english"]),
            inexact_en=re.compile(table["inexact_en"]),
            range_en=table["range_en"],
        )

    def same(self, word: str, text: str) -> bool:
        """Whether a word, another of its meaning, or half of a long word stands in a text."""
        if word in text or (len(word) > 2 and (word[:2] in text or word[-2:] in text)):
            return True
        return any(meaning.search(word) and meaning.search(text) for meaning in self.meanings)

    def agree(self, one: str, other: str) -> bool:
        """Whether two texts give one figure: 49.0% and 49%, 2.8万亩 and 28000亩; as texts where they can't be read."""
        left, right = (self.values.figures("".join(text.split())) for text in (one, other))
        if left and right:
            return any(a.agrees(b) for a in left for b in right)
        one, other = ("".join(text.split()) for text in (one, other))
        return one in other or other in one

    def measures(self, attribute: str) -> str | None:
        """The pattern of a figure for what a question asks, None where no attribute with a unit is asked."""
        return next((unit["value"] for unit in self.units if patterns.search(unit["asked"], attribute)), None)
