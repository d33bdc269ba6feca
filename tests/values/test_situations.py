"""Tables of values over small texts: which rows are shown, and when none is."""

import functools
import re
import tempfile
from pathlib import Path

import pytest
import yaml

from bot import render
from bot.bot import Bot
from bot.config import Settings

SITUATIONS = yaml.safe_load((Path(__file__).parent / "situations.yaml").read_text("utf-8"))
QUESTIONS = [(at, question) for at, situation in enumerate(SITUATIONS) for question in situation["questions"]]


@functools.cache
def bot(at):
    """The bot over the texts of a situation."""
    home = Path(tempfile.mkdtemp())
    sources = home / "sources"
    sources.mkdir()
    for name, text in SITUATIONS[at]["texts"].items():
        (sources / name).write_text(text, "utf-8")
    return Bot.open(Settings(sources=sources, home=home))


@pytest.mark.parametrize(("at", "question"), QUESTIONS, ids=[question["ask"] for _, question in QUESTIONS])
def test_the_table_has_the_rows_that_it_must_have(at, question):
    """Rows of one thing at several times or in several readings are shown, in order of time; what is not surely the same is not."""
    answer = bot(at).ask(question["ask"])
    assert answer.status == "answered"
    rows = [[row.when, row.value, answer.citations[row.n - 1].chunk.source] for row in answer.values]
    assert rows == question["rows"]


@pytest.mark.parametrize(("at", "question"), [(at, question) for at, question in QUESTIONS if question["rows"]])
def test_a_table_says_nothing_that_is_not_quoted(at, question):
    """Values and times are slices of their citation's quote or headline, every quote is said with its number, no value is picked."""
    answer = bot(at).ask(question["ask"])
    assert answer.short_answer is None
    assert len(answer.citations) <= 6
    assert {row.n for row in answer.values} == set(range(1, len(answer.citations) + 1))
    for row in answer.values:
        citation = answer.citations[row.n - 1]
        assert row.value in citation.quote
        assert row.when in citation.quote or row.when in citation.chunk.title
    for n, citation in enumerate(answer.citations, 1):
        assert f"{citation.quote} [{n}]" in answer.text
    own = "".join(segment.text for segment in answer.segments if segment.n is None)
    assert not re.search(r"\d", re.sub(r"\[\d\]", "", own))


def test_an_english_question_gets_no_table():
    """The words that the rules know are Chinese: another language is quoted without a table."""
    assert bot(0).ask("What is the output value of the tea industry?").values == ()


def test_the_terminal_shows_the_table_in_columns():
    """Times at the left, values flush right, each with its number, before the quotes."""
    lines = render.answer_text(bot(0).ask("青禾县茶产业产值是多少？")).splitlines()
    assert lines[2:5] == ["2021年  18.6亿元  [1]", "2022年  23.4亿元  [1]", "2023年    31亿元  [1]"]
