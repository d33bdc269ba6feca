"""Several values of one asked thing, for a table: rows only where subject, attribute and unit are surely the same.

The value in the first quote is the measure of all others: its clause, with what was asked, times, figures and words that change nothing
taken away, leaves a rest (规上, 出口, 全省). Another figure is a row if its clause has the attribute, its subject stands in its sentence or
above it with no rival between, and its clause leaves the same rest. None is picked, none called wrong; when in doubt there is no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.figures import Figure, Reading, Time
from bot.questions import YEAR, Asked
from bot.schema import Citation, Document, Hit, Span

MOST = 6  # rows
WHOLE = 60  # characters: a longer sentence is quoted from the clause of the time to that of the value
BETWEEN = 12  # characters at most between a subject and the clause of its figure, known words aside
NEAR = 14  # characters from a plan's word to its time that are shown with it

_CLAUSE = re.compile(r"[;。!?()（）\n]|(?<!\d),|,(?!\d{3}(?!\d))|(?<!\d):(?=[^\d])|——|…")
_ROW = re.compile(r"[^:;,。\n]{1,24}:[^:;。\n]{1,60}(?:;[^:;。\n]{1,24}:[^:;。\n]{1,60})+")  # name：value；name：value, a row of a table
_TIMES = re.compile(r"[\d年月日、和至到—~上下半季度一二三四截底末初今去明前本第-]+")  # nothing but times: they belong to the clause that follows
_ENTRY = re.compile(r"[^\s,.:;!?、—]{1,12}")  # a headline that is a name, as an encyclopedia's
_HAN = re.compile("[\u3400-\u9fffa-z]")
_NOUNS = re.compile(r".*?(?:产业|行业|公司|集团|企业|[市县区镇村])")


@dataclass(frozen=True, slots=True)
class Row:
    """A value as its sentence writes it. `place` (in the paragraph's text) is what must be quoted with it."""

    value: str
    when: str
    key: tuple[int | None, str, bool]  # year, part of it, whether planned: equal keys are one time
    figure: Figure
    rest: str
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
class _Wanted:
    """What is asked: words for the attribute, the words of the subject, the measure ("" if any), the time."""

    attribute: str
    subject: tuple[str, ...]
    measure: str
    years: tuple[int, ...]
    part: str
    words: Mapping[str, str]
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Passage:
    """A paragraph of a hit, folded, with what stands above it."""

    hit: Hit
    document: Document
    spans: tuple[Span, ...]
    text: str
    folded: str
    offsets: Sequence[int]
    heads: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure of a clause with the words before and after it that are its own, its time, and its name beside 分别."""

    figure: Figure
    left: str
    right: str
    time: Time | None
    name: str = ""
    others: tuple[str, ...] = ()


def find(
    asked: Asked,
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    open_document: Callable[[str], Document],
    analyzer: Analyzer,
    lexicon: Lexicon,
) -> tuple[Row, ...]:
    """The rows of a table, in order of time where that can be told; none where fewer than two values differ."""
    wanted = _wanted(asked, analyzer, lexicon)
    if wanted is None:
        return ()
    found = [row for passage in _passages(hits, open_document, analyzer) for row in _rows(wanted, passage, analyzer)]
    first = [row for row in found if row.inside(citations[0])]
    if not first:
        return ()
    model = min(first, key=lambda row: len(row.rest))
    alike = [row for row in found if row.rest == model.rest and row.figure.measure == model.figure.measure]
    alike = [row for row in alike if _is_asked(wanted, row)]
    if not any(row.inside(citations[0]) for row in alike):
        return ()
    rows = _distinct(sorted(alike, key=lambda row: next((at for at, citation in enumerate(citations) if row.inside(citation)), len(citations))))
    if _unsure(rows) or all(row.figure.agrees(other.figure) for row in rows for other in rows):
        return ()
    return _ordered([*rows, *_others(rows, alike)] if disagree(rows) else rows)


def disagree(rows: Sequence[Row]) -> bool:
    """Whether two rows give different values for one time."""
    return any(row.key == other.key and not row.figure.agrees(other.figure) for row in rows for other in rows)


# What is asked


def _wanted(asked: Asked, analyzer: Analyzer, lexicon: Lexicon) -> _Wanted | None:
    words: Mapping[str, Any] = lexicon.tables["values"]
    reading = Reading(lexicon.tables["figures"])
    question = asked.folded
    if asked.kind not in ("number", "other", "definition") or re.search(words["unfit"], question) or not re.search("[\u4e00-\u9fff]", question):
        return None
    measure = _measure(question, reading, lexicon)
    attribute = _attribute(asked, measure, words, _units(reading), lexicon)
    if not attribute or (asked.kind != "number" and not measure):
        return None
    times = reading.times(question)
    if any(time.shift is not None for time in times):
        return None
    bare = question
    for time in reversed(times):
        bare = bare[: time.start] + " " + bare[time.end :]
    bare = re.sub(rf"{attribute}|(?:多少|几)(?:个?[百千万亿]+)?(?:{_units(reading)})", " ", bare)
    left = [re.sub(attribute, "", word) for word in asked.query.content.split()]
    kept = [word for word in left if word and word in bare and not re.fullmatch(rf"(?:{words['frame']})+|[\d.%]+", word)]
    subject = tuple(dict.fromkeys(_joined(kept, question)))
    if not subject or all(len(word) < 2 or re.fullmatch(words["generic"], word) for word in subject):
        return None
    years = tuple(time.year for time in times if time.year)
    part = next((time.part for time in times if time.part), "")
    return _Wanted(attribute, subject, measure, years, part, words, reading)


def _joined(words: Sequence[str], question: str) -> list[str]:
    """Words with a single character joined to the one beside it in the question: 西 挪威 is 西挪威, not 西 anywhere."""
    whole: list[str] = []
    for word in words:
        if whole and (len(word) == 1 or len(whole[-1]) == 1) and whole[-1] + word in question:
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def _measure(question: str, reading: Reading, lexicon: Lexicon) -> str:
    """The measure of the asked unit, or of the asked attribute; "" if only the figure can tell."""
    if said := re.search(rf"(?:多少|几)(?:个?[百千万亿]+)?({_units(reading)})", question):
        return reading.units[said[1]][0]
    names = {"share", "money", "area", "length", "weight", "people"}
    return next((name for name, unit in lexicon.tables["units"].items() if name in names and re.search(unit["asked"], question)), "")


def _units(reading: Reading) -> str:
    return "|".join(sorted(map(re.escape, reading.units), key=len, reverse=True))


def _attribute(asked: Asked, measure: str, words: Mapping[str, Any], units: str, lexicon: Lexicon) -> str:
    """A pattern of the words for the asked attribute: a narrow group of the lexicon, else the very word, else the thing that is counted."""
    rate = re.search(words["rate"], asked.folded) if measure == "share" else None
    groups = [(word, group) for group in words["attributes"] for word in group if word in (rate[0] if rate else asked.folded)]
    content = asked.query.content.split()
    if groups:
        said, group = max(groups, key=lambda pair: len(pair[0]))
        longer = next((word for word in content if said in word and word not in group), "")
        return re.escape(longer) if longer else "|".join(sorted(map(re.escape, group), key=len, reverse=True))
    if measure == "area" and re.search("亩|公顷|平方", asked.folded):
        return "|".join(next(group for group in words["attributes"] if "占地" in group))
    same = [found[0] for pattern in lexicon.tables["attributes"]["same"] for found in re.finditer(pattern, asked.folded) if len(found[0]) > 1]
    if same:
        said = max(same, key=len)
        return re.escape(next((word for word in content if said in word), said))
    before, mark, after = re.sub(rf"(多少|几)(?:个?[百千万亿]+)?(?:{units})", r"\1", asked.folded).rpartition("多少" if "多少" in asked.folded else "几")
    near = [word for word in content if len(word) > 1 and not re.fullmatch(words["frame"], word) and word in (after if re.search("[\u4e00-\u9fff]{2}", after) else before)]
    return re.escape(near[-1]) if mark and near else ""


# What the passages say


def _passages(hits: Sequence[Hit], open_document: Callable[[str], Document], analyzer: Analyzer) -> Iterator[_Passage]:
    for hit in hits:
        if hit.chunk.kind in ("byline", "mark"):
            continue
        document = open_document(hit.chunk.document_id)
        heads = analyzer.fold("\n".join((hit.chunk.title, hit.chunk.section)))
        for spans in hit.chunk.paragraphs:
            text, offsets = document.trace(spans)
            folded = analyzer.fold(text)
            if len(folded) == len(text):
                yield _Passage(hit, document, spans, text, folded, offsets, heads)


def _rows(wanted: _Wanted, passage: _Passage, analyzer: Analyzer) -> Iterator[Row]:
    """The figures of a paragraph that are the asked one."""
    if wanted.measure != "area" and not re.search(wanted.attribute, passage.folded):
        return
    dated = False  # whether a sentence before names a year, which may hold on
    for sentence in analyzer.sentences(passage.text):
        folded = passage.folded[sentence.start : sentence.end]
        figures = wanted.reading.figures(folded)
        times = wanted.reading.times(folded)
        for clause in _clauses(folded):
            for claim in _claims(folded, clause, figures, times):
                if (not wanted.measure or claim.figure.measure == wanted.measure) and _holds(wanted, passage, folded, clause, claim):
                    row = _row(wanted, passage, sentence, clause, claim, times)
                    if row and (row.when or not dated):
                        yield row
        dated = dated or any(time.year or time.shift is not None for time in times)


def _clauses(folded: str) -> list[Span]:
    """The clauses of a sentence; a row of a table is one."""
    if _ROW.fullmatch(folded.rstrip("。;")):
        return [Span(0, len(folded))]
    bounds = [0, *(mark.end() for mark in _CLAUSE.finditer(folded) if not _TIMES.fullmatch(folded, 0, mark.start())), len(folded)]
    return [Span(a, b) for a, b in pairwise(bounds) if b > a]


def _claims(folded: str, clause: Span, figures: Sequence[Figure], times: Sequence[Time]) -> Iterator[_Claim]:
    """Each figure of a clause with the words that are its own: those since the figure before it, and those up to the next."""
    inside = [figure for figure in figures if clause.start <= figure.start and figure.end <= clause.end]
    if "分别" in folded[slice(*clause)]:
        yield from _aligned(folded, clause, inside, times)
        return
    for at, figure in enumerate(inside):
        since = inside[at - 1].end if at else clause.start
        until = inside[at + 1].start if at + 1 < len(inside) else clause.end
        own = [time for time in times if since <= time.start and time.end <= figure.start]
        yield _Claim(figure, folded[since : figure.start], folded[figure.end : until], own[-1] if own else None)


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
    names = re.split("、|以及|和|与|及", folded[start:word].lstrip(",的"))
    if len(names) == len(said) and len(within) < 2:
        for figure, name in zip(said, names, strict=True):
            shared = _NOUNS.sub("", names[-1]) if name is not names[-1] else ""
            yield _Claim(figure, f"{name} {shared} {between}", "", within[0] if within else None, name, tuple(other for other in names if other is not name))


def _holds(wanted: _Wanted, passage: _Passage, folded: str, clause: Span, claim: _Claim) -> bool:
    """Whether a figure is the asked attribute of the asked subject."""
    words, left = wanted.words, claim.left
    if (wanted.measure != "share" and re.search(words["change"], left)) or re.search(words["part"], folded[clause.start : claim.figure.start]):
        return False
    if not (re.search(wanted.attribute, left) or re.match(rf"的?(?:{wanted.attribute})", claim.right) or _modifies(wanted, claim.right)):
        return False
    before = folded[: clause.start]
    here = claim.name or folded[clause.start : claim.figure.end] + claim.right
    shares = [sum(word in name for word in wanted.subject) for name in (claim.name, *claim.others)]
    if claim.name and shares[0] <= max(shares[1:], default=0):
        return False
    away = [word for word in wanted.subject if word not in here]
    if _ENTRY.fullmatch(passage.heads.partition("\n")[0]) and not any(word in passage.heads for word in wanted.subject):
        return False  # an article about something else by its very name
    if any(word not in before + passage.heads for word in away):
        return False
    said = min((before.rfind(word) for word in away if word in before), default=0)
    between = _rest(wanted, before[said:], "、")
    return not away or claim.name != "" or (len(_HAN.findall(between)) <= BETWEEN and not re.search(words["rival"], between))


def _modifies(wanted: _Wanted, right: str) -> bool:
    """Whether an area stands before its owner: 28万亩的园区."""
    noun, tail = right[1:], wanted.subject[-1]
    if wanted.measure != "area" or right[:1] != "的":
        return False
    again = re.match(wanted.words["again"], noun)
    return bool(again and set(again[0]) & set(tail)) or (tail in noun and not _rest(wanted, noun[: noun.index(tail)]))


def _rest(wanted: _Wanted, text: str, mark: str = "") -> str:
    """What is left of a text without what was asked, times, figures and words that change nothing."""
    for found in reversed([*wanted.reading.times(text), *wanted.reading.figures(text)]):
        text = text[: found.start] + " " + text[found.end :]
    if any(word not in text for word in wanted.subject):
        text = re.sub(wanted.words["whole"], " ", text)
    known = "|".join(sorted(map(re.escape, wanted.subject), key=len, reverse=True))
    text = re.sub(rf"{wanted.attribute}|(?:{known})[省市县区镇乡村州]?", " ", text)
    text = re.sub(wanted.words["neutral"], mark, text)
    return mark.join(_HAN.findall(text)) if not mark else text


def _row(wanted: _Wanted, passage: _Passage, sentence: Span, clause: Span, claim: _Claim, times: Sequence[Time]) -> Row | None:
    """The row of a figure; None where the time or the plan of its sentence may be another's."""
    folded, figure = passage.folded[sentence.start : sentence.end], claim.figure
    time = claim.time or next((time for time in reversed(times) if time.end <= figure.start), None)
    if time and not claim.time:
        opens = max(span.start for span in _clauses(folded) if span.start <= time.start)
        if _rest(wanted, folded[opens : time.start]):
            return None
    planned = wanted.reading.plan.search(folded, clause.start, figure.start)
    if not planned and wanted.reading.plan.search(folded, 0, clause.start):
        return None
    start, end = (time.start, time.end) if time else (figure.start, figure.start)
    if planned:
        first, last = (min(start, planned.start()), max(end, planned.end())) if time else planned.span()
        start, end = (first, last) if last - first <= NEAR else (start, end)
    when = passage.text[sentence.start :][start:end].strip("，,、 ")
    year, part = _dated(time, passage)
    if not time:
        title = [time for time in wanted.reading.times(passage.heads.partition("\n")[0]) if time.year]
        if len(title) == 1 and not planned:
            year, when = title[0].year, passage.hit.chunk.title[title[0].start : title[0].end]
    place = sentence
    if len(folded) > WHOLE:
        owner = min([folded.find(word) for word in wanted.subject if word in folded[: clause.end]], default=clause.start)
        opens = [span.start for span in _clauses(folded) if span.start <= min(start, clause.start, owner)][-1]
        place = Span(sentence.start + opens, sentence.start + len(folded[: clause.end].rstrip(",;: ")))
    moved = replace(figure, start=figure.start + sentence.start, end=figure.end + sentence.start)
    rest = "" if _modifies(wanted, claim.right) else _rest(wanted, f"{claim.left} {claim.right}")
    value = passage.text[moved.start : moved.end].strip()
    return Row(value, when, (year, part, bool(planned)), moved, rest, passage.hit, passage.document, passage.spans, passage.offsets, place)


def _dated(time: Time | None, passage: _Passage) -> tuple[int | None, str]:
    """The year of a time, and its part: 去年 is counted from the year that the article's own date has, if it has one."""
    if time is None:
        return None, ""
    if time.shift is None:
        return time.year, time.part
    first = passage.spans[0]
    dates = [a.date for a in passage.document.articles if a.date and any(first.start < p.spans[-1].end and p.spans[0].start < first.end for p in a.paragraphs)]
    said = YEAR.search(dates[0]) if dates else None
    return (int(said[0]) + time.shift, time.part) if said else (None, f"{time.shift} {time.part}")


# Which rows make the table


def _is_asked(wanted: _Wanted, row: Row) -> bool:
    """Where a time is asked: that time alone."""
    year, part, _ = row.key
    return (not wanted.years or year in wanted.years) and (part == wanted.part if wanted.part else not wanted.years or part in ("", "底", "年底", "末", "年末"))


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """Each value once for each time; a value without a time once."""
    kept: list[Row] = []
    for row in rows:
        if not any(row.figure.agrees(other.figure) and (row.key == other.key or not row.when or not other.when) for other in kept):
            kept.append(row)
    return kept


def _others(rows: Sequence[Row], alike: Sequence[Row]) -> list[Row]:
    """Where the documents disagree: the other documents that say what a row says."""
    there = {(row.key, row.value, row.document.id) for row in rows}
    said = {(row.key, row.value) for row in rows}
    found = {(row.key, row.value, row.document.id): row for row in reversed(alike) if (row.key, row.value) in said}
    return [row for place, row in reversed(found.items()) if place not in there]


def _unsure(rows: Sequence[Row]) -> bool:
    """Whether two values of one time stand in one paragraph, or undated ones in one document: then they are hardly of one thing."""
    return any(
        row is not other and row.key == other.key and row.document.id == other.document.id and (row.spans == other.spans or not row.when)
        for row in rows
        for other in rows
    )


def _ordered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """By time where each row has a year, the newest last; else as found. The same value of one time stands together."""
    rows = sorted(rows, key=lambda row: next(at for at, other in enumerate(rows) if (other.key, other.value) == (row.key, row.value)))
    if all(row.key[0] for row in rows):
        rows = sorted(rows, key=lambda row: (row.key[0] or 0, _month(row.key[1]), not row.key[2]))
        return tuple(rows[-MOST:])
    return tuple(rows[:MOST])


def _month(part: str) -> int:
    """Up to which month a part of a year reaches."""
    months = [int(month) for month in re.findall(r"(\d{1,2})(?=月)", part)]
    if months:
        return months[-1]
    quarter = re.search("[一二三四1-4](?=季度)", part)
    if quarter:
        return 3 * ("一二三四1234".index(quarter[0]) % 4 + 1)
    return 6 if part == "上半年" else 12
