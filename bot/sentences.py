"""The sentences of a passage with the signals that tell whether one answers: plain numbers, weighed in `evidence`."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from bot import grids, patterns
from bot.analyzer import HAN, Analyzer, is_han
from bot.questions import MODEL, YEAR, Asked
from bot.schema import Document, Hit, Paragraph, Span

LONG = 150  # characters: a longer sentence is read in parts, cut at ； or else at ，
_OTHER, _LATIN = re.compile(f"[^{HAN}]"), re.compile("[a-z0-9]+")
LABELLED = 3.0  # what 地点： is worth where a place is asked
COUNTS = 1.5  # what a figure of the very thing that is counted is worth
FORM = 3.0  # what the right form is worth beside the learned signals
PARAGRAPHS = 1024  # of some hundred characters, whose sentences memory holds: the next question about them meets most of them again


class Sentence(NamedTuple):
    """One sentence of a passage: where it stands in its paragraph, and its signals."""

    hit: Hit
    document: Document
    spans: tuple[Span, ...]  # of its paragraph
    offsets: Sequence[int]
    span: Span  # in the paragraph's text
    text: str  # of the paragraph
    folded: str  # the sentence
    covered: frozenset[str]
    signals: dict[str, float]
    bonus: float = 0.0
    continues: bool = False  # it is the next part of the long sentence before it
    heads: Span | None = None  # of a table's row: the row that names its columns, in the paragraph's text

    def same_paragraph(self, other: Sentence) -> bool:
        """Whether both stand in one paragraph: only then can one quote hold both."""
        return self.spans == other.spans and self.document.id == other.document.id


@dataclass(frozen=True, slots=True)
class Sought:
    """A question's terms as they are looked for in folded text, and their worth together: made once, used for every sentence."""

    asked: Asked
    han: tuple[tuple[str, str], ...]  # term, characters
    latin: tuple[tuple[str, str], ...]  # term, stem
    fields: tuple[tuple[str, frozenset[str], float], ...]  # signal, its terms, their worth together
    singles: frozenset[str]  # terms that are one Han character
    focus: float
    similar: tuple[str, ...]

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, asked: Asked) -> Sought:
        """The terms of a question."""
        latin = {term for term in asked.worth if term[1:].isascii() and term[1:2].isalpha()}
        return cls(
            asked,
            tuple((term, term[1:]) for term in asked.worth if term not in latin),
            tuple((term, term[1:]) for term in asked.worth if term in latin),
            tuple(
                (name, terms, math.fsum(map(asked.worth.__getitem__, terms)))
                for name in ("bigram", "unigram", "word")
                for terms in [frozenset(term for term in asked.worth if term[0] == name[0])]
            ),
            frozenset(term for term in asked.worth if term[0] == "u" and is_han(term[1:])),
            math.fsum(asked.worth[term] for term in asked.focus),
            tuple(word.replace(" ", "") for word in asked.query.similar),
        )

    def within(self, folded: str, analyzer: Analyzer) -> frozenset[str]:
        """The terms that stand in a folded text."""
        found = [term for term, characters in self.han if characters in folded]
        if self.latin and (words := patterns.findall(r"[a-z0-9'.%-]+", folded)):
            stems = frozenset(analyzer.analyze(" ".join(words)).split())
            found += [term for term, stem in self.latin if stem in stems]
        return frozenset(found)


def read(asked: Asked, hits: Sequence[Hit], open_document: Callable[[str], Document], analyzer: Analyzer) -> list[Sentence]:
    """The sentences of several hits, best hit first, each hit's in reading order."""
    top, sought = hits[0].score if hits else 0.0, Sought.of(asked)
    rows = [row for rank, hit in enumerate(hits) for row in _of_hit(sought, hit, rank, top, open_document, analyzer)]
    for row, signals in zip(rows, _beside_others(asked, rows), strict=True):
        row.signals.update(signals)
    return rows


