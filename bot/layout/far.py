"""Halves of one paragraph that stand apart on the page: another article between them, or the second half printed first.

A paragraph that breaks off before a headline, a mark or the end of the page nearly always goes on somewhere. Where, is said by
the characters at the seam, by the words that the two halves share, and by the place: right behind an article's end, or at the
very beginning of the article itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from bot.layout import marks, seams
from bot.layout.blocks import Block
from bot.layout.flow import Label, Page
from bot.layout.follows import simplify
from bot.layout.kinds import Look

_SURE = 3.0  # the least score of a far join
_AHEAD = 1.0  # by how much it must be better than the next best
_REACH = 3  # blocks whose words tell what an article is about


def far_joins(
    blocks: Sequence[Block],
    looks: Sequence[Look],
    labels: Mapping[int, Label],
    joins: Mapping[int, int],
    page: Page,
) -> dict[int, int]:
    """The joins over a distance: block that breaks off -> block that goes on, each used once, the surest first."""
    if not page.newspaper or len(blocks) > 2000:
        return {}
    order = sorted(labels)
    joined = set(joins.values())
    lefts = [at for place, at in enumerate(order) if at not in joins and _breaks_off(place, order, blocks, looks, labels)]
    rights = [at for at in order if at not in joined and labels[at] == "whole" and _may_go_on(blocks[at], looks[at])]
    if not lefts:
        return {}
    words = _Words(blocks, order, labels)
    scores = {
        (left, right): value
        for left in lefts
        for right in rights
        if right != left and (value := _score(left, right, order, blocks, looks, labels, joins, page, words)) is not None
    }
    return _assign(scores)


def _assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The surest pairs, each block used once; a pair that another comes near to is left open."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (left, right), value in sorted(scores.items(), key=lambda item: -item[1]):
        if value < _SURE or left in found or right in taken:
            continue
        others = [other for (a, b), other in scores.items() if (a == left) != (b == right) and a not in found and b not in taken]
        if all(other <= value - _AHEAD for other in others):
            found[left] = right
            taken.add(right)
    return found


def _breaks_off(place: int, order: Sequence[int], blocks: Sequence[Block], looks: Sequence[Look], labels: Mapping[int, Label]) -> bool:
    at = order[place]
    if labels[at] != "whole" or looks[at] not in ("prose", "line") or seams.ending(blocks[at].text) < 3.0 or "\n" in blocks[at].text:
        return False
    if place + 1 == len(order):
        return True
    after = order[place + 1]
    return labels[after] in ("head", "byline") or _marked(at, after, blocks, looks)


def _marked(before: int, after: int, blocks: Sequence[Block], looks: Sequence[Look]) -> bool:
    return any(looks[at] == "mark" and marks.CONTINUES.match(blocks[at].text) for at in range(before + 1, after))


def _may_go_on(block: Block, kind: Look) -> bool:
    return kind in ("prose", "line") and not marks.LEAD.match(block.text) and "\n" not in block.text


class _Words:
    """Which pairs of characters the blocks of a page share, rare ones counting more."""

    def __init__(self, blocks: Sequence[Block], order: Sequence[int], labels: Mapping[int, Label]) -> None:
        self.pairs = {at: _pairs(blocks[at].text) for at in order}
        seen = Counter(pair for pairs in self.pairs.values() for pair in pairs)
        self.weight = {pair: log(1 + len(order) / count) if count > 1 else 0.0 for pair, count in seen.items()}

    def shared(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """The weight of what two groups of blocks share, by the smaller one's size: 0 to about 1."""
        one = set().union(*(self.pairs[at] for at in ones))
        other = set().union(*(self.pairs[at] for at in others))
        smaller = min(len(one), len(other))
        return sum(self.weight[pair] for pair in one & other) / (smaller + 10) if smaller else 0.0


def _pairs(text: str) -> frozenset[str]:
    plain = simplify(text)
    return frozenset(pair for at in range(len(plain) - 1) if (pair := plain[at : at + 2]) and all("一" <= c <= "鿿" for c in pair))


def _score(
    left: int,
    right: int,
    order: Sequence[int],
    blocks: Sequence[Block],
    looks: Sequence[Look],
    labels: Mapping[int, Label],
    joins: Mapping[int, int],
    page: Page,
    words: _Words,
) -> float | None:
    """Log-odds of a far join, None where the page cannot be read so."""
    here, there = order.index(left), order.index(right)
    before = order[there - 1] if there else None
    first = before is None or labels[before] in ("head", "byline") or _marked(before, right, blocks, looks)
    if left < right and (first or there == here + 1):
        return None
    left_open, right_open = seams.unclosed(seams.clean_end(blocks[left].text)), seams.unopened(blocks[right].text)
    score = seams.seam(blocks[left].text, blocks[right].text, page.grams) + seams.opening(blocks[right].text)
    score += 3.0 if left_open and right_open else -2.0 if left_open or right_open else 0.0
    if right < left:
        score += 2.5 if first and not any(labels[at] == "head" for at in order[there:here]) else -2.5
    mine = [at for at in order[max(0, here - _REACH) : here + 1] if labels[at] == "whole"]
    score += 4.0 * words.shared([right], mine)
    if left < right and before is not None:
        ended = labels[before] == "byline" or bool(marks.TAIL.search(blocks[before].text[-90:]))
        score += 2.0 if ended else -1.0
        theirs = [at for at in order[max(0, there - _REACH) : there] if labels[at] != "byline"]
        score -= 4.0 * words.shared([right], theirs)
    return score
