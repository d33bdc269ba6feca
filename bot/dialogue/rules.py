"""The patterns of followup.yaml, and a question taken apart by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from bot import patterns
from bot.analyzer import Analyzer
from bot.config import Lexicon

Span = tuple[int, int]


@dataclass(frozen=True)
class Parts:
    """A question taken apart: offsets into its text.

    subject    the thing at its head, without a time before it; empty where it begins with what is said or asked
    time       the first time; attribute: what of the subject is asked for; both empty where there is none
    asks       the words that ask
    adverbial  whether they ask when, why, how, whether or who did it: the rest of the question is what happened, not what is counted
    """

    text: str
    subject: Span
    time: Span
    attribute: Span
    asks: Span
    adverbial: bool

    def of(self, span: Span) -> str:
        """The words of a span."""
        return self.text[slice(*span)]

    @property
    def name(self) -> str:
        """The subject's words."""
        return self.of(self.subject)

    @property
    def counted(self) -> str:
        """What follows the words that ask: 茶园 of 多少亩茶园."""
        return patterns.sub(r"[的了呢啊?？。!\s]+$", "", self.text[self.asks[1] :])

    @property
    def plain(self) -> bool:
        """Whether nothing is asked but a value of the subject, or when, why or how: no noun follows the words that ask, or one it has."""
        if self.adverbial:
            return True
        has = patterns.fullmatch("(?:一?共|总共|现|目前)*(?:有|拥有)?", self.text[self.subject[1] : self.asks[0]])
        return not self.counted or bool(has and patterns.match("(?:一?共|有)*(?:多少|几)", self.of(self.asks)))


