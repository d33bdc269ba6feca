"""Several processes prepare the same as one, in order, and none of them is needed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.corpus import Text
from bot.index import preparing
from bot.index.preparing import Preparer, prepare

TEXTS = [
    Text(f"t{at}", "t.jsonl", None, f"第{at}条\n\n某地的收入是{at}亿元。" if at % 7 else " ", f"{at:064x}", f"{at:016x}")
    for at in range(450)
]


@pytest.fixture
def parallel(monkeypatch):
    monkeypatch.setattr(preparing, "PAYS", 0)
    monkeypatch.setattr(preparing.os, "cpu_count", lambda: 2)


def test_processes_prepare_what_one_prepares_in_order(analyzer, parallel):
    """Order and content do not depend on who did it; a text without anything to cite is None."""
    with Preparer(analyzer, 1) as prepared:
        rows = list(prepared(iter(TEXTS)))
        again = list(prepared(iter(TEXTS[:3])))
    assert rows == [(text, prepare(text, analyzer)) for text in TEXTS]
    assert again == rows[:3]
    assert rows[0][1] is None


def test_long_texts_go_a_few_at_a_time():
    """A batch ends after so many texts or characters: what is made of it stands in memory at once."""
    long = [Text("l", "t.jsonl", None, "长" * 60_000, "", "")] * 3
    coming = iter(TEXTS[:150] + long)
    assert [len(preparing._next(coming)) for _ in range(4)] == [100, 52, 1, 0]


def test_a_process_that_is_ended_costs_only_time(analyzer, parallel):
    """What it had, and what follows, is prepared here."""
    preparer = Preparer(analyzer, 1)
    with preparer as prepared:
        rows = prepared(iter(TEXTS))
        first = [next(rows) for _ in range(150)]
        for process in list(preparer._pool._processes.values()):
            os.kill(process.pid, signal.SIGKILL)
        rest = list(rows)
    assert [text.id for text, _ in first + rest] == [text.id for text in TEXTS]
    assert rest[-1][1] == prepare(TEXTS[-1], analyzer)


def test_a_small_update_starts_no_process(analyzer, monkeypatch):
    """Starting one costs more than it earns."""
    monkeypatch.setattr(preparing, "ProcessPoolExecutor", None)
    with Preparer(analyzer, preparing.PAYS - 1) as prepared:
        assert len(list(prepared(TEXTS[:3]))) == 3


SCRIPT = """
from bot.bot import Bot
from bot.config import Settings
from bot.index import preparing

preparing.PAYS, preparing.os.cpu_count = 0, lambda: 2
print("opened")
print(Bot.open(Settings.load({"sources": "papers", "home": "home"})).ask("桥长多少米？").short_answer)
"""


def test_a_program_without_a_guard_may_build_an_index(tmp_path):
    """A script that opens a bot at its top level is run once, and gets its answer."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "bridge.txt").write_text("# 石桥\n\n这座石桥长120米，桥宽8米。", "utf-8")
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    assert done.stdout == "opened\n120米\n"
