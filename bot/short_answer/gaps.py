"""The words that stand in the quote where the question asks: between the same words as there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot import patterns
from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.fitting import lawful, trimmed
from bot.short_answer.reading import Reading, Span, share
from bot.short_answer.words import Words

ENOUGH = 0.3  # of the question that the sentence shares at least, the answer left out
AHEAD = 1.0  # how many more characters are the same than around the next best phrase
SAME = 2  # characters before and after the gap that are the same at least
ALONE = 3  # after it, where the question begins with the gap
SURE = 4  # where only one side is the same; more count no more
_BRACKET = re.compile(r"\([^()]*\)")

Found = Iterator[tuple[float, int, int]]
"""How much is the same on both sides, and a span."""


def find(asked: Asked, gap: Gap, here: Reading, words: Words) -> Span | None:
    """The one phrase that fits into the gap."""
    if gap.form not in ("who", "where", "what", "which"):
        return None
    found: dict[str, tuple[float, int, int]] = {}
    for same, first, last in _Sides(asked, gap, here, words).phrases():
        start, end = trimmed(gap, here, words, first, last)
        around = share(asked, here.around(start, end))
        if around >= ENOUGH and lawful(asked, gap, here, words, start, end):
            said = here.folded[start:end]
            found[said] = max(found.get(said, (0.0, 0, 0)), (same + around, start, end))
    rows = sorted(found.values(), reverse=True)
    if not rows or (len(rows) > 1 and rows[0][0] - rows[1][0] < AHEAD):
        return None
    return rows[0][1:]


class _Sides:
    """A question's words on both sides of its gap, and the quote, without what means nothing by itself."""

    def __init__(self, asked: Asked, gap: Gap, here: Reading, words: Words) -> None:
        self.asked, self.gap, self.here, self.words = asked, gap, here, words
        self.left = self._bare(words.plain.copula.sub("", gap.left))
        self.right = self._bare(gap.right)
        kept = self._kept(here.folded, here.words.items())
        self.quote = "".join(here.folded[at] for at in kept)
        counts = dict(zip(kept, range(len(kept)), strict=True))
        self.at = [len(kept)] * (len(here.folded) + 1)  # offset in the quote -> how many kept characters stand before it
        for at in range(len(here.folded) - 1, -1, -1):
            self.at[at] = counts.get(at, self.at[at + 1])
        self.brackets = [bracket.span() for bracket in _BRACKET.finditer(here.folded)]
        by = gap.form == "what" and words.plain.by.search(gap.left) and len(self.right) > len(gap.head)
        self.head = gap.head if gap.head and self.right.startswith(gap.head) and not by else ""
        self.rest = self.right[len(self.head) :]

    def _kept(self, text: str, spans: Iterable[Span]) -> list[int]:
        brackets = {at for bracket in _BRACKET.finditer(text) for at in range(*bracket.span())}
        return [at for a, b in spans if text[a:b] not in self.words.skipped for at in range(a, b) if at not in brackets]

    def _bare(self, text: str) -> str:
        return "".join(text[at] for at in self._kept(text, self.here.spans(text)))

    def before(self, at: int) -> int:
        """How many characters are the same before an offset of the quote and before the gap."""
        return _same(self.left[::-1], self.quote[: self.at[at]][::-1])

    def after(self, at: int, text: str) -> int:
        """How many characters are the same after an offset and in a text of the question."""
        return _same(text, self.quote[self.at[at] :])

    def phrases(self) -> Found:
        """Every phrase that may be meant."""
        if self.left or not self.gap.right.startswith("是"):  # 谁是…, 什么是…: asks the other way round
            if self.gap.form == "who" and self.right:
                yield from self._officers()
            if self.gap.head and self.rest and (self.head or not self.left):
                yield from self._kinds()
            if self.left and not self.right and self.words.plain.copula.search(self.gap.left):
                yield from self._defined()
            for same, start in self._starts():
                yield from self._from(same, start)

    def _officers(self) -> Found:
        """A name after a post, before what the person did."""
        for match in self.words.officer.finditer(self.here.folded):
            same = self.after(match.end("name"), self.right)
            if same >= min(SAME, len(self.right)):
                yield float(min(same, SURE) + ALONE), *match.span("name")

    def _kinds(self) -> Found:
        """What ends like the asked noun, before the words that follow it in the question."""
        folded, words = self.here.folded, self.words
        for end in self.here.words.values():
            if folded[end - 1] == self.gap.head[-1] and self.after(end, self.rest) >= SURE:
                left, _ = self.here.clause(end - 1)
                inside = [(a, b) for a, b in self.here.words.items() if left <= a and b < end]
                barred = words.opens | words.adverbs
                before = [b for a, b in inside if folded[a:b] in barred or (b - a > 1 and folded[a:b] in self.asked.folded)]
                yield float(SURE), max([left, *before]), end

    def _defined(self) -> Found:
        """What is said to be the asked thing: X是Y, where Y是什么 is asked."""
        for match in self.words.plain.is_said.finditer(self.here.folded):
            if self.after(match.end(), self.left) >= max(SURE, 0.8 * len(self.left)):
                yield float(SURE + 1), self.here.clause(match.start())[0], match.start()

    def _starts(self) -> Iterator[tuple[int, int]]:
        """Where a phrase may begin, and how many characters are the same before."""
        folded = self.here.folded
        if self.left:
            least = 1 if self.words.plain.by.search(self.gap.left) else min(SAME, len(self.left))
            for end in range(1, len(folded)):
                own = self.at[end] and folded[end - 1] == self.quote[self.at[end] - 1]  # else counted before the skipped word
                if own and (same := self.before(end)) >= (ALONE if self.here.within(end) else least):
                    yield same, end
        elif leading := self.here.cut(self.gap.left)[-1:]:
            yield from ((1, end) for start, end in self.here.words.items() if folded[start:end] == leading[0])
        else:
            yield from (
                (0, start) for start in sorted({a for a, _ in self.here.clauses} | {m.end() for m in patterns.finditer(",", folded)})
            )

    def _from(self, same: int, first: int) -> Found:
        """The phrases that begin there: to the asked noun, to the words after the gap, or to the end of the clause."""
        folded, start = self.here.folded, self._skip(first)
        passed = folded[first:start]
        if start >= len(folded) or patterns.search("[,。;!?\n]", passed) or any(a < start < b for a, b in self.brackets):
            return
        if self.gap.form == "where" and self.gap.left[-1:] in ("在", "于") and folded[start - 1 : start] not in ("在", "于", "是"):
            return
        is_asked = self.left and self.words.plain.copula.search(self.gap.left) and not self.gap.left.endswith("有")
        if is_asked and not self.words.plain.says_is.search(passed):
            return
        stop, sure = self.here.stop(start), same >= min(SAME, len(self.left))
        if self.head:
            ends = (match.end() for match in patterns.finditer(re.escape(self.head), folded[:stop]) if match.start() > start)
            end = next((end for end in ends if not self.here.within(end)), 0)
            after = self.after(end, self.rest) if end else 0
            if end and sure and after >= min(SAME if self.gap.left else SURE, len(self.rest)):
                yield float(min(same, SURE) + min(after, SURE) + 1), start, end
        elif self.rest:
            least = min(ALONE if not self.left else SAME if sure else SURE, len(self.rest))
            ends = (at for at in sorted({*self.here.words, *self.here.begins}) if start < at <= stop and self.after(at, self.rest) >= least)
            if (end := next(ends, 0)) and (self.left or folded[end - 1] not in ",:"):
                yield float(min(same, SURE) + min(self.after(end, self.rest), SURE)), start, end
        elif self.left and sure:
            yield float(min(same, SURE)), start, stop

    def _skip(self, at: int) -> int:
        """Past a bracket and the words that mean nothing by themselves."""
        folded = self.here.folded
        if bracket := _BRACKET.match(folded, at):
            at = bracket.end()
        while at < len(folded):
            end = self.here.words.get(at, at)
            if end > at and folded[at:end] in self.words.skipped:
                at = end
            elif folded[at] in " :,":
                at += 1
            else:
                break
        return at


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
