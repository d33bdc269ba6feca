"""Settings, prompts and lexicon: where they come from, and how a mistake is named."""

from pathlib import Path

import pytest

from bot.config import Lexicon, Prompts, Settings, read_lines, shipped
from bot.errors import ConfigError

ROOT = Path(__file__).parent.parent


def test_an_option_wins_over_the_environment_over_the_file_over_the_default(tmp_path):
    """Four places, in this order."""
    file = tmp_path / "wenju.yaml"
    file.write_text("k: 2\nlang: en\n", "utf-8")
    load = lambda options, environ: Settings.load(options, config=file, environ=environ)  # noqa: E731
    assert (load({}, {}).k, load({}, {}).lang, load({}, {}).port) == (2, "en", 7860)
    assert load({}, {"WENJU_K": "3"}).k == 3
    assert load({"k": "4"}, {"WENJU_K": "3"}).k == 4
    assert load({"k": None}, {"WENJU_K": "3"}).k == 3


@pytest.mark.parametrize(
    ("options", "environ", "says"),
    [
        ({"k": "0"}, {}, "-k: '0' is not a whole number from 1 to 100"),
        ({"port": "x"}, {}, "--port"),
        ({}, {"WENJU_LANG": "fr"}, "WENJU_LANG: 'fr' is not one of zh, en"),
        ({}, {"WENJU_COLOUR": "red"}, "WENJU_COLOUR: unknown setting"),
        ({"sources": ""}, {}, "--sources"),
        ({}, {"WENJU_LOG_UNANSWERED": "perhaps"}, "WENJU_LOG_UNANSWERED: 'perhaps' is neither true nor false"),
    ],
)
def test_a_wrong_setting_names_its_place(options, environ, says):
    """Option, variable or file, and what would be right."""
    with pytest.raises(ConfigError, match=says):
        Settings.load(options, environ=environ)


def test_a_switch_is_true_or_false(tmp_path):
    """In the file as YAML has it, in the environment as a word; off when nobody says so."""
    file = tmp_path / "wenju.yaml"
    file.write_text("log_unanswered: true\n", "utf-8")
    assert Settings.load(config=file, environ={}).log_unanswered is True
    assert Settings.load(config=file, environ={"WENJU_LOG_UNANSWERED": "False"}).log_unanswered is False
    assert Settings.load(environ={}).log_unanswered is False


def test_the_shipped_files_are_there_and_prompts_agree_in_both_languages():
    """seeds/ and prompts/ are found; every sentence stands in both files with the same places."""
    assert len(list(shipped("seeds").glob("*.txt"))) == 5
    prompts = Prompts.load(shipped("prompts"))
    assert prompts.texts["zh"].keys() == prompts.texts["en"].keys()
    assert "3" in prompts.say("zh", "chat.greeting", documents=3, articles=9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\n", r"zh.yaml:1: a: expected a text"),
        ("a: {b: x}\nc: y\n", r"zh.yaml:2: c: missing in en.yaml"),
        ("a: {b: 'x {n}'}\n", r"not the same {places}"),
        ("a: {b: 'x {'}\n", r"a brace that is no {place}"),
        ("a: [x]\n", r"expected a text"),
    ],
)
def test_a_broken_prompts_file_is_named_with_line_and_key(tmp_path, text, says):
    """Nothing is guessed: file, line, key."""
    (tmp_path / "zh.yaml").write_text(text, "utf-8")
    (tmp_path / "en.yaml").write_text("a: {b: x}\n", "utf-8")
    with pytest.raises(ConfigError, match=says):
        Prompts.load(tmp_path)


def test_every_pattern_and_list_of_the_lexicon_loads():
    """All YAML files of bot/lexicon, and the table of traditional characters."""
    lexicon = Lexicon.load()
    assert lexicon.simplified[ord("產")] == "产"
    assert {file.stem for file in (ROOT / "bot" / "lexicon").glob("*.yaml")} == set(lexicon.tables)


def test_a_word_list_that_cannot_be_read_is_named(tmp_path):
    """No such file, or no UTF-8."""
    (tmp_path / "words").write_bytes(b"\xff\xfe\x00\x01\x02")
    for file in (tmp_path / "none", tmp_path / "words"):
        with pytest.raises(ConfigError, match=file.name):
            read_lines(file)
