"""What a person typed to the question that stands: small talk, unusable input, follow-ups.

A follow-up is made whole by general rules, in this order: an elliptic "那X呢" puts X into the place of its like in an earlier
question (time for time, same ending for same ending, else the subject) or asks an attribute of the old topic; 他 becomes the last
person; a pronoun, or a question that names nothing itself, carries the earlier words along at half weight. Anything else is a new
topic and drags nothing with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot import patterns
from bot.analyzer import Analyzer, Query
from bot.config import Lexicon
from bot.schema import Answer, Hit, Lang

LONGEST = 2000  # characters of a question
REACH = 8  # earlier questions that a follow-up can lean on
TOPIC = 2  # earlier questions that are carried along
CARRIED = 0.5  # weight of a carried word: it helps to find, it is not what is asked
CITED, NEIGHBOUR = 0.1, 0.05  # what a passage gains that was cited the turn before, or stands beside such a one

Talk = Literal["greeting", "thanks", "help", "who", "empty", "too_long", "gibberish", "question"]


def language(question: str, preferred: Lang) -> Lang:
    """English where a question holds Latin letters and no Han character, else Chinese; the preferred one where it has neither."""
    if patterns.search(r"[\u3400-\u9fff]", question):
        return "zh"
    return "en" if patterns.search(r"[A-Za-z]{2}", question) else preferred


def kind_of_talk(question: str, analyzer: Analyzer, lexicon: Lexicon) -> Talk:
    """Whether a line is small talk, unusable, or a question."""
    bare = question.strip()
    if not bare:
        return "empty"
    if len(question) > LONGEST:
        return "too_long"
    folded = patterns.sub(r"[\W_]+", " ", analyzer.fold(bare)).strip()
    if not folded:
        return "gibberish"
    for kind, pattern in lexicon.tables["talk"].items():
        if patterns.fullmatch(pattern, folded):
            return kind  # type: ignore[no-any-return]
    return "question"


@dataclass(frozen=True, slots=True)
class Standing:
    """A question made whole.

    text     the question as rewritten: what the evidence must answer, shown to the reader
    carried  earlier questions whose words help to find it, nearest first
    before   the question that it leans on: what was cited there is a little nearer; None for a new topic
    person   who was put into the place of another person, "" if none was: 他 is this one
    more     whether it asks what else there is: what was quoted before is no answer
    topic    what it is about where it does not say that itself; thing: what 它 is from then on, "" if that is not told
    spoken   the same as a sentence that the reader is shown, "" if that is the text
    """

    text: str
    carried: tuple[str, ...] = ()
    before: Standing | None = None
    person: str = ""
    more: bool = False
    topic: str = ""
    thing: str = ""
    spoken: str = ""

    @property
    def asked(self) -> str:
        """What the reader is shown as the question that was searched for."""
        return self.spoken or self.text


@dataclass(frozen=True)
class Rules:
    """The patterns of followup.yaml, compiled once."""

    lexicon: Lexicon

    def pattern(self, name: str) -> re.Pattern[str]:
        """One pattern by its key; Python keeps compiled ones."""
        return patterns.pattern(self.lexicon.tables["followup"][name])

    def said(self, name: str, topic: str, question: str) -> str:
        """A question as a sentence of its own, by the form of that name."""
        return str(self.lexicon.tables["followup"]["forms"][name]).format(topic=topic, question=question)

    def about(self, topic: str, question: str) -> str:
        """A question with what it is about before it, as one sentence."""
        if not topic:
            return question
        return self.said("about_en" if question.isascii() else "about", topic, question)

    def asks(self, attribute: str) -> str:
        """The question for an attribute: 总投资是多少, 作者是谁, 地址是什么."""
        row = next((row for row in self.lexicon.tables["followup"]["asks"] if patterns.search(row["of"], attribute)), None)
        return f"{attribute}{row['by'] if row else '是多少'}？"

    def attribute(self, what: str) -> bool:
        """Whether words name something that a thing has: 总投资, 占地, 同比增长."""
        return bool(self.pattern("attribute").search(what))

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


def stand(question: str, history: Sequence[str], analyzer: Analyzer, lexicon: Lexicon, recall: Callable[[Standing], Answer]) -> Standing:
    """The question made whole by the ones before it, oldest first. `recall` answers an earlier standing question again."""
    rules, earlier = Rules(lexicon), list[Standing]()
    for turn in [*history[-REACH:], question]:
        if turn is question or kind_of_talk(turn, analyzer, lexicon) == "question":
            earlier.append(_whole(turn, earlier, rules, analyzer, recall))
    return earlier[-1]


def _whole(turn: str, earlier: list[Standing], rules: Rules, analyzer: Analyzer, recall: Callable[[Standing], Answer]) -> Standing:
    if not earlier:
        return Standing(turn)
    folded = analyzer.fold(turn.strip())
    if back := rules.pattern("back").match(folded):
        return _returned(turn.strip()[back.start("what") : back.end("what")], turn.strip()[back.end() :], earlier, rules, analyzer)
    thanked = rules.pattern("thanks").match(folded)
    start = thanked.end() if thanked else 0
    if opening := rules.pattern("opening").match(folded[start:]):
        start += opening.end()
    bare = turn.strip()[start:]
    if rules.pattern("further").fullmatch(folded):
        last = earlier[-1]
        return replace(last, before=last, more=True, spoken=rules.said("besides", "", last.text))
    if elliptic := rules.pattern("elliptic").match(folded[start:]):
        group = "what" if elliptic["what"] else "what_en"
        what = patterns.split("[，,、：:]", bare[elliptic.start(group) : elliptic.end(group)])[-1].strip()
        return _filled(what, earlier, rules, analyzer)
    if thanked:
        return Standing(bare)  # thanks close a topic
    more = bool(rules.pattern("more").search(folded))
    if rules.pattern("person_pronoun").search(folded) and (name := _last_person(earlier, rules, analyzer, recall)):
        text = rules.pattern("person_pronoun").sub(name, bare, count=1)
        return Standing(text, before=earlier[-1], more=more)
    if rules.pattern("pronoun").search(folded) or not _names_something(bare, rules, analyzer):
        return _leaning(bare, earlier, rules, analyzer, recall, more=more)
    return Standing(bare)


def _leaning(
    bare: str, earlier: Sequence[Standing], rules: Rules, analyzer: Analyzer, recall: Callable[[Standing], Answer], *, more: bool = False
) -> Standing:
    """A question about the last topic: 它 is the thing that was asked for, if it was found, else what was asked about."""
    last, folded = earlier[-1], analyzer.fold(bare)
    topic = last.topic or _about(last.text, rules, analyzer)
    leaning = Standing(bare, _topic(earlier), last, more=more, topic=topic, thing=last.thing, spoken=rules.about(topic, bare))
    pointed = rules.pattern("thing").search(folded)
    if not pointed:
        return leaning
    sought = rules.pattern("asks_thing").search(analyzer.fold(last.text))
    found = recall(last).short_answer if sought and not last.thing else ""
    thing = last.thing or (found or "" if sought else _subject(last, rules, analyzer))
    if not thing or "、" in thing or rules.who(f"{thing}是谁") == thing:
        return leaning
    text = bare[: pointed.start()] + thing + ("的" if pointed[0] == "其" else "") + bare[pointed.end() :]
    return replace(leaning, thing=thing, text=text if found else bare, spoken="" if found else text)


def _about(question: str, rules: Rules, analyzer: Analyzer) -> str:
    """What a question is about, in its own words: without what asks, and without the verb that this leaves at the end."""
    folded = analyzer.fold(question)
    asks = rules.pattern("asking").search(folded)
    said = question[: asks.start()] + question[asks.end() :] if asks else question
    left = rules.pattern("trailing").search(analyzer.fold(said))
    return said[: left.start()] if left else said


def _subject(standing: Standing, rules: Rules, analyzer: Analyzer) -> str:
    """The thing at the head of a question, or of the one that it leans on, up to what is said of it; "" where there is none."""
    while standing.carried and standing.before:
        standing = standing.before
    question, folded = standing.text, analyzer.fold(standing.text)
    ends = rules.pattern("subject_end").search(folded, 1)
    head = folded[: ends.start()] if ends else ""
    if rules.pattern("time").match(head) or rules.pattern("asked").search(head):
        return ""
    return question[: len(head)] if len(head) > 1 else ""


def _returned(what: str, rest: str, earlier: Sequence[Standing], rules: Rules, analyzer: Analyzer) -> Standing:
    """A question that goes back to a topic by its name, 回到刚才的港口: to the earlier question that shares most with it."""
    name = analyzer.fold(what)

    def shared(standing: Standing) -> int:
        return sum(2 * (ch in analyzer.fold(standing.text)) + (ch in analyzer.fold(" ".join(standing.carried))) for ch in name)

    before = max(reversed(earlier), key=shared)
    if elliptic := rules.pattern("elliptic").match(analyzer.fold(rest)):
        return _filled(rest[elliptic.start("what") : elliptic.end("what")], [*earlier, before], rules, analyzer)
    text = rules.pattern("pronoun").sub(what, rest, count=1)
    spoken = rules.about(what, text) if text == rest else ""
    if not shared(before):
        return Standing(text, (what,), topic=what, thing=what, spoken=spoken)
    return Standing(text, (before.text, *before.carried)[:TOPIC], before, topic=what, thing=what, spoken=spoken)


def _topic(earlier: Sequence[Standing]) -> tuple[str, ...]:
    """The last question and the one that it leant on."""
    return (earlier[-1].text, *earlier[-1].carried)[:TOPIC]


def _filled(what: str, earlier: Sequence[Standing], rules: Rules, analyzer: Analyzer) -> Standing:
    """An elliptic "那X呢", X put into the place of its like in the nearest earlier question that has one."""
    again = analyzer.fold(what)[-2:] in analyzer.fold(earlier[-1].text)
    if rules.attribute(what) and not again and not rules.pattern("time").match(what):
        last, text = earlier[-1], rules.asks(what)
        thing = last.thing or _subject(last, rules, analyzer)
        topic = last.topic or _about(last.text, rules, analyzer)
        spoken = rules.said("of", thing, text) if thing else rules.about(topic, text)
        return Standing(text, _topic(earlier), last, topic=topic, thing=last.thing, spoken=spoken)
    when = rules.pattern("time").match(what)
    if other := _other_person(what, earlier[-1].text, rules, analyzer):
        return Standing(other, person=what)
    for before in reversed(earlier):
        old = before.text
        if when and (slot := rules.pattern("time").search(analyzer.fold(old))):
            old = old[: slot.start()] + when[0] + old[slot.end() :]
            rest = what[when.end() :].lstrip("的")
            if slot[0].endswith("年") and patterns.search(r"\d$", when[0]):
                old = old[: slot.start() + len(when[0])] + "年" + old[slot.start() + len(when[0]) :]
            return Standing(_put(rest, old, rules, analyzer) or old if rest else old, before.carried, earlier[-1])
        if not when and (put := _put(what, old, rules, analyzer)):
            spoken = rules.about(before.topic, put) if before.carried and before.spoken else ""
            return Standing(put, before.carried, earlier[-1], topic=before.topic, spoken=spoken)
    return Standing(f"{what}{_tail(earlier[-1].text, rules, analyzer)}", _topic(earlier), earlier[-1], topic=what, thing=what)


def _other_person(what: str, old: str, rules: Rules, analyzer: Analyzer) -> str:
    """`old` with `what` in the place of the person it asks about, "" if one of them is no person."""
    person = rules.person.search(analyzer.fold(old))
    if not person or not rules.pattern("name").fullmatch(what) or rules.pattern("named").search(what):
        return ""
    start, end = person.span(person.lastgroup or 0)
    return old[:start] + what + old[end:] if rules.pattern("name").fullmatch(analyzer.fold(old)[start:end]) else ""


def _put(what: str, old: str, rules: Rules, analyzer: Analyzer) -> str | None:
    """`old` with `what` in the place of a word that ends alike, or of the subject before its time or 的; None if there is no such place."""
    folded = analyzer.fold(old)
    last = (analyzer.analyze(what).split() or [""])[-1]
    words = analyzer.analyze(old).split()
    for before, word in zip(["", *words], words, strict=False):
        like = before + word if len(word) == 1 else word
        at = folded.find(like)
        if last and at >= 0 and _alike(word, last, rules) and not word.isascii() and len(like) > 1:
            start = max(0, at + len(like) - max(len(like), len(what)))
            if folded[start : at + len(like)][: len(what)][-1:] != like[-1:] or not _aligned(folded[start:], what):
                front = _front(folded, at, words)
                start = front if len(what) > len(like) and (what.endswith(word) or front == 0) else at
            return old[:start] + what + old[at + len(like) :]
    if pointed := patterns.match("(?:这|那|该)[个家座所种款项]?", folded):
        noun = (analyzer.analyze(old[pointed.end() :]).split() or [""])[0]
        return what + old[pointed.end() + len(noun) :]
    if patterns.match("[a-z]", folded) and (owner := patterns.search(r"\b(of|in|at|for|by) ([^?.!]+?)(?=[?.!]*$)", old)):
        return old[: owner.start(2)] + what + old[owner.end(2) :]
    asks = rules.pattern("asked").search(folded)
    slot = patterns.search(f"{rules.pattern('time').pattern}|的", folded[: asks.start()] if asks else folded)
    if slot and 1 < slot.start() <= 12:
        return what + old[slot.start() :]
    return None


def _alike(word: str, other: str, rules: Rules) -> bool:
    """Whether two words end alike, or both name places."""
    places = rules.pattern("places")
    return word[-1] == other[-1] or bool(places.search(word) and places.search(other))


def _front(folded: str, at: int, words: Sequence[str]) -> int:
    """Where a name begins whose last word stands at an offset: its single characters, and the word before them."""
    for word in reversed(words):
        if folded[:at].endswith(word) and folded[at - len(word) : at] == word:
            at -= len(word)
            if len(word) > 1:
                break
    return at


def _aligned(text: str, what: str) -> bool:
    """Whether two ordinals of one length stand for each other: 七次全会, 六次全会."""
    return sum(a != b for a, b in zip(text, what, strict=False)) == 1


def _tail(old: str, rules: Rules, analyzer: Analyzer) -> str:
    """What an old question asked, without its subject: its frame and the two words before it."""
    folded = analyzer.fold(old)
    asked = rules.pattern("asked").search(folded)
    if not asked:
        return "？"
    start = asked.start()
    for word in reversed(analyzer.analyze(old[: asked.start()]).split()[-2:]):
        at = folded.rfind(word, 0, start)
        start = at if at >= 0 and start - at <= len(word) + 1 else start
    return old[start:]


def _names_something(question: str, rules: Rules, analyzer: Analyzer) -> bool:
    """Whether a question stands for itself: it names a thing, or holds enough words of its own."""
    folded = analyzer.fold(question)
    if rules.pattern("named").search(rules.pattern("unnamed").sub("", folded)) or rules.who(folded):
        return True
    words = analyzer.query(question).content.split()
    return sum(len(word) > 1 for word in words) > 3 or any(len(word) > 3 and not word.isascii() for word in words)


def _last_person(earlier: Sequence[Standing], rules: Rules, analyzer: Analyzer, recall: Callable[[Standing], Answer]) -> str | None:
    """The person last spoken of: in a question, or in what was quoted for it."""
    for standing in reversed(earlier):
        if standing.person:
            return standing.person
        if named := rules.who(analyzer.fold(standing.text)):
            return named
        reply = recall(standing)
        if reply.short_answer and rules.who(f"{reply.short_answer}是谁") == reply.short_answer:
            return reply.short_answer
        for citation in reply.citations:
            if named := rules.who(analyzer.fold(citation.quote)):
                return named
    return None


def widened(query: Query, carried: Query) -> Query:
    """The query with carried words at half weight."""
    weights = {term: CARRIED * weight for term, weight in carried.weights.items()} | dict(query.weights)
    return replace(query, content=f"{query.content}\n{carried.content}", weights=weights)


def nearer(hits: Sequence[Hit], cited: Sequence[int]) -> list[Hit]:
    """The hits with those first that were cited the turn before, or stand beside such a one, if they were close."""

    def score(hit: Hit) -> float:
        number = hit.chunk.number
        gain = CITED if number in cited else NEIGHBOUR if {number - 1, number + 1} & set(cited) else 0.0
        return hit.score + gain

    return sorted((replace(hit, score=round(score(hit), 6)) for hit in hits), key=lambda hit: (-hit.score, hit.chunk.number))
