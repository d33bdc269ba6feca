"""What every finder looks at: the folded quote with its clauses, sentences and words, and the patterns of the lexicon."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from bot.config import Lexicon
from bot.questions import YEAR, People

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W{HAN}]+(?:[.·-][^\W{HAN}]+)*")
_STOP = re.compile(r"[。!?\n]")
_BREAK = re.compile(r"[。;:!?\n]|(?<!\d),|,(?!\d{3}(?!\d))")
LEAD = 4  # characters after a time that still belong to it: 2021年5月以来，

_DIGITS = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百千万亿两〇零半]+|数[十百千万]+)"


class Reading:
    """A folded quote, read once. Clauses end with their mark; a time before a comma belongs to what follows it."""

    def __init__(self, folded: str, context: str, cut: Callable[[str], Sequence[str]], date: re.Pattern[str]) -> None:
        self.folded, self.context, self._cut = folded, context, cut
        self.clauses: list[tuple[int, int]] = []
        start = 0
        for mark in _BREAK.finditer(folded):
            opening = date.match(folded, start + bool(folded[start : start + 1] in "到至自从在于"))
            if mark[0] == "," and opening and mark.start() - opening.end() <= LEAD:
                continue
            self.clauses.append((start, mark.end()))
            start = mark.end()
        self.clauses.append((start, len(folded)))
        self._stops = [0, *(mark.end() for mark in _STOP.finditer(folded))]

    def cut(self, text: str) -> list[str]:
        """The words of a text, marks and white space left out."""
        return [word for run in _RUN.finditer(text) for word in (self._cut(run[0]) if run["han"] else (run[0],))]

    @cached_property
    def words(self) -> dict[int, int]:
        """Start -> end of each word of the quote."""
        return dict(self.spans(self.folded))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each word of a text."""
        for run in _RUN.finditer(text):
            pieces = self._cut(run[0]) if run["han"] else [run[0]]
            ends = [run.start() + length for length in accumulate(map(len, pieces))]
            yield from zip([run.start(), *ends], ends, strict=False)

    @cached_property
    def bounds(self) -> frozenset[int]:
        """Where a word may end: no offset inside a word."""
        inside = {at for start, end in self.words.items() for at in range(start + 1, end) if "\u3400" <= self.folded[at - 1]}
        return frozenset(range(len(self.folded) + 1)) - inside

    def clause(self, at: int) -> tuple[int, int]:
        """The clause around an offset."""
        return self.clauses[min(bisect_right(self.clauses, (at, len(self.folded) + 1)) - 1, len(self.clauses) - 1)]

    def clause_before(self, start: int) -> str:
        """The clause of the same sentence that ends where this one starts."""
        return self.folded[self.clause(start - 1)[0] : start] if start > self.sentence_start(start) else ""

    def sentence_start(self, at: int) -> int:
        """Where the sentence around an offset starts."""
        return self._stops[bisect_right(self._stops, at) - 1]

    def sentence_end(self, at: int) -> int:
        """Where it ends."""
        n = bisect_right(self._stops, at)
        return self._stops[n] if n < len(self._stops) else len(self.folded)

    def sentence(self, at: int) -> str:
        """The sentence around an offset."""
        return self.folded[self.sentence_start(at) : self.sentence_end(at)]


