"""Whether a line is small talk, unusable, or a question, and in which language."""

from __future__ import annotations

from typing import Literal

from bot import patterns
from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.schema import Lang

LONGEST = 2000  # characters of a question

Talk = Literal["greeting", "thanks", "help", "who", "translate", "task", "empty", "too_long", "gibberish", "question"]


def language(question: str, preferred: Lang) -> Lang:
    """English where a question holds Latin letters and no Han character, else Chinese; the preferred one where it has neither."""
    if patterns.search(r"[\u3400-\u9fff]", question):
        return "zh"
    return "en" if patterns.search(r"[A-Za-z]{2}", question) else preferred


def kind_of_talk(question: str, analyzer: Analyzer, lexicon: Lexicon) -> Talk:
    """Whether a line is small talk, unusable, or a question."""
    bare = question.strip()
    if not bare:
        return "empty"
    if len(question) > LONGEST:
        return "too_long"
    folded = patterns.sub(r"[\W_]+", " ", analyzer.fold(bare)).strip()
    if not folded:
        return "gibberish"
    for kind, pattern in lexicon.tables["talk"].items():
        if patterns.fullmatch(pattern, folded):
            return kind  # type: ignore[no-any-return]
    return "question"
