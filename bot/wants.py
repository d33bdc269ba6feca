"""What kind of passage a question wants: a byline for its author, a post beside a name. The rules are patterns of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_QUOTED = re.compile(r"[“\"《「『]([^”\"》」』]{2,30})[”\"》」』]")
_SUBJECT, _POST = "\ue000", "\ue001"  # private characters: they stand for the question's own words, so a pattern is compiled once


@dataclass(frozen=True, slots=True)
class Want:
    """A passage of one of these kinds (none: any) that holds the pattern is worth so much more.

    `words`: the question's own words and the characters that stand for them in the pattern.
    """

    chunks: frozenset[str]
    found: re.Pattern[str]
    worth: float
    words: tuple[tuple[str, str], ...] = ()

    def holds(self, folded: str) -> bool:
        """Whether a folded passage is wanted."""
        for word, mark in self.words:
            folded = folded.replace(word, mark)
        return bool(self.found.search(folded))


class Wants:
    """The rules of the lexicon's table `passages`, compiled once; `post` is its pattern of posts."""

    def __init__(self, table: Mapping[str, Any], post: str) -> None:
        self._posts = re.compile(f"(?:{post})$|^(?:{post})")
        self._quoted = float(table.get("quoted", 0.1))
        self._rules = [
            (
                re.compile(row["asked"]),
                int(row.get("longest", 0)),
                Want(frozenset(row.get("chunks", ())), _compiled(row["found"], post), float(row["worth"])),
            )
            for row in table["wants"]
        ]

    def of(self, folded: str, subject: str) -> tuple[Want, ...]:
        """What a question wants; `subject` is its own words without white space.

        >>> table = {"wants": [{"asked": "什么职务", "found": "{post}{subject}", "worth": 0.1}]}
        >>> [want.holds("厂长王小明说") for want in Wants(table, "厂长|经理").of("王小明是什么职务?", "王小明")]
        [True]
        """
        post = self._posts.search(subject)
        words = {_SUBJECT: subject, _POST: post[0] if post else ""}
        wants = []
        for asked, longest, want in self._rules:
            used = tuple((word, mark) for mark, word in words.items() if mark in want.found.pattern)
            if all(len(word) > 1 for word, _ in used) and (not longest or len(subject) <= longest) and asked.search(folded):
                wants.append(Want(want.chunks, want.found, want.worth, used))
        quoted = _QUOTED.findall(folded)
        return (*wants, *(Want(frozenset(), re.compile(re.escape(words)), self._quoted) for words in quoted))


def _compiled(found: str, post: str) -> re.Pattern[str]:
    return re.compile(found.replace("{post}", f"(?:{post})").replace("{subject}", _SUBJECT).replace("{asked_post}", _POST))
