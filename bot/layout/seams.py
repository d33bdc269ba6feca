"""Do these two pieces belong together? Scores of openings, endings and seams, in log-odds: above 0 speaks for a torn sentence."""

from __future__ import annotations

import re

from bot.layout import marks

_CLOSED = re.compile(r"(?:[。！？!?；;]|…|——|[：:]|\.{3,})[”’」』）)\]】》\"'\s]*\Z")
_OPENERS = "“‘（(《〈「『【[、，,的了和与及而着过们"
_CLOSERS = "”’）)》〉」』】]、，,。；：！？%的了"


def body_of(text: str) -> str:
    """The text without continuation mark and byline at its end: what its last character is looked up in."""
    for pattern in (marks.MARK_TAIL, marks.TAIL):
        found = pattern.search(text)
        if found and found.start():
            text = text[: found.start()]
    return text


def ending(left: str) -> float:
    """How far the end of a block speaks for a sentence that goes on."""
    if _CLOSED.search(body_of(left)):
        return -8.0
    return 3.0


def opening(right: str) -> float:
    """How far the beginning of a block speaks for a sentence that began elsewhere."""
    if right[0] in _CLOSERS:
        return 4.0
    return 0.0


def seam(left: str, right: str) -> float:
    """How well the two sides fit together, beyond what ending and opening say alone."""
    score = 0.0
    if left[-1] in _OPENERS:
        score += 1.0
    return score