@dataclass(frozen=True)
class Rules:
    """The patterns, compiled once, beside the analyzer that folds and cuts."""

    lexicon: Lexicon
    analyzer: Analyzer

    def pattern(self, name: str) -> re.Pattern[str]:
        """One pattern by its key; Python keeps compiled ones."""
        return patterns.pattern(self.lexicon.tables["followup"][name])

    def fold(self, text: str) -> str:
        """A text as the patterns know it, offsets unchanged."""
        return self.analyzer.fold(text)

    def said(self, name: str, topic: str, question: str) -> str:
        """A question as a sentence of its own, by the form of that name."""
        return str(self.lexicon.tables["followup"]["forms"][name]).format(topic=topic, question=question)

    def asks(self, attribute: str) -> str:
        """The question for an attribute: 总投资是多少, 作者是谁, 地址是什么."""
        row = next((row for row in self.lexicon.tables["followup"]["asks"] if patterns.search(row["of"], attribute)), None)
        return f"{attribute}{row['by'] if row else '是多少'}？"

    def attribute(self, what: str) -> bool:
        """Whether words name something that a thing has: 总投资, 占地, 同比增长."""
        return bool(self.pattern("attribute").fullmatch(self.fold(what)) or patterns.fullmatch(self._post, self.fold(what)))

    def post(self, what: str) -> bool:
        """Whether words name a post, and nothing else."""
        return bool(patterns.fullmatch(self._post, self.fold(what)))

    def common(self, what: str) -> bool:
        """Whether all words of two characters and more are common ones."""
        return not any(len(word) > 1 and word not in self._common for word in self.words(what))

    def words(self, text: str) -> list[str]:
        """The words of a text, marks left out."""
        return [word for word in self.analyzer.cut(self.fold(text)) if patterns.search(r"\w", word)]

    def starts(self, text: str) -> set[int]:
        """Where the words of a text start, and where it ends."""
        return {0, *accumulate(map(len, self.analyzer.cut(self.fold(text))))}

    def last_clause(self, text: str) -> str:
        """What stands after the last comma: 上一次，六次全会."""
        return patterns.split("[，,、：:]", text)[-1].strip()

    def parts(self, text: str) -> Parts:
        """A question taken apart."""
        folded = self.fold(text)
        nothing = (len(text), len(text))
        asks = self._span("asking", folded) or self._span("asked", folded) or nothing
        time = self._span("time", folded) or (0, 0)
        start = patterns.match("[的,，]?", folded[time[1] :]).end() + time[1] if time[0] == 0 and time[1] else 0  # type: ignore[union-attr]
        stops = [asks[0], *([time[0]] if time[0] > start else [])]
        named = self._attribute(folded, max(start, time[1]), asks[0])
        words = self.starts(text)
        found = self.pattern("subject_end").finditer(folded, start + 1, len(folded))
        ends = (end for end in found if end.start() < asks[0] and (len(end[0]) > 1 or end.start() in words))  # 能 is no word in 新能源
        if said := next((end for end in ends if not self._owns(folded, end, asks[0])), None):
            stops.append(self._cut(folded, said))
        if folded.startswith("了", asks[0]):
            stops.append(max(at for at in self.starts(text) if at < asks[0]))
        if named[1] > named[0]:
            stops.append(named[0])
        end = max(start, min(stops))
        subject = (start, end) if not self.pattern("no_subject").match(folded, start) else (start, start)
        asking = folded[slice(*asks)]
        done = asking.endswith("谁") and bool(patterns.match("[一-龥]{2,}的", folded[asks[1] :]))  # 是谁重修的
        return Parts(text, subject, time, named, asks, done or bool(self.pattern("adverbial").search(asking)))

    def _cut(self, folded: str, end: re.Match[str]) -> int:
        """Where what is said of the subject begins: with the word before 了."""
        return max((at for at in self.starts(folded) if at < end.start()), default=0) if end[0] == "了" else end.start()

    def _owns(self, folded: str, end: re.Match[str], asks: int) -> bool:
        """Whether 的 only joins two parts of the subject: 乌桕村的争气渠."""
        rest = patterns.sub(self.lexicon.tables["followup"]["linking"], "", folded[end.end() : asks])
        return (
            end[0] == "的"
            and len(rest) > 1
            and not self.pattern("subject_end").search(rest)
            and not self.pattern("attribute_end").search(rest)
            and not self.pattern("time").search(rest)
            and not patterns.search(self._post, rest)
        )

    def _span(self, name: str, folded: str) -> Span | None:
        found = self.pattern(name).search(folded)
        return found.span() if found and found[0] else None

    def _attribute(self, folded: str, start: int, end: int) -> Span:
        """The attribute right before the words that ask, with what makes it narrower."""
        head = patterns.sub(self.lexicon.tables["followup"]["linking"], "", folded[start:end])
        found = self.pattern("attribute_end").search(head) or patterns.search(
            rf"(?:现任|新任|前一?任|首任|原任?|第[一二三四五六七八九十\d]+任)?(?:{self._post})$", head
        )
        return (start + found.start(), start + found.end()) if found else (end, end)

    @cached_property
    def _post(self) -> str:
        return str(self.lexicon.tables["people"]["post"])

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(str(self.lexicon.tables["common"]["words"]).split())

    @cached_property
    def person(self) -> re.Pattern[str]:
        """A person's name before a word of speech or at a question's frame."""
        table = self.lexicon.tables["followup"]
        return patterns.pattern(
            rf"(?P<name>[{table['surnames']}][\u4e00-\u9fff]{{1,2}})(?=(?:还|又|都)?(?:{table['speaks']}|是什么|是谁|的职务|担任))"
            rf"|^(?P<first>[{table['surnames']}][\u4e00-\u9fff]{{1,2}}?)(?={table['does']})"
            rf"|(?<=[{table['posts']}])(?P<holder>[{table['surnames']}][\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
        )

    def who(self, folded: str) -> str:
        """The person last spoken of in a text, "" if there is none: 高新区 and 强调了 are no persons."""
        found = [match[match.lastgroup or 0] for match in self.person.finditer(folded)]
        return next((name for name in reversed(found) if self.pattern("name").fullmatch(name)), "")

    def is_person(self, what: str) -> bool:
        """Whether words are a person's name."""
        return bool(what) and self.who(f"{self.fold(what)}是谁") == self.fold(what)

    def named_first(self, question: str) -> str:
        """The first word of a question, if it can be a person's name: for one of whom 他 is said."""
        words = self.words(question) or [""]
        first = "".join(words[: 1 + (len(words[0]) == 1)])  # the tokeniser may cut a name after the surname
        surnamed = first[:1] in self.lexicon.tables["followup"]["surnames"] and len(first) in (2, 3)
        placed = self.pattern("placed").match(self.fold(question), len(first))
        return first if surnamed and not placed and self.pattern("name").fullmatch(first) and not self.common(first) else ""

    def names(self, words: Sequence[str]) -> bool:
        """Whether one of some words is none of the common ones."""
        return any(len(word) > 1 and word not in self._common for word in words)
