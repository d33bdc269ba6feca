"""A question to what it asks for: its terms and their worth, the kind of answer, who or what is named."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from bot import patterns
from bot.analyzer import Analyzer, Query, is_han
from bot.config import Lexicon
from bot.ranking import Statistics, idf

YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?=年|[^\d%.]|\.(?!\d)|$)")
AFTER_FIGURE = (
    "^[年月天日岁级层楼](?:起|以[上下内前后来]|左右|之[前后内])?"  # what the tokeniser leaves at the head of a word after a figure
)
FOREIGN = 0.25  # what an English word in a Chinese question counts that no passage has
MODEL = re.compile(r"(?<![a-z\d])[a-z]{1,4}-?\d{1,4}[a-z]?(?![a-z\d])")  # a thing among its like, by letters and figures: A5
COUNTERS = "个名位家所座条项种台辆本张支只间层棵株艘架"
BESIDE = 6  # characters on either side of a question word that say what the answer is a case of
FIELD = {"b": 1.0, "u": 0.5, "w": 0.5}  # what a bigram, a unigram and a word count beside each other


@dataclass(frozen=True, slots=True)
class People:
    """Patterns of posts, names, words of speech and words for holding a post, in folded text.

    `name`: as long as it can be; `brief`: as short as what follows allows. Names of two parts with a point between (transliterated ones)
    and those of surnames of two characters are names too.
    """

    post: str
    name: str
    brief: str
    speech: str
    takes: str

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, lexicon: Lexicon) -> People:
        """The patterns of the lexicon."""
        table = lexicon.tables["people"]
        surname = rf"(?:{table['compound']}|[{lexicon.tables['followup']['surnames']}])"
        han = "[\u4e00-\u9fff]"
        name = rf"(?:{han}{{1,6}}(?:·{han}{{1,8}})+|{surname}{han}{{1,2}})"
        brief = rf"(?:{han}{{1,6}}?(?:·{han}{{1,8}}?)+?(?!{han}*·)|{surname}{han}{{1,2}}?)"
        return cls(table["post"], name, brief, table["speech"], table["takes"])


@dataclass(frozen=True, slots=True)
class Links:
    """Patterns of how sentences hang together, in folded text: bot/lexicon/links.yaml says what each is."""

    opens: re.Pattern[str]
    because: re.Pattern[str]
    so: re.Pattern[str]
    announces: re.Pattern[str]
    goes_on: re.Pattern[str]
    member: re.Pattern[str]
    begins: re.Pattern[str]
    asks: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, lexicon: Lexicon) -> Links:
        """The patterns of the lexicon."""
        return cls(**{name: re.compile(lexicon.tables["links"][name]) for name in cls.__slots__})


@dataclass(frozen=True, eq=False)
class Asked:
    """What a question asks for; known by its identity.

    folded   the question, folded
    worth    term -> what it counts: its idf, by field and by how much it is asked
    kind     who, date, number, ...: a key of kinds.yaml, or other
    value    the pattern of a fitting value, None: any
    measure  the pattern of a figure of the asked measure (money, a length), None: no measure is named
    person   whose post is asked, "" if that is not asked
    holder   pattern of the post whose holder is asked, "" if that is not asked
    years    as digits
    names    people, and what stands in quotation or title marks
    missing  words that stand nowhere in the collection
    focus    the terms beside the question word: of what the answer is a case
    head     the word right before the question word: 房价 of "北京的房价是多少", "" if there is none
    several  whether more than one thing is asked for
    passages how many passages the collection has
    said     what was quoted before and is no answer to a question for more, without white space
    """

    query: Query
    folded: str
    worth: Mapping[str, float]
    kind: str
    value: re.Pattern[str] | None
    measure: re.Pattern[str] | None
    person: str
    holder: str
    years: tuple[str, ...]
    names: tuple[str, ...]
    missing: tuple[str, ...]
    focus: frozenset[str]
    head: str
    several: bool
    people: People
    links: Links
    total: float
    passages: int
    said: str = ""

    def as_typed(self, folded: str) -> str:
        """A part of the folded question as the reader typed it; an English word whole, where its stem is given."""
        at = self.folded.find(folded)
        if at < 0:
            return folded
        typed, end = self.query.text, at + len(folded)
        while folded.isascii() and typed[end : end + 1].isascii() and typed[end : end + 1].isalpha():
            end += 1
        return typed[at:end]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its Han words of two characters and more, in order; without those that an earlier question lends."""
        words = (
            patterns.sub(AFTER_FIGURE, "", word) if patterns.search(rf"\d{re.escape(word)}", self.folded) else word
            for word in self.query.content.split()
        )
        return tuple(dict.fromkeys(word for word in words if len(word) > 1 and not word.isascii() and word in self.folded))

    @cached_property
    def count(self) -> re.Pattern[str] | None:
        """A figure of what is counted, 三个女儿 for 几个女儿; None where nothing is."""
        asks = patterns.search(rf"(?:多少|(?<!哪)几)[{COUNTERS}](?P<thing>[\u4e00-\u9fff]{{2}})", self.folded)
        return patterns.pattern(rf"[\d一二两三四五六七八九十百千万][余多]?[{COUNTERS}]\w?{asks['thing']}") if asks else None

    @cached_property
    def models(self) -> frozenset[str]:
        """The models that it names."""
        return frozenset(MODEL.findall(self.folded))

    def share(self, terms: Iterable[str]) -> float:
        """Their part of the question, 0 to 1."""
        return math.fsum(map(self.worth.__getitem__, terms)) / self.total if self.total else 0.0


