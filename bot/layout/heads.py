"""Headline or section title: which of the lines that are one or the other begin an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.layout import marks, seams
from bot.layout.bylines import signers
from bot.layout.flow import Label
from bot.layout.sheet import Sheet

Head = Literal["title", "heading"]


@dataclass(frozen=True, slots=True)
class _Run:
    """Heads one after another: places `start` up to `end`."""

    start: int
    end: int


def tell_apart(sheet: Sheet, labels: Mapping[int, Label], joins: Mapping[int, int]) -> dict[int, Head]:
    """For each block labelled "head", whether it is (part of) a headline or a section title."""
    result: dict[int, Head] = {}
    deepest = _headline_level(sheet)
    within = [(after, before) for before, after in joins.items() if after < before]  # read as one article, second half first
    start = 0
    while start < len(sheet.inner):
        end = start
        while end < len(sheet.inner) and labels[sheet.inner[end]] == "head":
            end += 1
        titles = _titles(sheet, labels, _Run(start, end), deepest) if end > start else 0
        if any(first < at < last for first, last in within for at in sheet.inner[start:end]) and not _is_full(sheet, _Run(start, end)):
            titles = 0
        for place in range(start, end):
            result[sheet.inner[place]] = "title" if place - start < titles else "heading"
        start = max(end, start + 1)
    _promote(sheet, labels, result)
    return result


def _promote(sheet: Sheet, labels: Mapping[int, Label], heads: dict[int, Head]) -> None:
    """An article is signed once: where one signed at its top is signed again at its end, a line between is a headline."""
    signed = False
    lines: list[int] = []
    for place, at in enumerate(sheet.inner):
        text = sheet.block(place).text
        under = place > 0 and labels[sheet.inner[place - 1]] == "head"
        if heads.get(at) == "title":
            signed, lines = False, []
        elif heads.get(at) == "heading":
            lines += [place] if sheet.look(place) == "line" else []
        elif (labels[at] == "byline" and under) or marks.LEAD.match(text):
            signed = signed or bool(signers(text) or marks.LEAD.match(text))
        elif labels[at] == "byline" or seams.signature(text):
            if signed and lines:
                best = max(lines, key=lambda line: (any(c in sheet.block(line).text for c in "，,！？：:"), len(sheet.block(line).text)))
                heads[sheet.inner[best]] = "title"
            signed, lines = False, []


def _level(sheet: Sheet, place: int) -> int:
    found = marks.HASH.match(sheet.block(place).text)
    return len(found.group(1)) if found else 0


def _headline_level(sheet: Sheet) -> int:
    """The deepest # level that is a headline: a newspaper page has ## for its second article, a plain document has one level."""
    levels = {level for place in range(len(sheet.inner)) if (level := _level(sheet, place))}
    if not levels:
        return 0
    return max(2, min(levels)) if sheet.newspaper else min(levels)


def _titles(sheet: Sheet, labels: Mapping[int, Label], run: _Run, deepest: int) -> int:
    """How many of the lines of a run, from its first, are a headline."""
    places = range(run.start, run.end)
    hashes = [place for place in places if sheet.look(place) == "hash"]
    if hashes:
        shallow = [place for place in hashes if _level(sheet, place) <= deepest]
        return _with_sub(sheet, run, shallow[-1] + 1) if shallow else 0
    plain = next((place for place in places if sheet.look(place) in ("square", "number")), run.end) - run.start
    subs = [place - run.start for place in places[:plain] if sheet.look(place) == "sub"]
    if subs:
        return subs[-1] + 1
    if not sheet.newspaper:
        return plain if run.start == 0 else 0
    if run.start + plain < run.end or not _is_signed(sheet, run, plain) or sheet.look(run.end) != "byline":
        plain = min(plain, 3 if any(sheet.look(place) == "name" for place in places[:plain]) else 2)  # a section title stands last
    if sheet.marked or _is_signed(sheet, run, run.end - run.start) or _begins(sheet, labels, run):
        return plain
    if sheet.look(run.start) == "name":
        return min(2, plain)
    under = run.start > 1 and labels[sheet.inner[run.start - 1]] == "byline" and labels[sheet.inner[run.start - 2]] == "head"
    return plain if plain > 1 and not under else 0


def _is_signed(sheet: Sheet, run: _Run, plain: int) -> bool:
    """Whether a byline or a lead follows the run's plain lines."""
    if run.start + plain != run.end or run.end == len(sheet.inner):
        return False
    return sheet.look(run.end) == "byline" or marks.LEAD.match(sheet.block(run.end).text) is not None


def _begins(sheet: Sheet, labels: Mapping[int, Label], run: _Run) -> bool:
    """Whether an article must begin with the run: nothing stands before it, the one before is signed or breaks off."""
    if run.start == 0 or sheet.starts_over(run.end - 1) or sheet.starts_over(run.start - 1):
        return True
    before = run.start - 1
    at, text = sheet.inner[before], sheet.block(before).text
    if labels[at] == "byline":
        return before == 0 or labels[sheet.inner[before - 1]] != "head"
    return bool(seams.signature(text)) or (labels[at] == "whole" and _stops_short(sheet, before))


def _stops_short(sheet: Sheet, place: int) -> bool:
    """Whether a sentence breaks off here: another article stands between its halves."""
    return sheet.look(place) in ("prose", "line") and "\n" not in sheet.block(place).text and seams.breaks_off(sheet.block(place).text)


def _is_full(sheet: Sheet, run: _Run) -> bool:
    """Whether a run is a headline by its own marks: a sub-headline, a name line, a # or a signature."""
    return any(sheet.look(place) in ("sub", "name", "hash") for place in range(run.start, run.end)) or _is_signed(
        sheet, run, run.end - run.start
    )


def _with_sub(sheet: Sheet, run: _Run, place: int) -> int:
    while place < run.end and sheet.look(place) == "sub":
        place += 1
    return place - run.start
