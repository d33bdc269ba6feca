"""Why a file was left out, taken apart: the line that `wenju index` prints becomes a name that the page has words for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from bot import yaml_guard
from bot.corpus import UPLOADED

REASONS = Path(__file__).parents[1] / "lexicon" / "skipped.yaml"


def apart(line: str) -> dict[str, Any]:
    """What was left out (its name, for a line of a file its number), the reason's code and what differs in it.

    Without a code the line is all there is.
    """
    shown = line.replace(UPLOADED, "", 1)
    for code, pattern in _patterns():
        if found := pattern.search(shown):
            name, comma, number = shown[: found.start()].rpartition(", line ")
            at = int(number) if comma and number.isdecimal() else None
            return {
                "name": name if at is not None else shown[: found.start()],
                "at": at,
                "code": code,
                "places": list(found.groups()),
                "line": shown,
            }
    return {"name": "", "at": None, "code": None, "places": [], "line": shown}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each reason as the end of a line, after the name and a colon (after a comma where lines are only counted)."""
    sentences = yaml_guard.load(REASONS).value
    return [(code, re.compile("[:,] " + re.sub(r"\\\{\d\\\}", "(.+)", re.escape(sentence)) + "$")) for code, sentence in sentences.items()]
