"""The interface's words: every key that the page uses is there, and none is left over."""

import re
from pathlib import Path

import pytest

from bot import web
from bot.config import LANGS, Prompts, shipped

STATIC = Path(web.__file__).parent / "static"
ROOT = STATIC.parents[1]
SOURCES = [*STATIC.rglob("*.js"), *STATIC.rglob("*.html"), *STATIC.parent.glob("*.py")]


def used():
    """The keys in data-t, data-tl, data-ph, and in every quoted word of the scripts."""
    text = "".join(file.read_text("utf-8") for file in SOURCES)
    codes = [code for file in ROOT.rglob("*.py") for code in re.findall(r'\bcode = "(\w+)"', file.read_text("utf-8"))]
    return set(re.findall(r"""["']([a-z_]+)["']""", text)) | {f"error_{code}" for code in ["internal", *codes]}


def named():
    """What is surely a word: it stands in a data-t, data-tl or data-ph, or is given to t, say or named."""
    text = "".join(file.read_text("utf-8") for file in SOURCES)
    found = re.findall(r"""data-(?:t|tl|ph)="([a-z_]+)"|\bt\("[\w.]*", "([a-z_]+)"|\bsay\("([a-z_]+)"|\bnamed\("([a-z_]+)\"""", text)
    return {key for keys in found for key in keys if key}


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_is_there_and_used(lang):
    """No key of the page is missing in a language, and none is left over."""
    words = set(Prompts.load(shipped("prompts")).below(lang, "page"))
    assert len(named()) > 50
    assert named() <= words
    assert words <= used()


def test_scripts_make_no_markup():
    """Text becomes text nodes: no script uses innerHTML, outerHTML, insertAdjacentHTML, document.write or eval."""
    for file in STATIC.rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            file.read_text("utf-8").replace("No innerHTML", ""),
        )
