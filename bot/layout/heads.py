"""Headline or section title: which of the lines that are one or the other begin an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.layout import marks, seams
from bot.layout.blocks import Block
from bot.layout.flow import Label, Page
from bot.layout.kinds import Look

Head = Literal["title", "heading"]


def tell_apart(blocks: Sequence[Block], looks: Sequence[Look], labels: Mapping[int, Label], joins: Mapping[int, int], page: Page) -> dict[int, Head]:
    """For each block labelled "head", whether it is (part of) a headline or a section title."""
    order = sorted(labels)
    result: dict[int, Head] = {}
    deepest = _headline_level(blocks, looks, labels, page)
    at = 0
    while at < len(order):
        if labels[order[at]] != "head":
            at += 1
            continue
        end = at
        while end < len(order) and labels[order[end]] == "head":
            end += 1
        run = order[at:end]
        after = order[end] if end < len(order) else None
        before = order[at - 1] if at else None
        count = _titles(run, before, order[at - 2] if at > 1 else None, after, blocks, looks, labels, joins, page, deepest)
        for place, number in enumerate(run):
            result[number] = "title" if place < count else "heading"
        at = end
    return result


def _headline_level(blocks: Sequence[Block], looks: Sequence[Look], labels: Mapping[int, Label], page: Page) -> int:
    """The deepest # level that is a headline: a page has several, a plain document one."""
    levels = {len(found.group(1)) for at in labels if looks[at] == "hash" and (found := marks.HASH.match(blocks[at].text))}
    if not levels:
        return 0
    return max(2, min(levels)) if page.newspaper else min(levels)


def _titles(
    run: Sequence[int],
    before: int | None,
    order_before: int | None,
    after: int | None,
    blocks: Sequence[Block],
    looks: Sequence[Look],
    labels: Mapping[int, Label],
    joins: Mapping[int, int],
    page: Page,
    deepest: int,
) -> int:
    """How many of the lines of a run, from its first, are a headline."""
    hashes = [place for place, at in enumerate(run) if looks[at] == "hash"]
    if hashes:
        shallow = [place for place in hashes if len(marks.HASH.match(blocks[run[place]].text).group(1)) <= deepest]  # type: ignore[union-attr]
        return _with_sub(run, shallow[-1] + 1, looks) if shallow else 0
    squares = [place for place, at in enumerate(run) if looks[at] in ("square", "number")]
    plain = run[: squares[0]] if squares else run
    if not plain:
        return 0
    if any(looks[at] == "sub" for at in plain):
        return max(place for place, at in enumerate(plain) if looks[at] == "sub") + 1
    signed = after is not None and not squares and (looks[after] == "byline" or marks.LEAD.match(blocks[after].text) is not None)
    if signed or page.marked or before is None:
        return len(plain)
    if looks[plain[0]] == "name":
        return min(2, len(plain))
    if any(looks[at] == "mark" and marks.CONTINUES.match(blocks[at].text) for at in range(run[-1], after if after is not None else run[-1])):
        return len(plain)
    if labels[before] == "byline" and order_before is not None and labels[order_before] == "head":
        return 0
    if before not in joins and labels[before] == "whole" and seams.ending(blocks[before].text) >= 3.0:
        return len(plain)  # a sentence breaks off here: another article stands between
    if labels[before] == "byline" or marks.TAIL.search(blocks[before].text[-90:]):
        return len(plain)
    return len(plain) if len(plain) > 1 else 0


def _with_sub(run: Sequence[int], count: int, looks: Sequence[Look]) -> int:
    while count < len(run) and looks[run[count]] == "sub":
        count += 1
    return count
