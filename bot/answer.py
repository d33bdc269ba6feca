"""Citations to an answer, or to an honest no: the words around the quotes are the bot's own and carry no figure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Prompts
from bot.evidence import Evidence
from bot.questions import Asked
from bot.schema import Answer, Citation, Hit, Lang, Segment

FLOOR = 0.25
COVER = 0.0


def compose(asked: Asked, evidence: Evidence, hits: Sequence[Hit], lang: Lang, prompts: Prompts) -> Answer:
    """The answer: quotes with their marks where the evidence holds, else the refusal that names what is missing."""
    top = hits[0].score if hits else 0.0
    if not evidence.citations or top < FLOOR or evidence.signals.get("coverage",1) < COVER:
        key = "no_answer.near" if hits else "no_answer.nothing"
        return Answer(
            asked.query.text, asked.query.text, lang, "no_answer", (Segment(prompts.say(lang, key)),),
            confidence=0.0, hits=tuple(hits), missing=asked.missing,
        )  # fmt: skip
    return Answer(
        asked.query.text, asked.query.text, lang, "answered", _segments(evidence.citations),
        confidence=round(evidence.signals["chance"], 4), citations=evidence.citations, hits=tuple(hits), missing=asked.missing,
    )  # fmt: skip


def _segments(citations: Sequence[Citation]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for n, citation in enumerate(citations, 1):
        segments += [Segment("\n\n" if n > 1 else ""), Segment(citation.quote, n), Segment(f" [{n}]")]
    return tuple(segment for segment in segments if segment.text)


def own_words(question: str, status: str, lang: Lang, text: str) -> Answer:
    """A reply without evidence: a greeting, thanks, or a question that cannot be used."""
    return Answer(question, question, lang, "chat" if status == "chat" else "refused", (Segment(text),))
