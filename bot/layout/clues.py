"""Is a block gone on with by the next one? Is a line a headline? Log-odds from weighed clues.

The weights (weights.json) are fitted by logistic regression, `benchmarks/fit_joins.py`, on pages torn by `benchmarks/tear.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp, log

from bot.layout import marks, seams, widths
from bot.layout.blocks import columns
from bot.layout.follows import begins_inside, fits, goes_on, may_end
from bot.layout.sheet import Sheet

_PHRASES = re.compile(r"\s*[^\s，,。：:]{3,14}(?:[\s\u3000]+[^\s，,。：:]{3,14}){1,3}\s*\Z")
_CLAUSE = re.compile(r"[，,\s\u3000]+")
_SPACED = re.compile(r"[一-鿿”》！？][ \u3000]+[“《一-鿿]")
_COLON = re.compile("[：:].")
_COMMA = re.compile("[，,]")
_STOPS_INSIDE = re.compile("[。；！？]")
_ENDS_IN_COMMA = re.compile("[，、,]$")
_LATIN = re.compile("[0-9A-Za-z]")
_FOLLOWED, _FIRST = 3.0, 3.0
_SURE = 6.0  # log-odds where a rule decides


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of the clues, by what they decide: "join", "head", "far"."""
    table: dict[str, dict[str, float]] = json.loads(files("bot.layout").joinpath("weights.json").read_text(encoding="utf-8"))
    return table


def weigh(decision: str, found: Mapping[str, float]) -> float:
    """The log-odds of a decision: its clues by their weights."""
    table = weights()[decision]
    return sum(table.get(name, 0.0) * value for name, value in found.items())


def clues(sheet: Sheet, place: int) -> dict[str, float]:
    """What speaks for or against the block at a place being gone on with by the next one, by name."""
    left, right = seams.clean_end(sheet.block(place).text), sheet.block(place + 1).text[:200]
    line = sheet.look(place) == "line"
    fills = widths.fills(sheet.size(place), sheet.widths)
    open_left, open_right = seams.unclosed(left) > 0, seams.unopened(right) > 0
    long, short = seams.repeats(left, right, sheet.grams)
    on = max(-6.0, min(8.0, goes_on(left, right)))
    aside = sheet.between(place)
    found: dict[str, float] = {
        "always": 1,
        "may end": may_end(left),
        "goes on": on,
        "fits": max(-4.0, min(6.0, fits(left, right))),
        "begins inside": begins_inside(right),
        "inside": seams.is_inside(right),
        "opener": seams.is_opener(right),
        "digit": right[:1].isdigit(),
        "latin over": bool(_LATIN.match(right)) and bool(_LATIN.match(left[-1:])),
        "right is a line": sheet.look(place + 1) == "line",
        "right is stopped": seams.is_stopped(sheet.block(place + 1).text),
        "right is long": min(1.0, len(sheet.block(place + 1).text) / 60),
        "right is a headline": sheet.look(place + 1) == "line" and standing(sheet, place + 1) > 0,
        "repeats four": min(long, 2),
        "repeats three": short,
        "dangling": seams.is_dangling(left),
        "comma": bool(_ENDS_IN_COMMA.search(left)),
        "quoted": seams.is_quoted(left),
        "trailing": seams.is_trailing(left),
        "brackets both": open_left and open_right,
        "brackets left": open_left and not open_right,
        "brackets right": open_right and not open_left,
        "fills": fills,
        "no width": not sheet.widths,
        "page is torn": sheet.torn,
        "long": min(1.0, len(left) / 60),
        "stops inside": bool(_STOPS_INSIDE.search(left)),
        "caption between": "caption" in aside,
        "mark between": "mark" in aside,
        "line": line,
    }
    if line:
        found |= _line_clues(sheet, place, fills, on)
    return found


def _line_clues(sheet: Sheet, place: int, fills: float, on: float) -> dict[str, float]:
    """Further clues where the left block is a line, which may be a headline."""
    text = sheet.block(place).text
    size, phrases = columns(text), bool(_PHRASES.match(text))
    return {
        "line is a headline": max(-5.0, min(5.0, headline(sheet, place))),
        "line size": size / 20,
        "line is short": size < 26,
        "line of phrases": phrases,
        "line is spaced": not phrases and bool(_SPACED.search(text)),
        "line commas": min(2, len(_COMMA.findall(text))),
        "line asks": "？" in text or "！" in text or "?" in text or "!" in text,
        "line is printed": printed_again(sheet, text),
        "line opener": seams.is_opener(text),
        "line begins inside": max(-3.0, min(3.0, begins_inside(text))),
        "line is followed": place > 0 and standing(sheet, place) > 0,
        "line is first": place == 0,
        "line fills": fills,
        "line goes on": on,
        "line on marked page": sheet.marked,
        "line may end": may_end(text),
    }


