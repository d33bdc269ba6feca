"""The figure of a quote that was asked for: the one beside the asked thing whose surroundings share more with the question than any other's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.questions import YEAR, Asked
from bot.short_answer import aligned
from bot.short_answer.reading import Reading, Words

AHEAD = 0.05  # how much more of the question stands around the figure than around the next best one
ENOUGH = 0.25  # of the question that stands around the figure at least
ABSENT = 0.4  # of the question's words that may be missing in the sentence and its headline
RIVAL = 0.15  # how much more may stand around a figure that the asked noun does not stand beside
FAR, FARTHER = 0.5, 0.25  # what a word counts that stands only in the clause before, only in the sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the asked measure with the words that belong to it: from the figure before to the next mark."""

    start: int
    end: int
    zone: str


def find(asked: Asked, here: Reading, words: Words) -> tuple[int, int] | None:
    """The asked figure, None where another may be meant."""
    measure = _measure(asked, words)
    heads = _heads(asked, here, words)
    found = list(_figures(asked, here, words, measure, heads))
    beside = [figure for figure in found if all(words.same(head, figure.zone) for head in heads)]
    rows = sorted(((_around(asked, here, figure), -figure.start, figure) for figure in beside), reverse=True)
    if span := aligned.find(asked, here, words, measure):
        return span
    if not rows or rows[0][0] < ENOUGH:
        return None
    best = rows[0][2]
    said = here.folded[best.start : best.end]
    others = [row[0] for row in rows[1:] if here.folded[row[2].start : row[2].end] != said]
    if others and rows[0][0] - others[0] < AHEAD:
        return None
    if any(_around(asked, here, figure) > rows[0][0] + RIVAL for figure in found if figure not in beside):
        return None
    if _parallel(asked, here, best, words) or _became(here, best, words) or not _fits(asked, here, best, words):
        return None
    start = best.start
    if (about := words.about.match(said)) and about[0] in asked.folded:
        start += about.end()
    return start, best.end


def _figures(asked: Asked, here: Reading, words: Words, measure: re.Pattern[str] | None, heads: Sequence[str]) -> Iterator[Figure]:
    """The figures of the asked measure that the question does not hold itself."""
    folded = here.folded
    marks = [match for match in words.amount.finditer(folded)]
    for n, match in enumerate(marks):
        value = match[0]
        bare = words.about.sub("", value)
        if value in asked.folded or match.end() not in here.bounds or not _is_figure(bare, words):
            continue
        if value.startswith("第") != (measure is not None and measure.pattern == "^第"):
            continue
        if not (measure.search(bare if measure.pattern != "^第" else value) if measure else words.measured(bare)):
            continue
        if not measure and value[-1] in "%‰" and not _beside(heads, folded, match.start(), match.end(), words):
            continue
        left, right = here.clause(match.start())
        last = max((m.end() for m in marks[:n] if words.measured(m[0])), default=0)
        following = marks[n + 1].start() if n + 1 < len(marks) and marks[n + 1].start() < right else 0
        cut = words.joins.search(folded, match.end(), right)
        until = cut.start() if cut and following else right
        yield Figure(match.start(), match.end(), folded[max(left, last) : match.start()] + " " + folded[match.end() : until])


def _beside(heads: Sequence[str], folded: str, start: int, end: int, words: Words) -> bool:
    """Whether the asked noun touches the figure: PMI为50.3%, 51%乘客."""
    return any(words.links.sub("", folded[:start]).endswith(head) or folded.startswith(head, end) for head in heads)


def _is_figure(bare: str, words: Words) -> bool:
    """Neither a year, a month, a day nor a number word by itself."""
    return not re.fullmatch(r"(?:1[89]|20)\d\d年?|[一二三四五六七八九十两零百千万亿半]+|\d{1,2}[月日号点]|[\d,.]+", bare) and bare[:2] not in ("一个", "一种", "一名", "一次", "一家", "一位", "一项", "一条", "一座")


def _measure(asked: Asked, words: Words) -> re.Pattern[str] | None:
    """The measure word after 多少 or 几, or the unit of the asked attribute; None: any."""
    question = words.how_many.search(asked.folded)
    if question and question["ordinal"]:
        return re.compile("^第")
    if question and question["measure"]:
        return re.compile(words.alike.get(question["measure"], re.escape(question["measure"])))
    if re.search(words.shares, asked.folded):
        return re.compile("%|百分|成$|倍$")
    unit = next((unit["value"] for unit in words.units if re.search(unit["asked"], asked.folded)), None)
    return re.compile(unit) if unit else None


def _heads(asked: Asked, here: Reading, words: Words) -> list[str]:
    """What is counted or measured: the noun after 多少家, or the last one before 是多少."""
    text = re.sub(r"[?\s]+$", "", asked.folded)
    question = words.how_many.search(text)
    if not question:
        return []
    after = [word for word in here.cut(text[question.end() :])[:1] if len(word) > 1 and word not in words.empty]
    if after:
        return after
    before = [word for word in here.cut(text[: question.start()]) if len(word) > 1 and word not in words.empty]
    return before[-1:]


def _around(asked: Asked, here: Reading, figure: Figure) -> float:
    """How much of the question stands beside the figure; what stands only in the clause before or in the sentence counts less."""
    left, _ = here.clause(figure.start)
    before, sentence = here.clause_before(left), here.sentence(figure.start)
    shared = sum(
        worth * (1.0 if term[1:] in figure.zone else FAR if term[1:] in before else FARTHER if term[1:] in sentence else 0.0)
        for term, worth in asked.worth.items()
    )
    return shared / asked.total if asked.total else 0.0


def _parallel(asked: Asked, here: Reading, figure: Figure, words: Words) -> bool:
    """Whether it is one of several figures in a row, or became another: 13.9%和18.1%, 1、2名, 由3元到4元."""
    before, after = here.folded[max(0, figure.start - 16) : figure.start], here.folded[figure.end : figure.end + 4]
    return bool(
        words.row_before.search(before)
        or words.row_after.match(after)
        or words.together.search(here.folded, *here.clause(figure.start))
        or words.at_most.search(before)
        or (words.became.search(here.folded[here.clause(figure.start)[0] : figure.end]) and not words.asks_after.search(asked.folded))
    )


def _became(here: Reading, figure: Figure, words: Words) -> bool:
    """Whether the next clause says what the figure came to: 新增260个，总数达到940个."""
    return bool(words.came_to.match(here.folded, here.clause(figure.start)[1]))


def _fits(asked: Asked, here: Reading, figure: Figure, words: Words) -> bool:
    """Whether the figure's sentence is about the asked year and the asked numbered thing, and has most of the asked words."""
    sentence = here.sentence(figure.start)
    before = here.folded[here.sentence_start(figure.start) : figure.start]
    years = YEAR.findall(before)
    if asked.years and years and years[-1] not in asked.years:
        return False
    near = sentence + here.context
    if any(name not in near for name in words.ordinal.findall(asked.folded)):
        return False
    content = [term for term in asked.worth if term[0] == "w"]
    absent = sum(asked.worth[term] for term in content if not words.same(term[1:], near))
    return absent < ABSENT * sum(asked.worth[term] for term in content)
