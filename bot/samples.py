"""Questions for the empty page, made from the corpus's own headlines and kept only if the bot answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.config import Lexicon
from bot.schema import Answer

MOST = 4
TRIED = 60  # headlines that are looked at, however large the corpus


def answered(titles: Iterable[str], lang: str, lexicon: Lexicon, ask: Callable[[str], Answer]) -> tuple[str, ...]:
    """Up to four questions that are answered, those of the first patterns first, then the surest."""
    patterns: Sequence[Mapping[str, str]] = lexicon.tables["samples"][lang]
    asked = dict(pair for title in islice(titles, TRIED) for pair in _questions(title, patterns))
    replies = [(rank, question, ask(question)) for question, rank in asked.items()]
    sure = [
        (rank, -(reply.confidence or 0.0), question) for rank, question, reply in replies if reply.status == "answered" and not reply.doubts
    ]
    return tuple(question for _, _, question in sorted(sure)[:MOST])


def _questions(title: str, patterns: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, int]]:
    """A question for each part of a headline (kicker, headline and sub-headline are joined by spaces), and which pattern made it."""
    for part in re.split(r"\s+|——", title):
        for rank, pattern in enumerate(patterns):
            if found := re.search(pattern["headline"], part.strip("—：:")):
                yield pattern["question"].format(what=found["what"]), rank
                break
