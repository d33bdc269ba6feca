"""Answers to JSON, text and Markdown. The one place that escapes text for a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.schema import Answer, Citation, Hit

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """Without control characters and marks that turn the direction of writing: what would let a text show as something else."""
    return _UNSEEN.sub("", text)


def escape(text: str) -> str:
    """Text for HTML and Markdown alike: every character that could begin markup is an entity.

    >>> escape("<b>*[x](javascript:y)*</b>")
    '&#60;b&#62;&#42;&#91;x&#93;&#40;javascript:y&#41;&#42;&#60;/b&#62;'
    """
    return _MARKUP.sub(lambda mark: f"&#{ord(mark[0])};", visible(text))


_MARKUP = re.compile(r"[&<>\"'\\`*_{}\[\]()#+!|~$^]|(?m:^[-=])")


def answer_json(answer: Answer, k: int = 10, asked_as: object = None) -> dict[str, Any]:
    """The contract's object for one answer, ready for `json.dumps`. `asked_as` is the id that came with the question."""
    return {
        "id": asked_as,
        "question": answer.question,
        "asked": answer.asked,
        "lang": answer.lang,
        "status": answer.status,
        "answer": answer.text,
        "segments": [{"text": segment.text, "n": segment.n} for segment in answer.segments],
        "short_answer": answer.short_answer,
        "confidence": answer.confidence,
        "doubts": list(answer.doubts),
        "citations": [citation_json(n, citation) for n, citation in enumerate(answer.citations, 1)],
        "passages": passages_json(answer.hits[:k]),
        "missing": list(answer.missing),
        "timing_ms": {
            "analyze": round(answer.timing.analyze, 3),
            "retrieve": round(answer.timing.retrieve, 3),
            "evidence": round(answer.timing.evidence, 3),
            "total": round(answer.timing.total, 3),
        },
    }


def citation_json(n: int, citation: Citation) -> dict[str, Any]:
    """One citation of the contract."""
    return {
        "n": n,
        "document": citation.chunk.document_id,
        "source": citation.chunk.source,
        "sha256": citation.sha256,
        "title": citation.chunk.title,
        "line": citation.line,
        "page": citation.page,
        "spans": [list(span) for span in citation.spans],
        "quote": citation.quote,
        "source_state": citation.source_state,
    }


def passages_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The passages of the contract, best first."""
    return [
        {
            "rank": rank,
            "score": hit.score,
            "document": hit.chunk.document_id,
            "source": hit.chunk.source,
            "title": hit.chunk.title,
            "spans": [list(span) for span in hit.chunk.spans],
            "text": hit.chunk.text,
            "why": {word: round(share, 6) for word, share in hit.why.items()},
        }
        for rank, hit in enumerate(hits, 1)
    ]


def place(citation: Citation) -> str:
    """Where a quote stands, as a line for a person: headline, source, page or line."""
    where = f"p. {citation.page}, line {citation.line}" if citation.page else f"line {citation.line}"
    return visible(" · ".join(part for part in (citation.chunk.title, citation.chunk.source, where) if part))


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: the text with its [n], a blank line, then a line for each source."""
    lines = [visible(answer.text)]
    if answer.values:
        lines[0] = lines[0].replace("\n\n", "\n\n" + values_text(answer) + "\n\n", 1)
    if answer.citations:
        lines.append("")
        lines += [f"[{n}] {place(citation)}" for n, citation in enumerate(answer.citations, 1)]
    return "\n".join(lines)


def values_text(answer: Answer) -> str:
    """The table of values, a row each, in columns: time, value, [n]."""
    rows = [(visible(row.when) or "-", visible(row.value), f"[{row.n}]") for row in answer.values]
    wide = [max(_columns(row[at]) for row in rows) for at in range(2)]
    return "\n".join(
        f"{when}{' ' * (wide[0] - _columns(when))}  {' ' * (wide[1] - _columns(value))}{value}  {n}" for when, value, n in rows
    )


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages for a terminal, best first."""
    if not hits:
        return "no passage shares a word with the query"
    rows = []
    for rank, hit in enumerate(hits, 1):
        why = " ".join(f"{word} {share:.0%}" for word, share in list(hit.why.items())[:5])
        where = visible(f"{hit.chunk.title} · {hit.chunk.source}")
        rows.append(f"{rank}. {hit.score:.3f}  {where}\n   {visible(hit.chunk.text)}\n   {why}")
        rows += [f"   = {visible(f'{chunk.title} · {chunk.source}')}" for chunk in hit.places]
    return "\n".join(rows)