def _of_hit(
    sought: Sought, hit: Hit, rank: int, top: float, open_document: Callable[[str], Document], analyzer: Analyzer
) -> Iterator[Sentence]:
    asked, document = sought.asked, open_document(hit.chunk.document_id)
    context = sought.within(analyzer.fold(hit.chunk.context), analyzer)
    traced = [(spans, *document.trace(spans)) for spans in hit.chunk.paragraphs]
    whole = [_read(text, analyzer) for _, text, _ in traced]
    everything = sought.within("\n".join(folded for folded, _ in whole), analyzer)
    before = ""
    for (spans, text, offsets), (folded, parts) in zip(traced, whole, strict=True):
        table = _rows(document, spans, offsets)
        bounds = [(row, False) for row in table] or parts
        inside = [sought.within(folded[start:end], analyzer) for (start, end), _ in bounds]
        for at, (span, continues) in enumerate(bounds):
            if table and not at:
                continue  # the names of the columns are quoted with a row
            own = inside[at]
            previous = inside[0 if table else at - 1] - own if at else frozenset[str]()
            following = inside[at + 1] - own if at + 1 < len(bounds) and not table else frozenset[str]()
            sentence = folded[span.start : span.end]
            heads = table[0] if table else None
            signals = {
                **_form(sought, sentence),
                **_shares(sought, own),
                "previous": asked.share(previous),
                "next": asked.share(following - previous),
                "context": asked.share(context - own - previous - following),
                "around": asked.share(everything - own - previous - following - context),
                "passage": hit.score / (top or 1.0),
                "score": hit.score,
                "first": float(rank == 0),
                "head": float(hit.chunk.kind in ("title", "heading")),
                "lead": float(at == 0),
                "fresh": math.log1p(_new_characters(sought, own, sentence)),
                "after_question": float(asks(folded[: bounds[at - 1][0].end] if at else before)),
                "names": math.log1p(_new_names(asked, text[span.start : span.end])),
            }
            bonus = _bonus(asked, hit, sentence, own | previous) + _dated(asked, (folded[slice(*heads)] if heads else "") + sentence)
            yield Sentence(hit, document, spans, offsets, span, text, sentence, own, signals, bonus, continues, heads)
        before = folded


def plain(sought: Sought, row: Sentence, paragraph: Paragraph, analyzer: Analyzer) -> list[Sentence]:
    """The sentences of another paragraph of a sentence's document, unweighed: they are quoted for what stands before them.

    What they are by themselves is told, because what is quoted may need its neighbours.
    """
    spans, document = paragraph.spans, row.document
    text, offsets = document.trace(spans)
    chunk = replace(row.hit.chunk, kind=paragraph.kind, section=paragraph.section, paragraphs=(spans,), text=text)
    hit, folded = replace(row.hit, chunk=chunk), analyzer.fold(text)
    return [
        Sentence(hit, document, spans, offsets, span, text, folded[slice(*span)], frozenset(), _form(sought, folded[slice(*span)]))
        for span in analyzer.sentences(text)
    ]


def _rows(document: Document, spans: Sequence[Span], offsets: Sequence[int]) -> list[Span]:
    """The rows of a paragraph that is a table, in its own text."""
    lines = grids.rows(document.text, spans)
    return [Span(bisect_left(offsets, start), bisect_left(offsets, end)) for start, end in lines] if len(lines) > 1 else []


def asks(folded: str) -> bool:
    """Whether a text ends with a question, perhaps with signs of Markdown behind it.

    >>> asks("**q: 可以请假吗?**"), asks("可以请假")
    (True, False)
    """
    return folded[-1:] in "?*_" and folded.rstrip("*_").endswith("?")


@lru_cache(maxsize=PARAGRAPHS)
def _read(text: str, analyzer: Analyzer) -> tuple[str, Sequence[tuple[Span, bool]]]:
    """A paragraph folded, and its sentences, the long ones in parts, with whether each goes on with the one before."""
    folded = analyzer.fold(text)
    return folded, [(part, at > 0) for span in analyzer.sentences(text) for at, part in enumerate(_parts(folded, span))]


def _form(sought: Sought, sentence: str) -> dict[str, float]:
    """What a sentence is, whatever it is about."""
    asked = sought.asked
    return {
        "value": float(_fresh(asked, asked.value, sentence)),
        "measure": float(asked.measure is not None and _fresh(asked, asked.measure, sentence)),
        "asks": float(asks(sentence)),
        "opens": float(bool(asked.links.opens.match(sentence))),
        "length": math.log(len(sentence) / 40),
        "items": math.log1p(sentence.count("、")) if asked.several else 0.0,
        "similar": float(any(word in sentence for word in sought.similar)),
    }


def _beside_others(asked: Asked, rows: Sequence[Sentence]) -> Iterator[dict[str, float]]:
    """What a sentence has and the others have not: a name that every sentence of a passage repeats does not tell which one answers."""
    among = Counter(chain.from_iterable(row.covered for row in rows))
    worth = {term: asked.worth[term] * math.log(1 + len(rows) / (1 + count)) for term, count in among.items()}
    total = math.fsum(worth.values())
    paragraphs: dict[tuple[str, tuple[Span, ...]], list[frozenset[str]]] = {}
    for row in rows:
        paragraphs.setdefault((row.document.id, row.spans), []).append(row.covered)
    within = {key: Counter(chain.from_iterable(inside)) for key, inside in paragraphs.items() if len(inside) > 1}
    for row in rows:
        key = row.document.id, row.spans
        alone = [term for term in row.covered if within[key][term] == 1] if key in within else []
        yield {"rare": math.fsum(map(worth.__getitem__, row.covered)) / total if total else 0.0, "only": asked.share(alone)}


