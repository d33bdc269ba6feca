"""The few words of the first quote that answer by themselves: shown only where they are likely right.

A figure or a date is given where it is the only one of its kind in the clause that shares most with the question; a person where a
post or a word of speech stands beside the name; a post where it stands before the asked name; a name where the quote marks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.doubts import Doubt
from bot.questions import Asked
from bot.schema import Citation

LEAST = 0.7  # confidence from which a short answer is given at all
AHEAD = 0.1  # how much more of the question the clause of a value shares than the next best one

LEAD = 4  # characters after a time that still belong to it: 2021年5月以来，
ENOUGH = 0.25  # of the question that the clause shares at least

_AMOUNT = re.compile(
    r"(?:[超不至近约]?(?:超过|突破|不低于|不少于|至少|达到)?)?(?<![a-z\d.数第])(?P<value>(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百千两〇零]+)(?:至|-|~|到)?(?:\d[\d,]*(?:\.\d+)?)?"
    r"[余多]?(?:%|[百千万亿]*[余多]?(?:个百分点|平方公里|平方米|公里|千米|公顷|英寸|小时|分钟|美元|港元|欧元|亿元|万元|元|亩|吨|公斤|千克|斤|米|厘米|毫米|里|岁|人次|人|名|位|家|个月|个|项|条|座|所|种|类|台|套|辆|架|艘|张|部|届|期|批|层|级|倍|户|场|处|支|只|天|年|周|点|度|件|块|册|本|间|株|头|间|卷|轮|枚|站|公顷|次)?))"
)
_DATE = re.compile(
    r"(?:\d{4}|[〇一二三四五六七八九]{4})年(?:\d{1,2}月(?:\d{1,2}[日号])?|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?)?(?:[上下]午|底|初|末)?"
    r"|(?:(?:今年|去年|明年|前年|当年)(?:年?[底初末])?)?\d{1,2}月(?:\d{1,2}[日号])?(?:[上下]午)?|(?:今年|去年|明年)(?:[底初末]|[上下]半年|\d{1,2}月)?|(?:公元前?)?\d{1,2}世纪(?:\d\d年代)?"
)


def find(asked: Asked, citation: Citation, doubted: Sequence[Doubt], sure: float, analyzer: Analyzer, lexicon: Lexicon) -> str | None:
    """The short answer, a slice of the quote, or None."""
    if doubted or sure < LEAST:
        return None
    folded = analyzer.fold(citation.quote)
    if len(folded) != len(citation.quote):
        return None
    finders: dict[str, Callable[[Asked, str, Lexicon], tuple[int, int] | None]] = {
        "number": _figure, "date": _date, "post": _post, "who": _person, "speaker": _person, "author": _author,
    }  # fmt: skip
    found = finders[asked.kind](asked, folded, lexicon) if asked.kind in finders else None
    if found is None and asked.kind == "other":
        found = _measure(asked, folded, lexicon)
    return citation.quote[slice(*found)].strip() or None if found else None


def _clauses(folded: str) -> Iterator[tuple[int, int]]:
    """The clauses of a text; a time before a comma belongs to what follows it."""
    start = 0
    for mark in re.finditer(r"[。;:!?]|,(?!\d{3}(?!\d))|$", folded):
        opening = _DATE.match(folded, start)
        if mark[0] == "," and opening and mark.start() - opening.end() <= LEAD:
            continue
        yield start, mark.end()
        start = mark.end()


def _best_clause(asked: Asked, folded: str, fits: re.Pattern[str]) -> tuple[int, int] | None:
    """The clause with a fitting value that shares most with the question, if it is clearly ahead."""
    rows = []
    for start, end in _clauses(folded):
        if fits.search(folded, start, end):
            share = asked.share(t for t in asked.worth if t[1:] in folded[start:end])
            rows.append((share, -start, start, end))
    rows.sort(reverse=True)
    if not rows or rows[0][0] < ENOUGH or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    return rows[0][2], rows[0][3]


def _figure(asked: Asked, folded: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """The only figure of the asked measure in the clause that answers."""
    measure = _asked_measure(asked, lexicon)
    if measure is None and re.search(r"(?:多少|几)(?!$|[?,。的 ])", asked.folded):
        return None
    clause = _best_clause(asked, folded, measure or _AMOUNT)
    if clause is None or re.search("分别|[由从].{1,16}[到至为]|、\\d", folded[slice(*clause)]):
        return None
    found = [m for m in _AMOUNT.finditer(folded, *clause) if _fits(m["value"], measure) and m["value"] not in asked.folded]
    if len(found) != 1:
        return None
    return found[0].span("value")


def _fits(value: str, measure: re.Pattern[str] | None) -> bool:
    """Whether a figure has the asked measure; a bare year or ordinal has none."""
    if re.fullmatch(r"(1[89]|20)\d\d年?|[一二三四五六七八九十]", value):
        return False
    if re.fullmatch("[一二三四五六七八九十两][^百千万亿%]{1,2}", value) and value[0] == "一":
        return False
    return bool(measure.search(value)) if measure else bool(re.search(r"[^\d.,%一-十]|%", value))


def _asked_measure(asked: Asked, lexicon: Lexicon) -> re.Pattern[str] | None:
    """The measure word after 多少 or 几, or the unit of the asked attribute."""
    if re.search("增长|增速|增幅|[^效]率|占比|比例|比重|百分|同比|环比|比是|几成", asked.folded):
        return re.compile("%|百分|成$|倍$")
    if word := re.search(
        r"(?:多少|几)(?:万|亿|千)?(个百分点|平方公里|平方米|公里|千米|公顷|小时|分钟|美元|元|亩|吨|米|岁|人次|人|名|位|家|个月|个|项|条|座|所|种|类|台|套|辆|艘|张|部|届|期|层|级|倍|户|处|支|只|天|年|次|册|件|块|间|点|度)",
        asked.folded,
    ):
        like = {"个": "[个项家座所处名]", "人": "[人名位]", "名": "[人名位]", "位": "[人名位]", "元": "元|块", "家": "[家个]"}
        return re.compile(like.get(word[1], re.escape(word[1])))
    unit = next((u["value"] for u in lexicon.tables["units"].values() if re.search(u["asked"], asked.folded)), None)
    return re.compile(unit) if unit else None


def _measure(asked: Asked, folded: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Keywords that end in an attribute with a unit ask for its figure: 营业收入, 面积."""
    return _figure(asked, folded, lexicon) if any(re.search(u["asked"], asked.folded) for u in lexicon.tables["units"].values()) else None


