"""What `wenju doctor` says."""

from bot import diagnosis
from bot.bot import Bot
from bot.config import Settings


def test_an_index_cut_with_own_words_is_opened(tmp_path):
    """User words and synonyms are those of the settings: the index that they cut is described, not refused; a wrong file stops nothing."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("泠白快线开通。", "utf-8")
    (tmp_path / "words.txt").write_text("泠白快线\n", "utf-8")
    options = {"sources": tmp_path / "papers", "home": tmp_path / "home", "user_words": tmp_path / "words.txt"}
    settings = Settings.load(options, environ={})
    Bot.open(settings)
    assert dict(diagnosis.lines(settings))["generation"].startswith("1: 1 files, 1 articles, 1 chunks")
    assert "words.txt" in dict(diagnosis.lines(settings))["own words"]
    (tmp_path / "words.txt").unlink()
    assert dict(diagnosis.lines(settings))["generation"].startswith("none: ")


def test_sources_that_are_not_there_are_said_to_be_missing(tmp_path):
    """A folder of sources that does not exist is no folder that is yet to be made."""
    settings = Settings.load({"sources": tmp_path / "none", "home": tmp_path / "home"}, environ={})
    assert "no such folder" in dict(diagnosis.lines(settings))["sources"]
