"""What a person typed to the question that stands: small talk, unusable input, follow-ups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.schema import Lang

LONGEST = 2000  # characters of a question

Talk = Literal["greeting", "thanks", "help", "who", "empty", "too_long", "gibberish", "question"]


def language(question: str, preferred: Lang) -> Lang:
    """English where a question holds Latin letters and no Han character, else Chinese; the preferred one where it has neither."""
    if re.search(r"[\u3400-\u9fff]", question):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2}", question) else preferred


def kind_of_talk(question: str, analyzer: Analyzer, lexicon: Lexicon) -> Talk:
    """Whether a line is small talk, unusable, or a question."""
    bare = question.strip()
    if not bare:
        return "empty"
    if len(question) > LONGEST:
        return "too_long"
    folded = re.sub(r"[\W_]+", " ", analyzer.fold(bare)).strip()
    if not folded:
        return "gibberish"
    for kind, pattern in lexicon.tables["talk"].items():
        if re.fullmatch(pattern, folded):
            return kind  # type: ignore[no-any-return]
    return "question"


def standing_question(question: str, history: Sequence[str], analyzer: Analyzer, lexicon: Lexicon) -> str:
    """The question made whole: a follow-up takes the topic of the one before it, anything else stands for itself."""
    if not history or not re.search(lexicon.tables["followup"]["opens"], analyzer.fold(question.strip())):
        return question
    return f"{standing_question(history[-1], history[:-1], analyzer, lexicon)} {question}"


def sample_questions(titles: Sequence[str], answered: Callable[[str], bool], patterns: Sequence[str], most: int = 4) -> list[str]:
    """Questions made from the corpus's own headlines by the patterns, only those that are answered."""
    samples: list[str] = []
    for at, title in enumerate(titles):
        question = patterns[at % len(patterns)].format(title=title)
        if len(samples) < most and len(title) <= 24 and answered(question):
            samples.append(question)
    return samples
