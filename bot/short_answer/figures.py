"""The figure that was asked for: beside the asked thing, and with more of the question around it than any other has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import patterns
from bot.questions import YEAR, Asked
from bot.short_answer import aligned, asking
from bot.short_answer.reading import Reading, Span
from bot.short_answer.words import Words

ENOUGH = 0.25  # of the question that stands around the figure at least
AHEAD = 0.05  # how much more of the question stands around it than around the next best one
RIVAL = 0.15  # how much more may stand around a figure that the asked noun does not stand beside
ABSENT = 0.4  # of the question's words that are missing in the quote up to there and in its headline at most
COUNTED = "[0-9〇一二三四五六七八九十两半数几]|[百千]"  # 亿元 by itself is a unit, in the head of a table
FAR, FARTHER = 0.5, 0.25  # what a word counts that stands only in the clause before, only in the sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the asked measure; `zone` holds the words that belong to it, from the figure before to the next mark."""

    start: int
    end: int
    zone: str


def find(asked: Asked, here: Reading, words: Words) -> Span | None:
    """The asked figure with what bounds it, None where another may be meant."""
    measure = _measure(asked, words)
    span = aligned.find(asked, here, words, measure)
    if span and not (measure is None and words.plain.lasting.search(here.folded[slice(*span)])):
        near = here.folded[: here.sentence(span[0])[1]] + here.context
        if _of_another_time(asked, here, span[0], words):
            return None
        return span if all(place in near for place in _places(asked, words)) else None
    if words.uncounted.search(asking.bare(asked)):
        return None  # 几孔: a measure word that is none of ours
    noun = asking.noun(asking.bare(asked), words.how_many, words, here.cut)
    found = list(_figures(asked, here, words, measure, noun))
    price, extent = words.plain.asks_price.search(asked.folded), patterns.search("多([高长宽深厚重])", asked.folded)
    beside = [
        figure
        for figure in found
        if not noun
        or (words.same(noun, figure.zone) and not _of_another(here, words, figure, noun))
        or (price and words.plain.priced.search(figure.zone.partition(" ")[0]))
        or (extent and patterns.search(f"{extent[1]}(?:度|为|约|达)?$", here.folded[: figure.start]))
    ]
    rows = sorted(((_around(asked, here, figure), -figure.start, figure) for figure in beside), reverse=True)
    if not rows or rows[0][0] < ENOUGH:
        return None
    top, _, best = rows[0]
    said = here.folded[best.start : best.end]
    if any(top - score < AHEAD for score, _, other in rows[1:] if here.folded[other.start : other.end] != said):
        return None
    rivals = (other for other in found if other not in beside and not _follows(here, words, best.start, noun))
    if any(_around(asked, here, other) > top + RIVAL for other in rivals):
        return None
    if price and words.plain.free.search(here.folded, here.sentence(best.start)[0], best.start):
        return None  # 首小时免费，之后每小时5元
    if not asked.years and _of_several_years(here, best, found):
        return None
    if _one_of_some(asked, here, best, words) or not _about_the_asked(asked, here, best, words):
        return None
    if any(_counts_the_asked(asked, here, best, other, words) for other in found):
        return None
    if _told_later(asked, here, best, words, noun) or _of_a_name(asked, here, best, words):
        return None
    about = words.plain.about.match(said)
    on = words.plain.lasts_on.match(here.folded, best.end)
    return best.start + (about.end() if about and about[0] in asked.folded else 0), on.end() if on else best.end


def _measure(asked: Asked, words: Words) -> re.Pattern[str] | None:
    """What a fitting figure holds: the measure word after 多少 or 几, or the unit of the asked attribute; None: any."""
    question = words.how_many.search(asked.folded)
    if question and question["ordinal"]:
        return re.compile("^第")
    if question and (measure := question["measure"]):
        return re.compile(words.alike.get(measure, re.escape(measure)))
    if words.plain.asks_share.search(asked.folded):
        return re.compile("%|百分|成$|倍$")
    unit = words.measures(asked.folded)
    return re.compile(unit) if unit else None


def _figures(asked: Asked, here: Reading, words: Words, measure: re.Pattern[str] | None, noun: str) -> Iterator[Figure]:
    """The figures of the asked measure that the question does not hold itself."""
    matches = list(words.amount.finditer(here.folded))
    last = 0
    starts = [match.start() for match in matches]
    for match, following in zip(matches, [*starts[1:], len(here.folded)], strict=False):
        left, right = here.clause(match.start())
        if _fits(asked, here, words, match, measure, noun):
            cut = words.plain.joins.search(here.folded, match.end(), right) if following < right else None
            zone = here.folded[max(left, last) : match.start()] + " " + here.folded[match.end() : cut.start() if cut else right]
            yield Figure(match.start(), match.end(), zone)
        if words.measured.search(match[0]) and match[0] not in asked.folded:
            last = match.end()


