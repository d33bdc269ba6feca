"""What was asked and does not stand in the evidence.

A check that fires is a doubt with a weight: `confidence` weighs it against the signals of the evidence. Where the question is
answered all the same, the doubt is said to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot import patterns
from bot.config import Lexicon
from bot.doubts.away import away
from bot.doubts.binding import unbound
from bot.doubts.checks import asks_several, lacking
from bot.doubts.ground import Ground, ground
from bot.doubts.unlike import unlike
from bot.doubts.usage import Usage
from bot.questions import Asked

__all__ = ["WEIGHT", "Doubt", "Ground", "asks_several", "examine", "ground"]

WEIGHT = {
    "year": 10.0,  # an asked year
    "period": 8.0,  # a quarter, half-year or month
    "role": 9.0,  # a post without a name, a name without a post
    "name": 8.0,  # a person, a title, a numbered thing
    "place": 9.0,
    "attribute": 9.0,  # what is asked of a thing: age, price, profit
    "type": 8.0,  # no figure of the asked measure
    "person": 8.0,  # whoever is asked for by a noun, without a name
    "reason": 8.0,  # nothing that may be a reason
    "plan": 6.0,  # a plan where the outcome is asked
    "other": 10.0,  # the value is of another place, thing or year
    "apart": 7.0,  # the value stands where the asked thing has not been named yet
    "away": 3.0,  # times its part of the question: what the article names elsewhere alone; said, and seldom enough to refuse
    "counted": 1.5,  # what is counted
    "unknown": 0.4,  # most words stand nowhere
    "absent": 1.0,  # a word that is no common one
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One asked thing that the evidence lacks.

    check    names the check
    what     the question's word for it, folded
    weight   how much it takes off
    other    what stands in its place, folded, "" if nothing does
    """

    check: str
    what: str
    weight: float
    other: str = ""


def examine(asked: Asked, here: Ground, lexicon: Lexicon) -> list[Doubt]:
    """The doubts about an answer, each word once for each check."""
    usage = Usage.of(lexicon)
    surest: dict[tuple[str, str], float] = {}
    for check, what, sure in lacking(asked, here, lexicon, usage):
        surest[check, what] = max(surest.get((check, what), 0.0), WEIGHT[check] * sure)
    found = [Doubt(check, what, weight) for (check, what), weight in surest.items()]
    for loose in (*unbound(asked, here, lexicon.tables, usage), *unlike(asked, here, lexicon.tables["binding"], usage)):
        check = "other" if loose.other else "apart"
        named = "" if patterns.search(r"\d", loose.other) else loose.other  # the bot's own words hold no figure but the question's
        found.append(Doubt(check, loose.what, WEIGHT[check], named))
    elsewhere = away(asked, here, usage, lexicon.tables["checks"])
    doubted = {doubt.what for doubt in found}
    return [*found, *(Doubt("away", word, WEIGHT["away"] * share) for word, share in elsewhere if word not in doubted)]
