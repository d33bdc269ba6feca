"""The values that flow through the program. Read this file first.

    file -> Document -> Article -> Paragraph -> Chunk -> terms -> Engine
    question -> Query -> candidates -> Hit -> Citation -> Answer -> page | CLI | HTTP

All are immutable. Text is never edited: whatever is cleaned, joined or normalised on the way, a `Span` still says where the
characters stand in `Document.text`, and a quote is nothing but slices of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["title", "heading", "byline", "caption", "body", "mark"]
Status = Literal["answered", "no_answer", "chat", "refused"]
SourceState = Literal["unchanged", "changed", "missing"]
Lang = Literal["zh", "en"]


class Span(NamedTuple):
    """Half-open offsets in code points of `Document.text`: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as a reader sees it: its spans in reading order, cut only where the page tore it.

    `section` is the section title that it stands under ("" for none). `duplicate` marks a block that is printed again
    elsewhere and is not to be cited.
    """

    spans: tuple[Span, ...]
    kind: Kind = "body"
    section: str = ""
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page. `title` is the headline as printed (kicker and sub-headline joined by a space), None if torn off."""

    title: str | None
    byline: str | None
    publication: str | None
    date: str | None
    paragraphs: tuple[Paragraph, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """Section titles in reading order, each once."""
        return tuple(dict.fromkeys(p.section for p in self.paragraphs if p.section))


@dataclass(frozen=True, slots=True)
class Document:
    """One text that can be cited, with the articles found in it.

    id       unique in an index: the source's path, or a JSON-lines source's own id
    source   path below the sources folder, with "/"
    text     the decoded text (byte-order mark removed, nothing else changed), or what a reader extracted; never edited
    sha256   of the file's bytes; for a JSON line, of its text in UTF-8
    pages    offsets at which the pages of a paged format begin, () where there are none
    """

    id: str
    source: str
    text: str
    sha256: str
    articles: Sequence[Article] = ()
    pages: tuple[int, ...] = ()

    def quote(self, spans: Iterable[Span]) -> str:
        """The characters of the spans, in order; see `trace`."""
        return self.trace(spans)[0]

    def trace(self, spans: Iterable[Span]) -> tuple[str, Sequence[int]]:
        r"""The quoted text of the spans and, for each of its characters, the offset in `text` that it comes from.

        White space that holds a line break, and the seam between two spans, is removed between CJK characters and is one
        space elsewhere; below a row of a table it is one line break. Apart from white space the quote equals the slices.

        >>> Document("a", "a", "产业智\n\n能化 on\ntop", "").trace([Span(0, 3), Span(5, 14)])[0]
        '产业智能化 on top'
        """
        spans = tuple(spans)
        if len(spans) == 1 and "\n" not in (piece := self.text[slice(*spans[0])]):
            return piece, range(*spans[0])
        characters: list[str] = []
        offsets: list[int] = []
        last = 0
        for start, end in spans:
            piece = self.text[start:end]
            if characters and piece.strip():
                _seam(characters, offsets, piece.lstrip()[0], start, row=_is_row(self.text, last))
            at, last = 0, end
            for gap in _LINE_BREAK.finditer(piece):
                characters.extend(piece[at : gap.start()])
                offsets.extend(range(start + at, start + gap.start()))
                following = piece[gap.end() : gap.end() + 1]
                if characters and following:
                    _seam(characters, offsets, following, start + gap.start(), row=_is_row(self.text, start + gap.start()))
                at = gap.end()
            characters.extend(piece[at:])
            offsets.extend(range(start + at, end))
        return "".join(characters), offsets

    @staticmethod
    def cut(spans: Sequence[Span], offsets: Sequence[int], start: int, end: int) -> tuple[Span, ...]:
        """The spans of the characters `start:end` of a traced text, cut where `spans` are and nowhere else.

        `offsets` are those that `trace(spans)` gave. `start` and `end - 1` are not white space.
        """
        pieces, at = [], start
        for span in spans:
            first = at
            while at < end and span.start <= offsets[at] < span.end:
                at += 1
            if at > first:
                pieces.append(Span(offsets[first], offsets[at - 1] + 1))
        return tuple(pieces)

    def line(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def page(self, offset: int) -> int | None:
        """The 1-based page of an offset, None where the format has no pages."""
        return bisect_right(self.pages, offset) if self.pages else None


_LINE_BREAK = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*")  # from the first white space on: a long run is walked over once
_CJK = re.compile(
    r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"
)


def _is_row(text: str, end: int) -> bool:
    """Whether the line up to an offset is a row of a table, its cells between tabs or bars."""
    line = text[text.rfind("\n", 0, end) + 1 : end].strip()
    return "\t" in line or line.startswith("|")


def _seam(characters: list[str], offsets: list[int], following: str, offset: int, *, row: bool) -> None:
    """Put a line break below a row of a table, else one space where two pieces meet, unless a CJK character stands on either side."""
    while characters and characters[-1].isspace():
        characters.pop()
        offsets.pop()
    if characters and (row or not (_CJK.match(characters[-1]) or _CJK.match(following))):
        characters.append("\n" if row else " ")
        offsets.append(offset)


_CONTEXT = 300  # characters of a headline, a section title or a byline


@dataclass(frozen=True, slots=True)
class Chunk:
    """What the engine finds: a paragraph, a part of a long one, or a few short ones under one headline.

    The page calls it a passage. `paragraphs` holds the spans of each of its paragraphs; `text` is their quotes, one a line.
    `context` (headline, section, byline) is searched with it and never quoted as part of it.
    """

    number: int
    document_id: str
    source: str
    title: str
    section: str
    byline: str
    publication: str
    kind: Kind
    paragraphs: tuple[tuple[Span, ...], ...]
    text: str

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans, in reading order."""
        return tuple(span for spans in self.paragraphs for span in spans)

    @property
    def context(self) -> str:
        """Headline, section title and byline, a line each: searched, not quoted. A very long one is cut: each passage has it."""
        return "\n".join(part[:_CONTEXT].rstrip() for part in (self.title, self.section, self.byline) if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk with its analysed text and that of its context, and both as the ranking reads them (see `occurrences`)."""

    chunk: Chunk
    body: str
    context: str
    compact: bytes

    @property
    def number(self) -> int:
        """The chunk's number."""
        return self.chunk.number

    @property
    def kind(self) -> Kind:
        """The chunk's kind."""
        return self.chunk.kind

    @property
    def title(self) -> str:
        """The chunk's headline."""
        return self.chunk.title


class Candidate(NamedTuple):
    """What an engine returns: a chunk's number and the engine's own score."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk with its exact score. `why` maps each term that counted, as a person would write it, to its share; the shares sum to 1.

    `places` are chunks further down that say the same in nearly the same words: one hit, printed in several places.
    """

    chunk: Chunk
    score: float
    why: Mapping[str, float]
    places: tuple[Chunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. `quote` is `document.quote(spans)`, compared before this value exists."""

    chunk: Chunk
    sha256: str
    spans: tuple[Span, ...]
    quote: str
    score: float
    line: int
    page: int | None = None
    source_state: SourceState = "unchanged"


class Segment(NamedTuple):
    """A piece of an answer: words of citation n's quote, or the bot's own (n is None)."""

    text: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One row of a table of values: the value, the source's own time phrase ("" if none), the citation's number."""

    value: str
    when: str
    n: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of the stages of one answer."""

    analyze: float = 0.0
    retrieve: float = 0.0
    evidence: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says. Citations are non-empty exactly when `status` is "answered"."""

    question: str
    asked: str
    lang: Lang
    status: Status
    segments: tuple[Segment, ...]
    short_answer: str | None = None
    confidence: float | None = None
    doubts: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    missing: tuple[str, ...] = ()
    timing: Timing = field(default_factory=Timing)

    @property
    def text(self) -> str:
        """The answer as one text with [n] markers: the segments joined."""
        return "".join(segment.text for segment in self.segments)


def check_spans(text: str, spans: Sequence[Span]) -> bool:
    """Whether spans are a lawful quote: inside the text, not empty, not overlapping, cut only at line breaks.

    Between two spans there is white space up to the end of a line and from the start of one, so nothing inside a line is
    left out: a quote that skips 未 is a lie.
    """
    if not spans or not all(0 <= start < end <= len(text) for start, end in spans):
        return False
    ordered = sorted(spans)
    return all(
        left.end <= right.start and _CUT_START.match(text, left.end, right.start) and _CUT_END.search(text[left.end : right.start])
        for left, right in pairwise(ordered)
    )


_CUT_START = re.compile(r"[^\S\n]*\n")
_CUT_END = re.compile(r"\n[^\S\n]*\Z")
