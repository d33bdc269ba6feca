"""Citations to an answer, or to an honest no: the words around the quotes are the bot's own and carry no figure but the question's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot import confidence, doubts, evidence, short_answer
from bot.analyzer import Analyzer
from bot.config import Lexicon, Prompts
from bot.doubts import Doubt
from bot.evidence import Evidence
from bot.questions import Asked
from bot.schema import Answer, Citation, Document, Hit, Lang, Segment

FLOOR = 0.11  # of the best hit's score: below it nothing in the collection is about the question
LEAST = 0.25  # the chance from which a question is answered: what is doubtful is answered with its doubt said


def give(
    asked: Asked,
    hits: Sequence[Hit],
    open_document: Callable[[str], Document],
    analyzer: Analyzer,
    lexicon: Lexicon,
    prompts: Prompts,
    lang: Lang,
) -> Answer:
    """The answer to a question from its hits: quotes, or what is missing for one."""
    found = evidence.find(asked, hits, open_document, analyzer)
    doubted: list[Doubt] = []
    if found.citations:
        ground = doubts.ground(found.citations, open_document, analyzer.fold, several=doubts.asks_several(asked))
        doubted = doubts.examine(asked, ground, lexicon)
    if not found.citations or hits[0].score < FLOOR or confidence.stands(found.signals, doubted) < LEAST:
        return _refusal(asked, found, doubted, hits, lang, prompts)
    said = tuple(_say(asked, doubt, lang, prompts) for doubt in doubted)
    sure = confidence.right(found.signals, doubted)
    return Answer(
        asked.query.text,
        asked.query.text,
        lang,
        "answered",
        _segments(found.citations, said),
        short_answer=short_answer.find(asked, found.citations[0], doubted, sure, analyzer, lexicon),
        confidence=round(sure, 4),
        doubts=said,
        citations=found.citations,
        hits=tuple(hits),
        missing=asked.missing,
    )


def _refusal(asked: Asked, found: Evidence, doubted: Sequence[Doubt], hits: Sequence[Hit], lang: Lang, prompts: Prompts) -> Answer:
    said = tuple(_say(asked, doubt, lang, prompts) for doubt in doubted)
    words = [prompts.say(lang, "no_answer.near" if hits else "no_answer.nothing"), *said]
    return Answer(
        asked.query.text,
        asked.query.text,
        lang,
        "no_answer",
        (Segment((" " if lang == "en" else "").join(words)),),
        confidence=round(min(0.5, confidence.right(found.signals, doubted)) if found.citations else 0.0, 4),
        doubts=said,
        hits=tuple(hits),
        missing=asked.missing,
    )


def _say(asked: Asked, doubt: Doubt, lang: Lang, prompts: Prompts) -> str:
    return prompts.say(lang, f"doubt.{doubt.check}", what=asked.as_typed(doubt.what))


def _segments(citations: Sequence[Citation], doubted: Sequence[str]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for n, citation in enumerate(citations, 1):
        segments += [Segment("\n\n" if n > 1 else ""), Segment(citation.quote, n), Segment(f" [{n}]")]
    segments += [Segment(f"\n\n{sentence}") for sentence in doubted]
    return tuple(segment for segment in segments if segment.text)


def own_words(question: str, status: str, lang: Lang, text: str) -> Answer:
    """A reply without evidence: a greeting, thanks, or a question that cannot be used."""
    return Answer(question, question, lang, "chat" if status == "chat" else "refused", (Segment(text),))