class Words:
    """The patterns of short.yaml, made ready once."""

    def __init__(self, lexicon: Lexicon) -> None:
        table: Mapping[str, Any] = lexicon.tables["short"]
        number = rf"{_DIGITS}[余多]?[百千万亿]*[余多]?(?:\s?(?:{table['measures']}))?"
        value = rf"(?:{number}(?:至|-|~|到))?{number}(?:{table['bounds']})?"
        self.amount = re.compile(rf"(?:(?:{table['about']})(?=[\d一二三四五六七八九十百千两数半]))?(?<![a-z\d.]){value}")
        self.date = re.compile(table["dates"])
        self.about = re.compile(f"(?:{table['about']})")
        self.how_many = re.compile(rf"(?P<ordinal>第)?(?:多少|几)[十百千万亿]*(?P<measure>{table['measures']})?|多[大高长久远重宽深厚](?!的)")
        self.alike: Mapping[str, str] = table["alike"]
        self.shares: str = table["shares"]
        self.units = list(lexicon.tables["units"].values())
        self.empty = frozenset(table["empty"])
        self.joins = re.compile("[、和及与]")
        self.row_before = re.compile(rf"{number}(?:[、和及与]|以及)(?:{table['about']})?$")
        self.row_after = re.compile(r"(?:[、和及与~-]|以及)[约近超]?\d")
        self.together = re.compile(table["together"])
        self.became = re.compile(table["became"])
        self.came_to = re.compile(table["came_to"])
        self.ordinal = re.compile(lexicon.tables["checks"]["ordinal"])
        self.forms = {form: re.compile(pattern) for form, pattern in table["forms"].items()}
        self.copula = re.compile(table["copula"])
        self.named = re.compile(table["named"])
        self.asks_name = re.compile(table["asks_name"])
        self.marked = re.compile(table["marked"])
        self.row = re.compile(table["row"])
        self.lists = re.compile(table["lists"])
        self.opens, self.closes = frozenset(table["opens"]), frozenset(table["closes"])
        self.skipped, self.adverbs, self.vague = frozenset(table["skipped"]), frozenset(table["adverbs"]), frozenset(table["vague"])
        self.preposition = re.compile("(?:用|以|对|把|将|由|被|向|与|和|跟|给|从|按照|按|根据|依据|通过|围绕|针对)$")
        self.denies = re.compile("[不没未无非]")
        self.counted_end = re.compile("(?:[一二两三四五六七八九十]|\\d+)[个项大类种款家省市国]?$")
        self.asks_day = re.compile("哪一?[天日]|几号")
        self.asks_year = re.compile("哪一?个?年|何年")
        self.at_most = re.compile("(?:最多|至多|最少|至少|不超过|不到|不足|最低|上限)[^,。;\\d]{1,3}$")
        self.asks_after = re.compile(table["asks_after"])
        self.asks_one = re.compile("哪一?个|哪一[^些]|哪家|哪座")
        self.links = re.compile(r"[\s)]*(?:\([^()]*\))?(?:是|为|达到?|约|超过|只有|仅|仅为|近)*$")
        self.joined = re.compile("[、,]|和|及|与|以及")
        self.year = YEAR
        self.people = people = People.of(lexicon)
        self.groups = re.compile(rf"(?:{table['groups']})$")
        self.officer = re.compile(rf"(?:{people.post})(?P<name>{people.name})")
        self.is_ = re.compile(table["is_"])
        self.only_count = re.compile(r"[一二两三四五六七八九十几数多\d]+(?:大|个|种|项|类|家|位|名|条|座|次|款)?")
        self._same = [re.compile(words) for words in lexicon.tables["attributes"]["same"]]
        self._same += [re.compile("|".join(map(re.escape, group))) for group in lexicon.tables["synonyms"]["groups"]]
        self._measured = re.compile(f"(?:{table['measures']})(?:{table['bounds']})?$")

    def balanced(self, text: str) -> bool:
        """Whether each mark that opens in a text closes in it."""
        return all(text.count(a) == text.count(b) for a, b in ("()", "“”", "‘’", "《》", "「」", "『』"))

    def measured(self, value: str) -> bool:
        """Whether a figure has a measure word."""
        return bool(self._measured.search(value))

    def same(self, word: str, text: str) -> bool:
        """Whether a word, another for the same attribute, or half of a long word stands in a text."""
        if word in text or (len(word) > 2 and (word[:2] in text or word[-2:] in text)):
            return True
        return any(words.search(word) and words.search(text) for words in self._same)
