"""What a person typed to the question that stands: small talk, unusable input, follow-ups.

A question that has a subject of its own stands by itself, unless what it says stands where the talk already is (`topics.py`). A fragment
("那X呢") fills the slot of what is like it in the question before (`slots.py`). What else leans on a topic carries the earlier words
along at half weight, and is shown as a sentence that says what it is about (`shown.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.analyzer import Analyzer, Query
from bot.config import Lexicon
from bot.dialogue.ground import Ground
from bot.dialogue.rules import Rules
from bot.dialogue.slots import corrected, filled
from bot.dialogue.standing import REACH, Standing
from bot.dialogue.talk import LONGEST, Talk, kind_of_talk, language
from bot.dialogue.topics import leaning, person_of, returned, stands
from bot.schema import Hit

__all__ = ["LONGEST", "Ground", "Standing", "Talk", "kind_of_talk", "language", "nearer", "stand", "widened"]

CARRIED = 0.5  # weight of a carried word: it helps to find, it is not what is asked
CITED, NEIGHBOUR = 0.1, 0.05  # what a passage gains that was cited the turn before, or stands beside such a one


def stand(question: str, history: Sequence[str], analyzer: Analyzer, lexicon: Lexicon, ground: Ground) -> Standing:
    """The question made whole by the ones before it, oldest first."""
    rules, earlier = Rules(lexicon, analyzer), list[Standing]()
    for turn in [*history[-REACH:], question]:
        if turn is question or kind_of_talk(turn, analyzer, lexicon) == "question":
            earlier.append(_whole(turn.strip(), earlier, rules, ground) if earlier else Standing(turn))
    return earlier[-1]


def _whole(turn: str, earlier: list[Standing], rules: Rules, ground: Ground) -> Standing:
    folded = rules.fold(turn)
    if back := rules.pattern("back").match(folded):
        return returned(turn[back.start("what") : back.end("what")], turn[back.end() :], earlier, rules, ground)
    if (correction := rules.pattern("corrects").match(folded)) and (found := corrected(turn, correction, earlier, rules, ground)):
        return found
    thanked = rules.pattern("thanks").match(folded)
    start = thanked.end() if thanked else 0
    if opening := rules.pattern("opening").match(folded[start:]):
        start += opening.end()
    last, whole = earlier[-1], folded
    bare, folded = turn[start:], folded[start:]
    if any(rules.pattern("further").fullmatch(said) for said in (whole, folded)):
        return replace(last, before=last, more=True, spoken=rules.said("besides", "", last.text))
    if elliptic := rules.pattern("elliptic").match(folded):
        group = "what" if elliptic["what"] else "what_en"
        what = rules.last_clause(bare[elliptic.start(group) : elliptic.end(group)])
        owner = rules.pattern("owner").match(rules.fold(what))
        if owner and owner["person"] and (name := person_of(earlier, rules, ground)):
            return Standing(rules.asks(f"{name}的{what[owner.end() :]}"), before=last)
        modifies = folded.startswith("的", elliptic.end(group))
        what, by = what[owner.end() :] if owner else what, elliptic["by_en"] or ""
        return filled(what, earlier, rules, ground, owned=bool(owner), modifies=modifies, by=by)
    if thanked:
        return Standing(bare)  # thanks close a topic
    more = bool(rules.pattern("more").search(folded))
    if rules.pattern("person_pronoun").search(folded) and (name := person_of(earlier, rules, ground)):
        return Standing(rules.pattern("person_pronoun").sub(name, bare, count=1), before=last, more=more)
    return Standing(bare) if stands(bare, last, rules, ground) else leaning(bare, earlier, rules, ground, more=more)


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
