"""Labelled blocks -> articles: which headline each paragraph stands under, in reading order.

The page is cut into segments where an article begins and where a torn paragraph goes on after something else; a segment
belongs to the article that it begins, or to that of the half which it goes on from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from bot.layout import marks, seams
from bot.layout.blocks import Block
from bot.layout.flow import Label
from bot.layout.heads import Head
from bot.layout.sheet import Sheet
from bot.schema import Article, Kind, Paragraph, Span

_ROOM = 500  # characters of a headline's or byline's lines


@dataclass(frozen=True)
class Reading:
    """A page as it was read: what its blocks are, which go on where, which are copies."""

    sheet: Sheet
    labels: Mapping[int, Label]
    heads: Mapping[int, Head]
    joins: Mapping[int, int]
    copies: frozenset[int]

    @cached_property
    def halves(self) -> frozenset[int]:
        """The blocks that go on from another."""
        return frozenset(self.joins.values())

    def kind(self, at: int) -> Kind:
        """The paragraph kind of a block."""
        if at in self.heads:
            return self.heads[at]
        if self.labels.get(at) == "byline":
            return "byline"
        if at not in self.copies and self.sheet.looks[at] == "caption":
            return "caption"
        if at not in self.copies and self.sheet.looks[at] == "mark":
            return "mark"
        return "body"


@dataclass(slots=True)
class _Segment:
    blocks: list[int] = field(default_factory=list)
    after: int | None = None  # the half that its first block goes on from; None where an article begins


def assemble(page: Reading) -> tuple[Article, ...]:
    """The articles of a page, each with its paragraphs in reading order."""
    segments = _segments(page)
    number = {at: place for place, segment in enumerate(segments) for at in segment.blocks}
    of_article: dict[int, list[int]] = {}
    for place in range(len(segments)):
        of_article.setdefault(_home(place, segments, number), []).append(place)
    ordered = (_in_order(places, segments, number) for places in of_article.values())
    articles = (_article([at for place in places for at in segments[place].blocks], page) for places in ordered)
    return tuple(article for article in articles if article.paragraphs)


def prose_alone(blocks: Sequence[Block], copies: AbstractSet[int]) -> tuple[Article, ...]:
    """What `assemble` makes of blocks that are prose and no newspaper's, without asking what goes on where."""
    paragraphs = tuple(Paragraph((Span(block.start, block.end),), "body", "", at in copies) for at, block in enumerate(blocks))
    date = next(filter(None, (_date(block.text, "body") for block in blocks)), None)
    return (Article(None, None, None, date, paragraphs),)


def one_article(title: str, articles: Sequence[Article]) -> tuple[Article, ...]:
    """What was read of a text that comes with a title, as one article of that title; () for an empty text."""
    if not articles:
        return ()
    byline = " ".join(_first(article.byline for article in articles if article.byline)) or None
    publication = next((article.publication for article in articles if article.publication), None)
    date = next((article.date for article in articles if article.date), None)
    return (Article(title, byline, publication, date, tuple(paragraph for article in articles for paragraph in article.paragraphs)),)


def _segments(page: Reading) -> list[_Segment]:
    goes_on_from = {after: before for before, after in page.joins.items()}
    segments = [_Segment()]
    seen: set[int] = set()  # blocks of the current segment
    headline = False  # one is being read
    bare = not page.sheet.newspaper  # nothing but marks was read, which begin no article of their own
    for at in range(len(page.sheet.blocks)):
        kind = page.kind(at)
        before = goes_on_from.get(at)
        resumes = before is not None and before not in seen
        opens = (kind == "title" or _continues(page, at)) and not headline
        if segments[-1].blocks and (opens or resumes) and not bare:
            segments.append(_Segment(after=before if resumes and not opens else None))
            seen.clear()
        bare = bare and kind == "mark"
        headline = opens or (headline and kind in ("title", "byline", "caption", "mark"))
        segments[-1].blocks.append(at)
        seen.add(at)
    return segments


def _continues(page: Reading, at: int) -> bool:
    return page.sheet.looks[at] == "mark" and bool(marks.CONTINUES.match(page.sheet.blocks[at].text))


def _home(place: int, segments: Sequence[_Segment], number: Mapping[int, int]) -> int:
    """The segment that begins the article of a segment."""
    seen: set[int] = set()
    while place not in seen and (before := segments[place].after) is not None:
        seen.add(place)
        place = number[before] if number[before] not in seen else max(0, place - 1)
    return place


def _in_order(places: Sequence[int], segments: Sequence[_Segment], number: Mapping[int, int]) -> list[int]:
    """Segments of one article: one that goes on from a later one is read behind it."""
    order = list(places)
    for place in places:
        before = segments[place].after
        if before is not None and number[before] in order and number[before] > place:
            order.remove(place)
            order.insert(order.index(number[before]) + 1, place)
    return order


def _article(numbers: Sequence[int], page: Reading) -> Article:
    """An article of blocks in reading order; a torn paragraph stands where its first half does."""
    paragraphs: list[Paragraph] = []
    titles: list[str] = []
    bylines: list[str] = []
    date: str | None = None
    section = ""
    for at in numbers:
        if at in page.halves:
            continue
        kind, text = page.kind(at), page.sheet.blocks[at].text
        if kind == "title":
            titles.append(headline(text))
        elif kind == "heading":
            section = headline(text)
        elif kind == "byline":
            bylines.append(text)
        elif kind == "body" and at not in page.copies:
            end = page.sheet.blocks[_chain(at, page.joins)[-1]].text
            bylines += [found.group().strip() for found in (marks.LEAD.match(text), seams.signature(end)) if found]
        date = date or _date(text, kind)
        spans = tuple(Span(page.sheet.blocks[part].start, page.sheet.blocks[part].end) for part in _chain(at, page.joins))
        paragraphs.append(Paragraph(spans, kind, "" if kind in ("title", "byline") else section, at in page.copies))
    byline = " ".join(_first(dict.fromkeys(bylines))) or None
    paper = marks.PUBLICATION.search(byline) if byline else None
    return Article(" ".join(_first(dict.fromkeys(titles))) or None, byline, paper.group() if paper else None, date, tuple(paragraphs))


def _first(lines: Iterable[str]) -> Iterator[str]:
    """The first lines of a headline or byline: each passage carries them, so a list of a thousand signed notices must not."""
    room = _ROOM
    for line in lines:
        if room < 0:
            return
        yield line
        room -= len(line)


def _chain(at: int, joins: Mapping[int, int]) -> list[int]:
    chain = [at]
    while chain[-1] in joins and joins[chain[-1]] not in chain:
        chain.append(joins[chain[-1]])
    return chain


def headline(text: str) -> str:
    """A headline or section title as printed, on one line, without # and ornament."""
    text = marks.HASH.sub("", text, count=1).lstrip(marks.ORNAMENTS + " \u3000")
    return " ".join(text.split())


def _date(text: str, kind: Kind) -> str | None:
    """The date that a folio or a dateline prints, as printed."""
    if kind == "mark" and (found := marks.FULL_DATE.search(text)):
        return found.group()
    found = marks.DATELINE.search(text[:80]) if kind == "body" else None
    return found["date"] if found else None
