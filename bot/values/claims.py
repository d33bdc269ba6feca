"""What passages say of an asked figure: each figure whose clause has the asked attribute, and surely no other owner.

The words of the subject stand in its sentence or above it with no rival between, and its clause has no other word: what was asked, times,
figures and words that change nothing taken away, nothing may be left (规上, 出口, 全省 would be).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot import patterns
from bot.analyzer import Analyzer
from bot.figures import Figure, Time
from bot.questions import YEAR
from bot.schema import Citation, Document, Hit, Span
from bot.values.wanted import Wanted

BETWEEN = 12  # characters at most between a subject and the clause of its figure, known words aside
WHOLE = 60  # characters: a longer sentence is quoted from the clause of the time to that of the value
NEAR = 14  # characters from a plan's word to its time that are shown with it

_CLAUSE = re.compile(r"[;。!?()（）\n]|(?<!\d),|,(?!\d{3}(?!\d))|(?<!\d):(?=[^\d])|——|…")
_TABLED = re.compile(r"[^:;,。\n]{1,24}:[^:;。\n]{1,60}(?:;[^:;。\n]{1,24}:[^:;。\n]{1,60})+")  # name：value；name：value, a row of a table
_TIMES = re.compile(
    r"[\d年月日、和至到—~上下半季度一二三四截底末初今去明前本第-]+"
)  # nothing but times: they belong to the clause that follows
_LISTED = re.compile("、|以及|和|与|及")
_OWNER = re.compile(r".*?(?:产业|行业|公司|集团|企业|[市县区镇村])")
_RANGE = re.compile(r"\s*[-至到—~]")
_ENTRY = re.compile(r"[^\s,.:;!?、—]{1,12}")  # a headline that is a name, as an encyclopedia's
_HAN = re.compile("[\u3400-\u9fffa-z]")


@dataclass(frozen=True, slots=True)
class Row:
    """A value as its sentence writes it. `place` (in the paragraph's text) is what must be quoted with it."""

    value: str
    when: str
    key: tuple[
        int | None, str, bool, str
    ]  # year, part of it, whether planned, in whose words (if no year is said): equal keys are one time
    figure: Figure
    hit: Hit
    document: Document
    spans: tuple[Span, ...]  # of the paragraph
    offsets: Sequence[int]
    place: Span

    @property
    def at(self) -> tuple[int, int]:
        """Where the value's first and last character stand in the document."""
        return self.offsets[self.figure.start], self.offsets[self.figure.end - 1]

    def inside(self, citation: Citation) -> bool:
        """Whether a citation quotes the value."""
        first, last = self.at
        return citation.chunk.document_id == self.document.id and all(any(a <= at < b for a, b in citation.spans) for at in (first, last))


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a hit, folded, with what stands above it."""

    hit: Hit
    document: Document
    spans: tuple[Span, ...]
    text: str
    folded: str
    offsets: Sequence[int]
    heads: str

    @property
    def title(self) -> str:
        """The headline."""
        return self.heads.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure of a clause with the words before and after it that are its own, its time, and its name beside 分别."""

    figure: Figure
    left: str
    right: str
    time: Time | None
    name: str = ""
    others: tuple[str, ...] = ()


def rows(wanted: Wanted, passage: Passage, analyzer: Analyzer) -> Iterator[Row]:
    """The figures of a paragraph that are the asked one."""
    if not wanted.named(passage.folded):
        return
    for sentence in analyzer.sentences(passage.text):
        folded = passage.folded[sentence.start : sentence.end]
        figures = wanted.figures(folded) if wanted.named(folded) else []
        times = wanted.times(folded) if figures else []
        said: tuple[int, str] | None = None  # where the clause of the last row ends, and its measure
        for clause in _clauses(folded) if figures else ():
            for claim in _claims(folded, clause, figures, times):
                again = said == (clause.start, claim.figure.measure) and _goes_on(wanted, folded, clause, claim)
                if again or (_says(wanted, folded, clause, claim) and _owns(wanted, passage, folded, clause, claim)):
                    row = _row(wanted, passage, sentence, clause, claim, times)
                    said = (clause.end, claim.figure.measure) if row and row.when else None
                    if row and (row.when or not _dated_before(wanted, passage.folded[: sentence.start])):
                        yield row


def _goes_on(wanted: Wanted, folded: str, clause: Span, claim: _Claim) -> bool:
    """Whether a clause gives the next year's figure and says nothing else: 产值2022年为12亿元，2023年为14亿元."""
    dated = claim.time is not None and claim.time.year is not None
    return dated and not _RANGE.match(claim.right) and not _rest(wanted, folded[slice(*clause)])


def _dated_before(wanted: Wanted, folded: str) -> bool:
    """Whether the sentences before name a year, which may hold on."""
    return any(time.year or time.shift is not None for time in wanted.times(folded))


def _clauses(folded: str) -> list[Span]:
    """The clauses of a sentence; a row of a table is one."""
    if _TABLED.fullmatch(folded.rstrip("。;")):
        return [Span(0, len(folded))]
    bounds = [0, *(mark.end() for mark in _CLAUSE.finditer(folded) if not _TIMES.fullmatch(folded, 0, mark.start())), len(folded)]
    return [Span(a, b) for a, b in pairwise(bounds) if b > a]


def _claims(folded: str, clause: Span, figures: Sequence[Figure], times: Sequence[Time]) -> Iterator[_Claim]:
    """Each figure of a clause with the words that are its own: those since the figure before it, and those up to the next."""
    inside = [figure for figure in figures if clause.start <= figure.start and figure.end <= clause.end]
    if "分别" in folded[slice(*clause)]:
        yield from _aligned(folded, clause, inside, times)
        return
    if _TABLED.fullmatch(folded.rstrip("。;")):
        yield from _cells(folded, inside, times)
        return
    for at, figure in enumerate(inside):
        since = inside[at - 1].end if at else clause.start
        until = inside[at + 1].start if at + 1 < len(inside) else clause.end
        own = [time for time in times if since <= time.start and time.end <= figure.start]
        yield _Claim(figure, folded[since : figure.start], folded[figure.end : until], own[-1] if own else None)


def _cells(folded: str, figures: Sequence[Figure], times: Sequence[Time]) -> Iterator[_Claim]:
    """Each figure of a table's row with its own cell and those cells that hold words alone: they say whose row it is."""
    ends = [mark.start() for mark in patterns.finditer(";|$", folded)]
    cells = [Span(start, end) for start, end in pairwise([0, *ends])]
    known = [figure.start for figure in figures] + [time.start for time in times]
    words = [folded[slice(*cell)] for cell in cells if not any(cell.start <= at < cell.end for at in known)]
    for figure in figures:
        cell = next(cell for cell in cells if cell.start <= figure.start < cell.end)
        left = " ".join([*words, folded[cell.start : figure.start]])
        yield _Claim(figure, left, folded[figure.end : cell.end], times[0] if len(times) == 1 else None)


def _aligned(folded: str, clause: Span, figures: Sequence[Figure], times: Sequence[Time]) -> Iterator[_Claim]:
    """`A和B的产值分别为X、Y`: each figure with its own name or time, where the two lists are of one length."""
    word = folded.index("分别", clause.start)
    said = [figure for figure in figures if figure.start > word]
    if not said or any(folded[a.end : b.start].strip("、和及与") for a, b in pairwise(said)):
        return
    between = folded[word + 2 : said[0].start]
    within = [time for time in times if clause.start <= time.start < word]
    start = within[-1].end if within else clause.start
    if len(within) == len(said):
        for figure, time in zip(said, within, strict=True):
            yield _Claim(figure, folded[clause.start : within[0].start] + folded[start:word] + between, "", time)
        return
    names = _LISTED.split(folded[start:word].lstrip(",的"))
    if len(names) == len(said) and len(within) < 2:
        for figure, name in zip(said, names, strict=True):
            shared = _OWNER.sub("", names[-1]) if name is not names[-1] else ""
            yield _Claim(
                figure,
                f"{name} {shared} {between}",
                "",
                within[0] if within else None,
                name,
                tuple(other for other in names if other is not name),
            )


def _says(wanted: Wanted, folded: str, clause: Span, claim: _Claim) -> bool:
    """Whether a figure is the asked attribute, the whole of it, and nothing else is said of it."""
    words, left = wanted.words, claim.left
    if wanted.measure not in ("", claim.figure.measure) or _RANGE.match(claim.right):
        return False
    if wanted.measure != "share" and patterns.search(words["change"], left):
        return False
    if any(part[0] not in "".join(wanted.subject) for part in patterns.finditer(words["part"], folded[clause.start : claim.figure.start])):
        return False
    if _modifies(wanted, claim.right):
        return True
    return not _rest(wanted, f"{left} {claim.right}") and bool(patterns.search(wanted.attribute, f"{left} {claim.right}"))


def _owns(wanted: Wanted, passage: Passage, folded: str, clause: Span, claim: _Claim) -> bool:
    """Whether a figure is the asked subject's: each word of it stands in the clause, or above it with no rival between."""
    shares = [sum(word in name for word in wanted.subject) for name in (claim.name, *claim.others)]
    if claim.name and shares[0] <= max(shares[1:], default=0):
        return False
    before = folded[: clause.start]
    here = claim.name or folded[clause.start : claim.figure.end] + claim.right
    away = [word for word in wanted.subject if word not in here]
    if not away or claim.name:
        return all(word in before + passage.heads for word in away)
    if _ENTRY.fullmatch(passage.title) and not any(word in passage.heads for word in wanted.subject):
        return False  # an article about something else by its very name
    between = _rest(wanted, before[min((before.rfind(word) for word in away if word in before), default=0) :], "、")
    room = 0 if wanted.measure == "share" else BETWEEN  # a rate belongs to the thing just before it
    near = len(_HAN.findall(between)) <= room and not patterns.search(wanted.words["rival"], between)
    return near and all(word in before + passage.heads for word in away)


def _modifies(wanted: Wanted, right: str) -> bool:
    """Whether an area stands before its owner: 28万亩的园区."""
    noun, tail = right[1:], wanted.subject[-1]
    if wanted.measure != "area" or right[:1] != "的":
        return False
    again = patterns.match(wanted.words["again"], noun)
    return bool(again and set(again[0]) & set(tail)) or (tail in noun and not _rest(wanted, noun[: noun.index(tail)]))


def _rest(wanted: Wanted, text: str, mark: str = "") -> str:
    """What is left of a text without what was asked, times, figures and words that change nothing; `mark` stands for these."""
    known = [(time.start, time.end) for time in wanted.times(text)]
    known += [(figure.start, figure.end) for figure in wanted.figures(text)]
    for start, end in known:
        text = text[:start] + " " * (end - start) + text[end:]
    if any(word not in text for word in wanted.subject):
        text = patterns.sub(wanted.words["whole"], " ", text)
    subject = "|".join(sorted(map(re.escape, wanted.subject), key=len, reverse=True))
    text = patterns.sub(rf"{wanted.attribute}|(?:{subject})[省市县区镇乡村州]?", " ", text)
    text = patterns.sub(f"{wanted.words['column']}|{wanted.words['neutral']}", mark, text)
    return text if mark else "".join(_HAN.findall(text))


def _row(wanted: Wanted, passage: Passage, sentence: Span, clause: Span, claim: _Claim, times: Sequence[Time]) -> Row | None:
    """The row of a figure; None where the time or the plan of its sentence may be another's."""
    folded, figure = passage.folded[sentence.start : sentence.end], claim.figure
    said = [] if _modifies(wanted, claim.right) else [time for time in times if time.end <= figure.start]
    time = claim.time or (said[-1] if said else None)
    if time and not claim.time and _rest(wanted, folded[_opening(folded, time.start) : time.start]):
        return None
    asked = any(wanted.reading.plan.search(word) for word in (wanted.attribute, *wanted.subject))  # 规划面积 is what was planned anyway
    planned = None if asked else wanted.reading.plan.search(folded, clause.start, figure.start)
    if not asked and not planned and wanted.reading.plan.search(folded, 0, clause.start):
        return None
    at = Span(time.start, time.end) if time else Span(figure.start, figure.start)
    if planned:
        both = Span(min(at.start, planned.start()), max(at.end, planned.end())) if time else Span(*planned.span())
        at = both if both.end - both.start <= NEAR else at
    year, part = _dated(time, passage)
    when = passage.text[sentence.start :][at.start : at.end].strip("，,、 ")
    vague = time is None or folded[time.start : time.end] == wanted.reading.whole
    title = [] if planned or not vague else [time for time in wanted.times(passage.title) if time.year]
    if len(title) == 1 and patterns.search(wanted.words["account"], passage.title):
        year, when = title[0].year, passage.hit.chunk.title[title[0].start : title[0].end]
    figure = replace(figure, start=figure.start + sentence.start, end=figure.end + sentence.start)
    value = passage.text[figure.start : figure.end].strip()
    key = (year, part, bool(planned), passage.document.id if when and not year else "")
    place = _place(wanted, sentence, clause, folded, at)
    return Row(value, when, key, figure, passage.hit, passage.document, passage.spans, passage.offsets, place)


def _opening(folded: str, at: int) -> int:
    """Where the clause of a character begins."""
    return max(span.start for span in _clauses(folded) if span.start <= at)


def _place(wanted: Wanted, sentence: Span, clause: Span, folded: str, when: Span) -> Span:
    """What to quote: the sentence, or of a long one the clauses from subject and time to the value."""
    if len(folded) <= WHOLE:
        return sentence
    owner = min([folded.find(word) for word in wanted.subject if word in folded[: clause.end]], default=clause.start)
    start = _opening(folded, min(when.start, clause.start, owner))
    return Span(sentence.start + start, sentence.start + len(folded[: clause.end].rstrip(",;: ")))


def _dated(time: Time | None, passage: Passage) -> tuple[int | None, str]:
    """The year of a time, and its part: 去年 is counted from the year that the article's own date has, if it has one."""
    if time is None:
        return None, ""
    year = time.year
    if time.shift is not None:
        here = passage.spans[0].start
        dates = [a.date for a in passage.document.articles if any(span.start <= here < span.end for p in a.paragraphs for span in p.spans)]
        said = YEAR.search(dates[0] or "") if dates else None
        year = int(said[0]) + time.shift if said else None
    return year, time.part
