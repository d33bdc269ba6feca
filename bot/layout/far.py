"""Halves of one paragraph that stand apart on the page: another article between them, or the second half printed first.

A paragraph that breaks off before a headline, a mark or the end of the page nearly always goes on somewhere. Where, is said by
the characters at the seam, by the words that the two halves share, and by the place: right behind an article's end, or at the
very beginning of the article itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log

from bot.layout import marks, seams, widths
from bot.layout.clues import headline, weigh
from bot.layout.flow import Label
from bot.layout.follows import begins_inside, fits, goes_on
from bot.layout.sheet import Sheet

_CJK = re.compile("[一-鿿]+")
_SURE = -1.5  # the least log-odds of a far join
_AHEAD = 1.5  # by how much it must be better than the next best
_AHEAD_ORPHAN = 0.3  # the same where the second half begins with what never begins a sentence: it must belong somewhere
_MAYBE = -1.0  # log-odds of a headline from which a line is no half
_REACH = 3  # blocks whose words tell what an article is about
_MANY = 2000  # blocks: more are no newspaper page
_PAIRS = 10_000  # of blocks that may belong together: no page is torn so often, and each pair costs a tenth of a millisecond


def far_joins(sheet: Sheet, labels: Mapping[int, Label], joins: Mapping[int, int]) -> dict[int, int]:
    """The joins over a distance: block that breaks off -> block that goes on, each used once, the surest first."""
    scores = {pair: weigh("far", clues) for pair, clues in candidates(sheet, labels, joins).items()}
    orphans = {right for _, right in scores if seams.is_inside(sheet.block(right).text)}
    return {sheet.inner[left]: sheet.inner[right] for left, right in _assign(scores, orphans).items()}


def _assign(scores: Mapping[tuple[int, int], float], orphans: AbstractSet[int]) -> dict[int, int]:
    """The surest pairs, each block used once; a pair that another comes near to is left open."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    beside: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for pair in scores:
        beside.setdefault(("left", pair[0]), []).append(pair)
        beside.setdefault(("right", pair[1]), []).append(pair)
    for (left, right), value in sorted(scores.items(), key=lambda item: -item[1]):
        if value < _SURE or left in found or right in taken:
            continue
        others = beside["left", left] + beside["right", right]
        rivals = [scores[a, b] for a, b in others if (a, b) != (left, right) and a not in found and b not in taken]
        ahead = _AHEAD_ORPHAN if right in orphans else _AHEAD
        if all(other <= value - ahead for other in rivals):
            found[left] = right
            taken.add(right)
    return found


def candidates(sheet: Sheet, labels: Mapping[int, Label], joins: Mapping[int, int]) -> dict[tuple[int, int], dict[str, float]]:
    """The clues of each pair of places that may be two halves apart."""
    if not sheet.newspaper or len(sheet.blocks) > _MANY:
        return {}
    lefts = [place for place in range(len(sheet.inner)) if sheet.inner[place] not in joins and _may_break_off(sheet, place, labels)]
    if not lefts:
        return {}
    joined = set(joins.values())
    rights = [place for place in range(len(sheet.inner)) if sheet.inner[place] not in joined and _may_go_on(sheet, place, labels)]
    if len(lefts) * len(rights) > _PAIRS:
        return {}
    words = _Words(sheet)
    found = {}
    for left in lefts:
        for right in rights:
            if (clues := _clues(sheet, labels, left, right, words)) is not None:
                found[left, right] = clues
    return found


def _may_break_off(sheet: Sheet, place: int, labels: Mapping[int, Label]) -> bool:
    block = sheet.block(place)
    if labels[sheet.inner[place]] != "whole" or sheet.look(place) not in ("prose", "line"):
        return False
    if "\n" in block.text or not seams.breaks_off(block.text):
        return False
    if sheet.look(place) == "line" and headline(sheet, place) > _MAYBE:
        return False
    return place + 1 == len(sheet.inner) or labels[sheet.inner[place + 1]] in ("head", "byline") or sheet.starts_over(place)


def _may_go_on(sheet: Sheet, place: int, labels: Mapping[int, Label]) -> bool:
    block = sheet.block(place)
    if labels[sheet.inner[place]] not in ("whole", "left") or sheet.look(place) not in ("prose", "line"):
        return False
    return not marks.LEAD.match(block.text) and "\n" not in block.text


