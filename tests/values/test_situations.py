"""Tables of values over small texts: which rows are shown, and when none is."""

import functools
import tempfile
from pathlib import Path

import pytest
import yaml

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
