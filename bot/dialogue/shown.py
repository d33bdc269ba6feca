"""A follow-up as a sentence that a person would write: with what it is about."""

from __future__ import annotations

from bot import patterns
from bot.dialogue.rules import Parts, Rules
from bot.dialogue.standing import Standing


def about(standing: Standing, rules: Rules, *, event: bool = False) -> str:
    """What a question is about, in its own words: without what asks and the verb that this leaves at the end; else whole.

    `event`: with what happened to it, of which 什么时候 alone is asked
    """
    if standing.topic:
        return standing.topic
    question, folded = standing.text, rules.fold(standing.text)
    asks = rules.pattern("asking").search(folded)
    bare = patterns.sub(r"[?？。!！\s]+$", "", question)
    if folded.isascii():
        said = question[asks.end() :].rstrip("?.! ") if asks else ""
        if thing := rules.pattern("thing_en").match(rules.fold(said)):
            return said[: thing.end()]
        return said if patterns.match("(?:the|an?|[A-Z])\\b|[A-Z]", said) else f"“{bare}”"
    if not asks:
        return bare
    parts = rules.parts(question)
    if parts.adverbial and len(parts.name) > 1 and not event:
        return question[parts.subject[0] : max(parts.subject[1], parts.attribute[1] if parts.of(parts.attribute) else 0)]
    if not parts.plain and not rules.pattern("joins").search(asks[0]):
        return f"“{bare}”"
    before = question[: asks.start()]
    if rules.pattern("done").search(before):
        if event:
            return f"“{bare}”"
        before = before[: max(at for at in rules.starts(before) if at < len(before) - 1)]
    said = before + question[asks.end() :]
    if opens := rules.pattern("leading").match(said):
        said = said[opens.end() :]
    left = rules.pattern("trailing").search(rules.fold(said))
    return said[: left.start()] if left else said


def subject(standing: Standing, rules: Rules) -> str:
    """The thing at the head of a question, or of the one that it leans on, up to what is said of it; "" where there is none."""
    name = rules.parts(standing.root.text).name
    if rules.fold(name).isascii() or rules.pattern("time").match(name) or rules.pattern("asked").search(name):
        return ""
    return name if len(name) > 1 else ""


def only_asks(folded: str, rules: Rules) -> bool:
    """Whether a question holds nothing but the words that ask."""
    return not patterns.search(r"\w", rules.pattern("asking").sub("", folded, count=1))


def shown(topic: str, last: Standing, question: str, rules: Rules) -> str:
    """A question that leans on the last one, with its subject at its head, or what it is about before it."""
    if not topic:
        return question
    folded = rules.fold(question)
    if folded.isascii():
        return rules.said("about_en", topic, question)
    if rules.pattern("why").fullmatch(folded):
        return rules.said("about", topic, question) if topic[0] == "“" else rules.said("why", topic, question)
    parts, root = rules.parts(question), rules.parts(last.root.text)
    head = subject(last, rules)
    person = bool(head) and head in (rules.who(rules.fold(root.text)), rules.named_first(root.text))
    valued = rules.pattern("valued").search(folded)
    bare_value = valued and not (parts.name or parts.of(parts.attribute) or root.of(root.attribute)) and parts.plain
    bare = bare_value or (only_asks(folded, rules) and not valued)
    posted = rules.post(root.of(root.attribute)) and not (parts.name or parts.attribute[1] > parts.attribute[0])
    of_a_post = person and rules.post(parts.name or parts.of(parts.attribute))  # 局长是谁: not of him who was asked about
    if of_a_post or (not head and rules.attribute(topic)):
        return question
    points = rules.pattern("person_pronoun").search(folded) or folded.startswith("它")
    if posted or points or rules.pattern("agent").match(folded):  # 哪家单位建的: not of the subject
        return rules.said("about", topic, question)
    if rules.post(question[: parts.asks[0]].removesuffix("是")):
        head = head.partition("的")[0]
    if head and (person or root.plain) and not (bare and topic != head) and _headless(parts, rules):
        if folded.startswith("谁"):
            done = (root.adverbial or not root.counted) and not folded.startswith("谁是") and not rules.pattern("speech").search(folded)
            return f"{head}是{question}" if done else rules.said("about", topic, question)
        noun = parts.time[0] > 0 or not parts.time[1]
        noun = noun and bool((parts.name and not _said(parts, rules)) or parts.attribute[1] > parts.attribute[0] == parts.subject[0])
        return rules.said("of" if noun else "at", head, question)
    return rules.said("about", topic, question)


def _headless(parts: Parts, rules: Rules) -> bool:
    """Whether a question begins with what is said of a subject, or with what it has."""
    name = rules.fold(parts.name)
    return _said(parts, rules) or rules.attribute(name) or bool(rules.pattern("light").fullmatch(name))


def _said(parts: Parts, rules: Rules) -> bool:
    """Whether what stands at the head of a question is what is said, and no subject: 设几个站, 调查到多少只."""
    name = rules.fold(parts.name)
    return len(name) < 2 or bool(rules.pattern("done").search(name) or rules.pattern("trailing").fullmatch(name))