class _Words:
    """Which pairs of characters the blocks of a page share, rare ones counting more."""

    def __init__(self, sheet: Sheet) -> None:
        self.pairs = [_pairs(sheet.block(place).text) for place in range(len(sheet.inner))]
        seen = Counter(pair for pairs in self.pairs for pair in pairs)
        self.weight = {pair: log(1 + len(self.pairs) / count) if count > 1 else 0.0 for pair, count in seen.items()}

    def shared(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """The weight of what two groups of blocks share, by the smaller one's size: 0 to about 1."""
        one = set().union(*(self.pairs[place] for place in ones))
        other = set().union(*(self.pairs[place] for place in others))
        smaller = min(len(one), len(other))
        return sum(self.weight[pair] for pair in one & other) / (smaller + 10) if smaller else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[at : at + 2] for run in _CJK.findall(text) for at in range(len(run) - 1))


def _is_top(sheet: Sheet, labels: Mapping[int, Label], place: int) -> bool:
    """Whether a block is a headline or the byline under one, and not the byline at an article's end."""
    label = labels[sheet.inner[place]]
    return label == "head" or (label == "byline" and (place == 0 or labels[sheet.inner[place - 1]] == "head"))


def _rest(sheet: Sheet, labels: Mapping[int, Label], place: int) -> list[int]:
    """Up to three blocks of body behind a place, as far as the next headline."""
    rest: list[int] = []
    for at in range(place + 1, min(place + 1 + _REACH, len(sheet.inner))):
        if labels[sheet.inner[at]] not in ("whole", "left"):
            break
        rest.append(at)
    return rest


def _clues(sheet: Sheet, labels: Mapping[int, Label], left: int, right: int, words: _Words) -> dict[str, float] | None:
    """What speaks for or against two blocks being halves of one paragraph, None where the page cannot be read so."""
    before = right - 1 if right else None
    first = before is None or _is_top(sheet, labels, before) or sheet.starts_over(before)
    if left == right or (left < right and (first or right == left + 1)):
        return None
    end, head = seams.clean_end(sheet.block(left).text), sheet.block(right).text[:200]
    open_left, open_right = seams.unclosed(end) > 0, seams.unopened(sheet.block(right).text) > 0
    long, short = seams.repeats(end, head, sheet.grams)
    mine = [at for at in range(max(0, left - _REACH), left + 1) if labels[sheet.inner[at]] in ("whole", "left")]
    theirs = [at for at in range(max(0, right - _REACH), right) if labels[sheet.inner[at]] in ("whole", "left")]
    rest = _rest(sheet, labels, right)
    own = first and right < left and not any(labels[sheet.inner[at]] == "head" for at in range(right, left))
    ended = before is not None and (labels[sheet.inner[before]] == "byline" or bool(seams.signature(sheet.block(before).text)))
    return {
        "always": 1,
        "goes on": max(-6.0, min(8.0, goes_on(end, head))),
        "fits": max(-4.0, min(6.0, fits(end, head))),
        "begins inside": begins_inside(head),
        "inside": seams.is_inside(head),
        "opener": seams.is_opener(head),
        "repeats four": min(long, 2),
        "repeats three": short,
        "dangling": seams.is_dangling(end),
        "brackets both": open_left and open_right,
        "brackets left": open_left and not open_right,
        "brackets right": open_right and not open_left,
        "fills": widths.fills(sheet.size(left), sheet.widths),
        "line": sheet.look(left) == "line",
        "right is long": min(1.0, len(sheet.block(right).text) / 60),
        "right is a line": sheet.look(right) == "line",
        "shares with the left": words.shared([right], mine),
        "shares with its neighbours": words.shared([right], theirs) if not first else 0.0,
        "rest shares with the left": words.shared(rest, mine) if rest and left < right else 0.0,
        "rest shares with its neighbours": words.shared(rest, theirs) if rest and left < right else 0.0,
        "begins as another": sheet.printed.count("\n" + head[:6]) > 1,
        "first of the same article": own,
        "first of another": first and not own,
        "ahead": right < left and not first,
        "behind an end": left < right and ended,
    }
