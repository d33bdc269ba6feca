"""What comes in and goes out: UTF-8 whatever the locale says, strict JSON, and a named error when it cannot be written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import streams

ROOT = Path(__file__).parent.parent
REVENUE = "石家庄生物医药产业2023年营业收入是多少？"
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # halves of surrogate pairs too


def bot(*arguments, shell="", **environ):
    """Run the program in a process of its own; `shell` holds redirections."""
    command = [sys.executable, "-m", "bot", *arguments]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=os.environ | environ)


@pytest.mark.parametrize("encoding", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_what_is_printed_is_utf_8_whatever_the_locale_says(encoding, tmp_path):
    """A question typed in Chinese is understood, and its answer printed, where the locale knows only ASCII."""
    done = bot("ask", "--json", "--home", str(tmp_path), REVENUE, **encoding)
    answer = json.loads(done.stdout.decode())
    assert (done.returncode, answer["question"]) == (0, REVENUE)
    assert "1078.6亿元" in answer["answer"]


@pytest.mark.parametrize(("shell", "code"), [(">&-", 3), (">/dev/full", 3), ("2>&-", 0), ("<&-", 0)])
def test_a_closed_or_full_stream_is_an_exit_code_and_no_traceback(shell, code, tmp_path):
    """One line on standard error, if there is one."""
    done = bot("ask", "--home", str(tmp_path), "你好", shell=shell)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"wenju: ") == (1 if code else 0)


def test_a_batch_prints_json_whatever_its_lines_hold(tmp_path):
    """Halves of surrogate pairs, infinities and a byte-order mark: each line becomes one line of JSON in UTF-8, by its id."""
    rows = (
        '\ufeff{"id": "\\ud800", "question": "你好"}',
        '{"id": 1e999, "question": "你好"}',
        '{"id": NaN}',
        '{"id": 4, "turns": ["你好"]}',
    )
    command = [sys.executable, "-m", "bot", "ask", "--batch", "-", "--home", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, input="\n".join(rows).encode(), capture_output=True, check=False)
    replies = [json.loads(line, parse_constant=pytest.fail) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 2
    assert [reply.get("code") for reply in replies] == [None, "question", "question", None]
    assert (replies[0]["id"], replies[3]["id"], replies[3]["turns"][0]["id"]) == ("?", 4, 4)


@given(TEXT)
def test_what_was_typed_can_be_printed(text):
    """Any argument becomes text that UTF-8 can carry, and text that it could carry stays as it is."""
    typed = streams.typed(text)
    assert typed.encode().decode() == typed
    assert typed == text or any("\ud800" <= character <= "\udfff" for character in text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_parsed_json_can_be_printed_again(value):
    """Any JSON text becomes a value whose JSON is UTF-8."""
    json.dumps(streams.parsed(json.dumps(value)), ensure_ascii=False, allow_nan=False).encode()
