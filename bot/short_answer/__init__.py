"""The few words of the first quote that answer by themselves: shown only where they are likely right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.doubts import Doubt
from bot.questions import Asked
from bot.schema import Citation
from bot.short_answer import asking, dates, figures, gaps, marked, people
from bot.short_answer.reading import Reading, Words

LEAST = 0.7  # confidence from which a short answer is given at all


def find(asked: Asked, citation: Citation, doubted: Sequence[Doubt], sure: float, analyzer: Analyzer, lexicon: Lexicon) -> str | None:
    """The short answer, a slice of the quote, or None."""
    if doubted or sure < LEAST:
        return None
    folded = analyzer.fold(citation.quote)
    if len(folded) != len(citation.quote):
        return None
    words = Words(lexicon)
    here = Reading(folded, analyzer.fold(citation.chunk.context), analyzer.cut, words.date)
    found = _found(asked, here, words)
    return citation.quote[slice(*found)].strip() or None if found else None


def _found(asked: Asked, here: Reading, words: Words) -> tuple[int, int] | None:
    kind = asked.kind
    if kind == "author": return people.author(here)
    if kind == "reason": return None
    gap = asking.read(asked, words, here.cut)
    if not gap: return None
    if kind == "date": return dates.find(asked, here, words)
    if kind in ("post", "who") and (found := people.post(asked, here)): return found
    if kind == "who" and (found := people.holder(asked, here)): return found
    if kind == "speaker" and (found := people.speaker(asked, here)): return found
    if gap.form == "number" or (gap.form == "keywords" and any(re.search(u["asked"], asked.folded) for u in words.units)):
        return figures.find(asked, here, words)
    if gap.form == "keywords" and kind=="number":
        return figures.find(asked, here, words)
    found = marked.quoted(asked, gap, here, words)
    if not found and (gap.several or asked.kind == "list"):
        found = marked.row(asked, gap, here, words)
    if not found:
        found = gaps.find(asked, gap, here, words)
    return found
