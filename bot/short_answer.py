"""The few words of the first quote that answer by themselves: shown only where they are likely right."""

from __future__ import annotations

from collections.abc import Sequence

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.doubts import Doubt
from bot.questions import Asked
from bot.schema import Citation


def find(asked: Asked, citation: Citation, doubted: Sequence[Doubt], analyzer: Analyzer, lexicon: Lexicon) -> str | None:
    """The short answer, a slice of the quote, or None."""
    return None
