"""How people use words: who asks with a common word, or with one of several for one thing, may find his answer in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot import patterns
from bot.config import Lexicon

COMPOUND = 4  # characters of a word that is put together of two


@dataclass(frozen=True, slots=True)
class Usage:
    """How people use words: which are common ones, which mean the same (patterns), and pieces that are no words to look for."""

    common: frozenset[str]
    same: tuple[str, ...]
    any_of_them: str  # one pattern of all in `same`: most words are in none, and hundreds need not be tried one by one
    no_word: str

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, lexicon: Lexicon) -> Usage:
        """What the lexicon says."""
        tables = lexicon.tables
        alike = (*tables["synonyms"]["groups"], *tables["synonyms"]["shortened"])
        same = (
            *tables["attributes"]["same"],
            *map("|".join, alike),
            *_regions(tables["binding"]["regions"]),
            *_regions(tables["binding"]["countries"]),
        )
        any_of_them = "|".join(f"(?:{words})" for words in same)
        return cls(
            frozenset(tables["common"]["words"].split()), same, any_of_them, f"{tables['checks']['torn']}|{tables['checks']['about']}"
        )

    def loose(self, word: str) -> bool:
        """Whether one may well ask with a word that the answer does not have: a common one, or two of them together."""
        if patterns.search(self.no_word, word) or word in self.common:
            return True
        return any(word[:at] in self.common and word[at:] in self.common for at in range(2, len(word) - 1))

    def stands(self, word: str, text: str) -> bool:
        """Whether a word, another word for it, or both words that it is put together of (热线电话) stand in a text."""
        if word in text or self.forms(word).search(text):
            return True
        return len(word) == COMPOUND and all(part in text or self.forms(part).search(text) for part in (word[:2], word[2:]))

    def forms(self, word: str) -> re.Pattern[str]:
        """A word and the other words for it, as one pattern."""
        return _forms(word, self.same, self.any_of_them)


def _regions(short: Mapping[str, str]) -> Iterator[str]:
    """Of each region or country a pattern of its name, and of its one character beside that of another: 京津."""
    every = "".join(short.values())
    for name, one in short.items():
        yield f"{name}[省市]?|{one}(?=[{every}])|(?<=[{every}]){one}"


@lru_cache(maxsize=4096)
def _forms(word: str, same: tuple[str, ...], any_of_them: str) -> re.Pattern[str]:
    others = [words for words in same if patterns.fullmatch(words, word)] if patterns.fullmatch(any_of_them, word) else []
    return re.compile("|".join([re.escape(word), *others]))
