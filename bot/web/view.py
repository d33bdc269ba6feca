"""Values -> the plain dictionaries that the page's scripts draw from. No HTML: the browser makes every text a text node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.schema import Answer, Citation, Document, Hit

NEAR = 3  # nearest passages shown when there is no answer
EXCERPT = 110  # characters of a nearest passage
WORDS = 3  # that say what the passages have that are not shown

OpenDocument = Callable[[str], Document]
Json = dict[str, Any]


def answer_view(answer: Answer, document: OpenDocument) -> Json:
    """What one turn of the conversation shows. Spans and lines are those of `Document.text`; `why` holds shares from 0 to 1."""
    why = {hit.chunk.number: hit.why for hit in answer.hits}
    return {
        "question": answer.question,
        "asked": answer.asked,
        "carried": list(answer.carried),
        "lang": answer.lang,
        "status": answer.status,
        "segments": [[segment.text, segment.n] for segment in answer.segments],
        "short": answer.short_answer,
        "doubts": list(answer.doubts),
        "values": [[row.value, row.when, row.n] for row in answer.values],
        "citations": [_citation(n, cited, why, document) for n, cited in enumerate(answer.citations, 1)],
        "near": [_near(rank, hit, document) for rank, hit in enumerate(_nearest(answer), 1)],
        "left": _left(answer),
        "missing": list(answer.missing),
    }


def first_part(view: Json) -> Json:
    """The view up to its first citation, marked `partial`: enough to read while the rest is on its way. Numbers stay what they are.

    A table of values comes whole: its rows, and the citations that their numbers open.
    """
    end = next((at + 1 for at, (_, n) in enumerate(view["segments"]) if n is not None), len(view["segments"]))
    return {
        **view,
        "segments": view["segments"][:end],
        "citations": view["citations"] if view["values"] else view["citations"][:1],
        "suggestions": [],
        "partial": True,
    }


def _nearest(answer: Answer) -> list[Hit]:
    """The passages to show where there is no answer: not those that share no more than a single character with the question."""
    if answer.status != "no_answer":
        return []
    return [hit for hit in answer.hits if any(len(term) > 1 for term in hit.why)][:NEAR]


def _left(answer: Answer) -> Json | None:
    """How many of the hits are not shown where there is no answer, and the heaviest words that they share with the question."""
    shown = _nearest(answer)
    rest = [hit for hit in answer.hits if hit not in shown] if answer.status == "no_answer" else []
    weights: dict[str, float] = {}
    for hit in rest:
        for term, share in hit.why.items():
            weights[term] = weights.get(term, 0.0) + share
    words = sorted(weights, key=lambda term: (-weights[term], term))[:WORDS]
    return {"count": len(rest), "words": words} if rest else None


def _citation(n: int, cited: Citation, why: Mapping[int, Mapping[str, float]], document: OpenDocument) -> Json:
    held = document(cited.chunk.document_id)
    return {
        "n": n,
        **_place(cited, held, cited.sha256),
        "quote": cited.quote,
        "state": cited.source_state,
        "why": _shares(why.get(cited.chunk.number, {})),
    }


def _near(rank: int, hit: Hit, document: OpenDocument) -> Json:
    held = document(hit.chunk.document_id)
    return {
        "n": rank,
        **_place(hit, held, held.sha256),
        "quote": _excerpt(hit.chunk.text, hit.why),
        "state": "unchanged",
        "why": _shares(hit.why),
    }


def _place(found: Citation | Hit, held: Document, sha256: str) -> Json:
    """Where something stands: the fields that every card shows and every link holds."""
    spans = found.spans if isinstance(found, Citation) else found.chunk.spans
    return {
        "document": held.id,
        "source": held.source,
        "sha256": sha256,
        "title": found.chunk.title,
        "section": found.chunk.section,
        "publication": found.chunk.publication,
        "lines": sorted({held.line(span.start) for span in spans}),
        "page": held.page(spans[0].start),
        "spans": [list(span) for span in spans],
    }


def _shares(why: Mapping[str, float]) -> list[list[str | float]]:
    return [[term, round(share, 4)] for term, share in sorted(why.items(), key=lambda pair: (-pair[1], pair[0]))]


def _excerpt(text: str, why: Mapping[str, float]) -> str:
    """A slice of the passage around the first of its heaviest terms, cut at punctuation where there is some near."""
    folded = text.casefold()
    places = [at for term, _ in sorted(why.items(), key=lambda pair: -pair[1]) if (at := folded.find(term.casefold())) >= 0]
    middle = min(places[0] if places else 0, len(text) - 1)
    paragraph = text.rfind("\n", 0, middle) + 1
    end = text.find("\n", middle)
    end = len(text) if end < 0 else end
    start = max(paragraph, middle - EXCERPT // 3)
    if start > paragraph:
        start = max([start] + [text.rfind(mark, start, middle) + 1 for mark in "。！？；，,;"])
    stop = min(end, start + EXCERPT)
    return ("……" if start > paragraph else "") + text[start:stop] + ("……" if stop < end else "")


def source_view(held: Document, sha256: str | None) -> Json:
    """A whole document for the source panel: its text, untouched, and its articles as spans of it.

    `changed`: the caller's `sha256` is of other bytes, so its spans point at nothing here.
    """
    return {
        "document": held.id,
        "source": held.source,
        "sha256": held.sha256,
        "changed": bool(sha256) and sha256 != held.sha256,
        "text": held.text,
        "pages": list(held.pages),
        "articles": [
            {
                "title": article.title,
                "byline": article.byline,
                "publication": article.publication,
                "paragraphs": [
                    {
                        "kind": paragraph.kind,
                        "spans": [list(span) for span in paragraph.spans],
                        "section": paragraph.section,
                        "duplicate": paragraph.duplicate,
                    }
                    for paragraph in article.paragraphs
                ],
            }
            for article in held.articles
        ],
    }
