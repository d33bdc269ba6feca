"""Questions for the empty page, made from the corpus's own headlines and kept only if the bot answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.config import Lexicon
from bot.schema import Answer

MOST = 4
TRIED = 60  # headlines that are looked at, however large the corpus


def answered(titles: Iterable[str], lang: str, lexicon: Lexicon, ask: Callable[[str], Answer]) -> tuple[str, ...]:
    """Up to four questions that are answered, from different headlines, surest first."""
    patterns: Sequence[Mapping[str, str]] = lexicon.tables["samples"][lang]
    asked = dict.fromkeys(question for at, title in enumerate(titles) if at < TRIED for question in _questions(title, patterns))
    replies = [(reply.confidence or 0.0, question) for question in asked if (reply := ask(question)).status == "answered" and not reply.doubts]
    best = sorted(replies, key=lambda row: -row[0])[:MOST]
    return tuple(question for _, question in best)


def _questions(title: str, patterns: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A question for each part of a headline (kicker, headline and sub-headline are joined by spaces) that fits a pattern."""
    for part in re.split(r"\s+|——", title):
        for pattern in patterns:
            if found := re.search(pattern["headline"], part.strip("—：:")):
                yield pattern["question"].format(what=found["what"])
                break
