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
    replies = [(question, ask(question)) for question in asked]
    sure = [(question, reply) for question, reply in replies if reply.status == "answered" and not reply.doubts]
    sure.sort(key=lambda row: -(row[1].confidence or 0.0))
    return tuple(question for question, _ in sure[:MOST])


def _questions(title: str, patterns: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A question for each part of a headline (kicker, headline and sub-headline are joined by spaces) that fits a pattern."""
    for part in re.split(r"\s+|——", title):
        for pattern in patterns:
            if found := re.search(pattern["headline"], part.strip("—：:")):
                yield pattern["question"].format(what=found["what"])
                break
