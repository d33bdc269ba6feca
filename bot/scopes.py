"""Whose meeting or plan is asked: the country's, the province's, the city's; and whether a text tells of another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import patterns

LEAST = 4  # characters of what is asked about, 工作会议, that must stand in the text


def another(question: str, quote: str, near: str, levels: Sequence[str]) -> Iterator[str]:
    """What the question asks of one level and the quote tells of others alone; `levels` are patterns of the words for each.

    >>> list(another("谁在全市工作会议上讲话", "部长在全国工作会议上讲话", "", ["全国|中央", "全市|市委"]))
    ['全市工作会议']
    """
    every = "|".join(levels)
    for asked in patterns.finditer(
        rf"(?P<level>{every})的?(?P<thing>[\u4e00-\u9fff]{{{LEAST},}}?)(?=[上中里内的是在]|[^\u4e00-\u9fff]|$)", question
    ):
        own = next(level for level in levels if patterns.fullmatch(level, asked["level"]))
        ends = (asked["thing"][:end] for end in range(len(asked["thing"]), LEAST - 1, -1))
        thing = next((thing for thing in ends if thing in quote), "")
        if not thing or patterns.search(rf"(?:{own})(?:的|委)?{thing}", near + quote):
            continue
        others = [found[1] for found in patterns.finditer(rf"({every})的?{thing}", quote)]
        if others and not any(patterns.fullmatch(own, other) for other in others):
            yield asked["level"] + thing