def _fits(asked: Asked, here: Reading, words: Words, match: re.Match[str], measure: re.Pattern[str] | None, noun: str) -> bool:
    """Whether a figure has the asked measure; without one a share must touch the asked noun: PMI为50.3%, 51%乘客."""
    value = match[0]
    bare = words.plain.about.sub("", value)
    if value in asked.folded or here.within(match.end()) or words.plain.no_figure.fullmatch(bare) or not patterns.search(COUNTED, bare):
        return False
    loose = not _touches(here, words, *match.span(), noun)
    if loose and value[-1] in "%‰" and not words.plain.asks_share.search(asked.folded):
        return False
    if measure is None:
        lasting = loose and bool(words.plain.lasting.search(bare))
        return bool(words.measured.search(bare)) and not value.startswith("第") and not lasting
    ordinal = measure.pattern == "^第"
    return value.startswith("第") == ordinal and bool(measure.search(value if ordinal else bare))


def _of_another(here: Reading, words: Words, figure: Figure, noun: str) -> bool:
    """Whether another noun than the asked one follows what is counted: 11个园区, where squares are asked for."""
    if not words.plain.counts.search(here.folded[figure.start : figure.end]) or _follows(here, words, figure.start, noun):
        return False
    following = patterns.split("[、,。;:!?)”]", here.folded[figure.end : here.clause(figure.start)[1]])[0]
    other = next((match.start() for match in words.amount.finditer(following) if words.plain.counts.search(match[0])), len(following))
    return bool(patterns.match("[\u4e00-\u9fff]", following)) and not words.same(noun, following[:other])


def _touches(here: Reading, words: Words, start: int, end: int, noun: str) -> bool:
    """Whether nothing stands between the noun and the figure."""
    return _follows(here, words, start, noun) or here.folded.startswith(noun, end)


def _follows(here: Reading, words: Words, start: int, noun: str) -> bool:
    """Whether the noun stands directly before the figure: 学生近300人."""
    return words.plain.links.sub("", here.folded[:start]).endswith(noun)


def _around(asked: Asked, here: Reading, figure: Figure) -> float:
    """How much of the question stands around a figure; what stands only in the clause before or in the sentence counts less."""
    before, sentence = here.before(figure.start), here.folded[slice(*here.sentence(figure.start))]
    shared = 0.0
    for term, worth in asked.worth.items():
        text = term[1:]
        shared += worth * (1.0 if text in figure.zone else FAR if text in before else FARTHER if text in sentence else 0.0)
    return shared / asked.total if asked.total else 0.0


def _of_several_years(here: Reading, figure: Figure, found: list[Figure]) -> bool:
    """Whether its sentence gives figures of that measure for other years too, where no year is asked."""
    first, last = here.sentence(figure.start)
    own = YEAR.findall(here.folded[here.clause(figure.start)[0] : figure.start])
    beside = (other for other in found if other is not figure and first <= other.start < last)
    others = {year for other in beside for year in YEAR.findall(here.folded[here.clause(other.start)[0] : other.start])}
    return bool(own) and bool(others - set(own))


def _one_of_some(asked: Asked, here: Reading, figure: Figure, words: Words) -> bool:
    """Whether it stands in a row, is a bound, a sum, or became another: 13.9%和18.1%, 最多在3家, 两项合计9亿元, 由3元到4元."""
    left, right = here.clause(figure.start)
    before, plain = here.folded[max(0, figure.start - 16) : figure.start], words.plain
    change = plain.became.search(here.folded, left, right)
    changed = change and not (plain.asks_after.search(asked.folded) and figure.start >= change.end())
    return bool(
        changed
        or words.row_before.search(before)
        or plain.row_after.match(here.folded, figure.end)
        or plain.at_most.search(before)
        or plain.together.search(here.folded, left, right)
        or (plain.summed.search(before) and not plain.asks_sum.search(asked.folded))
        or plain.came_to.match(here.folded, right)
    )


def _counts_the_asked(asked: Asked, here: Reading, figure: Figure, other: Figure, words: Words) -> bool:
    """Whether what another figure counts is asked, and the sentence of this one has no word of it: 6.7万个岗位, 2.7万个工程师岗位."""
    if here.folded[other.end - 1] != here.folded[figure.end - 1]:
        return False
    counted = here.folded[other.end : here.clause(other.start)[1]]
    sentence = here.folded[slice(*here.sentence(figure.start))]
    return any(word in counted and not words.same(word, sentence) for word in asked.words if word not in words.empty)


