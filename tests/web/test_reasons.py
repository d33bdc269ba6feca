"""Why a file was left out, in the page's words."""

import ast
import re
from pathlib import Path

import pytest

import bot
from bot import yaml_guard
from bot.config import LANGS, Prompts, shipped
from bot.web.reasons import REASONS, apart

FOLDER = Path(bot.__file__).parent
SAID = ["readers/*.py", "corpus.py", "index/updating.py"]


def sentences():
    """Every `reason; what to do` in the readers, the walk over the folder and the update: docstrings end with a stop."""
    for file in [file for pattern in SAID for file in FOLDER.glob(pattern)]:
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        inner = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values).removeprefix("X: ")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
                text = node.value
            else:
                continue
            if "; " in text and "nothing was" not in text and not text.rstrip().endswith(".") and "\n" not in text:
                yield text


@pytest.mark.parametrize("text", sorted(set(sentences())))
def test_every_reason_of_the_program_has_a_code(text):
    """No sentence with which a file is left out is unknown to the page."""
    assert apart(f"a.txt: {text}")["code"] or apart(f"a.txt, {text}")["code"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_has_words(lang):
    """Each language says each reason, with the same places."""
    words = Prompts.load(shipped("prompts")).below(lang, "skipped")
    reasons = yaml_guard.load(REASONS).value
    assert set(words) == set(reasons)
    assert all(set(re.findall(r"\{\d\}", words[code])) == set(re.findall(r"\{\d\}", said)) for code, said in reasons.items())


def test_a_line_is_taken_apart():
    """Name, line of the file and what differs; a colon in a name is no end of it; an unknown sentence stays as it is."""
    one = apart(".uploads/a: b.jsonl, line 12: not JSON (line 1: no); write one object on each line")
    assert (one["name"], one["at"], one["code"], one["places"]) == ("a: b.jsonl", 12, "json", ["line 1: no"])
    assert apart("甲.pdf: holds no text (scanned pages?); run text recognition on it first")["code"] == "scan"
    assert apart("a.txt: something new")["code"] is None
    assert apart("a.txt: something new")["line"] == "a.txt: something new"