def joined(sheet: Sheet, place: int) -> float | None:
    """Log-odds that the block at a place is gone on with by the next one; None where that is out of the question."""
    block, after = sheet.block(place), sheet.block(place + 1)
    if not sheet.newspaper or sheet.look(place) not in ("line", "prose") or sheet.look(place + 1) not in ("line", "prose"):
        return None
    if "\n" in block.text or seams.is_stopped(block.text) or marks.LEAD.match(after.text) or sheet.starts_over(place):
        return None
    return weigh("join", clues(sheet, place))


def standing(sheet: Sheet, place: int) -> float:
    """What a line's neighbours say for its being a headline: a byline, sub-headline or lead follows, or nothing stands before."""
    score = _FOLLOWED if sheet.starts_over(place) else 0.0
    followed = place + 1 < len(sheet.inner)
    if followed and (sheet.look(place + 1) in ("byline", "sub", "hash") or marks.LEAD.match(sheet.block(place + 1).text)):
        score += _FOLLOWED
    if place == 0 or sheet.look(place - 1) == "name":
        score += _FIRST
    return score


def printed_again(sheet: Sheet, text: str) -> float:
    """How much of a line the page prints a second time, as headlines are quoted from their text: 0 to 4."""
    again = [clause for clause in _CLAUSE.split(text) if len(clause) > 5 and sheet.printed.count(clause) > 1]
    return min(4.0, 0.4 * sum(map(len, again)))


def headline(sheet: Sheet, place: int) -> float:
    """Log-odds that a line without a stop is a headline or section title, and not a paragraph or half of one."""
    if not sheet.newspaper:
        return _plain_headline(sheet, place)
    return weigh("head", head_clues(sheet, place))


def _plain_headline(sheet: Sheet, place: int) -> float:
    """The same for an ordinary document: its first line, or a short one without a comma or colon between two paragraphs."""
    text = sheet.block(place).text
    if columns(text) > 60 or _COLON.search(text) or seams.is_trailing(text):
        return -_SURE
    if place == 0 or (place == 1 and sheet.look(0) == "line"):
        return _SURE
    around = [sheet.look(at) for at in (place - 1, place + 1) if 0 <= at < len(sheet.inner)]
    paragraphs = len(around) == 2 and all(kind == "prose" for kind in around)
    return _SURE if paragraphs and columns(text) <= 36 and not re.search("[，,、。]", text) else -_SURE


def head_clues(sheet: Sheet, place: int) -> dict[str, float]:
    """What speaks for or against a line's being a headline or section title, by name."""
    text = sheet.block(place).text
    after = sheet.block(place + 1).text if place + 1 < len(sheet.inner) else ""
    phrases = bool(_PHRASES.match(text))
    fills = widths.fills(sheet.size(place), sheet.widths)
    above = place > 0 and bool(after) and sheet.look(place + 1) in ("line", "name", "hash")
    return {
        "always": 1,
        "may end": may_end(text),
        "breaks off": seams.breaks_off(text),
        "size": columns(text) / 20,
        "phrases": phrases,
        "spaced": not phrases and bool(_SPACED.search(text)),
        "commas": len(_COMMA.findall(text)),
        "lists": min(2, text.count("、")),
        "colon inside": bool(_COLON.search(text)),
        "brackets": bool(seams.unclosed(text) or seams.unopened(text)),
        "dangling": seams.is_dangling(text),
        "asks": text[-1] in "！？!?",
        "opener": seams.is_opener(text),
        "printed again": printed_again(sheet, text),
        "standing": standing(sheet, place),
        "first": place == 0,
        "fills": fills,
        "before a headline": above,
        "below a line": place > 0 and sheet.look(place - 1) in ("line", "name", "hash") and seams.breaks_off(sheet.block(place - 1).text),
        "before a sub-headline": bool(after) and sheet.look(place + 1) == "sub",
        "before a signature": bool(after)
        and ((sheet.look(place + 1) == "byline" and after[0] in marks.ORNAMENTS) or bool(marks.LEAD.match(after))),
        "fills before a headline": above * fills,
        "may end before a headline": above * may_end(text),
        "trailing": seams.is_trailing(text),
        "begins inside": begins_inside(text),
        "before an opener": seams.is_opener(after),
        "last": not after,
    }


def log_chance(odds: float) -> float:
    """The log-probability of log-odds."""
    return -log(1 + exp(-odds)) if odds > -30 else odds