def _parts(folded: str, span: Span) -> Iterator[Span]:
    """A sentence, or its parts where it is long."""
    start, end = span
    most = LONG * letters(folded[start:end]) if end - start > LONG else LONG
    for mark in (";", r",(?!\s?\d)"):
        while end - start > most:
            cut = max((m.end() for m in patterns.finditer(mark, folded[start : start + most])), default=0)
            if cut < most // 4:
                break
            yield Span(start, start + cut)
            start += cut
    yield Span(start, end)


def letters(text: str) -> int:
    """How many letters of a text are as long as one Han character: 3 in English."""
    return 3 if len(patterns.findall("[a-z ]", text)) > 2 * len(text) // 3 else 1


def _shares(sought: Sought, own: frozenset[str]) -> dict[str, float]:
    worth = sought.asked.worth
    shares = {name: math.fsum(map(worth.__getitem__, own & terms)) / total if total else 0.0 for name, terms, total in sought.fields}
    focus = math.fsum(map(worth.__getitem__, sought.asked.focus & own))
    return {**shares, "focus": focus / sought.focus if sought.focus else 0.0}


def _fresh(asked: Asked, wanted: re.Pattern[str] | None, sentence: str) -> bool:
    """Whether the sentence holds a value of the wanted form that the question does not hold itself; any will do where none is wanted."""
    return wanted is None or any(value[0] not in asked.folded for value in wanted.finditer(sentence))


def _new_characters(sought: Sought, own: frozenset[str], sentence: str) -> int:
    """How many characters, and Latin words, the question does not have."""
    known = sum(sentence.count(term[1]) for term in own & sought.singles)
    words = sum(word not in sought.asked.folded for word in _LATIN.findall(sentence))
    return len(sentence) - len(_OTHER.findall(sentence)) - known + words


def _new_names(asked: Asked, text: str) -> int:
    """How many capitalised words the question does not have."""
    return sum(word.lower() not in asked.folded for word in patterns.findall(r"(?<=[a-z,] )[A-Z][a-z]+", text))


def _bonus(asked: Asked, hit: Hit, sentence: str, near: frozenset[str]) -> float:
    """What a sentence gains by its form: a name after the asked post, the post before the asked name, a byline, a headline, a speaker."""
    people, kind, head = asked.people, asked.kind, hit.chunk.kind in ("title", "byline", "caption")
    if _of_another_model(asked, hit, sentence):
        return -2 * FORM
    if asked.holder and patterns.beside(
        rf"(?<!副){asked.holder}",
        sentence,
        [rf"{people.name}(?:{people.takes})[^,。;]{{0,12}}"],
        [rf"[\s:]?{people.name}", rf"由{people.name}(?:{people.takes})"],
    ):
        return FORM * (0.5 + asked.share(near))
    if asked.holder and hit.chunk.kind == "title":
        return -FORM  # the post and no name
    if asked.person and patterns.beside(
        re.escape(asked.person), sentence, [people.post], [rf"[是(任为,]{{0,3}}[^,。]{{0,16}}{people.post}"]
    ):
        return FORM
    if kind in ("author", "paper") and asked.value and asked.value.search(sentence):
        picture = bool(patterns.search("[照图]片|拍|摄|photo", asked.folded))
        if picture == ("摄" in sentence or "photo" in sentence):
            return FORM * 1.5 if head or patterns.search(r"^本报讯|记者[^,。]{0,20}[)）]$", sentence) else 0.5
    elif kind in ("author", "paper") and hit.chunk.kind == "title":
        return -FORM  # a headline alone never says who wrote it
    if kind == "headline":
        return FORM if hit.chunk.kind == "title" and not patterns.search("记者", sentence) else 0.0
    if asked.count is not None and asked.count.search(sentence):
        return COUNTS
    if kind == "place" and patterns.search("地[点址]:", sentence):
        return LABELLED
    if kind == "speaker" and patterns.search(rf"{people.name}[^,。]{{0,12}}(?:{people.speech})", sentence):
        return 1.0
    return 0.0


def _of_another_model(asked: Asked, hit: Hit, sentence: str) -> bool:
    """Whether a sentence or its passage names models, and none that is asked for."""
    if not asked.models:
        return False
    for text in (sentence, f"{hit.chunk.context}\n{hit.chunk.text}".lower()):
        if named := set(MODEL.findall(text)):
            return not named & asked.models
    return False


def _dated(asked: Asked, sentence: str) -> float:
    """What a sentence gains by an asked year, and loses by another year alone."""
    if not asked.years:
        return 0.0
    here = YEAR.findall(sentence)
    return 0.7 if set(here) & set(asked.years) else -0.7 if here else 0.0