def _told_later(asked: Asked, here: Reading, figure: Figure, words: Words, noun: str) -> bool:
    """Whether an asked word stands only later in its sentence, with the asked noun and a figure: 货物吞吐量12万吨，集装箱吞吐量3万标箱.

    Or heads a later clause with a figure: 玉米每斤1.2元；水稻每斤1.4元. Or with what takes it out: 登记费100元，绝育犬免收.
    """
    first, last = here.sentence(figure.start)
    stop = here.clause(figure.start)[1]
    near = here.folded[first:stop]
    later = [here.folded[a:b] for a, b in here.clauses if stop <= a < last and words.amount.search(here.folded, a, b)]
    absent = [word for word in asked.words if word not in words.empty and not words.same(word, near)]
    taken_out = [here.folded[a:b] for a, b in here.clauses if stop <= a < last and words.plain.takes_out.search(here.folded, a, b)]
    if any(word in clause for word in absent for clause in taken_out):
        return True
    said = here.folded[figure.start : figure.end]
    return any(
        word in clause and said not in clause and (words.same(noun, clause) or clause.startswith(word))
        for word in absent
        for clause in later
    )


def _of_a_name(asked: Asked, here: Reading, figure: Figure, words: Words) -> bool:
    """Whether it is said to be of something by name that is not asked: 5000万元的“安居贷”."""
    owner = words.plain.owner.match(here.folded, figure.end)
    return owner is not None and owner["name"] not in asked.folded


def _places(asked: Asked, words: Words) -> Iterator[str]:
    """The asked places by their own names: 青山 of 青山区."""
    for word in asked.words:
        at = asked.folded.find(word) + len(word)
        if words.plain.region.match(asked.folded, at):
            yield word
        elif words.plain.region.match(word[-1]) and len(word) > 2:
            yield word[:-1]
        elif words.plain.region.match(word[-1]):
            cut = patterns.search(f"[^年月日全各]{word}", asked.folded)  # 澄湖区, cut after its first character
            if cut and cut[0][0] in asked.query.content.split():
                yield cut[0][:-1]


def _of_a_part(asked: Asked, place: str, told: str, words: Words) -> bool:
    """Whether a district is asked that is not named there, and it is said of the whole city."""
    kind = asked.folded[asked.folded.find(place) + len(place) :][:1]
    wholes = words.plain.whole.findall(told)
    return bool(wholes) and place not in told and f"全{kind}" not in wholes


def _of_another_time(asked: Asked, here: Reading, at: int, words: Words) -> bool:
    """Whether the sentence tells of other times up to there, and not of the asked half, quarter or month."""
    wanted = set(words.plain.period.findall(asked.folded))
    said = here.folded[here.sentence(at)[0] : at]
    return bool(wanted) and bool(YEAR.search(said) or words.plain.period.search(said)) and not any(time in said for time in wanted)


def _of_another_class(asked: Asked, before: str, words: Words) -> bool:
    """Whether an asked name goes on otherwise: 云溪湖, where 云溪新区 is asked."""
    ends = words.plain.class_of.pattern
    names = [word for word in asked.words if patterns.search(f"{word}[一-鿿]{{0,2}}{ends}", asked.folded)]
    return any(named[0] not in asked.folded for word in names for named in patterns.finditer(re.escape(word) + ends, before))


def _about_the_asked(asked: Asked, here: Reading, figure: Figure, words: Words) -> bool:
    """Whether the sentence is about the asked year and the asked numbered thing, and it or what goes before has most of the asked words."""
    first, last = here.sentence(figure.start)
    years = YEAR.findall(here.folded[first : figure.start])
    if (asked.years and years and years[-1] not in asked.years) or _of_another_time(asked, here, figure.start, words):
        return False
    own = YEAR.findall(here.folded[here.clause(figure.start)[0] : figure.start])
    if asked.years and not own and len(set(years)) > 1:  # 2023年…，2022年…；净利润5亿元: of either
        return False
    told = here.folded[first : figure.start]
    if any(_of_a_part(asked, place, told, words) for place in _places(asked, words)):
        return False
    now, said = (set(words.plain.from_now.findall(text)) for text in (asked.folded, here.folded[first:last]))
    if now and said and not now & said:
        return False
    before = here.folded[here.clause(figure.start)[0] : figure.start]
    if _of_another_class(asked, before, words):
        return False
    near = here.folded[:last] + here.context
    if any(name not in near for name in (*_places(asked, words), *words.ordinal.findall(asked.folded))):
        return False
    content = {term: worth for term, worth in asked.worth.items() if term[0] == "w"}
    absent = sum(worth for term, worth in content.items() if not words.same(term[1:], near))
    return absent < ABSENT * sum(content.values())
