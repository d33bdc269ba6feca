"""What every finder looks at: the folded quote with its clauses, sentences and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from bot import patterns
from bot.questions import Asked

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W{HAN}]+(?:[.·-][^\W{HAN}]+)*")
_STOP = re.compile(r"[。!?\n]")
_BREAK = re.compile(r"[。;:!?\n]|(?<!\d),|,(?!\d{3}(?!\d))")
_MARKS = (("(", ")"), ("“", "”"), ("‘", "’"), ("《", "》"), ("「", "」"), ("『", "』"))
_ENDS = ",。;:!?\n"
_LEAD = 4  # characters after a time that still belong to it: 2021年5月以来，

Span = tuple[int, int]


class Reading:
    """A folded quote, read once. Clauses end with their mark; a time before a comma belongs to what follows it.

    `context` is the folded headline and section above the quote; `cut` cuts a run of Han characters into words.
    """

    def __init__(self, folded: str, context: str, cut: Callable[[str], Sequence[str]], dates: re.Pattern[str]) -> None:
        self.folded, self.context, self._cut = folded, context, cut
        self.clauses: list[Span] = []
        start = 0
        for mark in _BREAK.finditer(folded):
            opening = dates.match(folded, start + (folded[start] in "到至自从在于"))
            if mark[0] == "," and opening and mark.start() - opening.end() <= _LEAD:
                continue
            self.clauses.append((start, mark.end()))
            start = mark.end()
        self.clauses.append((start, len(folded)))
        self._stops = [0, *(mark.end() for mark in _STOP.finditer(folded))]

    def cut(self, text: str) -> list[str]:
        """The words of a text, marks and white space left out."""
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> Iterator[Span]:
        """Start and end of each word of a text."""
        for run in _RUN.finditer(text):
            pieces = self._cut(run[0]) if run["han"] else [run[0]]
            ends = [run.start() + length for length in accumulate(map(len, pieces))]
            yield from zip([run.start(), *ends], ends, strict=False)

    @cached_property
    def words(self) -> dict[int, int]:
        """Start -> end of each word of the quote."""
        return dict(self.spans(self.folded))

    @cached_property
    def begins(self) -> dict[int, int]:
        """End -> start of each word of the quote."""
        return {end: start for start, end in self.words.items()}

    def within(self, at: int) -> bool:
        """Whether an offset lies inside a word of Han characters."""
        return (
            at not in self.begins and at not in self.words and bool(patterns.match(f"[{HAN}]{{2}}", self.folded[max(0, at - 1) : at + 1]))
        )

    def clause(self, at: int) -> Span:
        """The clause around an offset."""
        return self.clauses[max(0, bisect_right(self.clauses, at, key=lambda clause: clause[0]) - 1)]

    def stop(self, at: int) -> int:
        """Where the clause around an offset ends, its mark left out."""
        start, end = self.clause(at)
        return start + len(self.folded[start:end].rstrip(_ENDS))

    def before(self, at: int) -> str:
        """The clause of the same sentence that ends where the one around an offset starts."""
        start, _ = self.clause(at)
        return self.folded[self.clause(start - 1)[0] : start] if start > self.sentence(at)[0] else ""

    def sentence(self, at: int) -> Span:
        """The sentence around an offset."""
        n = bisect_right(self._stops, at)
        return self._stops[n - 1], self._stops[n] if n < len(self._stops) else len(self.folded)

    def around(self, start: int, end: int) -> str:
        """The sentence around a span, the span left out."""
        first, last = self.sentence(start)
        return self.folded[first:start] + " " + self.folded[end:last]


def share(asked: Asked, text: str) -> float:
    """How much of a question stands in a folded text, 0 to 1."""
    return asked.share(term for term in asked.worth if term[1:] in text)


def balanced(text: str) -> bool:
    """Whether each mark that opens in a text closes in it."""
    return all(text.count(opening) == text.count(closing) for opening, closing in _MARKS)
