"""The few words of the first quote that answer by themselves: shown only where they are likely right.

A figure beside the asked thing, the value of a name, a date, a person or a post, a quotation or a row of names beside the asked noun,
or the words that stand where the question asks. Each finder gives one span of the quote, or nothing where another may be meant.
Questions in English get a figure or a date where the quote has but one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import patterns
from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.doubts import Doubt
from bot.questions import MODEL, Asked
from bot.schema import Citation
from bot.short_answer import asking, dates, english, figures, gaps, marked, named, people, stated
from bot.short_answer.reading import Reading, Span
from bot.short_answer.words import Words

LEAST = 0.9  # confidence from which a short answer is given at all
NUMBERED = r"第[一二三四五六七八九十\d]+|[一二三四五六七八九]期(?![间待望])"
LIKELY = 0.3  # chance from which the likeliest sentence can give one


def find(
    asked: Asked, citations: Sequence[Citation], doubted: Sequence[Doubt], sure: float, analyzer: Analyzer, lexicon: Lexicon
) -> str | None:
    """The short answer, a slice of the first quote, or None."""
    citation = citations[0]
    folded = analyzer.fold(citation.quote)
    if doubted or sure < LEAST or citation.score < LIKELY or len(folded) != len(citation.quote):
        return None
    words = Words.of(lexicon)
    if asked.folded.isascii():
        only = english.find(asked, folded, analyzer.fold(citation.chunk.context), analyzer, words)
        return citation.quote[slice(*only)] if only else None
    here = Reading(folded, analyzer.fold(citation.chunk.context), analyzer.cut, words.plain.dates)
    span = _span(asked, here, words)
    if not span or words.plain.points.match(here.folded, span[0]):  # 这座: what is meant stands before it
        return None
    if _of_another(asked, here, span) or _of_another_model(asked, here, span):
        return None
    start, end = _unquoted(here, span)
    if asked.kind == "number" and not asked.years and _told_otherwise(asked, folded[start:end], citations[1:], analyzer, words):
        return None
    return citation.quote[start:end].strip() or None


def _told_otherwise(asked: Asked, said: str, others: Sequence[Citation], analyzer: Analyzer, words: Words) -> bool:
    """Whether a sentence of another quote that has every asked word gives another figure: none is picked silently."""
    for citation in others:
        there = Reading(analyzer.fold(citation.quote), analyzer.fold(citation.chunk.context), analyzer.cut, words.plain.dates)
        span = figures.find(asked, there, words)
        sentence = there.folded[slice(*there.sentence(span[0]))] if span else ""
        whole = all(words.same(word, sentence) for word in asked.words if word not in words.empty)
        if span and whole and not words.agree(said, there.folded[slice(*span)]):
            return True
    return False


def _unquoted(here: Reading, span: Span) -> Span:
    """A name without the marks around the whole of it."""
    start, end = span
    marked = patterns.fullmatch('[“"‘「『][^“”"‘’「」『』]+[”"’」』]', here.folded[start:end])
    return (start + 1, end - 1) if marked else span


def _of_another(asked: Asked, here: Reading, span: Span) -> bool:
    """Whether the clause is about another numbered thing: 第二大股东, where 第一大股东 is asked; 一期 for 二期."""
    numbered, said = (set(patterns.findall(NUMBERED, text)) for text in (asked.folded, here.folded[slice(*here.clause(span[0]))]))
    return bool(numbered and said) and not numbered & said


def _of_another_model(asked: Asked, here: Reading, span: Span) -> bool:
    """Whether its sentence is about another model than the asked one."""
    said = set(MODEL.findall(here.folded[slice(*here.sentence(span[0]))]))
    return bool(asked.models and said) and not asked.models & said


def _span(asked: Asked, here: Reading, words: Words) -> Span | None:
    """Where in the quote the short answer stands, by what kind of answer is asked."""
    gap = asking.read(asked, words, here)
    if asked.kind == "author":
        return people.author(here, words)
    if gap is None or (asked.kind == "reason" and gap.form != "what"):
        return None
    if asked.kind == "date" and gap.form != "number":
        return dates.find(asked, here, words)
    if asked.kind in ("post", "who") and (span := people.post(asked, here, words)):
        return span
    if asked.kind == "who" and (span := people.holder(asked, here, words)):
        return span
    if asked.kind == "who" and (span := people.doer(asked, here)):
        return span
    if asked.kind == "speaker" and (span := people.speaker(asked, here)):
        return span
    if gap.form == "number" or (gap.form == "keywords" and (asked.kind == "number" or words.measures(asked.folded))):
        return figures.find(asked, here, words)
    span = named.title(asked, here, words) or marked.quotation(asked, gap, here, words)
    if not span and (gap.several or asked.kind == "list"):
        span = marked.row(asked, gap, here, words)
    return span or gaps.find(asked, gap, here, words) or named.kind(asked, gap, here, words) or stated.find(asked, gap, here, words)