def _date(asked: Asked, folded: str, _lexicon: Lexicon) -> tuple[int, int] | None:
    clause = _best_clause(asked, folded, _DATE)
    if clause is None or re.search("由.{1,16}[到至为]|推迟", folded[slice(*clause)]):
        return None
    found = [m for m in _DATE.finditer(folded, *clause) if m[0] not in asked.folded]
    if len(found) != 1 or (re.search("哪[一]?[天日]|几号", asked.folded) and not re.search("[日号]", found[0][0])):
        return None
    start, end = found[0].span()
    if re.search("哪[一个]?年|何年", asked.folded) and (year := re.match(r"(\d{4}|[〇一二三四五六七八九]{4})年", found[0][0])):
        end = start + year.end()
    return start, end


def _post(asked: Asked, folded: str, _lexicon: Lexicon) -> tuple[int, int] | None:
    """The post before the asked name, with the office it is in and the posts beside it."""
    if not asked.person:
        return None
    named = re.search(rf"(?P<post>[^,。;:!?“”‘’(（)）\s■□—]*?{asked.people.post}){re.escape(asked.person)}", folded)
    if not named:
        return None
    start, end = named.span("post")
    start += len(re.match(r"(?:\d{1,2}月\d{1,2}日|作为|据|由|访)?", folded[start:end])[0])  # type: ignore[index]
    return start, end


def _person(asked: Asked, folded: str, _lexicon: Lexicon) -> tuple[int, int] | None:
    """The name after the asked post, or the one speaker of the quote."""
    people = asked.people
    if asked.holder:
        names = {
            m["name"]: m.span("name")
            for m in re.finditer(
                rf"(?<!副){asked.holder}(?P<name>{people.name}?)(?={people.speech}|[,。:;、在的“(（]|$|率|主持|出席|作|说)", folded
            )
        }
        return next(iter(names.values())) if len(names) == 1 else None
    if asked.kind == "speaker":
        names = {
            m["name"]: m.span("name")
            for m in re.finditer(rf"(?:{people.post}|[,。”]|^)(?P<name>{people.name}?)(?={people.speech})", folded)
        }
        return next(iter(names.values())) if len(names) == 1 else None
    return None


def _author(_asked: Asked, folded: str, _lexicon: Lexicon) -> tuple[int, int] | None:
    """The names after 记者."""
    bylines = list(re.finditer(r"记者\s*(?P<names>[\u4e00-\u9fff]{2,3}(?:[ 、][\u4e00-\u9fff]{2,3})*)(?=\s*摄|\s*[)）]|\s*$)", folded))
    return bylines[0].span("names") if len(bylines) == 1 else None
