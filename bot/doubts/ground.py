"""What an answer stands on, as folded text: its quotes, what is around them, and each value in them that may be the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot import patterns
from bot.analyzer import Analyzer
from bot.schema import Citation, Document

NEAR = 150  # characters around a quote, in its document, that are near it
READ = 100_000  # characters of a document that are looked at as a whole
ABOVE = 4_000  # characters of an article above a quote that are read

_CLAUSE = re.compile(r"[^,;。!?\n:]+")
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?[”\"]?")


@dataclass(frozen=True)
class Quoted:
    """One quote and what stands before it: its paragraph, its headline and section, the article above (None: too long to read)."""

    said: str
    paragraph: str
    heads: str
    look_above: Callable[[], str | None]
    below: str

    @cached_property
    def above(self) -> str | None:
        """The article above: thousands of characters, read where nothing nearer tells."""
        return self.look_above()


@dataclass(frozen=True)
class Ground:
    """What an answer stands on, folded: its quotes, tight: with their headline and section, near: with their passage; and the document.

    `typed` are the quotes as they stand in their sources.
    """

    quote: str
    tight: str
    near: str
    typed: str
    look: Callable[[], tuple[Quoted, ...]]
    read: Callable[[], str]
    cut: Callable[[], Sequence[str]]

    @cached_property
    def words(self) -> Sequence[str]:
        """The words of the quotes: few questions need them."""
        return self.cut()

    @cached_property
    def quotes(self) -> tuple[Quoted, ...]:
        """Each quote with what is around it: half of the kinds of questions need none of that."""
        return self.look()

    @cached_property
    def document(self) -> str:
        """The whole document."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in a quote that may be the answer: its clause, what the sentence says before that, and the quote."""

    quoted: Quoted
    clause: str
    before: str
    value: str
    until: int  # the end of its sentence in the quote
    opening: int  # the start of its sentence

    @property
    def paragraph(self) -> str:
        """What the paragraph says before the sentence."""
        return self.quoted.paragraph + self.quoted.said[: self.opening]


def ground(citations: Sequence[Citation], open_document: Callable[[str], Document], analyzer: Analyzer, *, several: bool) -> Ground:
    """What an answer stands on: its first citation, all of them where several things are asked together."""
    fold = analyzer.fold
    near: list[str] = []
    heads: list[str] = []
    texts: dict[str, str] = {}
    for citation in citations if several else citations[:1]:
        document = open_document(citation.chunk.document_id)
        texts[document.id] = document.text
        first, last = citation.spans[0].start, citation.spans[-1].end
        heads += [citation.chunk.context, citation.chunk.publication]
        near += [*heads[-2:], citation.chunk.text]
        near.append(document.text[max(0, first - NEAR) : min(last, first + 4 * NEAR) + NEAR])
    typed = "\n".join(citation.quote for citation in citations)
    quote = solid(fold(typed))
    return Ground(
        quote,
        quote + solid(fold("\n".join(heads))),
        solid(fold("\n".join(near))),
        typed,
        lambda: tuple(_quoted(citation, open_document(citation.chunk.document_id), fold) for citation in citations),
        lambda: "\n".join(_document(text, fold) for text in texts.values()),
        lambda: analyzer.analyze(typed).split(),
    )


def _quoted(citation: Citation, document: Document, fold: Callable[[str], str]) -> Quoted:
    chunk, first = citation.chunk, citation.spans[0].start
    at = max(0, chunk.text.find(citation.quote))

    def above() -> str | None:
        starts = (article.paragraphs[0].spans[0].start for article in document.articles if article.paragraphs)
        start = max((start for start in starts if start <= first), default=0)
        return solid(fold(document.text[start:first])) if first - start <= ABOVE else None

    return Quoted(
        solid(fold(citation.quote)),
        solid(fold(chunk.text[:at].rpartition("\n")[2])),
        solid(fold("。".join((chunk.title, chunk.section, chunk.publication)))),
        above,
        solid(fold(document.text[citation.spans[-1].end : citation.spans[-1].end + 2 * NEAR])),
    )


def spots(here: Ground, value: re.Pattern[str]) -> Iterator[Spot]:
    """Every value of a pattern in the quotes, in order."""
    for quoted in here.quotes:
        for found in value.finditer(quoted.said):
            clause, sentence = (_around(kind, quoted.said, found.start()) for kind in (_CLAUSE, _SENTENCE))
            if not value.sub("", quoted.said[slice(*clause)]):  # 8月31日, the meeting was held: the clause goes on
                clause = clause[0], max(clause[1], min(_around(_CLAUSE, quoted.said, clause[1] + 1)[1], sentence[1]))
            yield Spot(
                quoted,
                quoted.said[clause[0] : max(clause[1], found.end())],
                quoted.said[sentence[0] : clause[0]],
                found[0],
                max(sentence[1], found.end()),
                sentence[0],
            )


def _around(kind: re.Pattern[str], text: str, at: int) -> tuple[int, int]:
    """Where the clause or sentence of a character begins and ends."""
    return next((found.span() for found in kind.finditer(text) if found.start() <= at < found.end()), (at, at))


@lru_cache(maxsize=64)
def _document(text: str, fold: Callable[[str], str]) -> str:
    return solid(fold(text[:READ]))


def solid(text: str) -> str:
    """Without white space between Han characters: a word may be torn at a line's end."""
    if not patterns.search(r"[a-z0-9]\s[a-z0-9]", text):
        return "".join(text.split())
    return patterns.sub(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])", "", text)
