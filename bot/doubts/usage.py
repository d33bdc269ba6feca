"""How people use words: who asks with a common word, or with one of several for one thing, may find his answer in other words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot import patterns
from bot.config import Lexicon


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
        same = (*tables["attributes"]["same"], *map("|".join, alike))
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
        """Whether a word, or another word for it, stands in a text."""
        if word in text or not patterns.fullmatch(self.any_of_them, word):
            return word in text
        return any(patterns.search(words, text) for words in self.same if patterns.fullmatch(words, word))
