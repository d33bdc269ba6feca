"""What made an index: nothing that decides its terms is left out of the digest."""

import shutil
from pathlib import Path

import pytest

from bot import provenance
from bot.analyzer import Analyzer
from bot.config import Lexicon
from tests.test_architecture import FILES, dotted, imports

NOT_DECIDING = {"bot", "bot.config", "bot.errors", "bot.provenance", "bot.wants", "bot.yaml_guard"}
"""Reached from the rules, but they decide nothing about a text: settings, messages, files as values, and questions."""


def reached(*names):
    """Every module that these import, directly or by way of others; the store keeps what is handed to it and has a format of its own."""
    graph = {dotted(file): {name for name in imports(file) if name.split(".")[0] == "bot"} for file in FILES}
    found, waiting = set(), [*names]
    while waiting:
        name = waiting.pop()
        if name not in found and name in graph and not name.startswith("bot.store"):
            found.add(name)
            waiting.extend(graph[name])
    return found


def test_every_module_that_decides_is_in_the_digest():
    """What reading, layout, cutting and analysing import is covered, or named here with the reason why it decides nothing."""
    bot = Path(provenance.__file__).parent
    covered = {dotted(file) for pattern in provenance.RULES if pattern.endswith(".py") for file in bot.glob(pattern)}
    readers = [dotted(file) for file in (bot / "readers").glob("*.py")]
    assert reached("bot.index.preparing", "bot.corpus", *readers) - NOT_DECIDING <= covered
    assert all([*bot.glob(pattern)] for pattern in provenance.RULES)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The digest of a copy of the program, which may be changed."""
    folder = tmp_path / "bot"
    shutil.copytree(Path(provenance.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__", "web"))
    monkeypatch.setattr(provenance, "__file__", str(folder / "provenance.py"))
    return folder, provenance.rules.__wrapped__


def test_a_change_of_a_rule_changes_the_digest_and_nothing_else_does(copied):
    """A rule, a word, a new file of rules: another digest. Line ends, other modules, where the program lies: the same."""
    folder, digest = copied
    before = digest()
    assert before == provenance.rules()
    (folder / "answer.py").write_text("")
    file = folder / "layout" / "heads.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert digest() == before
    seen = {before}
    for name in ("layout/heads.py", "lexicon/english.yaml", "lexicon/traditional.txt", "chunker.py", "readers/pdf.py", "layout/new.py"):
        with (folder / name).open("a") as changed:
            changed.write("# more\n")
        seen.add(digest())
    assert len(seen) == 7


def test_the_fingerprint_names_rules_tokeniser_and_versions(monkeypatch):
    """An index is known by all that cut it."""
    before = Analyzer(Lexicon.load()).fingerprint
    assert before.startswith(f"{provenance.rules()}-jieba-")
    assert Analyzer(Lexicon.load(), "rjieba").fingerprint != before
    monkeypatch.setattr(provenance, "version", lambda *_: "99")
    assert Analyzer(Lexicon.load()).fingerprint != before