def foreign(query: Query, statistics: Statistics) -> Query:
    """The query with the ordinary English words of a Chinese question at less weight, if no passage has them.

    They find nothing, and who mixes languages says in Chinese what the documents can be found by. A name is written with a capital.
    """
    words = patterns.findall(r"(?<![A-Za-z\d])[a-z]{3,}(?: [a-z]{3,})+(?![A-Za-z\d])", query.text)
    if not words or not patterns.search("[\u4e00-\u9fff]", query.text):
        return query
    typed = " ".join(words)
    known = statistics.frequencies(query.weights)
    unknown = {term for term in query.weights if term[1:].isascii() and term[1:].isalpha() and term[1:] in typed and not known.get(term)}
    return replace(query, weights={term: weight * (FOREIGN if term in unknown else 1.0) for term, weight in query.weights.items()})


def understand(query: Query, analyzer: Analyzer, statistics: Statistics, lexicon: Lexicon) -> Asked:
    """What the question asks for."""
    frequencies = statistics.frequencies(query.weights)
    worth = {term: asked * FIELD[term[0]] * idf(statistics.count, frequencies.get(term, 0)) for term, asked in query.weights.items()}
    folded = analyzer.fold(query.text)
    kinds: Mapping[str, Mapping[str, str]] = lexicon.tables["kinds"]
    kind = next((name for name, table in kinds.items() if patterns.search(table["asked"], folded)), "other")
    value = kinds.get(kind, {}).get("value", "")
    missing = tuple(
        term[1:]
        for term in query.weights
        if term[0] == "w" and len(term) > 2 and not frequencies.get(term) and not _anywhere(term[1:], frequencies)
    )
    people = People.of(lexicon)
    return Asked(
        query,
        folded,
        worth,
        kind,
        patterns.pattern(value) if value else None,
        _measure(folded, lexicon.tables["units"]) if kind == "number" else None,
        _person(kind, query.content, folded, people),
        _holder(kind, folded, people),
        tuple(dict.fromkeys(YEAR.findall(folded))),
        _names(folded, people),
        missing,
        _focus(folded, worth, lexicon.tables["links"]["asks"]),
        _head(folded, query.content, lexicon.tables["links"]["heads"]),
        bool(patterns.search(lexicon.tables["links"]["several"], folded)),
        people,
        Links.of(lexicon),
        sum(worth.values()),
        statistics.count,
    )


def _anywhere(word: str, frequencies: Mapping[str, int]) -> bool:
    """Whether each bigram of a Han word stands somewhere: then the tokeniser only cut it otherwise."""
    return len(word) > 1 and is_han(word[0]) and all(frequencies.get(f"b{a}{b}") for a, b in pairwise(word))


def _measure(folded: str, units: Mapping[str, Mapping[str, str]]) -> re.Pattern[str] | None:
    """The pattern of a figure of the measure that is named last: 租房补贴的咨询电话 asks for a telephone number, not for money."""
    named = [(found.end(), unit["value"]) for unit in units.values() for found in patterns.finditer(unit["asked"], folded)]
    return patterns.pattern(max(named, key=lambda pair: pair[0])[1]) if named else None


def _focus(folded: str, worth: Mapping[str, float], asks: str) -> frozenset[str]:
    """The bigrams of the few characters on either side of the first question word."""
    word = patterns.search(asks, folded)
    if not word:
        return frozenset()
    beside = f"{folded[max(0, word.start() - BESIDE) : word.start()]}\n{folded[word.end() : word.end() + BESIDE]}"
    return frozenset(term for term in worth if term[0] == "b" and term[1:] in beside)


def _head(folded: str, content: str, heads: str) -> str:
    """The longest word of the question that stands right before what asks for its value."""
    asked = patterns.search(heads, folded)
    before = folded[: asked.start()] if asked else ""
    return max((word for word in content.split() if len(word) > 1 and before.endswith(word)), key=len, default="")


def _person(kind: str, content: str, folded: str, people: People) -> str:
    """The name in "X是什么职务", "X是谁": all that the question holds beside its frame and the word for a post."""
    bare = patterns.sub("职务|职位|职业|职|头衔|身份|工作|做|担任|现任", "", "".join(content.split()))
    dotted = patterns.search("[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+", folded)
    if dotted and dotted[0].replace("·", "").startswith(bare):
        bare = dotted[0][: len(bare) + dotted[0].count("·")]
    return bare if kind in ("post", "who") and patterns.fullmatch(people.name, bare) else ""


def _holder(kind: str, folded: str, people: People) -> str:
    """The post in "X的总经理是谁", as a pattern that its other names fit too."""
    if kind != "who":
        return ""
    posts = list(patterns.finditer(people.post, folded))
    asked = patterns.search(r"谁|哪[位名个]|叫什么|who", folded)
    if not posts or not asked or not -1 <= asked.start() - posts[-1].end() <= 4:
        return ""
    return re.escape(posts[-1][0])


def _names(folded: str, people: People) -> tuple[str, ...]:
    """What the question calls by name: in quotation or title marks, or a person before what is asked of him."""
    marked = patterns.findall(r"[“\"《「『]([^”\"》」』]{2,16})[”\"》」』]", folded)
    person = patterns.match(
        rf"(?:请问)?(?!何[人时地处年])({people.brief})(?<![里中上内下为在有是个])"
        r"(?=[ 的是说还又也都对在曾被于任获]|现[在任]|目前|如今|当时|为什么|今年|多大|多少|什么|毕业|邮箱|电话|怎么)",
        folded,
    )
    return (*marked, *([person[1]] if person and "·" not in person[1] else []))
