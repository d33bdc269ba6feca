"""Whether a question stands by itself, and what it leans on where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import patterns
from bot.dialogue.ground import Ground
from bot.dialogue.rules import Parts, Rules
from bot.dialogue.shown import about, only_asks, shown, subject
from bot.dialogue.slots import filled
from bot.dialogue.standing import TOPIC, Standing, carried

APART = 0.25  # how much better another article answers a question than the one that was quoted, where the topic has changed
LONG = 6  # characters of a subject that is one of its own
FOUND = 0.5  # score of a passage that has what is asked


def stands(question: str, last: Standing, rules: Rules, ground: Ground) -> bool:
    """Whether a question has a subject of its own, and what it says does not stand where the talk is."""
    folded = rules.fold(question)
    if rules.pattern("pronoun").search(folded):
        return False
    words = [word for word in rules.analyzer.query(question).content.split() if not word.isdigit()]
    if folded.isascii():
        return bool(words) and (len(words) > 1 or bool(patterns.search(r"(?<=\w )[A-Z]", question)))
    if rules.pattern("named").search(rules.pattern("unnamed").sub("", folded)) or rules.who(folded):
        return True
    parts = rules.parts(question)
    if parts.subject[1] == parts.asks[0] and _of_one_kind(parts.name, subject(last, rules)):
        return True
    if rules.pattern("opens_anew").match(folded) and sum(len(word) > 1 for word in words) > 1:
        return True
    generic = (
        rules.attribute(parts.name) or rules.pattern("light").fullmatch(parts.name) or (len(parts.name) < 3 and rules.common(parts.name))
    )
    if not parts.name or generic:
        return False
    if len(parts.name) >= LONG or _own_name(parts, rules):
        return True
    here, elsewhere = ground.here_and_elsewhere(question, last)
    return elsewhere >= FOUND and elsewhere - here >= APART


def _own_name(parts: Parts, rules: Rules) -> bool:
    """Whether a subject is a name that is put together: 三期码头, but not 体育馆 nor 新校区, which may be of what was spoken of."""
    words = rules.words(parts.name)
    after = parts.text[parts.subject[1] : parts.subject[1] + 1]
    if len(parts.name) == 2 and rules.pattern("placed").fullmatch(parts.name[-1]):
        return rules.names(words)
    return len(parts.name) > 2 and len(words) > 1 and after != "的" and words[0] not in "新老大小全总首末本" and rules.names(words)


def _of_one_kind(name: str, other: str) -> bool:
    """Whether two subjects are of one kind, by their last character, and brief: 产假几天 after 病假, not of it."""
    return 1 < len(name) < LONG - 1 and 1 < len(other) < LONG - 1 and name != other and name[-1] == other[-1]


def leaning(bare: str, earlier: Sequence[Standing], rules: Rules, ground: Ground, *, more: bool = False) -> Standing:
    """A question about the last topic: 它 is the thing that was asked for, if it was found, else what was asked about."""
    last, folded = earlier[-1], rules.fold(bare)
    if whole := _with_its_thing(bare, last, rules):
        return whole
    topic = about(last, rules, event=only_asks(folded, rules) and not rules.pattern("valued").search(folded))
    spoken = shown(topic, last, bare, rules)
    if rules.pattern("model").search(rules.fold(topic)) and spoken.startswith(topic):  # its neighbours differ by one figure
        return Standing(spoken, before=last, thing=topic)
    standing = Standing(bare, carried(earlier), last, more=more, topic=topic, thing=last.thing, spoken=spoken)
    pointed = rules.pattern("thing").search(folded)
    if not pointed:
        return standing
    sought = rules.pattern("asks_thing").search(rules.fold(last.text))
    found = ground.recall(last).short_answer if sought and not last.thing else ""
    thing = last.thing or (found or "" if sought else subject(last, rules))
    if not thing or "、" in thing or rules.is_person(thing):
        return standing
    text = bare[: pointed.start()] + thing + ("的" if pointed[0] == "其" else "") + bare[pointed.end() :]
    return replace(standing, thing=thing, text=text if found else bare, spoken="" if found else text)


def _with_its_thing(question: str, last: Standing, rules: Rules) -> Standing | None:
    """An English question with the thing that the last one is about in the place of "it"."""
    pointed = rules.pattern("it_en").search(rules.fold(question))
    thing = rules.pattern("thing_en").search(rules.fold(last.root.text)) if pointed else None
    if not pointed or not thing or not question.isascii():
        return None
    whose = "'s" if pointed[0] == "its" else ""
    named = last.root.text[thing.start() : thing.end()]
    return Standing(question[: pointed.start()] + named + whose + question[pointed.end() :], before=last)


def returned(what: str, rest: str, earlier: Sequence[Standing], rules: Rules, ground: Ground) -> Standing:
    """A question that goes back to a topic by its name, 回到刚才的港口: to the earlier question that shares most with it."""
    name = rules.fold(what)

    def shared(standing: Standing) -> int:
        return sum(2 * (ch in rules.fold(standing.text)) + (ch in rules.fold(" ".join(standing.carried))) for ch in name)

    before = max(reversed(earlier), key=shared)
    if elliptic := rules.pattern("elliptic").match(rules.fold(rest)):
        return filled(rest[elliptic.start("what") : elliptic.end("what")], [*earlier, before], rules, ground)
    text = rules.pattern("pronoun").sub(what, rest, count=1)
    spoken = rules.said("about", what, text) if text == rest else ""
    if not shared(before):
        return Standing(text, (what,), topic=what, thing=what, spoken=spoken)
    return Standing(text, (before.text, *before.carried)[:TOPIC], before, topic=what, thing=what, spoken=spoken)


def person_of(earlier: Sequence[Standing], rules: Rules, ground: Ground) -> str | None:
    """The person last spoken of: in a question, or in what was quoted for it."""
    for standing in reversed(earlier):
        if standing.person:
            return standing.person
        if named := rules.who(rules.fold(standing.text)) or rules.named_first(standing.text):
            return named
        reply = ground.recall(standing)
        quotes = reply.citations if standing is earlier[-1] else ()
        if reply.short_answer and rules.is_person(reply.short_answer):
            return reply.short_answer
        for citation in quotes:
            if named := rules.who(rules.fold(citation.quote)):
                return named
    head = subject(earlier[-1], rules) if rules.pattern("lives").search(earlier[-1].root.text) else ""
    brief = 1 < len(head) < LONG - 1 and not rules.pattern("named").search(head) and not rules.pattern("placed").search(head[-1:])
    return head if brief and not rules.common(head) else None  # she is whom the last question was about, whatever the surname
