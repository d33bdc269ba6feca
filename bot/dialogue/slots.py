"""What a fragment stands for: the slot that it fills in an earlier question.

In this order: a time for the time; a person for the person; a word for one of its like (a place for a place, the same ending, the same
beginning); an attribute for the attribute; a word that stands elsewhere before what follows the slot (集装箱吞吐量 for 货物吞吐量);
else the subject, or before it, where one is a group of people or a place and the other is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot import patterns
from bot.dialogue.ground import Ground
from bot.dialogue.rules import Parts, Rules
from bot.dialogue.shown import about, shown
from bot.dialogue.standing import Standing, carried

LONG = 4  # characters of a subject that a noun of two characters does not stand for: 青埠港三期, 泊位
SPARE = 2  # characters that a name may be longer than the one in whose place it is put


def filled(
    what: str,
    earlier: Sequence[Standing],
    rules: Rules,
    ground: Ground,
    *,
    owned: bool = False,
    modifies: bool = False,
    by: str = "",
) -> Standing:
    """An elliptic "那X呢", X put into the place of its like in the nearest earlier question that has one.

    `owned`: 它的X, so X is what the thing has; `modifies`: X的呢; `by`: the preposition before X in English
    """
    last, folded = earlier[-1], rules.fold(what)
    if when := rules.pattern("time").match(folded):
        rest = what[when.end() :].lstrip("的")
        parts = rules.parts(last.text)
        if rules.attribute(rest) and not last.carried and not parts.of(parts.time) and not parts.of(parts.attribute):
            return _attribute(what, parts, earlier, rules)
        dated = _at_time(what[: when.end()], earlier, rules)
        return filled(rest, [*earlier, dated], rules, ground) if rest else dated
    if whole := _owned(what, rules):
        return whole
    if other := _other_person(what, last.text, rules):
        return Standing(other, person=what)
    if folded.isascii() and rules.fold(last.text).isascii():
        return _english(what, by, earlier, rules)
    for before in [] if owned else reversed(earlier):
        if put := _other_model(what, before.text, rules) or _alike(what, before.text, rules):
            return _again(before, put, last, rules)
    parts = rules.parts(last.text)
    if owned:
        return _attribute(what, parts, earlier, rules)
    if rules.attribute(what) and not rules.pattern("people").search(folded):
        return _attribute(what, parts, earlier, rules)
    if not last.carried and (put := _seam(what, parts, rules, ground)):
        return _again(last, put, last, rules)
    return _subject(what, parts, earlier, rules, modifies=modifies)


def corrected(turn: str, found: re.Match[str], earlier: Sequence[Standing], rules: Rules, ground: Ground) -> Standing | None:
    """The last question with what was meant in the place of what was not: 不是2023年，是2024年; 我问的是新城区."""
    group = next(name for name in ("instead", "meant", "rather", "meant_en") if found[name])
    what = turn[found.start(group) : found.end(group)].strip()
    parts = rules.parts(what)
    if parts.asks[0] < len(what):
        return Standing(what)
    if owned := _owned(what, rules):
        return owned
    last = earlier[-1]
    wrong = found["wrong"] or found["rather_wrong"]
    if wrong and wrong in rules.fold(last.text):
        at = rules.fold(last.text).index(wrong)
        return _again(last, last.text[:at] + what + last.text[at + len(wrong) :], last, rules)
    return filled(what, earlier, rules, ground)


def _owned(what: str, rules: Rules) -> Standing | None:
    """The question for what belongs to a thing that is named with it: 白水县的人口."""
    found = patterns.fullmatch("[^的]{2,}的(?P<attribute>[一-龥]{2,8})", what)
    return Standing(rules.asks(what)) if found and rules.attribute(found["attribute"]) else None


def _again(before: Standing, text: str, last: Standing, rules: Rules) -> Standing:
    """An earlier question asked again with other words; what it leans on stays."""
    spoken = shown(before.topic, before, text, rules) if before.carried else ""
    return replace(before, text=text, before=last, person="", more=False, spoken=spoken)


def _at_time(when: str, earlier: Sequence[Standing], rules: Rules) -> Standing:
    """The nearest question with a time, at another one; where the last asks for a value and has none, before it."""
    last = earlier[-1]
    for before in reversed(earlier):
        folded = rules.fold(before.text)
        if slot := rules.pattern("time").search(folded):
            year = "年" if slot[0].endswith("年") and when[-1].isdigit() else ""
            kept = slot[0][:5] if not patterns.search("年", when) and patterns.match(r"\d{4}年.", slot[0]) else ""
            text = before.text[: slot.start()] + kept + when + year + before.text[slot.end() :]
            return _again(before, text, last, rules)
        if before is last and not before.carried and rules.pattern("valued").search(folded):
            return _again(last, when + last.text, last, rules)
    return _again(last, when + last.text, last, rules)


def _other_person(what: str, old: str, rules: Rules) -> str:
    """`old` with `what` in the place of the person it asks about, "" if one of them is no person."""
    person = rules.person.search(rules.fold(old))
    if not person or not rules.pattern("name").fullmatch(what) or rules.pattern("named").search(what):
        return ""
    start, end = person.span(person.lastgroup or 0)
    if start not in rules.starts(old):
        return ""
    return old[:start] + what + old[end:] if rules.pattern("name").fullmatch(rules.fold(old)[start:end]) else ""


def _other_model(what: str, old: str, rules: Rules) -> str:
    """`old` with a model in the place of another, whole: A3 for A5, A5 Pro for A5; "" if one of them is none."""
    model = rules.pattern("model")
    found = model.search(rules.fold(old)) if model.match(rules.fold(what)) else None
    return old[: found.start()] + what + old[found.end() :] if found else ""


def _english(what: str, by: str, earlier: Sequence[Standing], rules: Rules) -> Standing:
    """What about X: in the place of what stands last after of, in, at, for or by; and for X: with it."""
    counted = patterns.match("(?i)(?:how (?:many|much)|which|what) ([a-z]+)", earlier[-1].text)
    for before in reversed(earlier):
        if before is earlier[-1] and counted and patterns.search(r"\d{4}\W*$", before.text):
            return _again(before, before.text[: counted.start(1)] + what + before.text[counted.end(1) :], before, rules)
        if owner := patterns.search(r"\b(of|in|at|for|by) ([^?.!]+?)(?=[?.!]*$)", before.text):
            return _again(before, before.text[: owner.start(2)] + what + before.text[owner.end(2) :], earlier[-1], rules)
    last = earlier[-1]
    if by:
        return Standing(f"{patterns.sub(r'[?.! ]+$', '', last.text)} {by} {what}?", before=last)
    return Standing(what, carried(earlier), last, topic=about(last, rules), spoken=shown(about(last, rules), last, f"{what}?", rules))


def _alike(what: str, old: str, rules: Rules) -> str | None:
    """`old` with `what` in the place of words that end alike, of a place by a place, or of what begins alike; None if there are none."""
    folded, parts = rules.fold(old), rules.parts(old)
    if pointed := patterns.match("(?:这|那|该)[个家座所种款项]?", folded):
        noun = (rules.words(old[pointed.end() :]) or [""])[0]
        return what + old[pointed.end() + len(noun) :]
    new = rules.fold(what)
    starts = rules.starts(old)
    kinds = rules.lexicon.tables["followup"]["kinds"]
    kind = next((kind for kind in kinds if patterns.search(f"{kind}$", new)), None)
    named = len(folded) if kind is None else parts.attribute[0] if parts.attribute[1] > parts.attribute[0] else parts.asks[0]
    ends = [at + 1 for at in range(1, named) if folded[at] == new[-1] and at + 1 in starts and len(new) > 1]
    ends += [match.end() for match in patterns.finditer(kind, folded[:named]) if match.end() in starts] if kind else []
    for end in dict.fromkeys(ends):
        if (start := _start(folded, end, new, starts, rules)) is not None:
            return old[:start] + what + old[end:]
    shared = next((n for n in range(len(new) - 1, 1, -1) if new[:n] in folded[: parts.asks[0]]), 0)
    if shared:
        start = folded.index(new[:shared])
        stop = min(at for at in (parts.attribute[0], parts.asks[0], len(old)) if at >= start + shared)
        return old[:start] + what + old[min(stop, start + len(what)) :] if stop > start + shared else None
    return None


def _start(folded: str, end: int, new: str, starts: set[int], rules: Rules) -> int | None:
    """Where the name begins that ends there: after the name of the place that it is in, a time or 的, and about as long as the new one."""
    first = max((match.end() for match in rules.pattern("borders").finditer(folded, 0, end - 1)), default=0)
    if end - first < 2:
        return None
    if _numbered(folded[end - len(new) : end], new):
        return end - len(new)
    if end - first <= len(new) + SPARE:
        return first
    return min((at for at in starts if first <= at <= end - 2), key=lambda at: (abs(end - at - len(new)), at), default=first)


def _numbered(old: str, new: str) -> bool:
    """Whether two ordinals of one length stand for each other: 七次全会, 六次全会."""
    apart = [a + b for a, b in zip(old, new, strict=False) if a != b]
    return len(old) == len(new) and len(apart) == 1 and bool(patterns.fullmatch("[一二三四五六七八九十\\d]{2}", apart[0]))


def _attribute(what: str, parts: Parts, earlier: Sequence[Standing], rules: Rules) -> Standing:
    """Another attribute of the same subject, at the same time."""
    last, text = earlier[-1], rules.asks(what)
    time = parts.of(parts.time)
    if not last.carried and parts.of(parts.attribute) and not parts.name and not time:  # 租金多少: of nothing that was named
        return Standing(text, before=last)
    if not last.carried and parts.attribute[1] > parts.attribute[0] and (parts.name or time) and not rules.post(what):
        aspect = rules.pattern("aspect")
        if aspect.fullmatch(what) and not aspect.search(parts.of(parts.attribute)):  # of the attribute, not of the subject
            return Standing(f"{parts.text[: parts.attribute[1]]}{what}是多少？", before=last, thing=last.thing)
        whole = parts.text[: parts.attribute[0]] + text
        return Standing(whole, before=last, thing=last.thing)
    topic = last.topic or about(last, rules)
    if rules.pattern("model").search(rules.fold(topic)) and not topic.startswith("“"):
        return Standing(f"{topic}的{text}", before=last, thing=topic)
    return Standing(text, carried(earlier), last, topic=topic, thing=last.thing, spoken=shown(topic, last, text, rules))


def _seam(what: str, parts: Parts, rules: Rules, ground: Ground) -> str | None:
    """The question with `what` in the place of the word before the asked attribute, where the corpus has it there."""
    folded = rules.fold(parts.text)
    starts = sorted(at for at in rules.starts(parts.text) if parts.subject[1] <= at < parts.asks[0])
    for start, after in pairwise(starts):
        word = folded[start:after]
        if len(word) < 2 or start < parts.time[1] or not rules.attribute(folded[after : parts.attribute[1]]):
            continue
        if ground.follows(rules.fold(what), folded[after:]):
            return parts.text[:start] + what + parts.text[after:]
    return None


def _subject(what: str, parts: Parts, earlier: Sequence[Standing], rules: Rules, *, modifies: bool) -> Standing:
    """`what` as the subject, before the question, or as what is asked of the subject; `modifies`: as its first word alone."""
    last, old, subject = earlier[-1], parts.text, parts.name
    root = rules.parts(last.root.text)
    if last.carried and not subject and root.counted and not parts.counted and rules.pattern("valued").search(parts.of(parts.asks)):
        return Standing(old[: parts.asks[1]] + what + "？", before=last)  # 计划改造多少个: of what, was said before
    if last.carried and not subject:
        joined = "" if patterns.match("有|在|什么时候|能|最|要|是", rules.fold(old)) else "的"
        return replace(last, text=old, before=last, topic=what, thing=what, carried=(what,), spoken=f"{what}{joined}{old}", more=False)
    if not subject:
        return Standing(f"{what}{old}", before=last)
    people = rules.pattern("people")
    if (people.search(what) and not people.search(subject)) or (rules.pattern("places").search(what) and parts.plain):
        return Standing(old[: parts.subject[0]] + what + old[parts.subject[0] :], before=last)
    start, end = parts.subject
    noun = (len(what) == 2 and len(subject) >= LONG and not what.isascii()) or (rules.common(what) and not rules.common(subject))
    if noun and parts.attribute[1] > parts.attribute[0]:
        text = f"{what}{'有多少' if rules.pattern('valued').search(rules.fold(old)) else '是什么'}？"
        return Standing((old[: parts.attribute[0]] if parts.of(parts.time) else old[:end] + "的") + text, before=last)
    if modifies and len(cut := rules.analyzer.cut(subject)) > 1:  # 地面的呢, after 地下车位
        start += len(cut[0])
        return replace(last, text=old[: parts.subject[0]] + what + old[start:], before=last, thing=what, spoken="", more=False, person="")
    return replace(last, text=old[:start] + what + old[end:], before=last, thing=what, spoken="", more=False, person="")
