"""Citations to an answer, or to an honest no: the words around the quotes are the bot's own and carry no figure but the question's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot import confidence, doubts, evidence, short_answer, values
from bot.analyzer import Analyzer
from bot.config import Lexicon, Prompts
from bot.doubts import Doubt
from bot.evidence import Evidence
from bot.questions import Asked
from bot.schema import Answer, Citation, Document, Hit, Lang, Segment, Value
from bot.values import Row

SAID = (
    "role",
    "type",
    "person",
    "reason",
    "plan",
    "apart",
    "unknown",
)  # doubts with a sentence of their own; the others say what is not mentioned
FLOOR = 0.11  # of the best hit's score: below it nothing in the collection is about the question
CITED = 6  # citations at most with a table of values
QUOTED = 400  # characters quoted at most with a table of values
LEAST = 0.5  # the chance from which a question is answered


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
        ground = doubts.ground(found.read, open_document, analyzer, several=doubts.asks_several(asked))
        doubted = doubts.examine(asked, ground, lexicon)
    if not found.citations or hits[0].score < FLOOR or confidence.stands(found.signals, doubted) < LEAST:
        return _refusal(asked, found, doubted, hits, lang, prompts)
    said = _say(asked, doubted, "doubt", lang, prompts)
    sure = confidence.right(found.signals, doubted)
    rows = values.find(asked, found.citations, hits, open_document, analyzer, lexicon) if not doubted else ()
    citations, table = _tabled(rows, found.citations)
    lead = prompts.say(lang, "values.disagree" if values.disagree(rows) else "values.several") if table else ""
    return Answer(
        asked.query.text,
        asked.query.text,
        lang,
        "answered",
        _segments(citations, said, lead),
        short_answer=None if table else short_answer.find(asked, found.citations, doubted, sure, analyzer, lexicon),
        confidence=round(sure, 4),
        doubts=said,
        values=table,
        citations=citations,
        hits=tuple(hits),
        missing=asked.missing,
    )


def _tabled(rows: Sequence[Row], found: tuple[Citation, ...]) -> tuple[tuple[Citation, ...], tuple[Value, ...]]:
    """The citations that the rows need, the best one first, and the table; as they were and no table where a row cannot be cited."""
    kept = [citation for at, citation in enumerate(found) if at == 0 or any(row.inside(citation) for row in rows)]
    numbers = []
    for row in rows:
        cited = next((citation for citation in kept if row.inside(citation)), None)
        if cited is None:
            cited = evidence.cite(row.hit, row.document, row.document.cut(row.spans, row.offsets, *row.place), found[-1].score)
            kept += [cited] if cited else []
        if cited is None or row.value not in cited.quote:
            return found, ()
        numbers.append(kept.index(cited) + 1)
    if not rows or len(kept) > CITED or sum(len(citation.quote) for citation in kept) > QUOTED:
        return found, ()
    return tuple(kept), tuple(Value(row.value, _when(row, kept[n - 1]), n) for row, n in zip(rows, numbers, strict=True))


def _when(row: Row, citation: Citation) -> str:
    """The row's time, if its quote or its headline has it."""
    return row.when if row.when in citation.quote or row.when in citation.chunk.title else ""


def _refusal(asked: Asked, found: Evidence, doubted: Sequence[Doubt], hits: Sequence[Hit], lang: Lang, prompts: Prompts) -> Answer:
    said = _say(asked, doubted, "lacks", lang, prompts)
    words = [prompts.say(lang, "no_answer.near" if hits else "no_answer.nothing"), *said]
    return Answer(
        asked.query.text,
        asked.query.text,
        lang,
        "no_answer",
        (Segment((" " if lang == "en" else "").join(words)),),
        confidence=round(_after_all(found.signals, doubted) if found.citations else 0.0, 4),
        doubts=said,
        hits=tuple(hits),
        missing=asked.missing,
    )


def _after_all(signals: Mapping[str, float], doubted: Sequence[Doubt]) -> float:
    """The chance that what was not quoted would have answered after all."""
    return confidence.right(signals, doubted) * confidence.stands(signals, doubted)


def _say(asked: Asked, doubted: Sequence[Doubt], where: str, lang: Lang, prompts: Prompts) -> tuple[str, ...]:
    """A sentence for each kind of doubt, with the words that it is about; `where`: doubt (of an answer) or lacks (of what is nearest)."""
    words: dict[str, list[str]] = {}
    instead = [prompts.say(lang, f"{where}.other", what=asked.as_typed(doubt.what), other=doubt.other) for doubt in doubted if doubt.other]
    nowhere = {doubt.what for doubt in doubted if doubt.check == "unknown"}
    for doubt in doubted:
        check = "apart" if doubt.check == "away" else doubt.check
        if not doubt.other and (check in SAID or doubt.what not in nowhere):
            told = words.setdefault(check if check in SAID else "mention", [])
            told += [word for word in [asked.as_typed(doubt.what)] if word not in told]
    said = [
        prompts.say(
            lang,
            f"{where}.{check}",
            what="、".join(f"“{word}”" for word in found) if lang == "zh" else ", ".join(f'"{word}"' for word in found),
        )
        for check, found in words.items()
    ]
    return (*instead, *said)


def _segments(citations: Sequence[Citation], doubted: Sequence[str], lead: str = "") -> tuple[Segment, ...]:
    segments = [Segment(lead)]
    for n, citation in enumerate(citations, 1):
        segments += [Segment("\n\n" if n > 1 or lead else ""), Segment(citation.quote, n), Segment(f" [{n}]")]
    segments += [Segment(f"\n\n{sentence}") for sentence in doubted]
    return tuple(segment for segment in segments if segment.text)


def own_words(question: str, status: str, lang: Lang, text: str) -> Answer:
    """A reply without evidence: a greeting, thanks, or a question that cannot be used."""
    return Answer(question, question, lang, "chat" if status == "chat" else "refused", (Segment(text),))
